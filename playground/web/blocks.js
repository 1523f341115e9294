// Block Kit as elements. One row per block type in BLOCKS; a type that has no row is shown by
// whatever text it carries, so a newer app is still readable here.
//
// A reader is as in mrkdwn.js, and may have press(element, block, node, value): what a button calls;
// and control(element, block, name): the control of whoever keeps what is typed and chosen (form.js).

import { chart } from './chart.js';
import { isControl, tagged } from './controls.js';
import { h } from './dom.js';
import { labelled } from './field.js';
import { mrkdwn, plain, safeUrl, textObject } from './mrkdwn.js';
import { iconButton, Menu } from './popup.js';
import { richText } from './richtext.js';

const STYLES = new Set(['primary', 'danger']);

/** All text anywhere in a value, for what has no form of its own here. */
function allText(value, depth = 0) {
  if (depth > 8 || value === null || typeof value !== 'object')
    return [];
  const own = typeof value.text === 'string' ? [value.text] : [];
  return own.concat(Object.values(value).flatMap((inner) => allText(inner, depth + 1)));
}

function button(element, block, reader) {
  const style = STYLES.has(element.style) ? ` ${element.style}` : '';
  const url = element.url ? safeUrl(element.url) : null;
  return tagged(h(url ? 'a' : 'button', {
    type: url ? null : 'button', href: url, target: url ? '_blank' : null,
    rel: url ? 'noopener noreferrer' : null,
    class: `block-button${style}`,
    'aria-label': element.accessibility_label,
    onclick: (event) => reader.press?.(element, block, event.currentTarget),
  }, textObject(element.text, reader)), element, block);
}

/** A button of three dots; each of its choices is sent when it is taken. */
function overflow(element, block, reader) {
  const opener = tagged(iconButton('more', 'More', { class: 'block-button block-overflow' }), element, block);
  return new Menu({ button: opener, label: 'More', end: true,
    items: () => (element.options ?? []).map((option) => ({
      title: textObject(option.text, reader),
      detail: option.description ? textObject(option.description, reader) : null,
      run: () => reader.press?.(element, block, opener, option.value),
    })) }).element;
}

/** A file that the app uploaded is shown; what lies elsewhere is not fetched, only told of. */
function image(element) {
  const file = element.slack_file?.id;
  if (/^F[0-9A-Z]+$/.test(file ?? ''))
    return h('img', { class: 'block-picture', src: `files/${file}`, alt: element.alt_text ?? '' });
  return h('span', { class: 'block-image', role: 'img', 'aria-label': element.alt_text || 'Picture' },
    element.alt_text || 'Picture');
}

const ELEMENTS = { button, overflow, image, feedback_buttons: (element, block, reader) => [
  element.positive_button, element.negative_button].filter(Boolean).map((one) =>
  button({ ...one, action_id: element.action_id }, block, reader)) };

/** What a control without a label is called: the words it stands beside. */
const nameFor = (block) => (block.type === 'section' ? allText(block.text).join(' ').slice(0, 120) : '');

function element(value, block, reader) {
  if (Object.hasOwn(ELEMENTS, value?.type))
    return ELEMENTS[value.type](value, block, reader);
  if (isControl(value?.type) && reader.control)
    return reader.control(value, block, nameFor(block)).node;
  const words = allText(value).join(' ') || String(value?.type ?? '');
  return h('span', { class: 'block-other' }, words);
}

function section(block, reader) {
  return [
    h('div', { class: 'section-body' },
      block.text ? h('div', { class: 'block-text' }, textObject(block.text, reader)) : null,
      block.fields ? h('div', { class: 'block-fields' }, block.fields.map((field) =>
        h('div', { class: 'block-field' }, textObject(field, reader)))) : null),
    block.accessory ? h('div', { class: 'section-accessory' },
      element(block.accessory, block, reader)) : null,
  ];
}

function context(block, reader) {
  return (block.elements ?? []).map((one) => one?.type === 'image'
    ? image(one) : h('span', {}, textObject(one, reader)));
}

function cell(value, reader) {
  return value?.type === 'rich_text' ? richText(value.elements, reader)
    : plain(value?.text ?? value?.value ?? '', false);
}

function table(block, reader) {
  return h('table', {}, (block.rows ?? []).map((row, index) => h('tr', {}, row.map((one) =>
    h(index === 0 ? 'th' : 'td', { scope: index === 0 ? 'col' : null }, cell(one, reader))))));
}

/** Standard markdown, as far as an app here writes it: headings, bold, lists through mrkdwn. */
function markdown(block, reader) {
  const text = String(block.text ?? '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    .replace(/^#{1,6}\s+(.*)$/gm, '*$1*').replace(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replace(/\[([^\]\n|<>]+)\]\((https?:[^)\s|<>]+)\)/g, '<$2|$1>').replace(/^(\s*)[*+] /gm, '$1- ');
  return mrkdwn(text, reader);
}

function video(block, reader) {
  const url = safeUrl(block.title_url ?? '');
  return [image({ alt_text: block.alt_text }), textObject(block.title, reader),
    url ? h('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, url) : null];
}

/** A field of a form; where nobody keeps its value, its label alone. */
function input(block, reader) {
  const control = isControl(block.element?.type) && reader.control?.(block.element, block, '');
  return control ? labelled(block, control, reader) : plain(allText(block).join('\n'));
}

const ALERTS = new Set(['info', 'warning', 'error', 'success']);

const BLOCKS = {
  input,
  alert: (block, reader) => h('p', { class: `alert ${ALERTS.has(block.level) ? block.level : 'info'}` },
    textObject(block.text, reader)),
  header: (block, reader) => h('h3', {}, textObject(block.text, reader)),
  section,
  context,
  data_visualization: chart,
  divider: () => h('hr'),
  actions: (block, reader) => (block.elements ?? []).map((one) => element(one, block, reader)),
  context_actions: (block, reader) =>
    (block.elements ?? []).map((one) => element(one, block, reader)),
  rich_text: (block, reader) => richText(block.elements, reader),
  image: (block, reader) => [
    block.title ? h('p', { class: 'image-title' }, textObject(block.title, reader)) : null,
    image(block)],
  markdown,
  table,
  video,
};

/** One block as a row of its own. */
export function renderBlock(block, reader) {
  const known = Object.hasOwn(BLOCKS, block?.type);
  return h('div', { class: `block block-${known ? block.type : 'other'}` },
    known ? BLOCKS[block.type](block, reader) : plain(allText(block).join('\n')));
}

/** The blocks of one message, in order. */
export function renderBlocks(blocks, reader) {
  const fragment = document.createDocumentFragment();
  (blocks ?? []).forEach((block) => fragment.append(renderBlock(block, reader)));
  return fragment;
}

/** Every text in blocks as one string: what the guide and the announcements read. */
export const wordsOf = (message) =>
  [message.text ?? '', ...allText({ blocks: message.blocks })].join('\n');
