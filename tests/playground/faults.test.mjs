// Faults on demand, and the doors of the server itself.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';

import { BOT_TOKEN, Playground, until } from '../support/playground.mjs';
import { call, done, Socket } from './slack.mjs';

let playground;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  await playground.request('POST', 'limits', { rate_limits: false });
});
after(() => playground.stop());

const args = { channel: 'C0LEGAL', text: 'x' };
const posted = async () => (await playground.messages('U0ANA', 'C0LEGAL')).length;

/** One post; what came back, or how it failed. */
function raw() {
  const body = new URLSearchParams(args).toString();
  return new Promise((resolve) => {
    const request = http.request(`${playground.api}chat.postMessage`, { method: 'POST', headers: {
      authorization: `Bearer ${BOT_TOKEN}`, 'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length } }, (response) => {
      let text = '';
      response.on('data', (data) => { text += data; });
      response.on('error', (error) => resolve({ error: error.code, text }));
      response.on('end', () => resolve({ text, status: response.statusCode }));
    });
    request.on('error', (error) => resolve({ error: error.code }));
    request.end(body);
  });
}

test('a status, with Retry-After, before anything is done', async () => {
  await playground.misbehave({ kind: 'status', status: 429, retry_after: 7, method: 'chat.postMessage' },
    { kind: 'status', status: 503, after: 1, body: 'down' });
  const limited = await call(playground, 'chat.postMessage', args);
  assert.deepEqual([limited.status, limited.error, limited.headers.get('retry-after')],
    [429, 'ratelimited', '7']);
  await done(playground, 'auth.test'); // passes by: `after` is 1
  const down = await raw();
  assert.deepEqual(down, { status: 503, text: 'down' });
  assert.equal(await posted(), 0);
  await done(playground, 'chat.postMessage', args);
});

test('an error, of this method alone', async () => {
  await playground.misbehave({ kind: 'error', error: 'fatal_error', method: 'chat.update', times: 0 });
  await done(playground, 'chat.postMessage', args);
  for (let i = 0; i < 3; i += 1)
    assert.equal((await call(playground, 'chat.update')).error, 'fatal_error');
  assert.equal((await playground.faults())[0].struck, 3);
  await playground.behave();
  assert.deepEqual(await playground.faults(), []);
});

test('a reset before, and a reset after', async () => {
  await playground.misbehave({ kind: 'reset_before' }, { kind: 'reset_after', after: 0 });
  assert.equal((await raw()).error, 'ECONNRESET');
  assert.equal(await posted(), 0);
  assert.equal((await raw()).error, 'ECONNRESET');
  assert.equal(await posted(), 1);
  assert.equal((await playground.calls()).length, 1);
});

test('half an answer, no JSON, a late answer: all processed', async () => {
  await playground.misbehave({ kind: 'truncate' });
  const half = await raw();
  assert.equal(half.error, 'ECONNRESET');
  assert.match(half.text, /^\{"channel"/);
  assert.throws(() => JSON.parse(half.text));
  await playground.misbehave({ kind: 'garbage' });
  assert.match((await raw()).text, /^<html>/);
  await playground.misbehave({ kind: 'slow', ms: 400 });
  const before = Date.now();
  const late = raw();
  await until('it is processed', async () => await posted() === 3);
  assert.equal((await late).status, 200);
  assert.ok(Date.now() - before >= 390);
});

test('history that lags behind', async () => {
  const { ts } = await done(playground, 'chat.postMessage', args);
  await playground.misbehave({ kind: 'history_lag', ms: 60_000, times: 2 });
  const read = () => done(playground, 'conversations.history', { channel: 'C0LEGAL' });
  assert.deepEqual((await read()).messages, []);
  assert.equal((await call(playground, 'conversations.replies', { channel: 'C0LEGAL', ts })).error,
    'thread_not_found');
  assert.equal((await read()).messages.length, 1);
});

test('faults that make no sense are refused, and the old ones stay', async () => {
  await playground.misbehave({ kind: 'slow', ms: 1, times: 0 });
  for (const fault of [{ kind: 'explode' }, {}, { kind: 'status' }, { kind: 'error' },
    { kind: 'slow', times: -1 }, { kind: 'slow', probability: 2 }]) {
    const answer = await playground.request('POST', 'faults', { faults: [fault] });
    assert.equal(answer.error, 'invalid_fault', JSON.stringify(fault));
  }
  assert.equal((await playground.faults()).length, 1);
});

test('a probability of none never strikes', async () => {
  await playground.misbehave({ kind: 'error', error: 'x', probability: 0, times: 0 });
  for (let i = 0; i < 20; i += 1) await done(playground, 'auth.test');
});

test('the page: strict, and only for this machine', async () => {
  const page = await fetch(`${playground.url}/`);
  assert.match(page.headers.get('content-security-policy'), /^default-src 'self'/);
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  const html = await page.text();
  assert.match(html, /<!doctype html>/i);
  assert.doesNotMatch(html, /<script>|onclick=|style=/);
  for (const [, file] of html.matchAll(/(?:src|href)="([\w.]+)"/g))
    assert.equal((await fetch(`${playground.url}/${file}`)).status, 200, file);
  for (const path of ['nothing.js', 'world.json', 'manifest.json', '../control.md', '%2e%2e/x'])
    assert.equal((await fetch(`${playground.url}/${path}`)).status, 404, path);
  const status = (headers) => new Promise((resolve) => {
    http.get(`${playground.url}/playground/world`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
  assert.equal(await status({ host: 'evil.example' }), 421);
  assert.equal(await status({ origin: 'https://evil.example' }), 403);
  assert.equal(await status({ origin: playground.url }), 200);
});

test('the stream: each sees what they may see', async () => {
  const watch = (as, headers) => Socket.open(playground,
    `${playground.url}/playground/stream?as=${as}`, headers);
  const [ana, ben] = [await watch('U0ANA'), await watch('U0BEN')];
  assert.equal((await watch('U0NOBODY')).status, 404);
  assert.equal((await watch('U0ANA', 'Origin: https://evil.example\r\n')).status, 403);
  const { ts } = await done(playground, 'chat.postMessage', args);
  await done(playground, 'chat.postEphemeral', { ...args, user: 'U0ANA' });
  await done(playground, 'chat.update', { ...args, ts, text: 'y' });
  await done(playground, 'chat.postMessage', { ...args, thread_ts: ts });
  await done(playground, 'chat.delete', { ...args, ts });
  await done(playground, 'chat.postMessage', { channel: 'C0SALES', text: 'for sales' });
  const { message } = await ben.hear('message');
  assert.equal(message.text, 'for sales');
  await ana.hear('delete');
  assert.deepEqual(ana.messages.map(({ type }) => type).sort(),
    ['ephemeral', 'message', 'message', 'update', 'update'].sort());
  ana.destroy();
  ben.destroy();
});

test('requests of the control interface that make no sense', async () => {
  const ask = async (method, path, body) => (await fetch(`${playground.url}/playground/${path}`,
    { method, body })).json();
  assert.equal((await ask('GET', 'nothing')).error, 'unknown_request');
  assert.equal((await ask('POST', 'world')).error, 'unknown_request');
  assert.equal((await ask('POST', 'command', '{')).error, 'invalid_json');
  assert.equal((await ask('POST', 'command', '[]')).error, 'invalid_json');
  assert.equal((await ask('POST', 'command', '{}')).error, 'user_not_found');
  assert.equal((await ask('POST', 'command', '{"as":7,"channel":[],"text":{}}')).error, 'user_not_found');
  assert.equal((await ask('POST', 'action', '{"as":"U0ANA","channel":"C0LEGAL"}')).error,
    'message_not_found');
  assert.equal((await ask('POST', 'socket', '{"action":"dance"}')).error, 'invalid_action');
  assert.equal((await ask('POST', 'faults', '{"faults":7}')).error, 'invalid_fault');
  assert.equal((await ask('GET', 'messages?as=U0BEN&channel=C0LEGAL')).error, 'channel_not_found');
});
