// Promise 7: nothing a chat user types can stop it, break its storage, or reach another person as a
// mention. And whatever arrives on the line is acknowledged or refused, never a crash.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, dm } from '../support/daemon.mjs';
import { envelopes, texts } from './hostile.mjs';

let playground;
let daemon;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground);
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

/** Our own words name the tool's owner; nothing that was typed names anybody. */
function onlyTheOwner(mentions) {
  for (const mention of mentions) assert.equal(mention.id ?? mention, 'U0SAM');
}

async function alive() {
  assert.equal(daemon.child.exitCode, null, daemon.log.slice(-2000));
  assert.equal(daemon.child.signalCode, null, daemon.log.slice(-2000));
  assert.ok((await playground.command('U0ANA', 'C0LEGAL', '/lastmile help')).ok, 'it still answers');
}

test('a report of 40,000 characters reaches the owner, shortened, and is kept whole', async () => {
  const words = `it went wrong at the start ${'long '.repeat(8000)}`;
  const answer = await playground.command('U0BEN', 'C0AIHELP', `/report summarizer ${words}`);
  assert.ok(answer.ok, answer.error);
  const outbox = await daemon.drained(120_000);
  assert.equal(outbox.refused, 0, JSON.stringify(outbox.undeliverable));
  const owner = await playground.messages('U0SAM', dm('U0SAM'));
  assert.ok(owner.some((message) => JSON.stringify(message).includes('it went wrong at the start')));
});

test(`${texts.length} hostile texts: acknowledged, stored as typed, mention nobody`, { timeout: 280_000 }, async () => {
  const since = (await playground.calls()).at(-1)?.n ?? 0;
  for (const text of texts) {
    const answer = await playground.command('U0ANA', 'C0LEGAL', `/report summarizer ${text}`);
    assert.ok(answer.ok, `${JSON.stringify(text.slice(0, 60))}: ${answer.error}`);
    if (!answer.payload) { // what comes to nothing is asked for in a form
      assert.match(text, /^[\s\p{Cc}]*$/u, `${JSON.stringify(text.slice(0, 60))} is answered in words`);
      await until('a form opens', async () => (await playground.views('U0ANA')).modals.length > 0);
    }
    for (const message of await playground.messages('U0ANA', 'C0LEGAL')) onlyTheOwner(message.mentions ?? []);
    await playground.request('POST', 'reset', {});
  }
  await alive();
  const stored = (await daemon.export('reports')).map((row) => row.text);
  for (const text of ['<!channel> hello', "'; DROP TABLE issues; --", '=HYPERLINK("http://x")', 'C++ "quoted" NEAR(a b)']) {
    assert.ok(stored.includes(text), `${text} is stored as typed`);
  }
  assert.ok(stored.some((text) => text.length >= 40_000), 'forty thousand characters are kept');
  for (const call of await playground.calls(since)) {
    const body = JSON.stringify(call.arguments);
    for (const live of ['<!channel>', '<!here>', '<!everyone>', '<@U0CHEN', '<#C0', '<!subteam']) {
      assert.ok(!body.includes(live), `${live} reached Slack in ${call.method}: ${body.slice(0, 300)}`);
    }
  }
});

test(`${envelopes.length} broken envelopes: no crash, the next command is answered`, { timeout: 120_000 }, async () => {
  for (const envelope of envelopes) {
    await playground.request('POST', 'envelope', envelope);
    assert.equal(daemon.child.exitCode, null, daemon.log.slice(-2000));
  }
  await alive();
});
