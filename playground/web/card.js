// Adaptive Cards as Teams draws them, as far as lastmile writes any. What is not known here is shown as
// an error: Teams would leave it out without a word.

import { CHARTS } from './card_chart.js';
import { CardInput, isInput } from './card_inputs.js';
import { link, paragraphs, plain, runText } from './card_text.js';
import { h } from './dom.js';

const word = (value) => String(value ?? 'default').toLowerCase();

/** Classes for the words an element has about its looks. */
const looks = (element, ...names) => names.filter((name) => element[name] !== undefined)
  .map((name) => `card-${name.toLowerCase()}-${word(element[name])}`);

const WORDS = ['size', 'weight', 'color', 'isSubtle', 'fontType'];

function textRun(run, reader) {
  const inside = runText(run.text, reader);
  const url = run.selectAction?.type === 'Action.OpenUrl' ? run.selectAction.url : null;
  return h('span', { class: looks(run, ...WORDS).join(' ') },
    url && /^https?:/i.test(url) ? link(inside, url) : inside);
}

export class Card {
  /** `calls`: press(number, action, button, card), changed(input, how, card). */
  constructor(card, reader, calls = {}) {
    this.card = card;
    this.reader = reader;
    this.calls = calls;
    this.inputs = [];
    this.pressed = 0;
    this.element = h('div', { class: 'card' }, (card.body ?? []).map((one) => this.draw(one)));
    // Numbered in reading order: the card's own row comes last.
    this.row = card.actions?.length > 0 ? this.actions(card.actions) : null;
  }

  draw(element) {
    const known = {
      TextBlock: () => this.textBlock(element),
      RichTextBlock: () => h('p', {}, (element.inlines ?? []).map((run) => (typeof run === 'string'
        ? runText(run, this.reader) : textRun(run, this.reader)))),
      Container: () => (element.items ?? []).map((one) => this.draw(one)),
      ActionSet: () => this.actions(element.actions ?? []),
    };
    const make = known[element.type] ?? (isInput(element.type) ? () => this.input(element)
      : CHARTS[element.type] ? () => CHARTS[element.type](element) : () => this.unknown(element));
    const classes = ['card-element', `card-${word(element.type).replaceAll('.', '-')}`,
      ...looks(element, 'spacing', 'style'), element.separator ? 'card-separated' : ''];
    return h('div', { class: classes.join(' ').trim() }, make());
  }

  textBlock(element) {
    const context = { entities: this.card.msteams?.entities, reader: this.reader };
    const inside = paragraphs(element.text, context);
    const classes = looks(element, ...WORDS).join(' ');
    return word(element.style) === 'heading'
      ? h('h3', { class: classes }, inside.map((one) => [...one.childNodes]))
      : h('div', { class: classes }, inside);
  }

  unknown({ type }) {
    return h('p', { class: 'card-problem', role: 'alert' }, `Teams would not show “${type}” here.`);
  }

  input(element) {
    const input = new CardInput(element, this.reader, (one, how) => this.calls.changed?.(one, how, this));
    this.inputs.push(input);
    return input.node;
  }

  actions(actions) {
    return h('div', { class: 'card-actions' }, actions.map((action) => this.button(action)));
  }

  button(action) {
    this.pressed += 1;
    const number = this.pressed;
    if (!['Action.Execute', 'Action.Submit'].includes(action.type))
      return this.unknown(action);
    const style = { positive: ' primary', destructive: ' danger' }[action.style] ?? '';
    return h('button', { type: 'button', class: `block-button${style}`, 'data-number': number,
      onclick: (event) => this.calls.press?.(number, action, event.currentTarget, this) }, action.title ?? '');
  }

  /** {input: text} of all inputs. */
  values() {
    return Object.fromEntries(this.inputs.map(({ id, value }) => [id, value]));
  }

  fill(values) {
    this.inputs.filter(({ id }) => values[id] !== undefined).forEach((input) => { input.value = values[input.id]; });
  }

  /** What Teams would say at the inputs: {input: sentence}. */
  check() {
    return Object.fromEntries(this.inputs.map((input) => [input.id, input.complaint()]).filter(([, said]) => said));
  }

  complain(errors) {
    this.inputs.forEach((input) => input.complain(errors[input.id] ?? null));
  }

  focusFirst(wrong = false) {
    const input = wrong ? this.inputs.find(({ isWrong }) => isWrong) : this.inputs[0];
    input?.focus();
    input?.node.scrollIntoView({ block: 'nearest' });
    return Boolean(input);
  }

  setBusy(busy, button = null) {
    button?.setAttribute('aria-busy', String(busy));
    const buttons = [this.element, this.row].flatMap((one) => [...(one?.querySelectorAll('.block-button') ?? [])]);
    buttons.forEach((one) => one.setAttribute('aria-disabled', String(busy)));
  }
}

/** Every text in a card as one string: what the guide and the announcements read. */
export function wordsOfCard(card) {
  const words = [];
  const walk = (value, name) => {
    if (typeof value === 'string' && ['text', 'title', 'label'].includes(name))
      words.push(plain(value));
    else if (value && typeof value === 'object' && name !== 'data' && name !== 'msteams')
      Object.entries(value).forEach(([key, one]) => walk(one, Array.isArray(value) ? name : key));
  };
  walk(card ?? {}, '');
  return words.join('\n');
}
