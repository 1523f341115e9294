// Azure Relay, pretended, first with Microsoft's own listener (hyco-https), which shows that the pretence is a good
// one; then with ours: requests of every size and kind, tokens that end, lines that break, and refusals.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { until } from '../support/playground.mjs';
import { Relay } from '../support/relay.mjs';
import { activity, Door, Microsoft } from '../support/teams.mjs';

const hyco = createRequire(import.meta.url)('hyco-https');
const large = 'x'.repeat(100_000);
let relay;

beforeEach(async () => { relay = await Relay.start(); });
afterEach(() => relay.stop());

describe("Microsoft's listener", () => {
  let server;

  beforeEach(async () => {
    const uri = `ws://127.0.0.1:${relay.port}/$hc/hyco?sb-hc-action=listen`;
    server = hyco.createRelayedServer({ server: uri, token: () => hyco.createRelayToken(uri, relay.rule, relay.key) }, (request, response) => {
      let body = '';
      request.on('data', (data) => { body += data; });
      request.on('end', () => {
        response.setHeader('Content-Type', 'text/plain');
        response.end(`${request.method} ${request.url} ${request.headers.authorization} ${body.length}`);
      });
    });
    server.listen();
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  test('takes what is handed to it', async () => {
    const headers = { Authorization: 'Bearer x' };
    const expected = async (request, text) => {
      const answer = await relay.send({ headers, ...request });
      assert.deepEqual([answer.status, answer.text], [200, text]);
    };
    await expected({ method: 'GET', path: '/x' }, 'GET /hyco/x Bearer x 0');
    await expected({ path: '/x', body: 'small', pieces: 3 }, 'POST /hyco/x Bearer x 5');
    await expected({ path: '/x', body: large }, `POST /hyco/x Bearer x ${large.length}`);
    await expected({ path: '/x', body: 'slow', chunked: true }, 'POST /hyco/x Bearer x 4');
    assert.equal(relay.fetched, 2);
    assert.deepEqual(relay.complaints, []);
  });

  test('comes back', async () => {
    relay.drop();
    await until('it listens again', () => relay.channels === 2 && relay.listeners.length === 1);
  });
});

describe('our listener', () => {
  let microsoft;
  let door;

  before(async () => { microsoft = await Microsoft.start(); });
  after(() => microsoft.stop());
  afterEach(async () => {
    if (door) assert.equal(await door.stop(), 0);
    door = undefined;
  });

  const listen = async (settings = {}, options = {}) => {
    door = await Door.start(microsoft, { relay: relay.address, relay_rule: relay.rule, relay_key: relay.key, second: 20, ...settings }, options);
  };
  const say = (text, { filler, ...more } = {}) => relay.send({ body: activity(text, { filler }), headers: { Authorization: `Bearer ${microsoft.token()}` }, ...more });
  const heard = async (text, more) => {
    const answer = await say(text, more);
    assert.deepEqual([answer.status, answer.text], [200, JSON.stringify({ you_said: text })]);
  };

  test('takes requests large and small, whole and in pieces', async () => {
    await listen();
    await heard('small');
    await heard('pieces', { pieces: 7 });
    await heard('a query', { path: '/api/messages?x=1' });
    await heard('slow', { chunked: true });
    await heard('large', { filler: large, pieces: 3 });
    await heard('just small enough', { filler: 'x'.repeat(65_000) });
    assert.equal((await say('')).text, ''); // an empty answer has no body
    assert.equal((await say('z'.repeat(66_000))).status, 500); // longer than an answer may be
    relay.requireName = false;
    await heard('a bare path');
    assert.equal(relay.fetched, 3);
    assert.deepEqual(relay.complaints, []);
  });

  test('answers what is not for us', async () => {
    await listen();
    const status = async (expected, request) => assert.equal((await say('x', request)).status, expected, JSON.stringify(request));
    await status(404, { path: '/' });
    await status(404, { path: '/api/messagesx' });
    await status(405, { method: 'GET', body: '' });
    await status(415, { headers: { 'Content-Type': 'text/plain' } });
    await status(401, { headers: {} });
    await status(401, { headers: { AUTHORIZATION: `Bearer ${microsoft.token({ aud: 'another' })}` } });
    await status(400, { body: 'nonsense' });
    await status(400, { body: '' });
    await status(403, { body: activity('x', { tenant: 'another' }) });
    assert.equal((await say('x', { headers: {} })).headers['www-authenticate'], 'Bearer');
    assert.deepEqual(relay.complaints, []);
  });

  test('does not wait for a body that never comes', async () => {
    await listen();
    const first = say('half', { pieces: 0 });
    await heard('whole');
    assert.equal((await first).status, 400);
    assert.deepEqual(relay.complaints, []);
  });

  test('answers several at once, in any order', async () => {
    await listen({ renewal: 20 }); // so that renewals come between
    const first = say('hold');
    await until('the first is held', () => door.texts.includes('hold'));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => say(`${index} ${'y'.repeat(20_000)}`, { chunked: index % 10 === 0 })));
    for (const [index, answer] of answers.entries()) assert.match(answer.text, new RegExp(`^\\{"you_said":"${index} y`));
    assert.equal((await first).text, '{"you_said":"held"}');
    assert.equal(relay.fetched, 5);
    assert.deepEqual(relay.complaints, []);
  });

  test('keeps a channel for one request as long as there is room, and not for ever', async () => {
    await listen();
    for (let sent = 0; sent < 70; sent++) await heard(`${sent}`, { chunked: true });
    await until('the oldest are left', () => relay.fetchClosed.length === 6);
    assert.ok(relay.fetchClosed.every((code) => code === 1000));
    assert.equal(await door.stop(), 0);
    await until('all are left', () => relay.fetchClosed.length === 70);
    relay.fetchClosed = [];
    await listen({ idle: 100 });
    await heard('one', { chunked: true });
    await until('it is left', () => relay.fetchClosed.length === 1);
    assert.deepEqual(relay.complaints, []);
  });

  test('renews its token before the end, and pongs', async () => {
    await listen({ token_life: 6000, renewal: 500, pong: 50 });
    await until('the first has ended', () => relay.tokens.length >= 14, 30_000);
    assert.ok(new Set(relay.tokens).size > 1);
    assert.equal(relay.channels, 1);
    assert.ok(relay.pongs > 10);
    await heard('still here');
    assert.deepEqual(relay.complaints, []);
  });

  test('comes back when the line breaks, also in the middle of a request', async () => {
    await listen();
    const first = say('hold');
    await until('the first is held', () => door.texts.includes('hold'));
    relay.drop();
    assert.equal((await first).status, 502);
    await until('it listens again', () => relay.channels === 2 && relay.listeners.length === 1);
    await heard('again');
    relay.listeners[0].close(1001, 'path disabled');
    await until('it listens again', () => relay.channels === 3 && relay.listeners.length === 1);
    await heard('and again');
    assert.deepEqual(relay.complaints, []);
  });

  test('replaces an old link without losing anything', async () => {
    await listen({ stable_after: 100, age: 300, drain: 200 });
    const old = relay.listeners[0];
    const kept = say('hold', { listener: old });
    await until('both listen', () => relay.listeners.length === 2);
    await heard('over the old one', { listener: old });
    assert.equal((await kept).text, '{"you_said":"held"}');
    for (let sent = 0; relay.channels < 5; sent++) await heard(`${sent}`, { listener: relay.listeners.at(-1) });
    await until('the old ones are gone', () => relay.closes.length >= 3);
    assert.ok(relay.closes.every((code) => code === 1000));
    assert.deepEqual(relay.complaints, []);
  });

  test('outlives a link that has died in silence', async () => {
    await listen({ stable_after: 100, age: 300, drain: 50 });
    relay.freeze();
    assert.equal((await say('into the void')).status, 502);
    await until('there is a new link', () => relay.listeners.length === 1);
    await heard('alive');
    assert.equal(door.link, 'ready');
  });

  test('has a new link after a sleep', async () => {
    await listen({ drain: 50 });
    await heard('wake');
    await until('the link is a new one', () => relay.channels === 2 && relay.closes.length === 1);
    await heard('awake');
  });

  test('says who has to act', async () => {
    relay.refuse = 404;
    await listen({ slow_retry: 100 }, { ready: false });
    await until('404 is told', () => /^teams\.relay: there is no hybrid connection "hyco" at 127\.0\.0\.1: /.test(door.problem));
    assert.equal(door.link, 'refused');
    relay.refuse = 403;
    await until('403 is told', () => /refuses the rule "listen": look at TEAMS_RELAY_KEY, .* clock/.test(door.problem));
    relay.refuse = 500;
    await until('500 is told', () => /^no connection to 127\.0\.0\.1 /.test(door.problem));
    relay.refuse = 0;
    await until('all is well', () => door.link === 'ready' && !door.problem);
    await heard('at last');
  });

  test('is refused with a wrong key, and shows it nowhere', async () => {
    await listen({ relay_key: 'not the key', slow_retry: 60_000 }, { ready: false });
    await until('401 is told', () => /TEAMS_RELAY_KEY/.test(door.problem));
    assert.equal(relay.channels, 0);
    assert.ok(!/not the key|SharedAccessSignature/.test(door.log));
  });

  test('does not serve websockets', async () => {
    await listen();
    relay.offer();
    await until('the offer is refused', () => relay.refused.length === 1);
    assert.match(relay.refused[0], /&sb-hc-statusCode=400&sb-hc-statusDescription=\S+$/);
    await heard('still here');
  });

  test('ignores what it does not understand', async () => {
    await listen();
    for (const text of ['', 'nonsense', '[]', '{}', '{"request":{}}', '{"request":{"id":7}}', '{"accept":7}', '{"news":{}}'])
      relay.listeners[0].send(text);
    relay.listeners[0].send(Buffer.from('a body of nothing'), { binary: true });
    await heard('still here');
    assert.deepEqual(relay.complaints, []);
  });

  test('leaves politely', async () => {
    await listen();
    const last = say('hold');
    await until('it is held', () => door.texts.includes('hold'));
    assert.equal(await door.stop(), 0);
    assert.equal((await last).status, 502); // nobody has answered it
    assert.deepEqual(relay.closes, [1000]);
    door = undefined;
  });
});

test('an address that cannot be is refused at the start', async () => {
  const microsoft = await Microsoft.start();
  for (const [address, why] of [['http://example.com/hyco', 'plain http is for loopback addresses alone'], ['nonsense', ''],
    ['https://ns.servicebus.windows.net/', 'the name of the hybrid connection follows the namespace']]) {
    const door = await Door.start(microsoft, { relay: address, relay_key: 'x' }, { ready: false });
    await door.gone;
    assert.ok(door.problem.startsWith(`teams.relay: "${address}": ${why}`), door.problem);
  }
  microsoft.stop();
});
