// What people do, and the two ways back: triggers and response_urls.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Playground } from '../support/playground.mjs';
import { connect, done, refused } from './slack.mjs';

let playground;
let socket;
let answer = () => undefined;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  answer = () => undefined;
  socket = await connect(playground, (envelope) => answer(envelope));
});
afterEach(() => socket.destroy());
after(() => playground.stop());

const modal = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] };
const button = { type: 'button', action_id: 'works', value: '7',
  text: { type: 'plain_text', text: 'Works' } };
const blocks = [{ type: 'actions', block_id: 'b', elements: [button] }];

const command = async (text, as = 'U0CHEN', channel = 'C0SUPPORT') => {
  await playground.command(as, channel, text);
  return (await socket.hear('slash_commands')).payload;
};

async function respond(url, body) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' } });
  return { status: response.status, text: await response.text() };
}

test('mentions in a command, as should_escape writes them', async () => {
  const { text } = await command('/report @sam and @Sam, #legal #support <b> & a@sam.io @nobody #no');
  assert.equal(text, '<@U0SAM|sam> and <@U0SAM|sam>, <#C0LEGAL|legal> <#C0SUPPORT|> ' +
    '&lt;b&gt; &amp; a@sam.io @nobody #no');
});

test('mentions in a message', async () => {
  await playground.say('U0ANA', 'D0ANA', '@sam <b> #legal');
  const { payload } = await socket.hear('events_api');
  assert.equal(payload.event.text, '<@U0SAM> &lt;b&gt; <#C0LEGAL>');
});

test('the name of a private channel and of a direct message', async () => {
  assert.equal((await command('/report')).channel_name, 'privategroup');
  assert.equal((await command('/report', 'U0ANA', 'D0ANA')).channel_name, 'directmessage');
});

test('a trigger: once', async () => {
  const { trigger_id } = await command('/report');
  await refused('invalid_trigger_id', playground, 'views.open', { trigger_id: '1.2.x', view: modal });
  await refused('invalid_arguments', playground, 'views.open',
    { trigger_id, view: { ...modal, title: { type: 'plain_text', text: 'x'.repeat(25) } } });
  const { view } = await done(playground, 'views.open', { trigger_id, view: modal });
  await refused('exchanged_trigger_id', playground, 'views.open', { trigger_id, view: modal });
  await done(playground, 'views.update', { view_id: view.id, hash: view.hash, view: modal });
  await refused('hash_conflict', playground, 'views.update',
    { view_id: view.id, hash: view.hash, view: modal });
  await refused('not_found', playground, 'views.update', { view_id: 'V0', view: modal });
});

test('a trigger: for so long', async (t) => {
  const { trigger_id } = await command('/report');
  t.after(() => playground.patience());
  await playground.patience(1);
  await pause(10);
  await refused('expired_trigger_id', playground, 'views.open', { trigger_id, view: modal });
});

test('a response_url: five uses', async () => {
  const { response_url: url } = await command('/report');
  assert.deepEqual(await respond(url, { text: 'one' }), { status: 200, text: 'ok' });
  await respond(url, { text: 'two', response_type: 'in_channel' });
  assert.equal((await respond(url, { text: '' })).status, 400);
  assert.equal((await respond(url, { replace_original: true, text: 'x' })).status, 400);
  assert.equal((await respond(url, { delete_original: true })).status, 400);
  for (const text of ['three', 'four', 'five']) await respond(url, { text });
  const used = await respond(url, { text: 'six' });
  assert.equal(used.status, 404);
  assert.equal(JSON.parse(used.text).error, 'used_url');
  assert.deepEqual((await playground.messages('U0CHEN', 'C0SUPPORT')).map(({ text }) => text),
    ['one', 'two', 'three', 'four', 'five']);
  assert.deepEqual((await playground.messages('U0SAM', 'C0SUPPORT')).map(({ text }) => text), ['two']);
  assert.equal((await respond(url.replace(/[^/]*$/, 'guess'), { text: 'x' })).status, 404);
});

test('a response_url works where the app is no member', async () => {
  const { response_url: url } = await command('/report', 'U0CHEN', 'C0OPS');
  await refused('not_in_channel', playground, 'chat.postMessage', { channel: 'C0OPS', text: 'x' });
  assert.equal((await respond(url, { text: 'x', response_type: 'in_channel' })).status, 200);
});

test('a button on a message', async () => {
  const { ts } = await done(playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'fixed', blocks });
  assert.equal((await playground.press('U0ANA', 'C0LEGAL', ts, 'other')).error, 'no_such_button');
  assert.equal((await playground.press('U0ANA', 'C0LEGAL', ts, 'works', { block_id: 'c' })).error,
    'no_such_button');
  assert.equal((await playground.press('U0BEN', 'C0LEGAL', ts, 'works')).error, 'not_in_channel');
  assert.equal((await playground.press('U0ANA', 'C0LEGAL', ts, 'works', { block_id: 'b' })).ok, true);
  const { payload } = await socket.hear('interactive');
  assert.equal(payload.type, 'block_actions');
  assert.equal(payload.user.id, 'U0ANA');
  assert.deepEqual(payload.container,
    { type: 'message', message_ts: ts, channel_id: 'C0LEGAL', is_ephemeral: false });
  assert.equal(payload.message.text, 'fixed');
  const { action_ts: _, ...action } = payload.actions[0];
  assert.deepEqual(action,
    { type: 'button', action_id: 'works', block_id: 'b', text: button.text, value: '7' });
  await respond(payload.response_url, { replace_original: true, text: 'thanks' });
  const [shown] = await playground.messages('U0ANA', 'C0LEGAL');
  assert.deepEqual([shown.text, shown.blocks], ['thanks', []]);
  await respond(payload.response_url, { delete_original: true });
  assert.deepEqual(await playground.messages('U0ANA', 'C0LEGAL'), []);
});

test('a button on an ephemeral message', async () => {
  answer = () => ({ text: 'similar', blocks });
  await command('/report', 'U0ANA', 'C0LEGAL');
  answer = () => undefined;
  const [{ ts }] = await playground.messages('U0ANA', 'C0LEGAL');
  assert.equal((await playground.press('U0SAM', 'C0LEGAL', ts, 'works')).error, 'message_not_found');
  assert.equal((await playground.press('U0ANA', 'C0LEGAL', ts, 'works')).ok, true);
  const { payload } = await socket.hear('interactive');
  assert.equal(payload.container.is_ephemeral, true);
  assert.equal(payload.message.blocks, undefined);
  await respond(payload.response_url, { replace_original: true, text: 'done' });
  assert.equal((await playground.messages('U0ANA', 'C0LEGAL'))[0].text, 'done');
});

test('messages: who may write what', async () => {
  const say = (body) => playground.request('POST', 'message', body);
  assert.equal((await say({ as: 'U0BEN', channel: 'C0LEGAL', text: 'x' })).error, 'not_in_channel');
  assert.equal((await say({ as: 'U0BEN', channel: 'D0ANA', text: 'x' })).error, 'not_in_channel');
  assert.equal((await say({ as: 'U0NOBODY', channel: 'C0LEGAL', text: 'x' })).error, 'user_not_found');
  assert.equal((await say({ as: 'U0ANA', channel: 'C0LEGAL', text: ' ' })).error, 'no_text');
  assert.equal((await say({ as: 'U0ANA', channel: 'C0LEGAL', text: 'x'.repeat(40001) })).error,
    'msg_too_long');
  assert.equal((await say({ as: 'U0ANA', channel: 'C0LEGAL', text: 'x', thread_ts: '1.2' })).error,
    'thread_not_found');
});
