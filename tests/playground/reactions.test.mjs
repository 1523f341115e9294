// Reactions of people, and what the app hears of them.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { connect, done } from './slack.mjs';

let playground;
let socket;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  socket = await connect(playground);
});
afterEach(() => socket.destroy());
after(() => playground.stop());

const hear = async () => (await socket.hear('events_api')).payload.event;
const events = async () => (await playground.envelopes()).filter(({ type }) => type === 'events_api').length;

test('on and off again', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'x');
  const [{ ts }] = await playground.messages('U0SAM', 'C0LEGAL');
  assert.equal((await playground.react('U0ANA', 'C0LEGAL', ts, 'ai-fail')).ok, true);
  const { event_ts, ...added } = await hear();
  assert.match(event_ts, /^\d{10}\.\d{6}$/);
  assert.deepEqual(added, { type: 'reaction_added', user: 'U0ANA', reaction: 'ai-fail',
    item: { type: 'message', channel: 'C0LEGAL', ts }, item_user: 'U0SAM' });
  assert.deepEqual((await playground.messages('U0SAM', 'C0LEGAL'))[0].reactions,
    [{ name: 'ai-fail', users: ['U0ANA'], count: 1 }]);
  assert.equal((await playground.react('U0ANA', 'C0LEGAL', ts, 'ai-fail')).error, 'already_reacted');
  assert.equal((await playground.react('U0ANA', 'C0LEGAL', ts, 'ai-fail', { remove: true })).ok, true);
  const { event_ts: _, ...removed } = await hear();
  assert.deepEqual(removed, { ...added, type: 'reaction_removed' });
  assert.equal((await playground.react('U0ANA', 'C0LEGAL', ts, 'ai-fail', { remove: true })).error, 'no_reaction');
  assert.equal(await events(), 2);
});

test('a skin tone, and names that are none', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'x');
  const [{ ts }] = await playground.messages('U0SAM', 'C0LEGAL');
  await playground.react('U0ANA', 'C0LEGAL', ts, '+1::skin-tone-2');
  assert.equal((await hear()).reaction, '+1::skin-tone-2');
  for (const name of [':eyes:', '', 'Eyes', undefined])
    assert.equal((await playground.react('U0ANA', 'C0LEGAL', ts, name)).error, 'invalid_name');
});

test('on a message of the app', async () => {
  const { ts } = await done(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: 'x' });
  await playground.react('U0ANA', 'C0LEGAL', ts, 'eyes');
  assert.equal((await hear()).item_user, 'U0BOT');
});

test('the app hears its own reactions, too', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'x');
  const [{ ts }] = await playground.messages('U0SAM', 'C0LEGAL');
  await done(playground, 'reactions.add', { channel: 'C0LEGAL', timestamp: ts, name: 'eyes' });
  const { type, user } = await hear();
  assert.deepEqual([type, user], ['reaction_added', 'U0BOT']);
  await done(playground, 'reactions.remove', { channel: 'C0LEGAL', timestamp: ts, name: 'eyes' });
  assert.equal((await hear()).type, 'reaction_removed');
});

test('nothing is told where the app is no member', async () => {
  await playground.say('U0CHEN', 'C0OPS', 'x');
  const [{ ts }] = await playground.messages('U0CHEN', 'C0OPS');
  assert.equal((await playground.react('U0CHEN', 'C0OPS', ts, 'eyes')).ok, true);
  assert.equal(await events(), 0);
});

test('only on messages that everyone in the channel sees', async () => {
  await done(playground, 'chat.postEphemeral', { channel: 'C0LEGAL', user: 'U0ANA', text: 'only you' });
  const [{ ts }] = await playground.messages('U0ANA', 'C0LEGAL');
  assert.equal((await playground.react('U0ANA', 'C0LEGAL', ts, 'eyes')).error, 'message_not_found');
  assert.equal((await playground.react('U0ANA', 'C0LEGAL', '1.2', 'eyes')).error, 'message_not_found');
  assert.equal((await playground.react('U0BEN', 'C0LEGAL', ts, 'eyes')).error, 'not_in_channel');
});

test('an event that is not acknowledged comes again', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'x');
  const [{ ts }] = await playground.messages('U0SAM', 'C0LEGAL');
  await playground.misbehave({ kind: 'redeliver', attempts: 1 });
  await playground.react('U0ANA', 'C0LEGAL', ts, 'eyes');
  const [first, again] = [await socket.hear('events_api'), await socket.hear('events_api')];
  assert.deepEqual([first.retry_attempt, again.retry_attempt], [0, 1]);
  assert.equal(first.payload.event_id, again.payload.event_id);
});
