// Tokens, encodings, arguments, scopes and limits: what Slack refuses before a method runs.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { APP_TOKEN, BOT_TOKEN, Playground } from '../support/playground.mjs';
import { call, done, refused } from './slack.mjs';

let playground;
before(async () => { playground = await Playground.start(); });
beforeEach(() => playground.reset());
after(() => playground.stop());

test('the right kind of token, in the header', async () => {
  await refused('not_authed', playground, 'auth.test', {}, { token: null });
  await refused('invalid_auth', playground, 'auth.test', { token: BOT_TOKEN }, { token: null });
  await refused('invalid_auth', playground, 'auth.test', {}, { token: 'xoxb-other' });
  await refused('not_allowed_token_type', playground, 'apps.connections.open');
  await refused('not_allowed_token_type', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x' }, { token: APP_TOKEN });
  await playground.revokeTokens(true);
  await refused('invalid_auth', playground, 'auth.test');
  await refused('invalid_auth', playground, 'apps.connections.open', {}, { token: APP_TOKEN });
  await playground.revokeTokens(false);
  const who = await done(playground, 'auth.test');
  assert.equal(who.user_id, 'U0BOT');
  assert.equal(who.bot_id, 'B0BOT');
  assert.match(who.headers.get('x-oauth-scopes'), /chat:write/);
});

test('a method that does not exist, and one that wants POST', async () => {
  await refused('unknown_method', playground, 'chat.shout');
  const answer = await fetch(`${playground.api}apps.connections.open`,
    { headers: { authorization: `Bearer ${APP_TOKEN}` } });
  assert.equal((await answer.json()).error, 'insecure_request');
});

test('all three encodings, JSON where it is taken', async () => {
  const args = { channel: 'C0LEGAL', text: 'x', metadata: { event_type: 'a', event_payload: {} } };
  await done(playground, 'chat.postMessage', args);
  await done(playground, 'chat.postMessage', args, { json: true });
  const form = new FormData();
  form.set('channel', 'C0LEGAL');
  form.set('text', 'in parts: ü');
  const answer = await fetch(`${playground.api}chat.postMessage`,
    { method: 'POST', headers: { authorization: `Bearer ${BOT_TOKEN}` }, body: form });
  assert.equal((await answer.json()).message.text, 'in parts: ü');
  // Slack does not read JSON for these: the argument is missing.
  await refused('invalid_arguments', playground, 'users.info', { user: 'U0ANA' }, { json: true });
  await done(playground, 'users.info', { user: 'U0ANA' });
});

test('bodies that cannot be read', async () => {
  const post = async (type, body) => {
    const answer = await fetch(`${playground.api}chat.postMessage`, { method: 'POST', body,
      headers: { authorization: `Bearer ${BOT_TOKEN}`, 'content-type': type } });
    return (await answer.json()).error;
  };
  assert.equal(await post('application/json', '{'), 'invalid_json');
  assert.equal(await post('application/json', '[]'), 'json_not_object');
  assert.equal(await post('application/xml', '<x/>'), 'invalid_post_type');
  assert.equal(await post('multipart/form-data', 'x'), 'invalid_form_data');
  assert.equal(await post('application/json', '['.repeat(5000)), 'invalid_json');
  assert.equal(await post('application/json', Buffer.from([0x22, 0xff, 0x22])), 'invalid_json');
});

test('arguments that are missing or of another type', async () => {
  const missing = await refused('invalid_arguments', playground, 'chat.postMessage', { text: 'x' });
  assert.deepEqual(missing.response_metadata.messages,
    ['[ERROR] missing required field: channel']);
  await refused('invalid_arguments', playground, 'chat.postMessage',
    { channel: 7, text: 'x' }, { json: true });
  await refused('invalid_arguments', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: {} }, { json: true });
  await refused('invalid_arguments', playground, 'conversations.history',
    { channel: 'C0LEGAL', limit: 'many' });
  await refused('invalid_arguments', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x', unfurl_links: 'perhaps' });
  await refused('invalid_blocks_format', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', blocks: '{oops' });
  await refused('invalid_metadata_format', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x', metadata: 'oops' });
});

test('posting: one a second for each channel after a burst of five', async () => {
  for (let i = 0; i < 5; i += 1)
    await done(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: `${i}` });
  const limited = await call(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: '6' });
  assert.equal(limited.status, 429);
  assert.equal(limited.error, 'ratelimited');
  assert.equal(limited.headers.get('retry-after'), '1');
  await done(playground, 'chat.postMessage', { channel: 'C0SALES', text: 'another channel' });
  // A person and their direct message are one channel.
  for (let i = 0; i < 5; i += 1)
    await done(playground, 'chat.postMessage', { channel: i % 2 ? 'U0ANA' : 'D0ANA', text: 'x' });
  const direct = await call(playground, 'chat.postMessage', { channel: 'D0ANA', text: 'x' });
  assert.equal(direct.status, 429);
  assert.equal((await playground.messages('U0ANA', 'C0LEGAL')).length, 5);
});

test('methods have tiers, which tests may switch off', async () => {
  for (let i = 0; i < 20; i += 1) await done(playground, 'users.list');
  const limited = await call(playground, 'users.list');
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers.get('retry-after')) >= 1);
  await playground.request('POST', 'limits', { rate_limits: false });
  await done(playground, 'users.list');
});

test('an e-mail address is shown to who may see it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-playground-'));
  const manifest = join(folder, 'manifest.json');
  await writeFile(manifest, JSON.stringify({ oauth_config: { scopes: { bot: ['users:read'] } } }));
  const small = await Playground.start({ args: ['--manifest', manifest] });
  try {
    assert.equal((await done(playground, 'users.info', { user: 'U0ANA' })).user.profile.email, 'ana@acme.example');
    assert.equal((await done(small, 'users.info', { user: 'U0ANA' })).user.profile.email, undefined);
  } finally {
    await small.stop();
    await rm(folder, { recursive: true });
  }
});

test('a scope that was not granted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-playground-'));
  const manifest = join(folder, 'manifest.json');
  await writeFile(manifest, JSON.stringify({
    oauth_config: { scopes: { bot: ['chat:write', 'channels:read'] } } }));
  const small = await Playground.start({ args: ['--manifest', manifest] });
  try {
    const refusal = await refused('missing_scope', small, 'users.info', { user: 'U0ANA' });
    assert.equal(refusal.needed, 'users:read');
    assert.equal(refusal.provided, 'chat:write,channels:read');
    await refused('missing_scope', small, 'conversations.info', { channel: 'C0SUPPORT' });
    await refused('missing_scope', small, 'conversations.history', { channel: 'C0LEGAL' });
    await done(small, 'conversations.info', { channel: 'C0LEGAL' });
  } finally {
    await small.stop();
    await rm(folder, { recursive: true });
  }
});

test('the ledger has what was applied and nothing else', async () => {
  const metadata = { event_type: 'lastmile_delivery', event_payload: { delivery_id: 'd7' } };
  await refused('no_text', playground, 'chat.postMessage', { channel: 'C0LEGAL' });
  const { ts } = await done(playground, 'chat.postMessage',
    { channel: 'U0ANA', text: 'card', metadata });
  await done(playground, 'chat.update', { channel: 'D0ANA', ts, text: 'card, edited' });
  const { calls, posts, total } = await playground.request('GET', 'ledger');
  assert.deepEqual(calls.map(({ n, method, channel, text, delivery_id }) =>
    [n, method, channel, text, delivery_id]), [
    [1, 'chat.postMessage', 'D0ANA', 'card', 'd7'],
    [2, 'chat.update', 'D0ANA', 'card, edited', null],
  ]);
  assert.equal(calls[0].ts, ts);
  assert.deepEqual(calls[0].arguments.metadata, metadata);
  assert.deepEqual(posts, { d7: 1 });
  assert.equal(total, 2);
  assert.equal((await playground.calls(1)).length, 1);
});
