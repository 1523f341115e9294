// Slack's mrkdwn as elements. Text is data: everything ends as a text node, links go to http and
// https alone, and whatever is not understood is shown as it was written.
//
// A reader is {world, zone, self}: who looks, for names, times and "that is you".

import { dateToken } from './dates.js';
import { append, h } from './dom.js';
import { emoji, emojiNode, withEmoji } from './emoji.js';

// Deeper nesting than this is no longer emphasis but somebody's keyboard.
const DEEPEST = 6;

export const unescapeText = (text) =>
  text.replace(/&(lt|gt|amp);/g, (whole, name) => ({ lt: '<', gt: '>', amp: '&' })[name]);

/** A URL that may be followed, or null. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, label) {
  const href = safeUrl(url);
  if (href === null)
    return h('span', {}, label || url);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label || url);
}

export function personMention(id, reader, label) {
  const name = reader.world.name(id) ?? label ?? id;
  return h('span', { class: id === reader.self ? 'mention mention-me' : 'mention', 'data-user': id },
    `@${name}`);
}

export function channelMention(id, reader, label) {
  const name = reader.world.channel(id)?.name ?? label ?? id;
  return h('span', { class: 'mention', 'data-channel': id }, `#${name}`);
}

function dateMention(body, reader) {
  const bar = body.indexOf('|');
  const fallback = bar < 0 ? '' : unescapeText(body.slice(bar + 1));
  const [, seconds, format, url] = (bar < 0 ? body : body.slice(0, bar)).split('^');
  if (format === undefined)
    return fallback;
  const shown = dateToken(seconds, unescapeText(format), fallback, reader.zone);
  const inner = url ? link(unescapeText(url), shown) : shown;
  return h('time', { title: fallback }, inner);
}

/** What stands between < and >. */
function token(body, reader) {
  const [target, label] = body.split(/\|(.*)/s);
  if (target.startsWith('@'))
    return personMention(target.slice(1), reader, label);
  if (target.startsWith('#'))
    return channelMention(target.slice(1), reader, label);
  if (target.startsWith('!date^'))
    return dateMention(body, reader);
  if (target.startsWith('!'))
    return h('span', { class: 'mention mention-all' }, `@${label ?? target.slice(1)}`);
  if (target.startsWith('mailto:'))
    return unescapeText(label ?? target.slice('mailto:'.length));
  return link(unescapeText(target), label === undefined ? null : unescapeText(label));
}

const STYLES = { '*': 'strong', _: 'em', '~': 's' };
const PIECE = /<([^<>\n]{1,3000})>|`([^`\n]+)`|:([a-z0-9_+-]{1,40}):|[*_~]/g;
const WORD = /[\p{L}\p{N}]/u;

const isWord = (character) => character !== undefined && WORD.test(character);
const isSpace = (character) => character === undefined || /\s/.test(character);

/** Where an emphasis opened at `from` ends, or -1. Tokens and code inside are stepped over. */
function closing(text, from, marker) {
  const skip = /<[^<>\n]*>|`[^`\n]+`|[*_~]/g;
  skip.lastIndex = from + 1;
  for (let found = skip.exec(text); found; found = skip.exec(text)) {
    const at = found.index;
    if (found[0] === marker && at > from + 1 && !isSpace(text[at - 1]) && !isWord(text[at + 1]) &&
        text[at + 1] !== marker)
      return at;
  }
  return -1;
}

/** One line of mrkdwn as a list of nodes and strings. */
function inline(text, reader, depth) {
  const out = [];
  const hopeless = new Set();
  const pieces = new RegExp(PIECE);
  let done = 0;
  const flush = (until) => {
    if (until > done)
      out.push(unescapeText(text.slice(done, until)));
  };
  for (let found = pieces.exec(text); found; found = pieces.exec(text)) {
    const at = found.index;
    let node = null;
    let end = pieces.lastIndex;
    if (found[1] !== undefined) {
      node = token(found[1], reader);
    } else if (found[2] !== undefined) {
      node = h('code', {}, unescapeText(found[2]));
    } else if (found[3] !== undefined) {
      node = emoji(found[3]) === null ? null : emojiNode(found[3]);
      if (node === null)
        pieces.lastIndex = at + 1;
    } else {
      const marker = found[0];
      const opens = depth < DEEPEST && !hopeless.has(marker) && !isWord(text[at - 1]) &&
        !isSpace(text[at + 1]) && text[at + 1] !== marker && text[at - 1] !== marker;
      const close = opens ? closing(text, at, marker) : -1;
      if (opens && close < 0)
        hopeless.add(marker);
      if (close > 0) {
        node = h(STYLES[marker], {});
        append(node, inline(text.slice(at + 1, close), reader, depth + 1));
        end = close + 1;
      }
    }
    if (node !== null) {
      flush(at);
      out.push(node);
      done = end;
      pieces.lastIndex = end;
    }
  }
  flush(text.length);
  return out;
}

const KINDS = [
  ['quote', /^(?:&gt;|>)\s?/],
  ['bullet', /^\s*[•◦‣-]\s+/],
];

/** Lines of one kind in a row belong together. */
function groups(lines) {
  const result = [];
  for (const line of lines) {
    const [kind, start] = KINDS.find(([, pattern]) => pattern.test(line)) ?? ['text', null];
    const body = start ? line.replace(start, '') : line;
    const last = result.at(-1);
    if (last && last.kind === kind)
      last.lines.push(body);
    else
      result.push({ kind, lines: [body] });
  }
  return result;
}

function withBreaks(lines, reader) {
  return lines.flatMap((line, index) =>
    [index > 0 ? h('br') : null, ...inline(line, reader, 0)]);
}

const GROUPS = {
  text: (lines, reader) => withBreaks(lines, reader),
  quote: (lines, reader) => h('blockquote', {}, withBreaks(lines, reader)),
  bullet: (lines, reader) => h('ul', {}, lines.map((line) => h('li', {}, inline(line, reader, 0)))),
};

function paragraphs(text, reader) {
  return groups(text.split('\n')).map((group) => GROUPS[group.kind](group.lines, reader));
}

/** Mrkdwn as a fragment. */
export function mrkdwn(text, reader) {
  const fragment = document.createDocumentFragment();
  String(text ?? '').split('```').forEach((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced)
      append(fragment, h('pre', {}, unescapeText(part.replace(/^\n|\n$/g, ''))));
    else if (index % 2 === 1)
      append(fragment, paragraphs('```' + part, reader));
    else if (part !== '')
      append(fragment, paragraphs(index > 0 ? part.replace(/^\n/, '') : part, reader));
  });
  return fragment;
}

/** Text without markup: line breaks, entities and, where allowed, emoji codes. */
export function plain(text, withCodes = true) {
  const fragment = document.createDocumentFragment();
  const words = unescapeText(String(text ?? ''));
  const shown = withCodes ? withEmoji(words) : words;
  shown.split('\n').forEach((line, index) => append(fragment, [index > 0 ? h('br') : null, line]));
  return fragment;
}

/** A text object of Block Kit, or a bare string taken as mrkdwn. */
export function textObject(object, reader) {
  if (typeof object === 'string')
    return mrkdwn(object, reader);
  if (object?.type === 'mrkdwn')
    return mrkdwn(object.text, reader);
  return plain(object?.text, object?.emoji !== false);
}
