// Microsoft's own playground for agents as a person has it before them, in Chromium: what our cards look like where
// Microsoft draws them, and that what is pressed and filled in there reaches the daemon. Pictures of each step are
// left in SCREENSHOTS. The browser may talk to this machine alone.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { AgentsPlayground, ISAIAH, LEGAL, MEGAN } from '../support/agents_playground.mjs';
import { Clock } from '../support/clock.mjs';
import { until } from '../support/playground.mjs';

let clock;
let agents;
let daemon;
let browser;
let page;
let megan;

const picture = async (name) => {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `agents-${name}.png`) });
};

before(async () => {
  clock = await Clock.create();
  agents = await AgentsPlayground.start({ clock: Clock.available ? clock : Date });
  daemon = await agents.startDaemon({ env: clock.env, admins: [ISAIAH.id] });
  megan = await agents.chat(MEGAN);
  await agents.says('mine', MEGAN, megan);
  await daemon.say(`/lastmile tool summarizer title="Contract summarizer" owner=${MEGAN.id} recovery="Copy the clause by hand."`);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-GB', timezoneId: 'Europe/London' });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
  await page.route('**/*', (route) => (new URL(route.request().url()).hostname === '127.0.0.1' ? route.continue() : route.abort()));
  await page.goto(agents.url);
  await page.getByText('Personal Chat').first().waitFor();
});
after(async () => {
  await browser?.close();
  await daemon?.stop();
  await agents?.stop();
  await clock?.remove();
});

const box = () => page.getByRole('textbox').first();
const type = async (text) => {
  await box().click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
};
const card = (words) => page.locator('.ac-adaptiveCard').filter({ hasText: words }).last();
const status = (ref, wanted) => until(`${ref} is ${wanted}`, async () => (
  (await daemon.export('issues')).find(({ issue }) => issue === ref)?.status === wanted));

test('who adds the app is welcomed', async () => {
  const welcome = card('Welcome to lastmile');
  await welcome.getByText('When an AI tool fails you, say so in one line').waitFor();
  assert.deepEqual(await welcome.getByRole('button').allInnerTexts(), ['Report a failure', 'Home', 'Help']);
  await picture('welcome');
});

test('a report, its receipt, its fix, one press', async () => {
  const words = 'clause 9 is # gone, see [here](https://x.example) and {{DATE(2026-01-01T00:00:00Z)}}';
  await type(`report summarizer ${words}`);
  const receipt = card('Logged LM-1');
  await receipt.waitFor();
  const shown = (await receipt.innerText()).replaceAll('\u2060', '');
  assert.ok(shown.includes(words), shown);
  assert.match(shown, /expect word by \w+, \d+ \w+ \d{4} at \d\d:\d\d/, 'times are the reader\'s');
  assert.equal(await receipt.locator('a').count(), 0, 'what people wrote leads nowhere');
  await picture('receipt');

  await agents.says('fixed LM-1 clause nine is kept now', MEGAN, megan);
  const told = card('Your issue LM-1 was fixed');
  await told.getByText('clause nine is kept now').waitFor();
  await picture('fixed');
  const buttons = told.getByRole('button');
  assert.deepEqual(await buttons.allInnerTexts(), ['Works', 'Partly', 'Still broken']);
  const tops = await Promise.all([0, 1, 2].map(async (index) => (await buttons.nth(index).boundingBox()).y));
  assert.equal(new Set(tops).size, 1, 'side by side');
  await buttons.first().click();
  await status('LM-1', 'verified');
  await told.getByText('You said: it works.').waitFor();
  assert.equal(await buttons.count(), 0);
  await picture('verified');
});

test('home is shown', async () => {
  await type('home');
  await card('Hello, Ana Lima').getByText('Tools', { exact: true }).waitFor();
  await picture('home');
});

test('the form of the message extension is filled in and sent', async () => {
  // In a channel: in the chat with us the receipt would come, and a message that comes empties its dialog.
  await page.getByRole('treeitem', { name: /Legal/ }).click();
  await page.getByRole('button', { name: 'Trigger Message Extension App' }).last().click(); // what was said here has one, too
  await page.getByRole('menuitem', { name: 'Action Command' }).click();
  await page.getByRole('textbox', { name: 'Command ID' }).fill('reportFailure');
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Report an AI failure').waitFor();
  await dialog.getByRole('combobox', { name: 'Tool' }).click();
  await page.getByRole('option', { name: 'Contract summarizer' }).click();
  await dialog.getByRole('radio', { name: 'Made-up fact' }).check();
  await dialog.getByRole('radio', { name: 'Half an hour' }).check();
  await picture('form');
  await dialog.getByRole('textbox', { name: 'What went wrong' }).fill('it made up\na clause');
  await dialog.getByRole('checkbox', { name: 'It got out to others' }).check();
  await dialog.getByRole('button', { name: 'Log it' }).click();
  await dialog.getByText('Logged LM-2').waitFor();
  await picture('logged');
  const [report] = (await daemon.export('reports')).filter(({ issue }) => issue === 'LM-2');
  assert.deepEqual([report.tool, report.text, report.kind, report.minutes_lost], ['summarizer', 'it made up\na clause', 'made_up', 30]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('the digest is posted into the channel, its chart drawn', { skip: !Clock.available }, async () => {
  const { postConversationId: thread } = await agents.types('digest', LEGAL);
  await agents.says('digest every monday 09:00', ISAIAH, thread);
  await agents.hears(/reads its digest every Monday at 09:00/, thread);
  await clock.pass(7, 'day', daemon);
  await card('You said, we fixed').waitFor();
  await picture('digest');
  const details = card('Announced fixed');
  await details.scrollIntoViewIfNeeded();
  const chart = details.locator('svg').filter({ has: page.locator('path, line, rect') }).last();
  await chart.waitFor();
  const { width, height } = await chart.boundingBox();
  assert.ok(width > 200 && height > 100, `${width} × ${height}`);
  await chart.scrollIntoViewIfNeeded();
  await picture('chart');
});
