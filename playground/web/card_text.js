// Words of Adaptive Cards. A TextBlock is read as Teams reads it: the part of markdown that it knows,
// mentions that the card has an entity for, and {{DATE()}} and {{TIME()}} in the reader's zone. A
// TextRun knows dates alone. Whatever else is in them is text.

import { clock, show } from './dates.js';
import { h } from './dom.js';

// Invisible; our own cards part with it what would have a meaning together.
const JOINERS = /\u2060/g;
export const plain = (text) => String(text ?? '').replace(JOINERS, '');

const DAYS = {
  COMPACT: { day: '2-digit', month: '2-digit', year: 'numeric' },
  SHORT: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  LONG: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
};

const MOMENT = '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:Z|[+-]\\d\\d:\\d\\d))';
const DATES = `\\{\\{(?:DATE\\(${MOMENT}(?:, ?(COMPACT|SHORT|LONG))?\\)|TIME\\(${MOMENT}\\))\\}\\}`;
const MARKUP = `${DATES}|(<at>[^<]*</at>)|\\[([^\\]\\n]*)\\]\\((https?://[^\\s()]+)\\)|` +
  '\\*\\*([^\\s*](?:[^*\\n]*[^\\s*])?)\\*\\*|(?<![\\w\\u2060])[_*]([^\\s_*](?:[^_*\\n]*[^\\s_*])?)[_*](?![\\w\\u2060])';

function dated([, day, form, time], zone) {
  const date = new Date(day ?? time);
  return h('time', { datetime: date.toISOString() },
    day ? show(date, zone, DAYS[form ?? 'COMPACT']) : clock(date, zone));
}

export const link = (words, url) =>
  h('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, words);

function mention(text, { entities = [], reader }) {
  const entity = entities.find((one) => one.type === 'mention' && one.text === text);
  const id = entity?.mentioned?.id;
  if (!entity)
    return plain(text);
  return h('span', { class: reader.self === id ? 'mention mention-me' : 'mention', 'data-person': id },
    plain(entity.mentioned.name));
}

/** All of `text` in order: what `pattern` finds as node(match), the rest as text. */
function pieces(text, pattern, node) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(pattern, 'giu'))) {
    found.push(plain(text.slice(from, match.index)), node(match));
    from = match.index + match[0].length;
  }
  return [...found, plain(text.slice(from))];
}

/** The inside of a TextRun. */
export const runText = (text, reader) =>
  pieces(String(text ?? ''), DATES, (match) => dated(match, reader.zone));

function marked(match, context) {
  const [, day, , time, at, words, url, strong, leaning] = match;
  if (day ?? time)
    return dated(match, context.reader.zone);
  if (at)
    return mention(at, context);
  if (url)
    return link(plain(words), url);
  return strong ? h('strong', {}, plain(strong)) : h('em', {}, plain(leaning));
}

/** The paragraphs of a TextBlock; `context`: {entities, reader}. */
export const paragraphs = (text, context) => String(text ?? '').split(/\n{2,}/)
  .map((one) => h('p', {}, pieces(one, MARKUP, (match) => marked(match, context))));
