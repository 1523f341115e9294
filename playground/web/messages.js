// A list of messages that stays in step with a session: rows are kept while their message is the
// same object, so that a live edit touches one row and nobody loses their place or their focus.

import { dayKey, dayName, tsDate } from './dates.js';
import { h, icon } from './dom.js';
import { messageRow } from './message.js';
import { workspaceNow } from './now.js';
import { showReactions } from './reactions.js';

const GROUP_SECONDS = 300;
const NEAR_BOTTOM = 80;

/** Whoever reacts does not change what was said: its row stays, and so does the focus in it. */
const sameButReactions = (one, other) => JSON.stringify({ ...one, reactions: null }) ===
  JSON.stringify({ ...other, reactions: null });

const timesSaid = new WeakMap();

/** Whether a time stands in it, in a text or as an element: how it is written depends on the day. */
function saysTimes(message) {
  if (!timesSaid.has(message))
    timesSaid.set(message, /"type":"date"|<!date/.test(JSON.stringify([message.text, message.blocks ?? []])));
  return timesSaid.get(message);
}

export class MessageList {
  constructor(label) {
    this.rows = new Map();
    this.list = h('ol', { class: 'messages' });
    this.jump = h('button', { type: 'button', class: 'jump', hidden: true,
      onclick: () => this.toBottom() }, icon('down'), 'New messages');
    this.scroller = h('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': label,
      onscroll: () => this.scrolled() }, this.list);
    this.element = h('div', { class: 'list' }, this.scroller, this.jump);
    // A growing composer or a narrower window must not hide the newest message.
    this.pinned = true;
    new ResizeObserver(() => this.pinned && this.toBottom()).observe(this.scroller);
  }

  label(text) {
    this.scroller.setAttribute('aria-label', text);
  }

  clear() {
    this.rows.clear();
    this.list.replaceChildren();
    this.jump.hidden = true;
  }

  atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
  }

  scrolled() {
    this.pinned = this.atBottom();
    if (this.pinned)
      this.jump.hidden = true;
  }

  /** Shows these messages. `empty` stands there when there are none; `options(message)` are
   *  messageRow's; `change` is what made us draw: {kind, ts}. */
  show(messages, reader, { empty, options, change }) {
    const stay = this.rows.size === 0 || this.atBottom();
    const focused = this.focusedTs();
    const rows = new Map();
    const shown = this.rows.get(change.ts)?.element;
    const children = [];
    let before = null;
    for (const message of messages) {
      if (!before || dayKey(tsDate(before.ts), reader.zone) !== dayKey(tsDate(message.ts), reader.zone))
        children.push(this.day(message, reader));
      const row = this.row(message, before, reader, options(message));
      rows.set(message.ts, row);
      children.push(row.element);
      before = message;
    }
    if (messages.length === 0)
      children.push(empty());
    this.rows = rows;
    this.place(children);
    this.keepFocus(focused);
    if (change.kind === 'new' || this.rows.get(change.ts)?.element !== shown)
      this.animate(change);
    if (stay)
      this.toBottom();
    else if (change.kind === 'new' && messages.at(-1)?.ts === change.ts)
      this.jump.hidden = false;
  }

  /** Moves only what is out of place: an element that is taken out loses focus and scroll. */
  place(children) {
    const keep = new Set(children);
    [...this.list.children].forEach((child) => keep.has(child) || child.remove());
    children.forEach((child, index) => {
      if (this.list.children[index] !== child)
        this.list.insertBefore(child, this.list.children[index] ?? null);
    });
  }

  day(message, reader) {
    const key = dayKey(tsDate(message.ts), reader.zone);
    const name = dayName(tsDate(message.ts), reader.zone);
    const old = [...this.list.children].find((child) => child.dataset.day === key);
    return old?.textContent === name ? old : h('li', { class: 'day', 'data-day': key }, h('span', {}, name));
  }

  row(message, before, reader, options) {
    const follows = Boolean(before) && before.user === message.user && !message.blocks?.length && !message.card &&
      !message.ephemeral && !before.ephemeral && tsDate(message.ts) - tsDate(before.ts) < GROUP_SECONDS * 1000;
    // "Tomorrow at nine" is today by now.
    const today = saysTimes(message) ? dayKey(workspaceNow(), reader.zone) : '';
    const shape = `${follows} ${options.replies} ${reader.self} ${today}`;
    const old = this.rows.get(message.ts);
    if (old && old.message === message && old.shape === shape)
      return old;
    if (old && old.shape === shape && sameButReactions(old.message, message)) {
      old.message = message;
      showReactions(old.element.querySelector('.reactions'), message, reader);
      return old;
    }
    return { message, shape, element: messageRow(message, reader, { ...options, follows }) };
  }

  focusedTs() {
    return document.activeElement?.closest('.message') &&
      this.list.contains(document.activeElement)
      ? document.activeElement.closest('.message').dataset.ts : null;
  }

  /** A pressed button that turned into a confirmation leaves the focus on its message. */
  keepFocus(ts) {
    if (ts && !this.list.contains(document.activeElement))
      this.rows.get(ts)?.element.focus({ preventScroll: true });
  }

  /** An edit in place is easily missed, so it glows; what is new just comes in. */
  animate({ kind, ts }) {
    const name = { update: 'fresh', new: 'arrived' }[kind];
    const element = name && this.rows.get(ts)?.element;
    if (!element)
      return;
    element.classList.add(name);
    element.addEventListener('animationend', () => element.classList.remove(name), { once: true });
  }

  find(ts) {
    return this.rows.get(ts)?.element ?? null;
  }
}
