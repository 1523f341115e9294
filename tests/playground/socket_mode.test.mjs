// Socket Mode: tickets, connections, envelopes, and everything that can go wrong with them.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { APP_TOKEN, Playground, until } from '../support/playground.mjs';
import { connect, refused, Socket, ticket } from './slack.mjs';

let playground;
let sockets = [];
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  await playground.request('POST', 'limits', { rate_limits: false });
});
afterEach(async () => {
  sockets.forEach((socket) => socket.destroy());
  sockets = [];
  await until('no connection is left', async () => (await connections()) === 0);
});
after(() => playground.stop());

const keep = (socket) => { sockets.push(socket); return socket; };
const open = async (...args) => keep(await Socket.open(playground, ...args));
const app = async (answer) => keep(await connect(playground, answer));
const connections = async () => (await playground.world()).app.connections;

test('hello, with the number of connections', async () => {
  const hello = await (await open()).hear('hello');
  assert.equal(hello.num_connections, 1);
  assert.equal(hello.connection_info.app_id, 'A0LASTMILE');
  assert.equal((await (await open()).hear('hello')).num_connections, 2);
});

test('a ticket is good for one connection', async () => {
  const url = await ticket(playground);
  assert.equal((await open(url)).status, 101);
  assert.equal((await open(url)).status, 404);
  assert.equal((await open(url.replace(/ticket=[^&]*/, 'ticket=other'))).status, 404);
});

test('only for clients of this machine, but with any Origin', async () => {
  const socket = await open(null, 'Origin: https://api.slack.com\r\n');
  assert.equal(socket.status, 101);
});

test('the eleventh connection is one too many', async () => {
  for (let i = 0; i < 10; i += 1) await (await open()).hear('hello');
  const eleventh = await open();
  assert.equal((await eleventh.hear('disconnect')).reason, 'too_many_websockets');
  await eleventh.closed();
  assert.equal(await connections(), 10);
});

test('a command is acknowledged with its answer', async () => {
  const socket = await app((envelope) => ({ text: `heard ${envelope.payload.text}` }));
  const answer = await playground.command('U0ANA', 'C0LEGAL', '/report x & y');
  assert.equal(answer.payload.text, 'heard x &amp; y');
  const { payload, ...envelope } = await socket.hear('slash_commands');
  assert.equal(envelope.accepts_response_payload, true);
  assert.equal(envelope.envelope_id, answer.envelope_id);
  assert.equal(payload.is_enterprise_install, 'false');
  assert.equal(payload.channel_name, 'legal');
  const [shown] = await playground.messages('U0ANA', 'C0LEGAL');
  assert.deepEqual([shown.text, shown.ephemeral], ['heard x &amp; y', true]);
  assert.deepEqual(await playground.messages('U0SAM', 'C0LEGAL'), []);
  const [seen] = await playground.envelopes();
  assert.deepEqual([seen.envelope_id, seen.late, seen.retry_attempt], [answer.envelope_id, false, 0]);
  assert.ok(seen.acknowledged_at >= seen.sent_at);
});

test('an acknowledgement without payload shows nothing; in_channel shows everybody', async () => {
  let payload = {};
  await app(() => payload);
  assert.equal((await playground.command('U0ANA', 'C0LEGAL', '/report')).payload, null);
  assert.deepEqual(await playground.messages('U0ANA', 'C0LEGAL'), []);
  payload = { text: 'all', response_type: 'in_channel' };
  await playground.command('U0ANA', 'C0LEGAL', '/report');
  assert.equal((await playground.messages('U0SAM', 'C0LEGAL'))[0].text, 'all');
});

test('an acknowledgement that Slack would not show is an error to the person', async () => {
  await app(() => ({ text: 'x', blocks: [{ type: 'marquee' }] }));
  const answer = await playground.command('U0ANA', 'C0LEGAL', '/report');
  assert.equal(answer.error, 'invalid_command_response');
  assert.match(answer.message, /marquee/);
});

test('in time, and on any connection', async () => {
  const [one, two] = [await open(), await open()];
  await Promise.all([one.hear('hello'), two.hear('hello')]);
  const silent = playground.command('U0ANA', 'C0LEGAL', '/report silent');
  const unanswered = await one.hear('slash_commands');
  const crossed = playground.command('U0ANA', 'C0LEGAL', '/report crossed');
  const envelope = await two.hear('slash_commands');
  one.acknowledge(envelope, { text: 'crossed' });
  assert.equal((await crossed).payload.text, 'crossed');
  await playground.giveUp();
  assert.equal((await silent).error, 'operation_timeout');
  // Too late is written down, and shown to nobody.
  one.acknowledge(unanswered, { text: 'late' });
  const [first] = await until('the late one', async () => {
    const envelopes = await playground.envelopes();
    return envelopes[0].acknowledged_at && envelopes;
  });
  assert.equal(first.late, true);
  assert.deepEqual((await playground.messages('U0ANA', 'C0LEGAL')).map(({ text }) => text), ['crossed']);
});

test('nobody who has not said otherwise waits longer than three seconds, nor less', async () => {
  const strict = await Playground.start({ patience: null });
  const socket = keep(await Socket.open(strict));
  await socket.hear('hello');
  const began = performance.now();
  assert.equal((await strict.command('U0ANA', 'C0LEGAL', '/report')).error, 'operation_timeout');
  const took = performance.now() - began;
  assert.ok(took >= 2990, `${took} ms`);
  const { trigger_id } = (await socket.hear('slash_commands')).payload;
  await refused('expired_trigger_id', strict, 'views.open', { trigger_id, view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] } });
  await strict.stop();
});

test('connections take turns', async () => {
  await app();
  await app();
  for (let i = 0; i < 4; i += 1) await playground.command('U0ANA', 'C0LEGAL', '/report');
  const used = (await playground.envelopes()).map(({ connection }) => connection);
  assert.notEqual(used[0], used[1]);
  assert.deepEqual(used, [used[0], used[1], used[0], used[1]]);
});

test('nobody there, and no such command', async () => {
  assert.equal((await playground.command('U0ANA', 'C0LEGAL', '/report')).error, 'no_connection');
  assert.equal((await playground.command('U0ANA', 'C0LEGAL', '/dance')).error, 'not_a_command');
  assert.equal((await playground.command('U0ANA', 'C0LEGAL', 'report')).error, 'not_a_command');
  assert.equal((await playground.command('U0BEN', 'C0LEGAL', '/report')).error, 'not_in_channel');
});

test('an event not acknowledged is sent again, the same one', async () => {
  await playground.socket('retry_schedule', { ms: [0, 10, 20] });
  const socket = await open();
  await socket.hear('hello');
  await playground.say('U0ANA', 'D0ANA', 'hello');
  const first = await socket.hear('events_api');
  await playground.giveUp();
  assert.deepEqual([first.retry_attempt, first.retry_reason, first.accepts_response_payload],
    [0, '', false]);
  const second = await socket.hear('events_api');
  assert.deepEqual([second.retry_attempt, second.retry_reason], [1, 'timeout']);
  assert.equal(second.payload.event_id, first.payload.event_id);
  socket.acknowledge(second);
  await until('it is acknowledged', async () => (await playground.envelopes())[1].acknowledged_at);
  await pause(200);
  assert.equal((await playground.envelopes()).length, 2);
});

test('an event while nobody listened comes later', async () => {
  await playground.socket('retry_schedule', { ms: [1000, 10_000, 20_000] });
  await playground.say('U0ANA', 'D0ANA', 'hello');
  const socket = await app();
  assert.equal((await socket.hear('events_api')).payload.event.text, 'hello');
});

test('events only for what the manifest asks for', async () => {
  const socket = await app();
  await playground.say('U0ANA', 'C0LEGAL', 'not asked for');
  await playground.say('U0ANA', 'D0ANA', 'asked for');
  const { payload } = await socket.hear('events_api');
  assert.deepEqual([payload.event.text, payload.event.channel_type], ['asked for', 'im']);
  assert.equal(payload.authorizations[0].user_id, 'U0BOT');
  assert.equal((await playground.envelopes()).length, 1);
});

test('drop, duplicate, redeliver', async () => {
  const socket = await app(() => ({ text: 'x' }));
  await playground.misbehave({ kind: 'drop' }, { kind: 'duplicate' },
    { kind: 'redeliver', attempts: 2 });
  assert.equal((await playground.command('U0ANA', 'C0LEGAL', '/report')).error, 'operation_timeout');
  assert.equal((await playground.command('U0ANA', 'C0LEGAL', '/report')).ok, true);
  const twice = [await socket.hear('slash_commands'), await socket.hear('slash_commands')];
  assert.deepEqual(twice[0], twice[1]);
  await playground.say('U0ANA', 'D0ANA', 'hello');
  const events = [];
  for (let i = 0; i < 3; i += 1) events.push(await socket.hear('events_api'));
  assert.deepEqual(events.map((event) => event.retry_attempt), [0, 1, 2]);
  assert.equal(new Set(events.map((event) => event.payload.event_id)).size, 1);
  assert.deepEqual((await playground.faults()).map((fault) => fault.struck), [1, 1, 1]);
});

test('a frame above 20480 bytes closes with 1009', async () => {
  const socket = await open();
  await socket.hear('hello');
  socket.say('x'.repeat(20480)); // not JSON: ignored
  socket.send(9, 'still there');
  await until('a pong', () => socket.pongs.length);
  socket.say('x'.repeat(20481));
  await socket.closed();
  assert.equal(socket.closeCode, 1009);
});

test('the server pings, and can go silent', async () => {
  const socket = await open();
  await until('a ping', () => socket.pings);
  await playground.socket('mute');
  await pause(10); // what was on its way is here
  const before = socket.pings;
  socket.send(9, 'anybody?');
  await pause(3500);
  assert.deepEqual([socket.pings, socket.pongs, socket.ended], [before, [], false]);
  await playground.socket('unmute');
  await until('a pong', () => socket.pongs.length);
});

test('disconnect messages, close frames, resets', async () => {
  const refresh = await open();
  await playground.socket('disconnect', { reason: 'refresh_requested', close_after_ms: 60_000 });
  assert.equal((await refresh.hear('disconnect')).reason, 'refresh_requested');
  assert.equal(refresh.ended, false);
  await playground.socket('disconnect', { reason: 'refresh_requested', close_after_ms: 100 });
  await refresh.closed();
  assert.equal(refresh.closeCode, 1000);
  const disabled = await open();
  await playground.socket('disconnect', { reason: 'link_disabled' });
  assert.equal((await disabled.hear('disconnect')).reason, 'link_disabled');
  await disabled.closed();
  const closed = await open();
  await playground.socket('close', { code: 1011 });
  await closed.closed();
  assert.equal(closed.closeCode, 1011);
  const reset = await open();
  await playground.socket('reset');
  await reset.closed();
  assert.equal(reset.error, 'ECONNRESET');
});

test('refusing to open, opening without hello', async () => {
  await playground.socket('refuse', { times: 1 });
  await refused('internal_error', playground, 'apps.connections.open', {}, { token: APP_TOKEN });
  await playground.socket('no_hello', { times: 1 });
  const silent = await open();
  await pause(100);
  assert.deepEqual(silent.messages, []);
  assert.equal(await connections(), 0);
  await (await open()).hear('hello');
});

test('any envelope, and any bytes', async () => {
  const socket = await app();
  const answer = await playground.request('POST', 'envelope',
    { envelope_id: 'mine', type: 'odd', payload: { deep: [[[]]] } });
  assert.equal(answer.envelope_id, 'mine');
  assert.deepEqual((await socket.hear('odd')).payload, { deep: [[[]]] });
  const raw = await open();
  await raw.hear('hello');
  await playground.request('POST', 'envelope', { raw: '{"type":"raw","n":1}' });
  await playground.request('POST', 'envelope', { raw: '{"type":"raw","n":2}' });
  assert.ok((await raw.hear('raw')).n);
});

test('what is not an acknowledgement is ignored', async () => {
  const socket = await open();
  await socket.hear('hello');
  for (const odd of ['', 'x', '[]', '7', '{}', '{"envelope_id":7}', '{"envelope_id":"nobody"}',
    '{"envelope_id":""}', `{"envelope_id":"${'x'.repeat(20000)}"}`]) socket.say(odd);
  socket.send(2, 'binary');
  socket.send(9, 'still there');
  await until('a pong', () => socket.pongs.length);
  assert.equal(await connections(), 1);
});
