// The elements of forms: which are refused, and what each makes of a value.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { call, connect, done } from './slack.mjs';

let playground;
let socket;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  await playground.request('POST', 'limits', { rate_limits: false });
  socket = await connect(playground);
});
afterEach(() => socket.destroy());
after(() => playground.stop());

const plain = (text) => ({ type: 'plain_text', text });
const mrkdwn = (text) => ({ type: 'mrkdwn', text });
const option = (value, more) => ({ text: plain(`the ${value}`), value, ...more });
const options = ['a', 'b', 'c'].map((value) => option(value));
const many = (count, what) => Array.from({ length: count }, (_, i) => what(i));
const input = (element, more) =>
  ({ type: 'input', block_id: 'b', label: plain('x'), element: { action_id: 'v', ...element }, ...more });
const modal = (blocks, more) => ({ type: 'modal', title: plain('x'), submit: plain('x'), blocks, ...more });
const publish = (blocks) => call(playground, 'views.publish',
  { user_id: 'U0ANA', view: { type: 'home', blocks } });

async function open(view) {
  await playground.command('U0ANA', 'C0LEGAL', '/report');
  const { payload: { trigger_id } } = await socket.hear('slash_commands');
  return call(playground, 'views.open', { trigger_id, view });
}

// [type, more of the element, the value given, the state without its type]
const values = [
  ['plain_text_input', {}, 'x', { value: 'x' }],
  ['plain_text_input', { initial_value: 'i' }, '', { value: null }],
  ['email_text_input', {}, 'a@b.c', { value: 'a@b.c' }],
  ['url_text_input', {}, 'https://x', { value: 'https://x' }],
  ['number_input', { is_decimal_allowed: true }, '1.5', { value: '1.5' }],
  ['rich_text_input', {}, 'x', { rich_text_value: { type: 'rich_text', elements: [
    { type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }] } }],
  ['static_select', { options }, 'b', { selected_option: options[1] }],
  ['static_select', { options, initial_option: options[0] }, null, { selected_option: null }],
  ['static_select', { option_groups: [{ label: plain('x'), options }] }, 'c', { selected_option: options[2] }],
  ['radio_buttons', { options }, 'a', { selected_option: options[0] }],
  ['multi_static_select', { options }, ['a', 'c', 'a'], { selected_options: [options[0], options[2]] }],
  ['multi_static_select', { options, initial_options: options }, null, { selected_options: [] }],
  ['checkboxes', { options }, ['b'], { selected_options: [options[1]] }],
  ['users_select', {}, 'U0SAM', { selected_user: 'U0SAM' }],
  ['multi_users_select', {}, ['U0SAM', 'U0BEN'], { selected_users: ['U0SAM', 'U0BEN'] }],
  ['channels_select', {}, 'C0LEGAL', { selected_channel: 'C0LEGAL' }],
  ['multi_channels_select', {}, ['C0LEGAL'], { selected_channels: ['C0LEGAL'] }],
  ['conversations_select', {}, 'D0ANA', { selected_conversation: 'D0ANA' }],
  ['multi_conversations_select', {}, ['C0OPS'], { selected_conversations: ['C0OPS'] }],
  ['datepicker', {}, '2028-02-29', { selected_date: '2028-02-29' }],
  ['timepicker', { timezone: 'Europe/Berlin' }, '17:00', { selected_time: '17:00', timezone: 'Europe/Berlin' }],
  ['datetimepicker', {}, 1800000000, { selected_date_time: 1800000000 }],
];
for (const [type, more, value, state] of values) {
  test(`${type} ${JSON.stringify(more).slice(0, 40)} takes ${JSON.stringify(value)}`, async () => {
    const { view, ...rest } = await open(modal([input({ type, ...more }, { optional: true })]));
    assert.ok(view, JSON.stringify(rest));
    const taken = await playground.submit('U0ANA', view.id, { b: { v: value } });
    assert.equal(taken.ok, true, JSON.stringify(taken));
    const { payload } = await socket.hear('interactive');
    assert.deepEqual(payload.view.state.values, { b: { v: { type, ...state } } });
  });
}

// [type, more of the element, a value that cannot be]
const impossible = [
  ['plain_text_input', {}, 7], ['plain_text_input', {}, 'x'.repeat(3001)],
  ['static_select', { options }, 'd'], ['static_select', { options }, ['a']],
  ['checkboxes', { options }, 'a'], ['checkboxes', { options }, ['a', 'd']],
  ['multi_static_select', { options, max_selected_items: 1 }, ['a', 'b']],
  ['users_select', {}, 'U0NOBODY'], ['channels_select', {}, 'C0SUPPORT'],
  ['conversations_select', {}, 'D0SAM'], ['conversations_select', { filter: { include: ['im'] } }, 'C0LEGAL'], ['datepicker', {}, '2026-02-29'], ['datepicker', {}, '2026-2-9'],
  ['timepicker', {}, '24:00'], ['timepicker', {}, '9:00'], ['datetimepicker', {}, '1800000000'],
  ['datetimepicker', {}, 18],
];
for (const [type, more, value] of impossible) {
  test(`${type} does not take ${JSON.stringify(value).slice(0, 40)}`, async () => {
    const { view } = await open(modal([input({ type, ...more }, { optional: true })]));
    assert.equal((await playground.input('U0ANA', view.id, 'b', 'v', value)).error, 'invalid_value');
    const { modals: [shown] } = await playground.views('U0ANA');
    assert.deepEqual(Object.values(shown.state.values.b.v).slice(1).flat(), type.startsWith('multi') ||
      type === 'checkboxes' ? [] : [null]);
  });
}

test('every element begins as its initial value says', async () => {
  const initial = [
    ['plain_text_input', { initial_value: 'i' }], ['number_input', { is_decimal_allowed: false, initial_value: '7' }],
    ['static_select', { options, initial_option: options[1] }],
    ['checkboxes', { options, initial_options: [options[2]] }], ['users_select', { initial_user: 'U0SAM' }],
    ['multi_users_select', { initial_users: ['U0SAM'] }], ['channels_select', { initial_channel: 'C0LEGAL' }],
    ['conversations_select', { initial_conversation: 'C0OPS' }], ['datepicker', { initial_date: '2026-11-23' }],
    ['timepicker', { initial_time: '09:30' }], ['datetimepicker', { initial_date_time: 1800000000 }]];
  const { view } = await open(modal(initial.map(([type, more], i) =>
    ({ ...input({ type, ...more }), block_id: `b${i}` }))));
  await playground.submit('U0ANA', view.id);
  const { payload } = await socket.hear('interactive');
  assert.deepEqual(Object.values(payload.view.state.values).map(({ v: { type, ...state } }) =>
    [type, Object.values(state)[0]]), initial.map(([type, more]) =>
    [type, Object.entries(more).find(([name]) => name.startsWith('initial'))[1]]));
});

const text = (more) => input({ type: 'plain_text_input', ...more });
const select = (more) => input({ type: 'static_select', options, ...more });
const number = (more) => input({ type: 'number_input', is_decimal_allowed: false, ...more });
const actions = (...elements) => ({ type: 'actions', elements });
const button = (action_id) => ({ type: 'button', text: plain('x'), ...(action_id && { action_id }) });
const focused = (block_id) => ({ ...text({ focus_on_load: true }), block_id });

// [what it is, blocks that pass, blocks that do not, where the fault is]
const edges = [
  ['100 blocks', many(100, () => ({ type: 'divider' })), many(101, () => ({ type: 'divider' })), ''],
  ['placeholder', [text({ placeholder: plain('x'.repeat(150)) })],
    [text({ placeholder: plain('x'.repeat(151)) })], '/0/element/placeholder/text'],
  ['label', [{ ...text(), label: plain('x'.repeat(2000)) }],
    [{ ...text(), label: plain('x'.repeat(2001)) }], '/0/label/text'],
  ['hint', [{ ...text(), hint: plain('x'.repeat(2000)) }],
    [{ ...text(), hint: mrkdwn('x') }], '/0/hint'],
  ['min_length', [text({ min_length: 3000 })], [text({ min_length: 3001 })], '/0/element/min_length'],
  ['max_length', [text({ max_length: 1 })], [text({ max_length: 0 })], '/0/element/max_length'],
  ['lengths in order', [text({ min_length: 3, max_length: 3 })],
    [text({ min_length: 4, max_length: 3 })], '/0/element'],
  ['initial text', [text({ initial_value: 'abc', max_length: 3 })],
    [text({ initial_value: 'abcd', max_length: 3 })], '/0/element'],
  ['dispatch_action_config', [text({ dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } })],
    [text({ dispatch_action_config: { trigger_actions_on: ['on_leave'] } })],
    '/0/element/dispatch_action_config'],
  ['options', [select({ options: many(100, (i) => option(`${i}`)) })],
    [select({ options: many(101, (i) => option(`${i}`)) })], '/0/element/options'],
  ['no options', [select()], [select({ options: [] })], '/0/element/options'],
  ['option text', [select({ options: [option('v', { text: plain('x'.repeat(75)) })] })],
    [select({ options: [option('v', { text: plain('x'.repeat(76)) })] })], '/0/element/options/0/text/text'],
  ['menus are plain', [select()], [select({ options: [option('v', { text: mrkdwn('x') })] })],
    '/0/element/options/0/text'],
  ['description', [select({ options: [option('v', { description: plain('x'.repeat(75)) })] })],
    [select({ options: [option('v', { description: plain('x'.repeat(76)) })] })],
    '/0/element/options/0/description/text'],
  ['only overflow menus link', [{ type: 'section', text: plain('x'), accessory:
    { type: 'overflow', options: [option('v', { url: 'https://x' })] } }],
  [select({ options: [option('v', { url: 'https://x' })] })], '/0/element/options/0/url'],
  ['groups or options', [input({ type: 'static_select', option_groups: [{ label: plain('x'), options }] })],
    [select({ option_groups: [{ label: plain('x'), options }] })], '/0/element'],
  ['group label', [input({ type: 'static_select', option_groups: [{ label: plain('x'.repeat(75)), options }] })],
    [input({ type: 'static_select', option_groups: [{ label: plain('x'.repeat(76)), options }] })],
    '/0/element/option_groups/0/label/text'],
  ['initial_option', [select({ initial_option: options[0] })],
    [select({ initial_option: option('d') })], '/0/element'],
  ['initial_option is the whole option', [select({ initial_option: options[0] })],
    [select({ initial_option: option('a', { text: plain('other') }) })], '/0/element'],
  ['one or many', [select({ initial_option: options[0] })],
    [select({ initial_options: [options[0]] })], '/0/element/initial_options'],
  ['initial_options', [input({ type: 'checkboxes', options, initial_options: [options[0]] })],
    [input({ type: 'checkboxes', options, initial_options: [option('d')] })], '/0/element'],
  ['max_selected_items', [input({ type: 'multi_users_select', initial_users: ['U1'], max_selected_items: 1 })],
    [input({ type: 'multi_users_select', initial_users: ['U1', 'U2'], max_selected_items: 1 })], '/0/element'],
  ['checkboxes', [input({ type: 'checkboxes', options: many(10, (i) => option(`${i}`)) })],
    [input({ type: 'checkboxes', options: many(11, (i) => option(`${i}`)) })], '/0/element/options'],
  ['radio buttons', [input({ type: 'radio_buttons', options: [option('a', { text: mrkdwn('*x*') })] })],
    [input({ type: 'radio_buttons', options: many(11, (i) => option(`${i}`)) })], '/0/element/options'],
  ['dates', [input({ type: 'datepicker', initial_date: '2026-11-23' })],
    [input({ type: 'datepicker', initial_date: '23.11.2026' })], '/0/element'],
  ['times', [input({ type: 'timepicker', initial_time: '09:00' })],
    [input({ type: 'timepicker', initial_time: '9:00' })], '/0/element'],
  ['numbers', [number({ initial_value: '5', min_value: '1', max_value: '9' })],
    [number({ initial_value: '0', min_value: '1', max_value: '9' })], '/0/element'],
  ['whole numbers', [number({ min_value: '-1' })], [number({ min_value: '1.5' })], '/0/element'],
  ['addresses have no length', [input({ type: 'email_text_input' })],
    [input({ type: 'email_text_input', max_length: 3 })], '/0/element/max_length'],
  ['buttons are no inputs', [text()], [input({ type: 'button', text: plain('x') })], '/0/element'],
  ['inputs are not in actions', [actions(button())], [actions({ type: 'email_text_input' })], '/0/elements/0'],
  ['action_id', [actions(button('a'), button('b'))], [actions(button('a'), button('a'))], '/0'],
  ['block_id', [focused('a')], [text(), text()], '/1'],
  ['one focus_on_load', [focused('a'), { ...text(), block_id: 'b' }], [focused('a'), focused('b')], '/1'],
];
for (const [name, good, bad, pointer] of edges) {
  test(name, async () => {
    const taken = await publish(good);
    assert.equal(taken.ok, true, JSON.stringify(taken.response_metadata));
    const refusal = await publish(bad);
    assert.equal(refusal.error, 'invalid_arguments');
    assert.ok(refusal.response_metadata.messages.some((line) =>
      line.endsWith(`[json-pointer:/view/blocks${pointer}]`)), refusal.response_metadata.messages.join('\n'));
  });
}

// [what it is, a view that passes, a view that does not]
const whole = [
  ['title', modal([], { title: plain('x'.repeat(24)) }), modal([], { title: plain('x'.repeat(25)) })],
  ['submit', modal([], { submit: plain('x'.repeat(24)) }), modal([], { submit: plain('x'.repeat(25)) })],
  ['close', modal([], { close: plain('x'.repeat(24)) }), modal([], { close: plain('x'.repeat(25)) })],
  ['titles are plain', modal([]), modal([], { title: mrkdwn('x') })],
  ['private_metadata', modal([], { private_metadata: 'x'.repeat(3000) }),
    modal([], { private_metadata: 'x'.repeat(3001) })],
  ['callback_id', modal([], { callback_id: 'x'.repeat(255) }), modal([], { callback_id: 'x'.repeat(256) })],
  ['an input needs submit', modal([text()]), modal([text()], { submit: undefined })],
  ['unknown properties', modal([]), modal([], { state: {} })],
  ['alert', modal([{ type: 'alert', text: plain('x'.repeat(200)) }]),
    modal([{ type: 'alert', text: plain('x'.repeat(201)) }])],
  ['unknown blocks', modal([]), modal([{ type: 'markdown', text: 'x' }])],
];
for (const [name, good, bad] of whole) {
  test(`a modal: ${name}`, async () => {
    const taken = await open(good);
    assert.equal(taken.ok, true, JSON.stringify(taken.response_metadata));
    assert.equal((await open(bad)).error, 'invalid_arguments');
  });
}

test('an alert is for modals, not for Home', async () => {
  assert.equal((await publish([{ type: 'alert', text: plain('x') }])).error, 'invalid_arguments');
});

test('250 KB are the most', async () => {
  const long = (count) => modal(many(count, (i) => ({ ...text({ initial_value: 'ä'.repeat(3000) }),
    block_id: `b${i}` })));
  assert.equal((await open(long(40))).ok, true);
  assert.equal((await open(long(43))).error, 'view_too_large');
});

test('feedback buttons say which of the two was pressed', async () => {
  const { ts } = await done(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: 'x', blocks: [
    { type: 'context_actions', block_id: 'b', elements: [{ type: 'feedback_buttons', action_id: 'f',
      positive_button: { text: plain('yes'), value: 'y' }, negative_button: { text: plain('no'), value: 'n' } }] }] });
  assert.equal((await playground.press('U0ANA', 'C0LEGAL', ts, 'f', { value: 'maybe' })).error, 'invalid_value');
  await playground.press('U0ANA', 'C0LEGAL', ts, 'f', { value: 'n' });
  assert.equal((await socket.hear('interactive')).payload.actions[0].value, 'n');
});

test('menus in a message keep what is chosen, for each person', async () => {
  const { ts } = await done(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: 'x', blocks: [
    { type: 'actions', block_id: 'b', elements: [{ type: 'static_select', action_id: 's', options },
      { type: 'checkboxes', action_id: 'c', options, initial_options: [options[0]] },
      { type: 'button', action_id: 'go', text: plain('x') }] },
    { type: 'section', block_id: 'm', text: plain('x'), accessory: { type: 'overflow', action_id: 'o', options } }] });
  const press = async (as, action_id, value) => {
    const pressed = await playground.press(as, 'C0LEGAL', ts, action_id, { value });
    return pressed.ok ? (await socket.hear('interactive')).payload : pressed.error;
  };
  const { actions: [{ action_ts: _, ...action }] } = await press('U0ANA', 's', 'b');
  assert.deepEqual(action, { type: 'static_select', action_id: 's', block_id: 'b', selected_option: options[1] });
  const checked = { type: 'checkboxes', selected_options: [options[0]] };
  assert.deepEqual((await press('U0ANA', 'go')).state.values,
    { b: { s: { type: 'static_select', selected_option: options[1] }, c: checked } });
  assert.deepEqual((await press('U0SAM', 'go')).state.values,
    { b: { s: { type: 'static_select', selected_option: null }, c: checked } });
  const overflow = await press('U0ANA', 'o', 'c');
  assert.deepEqual(overflow.actions[0].selected_option, options[2]);
  assert.equal(overflow.state.values.m, undefined);
  assert.equal(await press('U0ANA', 's', 'z'), 'invalid_value');
  assert.equal(await press('U0ANA', 's'), 'invalid_value');
});
