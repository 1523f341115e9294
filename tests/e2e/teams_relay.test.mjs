// The daemon with no port of its own: Teams posts to Azure Relay, and all that people do comes in over the websocket
// that the daemon has opened.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Daemon } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';
import { Relay } from '../support/relay.mjs';

let playground;
let relay;
let daemon;

before(async () => {
  playground = await Playground.start();
  relay = await Relay.start();
  const { teams } = await playground.world();
  const base = `${playground.url}/teams`;
  daemon = await Daemon.start(playground, { env: { TEAMS_CLIENT_SECRET: 'playground-secret', TEAMS_RELAY_KEY: relay.key },
    more: `teams { enabled = true app_id = "${teams.app_id}" tenants = {"${teams.tenant}"} listen = "" relay = "${relay.address}"
      relay_rule = "${relay.rule}" login_url = "${base}/login/" metadata_url = "${base}/metadata/v1/.well-known/openidconfiguration" }` });
  await until('the daemon is there', () => relay.listeners.length === 1);
  await playground.request('POST', 'teams', { endpoint: `${relay.address}/api/messages` });
});
after(async () => {
  await daemon.stop();
  await playground.stop();
  relay.stop();
});

const types = (text) => playground.request('POST', 'message', { as: '29:1-dana', channel: 'a:1-dana', text });
const heard = async () => (await playground.messages('29:1-dana', 'a:1-dana')).filter(({ bot }) => bot);
const hears = (pattern) => until(`${pattern} is heard`, async () =>
  (await heard()).find((one) => pattern.test(JSON.stringify([one.text, one.summary, one.card]))));

test('a command is answered', async () => {
  assert.ok((await types('help')).ok);
  await hears(/report/);
  assert.doesNotMatch(daemon.log, /teams: listening at/);
});

test('a report is taken', async () => {
  await daemon.say('/lastmile tool summarizer title="The summarizer" owner=U0SAM recovery="open the original"');
  assert.ok((await types('report summarizer it made up clause nine')).ok);
  await until('the report is there', async () => (await daemon.export('issues')).length === 1);
  assert.deepEqual(relay.complaints, []);
});

test('a line that breaks is soon another one', async () => {
  relay.drop();
  await until('the daemon is back', () => relay.channels === 2 && relay.listeners.length === 1);
  assert.ok((await types('mine')).ok);
  await hears(/clause nine/);
});
