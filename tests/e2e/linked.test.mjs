// One person on Slack and on Teams, over the wire: they link their accounts, and hear back where they reported.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Daemon, shown } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';

let playground;
let daemon;
let folder;

/** Dana of Teams is Ana of Slack. */
async function world() {
  const all = JSON.parse(await readFile(new URL('../../playground/world.json', import.meta.url), 'utf8'));
  all.people.find(({ id }) => id === '29:1-dana').email = 'Ana@acme.example';
  const file = join(folder, 'world.json');
  await writeFile(file, JSON.stringify(all));
  return file;
}

const words = (message) => JSON.stringify([message.text, message.summary, message.card]);
const onTeams = async (pattern) => (await playground.messages('29:1-dana', 'a:1-dana')).filter((one) => one.bot && pattern.test(words(one)));
const onSlack = async (pattern) => (await playground.messages('U0ANA', 'D0ANA')).filter((one) => pattern.test(shown(one)));
const types = (as, channel, text) => playground.request('POST', as.startsWith('U') ? 'command' : 'message', { as, channel, text });
const person = async (who) => JSON.parse(await daemon.must('export', 'person', who));

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-linked-'));
  playground = await Playground.start({ args: ['--world', await world()] });
  daemon = await Daemon.prepare(playground, {
    more: `teams { enabled = true app_id = "b0700000-0000-4000-8000-00000000b0b0" tenants = {"7e4a0000-0000-4000-8000-00000000acce"}
      listen = "127.0.0.1:0" login_url = "${playground.url}/teams/login/"
      metadata_url = "${playground.url}/teams/metadata/v1/.well-known/openidconfiguration" }`,
    env: { TEAMS_CLIENT_SECRET: 'playground-secret' },
  });
  await daemon.run();
  await until('it serves Teams', async () => /teams: ready/.test(daemon.log));
  const address = /teams: listening at (\S+)/.exec(daemon.log)[1];
  await playground.request('POST', 'teams', { endpoint: `http://${address}/api/messages` });
  await daemon.say('/lastmile tool summarizer owner=U0SAM');
});

after(async () => {
  await daemon.stop();
  await playground.stop();
  await rm(folder, { recursive: true });
});

test('an account is asked, says yes, and both are one person', async () => {
  await types('U0ANA', 'C0GENERAL', '/lastmile mine');
  await types('29:1-dana', 'a:1-dana', 'mine');
  await until('both addresses are known', async () => (await person('U0ANA')).person.email && (await person('29:1-dana')).person.email);
  await types('U0ANA', 'C0GENERAL', '/lastmile link');
  await until('the other account is asked', async () => (await onTeams(/says that this account is theirs/)).length === 1);
  const [card] = await onTeams(/says that this account is theirs/);
  const pressed = await playground.request('POST', 'action', { as: '29:1-dana', channel: 'a:1-dana', ts: card.ts, button: 'Yes, that is me' });
  assert.ok(pressed.ok, JSON.stringify(pressed));
  await until('they are one', async () => (await person('29:1-dana')).accounts.length === 1);
  assert.equal((await person('29:1-dana')).person.account, 'U0ANA');
});

test('each report is answered where it was made', async () => {
  await types('29:1-dana', 'a:1-dana', 'report summarizer it made up clause nine');
  await until('it is there', async () => (await daemon.export('issues')).length === 1);
  await daemon.say('/fixed LM-1 clause nine is kept now');
  await until('told on Teams', async () => (await onTeams(/LM-1 was fixed/)).length === 1);
  await types('U0ANA', 'C0GENERAL', '/report summarizer it turned the dates around');
  await until('it is there', async () => (await daemon.export('issues')).length === 2);
  await daemon.say('/fixed LM-2 dates are right');
  await until('told on Slack', async () => (await onSlack(/LM-2 was fixed/)).length === 1);
  await daemon.drained();
  assert.equal((await onSlack(/LM-1 was fixed/)).length, 0);
  assert.equal((await onTeams(/LM-2 was fixed/)).length, 0);
});

test('what one said is forgotten with both accounts', async () => {
  await types('29:1-dana', 'a:1-dana', 'lastmile forget me yes');
  await until('they are forgotten', async () => (await daemon.export('reports')).every(({ reporter }) => !reporter));
  for (const who of ['U0ANA', '29:1-dana']) await assert.rejects(daemon.must('export', 'person', who));
});
