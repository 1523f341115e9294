// The page with people of Teams on it, and the real daemon behind both platforms: what is typed, pressed
// and filled in there, and a fix that reaches a person of Slack and one of Teams side by side.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Daemon } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';
import { DANA, ELI, FINANCE } from '../support/teams_people.mjs';
import { at, Browser } from './browser.mjs';

let playground;
let daemon;
let browser;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground, { platforms: ['slack', 'teams'] });
  await daemon.addSummarizer();
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await daemon?.stop();
  await playground?.stop();
});

beforeEach(() => playground.behave());

const gone = (pane) => until('the dialog to go', async () => await pane.modal.count() === 0);
const reports = () => daemon.export('reports');
const issues = () => daemon.export('issues');

test('a line typed to the app is a report; the answer is a card of Teams', async () => {
  const visit = await browser.visit(playground.url, at([DANA, 'a:1-dana']));
  const dana = visit.pane(DANA);
  assert.equal(await dana.element.getAttribute('data-platform'), 'teams');
  await dana.element.locator('.who .platform').getByText('Teams').waitFor();
  await dana.type('report summarizer it lost *clause 9* <at>Eli Brandt</at>');
  await dana.sees('Logged LM-1 for');
  assert.equal((await reports())[0].reporter, DANA);
  await dana.sees('it lost *clause 9* <at>Eli Brandt</at>');
  assert.equal(await dana.element.locator('.from-app .mention[data-person="29:1-eli"]').count(), 0, 'what was written mentions nobody');
  assert.equal(await dana.element.locator('.card-problem').count(), 0, 'the page knows all of the card');
  await visit.picture('teams-report');
  await visit.leave();
});

test('a slash command in a channel is seen by nobody else', async () => {
  const visit = await browser.visit(playground.url, at([DANA, FINANCE], [ELI, FINANCE]));
  const [dana, eli] = [visit.pane(DANA), visit.pane(ELI)];
  await dana.type('/report summarizer it counts the VAT twice');
  await dana.sees('Logged LM-2 for');
  await dana.message('Logged LM-2').getByText('Only you see this').waitFor();
  await visit.picture('teams-targeted');
  await dana.type('@lastmile status LM-2');
  await dana.sees('status LM-2');
  await eli.sees('status LM-2');
  assert.equal(await eli.messages.filter({ hasText: 'Logged' }).count(), 0, 'not for Eli');
  await visit.leave();
});

test('a form is offered, opens as a dialog, and is filled in by hand', async () => {
  const visit = await browser.visit(playground.url, at([ELI, 'a:1-eli']));
  const eli = visit.pane(ELI);
  await eli.type('report');
  await eli.sees('Report an AI failure');
  await eli.button('Open the form').click();
  await eli.modal.waitFor();
  await eli.field('What went wrong').fill('the totals are those of last year');
  await eli.field('Tool').click();
  await eli.modal.getByRole('option', { name: 'Contract summarizer' }).click();
  await eli.modal.getByRole('button', { name: 'Use this choice' }).click();
  await eli.modal.getByText('Is it one of these?').waitFor();
  assert.equal(await eli.field('What went wrong').inputValue(), 'the totals are those of last year', 'what was typed is still there');
  await eli.modal.getByText('Half an hour', { exact: true }).click();
  await visit.picture('teams-dialog');
  await eli.modal.getByRole('button', { name: 'Log it' }).click();
  await eli.modal.getByText('Logged LM-3').waitFor();
  await visit.picture('teams-dialog-answer');
  await eli.modal.getByRole('button', { name: 'Close' }).last().click();
  await gone(eli);
  const [report] = (await reports()).filter(({ issue }) => issue === 'LM-3');
  assert.deepEqual([report.reporter, report.minutes_lost, report.text], [ELI, 30, 'the totals are those of last year']);
  await visit.leave();
});

test('any message is reported by the message extension', async () => {
  const visit = await browser.visit(playground.url, at([DANA, FINANCE], [ELI, FINANCE]));
  const [dana, eli] = [visit.pane(DANA), visit.pane(ELI)];
  await eli.type('Copilot says Q3 was a loss');
  const row = dana.message('Copilot says Q3');
  await row.hover();
  await dana.take(row.getByRole('button', { name: 'More actions' }), 'Report AI failure');
  await dana.modal.getByText('Copilot says Q3 was a loss').first().waitFor();
  await visit.picture('teams-extension');
  await dana.field('What went wrong').fill('it was a profit');
  await dana.modal.getByRole('button', { name: 'Log it' }).click();
  await dana.modal.getByText(/Logged LM-\d+/).waitFor();
  await dana.page.keyboard.press('Escape');
  await gone(dana);
  await dana.element.getByRole('button', { name: 'Shortcuts' }).click();
  await dana.element.getByRole('menuitem', { name: 'Report AI failure' }).click();
  await dana.field('What went wrong').waitFor();
  await dana.page.keyboard.press('Escape');
  await gone(dana);
  await visit.leave();
});

test('a fix is told on Slack and on Teams, and what each says of it stands in its place', async () => {
  const visit = await browser.visit(playground.url, at(['U0ANA', 'D0ANA'], [DANA, 'a:1-dana']));
  const [ana, dana] = [visit.pane('U0ANA'), visit.pane(DANA)];
  await ana.type('/report summarizer it forgets the annex');
  await ana.sees('Logged');
  const ref = (await issues()).at(-1).issue;
  await dana.type(`follow ${ref}`);
  await dana.sees(ref);
  await daemon.say(`/fixed ${ref} the annex is read now`, 'U0SAM');
  await ana.sees(`Your issue ${ref} was fixed`);
  await dana.sees(`Your issue ${ref} was fixed`);
  await visit.picture('teams-and-slack');
  const told = dana.message(`Your issue ${ref} was fixed`);
  await told.getByRole('button', { name: 'Works' }).click();
  await until('the buttons have done their work', async () => await told.getByRole('button', { name: 'Works' }).count() === 0);
  await until('it is verified', async () => (await issues()).find(({ issue }) => issue === ref).status === 'verified');
  await visit.picture('teams-verified');
  await visit.leave();
});
