// Two organisations, one daemon, over the wire: each is asked by its own name, hears what it is owed, also after a
// restart, and sees nothing of how the other is told apart from it; and what a repeat is, is known over a restart.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Daemon } from '../support/daemon.mjs';
import { plain } from '../support/plain.mjs';
import { Playground, until } from '../support/playground.mjs';
import { DANA, directOf, FARAH, THEIRS, told, withZoe, ZOE } from '../support/teams_people.mjs';

const WORKSHOP = '19:workshop@thread.tacv2';

let playground;
let daemon;
let ours;

/** Next door is Zoe, and a channel of theirs. */
function world(builtIn) {
  builtIn.channels.push({ id: WORKSHOP, platform: 'teams', name: 'workshop', tenant: THEIRS, app: true, members: [ZOE] });
  return withZoe(builtIn);
}

before(async () => {
  playground = await Playground.startIn(world);
  ours = (await playground.request('GET', 'teams')).tenant;
  daemon = await Daemon.start(playground, { platforms: ['teams'], admins: [DANA], teams: `tenants = {"${ours}", "${THEIRS}"}` });
  assert.ok((await type(DANA, 'tool summarizer owner=@eli')).ok);
  await daemon.drained();
});
after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

const type = (as, text, channel = directOf(as)) => playground.request('POST', 'command', { as, channel, text });
const said = (...what) => told(playground, ...what);
const presses = (as, { ts }, button) => playground.request('POST', 'action', { as, channel: directOf(as), ts, button });
const issues = async () => daemon.export('issues');

async function reports(as, text) {
  assert.ok((await type(as, `report summarizer ${text}`)).ok);
  await daemon.drained();
  return (await issues()).at(-1).issue;
}

test('one fix is told in both, once each, and both say whether it works', async () => {
  const issue = await reports(FARAH, 'the totals are wrong in table nine');
  await reports(ZOE, 'the totals are wrong in table nine');
  const [receipt] = await said(ZOE, /Logged/);
  assert.ok((await presses(ZOE, receipt, 'Me too')).ok, plain(receipt));
  await daemon.drained();
  assert.ok((await type('29:1-eli', `fixed ${issue} the totals come from the table now`)).ok);
  await daemon.drained();
  for (const person of [FARAH, ZOE]) {
    const told = await said(person, new RegExp(`${issue} was fixed`));
    assert.equal(told.length, 1, person);
    assert.ok((await presses(person, told[0], 'Works')).ok, person);
  }
  await daemon.drained();
  assert.equal((await issues()).find((one) => one.issue === issue).status, 'verified');
  const { verdict } = (await daemon.export('reports')).findLast(({ reporter }) => reporter?.startsWith(ZOE)) ?? {};
  assert.equal(verdict, 'works');
});

test('in a channel of theirs they are answered there, alone', async () => {
  assert.ok((await type(ZOE, 'mine', WORKSHOP)).ok);
  const [answer] = await until('the answer', async () => {
    const found = await said(ZOE, /./, WORKSHOP);
    return found.length && found;
  });
  assert.equal(answer.ephemeral, true);
});

test('what is owed there after a restart arrives, though nothing has come in from there', async () => {
  const issue = await reports(ZOE, 'the annex is forgotten');
  await daemon.stop({ keep: true });
  await daemon.say(`/fixed ${issue} the annex is read`);
  await daemon.run();
  await until('Zoe is told', async () => (await said(ZOE, new RegExp(`${issue} was fixed`))).length === 1);
});

test('each is asked for by the name of its own organisation', async () => {
  const asked = (await playground.calls()).filter((call) => call.method === 'connector.create').map((call) => call.arguments);
  const people = asked.filter(({ members }) => members).map(({ members: [{ id }], ...rest }) => ({ id, ...rest }));
  assert.ok(people.some(({ id }) => id === ZOE), JSON.stringify(asked));
  for (const { id, tenantId, channelData } of people) assert.deepEqual([tenantId, channelData.tenant.id], id === ZOE ? [THEIRS, THEIRS] : [ours, ours], id);
});

test('what came before a restart and comes again after it counts once', async () => {
  const before = await reports(ZOE, 'clause seven is missing');
  const { activity } = (await playground.request('GET', 'activities')).activities.findLast((one) => /clause seven/.test(one.activity?.text ?? ''));
  await daemon.kill();
  await daemon.run();
  const again = await playground.request('POST', 'activity', { activity });
  assert.equal(again.status, 200, 'it is not sent a third time');
  await until('it is known', () => /came again and counts once/.test(daemon.log));
  await daemon.drained();
  assert.equal((await issues()).at(-1).issue, before);
  assert.equal((await said(ZOE, /Logged.*clause seven/)).length, 1);
});

test('nobody sees how they are told apart', async () => {
  for (const person of [DANA, FARAH, ZOE, '29:1-eli']) {
    for (const message of await playground.messages(person, directOf(person)))
      assert.ok(!JSON.stringify([message.text, message.summary, plain(message)]).includes(`|${THEIRS}`), plain(message));
  }
});

test('an organisation that is no longer served is not let in, and what is owed there is listed', async () => {
  const issue = await reports(ZOE, 'the last page is cut off');
  await daemon.stop({ keep: true });
  await daemon.say(`/fixed ${issue} the last page is whole`);
  const both = await readFile(daemon.conf, 'utf8');
  await writeFile(daemon.conf, both.replace(`, "${THEIRS}"`, ''));
  await daemon.run();
  await until('it is refused', async () => (await daemon.stats()).outbox.refused > 0);
  const { undeliverable: [one] } = (await daemon.stats()).outbox;
  assert.match(one.reason, /not one of teams\.tenants/);
  assert.equal((await type(ZOE, 'report summarizer from outside')).status, 403);
  assert.ok(!(await daemon.export('reports')).some(({ text }) => /from outside/.test(text)));
});
