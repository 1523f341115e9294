// Modals: opened, pushed, edited, filled in, submitted and closed, in the shapes that Slack has.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { Socket, connect, done, refused } from './slack.mjs';

let playground;
let socket;
let answer = () => undefined;
before(async () => {
  playground = await Playground.start();
  await playground.request('POST', 'limits', { rate_limits: false });
});
beforeEach(async () => {
  await playground.reset();
  answer = () => undefined;
  socket = await connect(playground, (envelope) => answer(envelope));
});
afterEach(() => socket.destroy());
after(() => playground.stop());

const plain = (text) => ({ type: 'plain_text', text });
const option = (value) => ({ text: plain(`the ${value}`), value });
const input = (block_id, element, more) =>
  ({ type: 'input', block_id, label: plain('x'), element: { action_id: 'v', ...element }, ...more });
const text = (block_id, more, block) => input(block_id, { type: 'plain_text_input', ...more }, block);
const select = (block_id, values, more, block) => input(block_id,
  { type: 'static_select', options: values.map(option), ...more }, block);
const button = (action_id) => ({ type: 'button', action_id, text: plain('x'), value: '7' });
const actions = (block_id, ...elements) => ({ type: 'actions', block_id, elements });
const modal = (blocks, more) => ({ type: 'modal', callback_id: 'form', title: plain('A form'),
  submit: plain('Send'), blocks, ...more });

const trigger = async (as = 'U0ANA', channel = 'C0LEGAL') => {
  await playground.command(as, channel, '/report');
  return (await socket.hear('slash_commands')).payload.trigger_id;
};
const open = async (view, as, channel) =>
  (await done(playground, 'views.open', { trigger_id: await trigger(as, channel), view })).view;
const hear = async () => (await socket.hear('interactive')).payload;
const modals = async (as = 'U0ANA') => (await playground.views(as)).modals;
const push = async (view, upon) => {
  await playground.act('U0ANA', upon.id, 'more');
  return (await done(playground, 'views.push', { trigger_id: (await hear()).trigger_id, view })).view;
};

test('a view as the app gets it back, and as its person sees it', async () => {
  const view = await open(modal([text('what')], { private_metadata: 'm', external_id: 'e' }));
  assert.match(view.hash, /^\d{10}\.[0-9a-f]{8}$/);
  const { id, hash, blocks, ...rest } = view;
  assert.deepEqual(rest, { team_id: 'T0ACME', type: 'modal', private_metadata: 'm', callback_id: 'form',
    title: plain('A form'), close: null, submit: plain('Send'), clear_on_close: false,
    notify_on_close: false, previous_view_id: null, root_view_id: id, app_id: 'A0LASTMILE',
    external_id: 'e', app_installed_team_id: 'T0ACME', bot_id: 'B0BOT', state: { values: [] } });
  const shown = await modals();
  assert.deepEqual(shown, [{ id, hash, type: 'modal', callback_id: 'form', title: 'A form', submit: 'Send',
    close: null, blocks, private_metadata: 'm', external_id: 'e', notify_on_close: false, errors: {},
    state: { values: { what: { v: { type: 'plain_text_input', value: null } } } }, mentions: [] }]);
  assert.deepEqual(await modals('U0SAM'), []);
  assert.equal((await playground.views('U0ANA')).home, null);
});

test('blocks and elements without an id get one', async () => {
  const { blocks } = await open(modal([
    { type: 'section', text: plain('x'), accessory: { type: 'button', text: plain('x') } },
    { type: 'actions', elements: [{ type: 'button', text: plain('x') }] },
    { type: 'input', label: plain('x'), element: { type: 'plain_text_input' } }]));
  for (const block of blocks) assert.match(block.block_id, /^.{5}$/);
  for (const element of [blocks[0].accessory, blocks[1].elements[0], blocks[2].element])
    assert.match(element.action_id, /^.{5}$/);
});

test('a submission', async () => {
  const { id } = await open(modal([text('what'), select('kind', ['a', 'b'], {}, { optional: true })],
    { private_metadata: '{"c":1}' }));
  const result = await playground.submit('U0ANA', id, { what: { v: 'it & broke' } });
  const { envelope_id, payload } = await socket.hear('interactive');
  assert.deepEqual(result, { ok: true, envelope_id, response_action: null, errors: {} });
  const { trigger_id, view, ...rest } = payload;
  assert.deepEqual(rest, { type: 'view_submission', token: 'deprecated', api_app_id: 'A0LASTMILE',
    team: { id: 'T0ACME', domain: 'acme' }, enterprise: null, is_enterprise_install: false,
    user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0ACME' }, response_urls: [] });
  assert.deepEqual(view.state.values, { what: { v: { type: 'plain_text_input', value: 'it & broke' } },
    kind: { v: { type: 'static_select', selected_option: null } } });
  assert.equal(view.private_metadata, '{"c":1}');
  assert.deepEqual(await modals(), []);
  const next = await done(playground, 'views.open', { trigger_id, view: modal([text('y')]) });
  assert.equal((await modals())[0].id, next.view.id);
});

test('only who sees a view can use it, and only the one on top', async () => {
  const root = await open(modal([text('what', {}, { optional: true }), actions('b', button('more'))]));
  assert.equal((await playground.submit('U0SAM', root.id)).error, 'view_not_found');
  const pushed = await push(modal([text('y')]), root);
  for (const answered of [await playground.submit('U0ANA', root.id), await playground.close('U0ANA', root.id),
    await playground.act('U0ANA', root.id, 'more'), await playground.close('U0ANA', 'V0')])
    assert.equal(answered.error, 'view_not_found');
  assert.equal((await playground.act('U0ANA', pushed.id, 'more')).error, 'no_such_element');
  const plainView = await open(modal([], { submit: undefined }));
  assert.equal((await playground.submit('U0ANA', plainView.id)).error, 'cannot_submit');
});

test('what Slack\'s client refuses is not sent', async () => {
  const { id } = await open(modal([text('what'), text('short', { min_length: 3 }, { optional: true }),
    text('long', { max_length: 3 }, { optional: true }),
    input('n', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' },
      { optional: true }),
    input('e', { type: 'email_text_input' }, { optional: true }),
    input('u', { type: 'url_text_input' }, { optional: true }),
    input('c', { type: 'checkboxes', options: [option('a')] })]));
  const refusal = await playground.submit('U0ANA', id, { short: { v: 'ab' }, long: { v: 'äöüß' },
    n: { v: '1.5' }, e: { v: 'ana' }, u: { v: 'acme' } });
  assert.equal(refusal.error, 'missing_input');
  assert.deepEqual(Object.keys(refusal.errors).sort(), ['c', 'e', 'long', 'n', 'short', 'u', 'what']);
  assert.deepEqual((await modals())[0].errors, refusal.errors);
  assert.match((await playground.submit('U0ANA', id, { n: { v: '10' } })).errors.n, /at most 9/);
  assert.match((await playground.submit('U0ANA', id, { n: { v: '0' } })).errors.n, /at least 1/);
  assert.deepEqual((await playground.envelopes()).filter(({ type }) => type === 'interactive'), []);
  assert.equal((await playground.submit('U0ANA', id, { what: { v: 'x' }, short: { v: '' },
    long: { v: 'abc' }, n: { v: '9' }, e: { v: 'a@b.c' }, u: { v: 'https://x' }, c: { v: ['a'] } })).ok, true);
  assert.equal((await hear()).view.state.values.short.v.value, null);
});

test('errors keep the form open and stand at their inputs', async () => {
  const { id } = await open(modal([text('what')]));
  answer = ({ type }) => type === 'interactive' &&
    { response_action: 'errors', errors: { what: 'Say which tool.' } };
  const result = await playground.submit('U0ANA', id, { what: { v: 'x' } });
  assert.deepEqual([result.ok, result.response_action, result.errors],
    [true, 'errors', { what: 'Say which tool.' }]);
  const [shown] = await modals();
  assert.deepEqual(shown.errors, { what: 'Say which tool.' });
  assert.equal(shown.state.values.what.v.value, 'x');
  answer = () => undefined;
  assert.equal((await playground.submit('U0ANA', id)).response_action, null);
  assert.deepEqual(await modals(), []);
});

test('update, push and clear as answers', async () => {
  const { id } = await open(modal([text('what')]));
  const respond = async (view_id, payload) => {
    answer = ({ type }) => type === 'interactive' ? payload : undefined;
    return (await playground.submit('U0ANA', view_id, { what: { v: 'x' } })).response_action;
  };
  assert.equal(await respond(id, { response_action: 'update',
    view: modal([text('what'), text('more', { initial_value: 'i' })]) }), 'update');
  const [updated] = await modals();
  assert.equal(updated.id, id);
  assert.equal(updated.state.values.what.v.value, 'x');
  assert.equal(updated.state.values.more.v.value, 'i');
  assert.equal(await respond(id, { response_action: 'push', view: modal([text('what')]) }), 'push');
  const [, pushed] = await modals();
  assert.equal(pushed.state.values.what.v.value, null);
  assert.equal(await respond(pushed.id, { response_action: 'clear' }), 'clear');
  assert.deepEqual(await modals(), []);
});

// [what the app answers, what is said about it]
const unusable = [
  [{ response_action: 'errors', errors: { head: 'x' } }, /no input/],
  [{ response_action: 'errors', errors: { nowhere: 'x' } }, /no input/],
  [{ response_action: 'errors', errors: {} }, /at least one/],
  [{ response_action: 'errors' }, /at least one/],
  [{ response_action: 'errors', errors: { what: '' } }, /a text/],
  [{ response_action: 'update', view: modal([text('x')], { title: plain('x'.repeat(25)) }) }, /title/],
  [{ response_action: 'update', view: modal([text('x')], { submit: undefined }) }, /submit/],
  [{ response_action: 'push', view: { type: 'home', blocks: [] } }, /another type/],
  [{ response_action: 'push' }, /another type/],
  [{ response_action: 'close' }, /response_action/],
  [{ text: 'thanks' }, /response_action/],
];
for (const [payload, why] of unusable) {
  test(`an answer that Slack would not take: ${JSON.stringify(payload).slice(0, 60)}`, async () => {
    const { id } = await open(modal([{ type: 'header', block_id: 'head', text: plain('x') }, text('what')]));
    answer = () => payload;
    const result = await playground.submit('U0ANA', id, { what: { v: 'kept' } });
    assert.equal(result.error, 'invalid_view_response');
    assert.match(result.message, why);
    const [shown] = await modals();
    assert.equal(shown.state.values.what.v.value, 'kept');
    assert.deepEqual(shown.errors, {});
  });
}

test('no acknowledgement: the form stays as it is', async () => {
  const { id } = await open(modal([text('what')]));
  await playground.misbehave({ kind: 'drop', method: 'interactive' });
  const first = playground.submit('U0ANA', id, { what: { v: 'x' } });
  assert.equal((await first).error, 'operation_timeout');
  assert.equal((await modals())[0].state.values.what.v.value, 'x');
  await playground.behave();
  assert.equal((await playground.submit('U0ANA', id)).ok, true);
});

test('an acknowledgement above 20480 bytes ends the connection and says nothing', async () => {
  const { id } = await open(modal([text('what')]));
  answer = () => ({ response_action: 'update',
    view: modal(Array.from({ length: 8 }, (_, i) => text(`b${i}`, { initial_value: 'x'.repeat(2600) }))) });
  const sent = playground.submit('U0ANA', id, { what: { v: 'kept' } });
  await socket.closed();
  await playground.giveUp();
  assert.equal((await sent).error, 'operation_timeout');
  assert.equal(socket.closeCode, 1009);
  assert.equal((await modals())[0].state.values.what.v.value, 'kept');
});

test('a submission can come twice', async () => {
  const { id } = await open(modal([text('what')]));
  await playground.misbehave({ kind: 'duplicate', method: 'interactive' });
  assert.equal((await playground.submit('U0ANA', id, { what: { v: 'x' } })).ok, true);
  const [first, second] = [await socket.hear('interactive'), await socket.hear('interactive')];
  assert.equal(first.envelope_id, second.envelope_id);
});

test('views.update keeps what was put in under the same ids, and only that', async () => {
  const { id, hash } = await open(modal([text('a'), text('b'), select('c', ['x', 'y']),
    select('d', ['x', 'y'], { initial_option: option('x') })]));
  for (const [block, value] of [['a', '1'], ['b', '2'], ['c', 'y'], ['d', 'y']])
    assert.deepEqual(await playground.input('U0ANA', id, block, 'v', value),
      { ok: true, envelope_id: null, payload: null });
  const { view } = await done(playground, 'views.update', { view_id: id, hash, view: modal([text('a'),
    text('b2', { initial_value: 'i' }), select('c', ['x']), text('d')]) });
  assert.notEqual(view.hash, hash);
  const [{ state: { values } }] = await modals();
  assert.deepEqual(values, { a: { v: { type: 'plain_text_input', value: '1' } },
    b2: { v: { type: 'plain_text_input', value: 'i' } },
    c: { v: { type: 'static_select', selected_option: null } },
    d: { v: { type: 'plain_text_input', value: null } } });
});

test('views.update: by external_id, with the right hash, while the view is there', async () => {
  const view = modal([text('a')], { external_id: 'mine' });
  const { id, hash } = await open(view);
  await done(playground, 'views.update', { external_id: 'mine', view });
  await refused('hash_conflict', playground, 'views.update', { view_id: id, hash, view });
  await refused('invalid_arguments', playground, 'views.update', { view });
  await refused('invalid_arguments', playground, 'views.update',
    { view_id: id, view: { type: 'home', blocks: [] } });
  await refused('duplicate_external_id', playground, 'views.open',
    { trigger_id: await trigger('U0SAM'), view });
  await playground.close('U0ANA', id);
  await refused('not_found', playground, 'views.update', { view_id: id, view });
  await refused('not_found', playground, 'views.update', { external_id: 'mine', view });
});

test('an element that dispatches sends block_actions from its view', async () => {
  const { id } = await open(modal([text('what'), actions('b', button('more')),
    select('tool', ['x', 'y'], {}, { dispatch_action: true })]));
  await playground.input('U0ANA', id, 'what', 'v', 'typed');
  const { envelope_id } = await playground.act('U0ANA', id, 'v', 'y', { block_id: 'tool' });
  const envelope = await socket.hear('interactive');
  assert.equal(envelope.envelope_id, envelope_id);
  const { trigger_id, view, actions: [{ action_ts, ...action }], ...rest } = envelope.payload;
  assert.deepEqual(rest, { type: 'block_actions', token: 'deprecated', api_app_id: 'A0LASTMILE',
    team: { id: 'T0ACME', domain: 'acme' }, enterprise: null, is_enterprise_install: false,
    user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0ACME' },
    container: { type: 'view', view_id: id } });
  assert.match(trigger_id, /^\d+\.\d+\./);
  assert.match(action_ts, /^\d{10}\.\d{6}$/);
  assert.deepEqual(action, { type: 'static_select', action_id: 'v', block_id: 'tool',
    selected_option: option('y') });
  assert.equal(view.id, id);
  assert.equal(view.state.values.what.v.value, 'typed');
  assert.deepEqual(view.state.values.tool.v.selected_option, option('y'));
  await playground.act('U0ANA', id, 'more');
  const pressed = await hear();
  assert.equal(pressed.actions[0].value, '7');
  assert.deepEqual(Object.keys(pressed.view.state.values), ['what', 'tool']);
});

test('when a text dispatches', async () => {
  const config = (trigger_actions_on) => ({ dispatch_action_config: { trigger_actions_on } });
  const dispatch = { dispatch_action: true };
  const { id } = await open(modal([text('never'), text('enter', {}, dispatch),
    text('letter', config(['on_character_entered']), dispatch)]));
  const sent = async (way, block) => (await (way === 'input' ?
    playground.input('U0ANA', id, block, 'v', 'x') :
    playground.act('U0ANA', id, 'v', 'x', { block_id: block }))).envelope_id !== null;
  assert.deepEqual([await sent('input', 'never'), await sent('act', 'never')], [false, false]);
  assert.deepEqual([await sent('input', 'enter'), await sent('act', 'enter')], [false, true]);
  assert.deepEqual([await sent('input', 'letter'), await sent('act', 'letter')], [true, false]);
});

test('three views in a stack, pushed from the one on top', async () => {
  const more = () => modal([actions('b', button('more'))]);
  const root = await open(more());
  const second = await push(more(), root);
  assert.equal(second.previous_view_id, root.id);
  const third = await push(more(), second);
  assert.deepEqual([third.previous_view_id, third.root_view_id], [second.id, root.id]);
  assert.deepEqual((await modals()).map(({ id }) => id), [root.id, second.id, third.id]);
  await playground.act('U0ANA', third.id, 'more');
  const { trigger_id } = await hear();
  await refused('push_limit_reached', playground, 'views.push', { trigger_id, view: more() });
  answer = () => ({ response_action: 'push', view: more() });
  const pushed = await playground.submit('U0ANA', third.id);
  assert.deepEqual([pushed.error, pushed.message.slice(0, 4)], ['invalid_view_response', 'push']);
  await playground.close('U0ANA', third.id);
  assert.deepEqual((await modals()).map(({ id }) => id), [root.id, second.id]);
});

test('what a push answers to a trigger from elsewhere, or from a view that is closed', async () => {
  const view = modal([actions('b', button('more'))]);
  const { id } = await open(view);
  await refused('invalid_trigger_id', playground, 'views.push', { trigger_id: await trigger(), view });
  await playground.act('U0ANA', id, 'more');
  const { trigger_id } = await hear();
  await playground.close('U0ANA', id);
  await refused('not_found', playground, 'views.push', { trigger_id, view });
});

test('a new modal takes the place of the stack', async () => {
  const { id } = await open(modal([text('a')]));
  const second = await open(modal([text('a')]));
  assert.deepEqual((await modals()).map((view) => view.id), [second.id]);
  await refused('not_found', playground, 'views.update', { view_id: id, view: modal([text('a')]) });
});

test('closing: told only if asked for, one view or the whole stack', async () => {
  const notified = (more) => modal([actions('b', button('more')), text('typed', { initial_value: 'x' })],
    { notify_on_close: true, ...more });
  const quiet = await open(modal([text('a')]));
  assert.deepEqual(await playground.close('U0ANA', quiet.id), { ok: true, envelope_id: null });
  const root = await open(notified({ callback_id: 'root' }));
  const top = await push(notified({ callback_id: 'top' }), root);
  const { envelope_id } = await playground.close('U0ANA', top.id);
  const closed = await socket.hear('interactive');
  assert.equal(closed.envelope_id, envelope_id);
  assert.equal(closed.accepts_response_payload, false);
  assert.deepEqual([closed.payload.type, closed.payload.view.id, closed.payload.is_cleared],
    ['view_closed', top.id, false]);
  const again = await push(notified({ callback_id: 'top' }), root);
  await playground.close('U0ANA', again.id, { all: true });
  const cleared = await hear();
  assert.deepEqual([cleared.view.callback_id, cleared.view.state, cleared.is_cleared],
    ['root', { values: {} }, true]);
  assert.deepEqual(await modals(), []);
  const clearing = await push(modal([text('a')], { clear_on_close: true }), await open(notified()));
  await playground.close('U0ANA', clearing.id);
  assert.equal((await hear()).is_cleared, true);
  assert.deepEqual(await modals(), []);
});

test('response_urls for inputs that ask for them, and the channel it was opened in', async () => {
  const { id } = await open(modal([input('where', { type: 'conversations_select',
    default_to_current_conversation: true, response_url_enabled: true }),
  input('quiet', { type: 'channels_select', initial_channel: 'C0LEGAL' })]));
  assert.equal((await playground.submit('U0ANA', id)).ok, true);
  const { view, response_urls: [{ response_url, ...rest }, ...others] } = await hear();
  assert.deepEqual(others, []);
  assert.deepEqual(rest, { block_id: 'where', action_id: 'v', channel_id: 'C0LEGAL' });
  assert.equal(view.state.values.where.v.selected_conversation, 'C0LEGAL');
  assert.equal((await fetch(response_url, { method: 'POST', body: '{"text":"hi"}',
    headers: { 'content-type': 'application/json' } })).status, 200);
});

test('who would be mentioned by a form', async () => {
  await open(modal([{ type: 'section', text: { type: 'mrkdwn', text: '<@U0SAM> <!here>' } },
    { type: 'section', text: plain('<@U0BEN> @channel') }]));
  assert.deepEqual((await modals())[0].mentions, ['U0SAM', 'here']);
});

test('the page hears of every change to the stack', async () => {
  const stream = await Socket.open(playground, `${playground.url}/playground/stream?as=U0ANA`);
  const heard = async () => (await stream.hear('modals')).views;
  const { id } = await open(modal([text('a')]));
  assert.deepEqual((await heard()).map((view) => view.id), [id]);
  await playground.input('U0ANA', id, 'a', 'v', 'x');
  assert.equal((await heard())[0].state.values.a.v.value, 'x');
  await playground.close('U0ANA', id);
  assert.deepEqual(await heard(), []);
  stream.destroy();
});
