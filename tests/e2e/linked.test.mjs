// One person on Slack and on Teams, over the wire: they link their accounts, and hear back where they reported.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Daemon, shown } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';
import { DANA, told } from '../support/teams_people.mjs';

let playground;
let daemon;

/** Dana of Teams is Ana of Slack. */
function world(builtIn) {
  builtIn.people.find(({ id }) => id === DANA).email = 'Ana@acme.example';
  return builtIn;
}

const onTeams = (pattern) => told(playground, DANA, pattern);
const onSlack = async (pattern) => (await playground.messages('U0ANA', 'D0ANA')).filter((one) => pattern.test(shown(one)));
const types = (as, channel, text) => playground.request('POST', as.startsWith('U') ? 'command' : 'message', { as, channel, text });
const person = async (who) => JSON.parse(await daemon.must('export', 'person', who));

before(async () => {
  playground = await Playground.startIn(world);
  daemon = await Daemon.start(playground, { platforms: ['slack', 'teams'] });
  await daemon.say('/lastmile tool summarizer owner=U0SAM');
});

after(async () => {
  await daemon.stop();
  await playground.stop();
});

test('an account is asked, says yes, and both are one person', async () => {
  await types('U0ANA', 'C0GENERAL', '/lastmile mine');
  await types(DANA, 'a:1-dana', 'mine');
  await until('both addresses are known', async () => (await person('U0ANA')).person.email && (await person(DANA)).person.email);
  await types('U0ANA', 'C0GENERAL', '/lastmile link');
  await until('the other account is asked', async () => (await onTeams(/says that this account is theirs/)).length === 1);
  const [card] = await onTeams(/says that this account is theirs/);
  const pressed = await playground.request('POST', 'action', { as: DANA, channel: 'a:1-dana', ts: card.ts, button: 'Yes, that is me' });
  assert.ok(pressed.ok, JSON.stringify(pressed));
  await until('they are one', async () => (await person(DANA)).accounts.length === 1);
  assert.equal((await person(DANA)).person.account, 'U0ANA');
});

test('each report is answered where it was made', async () => {
  await types(DANA, 'a:1-dana', 'report summarizer it made up clause nine');
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
  await types(DANA, 'a:1-dana', 'lastmile forget me yes');
  await until('they are forgotten', async () => (await daemon.export('reports')).every(({ reporter }) => !reporter));
  for (const who of ['U0ANA', DANA]) await assert.rejects(daemon.must('export', 'person', who));
});
