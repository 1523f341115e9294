// Promises 3 and 4: each delivery ends once and in a word, whatever the network does; rate limits are
// obeyed; what cannot be delivered is listed with why.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, dm, heard, shown } from '../support/daemon.mjs';

let playground;
let daemon;
let counter = 0;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground, { settle: 1 });
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

beforeEach(() => playground.behave());

/** One report by Ana; resolves when nothing is owed. Answers what the owner heard of it. */
async function report() {
  const word = `trouble number ${++counter}`;
  const answer = await playground.command('U0ANA', 'C0LEGAL', `/report summarizer ${word}`);
  assert.ok(answer.ok, answer.error);
  await daemon.drained(60_000);
  const seen = async (person) => (await playground.messages(person, dm(person)))
    .filter((message) => shown(message).includes(word)).length;
  return { owner: await seen('U0SAM'), reporter: await seen('U0ANA') };
}

const once = { owner: 1, reporter: 1 };

async function struck(kind) {
  const faults = await playground.faults();
  assert.ok(faults.some((fault) => fault.kind === kind && fault.struck > 0), `${kind} was observed`);
}

for (const fault of [
  { kind: 'reset_before' },
  { kind: 'reset_after' },
  { kind: 'truncate' },
  { kind: 'garbage' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429, retry_after: 1 },
  { kind: 'error', error: 'internal_error' },
  { kind: 'error', error: 'fatal_error' },
]) {
  test(`delivered once in spite of ${fault.kind} ${fault.status ?? fault.error ?? ''}`, async () => {
    await playground.misbehave({ times: 2, ...fault, method: 'chat.postMessage' });
    assert.deepEqual(await report(), once);
    await struck(fault.kind);
  });
}

test('history that lags does not make it post twice', async () => {
  await playground.misbehave({ kind: 'reset_after', method: 'chat.postMessage', times: 1 },
    { kind: 'history_lag', ms: 300, times: 0 });
  assert.deepEqual(await report(), once);
  await struck('reset_after');
});

test('a look that is refused parks the delivery, and a person can settle it', async () => {
  await playground.misbehave({ kind: 'reset_after', method: 'chat.postMessage', times: 1 },
    { kind: 'error', error: 'missing_scope', method: 'conversations.history', times: 0 });
  await report();
  const { outbox } = await daemon.stats();
  assert.equal(outbox.parked, 1);
  const [stuck] = outbox.undeliverable;
  assert.equal(stuck.state, 'parked');
  assert.ok(stuck.reason);
  await playground.behave();
  await daemon.must('outbox', 'sent', String(stuck.delivery));
  assert.equal((await daemon.stats()).outbox.parked, 0);
});

test('what is refused is listed, with why', async () => {
  await playground.misbehave({ kind: 'error', error: 'user_disabled', method: 'chat.postMessage', times: 1 });
  await report();
  const { outbox } = await daemon.stats();
  assert.equal(outbox.refused, 1);
  assert.match(outbox.undeliverable.map((row) => row.reason).join(), /user_disabled/);
  const ref = outbox.undeliverable[0].issue;
  assert.match(await daemon.say(`/lastmile status ${ref}`), /user_disabled|not be delivered/i);
});

test('one post a second into one channel, in order', async () => {
  const since = (await playground.calls()).at(-1).n;
  await Promise.all(['one', 'two', 'three', 'four'].map((word) => (
    playground.command('U0BEN', 'C0AIHELP', `/report summarizer paced ${word}`))));
  await daemon.drained(60_000);
  const posts = (await playground.calls(since)).filter((call) => call.method === 'chat.postMessage'
    && call.channel === dm('U0SAM'));
  assert.equal(posts.length, 4);
  for (let i = 1; i < posts.length; i++) {
    assert.ok(Date.parse(posts[i].at) - Date.parse(posts[i - 1].at) >= 950, `posts ${i} and ${i + 1} are a second apart`);
  }
});
