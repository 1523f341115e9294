// The blocks of a view, and what a person has typed and chosen in them. A view that comes again from
// the stream is laid over the one that is shown: a block that is the same stays the same element, and
// one that was drawn anew takes over what was typed, the focus and the caret, as long as its block_id
// and action_id are the same.
//
// What is typed is kept with the view on the server a moment later, so that a reload loses nothing.

import { renderBlock } from './blocks.js';
import { confirmed } from './confirm.js';
import { makeControl } from './controls.js';
import { h } from './dom.js';
import { complaint, sameValue, valueOf } from './values.js';

const PAUSE = 350;
const TEXTS = new Set(['plain_text_input', 'number_input', 'email_text_input', 'url_text_input']);

/** Whether the focus is inside an element, on something that can be seen. */
export function visiblyFocused(root) {
  return root.contains(document.activeElement) && document.activeElement.checkVisibility();
}

/** Where the focus is inside an element, in words that survive a new drawing; or null. */
export function focusIn(root) {
  const node = document.activeElement;
  if (!root.contains(node) || node.dataset.action === undefined)
    return null;
  const { action, block, part } = node.dataset;
  const caret = typeof node.selectionStart === 'number' ? [node.selectionStart, node.selectionEnd] : null;
  return { node, action, block, part, caret };
}

/** Puts it back, unless it never left. */
export function refocus(root, was) {
  if (!was || (was.node.isConnected && document.activeElement === was.node))
    return;
  const found = [...root.querySelectorAll('[data-action]')].find(({ dataset }) =>
    dataset.action === was.action && dataset.block === was.block && dataset.part === was.part);
  found?.focus({ preventScroll: true });
  if (found && was.caret && typeof found.selectionStart === 'number')
    found.setSelectionRange(...was.caret);
}

export class Form {
  /** `calls`: act(element, block, value, node) sends an action, keep(block, element, value) keeps a
   *  value with the view, enter() when a line of text was ended with Enter. */
  constructor(reader, calls) {
    this.calls = calls;
    this.reader = { ...reader, press: (...what) => this.press(...what),
      control: (...what) => this.control(...what) };
    this.blocks = new Map();
    this.waiting = new Map();
    this.errors = {};
    this.element = h('div', { class: 'form' });
  }

  /** Shows a view: {blocks, state: {values}, errors}. */
  show(view) {
    const was = focusIn(this.element);
    const before = this.blocks;
    this.state = view.state?.values ?? {};
    this.blocks = new Map();
    (view.blocks ?? []).forEach((block, index) => {
      const key = block.block_id || `at ${index}`;
      const text = JSON.stringify(block);
      const old = before.get(key);
      this.blocks.set(key, old?.text === text ? old : this.draw(block, text, old));
    });
    this.place([...this.blocks.values()].map(({ node }) => node));
    this.controls().forEach((control) => this.catchUp(control));
    if (!sameValue(this.errors, view.errors ?? {})) {
      this.errors = view.errors ?? {};
      this.complain(this.errors);
    }
    refocus(this.element, was);
  }

  /** Moves only what is out of place: an element that is taken out loses its focus. */
  place(nodes) {
    const keep = new Set(nodes);
    [...this.element.children].forEach((child) => keep.has(child) || child.remove());
    nodes.forEach((node, index) => {
      if (this.element.children[index] !== node)
        this.element.insertBefore(node, this.element.children[index] ?? null);
    });
  }

  draw(block, text, old) {
    this.drawing = { block, text, controls: [], old };
    this.drawing.node = renderBlock(block, this.reader);
    this.drawing.controls.forEach((control) => control.said && control.complain?.(control.said));
    return this.drawing;
  }

  /** Called while a block is drawn. */
  control(element, block, name) {
    const control = makeControl(element, block, { reader: this.reader, name,
      changed: (how) => this.changed(control, how) });
    const old = this.drawing.old?.controls.find((one) =>
      one.element.action_id === element.action_id && one.element.type === element.type);
    Object.assign(control, { element, block, sent: old?.sent ?? new Set(), seen: old?.seen,
      said: old?.said });
    control.now = old ? old.value : valueOf(element, this.stored(control));
    control.set(control.now);
    this.drawing.controls.push(control);
    return control;
  }

  stored({ element, block }) {
    return this.state[block.block_id]?.[element.action_id];
  }

  /** What the server has is shown, unless it is an echo of what was typed here before. */
  catchUp(control) {
    const stored = this.stored(control);
    const text = JSON.stringify(stored ?? null);
    if (control.seen === text)
      return;
    control.seen = text;
    const value = valueOf(control.element, stored);
    if (stored && !control.sent.has(JSON.stringify(value)) && !sameValue(value, control.value)) {
      control.set(value);
      control.now = value;
    }
  }

  controls() {
    return [...this.blocks.values()].flatMap((one) => one.controls);
  }

  async changed(control, how) {
    const { element, block } = control;
    const key = `${block.block_id} ${element.action_id}`;
    if (how === 'left')
      return this.flush(key);
    const send = this.sender(control, how);
    if (how === 'enter' && !send)
      return this.calls.enter();
    if (sameValue(control.value, control.now) && how !== 'enter')
      return;
    if (element.confirm && !await confirmed(element.confirm, this.reader))
      return control.set(control.now);
    control.now = control.value;
    control.sent.add(JSON.stringify(control.now));
    control.complain?.(null);
    this.later(key, how === 'typing' ? PAUSE : 0, send ??
      (() => this.calls.keep(block, element, control.value)));
  }

  /** What sends an action of this change; null when the value is only kept. */
  sender(control, how) {
    const { element, block } = control;
    if (block.type === 'input' && !block.dispatch_action)
      return null;
    const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
    if (TEXTS.has(element.type) &&
        !on.includes(how === 'enter' ? 'on_enter_pressed' : 'on_character_entered'))
      return null;
    return () => this.calls.act(element, block, control.value, control.target);
  }

  later(key, pause, run) {
    clearTimeout(this.waiting.get(key)?.timer);
    this.waiting.set(key, { run, timer: setTimeout(() => this.flush(key), pause) });
  }

  /** Sends what still waits, of one element or of all. */
  flush(key = null) {
    const due = [...this.waiting].filter(([one]) => key === null || one === key);
    due.forEach(([one, { timer, run }]) => {
      clearTimeout(timer);
      this.waiting.delete(one);
      run();
    });
  }

  /** What waits is not needed any more: it goes along with the values. */
  forget() {
    this.waiting.forEach(({ timer }) => clearTimeout(timer));
    this.waiting.clear();
  }

  async press(element, block, node, value) {
    if (node.getAttribute('aria-disabled') === 'true')
      return;
    if (element.confirm && !await confirmed(element.confirm, this.reader))
      return;
    node.setAttribute('aria-busy', 'true');
    node.setAttribute('aria-disabled', 'true');
    await this.calls.act(element, block, value, node);
    node.removeAttribute('aria-busy');
    node.removeAttribute('aria-disabled');
  }

  inputs() {
    return this.controls().filter(({ block }) => block.type === 'input');
  }

  /** {block_id: {action_id: value}} of all input blocks. */
  values() {
    return Object.fromEntries(this.inputs().map(({ block, element, value }) =>
      [block.block_id, { [element.action_id]: value }]));
  }

  /** The complaints that can be made here: {block_id: sentence}. */
  check() {
    return Object.fromEntries(this.inputs().map((control) =>
      [control.block.block_id, complaint(control.block, control.value)]).filter(([, said]) => said));
  }

  /** Shows these complaints, each at its field, and none else. */
  complain(errors) {
    this.inputs().forEach((control) => control.complain?.(errors[control.block.block_id] ?? null));
  }

  /** The first field that was complained about, or the first of all. */
  focusFirst(wrong = false) {
    const controls = this.controls();
    const control = wrong
      ? controls.find(({ target }) => target.getAttribute('aria-invalid') === 'true')
      : controls.find(({ element }) => element.focus_on_load) ?? controls[0];
    control?.focus();
    control?.node.closest('.block').scrollIntoView({ block: 'nearest' });
    return Boolean(control);
  }
}
