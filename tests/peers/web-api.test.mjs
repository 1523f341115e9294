// Slack's own Web API client, unmodified, against the playground: what it sends is understood, what
// it gets back has the shape it documents, and it obeys the rate limits it is told.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ErrorCode, LogLevel, WebClient } from '@slack/web-api';
import { APP_TOKEN, BOT_TOKEN, Playground } from '../support/playground.mjs';

let playground;
let slack;

const client = (token, more = {}) => new WebClient(token,
  { slackApiUrl: playground.api, logLevel: LogLevel.ERROR, ...more });

/** Slack's refusals arrive as rejections that carry Slack's code. */
async function refusal(call) {
  const error = await call.then(() => assert.fail('this was not refused'), (reason) => reason);
  assert.equal(error.code, ErrorCode.PlatformError, String(error));
  assert.equal(error.data.ok, false);
  return error.data.error;
}

before(async () => {
  playground = await Playground.start();
  slack = client(BOT_TOKEN);
});

after(() => playground?.stop());

beforeEach(() => playground.reset());

describe('files', () => {
  test('a picture is uploaded, and a message shows it', async () => {
    const png = Buffer.from('\x89PNG\r\n\x1a\n and so on\r\n\r\n--x', 'latin1');
    const once = client(BOT_TOKEN, { retryConfig: { retries: 0 } });
    const { files: [{ files: [file] }] } = await once.filesUploadV2({ file: png, filename: 'chart.png', title: 'A chart' });
    assert.equal(file.title, 'A chart');
    const served = await fetch(`${playground.url}/files/${file.id}`);
    assert.deepEqual(Buffer.from(await served.arrayBuffer()), png);
    const blocks = [{ type: 'image', slack_file: { id: file.id }, alt_text: 'A chart' }];
    assert.ok((await slack.chat.postMessage({ channel: 'C0LEGAL', text: 'x', blocks })).ok);
  });
});

describe('tokens', () => {
  test('the bot token says who the app is', async () => {
    const me = await slack.auth.test();
    assert.equal(me.team_id, 'T0ACME');
    assert.equal(me.team, 'Acme');
    assert.equal(me.user_id, 'U0BOT');
    assert.equal(me.bot_id, 'B0BOT');
    assert.match(me.url, /^https?:\/\//);
    assert.ok(me.response_metadata.scopes.includes('chat:write'));
  });

  test('each method takes its own kind of token', async () => {
    assert.equal(await refusal(client(BOT_TOKEN).apps.connections.open()), 'not_allowed_token_type');
    assert.equal(await refusal(client(APP_TOKEN).chat.postMessage({ channel: 'C0GENERAL', text: 'x' })),
      'not_allowed_token_type');
  });

  test('no token and a made-up token are told apart', async () => {
    assert.equal(await refusal(client(undefined).auth.test()), 'not_authed');
    assert.equal(await refusal(client('xoxb-someone-else').auth.test()), 'invalid_auth');
    assert.equal(await refusal(client('xapp-someone-else').apps.connections.open()), 'invalid_auth');
  });

  test('revoked tokens are refused until they are good again', async () => {
    await playground.revokeTokens(true);
    assert.equal(await refusal(slack.auth.test()), 'invalid_auth');
    assert.equal(await refusal(client(APP_TOKEN).apps.connections.open()), 'invalid_auth');
    await playground.revokeTokens(false);
    assert.equal((await slack.auth.test()).ok, true);
  });

  test('a method that does not exist is unknown', async () => {
    assert.equal(await refusal(slack.apiCall('chat.postTelegram')), 'unknown_method');
  });
});

describe('messages', () => {
  const metadata = { event_type: 'lastmile_delivery', event_payload: { delivery_id: 'd42', kind: 'card' } };
  const blocks = [
    { type: 'section', block_id: 'what', text: { type: 'plain_text', text: 'clause 9 & <10>' } },
    { type: 'actions', block_id: 'do', elements: [
      { type: 'button', action_id: 'ack', value: 'LM-1', text: { type: 'plain_text', text: 'Acknowledge' } }] },
  ];

  test('a post is answered with where it went and what it says', async () => {
    const posted = await slack.chat.postMessage({ channel: 'C0LEGAL', text: 'a &amp; b', blocks, metadata });
    assert.equal(posted.channel, 'C0LEGAL');
    assert.match(posted.ts, /^\d{10}\.\d{6}$/);
    assert.equal(posted.message.text, 'a &amp; b');
    assert.equal(posted.message.bot_id, 'B0BOT');
    assert.deepEqual(posted.message.blocks.map((block) => block.type), ['section', 'actions']);
  });

  test('history shows it, with its metadata when asked', async () => {
    const { ts } = await slack.chat.postMessage({ channel: 'C0LEGAL', text: 'kept', metadata });
    const oldest = String(Number(ts.split('.')[0]) - 60);
    const all = await slack.conversations.history(
      { channel: 'C0LEGAL', oldest, inclusive: true, include_all_metadata: true });
    const found = all.messages.find((message) => message.ts === ts);
    assert.equal(found.text, 'kept');
    assert.equal(found.bot_id, 'B0BOT');
    assert.deepEqual(found.metadata, metadata);
    const bare = await slack.conversations.history({ channel: 'C0LEGAL' });
    assert.ok(!bare.messages.find((message) => message.ts === ts).metadata?.event_payload);
  });

  test('history is newest first and comes in pages', async () => {
    for (const text of ['one', 'two', 'three']) await slack.chat.postMessage({ channel: 'C0SALES', text });
    const seen = [];
    let pages = 0;
    for await (const page of slack.paginate('conversations.history', { channel: 'C0SALES', limit: 2 })) {
      pages += 1;
      seen.push(...page.messages.map((message) => message.text));
    }
    assert.deepEqual(seen, ['three', 'two', 'one']);
    assert.equal(pages, 2);
  });

  test('an edit replaces the text for everyone', async () => {
    const { ts, channel } = await slack.chat.postMessage({ channel: 'U0ANA', text: 'before', metadata });
    assert.equal(channel, 'D0ANA');
    const edited = await slack.chat.update({ channel, ts, text: 'after' });
    assert.equal(edited.ts, ts);
    assert.equal(edited.text, 'after');
    const [message] = await playground.messages('U0ANA', 'D0ANA');
    assert.equal(message.text, 'after');
    const history = await slack.conversations.history({ channel, include_all_metadata: true });
    assert.deepEqual(history.messages[0].metadata, metadata, 'an edit keeps metadata it does not name');
  });

  test('an edit is for messages of the app alone', async () => {
    await playground.say('U0ANA', 'C0GENERAL', 'mine');
    const [message] = await playground.messages('U0ANA', 'C0GENERAL');
    assert.equal(await refusal(slack.chat.update({ channel: 'C0GENERAL', ts: message.ts, text: 'x' })),
      'cant_update_message');
    assert.equal(await refusal(slack.chat.update({ channel: 'C0GENERAL', ts: '1.000001', text: 'x' })),
      'message_not_found');
  });

  test('a thread hangs on its parent', async () => {
    const parent = await slack.chat.postMessage({ channel: 'C0LEGAL', text: 'parent' });
    const reply = await slack.chat.postMessage({ channel: 'C0LEGAL', text: 'reply', thread_ts: parent.ts, metadata });
    const thread = await slack.conversations.replies(
      { channel: 'C0LEGAL', ts: parent.ts, include_all_metadata: true });
    assert.deepEqual(thread.messages.map((message) => message.ts), [parent.ts, reply.ts]);
    assert.equal(thread.messages[1].thread_ts, parent.ts);
    assert.deepEqual(thread.messages[1].metadata, metadata);
  });

  test('an ephemeral message is seen by one person', async () => {
    await slack.chat.postEphemeral({ channel: 'C0LEGAL', user: 'U0ANA', text: 'only you' });
    const texts = async (as) => (await playground.messages(as, 'C0LEGAL')).map((message) => message.text);
    assert.deepEqual(await texts('U0ANA'), ['only you']);
    assert.deepEqual(await texts('U0MAYA'), []);
    assert.deepEqual((await slack.conversations.history({ channel: 'C0LEGAL' })).messages, []);
  });

  test('what Slack would refuse is refused with its words', async () => {
    const post = (message) => slack.chat.postMessage({ channel: 'C0LEGAL', ...message });
    assert.equal(await refusal(post({})), 'no_text');
    assert.equal(await refusal(post({ channel: 'C0NOWHERE', text: 'x' })), 'channel_not_found');
    assert.equal(await refusal(post({ channel: 'C0OPS', text: 'x' })), 'not_in_channel');
    assert.equal(await refusal(post({ text: 'x', blocks: [{ type: 'sectoin' }] })), 'invalid_blocks');
    assert.equal(await refusal(post({ text: 'x', blocks: [blocks[0], blocks[0]] })), 'invalid_blocks');
    const long = Array.from({ length: 6 }, (_, n) => (
      { type: 'section', block_id: `b${n}`, text: { type: 'plain_text', text: 'x'.repeat(2500) } }));
    assert.equal(await refusal(post({ text: 'x', blocks: long })), 'msg_blocks_too_long');
    assert.deepEqual(await playground.messages('U0MAYA', 'C0LEGAL'), [], 'nothing of it was posted');
  });

  test('a refused block is named', async () => {
    const error = await slack.chat.postMessage({ channel: 'C0LEGAL', text: 'x', blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] }).catch((reason) => reason);
    assert.equal(error.data.error, 'invalid_blocks');
    assert.match(error.data.response_metadata.messages.join('\n'), /blocks\/0/);
  });
});

describe('people and channels', () => {
  test('a person has a name and a time zone', async () => {
    const { user } = await slack.users.info({ user: 'U0ANA' });
    assert.equal(user.id, 'U0ANA');
    assert.equal(user.real_name, 'Ana Silva');
    assert.match(user.tz, /^[A-Z]\w+\/\w+/);
    assert.equal(typeof user.tz_offset, 'number');
    assert.equal(user.is_bot, false);
    assert.equal(await refusal(slack.users.info({ user: 'U0NOBODY' })), 'user_not_found');
  });

  test('a direct message is opened once and stays the same', async () => {
    const first = await slack.conversations.open({ users: 'U0BEN' });
    assert.equal(first.channel.id, 'D0BEN');
    assert.equal((await slack.conversations.open({ users: 'U0BEN' })).channel.id, 'D0BEN');
  });

  test('a channel says what it is', async () => {
    const { channel } = await slack.conversations.info({ channel: 'C0SUPPORT' });
    assert.equal(channel.name, 'support');
    assert.equal(channel.is_private, true);
    assert.equal(channel.is_member, true);
    assert.equal((await slack.conversations.info({ channel: 'C0OPS' })).channel.is_member, false);
  });
});

describe('rate limits', () => {
  test('the client waits as long as it is told and is served then', async () => {
    const told = [];
    const patient = client(BOT_TOKEN);
    patient.on('rate_limited', (seconds) => told.push(seconds));
    await playground.misbehave({ kind: 'status', method: 'chat.postMessage', status: 429, retry_after: 1, times: 2 });
    const posted = await patient.chat.postMessage({ channel: 'C0LEGAL', text: 'in the end' });
    assert.equal(posted.ok, true);
    assert.deepEqual(told, [1, 1]);
    const calls = (await playground.calls()).filter((call) => call.method === 'chat.postMessage');
    assert.equal(calls.length, 1, 'it was applied once');
  });

  test('more than a burst into one channel is refused with a time to wait', async () => {
    const hasty = client(BOT_TOKEN, { rejectRateLimitedCalls: true });
    const posts = Array.from({ length: 12 }, (_, n) => hasty.chat.postMessage({ channel: 'C0SALES', text: `${n}` }));
    const refused = (await Promise.allSettled(posts)).filter((post) => post.status === 'rejected');
    assert.ok(refused.length > 0);
    for (const { reason } of refused) {
      assert.equal(reason.code, ErrorCode.RateLimitedError);
      assert.ok(reason.retryAfter >= 1);
    }
    const elsewhere = await hasty.chat.postMessage({ channel: 'C0LEGAL', text: 'another channel' });
    assert.equal(elsewhere.ok, true);
  });

  test('a server in trouble is tried again by the client, and the message arrives', async () => {
    const steady = client(BOT_TOKEN, { retryConfig: { retries: 3, minTimeout: 10, maxTimeout: 20 } });
    await playground.misbehave({ kind: 'reset_before', method: 'chat.postMessage', times: 1 });
    assert.equal((await steady.chat.postMessage({ channel: 'C0LEGAL', text: 'again' })).ok, true);
    assert.equal((await playground.messages('U0MAYA', 'C0LEGAL')).length, 1);
  });
});
