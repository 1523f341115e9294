// Block Kit as Slack reads it: each limit at its edge, with the place of the fault.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { call, done, refused } from './slack.mjs';

let playground;
before(async () => {
  playground = await Playground.start();
  await playground.request('POST', 'limits', { rate_limits: false });
});
after(() => playground.stop());

const plain = (text) => ({ type: 'plain_text', text });
const mrkdwn = (text) => ({ type: 'mrkdwn', text });
const section = (more) => ({ type: 'section', text: mrkdwn('x'), ...more });
const button = (more) => ({ type: 'button', action_id: 'a', text: plain('x'), ...more });
const actions = (...elements) => ({ type: 'actions', elements });
const context = (...elements) => ({ type: 'context', elements });
const option = (value, more) => ({ text: plain('x'), value, ...more });
const many = (count, what) => Array.from({ length: count }, (_, i) => what(i));
const select = (more) => ({ type: 'static_select', action_id: 's', ...more });
const rich = (...elements) => ({ type: 'rich_text', elements });
const pie = (segments) => ({ type: 'data_visualization', title: 'x', chart: { type: 'pie', segments } });

const post = (blocks) => call(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: 'x', blocks });

// [what it is, blocks that pass, blocks that do not, where the fault is]
const edges = [
  ['50 blocks', many(50, () => ({ type: 'divider' })), many(51, () => ({ type: 'divider' })), '/blocks'],
  ['section text', [section({ text: mrkdwn('x'.repeat(3000)) })],
    [section({ text: mrkdwn('x'.repeat(3001)) })], '/blocks/0/text/text'],
  ['text is counted in characters', [section({ text: mrkdwn('ü'.repeat(3000)) })],
    [section({ text: mrkdwn('') })], '/blocks/0/text/text'],
  ['section fields', [{ type: 'section', fields: many(10, () => mrkdwn('x'.repeat(1000))) }],
    [{ type: 'section', fields: many(11, () => mrkdwn('x')) }], '/blocks/0/fields'],
  ['a field', [{ type: 'section', fields: [mrkdwn('x'.repeat(2000))] }],
    [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }], '/blocks/0/fields/0/text'],
  ['a section says something', [section()], [{ type: 'section' }], '/blocks/0'],
  ['header', [{ type: 'header', text: plain('x'.repeat(150)) }],
    [{ type: 'header', text: plain('x'.repeat(151)) }], '/blocks/0/text/text'],
  ['headers are plain', [{ type: 'header', text: plain('x') }],
    [{ type: 'header', text: mrkdwn('x') }], '/blocks/0/text'],
  ['context', [context(...many(10, () => mrkdwn('x')))], [context(...many(11, () => mrkdwn('x')))],
    '/blocks/0/elements'],
  ['actions', [actions(...many(25, (i) => button({ action_id: `a${i}` })))],
    [actions(...many(26, (i) => button({ action_id: `a${i}` })))], '/blocks/0/elements'],
  ['actions are not empty', [actions(button())], [actions()], '/blocks/0/elements'],
  ['button text', [actions(button({ text: plain('x'.repeat(75)) }))],
    [actions(button({ text: plain('x'.repeat(76)) }))], '/blocks/0/elements/0/text/text'],
  ['button value', [actions(button({ value: 'x'.repeat(2000) }))],
    [actions(button({ value: 'x'.repeat(2001) }))], '/blocks/0/elements/0/value'],
  ['button style', [actions(button({ style: 'primary' }))],
    [actions(button({ style: 'pri' }))], '/blocks/0/elements/0/style'],
  ['action_id', [actions(button({ action_id: 'x'.repeat(255) }))],
    [actions(button({ action_id: 'x'.repeat(256) }))], '/blocks/0/elements/0/action_id'],
  ['block_id is unique', [section({ block_id: 'a' }), section({ block_id: 'b' })],
    [section({ block_id: 'a' }), section({ block_id: 'a' })], '/blocks/1'],
  ['block_id is a string', [section({ block_id: 'x'.repeat(255) })],
    [section({ block_id: 7 })], '/blocks/0/block_id'],
  ['select', [actions(select({ options: many(100, (i) => option(`${i}`)) }))],
    [actions(select({ options: many(101, (i) => option(`${i}`)) }))], '/blocks/0/elements/0/options'],
  ['a select has options', [actions(select({ options: [option('1')] }))],
    [actions(select({}))], '/blocks/0/elements/0'],
  ['option value', [actions(select({ options: [option('x'.repeat(150))] }))],
    [actions(select({ options: [option('x'.repeat(151))] }))],
    '/blocks/0/elements/0/options/0/value'],
  ['overflow', [section({ accessory: { type: 'overflow', options: many(5, (i) => option(`${i}`)) } })],
    [section({ accessory: { type: 'overflow', options: many(6, (i) => option(`${i}`)) } })],
    '/blocks/0/accessory/options'],
  ['unknown types', [{ type: 'divider' }], [{ type: 'marquee' }], '/blocks/0'],
  ['unknown properties', [{ type: 'divider' }], [{ type: 'divider', colour: 'red' }], '/blocks/0/colour'],
  ['an image needs alt_text', [{ type: 'image', image_url: 'https://x/y', alt_text: 'x' }],
    [{ type: 'image', image_url: 'https://x/y' }], '/blocks/0'],
  ['an image comes from one place', [{ type: 'image', image_url: 'https://x/y', alt_text: 'x' }],
    [{ type: 'image', image_url: 'https://x/y', slack_file: { id: 'F1' }, alt_text: 'x' }], '/blocks/0'],
  ['an alert is for modals', [{ type: 'divider' }],
    [{ type: 'alert', text: plain('x') }], '/blocks/0'],
  ['context_actions', [{ type: 'context_actions', elements: many(5, (i) => ({ type: 'icon_button',
    icon: 'trash', text: plain('x'), action_id: `a${i}` })) }],
  [{ type: 'context_actions', elements: [button()] }], '/blocks/0/elements/0'],
  ['rich text', [rich({ type: 'rich_text_list', style: 'bullet', elements: [
    { type: 'rich_text_section', elements: [{ type: 'text', text: 'x', style: { bold: true } }] }] })],
  [rich({ type: 'rich_text_list', elements: [] })], '/blocks/0/elements/0'],
  ['charts', [pie(many(12, (i) => ({ label: `${i}`, value: 1 })))],
    [pie(many(13, (i) => ({ label: `${i}`, value: 1 })))], '/blocks/0/chart/segments'],
  ['tables', [{ type: 'table', rows: many(100, () => [{ type: 'raw_text', text: 'x' }]) }],
    [{ type: 'table', rows: many(101, () => [{ type: 'raw_text', text: 'x' }]) }], '/blocks/0'],
];

for (const [name, good, bad, pointer] of edges) {
  test(name, async () => {
    const taken = await post(good);
    assert.equal(taken.ok, true, JSON.stringify(taken.response_metadata));
    const refusal = await post(bad);
    assert.equal(refusal.error, 'invalid_blocks');
    assert.ok(refusal.response_metadata.messages.some((line) =>
      line.endsWith(`[json-pointer:${pointer}]`)), refusal.response_metadata.messages.join('\n'));
  });
}

test('all text of one message together', async () => {
  const blocks = (last) => [...many(4, () => section({ text: mrkdwn('x'.repeat(3000)) })),
    section({ text: mrkdwn('x'.repeat(last)) })];
  assert.equal((await post(blocks(1000))).ok, true);
  assert.equal((await post(blocks(1001))).error, 'msg_blocks_too_long');
});

test('one table in a message', async () => {
  const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
  assert.equal((await post([table])).ok, true);
  assert.equal((await post([table, table])).error, 'only_one_table_allowed');
});

test('blocks get a block_id, and blocks alone are enough', async () => {
  const { message } = await done(playground, 'chat.postMessage',
    { channel: 'C0LEGAL', blocks: [section(), section({ block_id: 'mine' })] });
  assert.match(message.blocks[0].block_id, /^.{5}$/);
  assert.equal(message.blocks[1].block_id, 'mine');
});

test('attachments are counted, and their blocks are read', async () => {
  const args = (attachments) => ({ channel: 'C0LEGAL', text: 'x', attachments });
  await refused('too_many_attachments', playground, 'chat.postMessage',
    args(many(101, () => ({ text: 'x' }))));
  await refused('invalid_blocks', playground, 'chat.postMessage',
    args([{ blocks: [{ type: 'marquee' }] }]));
  await refused('invalid_attachments', playground, 'chat.postMessage', args(['x']));
});

test('Home tabs', async () => {
  const view = { type: 'home', blocks: many(100, () => section()) };
  const { view: shown } = await done(playground, 'views.publish', { user_id: 'U0ANA', view });
  assert.match(shown.id, /^V/);
  await done(playground, 'views.publish', { user_id: 'U0ANA', view, hash: shown.hash });
  await refused('hash_conflict', playground, 'views.publish',
    { user_id: 'U0ANA', view, hash: shown.hash });
  await refused('invalid_arguments', playground, 'views.publish',
    { user_id: 'U0ANA', view: { type: 'home', blocks: many(101, () => section()) } });
  await refused('invalid_arguments', playground, 'views.publish',
    { user_id: 'U0ANA', view: { type: 'modal', title: plain('x'), blocks: [] } });
});
