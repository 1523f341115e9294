// The app's own place: its Home tab, and what people write to it.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { Socket, connect, done, refused } from './slack.mjs';

const BUILT_IN = new URL('../../playground/manifest.json', import.meta.url);

let playground;
let socket;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  socket = await connect(playground);
});
afterEach(() => socket.destroy());
after(() => playground.stop());

const plain = (text) => ({ type: 'plain_text', text });
const home = (blocks, more) => ({ type: 'home', blocks, ...more });
const hear = async () => (await socket.hear('events_api')).payload.event;
const list = [{ type: 'actions', block_id: 'b', elements: [
  { type: 'button', action_id: 'report', text: plain('Report'), value: '1' }] }];

test('opening it, before and after something is published', async () => {
  const { envelope_id } = await playground.home('U0ANA');
  const envelope = await socket.hear('events_api');
  assert.equal(envelope.envelope_id, envelope_id);
  const { event_ts, ...first } = envelope.payload.event;
  assert.match(event_ts, /^\d{10}\.\d{6}$/);
  assert.deepEqual(first, { type: 'app_home_opened', user: 'U0ANA', channel: 'D0ANA', tab: 'home' });
  const { view } = await done(playground, 'views.publish', { user_id: 'U0ANA', view: home(list) });
  await playground.home('U0ANA');
  assert.deepEqual((await hear()).view, { ...view, state: { values: {} } });
  await playground.home('U0ANA', { tab: 'messages' });
  const messages = await hear();
  assert.deepEqual([messages.tab, messages.view], ['messages', undefined]);
  assert.equal((await playground.home('U0ANA', { tab: 'about' })).error, 'no_such_tab');
});

test('a Home tab is one person\'s, and stays the same view', async () => {
  const publish = async (user_id, blocks) =>
    (await done(playground, 'views.publish', { user_id, view: home(blocks) })).view;
  const first = await publish('U0ANA', list);
  const second = await publish('U0ANA', [{ type: 'section', text: plain('<@U0SAM>') }]);
  assert.equal(first.id, second.id);
  assert.notEqual(first.hash, second.hash);
  const shown = await playground.views('U0ANA');
  assert.deepEqual([shown.home.id, shown.home.title, shown.home.mentions, shown.modals],
    [first.id, null, [], []]);
  assert.equal((await playground.views('U0SAM')).home, null);
});

test('a button on it opens a modal', async () => {
  const { view } = await done(playground, 'views.publish', { user_id: 'U0ANA', view: home(list) });
  assert.equal((await playground.act('U0SAM', view.id, 'report')).error, 'view_not_found');
  assert.equal((await playground.act('U0ANA', view.id, 'report')).ok, true);
  const { payload } = await socket.hear('interactive');
  assert.deepEqual(payload.container, { type: 'view', view_id: view.id });
  assert.equal(payload.view.type, 'home');
  const modal = { type: 'modal', title: plain('x'), blocks: [] };
  await refused('invalid_trigger_id', playground, 'views.push', { trigger_id: payload.trigger_id, view: modal });
  await playground.act('U0ANA', view.id, 'report');
  const { payload: { trigger_id } } = await socket.hear('interactive');
  await done(playground, 'views.open', { trigger_id, view: modal });
  await playground.act('U0ANA', view.id, 'report');
  const { payload: again } = await socket.hear('interactive');
  await refused('invalid_trigger_id', playground, 'views.push', { trigger_id: again.trigger_id, view: modal });
  const { modals, home: shown } = await playground.views('U0ANA');
  assert.deepEqual([modals.length, shown.id], [1, view.id]);
  assert.equal((await playground.close('U0ANA', view.id)).error, 'view_not_found');
});

test('the page hears of it', async () => {
  const stream = await Socket.open(playground, `${playground.url}/playground/stream?as=U0ANA`);
  const { view } = await done(playground, 'views.publish', { user_id: 'U0ANA', view: home(list) });
  assert.equal((await stream.hear('home')).view.id, view.id);
  stream.destroy();
});

test('a direct message to the app', async () => {
  await playground.say('U0ANA', 'D0ANA', 'the summarizer lost a clause');
  const { type, channel, channel_type, user, text } = await hear();
  assert.deepEqual([type, channel, channel_type, user, text],
    ['message', 'D0ANA', 'im', 'U0ANA', 'the summarizer lost a clause']);
});

async function withManifest(change, what) {
  const folder = await mkdtemp(path.join(tmpdir(), 'manifest-'));
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(BUILT_IN, 'utf8'));
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
  const other = await Playground.start({ args: ['--manifest', file] });
  const connected = await connect(other);
  try {
    await what(other, connected);
  } finally {
    connected.destroy();
    await other.stop();
    await rm(folder, { recursive: true });
  }
}

test('a manifest without Home, and with a tab that is read only', () => withManifest((manifest) => {
  manifest.features.app_home = { home_tab_enabled: false, messages_tab_enabled: true,
    messages_tab_read_only_enabled: true };
}, async (other) => {
  const { app } = await other.world();
  assert.deepEqual([app.home, app.can_write], [false, false]);
  assert.equal((await other.home('U0ANA')).error, 'not_enabled');
  await refused('not_enabled', other, 'views.publish', { user_id: 'U0ANA', view: home(list) });
  const written = await other.request('POST', 'message', { as: 'U0ANA', channel: 'D0ANA', text: 'x' });
  assert.equal(written.error, 'read_only');
  assert.deepEqual(await other.messages('U0ANA', 'D0ANA'), []);
}));

test('an app that did not subscribe, or lacks the scope, hears nothing', () => withManifest((manifest) => {
  manifest.settings.event_subscriptions.bot_events = ['reaction_added'];
  manifest.oauth_config.scopes.bot = ['chat:write'];
}, async (other) => {
  assert.deepEqual(await other.home('U0ANA'), { ok: true, envelope_id: null });
  await other.say('U0ANA', 'D0ANA', 'x');
  const [{ ts }] = await other.messages('U0ANA', 'D0ANA');
  await other.react('U0ANA', 'D0ANA', ts, 'eyes');
  assert.deepEqual(await other.envelopes(), []);
}));
