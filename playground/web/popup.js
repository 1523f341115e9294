// Something that opens beside its button, above everything else, and closes by itself: menus here,
// lists of choices in chooser.js. The browser's top layer keeps it from being cut off by a scroller.

import { freshId, h, icon } from './dom.js';

const GAP = 6;
const TALLEST = 320;

/** Puts an open popup under its anchor, or above it where there is more room. */
function place(popup, anchor, { wide, end }) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP * 2;
  const above = box.top - GAP * 2;
  popup.style.width = wide ? `${box.width}px` : '';
  popup.style.maxHeight = `${Math.min(Math.max(below, above, 80), TALLEST)}px`;
  const { width, height } = popup.getBoundingClientRect();
  const under = height <= below || below >= above;
  const left = end ? box.right - width : box.left;
  popup.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
  popup.style.top = `${under ? box.bottom + GAP : Math.max(GAP, box.top - GAP - height)}px`;
}

export class Popup {
  /** `wide`: as wide as its anchor; `end`: right edges meet instead of left ones. */
  constructor(element, anchor, how = {}) {
    this.element = element;
    element.popover = 'manual';
    this.follow = () => (anchor.isConnected ? place(element, anchor, how) : this.close());
  }

  get open() {
    return this.element.matches(':popover-open');
  }

  show() {
    if (!this.open) {
      this.element.showPopover();
      window.addEventListener('resize', this.follow);
      window.addEventListener('scroll', this.follow, true);
    }
    this.follow();
  }

  close() {
    window.removeEventListener('resize', this.follow);
    window.removeEventListener('scroll', this.follow, true);
    if (this.element.isConnected && this.open)
      this.element.hidePopover();
  }
}

/** A button and the menu it opens. `items()` is asked at each opening:
 *  [{title, detail, picture, name, wide, run}]; `columns` makes it a grid of pictures with names. */
export class Menu {
  constructor({ button, label, items, columns = 1, end = false }) {
    this.items = items;
    this.columns = columns;
    this.button = button;
    const id = freshId('menu');
    button.setAttribute('aria-haspopup', 'menu');
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', id);
    button.addEventListener('click', () => this.toggle(!this.popup.open));
    this.list = h('div', { class: columns > 1 ? 'menu menu-grid' : 'menu', role: 'menu', id,
      'aria-label': label, onkeydown: (event) => this.key(event) });
    this.popup = new Popup(this.list, button, { end });
    this.element = h('span', { class: 'menu-place', onfocusout: (event) => {
      if (!this.element.contains(event.relatedTarget))
        this.toggle(false);
    } }, button, this.list);
  }

  toggle(open) {
    if (open === this.popup.open)
      return;
    this.button.setAttribute('aria-expanded', String(open));
    if (!open)
      return this.popup.close();
    this.list.replaceChildren(...this.items().map((item) => this.item(item)));
    this.popup.show();
    this.list.firstElementChild?.focus();
  }

  item({ title, detail, picture, name, wide, run }) {
    const shape = title ? 'row' : wide ? 'tile tile-wide' : 'tile';
    return h('button', { type: 'button', role: 'menuitem', tabindex: '-1', class: shape,
      'aria-label': title ? null : name, title: title ? null : name, onclick: () => {
        this.leave();
        run();
      } }, picture ? h('span', { class: 'menu-picture' }, picture) : null,
    wide ? h('span', {}, name) : null,
    title ? h('span', { class: 'menu-words' }, h('span', { class: 'menu-title' }, title),
      detail ? h('span', { class: 'menu-detail' }, detail) : null) : null);
  }

  leave() {
    this.toggle(false);
    this.button.focus();
  }

  key(event) {
    const items = [...this.list.children];
    const at = items.indexOf(document.activeElement);
    const to = (index) => items[(index + items.length) % items.length]?.focus();
    const rows = this.columns > 1 ? { ArrowLeft: () => to(at - 1), ArrowRight: () => to(at + 1),
      // The first has a row to itself.
      ArrowDown: () => to(at === 0 ? 1 : Math.min(at + this.columns, items.length - 1)),
      ArrowUp: () => to(Math.max(at - this.columns, 0)) } : {};
    const keys = { ArrowDown: () => to(at + 1), ArrowUp: () => to(at - 1), Home: () => to(0),
      End: () => to(-1), Escape: () => this.leave(), Tab: () => this.leave(), ...rows };
    // The menu is open: what it does not know is nobody else's business.
    event.stopPropagation();
    if (Object.hasOwn(keys, event.key)) {
      if (event.key !== 'Tab')
        event.preventDefault();
      keys[event.key]();
    }
  }
}

/** A small square button with one of our icons. */
export const iconButton = (name, label, attributes = {}) =>
  h('button', { type: 'button', class: 'bare', 'aria-label': label, title: label, ...attributes }, icon(name));
