// One message as a row: who, when, what, its buttons, reactions, what can be done with it, and the way
// into its thread.

import { avatar } from './avatar.js';
import { wordsOf as wordsOfBlocks, renderBlocks } from './blocks.js';
import { Card, wordsOfCard } from './card.js';
import { clock, fullTime, tsDate } from './dates.js';
import { h, icon } from './dom.js';
import { mrkdwn } from './mrkdwn.js';
import { showReactions } from './reactions.js';
import { toolbar } from './toolbar.js';

/** Every text of a message as one string. */
export const wordsOf = (message) => (message.platform === 'teams'
  ? [message.text ?? '', ...cardsOf(message).map(wordsOfCard)].join('\n') : wordsOfBlocks(message));

const cardsOf = ({ card, cards }) => cards ?? (card ? [card] : []);

/** Words, then cards, whose own row of buttons comes last. */
function teamsBody(message, reader) {
  const cards = cardsOf(message).map((one) => new Card(one, reader, {
    press: (...what) => reader.pressCard?.(message, ...what) }));
  return [message.text ? h('div', { class: 'block block-plain' }, message.text) : null,
    cards.map((card) => [card.element, card.row])];
}

function body(message, reader) {
  if (message.platform === 'teams')
    return teamsBody(message, reader);
  if (message.blocks?.length > 0)
    return renderBlocks(message.blocks, reader);
  return h('div', { class: 'block block-plain' }, mrkdwn(message.text, reader));
}

function head(message, reader) {
  const date = tsDate(message.ts);
  const app = reader.world.isApp(message.user) || Boolean(message.bot);
  return h('div', { class: 'message-head' },
    h('span', { class: 'message-author' }, reader.world.name(message.user) ?? reader.world.app.name),
    app ? h('span', { class: 'badge' }, 'app') : null,
    h('time', { datetime: date.toISOString(), title: fullTime(date, reader.zone) },
      clock(date, reader.zone)),
    message.edited ? h('span', { class: 'edited' }, 'edited') : null);
}

function threadLink(message, replies, open) {
  if (!open || message.ephemeral || replies === 0)
    return null;
  return h('button', { type: 'button', class: 'thread-link', 'data-thread': message.ts, onclick: open },
    icon('reply'), replies === 1 ? '1 reply' : `${replies} replies`);
}

function ephemeralNote(message) {
  return message.ephemeral ? h('p', { class: 'ephemeral-note' }, icon('eye'),
    message.platform === 'teams' ? 'Only you see this' : 'Only visible to you') : null;
}

/** A row. `options`: follows (same author just before), replies, open (opens the thread). */
export function messageRow(message, reader, { follows = false, replies = 0, open = null }) {
  const app = reader.world.isApp(message.user) || Boolean(message.bot);
  const kinds = ['message', app && 'from-app', message.ephemeral && 'ephemeral',
    follows && 'follows', replies > 0 && 'has-replies'].filter(Boolean);
  const reactions = h('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' });
  const row = h('li', { class: kinds.join(' '), 'data-ts': message.ts, tabindex: '-1' },
    avatar(reader.world, message.user),
    h('div', { class: 'message-main' },
      ephemeralNote(message),
      head(message, reader),
      h('div', { class: 'message-body' }, body(message, reader)),
      h('p', { class: 'message-notice', role: 'status' }, reader.notice?.(message) ?? ''),
      h('div', { class: 'message-error', role: 'alert' }),
      reactions,
      threadLink(message, replies, open)),
    toolbar(message, reader, open));
  showReactions(reactions, message, reader);
  return row;
}

/** A short sentence for those who listen rather than look. */
export function announcement(message, world) {
  const words = (message.summary || message.text || wordsOf(message)).replace(/<[@#!]([^>|]*\|)?([^>]*)>/g, '$2');
  return `${world.name(message.user) ?? 'lastmile'}: ${words.slice(0, 200)}`;
}
