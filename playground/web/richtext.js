// Slack's rich_text block: a tree in which text is never parsed, so what people typed stays as typed.

import { dateToken } from './dates.js';
import { append, h } from './dom.js';
import { emojiNode } from './emoji.js';
import { channelMention, link, personMention } from './mrkdwn.js';

const STYLES = { bold: 'strong', italic: 'em', strike: 's', underline: 'u', code: 'code' };

function lines(text) {
  return String(text ?? '').split('\n').flatMap((line, index) =>
    [index > 0 ? h('br') : null, line]);
}

/** Wraps nodes in the elements of a style object, outermost last. */
function styled(nodes, style = {}) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) =>
    style?.[name] === true ? h(tag, {}, inner) : inner, nodes);
}

const LEAVES = {
  text: (leaf) => lines(leaf.text),
  link: (leaf) => link(String(leaf.url ?? ''), leaf.text),
  user: (leaf, reader) => personMention(String(leaf.user_id ?? ''), reader),
  channel: (leaf, reader) => channelMention(String(leaf.channel_id ?? ''), reader),
  emoji: (leaf) => emojiNode(leaf.name ?? ''),
  date: (leaf, reader) => h('time', { title: leaf.fallback },
    dateToken(leaf.timestamp, String(leaf.format ?? ''), String(leaf.fallback ?? ''), reader.zone)),
  broadcast: (leaf) => h('span', { class: 'mention mention-all' }, `@${leaf.range}`),
  usergroup: (leaf) => h('span', { class: 'mention' }, `@${leaf.usergroup_id}`),
  color: (leaf) => String(leaf.value ?? ''),
};

function leaves(elements, reader) {
  return (elements ?? []).map((leaf) => {
    const make = Object.hasOwn(LEAVES, leaf?.type) ? LEAVES[leaf.type] : null;
    return make ? styled(make(leaf, reader), leaf.style) : String(leaf?.text ?? '');
  });
}

function list(element, reader) {
  const tag = element.style === 'ordered' ? 'ol' : 'ul';
  const start = tag === 'ol' && element.offset > 0 ? element.offset + 1 : null;
  const indent = Math.min(Math.max(Number(element.indent) || 0, 0), 5);
  return h(tag, { class: `rich-list indent-${indent}`, start },
    (element.elements ?? []).map((item) => h('li', {}, leaves(item?.elements, reader))));
}

const PARTS = {
  rich_text_section: (part, reader) => h('p', {}, leaves(part.elements, reader)),
  rich_text_quote: (part, reader) => h('blockquote', {}, leaves(part.elements, reader)),
  rich_text_preformatted: (part, reader) => h('pre', {}, leaves(part.elements, reader)),
  rich_text_list: list,
};

/** The parts of a rich_text block, in order. */
export function richText(elements, reader) {
  const fragment = document.createDocumentFragment();
  for (const part of elements ?? []) {
    if (Object.hasOwn(PARTS, part?.type))
      append(fragment, PARTS[part.type](part, reader));
  }
  return fragment;
}
