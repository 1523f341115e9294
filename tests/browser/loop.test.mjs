// The whole loop with the real daemon, as four people with a browser before them: what is clicked
// here is what a newcomer clicks. Pictures of every stage are left in SCREENSHOTS.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Daemon } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';
import { Browser } from './browser.mjs';

const TOOL = '/lastmile tool summarizer title="Contract summarizer" owner=U0SAM backup=U0NOOR channel=C0LEGAL ' +
  'recovery="Open the original next to the summary; legal-help answers within the hour"';
const REF = /LM-\d+/;

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

/** Types /report and returns the number it was given. */
async function report(pane, words) {
  await pane.type(`/report summarizer ${words}`);
  const answer = pane.messages.filter({ hasText: 'Only visible to you' }).filter({ hasText: /Logged LM-/ }).last();
  await answer.waitFor();
  return { answer, ref: REF.exec(await answer.locator('.message-body').textContent())[0] };
}

async function issue(ref) {
  return (await daemon.export('issues')).find((row) => row.issue === ref);
}

const status = (ref, wanted) => until(`${ref} to be ${wanted}`, async () => {
  const row = await issue(ref);
  return row.status === wanted && row;
});

const FOUR = '#as=U0ANA&channel=C0LEGAL&as=U0BEN&channel=C0SALES&as=U0SAM&channel=D0SAM&as=U0MAYA&channel=C0LEGAL';

test('four people go round the loop, and it closes for those for whom it is closed', async () => {
  const visit = await browser.visit(playground.url, FOUR, { viewport: { width: 1840, height: 1000 } });
  const [ana, ben, sam, maya] = ['U0ANA', 'U0BEN', 'U0SAM', 'U0MAYA'].map((id) => visit.pane(id));

  // Ana reports; Sam hears, with her words and three buttons.
  const { ref } = await report(ana, 'it dropped clause 9 from the supplier contract');
  await ana.channel('D0ANA').locator('.count').waitFor();
  await sam.sees(ref);
  const card = sam.messages.filter({ hasText: ref });
  await card.first().getByText('it dropped clause 9 from the supplier contract').first().waitFor();
  for (const words of ['Acknowledge', 'Mark fixed', 'Decline'])
    await card.first().getByRole('button', { name: words, exact: true }).waitFor();
  assert.equal(await maya.messages.filter({ hasText: ref }).count(), 0, 'a report is not for the channel');
  await visit.picture('loop-1-reported');

  // Ben says the same, is offered Ana's issue, and joins it.
  const similar = await report(ben, 'clause 9 is dropped from my contract too');
  assert.notEqual(similar.ref, ref);
  await similar.answer.getByText(ref).first().waitFor();
  await similar.answer.getByRole('button', { name: 'Me too' }).first().click();
  await until('two reports on one issue', async () => (await issue(ref)).reports === 2);
  assert.equal((await issue(similar.ref)).merged_into, ref);
  await visit.picture('loop-2-me-too');

  // Sam acknowledges with the button, and it goes: the same message, edited, says two people by now.
  const same = sam.element.locator(`.message[data-ts="${await card.first().getAttribute('data-ts')}"]`);
  await same.getByText('2 people').first().waitFor();
  await same.getByRole('button', { name: 'Acknowledge' }).click();
  await status(ref, 'acknowledged');
  await until('the button to go', async () => await same.getByRole('button', { name: 'Acknowledge' }).count() === 0);
  await same.getByRole('button', { name: 'Mark fixed' }).waitFor();

  // Sam says what changed; both are told and asked.
  await sam.type(`/fixed ${ref} clause 9 is kept now`);
  for (const [pane, channel] of [[ana, 'D0ANA'], [ben, 'D0BEN']]) {
    await pane.go(channel);
    const told = pane.message(`Your issue ${ref} was fixed`);
    await told.getByText('clause 9 is kept now').first().waitFor();
    for (const words of ['Works', 'Partly', 'Still broken'])
      await told.getByRole('button', { name: words, exact: true }).waitFor();
  }
  await visit.picture('loop-3-told');

  // Ana says that it works: the buttons become a confirmation, Sam sees it, Ben is told nothing new.
  const before = await ben.messages.count();
  await ana.message(`Your issue ${ref} was fixed`).getByRole('button', { name: 'Works', exact: true }).click();
  await until('her buttons to go', async () => await ana.messages.filter({ hasText: `Your issue ${ref} was fixed` })
    .getByRole('button', { name: 'Works', exact: true }).count() === 0);
  const row = await status(ref, 'verified');
  assert.equal(row.note, 'clause 9 is kept now');
  await daemon.drained();
  assert.equal(await ben.messages.count(), before);
  assert.equal(await ben.messages.filter({ hasText: `Your issue ${ref} was fixed` }).count(), 1);
  await visit.picture('loop-4-verified');
  await visit.leave();
});

test('a fix that is none comes back to its owner', async () => {
  const visit = await browser.visit(playground.url, '#as=U0MAYA&channel=C0LEGAL&as=U0SAM&channel=D0SAM');
  const [maya, sam] = [visit.pane('U0MAYA'), visit.pane('U0SAM')];
  const { ref } = await report(maya, 'tables on scanned pages come back empty');
  await sam.sees(ref);
  await sam.type(`/fixed ${ref} scanned tables are read again`);
  await maya.go('D0MAYA');
  await maya.message(`Your issue ${ref} was fixed`).getByRole('button', { name: 'Still broken' }).click();
  await status(ref, 'reopened');
  await until('her buttons to go', async () => await maya.messages.filter({ hasText: `Your issue ${ref} was fixed` })
    .getByRole('button', { name: 'Still broken' }).count() === 0);
  await daemon.drained();
  await until('Sam can act again', async () =>
    await sam.messages.filter({ hasText: ref }).getByRole('button', { name: 'Mark fixed' }).count() > 0);
  await visit.picture('loop-5-still-broken');
  await visit.leave();
});

for (const colorScheme of ['light', 'dark']) {
  test(`a newcomer follows the guide to its end (${colorScheme})`, async () => {
    const visit = await browser.visit(playground.url, '',
      { colorScheme, viewport: { width: 1360, height: 850 }, deviceScaleFactor: 1.5 });
    const { page } = visit;
    const guide = page.getByRole('navigation', { name: 'Try this' });
    const [ana, sam] = [visit.pane('U0ANA'), visit.pane('U0SAM')];
    await guide.getByRole('button', { name: /Report it/ }).click();
    await page.keyboard.press('Enter');
    await guide.getByRole('button', { name: /Report it.*done/ }).waitFor();
    const ref = REF.exec(await ana.message('Only visible to you').locator('.message-body').textContent())[0];
    await sam.sees(ref);
    await visit.picture(`guide-1-${colorScheme}`);
    await guide.getByRole('button', { name: /The owner hears/ }).click();
    assert.equal(await visit.focusedText(), 'Acknowledge');
    await page.keyboard.press('Enter');
    await guide.getByRole('button', { name: /The owner hears.*done/ }).waitFor();
    await guide.getByRole('button', { name: /Fix it/ }).click();
    await page.keyboard.press('Enter');
    await guide.getByRole('button', { name: /Fix it.*done/ }).waitFor();
    await guide.getByRole('button', { name: /Is it true/ }).click();
    await until('the highlight to fade', async () => await page.locator('.fresh, .arrived').count() === 0);
    assert.equal(await visit.focusedText(), 'Works');
    await visit.picture(`guide-2-${colorScheme}`);
    await page.keyboard.press('Enter');
    await guide.getByText('The loop is closed.').waitFor();
    await status(ref, 'verified');
    await visit.picture(`guide-3-${colorScheme}`);
    await visit.leave();
  });
}
