// What it costs people, counted by the browser itself in presses of the mouse: to report a failure from
// the message it is seen in, to say me too, to acknowledge, to tell everyone of the fix, to verify it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Daemon } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';
import { Browser } from './browser.mjs';

const TOOL = '/lastmile tool summarizer title="Contract summarizer" owner=U0SAM backup=U0NOOR channel=C0LEGAL ' +
  'recovery="Open the original next to the summary"';
const WORDS = 'the summary says eight clauses, the contract has nine';
const PANES = '#as=U0ANA&channel=C0LEGAL&as=U0MAYA&channel=C0LEGAL&as=U0SAM&channel=D0SAM';

let playground;
let browser;
let daemon;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground);
  await daemon.say(TOOL, 'U0ADMIN');
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await daemon?.stop();
  await playground?.stop();
});

/** How many presses `act` needed until `done` is true. */
async function presses({ page }, act, what, done) {
  await page.evaluate(() => { window.presses = 0; });
  await act();
  await until(what, done);
  return page.evaluate(() => window.presses);
}

const issue = async () => (await daemon.export('issues'))[0];
const settled = (status) => async () => (await issue()).status === status;

test('two presses to report, one to join, one to acknowledge, two to tell everyone, one to verify', async () => {
  const visit = await browser.visit(playground.url, PANES, { prepare: (page) => page.addInitScript(() => {
    addEventListener('pointerdown', (event) => { window.presses += event.isTrusted ? 1 : 0; }, true);
  }) });
  const [ana, maya, sam] = ['U0ANA', 'U0MAYA', 'U0SAM'].map((id) => visit.pane(id));
  await playground.say('U0SAM', 'C0LEGAL', WORDS);
  const counts = {};
  counts.report = await presses(visit, async () => {
    await ana.message(WORDS).hover();
    await ana.take(ana.message(WORDS).getByRole('button', { name: 'Add a reaction' }), 'ai-fail');
  }, 'the report', async () => (await daemon.export('reports')).length === 1);
  counts.meToo = await presses(visit, () => maya.message(WORDS).getByRole('button', { name: /^ai-fail/ }).click(),
    'two reports on one issue', async () => (await issue()).reports === 2);
  counts.acknowledge = await presses(visit, () => sam.button('Acknowledge').click(), 'it to be acknowledged',
    settled('acknowledged'));
  counts.announce = await presses(visit, async () => {
    await sam.button('Mark fixed').click();
    await sam.modal.locator('.modal-submit').click();
  }, 'it to be fixed', settled('fixed'));
  await ana.go('D0ANA');
  await maya.go('D0MAYA');
  for (const pane of [ana, maya])
    await pane.message(/Your issue LM-\d+ was fixed/).getByRole('button', { name: 'Works', exact: true }).waitFor();
  counts.verify = await presses(visit, () => ana.button('Works').click(), 'it to be verified', settled('verified'));
  assert.deepEqual(counts, { report: 2, meToo: 1, acknowledge: 1, announce: 2, verify: 1 });
  await visit.picture('counts');
  await visit.leave();
});
