// The elements of a form that are typed into or clicked: text, numbers, days, times, chips. Those
// that choose from a list are in chooser.js.
//
// A control is {node, target, value, set(value), focus()}: `target` is what the label and the errors
// speak of. It calls changed(how) when a person changed it: `typing` while more may follow, `chosen`
// when it is done, `enter` when Enter was pressed in it.

import { Chooser, CHOOSERS } from './chooser.js';
import { dateIn, momentIn } from './dates.js';
import { freshId, h } from './dom.js';
import { textObject } from './mrkdwn.js';
import { holdsValue, lengthOf, sameValue, valueOf } from './values.js';

const LONGEST_TEXT = 3000;
/** The counter shows itself when this share of the room is used. */
const NEARLY_FULL = 0.85;

/** Marks a node so that it is found again after its block was drawn anew. */
export function tagged(node, element, block, part = null) {
  node.dataset.action = element.action_id ?? '';
  node.dataset.block = block.block_id ?? '';
  if (part !== null)
    node.dataset.part = part;
  return node;
}

const INPUT_MODES = { number_input: 'decimal', email_text_input: 'email', url_text_input: 'url' };

class TextControl {
  constructor(element, block, { changed }) {
    this.most = element.max_length ?? LONGEST_TEXT;
    const attributes = {
      class: 'text-box', placeholder: element.placeholder?.text, autocomplete: 'off', dir: 'auto',
      inputmode: INPUT_MODES[element.type],
      oninput: () => {
        this.count();
        changed('typing');
      },
      onkeydown: (event) => {
        const { key, isComposing, shiftKey, ctrlKey, metaKey } = event;
        if (key !== 'Enter' || element.multiline || isComposing || shiftKey || ctrlKey || metaKey)
          return;
        event.preventDefault();
        changed('enter');
      },
      onblur: () => changed('left'),
    };
    this.target = tagged(element.multiline ? h('textarea', { ...attributes, rows: '3' })
      : h('input', { ...attributes, type: 'text' }), element, block);
    this.counter = h('span', { class: 'counter', 'aria-live': 'polite', hidden: true });
    this.node = h('div', { class: 'text-control' }, this.target, this.counter);
  }

  get value() { return this.target.value; }

  set(value) {
    if (this.target.value !== value)
      this.target.value = value ?? '';
    this.count();
  }

  count() {
    const left = this.most - lengthOf(this.target.value);
    this.counter.hidden = left > this.most * (1 - NEARLY_FULL);
    this.counter.classList.toggle('over', left < 0);
    this.counter.textContent = left < 0 ? `${-left} too many` : `${left} left`;
  }

  focus() { this.target.focus(); }
}

/** The browser's own day and time pickers. What is half typed holds no value yet. */
class DateControl {
  constructor(element, block, { changed, reader }) {
    const types = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' };
    this.moment = element.type === 'datetimepicker';
    this.zone = reader.zone;
    this.target = tagged(h('input', { type: types[element.type], class: 'text-box date-box',
      min: element.type === 'timepicker' ? null : this.moment ? '1900-01-01T00:00' : '1900-01-01',
      // Half a year typed is no day yet.
      oninput: ({ target: { validity } }) => validity.rangeUnderflow || validity.badInput || changed('typing'),
      onblur: () => changed('left') }), element, block);
    this.node = this.target;
  }

  get value() {
    const typed = this.target.value;
    if (typed === '' || this.target.validity.rangeUnderflow)
      return null;
    return this.moment ? momentIn(typed, this.zone) : typed;
  }

  set(value) {
    const shown = value === null ? '' : this.moment ? dateIn(value, this.zone) : value;
    if (!sameValue(this.value, value))
      this.target.value = shown;
  }

  focus() { this.target.focus(); }
}

/** Radio buttons and checkboxes: chips, so that an answer is one click on its words. */
class ChipsControl {
  constructor(element, block, { changed, reader }) {
    this.many = element.type === 'checkboxes';
    const group = freshId('chips');
    this.inputs = (element.options ?? []).map((option) => tagged(h('input', {
      type: this.many ? 'checkbox' : 'radio', name: group, value: option.value,
      onchange: () => changed('chosen'),
    }), element, block, option.value));
    this.target = h('div', { class: 'chips', role: this.many ? 'group' : 'radiogroup' },
      (element.options ?? []).map((option, index) => h('label', { class: 'chip' }, this.inputs[index],
        h('span', { class: 'chip-mark', 'aria-hidden': 'true' }),
        h('span', { class: 'chip-words' }, h('span', {}, textObject(option.text, reader)),
          option.description ? h('span', { class: 'chip-note' },
            textObject(option.description, reader)) : null))));
    this.node = this.target;
  }

  get value() {
    const values = this.inputs.filter((input) => input.checked).map((input) => input.value);
    return this.many ? values : values[0] ?? null;
  }

  set(value) {
    const chosen = new Set([value].flat());
    this.inputs.forEach((input) => { input.checked = chosen.has(input.value); });
  }

  focus() { (this.inputs.find((input) => input.checked) ?? this.inputs[0])?.focus(); }
}

const CONTROLS = {
  plain_text_input: TextControl, number_input: TextControl, email_text_input: TextControl,
  url_text_input: TextControl, datepicker: DateControl, timepicker: DateControl,
  datetimepicker: DateControl, radio_buttons: ChipsControl, checkboxes: ChipsControl,
};

export const isControl = (type) => holdsValue(type);

/** `context`: {reader, changed(how), name}: the name for who hears it where there is no label. */
export function makeControl(element, block, context) {
  const Kind = CHOOSERS.has(element.type) ? Chooser : CONTROLS[element.type];
  const control = new Kind(element, block, context);
  control.target.setAttribute('aria-label', context.name || element.placeholder?.text || 'Choose');
  control.set(valueOf(element, null));
  return control;
}
