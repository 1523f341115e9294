// The pictures of README and docs/: the page of a demo in which a quarter has passed, seen by its people.
//
//   take-pictures.mjs URL LASTMILE FOLDER
//
// Each is a function that brings the page to where it is to be seen. A chart is shown three ways, by what the
// workspace takes: Slack's own, a picture, bars of text; for that three Mondays pass.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser } from '../../tests/browser/browser.mjs';
import { until } from '../../tests/support/playground.mjs';
import { shrink } from './shrink-png.mjs';

const [, , url] = process.argv;
const OUT = process.env.PICTURES ?? 'docs/pictures';
const MOST_BYTES = 150_000;
const WEEK = 7 * 86_400_000;
const WIDE = { width: 1280, height: 800 };

const ask = async (method, path, body) => (await fetch(`${url}/playground/${path}`, { method,
  headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })).json();

/** Monday, 09:01 in London, after `now`: the pages' own reckoning is tested elsewhere. */
async function nextMonday() {
  const { now } = await ask('GET', 'time');
  const monday = Math.floor((now - 4 * 86_400_000) / WEEK + 1) * WEEK + 4 * 86_400_000;
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' })
    .format(new Date(monday)));
  return monday + (9 - hour) * 3_600_000 + 60_000;
}

/** Time passes to the next digest; the people go on meanwhile. */
async function aWeek() {
  await ask('POST', 'time', { speed: 86400, until: await nextMonday() });
  await until('Monday', async () => (await ask('GET', 'time')).speed === 1, 60_000);
}

async function take(visit, name, element = visit.page) {
  await visit.page.mouse.move(0, 0);
  await visit.page.evaluate(() => document.activeElement?.blur());
  await until('what is new to look like the rest', async () => await visit.page.locator('.fresh, .arrived').count() === 0);
  const path = join(OUT, `${name}.png`);
  const png = shrink(await element.screenshot({ animations: 'disabled' }));
  writeFileSync(path, png);
  console.log(`${path} ${Math.round(png.length / 1000)} kB`);
  if (png.length > MOST_BYTES)
    throw new Error(`${path} is larger than ${MOST_BYTES} bytes`);
}

const visitor = (browser, where, viewport = WIDE, guideHidden = true) => browser.visit(url, where, { viewport,
  colorScheme: 'light', deviceScaleFactor: 1.25,
  prepare: (page) => page.addInitScript((hidden) => localStorage.setItem('lastmile.guide.hidden', hidden), String(guideHidden)) });

const REPLIES = /^\d+ repl/;

const toTheTop = (element) => element.evaluate((one) => one.scrollIntoView({ block: 'start' }));

/** The thread of the newest digest in the channel that is shown. */
async function thread(pane) {
  const digest = pane.messages.filter({ hasText: 'You said, we fixed' }).last();
  await digest.getByRole('button', { name: REPLIES }).click();
}

async function theDigest(browser) {
  const visit = await visitor(browser, '#as=U0ANA&channel=C0LEGAL&as=U0SAM&channel=C0LEGAL', { width: 1280, height: 980 });
  await thread(visit.pane('U0SAM'));
  await visit.pane('U0SAM').element.locator('figure').nth(1).waitFor();
  await take(visit, 'digest');
  await visit.leave();
}

/** So that something is known, and waits for its owner. */
async function twoReports() {
  for (const [as, channel, words] of [['U0NOOR', 'C0SUPPORT', 'a lease of forty pages stops in the middle'],
    ['U0CHEN', 'C0LEGAL', 'the annex with the fees is missing']]) {
    const answer = await ask('POST', 'command', { as, channel, text: `/report summarizer ${words}` });
    if (!JSON.stringify(answer).includes('Logged'))
      throw new Error(`/report: ${JSON.stringify(answer)}`);
  }
}

async function theHome(browser) {
  const visit = await visitor(browser, '#as=U0SAM&channel=D0SAM&tab=home', { width: 960, height: 1030 });
  await visit.page.getByText('a lease of forty pages').first().waitFor();
  await take(visit, 'home');
  await visit.leave();
}

async function theTrustCard(browser) {
  const visit = await visitor(browser, '#as=U0ANA&channel=C0LEGAL', { width: 960, height: 900 });
  const ana = visit.pane('U0ANA');
  await ana.type('/trust summarizer');
  await ana.sees('The card was last looked at');
  await take(visit, 'trust');
  await visit.leave();
}

async function theForm(browser) {
  const visit = await visitor(browser, '#as=U0ANA&channel=C0LEGAL&as=U0SAM&channel=D0SAM&tab=home');
  const ana = visit.pane('U0ANA');
  await ana.type('/report');
  await ana.field('What went wrong').fill('clause 9 is gone from the supplier contract');
  await ana.modal.getByText('Missing content').click();
  await toTheTop(ana.modal.getByText('Tool (optional)').first());
  await take(visit, 'form');
  await ana.modal.getByRole('button', { name: 'Cancel' }).click();
  await visit.leave();
}

/** The guide of the page, up to the question whether it is true. */
async function theLoop(browser) {
  const visit = await visitor(browser, '', WIDE, false);
  const guide = visit.page.getByRole('navigation', { name: 'Try this' });
  for (const [stop, done] of [[/Report it/, /Report it.*done/], [/The owner hears/, /The owner hears.*done/], [/Fix it/, /Fix it.*done/]]) {
    await guide.getByRole('button', { name: stop }).click();
    await visit.page.keyboard.press('Enter');
    await guide.getByRole('button', { name: done }).waitFor();
  }
  await guide.getByRole('button', { name: /Is it true/ }).click();
  await visit.pane('U0ANA').message('clause 9 is kept now').getByRole('button', { name: 'Works' }).waitFor();
  await take(visit, 'playground');
  await visit.leave();
}

/** One fix, told on both platforms. */
async function bothPlatforms(browser) {
  const reported = async (as, channel, words) => {
    await ask('POST', 'command', { as, channel, text: words });
    return until(`${as} to be answered`, async () => (await ask('GET', `messages?as=${encodeURIComponent(as)}&channel=${encodeURIComponent(
      as.startsWith('U0') ? `D0${as.slice(2)}` : channel)}`)).messages.map((message) => /Logged (LM-\d+)/.exec(JSON.stringify(message))?.[1]).findLast(Boolean));
  };
  const ana = await reported('U0ANA', 'C0LEGAL', '/report summarizer page numbers are off by one');
  const eli = await reported('29:1-eli', 'a:1-eli', 'report summarizer the page numbers of the lease are wrong');
  await ask('POST', 'command', { as: 'U0SAM', channel: 'C0LEGAL', text: `/fixed ${ana} ${eli} pages are counted from one now` });
  const visit = await visitor(browser, '#as=U0ANA&channel=D0ANA&as=29:1-eli&channel=a:1-eli');
  for (const person of ['U0ANA', '29:1-eli']) await visit.pane(person).sees(/was fixed by .*pages are counted from one now/s);
  await take(visit, 'both');
  await visit.leave();
}

/** The same digest where a workspace takes no charts, and where it takes no files either. */
async function theCharts(browser) {
  const visit = async (name, height) => {
    await aWeek();
    const seen = await visitor(browser, '#as=U0ADMIN&channel=C0AIHELP', { width: 960, height });
    await thread(seen.pane('U0ADMIN'));
    if (name === 'charts')
      await seen.page.locator('img.block-picture').nth(1).waitFor();
    else
      await toTheTop(seen.page.locator('.thread pre, pre').first());
    await take(seen, name);
    await seen.leave();
  };
  await ask('POST', 'limits', { charts: false });
  await visit('charts', 1000);
  await ask('POST', 'faults', { faults: [{ kind: 'error', method: 'files.getUploadURLExternal', error: 'missing_scope', times: 0 }] });
  await visit('charts-as-text', 700);
}

async function main() {
  mkdirSync(OUT, { recursive: true });
  const browser = await Browser.start();
  try {
    await aWeek();
    await theDigest(browser);
    await twoReports();
    await theHome(browser);
    await theTrustCard(browser);
    await theForm(browser);
    await theLoop(browser);
    await bothPlatforms(browser);
    await theCharts(browser);
  } finally {
    await browser.stop();
  }
}

await main();
