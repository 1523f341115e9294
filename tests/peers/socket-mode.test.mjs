// Slack's own Socket Mode client, unmodified, against the playground: it connects, says hello, gets
// envelopes, acknowledges them, and comes back when it is told to or cut off. Where the client hides
// the wire (tickets, too many connections) a bare web socket looks at it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { WebSocket } from 'undici';
import { APP_TOKEN, BOT_TOKEN, Playground, until } from '../support/playground.mjs';

let playground;
let clients;
let sockets;

/** A client as an app would make one; the ping time-out is also its first wait before it reconnects, so who tests that has
 * a short one, and nobody else is cut off where the machine pauses. */
async function connect(more = {}) {
  const socket = new SocketModeClient({
    appToken: APP_TOKEN,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 30_000,
    clientOptions: { slackApiUrl: playground.api },
    ...more,
  });
  clients.push(socket);
  socket.frames = [];
  socket.on('ws_message', (data) => socket.frames.push(JSON.parse(data)));
  socket.on('error', () => {});
  await socket.start();
  return socket;
}

const openConnection = async () => (await new WebClient(APP_TOKEN,
  { slackApiUrl: playground.api, logLevel: LogLevel.ERROR }).apps.connections.open()).url;

/** A web socket with nothing around it: what it was sent, and how it ended. */
function bareSocket(url) {
  const socket = new WebSocket(url);
  sockets.push(socket);
  const seen = { socket, frames: [], opened: false, closed: null };
  socket.addEventListener('open', () => { seen.opened = true; });
  socket.addEventListener('error', () => {});
  socket.addEventListener('message', (event) => seen.frames.push(JSON.parse(event.data)));
  socket.addEventListener('close', (event) => { seen.closed = event; });
  return seen;
}

before(async () => {
  playground = await Playground.start();
});

after(() => playground?.stop());

beforeEach(async () => {
  clients = [];
  sockets = [];
  await playground.reset();
});

afterEach(async () => {
  for (const socket of clients) await socket.disconnect();
  for (const socket of sockets) if (socket.readyState <= WebSocket.OPEN) socket.close();
  await until('no connection is left', async () => (await playground.world()).app.connections === 0);
});

describe('connecting', () => {
  test('the link begins with hello', async () => {
    const socket = await connect();
    const [hello] = socket.frames;
    assert.equal(hello.type, 'hello');
    assert.equal(hello.num_connections, 1);
    assert.equal(hello.connection_info.app_id, 'A0LASTMILE');
    assert.equal(typeof hello.debug_info.host, 'string');
    assert.equal(typeof hello.debug_info.approximate_connection_time, 'number');
    assert.equal((await playground.world()).app.connections, 1);
  });

  test('a second connection is counted', async () => {
    await connect();
    const second = await connect();
    assert.equal(second.frames[0].num_connections, 2);
  });

  test('wrong tokens end the attempt with the reason', async () => {
    for (const [appToken, code] of [['xapp-wrong', 'invalid_auth'], [BOT_TOKEN, 'not_allowed_token_type']]) {
      const socket = new SocketModeClient({ appToken, autoReconnectEnabled: false, logLevel: LogLevel.ERROR,
        logger: { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => 'error', setName() {} },
        clientOptions: { slackApiUrl: playground.api } });
      const error = await socket.start().then(() => assert.fail('this connected'), (reason) => reason);
      assert.equal(error.data.error, code);
    }
  });

  test('a ticket is good for one connection', async () => {
    const url = await openConnection();
    assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
    const first = bareSocket(url);
    await until('hello', () => first.frames.length > 0);
    const second = bareSocket(url);
    await until('the second is turned away', () => second.closed);
    assert.equal(second.opened, false);
    assert.equal(first.closed, null);
  });

  test('a made-up ticket is turned away', async () => {
    const url = new URL(await openConnection());
    url.searchParams.set('ticket', 'made-up');
    const stranger = bareSocket(url);
    await until('it is turned away', () => stranger.closed);
    assert.equal(stranger.opened, false);
  });

  test('the eleventh connection is told that it is one too many', async () => {
    const ten = [];
    for (let n = 0; n < 10; n += 1) ten.push(bareSocket(await openConnection()));
    await until('ten times hello', () => ten.every((one) => one.frames[0]?.type === 'hello'));
    const eleventh = bareSocket(await openConnection());
    await until('it is closed', () => eleventh.closed);
    assert.deepEqual(eleventh.frames.map((frame) => [frame.type, frame.reason]),
      [['disconnect', 'too_many_websockets']]);
  });
});

describe('slash commands', () => {
  test('the command arrives whole and its acknowledgement is what the person reads', async () => {
    const socket = await connect();
    socket.on('slash_commands', async ({ ack, body, accepts_response_payload: accepts }) => {
      assert.equal(accepts, true);
      await ack({ text: `Logged: ${body.text}` });
    });
    const arrived = once(socket, 'slash_commands');
    const answer = await playground.command('U0ANA', 'C0LEGAL', '/report summarizer lost clause 9');
    const [{ body, envelope_id: envelope }] = await arrived;
    assert.equal(answer.envelope_id, envelope);
    assert.deepEqual(answer.payload, { text: 'Logged: summarizer lost clause 9' });
    const { token, response_url: responseUrl, trigger_id: trigger, ...rest } = body;
    assert.deepEqual(rest, { ...rest, team_id: 'T0ACME', channel_id: 'C0LEGAL', channel_name: 'legal',
      user_id: 'U0ANA', user_name: 'ana', command: '/report', text: 'summarizer lost clause 9',
      api_app_id: 'A0LASTMILE', is_enterprise_install: 'false' });
    for (const secret of [token, responseUrl, trigger, rest.team_domain]) assert.equal(typeof secret, 'string');
  });

  test('only the person who typed it sees the answer, unless it says in_channel', async () => {
    const socket = await connect();
    socket.on('slash_commands', ({ ack, body }) => ack({
      text: body.text, response_type: body.text === 'loud' ? 'in_channel' : 'ephemeral' }));
    await playground.command('U0ANA', 'C0LEGAL', '/report quiet');
    await playground.command('U0ANA', 'C0LEGAL', '/report loud');
    const ana = await playground.messages('U0ANA', 'C0LEGAL');
    const maya = await playground.messages('U0MAYA', 'C0LEGAL');
    const has = (messages, text) => messages.some((message) => message.text === text);
    assert.ok(has(ana, 'quiet') && has(ana, 'loud') && has(maya, 'loud'));
    assert.ok(!has(maya, 'quiet'));
  });

  test('a command that nobody acknowledges times out for the person', async () => {
    const socket = await connect();
    const arrived = once(socket, 'slash_commands');
    const asked = playground.command('U0ANA', 'C0LEGAL', '/report anyone there');
    await arrived;
    await playground.giveUp();
    const answer = await asked;
    assert.equal(answer.ok, false);
    assert.equal(answer.error, 'operation_timeout');
    const [envelope] = await playground.envelopes();
    assert.equal(envelope.acknowledged_at, null);
  });

  test('a command without an app is refused at once', async () => {
    assert.equal((await playground.command('U0ANA', 'C0LEGAL', '/report hello')).error, 'no_connection');
  });

  test('mentions travel as Slack escapes them', async () => {
    const socket = await connect();
    let text;
    socket.on('slash_commands', ({ ack, body }) => { text = body.text; return ack(); });
    await playground.command('U0ANA', 'C0LEGAL', '/report @sam wrote in #legal: 1 < 2 & <!channel>');
    assert.match(text, /^<@U0SAM(\|sam)?> wrote in <#C0LEGAL(\|legal)?>: /);
    assert.ok(text.endsWith('1 &lt; 2 &amp; &lt;!channel&gt;'), text);
  });

  test('an acknowledgement above 20480 bytes costs the connection', async () => {
    const socket = await connect({ clientPingTimeout: 1000 });
    socket.once('slash_commands', ({ ack }) => ack({ text: 'x'.repeat(20_600) }));
    const asked = playground.command('U0ANA', 'C0LEGAL', '/report long');
    await until('it says hello again', () => socket.frames.filter((frame) => frame.type === 'hello').length >= 2);
    await playground.giveUp();
    assert.equal((await asked).ok, false);
  });
});

describe('events and buttons', () => {
  test('a message is an event with its retry count', async () => {
    const socket = await connect();
    const arrived = new Promise((resolve) => { socket.on('message', resolve); });
    socket.on('message', ({ ack }) => ack());
    await playground.say('U0ANA', 'D0ANA', 'the summarizer dropped a clause');
    const { event, body, retry_num: attempt, accepts_response_payload: accepts } = await arrived;
    assert.equal(event.user, 'U0ANA');
    assert.equal(event.channel, 'D0ANA');
    assert.equal(event.channel_type, 'im');
    assert.equal(event.text, 'the summarizer dropped a clause');
    assert.match(event.ts, /^\d{10}\.\d{6}$/);
    assert.equal(body.type, 'event_callback');
    assert.match(body.event_id, /^Ev/);
    assert.equal(body.team_id, 'T0ACME');
    assert.equal(attempt, 0);
    assert.equal(accepts, false);
  });

  test('an event that is sent again keeps its id and says which attempt it is', async () => {
    const socket = await connect();
    const seen = [];
    socket.on('message', ({ ack, body, retry_num: attempt }) => {
      seen.push([body.event_id, attempt]);
      return ack();
    });
    await playground.misbehave({ kind: 'redeliver', attempts: 1 });
    await playground.say('U0ANA', 'D0ANA', 'once more');
    await until('it came twice', () => seen.length === 2);
    assert.deepEqual(seen.map(([, attempt]) => attempt), [0, 1]);
    assert.equal(seen[0][0], seen[1][0]);
  });

  test('a pressed button says who, where and what', async () => {
    const socket = await connect();
    const arrived = once(socket, 'interactive');
    socket.on('interactive', ({ ack }) => ack());
    const slack = new WebClient(BOT_TOKEN, { slackApiUrl: playground.api, logLevel: LogLevel.ERROR });
    const { ts } = await slack.chat.postMessage({ channel: 'U0SAM', text: 'a card', blocks: [
      { type: 'actions', block_id: 'card', elements: [
        { type: 'button', action_id: 'ack', value: 'LM-1', text: { type: 'plain_text', text: 'Acknowledge' } }] }] });
    const answer = await playground.press('U0SAM', 'D0SAM', ts, 'ack');
    assert.equal(answer.ok, true, answer.message);
    const [{ body }] = await arrived;
    assert.equal(body.type, 'block_actions');
    assert.equal(body.user.id, 'U0SAM');
    assert.equal(body.channel.id, 'D0SAM');
    assert.deepEqual([body.container.type, body.container.message_ts, body.container.channel_id],
      ['message', ts, 'D0SAM']);
    assert.equal(body.message.ts, ts);
    const [action] = body.actions;
    assert.deepEqual([action.type, action.action_id, action.block_id, action.value], ['button', 'ack', 'card', 'LM-1']);
    assert.equal(typeof body.response_url, 'string');
    assert.equal(typeof body.trigger_id, 'string');
    assert.equal((await playground.press('U0SAM', 'D0SAM', ts, 'no-such')).error, 'no_such_button');
  });
});

describe('staying connected', () => {
  const clientPingTimeout = 4000;
  const hellos = (socket) => socket.frames.filter((frame) => frame.type === 'hello').length;

  async function servesAgain(socket, breakIt, mendIt = () => {}) {
    socket.on('slash_commands', ({ ack }) => ack({ text: 'here' }));
    await breakIt();
    await until('it says hello again', () => hellos(socket) === 2, 60_000);
    await mendIt();
    await until('the old connection is gone', async () => (await playground.world()).app.connections === 1);
    const answer = await playground.command('U0ANA', 'C0LEGAL', '/report still there');
    assert.deepEqual(answer.payload, { text: 'here' });
    assert.equal(hellos(socket), 2);
  }

  test('it survives refresh_requested', async () => {
    const socket = await connect({ clientPingTimeout });
    await servesAgain(socket, () => playground.socket('disconnect', { reason: 'refresh_requested' }));
    assert.ok(socket.frames.some((frame) => frame.reason === 'refresh_requested'));
  });

  test('it survives a close frame', async () => {
    await servesAgain(await connect({ clientPingTimeout }), () => playground.socket('close', { code: 1001 }));
  });

  test('it survives a reset', async () => {
    await servesAgain(await connect({ clientPingTimeout }), () => playground.socket('reset'));
  });

  test('it notices a silent peer by itself', async () => {
    await servesAgain(await connect({ clientPingTimeout }), () => playground.socket('mute'), () => playground.socket('unmute'));
  });
});
