// The daemon on Slack and Teams at once, against one playground: what goes out, across restarts, rate limits, broken
// lines and wrong credentials. The scenarios play what people do; this plays what happens to it on its way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Daemon, shown } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';
import { DANA, told } from '../support/teams_people.mjs';

const SECRET = 'playground-secret';
let playground;
let daemon;

const both = { platforms: ['slack', 'teams'] };

const types = async (as, text, channel = 'a:1-dana') => {
  const answer = await playground.request('POST', 'message', { as, channel, text });
  assert.ok(answer.ok, `${text}: ${answer.error}: ${answer.message}`);
};
const toDana = (pattern) => told(playground, DANA, pattern);
const faults = (...list) => playground.request('POST', 'faults', { faults: list });

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground, both);
  await daemon.say('/lastmile tool summarizer title="The summarizer" owner=U0SAM recovery="open the original"');
  await daemon.drained();
});

after(async () => {
  await daemon.stop();
  await playground.stop();
});

/** Dana reports on Teams; the issue's number. */
async function report(text) {
  const before = (await daemon.export('issues')).length;
  await types(DANA, `report summarizer ${text}`);
  await until('the report is there', async () => (await daemon.export('issues')).length > before);
  return (await daemon.export('issues')).at(-1).issue;
}

test('one fix is told to somebody on Slack and somebody on Teams', async () => {
  const issue = await report('it made up clause nine');
  await playground.request('POST', 'command', { as: 'U0ANA', channel: 'C0GENERAL', text: `/lastmile follow ${issue}` });
  await daemon.say(`/fixed ${issue} clause nine is kept now`);
  await until('both are told', async () => {
    const dana = await toDana(new RegExp(`${issue} was fixed`));
    const ana = (await playground.messages('U0ANA', 'D0ANA')).filter((one) => shown(one).includes(`${issue} was fixed`));
    return dana.length === 1 && ana.length === 1;
  });
});

test('one fix leaves for both at once: neither waits for the other', async () => {
  const issue = await report('it counts a line twice');
  await playground.request('POST', 'command', { as: 'U0ANA', channel: 'C0GENERAL', text: `/lastmile follow ${issue}` });
  await daemon.drained();
  await faults({ kind: 'slow', ms: 8000, method: 'chat.postMessage', times: 1 }, { kind: 'slow', ms: 8000, method: 'connector.post', times: 1 });
  await daemon.say(`/fixed ${issue} each line counts once`);
  await until('both are on their way', async () => (await playground.request('GET', 'faults')).faults.every(({ struck }) => struck === 1));
  assert.doesNotMatch(daemon.log, new RegExp(`issue=${issue} kind=settled .*outcome=`), 'and neither is answered yet');
  await faults();
  await daemon.drained();
  assert.equal(daemon.log.match(new RegExp(`issue=${issue} kind=settled .*outcome=DELIVERED`, 'g')).length, 2);
});

test('what is owed after a restart arrives, though nothing has come in yet', async () => {
  const issue = await report('it forgot the annex');
  await daemon.drained();
  await daemon.stop({ keep: true });
  await daemon.say(`/fixed ${issue} the annex is read`);
  await daemon.run({ ready: false }); // nobody tells the playground where it is now
  await until('Dana is told', async () => (await toDana(new RegExp(`${issue} was fixed`))).length === 1);
  await daemon.tellTeams({});
});

test('a rate limit delays, and nothing is lost or said twice', async () => {
  const issue = await report('it is slow on Mondays');
  await daemon.drained();
  await faults({ kind: 'ratelimit', retry_after: 1, method: 'connector.post', times: 2 },
    { kind: 'status', status: 503, code: 'ServiceUnavailable', method: 'connector.post', times: 1 });
  await daemon.say(`/fixed ${issue} it is quick now`);
  await daemon.drained(60_000);
  await faults();
  assert.equal((await toDana(new RegExp(`${issue} was fixed`))).length, 1);
});

test('a line that breaks behind a post leaves it to a person, and it is not said twice', async () => {
  const issue = await report('it swaps names');
  await daemon.drained();
  await faults({ kind: 'reset_after', method: 'connector.post', times: 1 });
  await daemon.say(`/fixed ${issue} names stay where they are`);
  const stuck = async () => (await daemon.stats()).outbox;
  await until('it is parked', async () => (await stuck()).parked === 1);
  await faults();
  assert.match(JSON.stringify((await stuck()).undeliverable), /no_answer/);
  await types(DANA, 'mine'); // the day goes on
  assert.ok((await toDana(new RegExp(`${issue} was fixed`))).length <= 1);
  const { undeliverable: [one] } = await stuck();
  await daemon.must('outbox', 'sent', String(one.delivery));
  assert.equal((await stuck()).parked, 0);
});

test('killed at any moment, nobody is told twice', async () => {
  const issue = await report('it stops in the middle');
  await daemon.drained();
  await faults({ kind: 'slow', ms: 60_000, method: 'connector.post', times: 1 });
  await daemon.say(`/fixed ${issue} it goes on to the end`);
  await until('the post is under way', async () => (await playground.request('GET', 'faults')).faults[0].struck === 1);
  await daemon.kill();
  await faults();
  await daemon.run();
  await until('a person is asked', async () => (await daemon.stats()).outbox.parked === 1);
  assert.ok((await toDana(new RegExp(`${issue} was fixed`))).length <= 1);
  const { undeliverable: [one] } = (await daemon.stats()).outbox;
  await daemon.must('outbox', 'sent', String(one.delivery));
});

test('a check says of Teams what is well, and what to do', async () => {
  const well = await daemon.must('check');
  assert.match(well, /^teams token +ok: /m);
  assert.match(well, /^teams keys +ok: \d+ of https:\/\/api\.botframework\.com$/m);
  assert.match(well, /^teams endpoint +ok: 127\.0\.0\.1:0\/api\/messages, plain/m);
  const wrong = await Daemon.prepare(playground, { ...both, env: { TEAMS_CLIENT_SECRET: 'canary-secret' } });
  const { status, out, err } = await wrong.shell('check');
  assert.equal(status, 1);
  assert.match(out, /^teams token +the client secret is wrong.*TEAMS_CLIENT_SECRET/m);
  assert.doesNotMatch(out + err, /canary/);
  await wrong.stop();
});

test('no secret and no token is in the log', () => {
  assert.ok(!daemon.log.includes(SECRET));
  assert.doesNotMatch(daemon.log, /Bearer [^[]|eyJ/);
});
