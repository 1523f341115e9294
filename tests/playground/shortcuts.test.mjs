// Shortcuts: global, and on a message, which comes along whole.
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

const modal = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] };
const hear = async () => (await socket.hear('interactive')).payload;

test('the world lists them', async () => {
  const { shortcuts, app } = await playground.world();
  assert.deepEqual(shortcuts.map(({ name, type, callback_id }) => [name, type, callback_id]), [
    ['Report AI failure', 'global', 'report_global'], ['Report AI failure', 'message', 'report_message']]);
  assert.deepEqual([app.home, app.can_write], [true, true]);
});

test('a global shortcut', async () => {
  const { envelope_id } = await playground.shortcut('U0ANA', 'report_global');
  const envelope = await socket.hear('interactive');
  assert.equal(envelope.envelope_id, envelope_id);
  const { trigger_id, action_ts, ...rest } = envelope.payload;
  assert.match(action_ts, /^\d{10}\.\d{6}$/);
  assert.deepEqual(rest, { type: 'shortcut', callback_id: 'report_global', token: 'deprecated',
    api_app_id: 'A0LASTMILE', enterprise: null, is_enterprise_install: false,
    team: { id: 'T0ACME', domain: 'acme' }, user: { id: 'U0ANA', username: 'ana', team_id: 'T0ACME' } });
  await done(playground, 'views.open', { trigger_id, view: modal });
  assert.equal((await playground.views('U0ANA')).modals.length, 1);
});

test('a shortcut on the app\'s own message in a thread', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'the summarizer');
  const [{ ts }] = await playground.messages('U0SAM', 'C0LEGAL');
  const blocks = [{ type: 'section', block_id: 'b', text: { type: 'mrkdwn', text: '*x*' } }];
  const reply = await done(playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'a summary', blocks, thread_ts: ts });
  assert.equal((await playground.shortcut('U0ANA', 'report_message', { channel: 'C0LEGAL', ts: reply.ts })).ok, true);
  const { trigger_id, action_ts, response_url, ...rest } = await hear();
  assert.deepEqual(rest, { type: 'message_action', callback_id: 'report_message', token: 'deprecated',
    api_app_id: 'A0LASTMILE', enterprise: null, is_enterprise_install: false,
    team: { id: 'T0ACME', domain: 'acme' },
    user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0ACME' },
    channel: { id: 'C0LEGAL', name: 'legal' }, message_ts: reply.ts,
    message: { type: 'message', user: 'U0BOT', ts: reply.ts, text: 'a summary', team: 'T0ACME',
      bot_id: 'B0BOT', app_id: 'A0LASTMILE', blocks, thread_ts: ts } });
  await done(playground, 'views.open', { trigger_id, view: modal });
  assert.equal((await fetch(response_url, { method: 'POST', body: '{"text":"thanks"}',
    headers: { 'content-type': 'application/json' } })).status, 200);
  assert.equal((await playground.messages('U0ANA', 'C0LEGAL')).at(-1).text, 'thanks');
  assert.ok(!(await playground.messages('U0SAM', 'C0LEGAL')).some(({ text }) => text === 'thanks'));
});

test('how the channel is called, also where the app is no member', async () => {
  for (const [as, channel, name] of [['U0ANA', 'D0ANA', 'directmessage'],
    ['U0CHEN', 'C0SUPPORT', 'privategroup'], ['U0CHEN', 'C0OPS', 'ops']]) {
    await playground.say(as, channel, 'hello @sam <b>');
    const { ts } = (await playground.messages(as, channel)).at(-1);
    await playground.shortcut(as, 'report_message', { channel, ts });
    const payload = await hear();
    assert.deepEqual(payload.channel, { id: channel, name });
    assert.equal(payload.message.user, as);
    assert.equal(payload.message.text, 'hello <@U0SAM> &lt;b&gt;');
    assert.deepEqual(payload.message.blocks[0].elements, [{ type: 'rich_text_section', elements: [
      { type: 'text', text: 'hello ' }, { type: 'user', user_id: 'U0SAM' }, { type: 'text', text: ' <b>' }] }]);
  }
});

test('what is not offered', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'x');
  const [{ ts }] = await playground.messages('U0SAM', 'C0LEGAL');
  const use = async (...args) => (await playground.shortcut(...args)).error;
  assert.equal(await use('U0ANA', 'report_message'), 'no_such_shortcut');
  assert.equal(await use('U0ANA', 'report_global', { channel: 'C0LEGAL', ts }), 'no_such_shortcut');
  assert.equal(await use('U0ANA', 'other'), 'no_such_shortcut');
  assert.equal(await use('U0NOBODY', 'report_global'), 'user_not_found');
  assert.equal(await use('U0BEN', 'report_message', { channel: 'C0LEGAL', ts }), 'not_in_channel');
  assert.equal(await use('U0ANA', 'report_message', { channel: 'C0LEGAL', ts: '1.2' }), 'message_not_found');
  await done(playground, 'chat.postEphemeral', { channel: 'C0LEGAL', user: 'U0ANA', text: 'only you' });
  const ephemeral = (await playground.messages('U0ANA', 'C0LEGAL')).at(-1);
  assert.equal(await use('U0ANA', 'report_message', { channel: 'C0LEGAL', ts: ephemeral.ts }), 'message_not_found');
});

test('an app that does not answer', async () => {
  await playground.misbehave({ kind: 'drop', method: 'interactive' });
  assert.equal((await playground.shortcut('U0ANA', 'report_global')).error, 'operation_timeout');
  socket.destroy();
  await socket.closed();
  assert.equal((await playground.shortcut('U0ANA', 'report_global')).error, 'no_connection');
});
