// Inputs of Adaptive Cards. They are the controls that forms here are made of, told what Teams calls
// things; what they hold is a text, as Teams hands it to the app: of several choices, joined by commas.

import { plain } from './card_text.js';
import { makeControl } from './controls.js';
import { h } from './dom.js';
import { labelled } from './field.js';

const words = (text) => ({ type: 'plain_text', text: plain(text), emoji: false });

const choice = ({ title, value }) => ({ text: words(title), value });

/** Everybody the directory knows, and who the card names itself. */
function people({ choices = [] }, { world }) {
  const others = world.people.filter(({ object }) => object && !choices.some(({ value }) => value === object));
  return [...choices.map(choice), ...others.map(({ name, title, object }) =>
    ({ text: words(name), value: object, ...(title ? { description: words(title) } : {}) }))];
}

function chooser(input, reader) {
  const picks = Boolean(input['choices.data']);
  const options = picks ? people(input, reader) : (input.choices ?? []).map(choice);
  const many = input.isMultiSelect === true;
  const type = input.style === 'expanded' ? (many ? 'checkboxes' : 'radio_buttons')
    : many ? 'multi_static_select' : 'static_select';
  return { type, options };
}

const KINDS = {
  'Input.Text': ({ isMultiline, maxLength }) =>
    ({ type: 'plain_text_input', multiline: isMultiline === true, max_length: maxLength }),
  'Input.Number': () => ({ type: 'number_input' }),
  'Input.ChoiceSet': chooser,
};

export const isInput = (type) => Object.hasOwn(KINDS, type);

/** One input, with its label. It calls changed(input, how) like a control. */
export class CardInput {
  constructor(input, reader, changed) {
    const element = { ...KINDS[input.type](input, reader), action_id: input.id };
    if (input.placeholder)
      element.placeholder = words(input.placeholder);
    const block = { block_id: input.id, label: words(input.label ?? ''), optional: input.isRequired !== true };
    this.input = input;
    this.id = input.id;
    this.many = input.isMultiSelect === true;
    this.control = makeControl(element, block, { reader, name: input.label ?? input.id,
      changed: (how) => changed(this, how) });
    this.node = h('div', { class: 'block block-input' }, labelled(block, this.control, reader));
    this.value = input.value === undefined ? '' : String(input.value);
  }

  get value() {
    const { value } = this.control;
    return [value].flat().filter((one) => one !== null && one !== undefined).join(',');
  }

  set value(text) {
    this.control.set(this.many ? text.split(',').filter(Boolean) : text === '' && this.chooses ? null : text);
  }

  get chooses() { return this.input.type === 'Input.ChoiceSet'; }

  /** What Teams says by itself before it sends anything; null when nothing. */
  complaint() {
    const { value, input } = this;
    if (input.isRequired === true && value.trim() === '')
      return input.errorMessage ?? 'This is required.';
    if (input.maxLength > 0 && value.length > input.maxLength)
      return `At most ${input.maxLength} characters: ${value.length - input.maxLength} too many.`;
    if (input.type === 'Input.Number' && value !== '' && !Number.isFinite(Number(value)))
      return input.errorMessage ?? 'Enter a number, in digits.';
    return null;
  }

  complain(sentence) { this.control.complain(sentence); }

  get isWrong() { return this.control.target.getAttribute('aria-invalid') === 'true'; }

  focus() { this.control.focus(); }
}
