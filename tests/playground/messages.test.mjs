// chat.*, conversations.*, reactions.*, users.*: who may post where, and what is read back.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { done, refused } from './slack.mjs';

let playground;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  await playground.request('POST', 'limits', { rate_limits: false });
});
after(() => playground.stop());

const post = (channel, more = { text: 'x' }) => done(playground, 'chat.postMessage', { channel, ...more });

test('where the app may post', async () => {
  await refused('not_in_channel', playground, 'chat.postMessage', { channel: 'C0OPS', text: 'x' });
  for (const channel of ['C0NOWHERE', 'U0NOBODY', 'legal', '#legal', 'U0BOT'])
    await refused('channel_not_found', playground, 'chat.postMessage', { channel, text: 'x' });
  assert.equal((await post('U0ANA')).channel, 'D0ANA');
  assert.equal((await post('D0ANA')).channel, 'D0ANA');
  await post('C0SUPPORT');
  await done(playground, 'conversations.join', { channel: 'C0OPS' });
  await post('C0OPS');
});

test('timestamps are strings, unique and increasing', async () => {
  const stamps = [];
  for (let i = 0; i < 20; i += 1) stamps.push((await post('C0LEGAL')).ts);
  assert.ok(stamps.every((ts) => /^\d{10}\.\d{6}$/.test(ts)));
  assert.deepEqual(stamps, [...new Set(stamps)].sort());
});

test('text: needed, cut at 40000, in an update refused above 4000', async () => {
  await refused('no_text', playground, 'chat.postMessage', { channel: 'C0LEGAL', text: '  ' });
  await refused('no_text', playground, 'chat.postMessage', { channel: 'C0LEGAL', blocks: [] });
  const { ts, message } = await post('C0LEGAL', { text: 'ü'.repeat(40100) });
  assert.equal(message.text.length, 40000);
  await refused('msg_too_long', playground, 'chat.update',
    { channel: 'C0LEGAL', ts, text: 'x'.repeat(4001) });
  await done(playground, 'chat.update', { channel: 'C0LEGAL', ts, text: 'x'.repeat(4000) });
  await refused('markdown_text_conflict', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x', markdown_text: 'y' });
});

test('only its own messages are changed or deleted', async () => {
  const { ts } = await playground.say('U0ANA', 'C0LEGAL', 'mine');
  await refused('cant_update_message', playground, 'chat.update',
    { channel: 'C0LEGAL', ts, text: 'yours' });
  await refused('cant_delete_message', playground, 'chat.delete', { channel: 'C0LEGAL', ts });
  await refused('message_not_found', playground, 'chat.update',
    { channel: 'C0LEGAL', ts: '1.2', text: 'x' });
  await refused('message_not_found', playground, 'chat.delete', { channel: 'C0LEGAL', ts: '1.2' });
  const own = await post('U0ANA');
  // A person's id is good for posting, not for changing.
  await refused('channel_not_found', playground, 'chat.update',
    { channel: 'U0ANA', ts: own.ts, text: 'x' });
  await done(playground, 'chat.delete', { channel: 'D0ANA', ts: own.ts });
  await refused('message_not_found', playground, 'chat.delete', { channel: 'D0ANA', ts: own.ts });
});

test('an update takes blocks away, marks changed text, keeps metadata until it is cleared', async () => {
  const metadata = { event_type: 'a_b', event_payload: { id: '1' } };
  const blocks = [{ type: 'divider' }];
  const { ts } = await post('C0LEGAL', { text: 'one', blocks, metadata });
  const shown = async () => (await playground.messages('U0ANA', 'C0LEGAL'))[0];
  assert.equal((await shown()).blocks.length, 1);
  await done(playground, 'chat.update', { channel: 'C0LEGAL', ts, blocks: [...blocks, ...blocks] });
  assert.deepEqual([(await shown()).text, (await shown()).edited], ['one', false]);
  await done(playground, 'chat.update', { channel: 'C0LEGAL', ts, text: 'two' });
  assert.deepEqual([(await shown()).blocks, (await shown()).edited], [[], true]);
  assert.deepEqual((await shown()).metadata, metadata);
  await done(playground, 'chat.update', { channel: 'C0LEGAL', ts, text: 'two', metadata: {} });
  assert.equal((await shown()).metadata, null);
});

test('metadata: a named event with a flat payload', async () => {
  const refuse = (error, metadata) => refused(error, playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x', metadata });
  await refuse('invalid_metadata_format', { event_type: 'a' });
  await refuse('invalid_metadata_format', []);
  await refuse('invalid_metadata_schema', { event_type: 'a-b', event_payload: {} });
  await refuse('invalid_metadata_schema', { event_type: 'a', event_payload: { x: { y: { z: 1 } } } });
  await refuse('metadata_too_large',
    { event_type: 'a', event_payload: { x: 'y'.repeat(9000) } });
});

test('history: newest first, without replies, in pages and windows', async () => {
  const stamps = [];
  for (let i = 0; i < 5; i += 1) stamps.push((await post('C0LEGAL', { text: `${i}` })).ts);
  await post('C0LEGAL', { text: 'a reply', thread_ts: stamps[0] });
  const read = async (args) => (await done(playground, 'conversations.history',
    { channel: 'C0LEGAL', ...args }));
  const texts = async (args) => (await read(args)).messages.map((message) => message.text);
  assert.deepEqual(await texts(), ['4', '3', '2', '1', '0']);
  const first = await read({ limit: 2 });
  assert.equal(first.has_more, true);
  assert.deepEqual(await texts({ limit: 2, cursor: first.response_metadata.next_cursor }),
    ['2', '1']);
  assert.deepEqual(await texts({ oldest: stamps[1], latest: stamps[3] }), ['2']);
  assert.deepEqual(await texts({ oldest: stamps[1], latest: stamps[3], inclusive: true }),
    ['3', '2', '1']);
  assert.deepEqual(await texts({ oldest: stamps[4].split('.')[0] - 5 }),
    ['4', '3', '2', '1', '0']);
  await refused('invalid_limit', playground, 'conversations.history',
    { channel: 'C0LEGAL', limit: 1000 });
  await refused('invalid_cursor', playground, 'conversations.history',
    { channel: 'C0LEGAL', cursor: 'x' });
  await refused('invalid_ts_oldest', playground, 'conversations.history',
    { channel: 'C0LEGAL', oldest: 'yesterday' });
});

test('metadata comes back when asked for', async () => {
  const metadata = { event_type: 'a', event_payload: { id: '1' } };
  const { ts } = await post('C0LEGAL', { text: 'x', metadata });
  const history = (args) => done(playground, 'conversations.history', { channel: 'C0LEGAL', ...args });
  assert.equal((await history()).messages[0].metadata, undefined);
  assert.deepEqual((await history({ include_all_metadata: true })).messages[0].metadata, metadata);
  await post('C0LEGAL', { text: 'y', thread_ts: ts, metadata });
  const replies = await done(playground, 'conversations.replies',
    { channel: 'C0LEGAL', ts, include_all_metadata: true });
  assert.deepEqual(replies.messages.map((message) => message.metadata), [metadata, metadata]);
  assert.equal(replies.messages[0].reply_count, 1);
});

test('threads hang on parents', async () => {
  const { ts } = await post('C0LEGAL');
  const reply = await post('C0LEGAL', { text: 'reply', thread_ts: ts });
  await refused('cannot_reply_to_message', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x', thread_ts: reply.ts });
  await refused('thread_not_found', playground, 'chat.postMessage',
    { channel: 'C0LEGAL', text: 'x', thread_ts: '1.2' });
  await refused('thread_not_found', playground, 'conversations.replies',
    { channel: 'C0LEGAL', ts: '1.2' });
  const first = await done(playground, 'conversations.replies', { channel: 'C0LEGAL', ts });
  assert.deepEqual(first.messages.map((message) => message.text), ['x', 'reply']);
});

test('ephemeral messages: for one person, not kept, not edited', async () => {
  await refused('user_not_in_channel', playground, 'chat.postEphemeral',
    { channel: 'C0LEGAL', user: 'U0BEN', text: 'x' });
  const { message_ts: ts } = await done(playground, 'chat.postEphemeral',
    { channel: 'C0LEGAL', user: 'U0ANA', text: 'for you' });
  assert.equal((await playground.messages('U0ANA', 'C0LEGAL'))[0].ephemeral, true);
  assert.deepEqual(await playground.messages('U0SAM', 'C0LEGAL'), []);
  await refused('message_not_found', playground, 'chat.update',
    { channel: 'C0LEGAL', ts, text: 'x' });
  assert.deepEqual((await done(playground, 'conversations.history',
    { channel: 'C0LEGAL' })).messages, []);
});

test('conversations: what there is and who is in it', async () => {
  assert.equal((await done(playground, 'conversations.open', { users: 'U0ANA' })).channel.id, 'D0ANA');
  await refused('user_not_found', playground, 'conversations.open', { users: 'U0NOBODY' });
  await refused('cannot_dm_bot', playground, 'conversations.open', { users: 'U0BOT' });
  await refused('users_list_not_supplied', playground, 'conversations.open');
  const ops = (await done(playground, 'conversations.info', { channel: 'C0SUPPORT' })).channel;
  assert.deepEqual([ops.is_private, ops.is_member, ops.is_im], [true, true, false]);
  await refused('channel_not_found', playground, 'conversations.info', { channel: 'C1' });
  const first = await done(playground, 'conversations.list', { limit: 2 });
  const second = await done(playground, 'conversations.list',
    { limit: 2, cursor: first.response_metadata.next_cursor });
  assert.deepEqual([...first.channels, ...second.channels].map(({ name }) => name),
    ['general', 'ai-help', 'legal', 'sales']);
  await refused('invalid_cursor', playground, 'conversations.list', { cursor: 'next:x' });
  const members = await done(playground, 'conversations.members', { channel: 'C0SUPPORT' });
  assert.deepEqual(members.members, ['U0ADMIN', 'U0CHEN', 'U0SAM', 'U0NOOR', 'U0BOT']);
});

test('people', async () => {
  const { user } = await done(playground, 'users.info', { user: 'U0NOOR' });
  assert.deepEqual([user.real_name, user.tz, user.tz_offset, user.is_admin],
    ['Noor Haddad', 'Asia/Kolkata', 19800, false]);
  assert.equal((await done(playground, 'users.info', { user: 'U0ADMIN' })).user.is_admin, true);
  assert.equal((await done(playground, 'users.info', { user: 'U0BOT' })).user.is_bot, true);
  await refused('user_not_found', playground, 'users.info', { user: 'U0NOBODY' });
  assert.equal((await done(playground, 'users.list')).members.length, 9);
  assert.equal((await done(playground, 'team.info')).team.id, 'T0ACME');
});

test('reactions', async () => {
  const { ts: timestamp } = await playground.say('U0ANA', 'C0LEGAL', 'look');
  const args = { channel: 'C0LEGAL', timestamp, name: 'eyes' };
  await refused('no_reaction', playground, 'reactions.remove', args);
  await done(playground, 'reactions.add', args);
  await refused('already_reacted', playground, 'reactions.add', args);
  const { message } = await done(playground, 'reactions.get', args);
  assert.deepEqual(message.reactions, [{ users: ['U0BOT'], name: 'eyes', count: 1 }]);
  await done(playground, 'reactions.remove', args);
  await refused('invalid_name', playground, 'reactions.add', { ...args, name: ':eyes:' });
  await refused('message_not_found', playground, 'reactions.add', { ...args, timestamp: '1.2' });
});

test('permalinks', async () => {
  const { ts } = await post('C0LEGAL');
  const { permalink } = await done(playground, 'chat.getPermalink',
    { channel: 'C0LEGAL', message_ts: ts });
  assert.equal(permalink, `https://acme.slack.com/archives/C0LEGAL/p${ts.replace('.', '')}`);
});

test('mentions are seen where Slack would make them', async () => {
  const mrkdwn = (text, more) => [{ type: 'section', text: { type: 'mrkdwn', text, ...more } }];
  const plain = [{ type: 'section', text: { type: 'plain_text', text: '<!channel> @here' } }];
  const mentions = async (more) => {
    const { ts } = await post('C0LEGAL', more);
    return (await playground.messages('U0ANA', 'C0LEGAL')).find((one) => one.ts === ts).mentions;
  };
  assert.deepEqual(await mentions({ text: '<@U0SAM> and <!channel> and <!date^1^x|y>' }),
    ['U0SAM', 'channel']);
  assert.deepEqual(await mentions({ text: '&lt;@U0SAM&gt; @here' }), []);
  assert.deepEqual(await mentions({ text: 'x', blocks: plain }), []);
  assert.deepEqual(await mentions({ text: 'x', blocks: mrkdwn('@here') }), ['here']);
  assert.deepEqual(await mentions({ text: 'x', blocks: mrkdwn('@here', { verbatim: true }) }), []);
  const rich = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [
    { type: 'user', user_id: 'U0ANA' }, { type: 'text', text: '<!here>' }] }] }];
  assert.deepEqual(await mentions({ text: 'x', blocks: rich }), ['U0ANA']);
});
