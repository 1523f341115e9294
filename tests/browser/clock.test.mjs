// The control that lets time run: what it shows, what it orders, and that it is not there where time cannot be moved.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Browser } from './browser.mjs';
import { faintTexts } from './faint.mjs';

let folder;
let playground;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-time-'));
  playground = await Playground.start({ args: ['--clock', join(folder, 'clock')] });
  // Thursday, 19 November 2026, 15:30 in London.
  await playground.request('POST', 'time', { now: Date.UTC(2026, 10, 19, 15, 30) });
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await playground?.stop();
  await rm(folder, { recursive: true, force: true });
});

const time = () => playground.request('GET', 'time');
const control = (visit) => visit.page.getByRole('group', { name: 'Time' });
const button = (visit, name) => control(visit).getByRole('button', { name });

test('time runs when it is told, and is real again when it is told', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL');
  await control(visit).getByText('Thu 19 Nov, 15:3').waitFor();
  await button(visit, 'A day in a minute').click();
  await button(visit, 'Real time').waitFor(); // once the playground has said that it runs
  assert.equal((await time()).speed, 1440);
  assert.deepEqual(await visit.page.evaluate(faintTexts), [], 'also while it runs all can be read');
  await until('an hour is over', async () => !(await control(visit).textContent()).includes('15:'));
  await visit.picture('time-runs');
  await button(visit, 'Real time').press('Enter');
  await button(visit, 'A day in a minute').waitFor();
  assert.equal((await time()).speed, 1);
  await visit.leave();
});

test('on to the next Monday at nine, and the page says that it is there', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL');
  await button(visit, 'Next Monday').click();
  await control(visit).getByRole('status').getByText('It is Mon 23 Nov, 09:01.').waitFor({ state: 'attached' });
  const { now, speed } = await time();
  assert.equal(speed, 1);
  assert.ok(now >= Date.UTC(2026, 10, 23, 9, 1) && now < Date.UTC(2026, 10, 23, 9, 30));
  await button(visit, 'Next morning').click();
  await control(visit).getByRole('status').getByText('It is Tue 24 Nov, 09:01.').waitFor({ state: 'attached' });
  await visit.leave();
});

test('another window sees it too, and messages are of that time', async () => {
  const here = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL');
  const there = await browser.visit(playground.url, '#as=U0CHEN&channel=C0LEGAL');
  await button(here, 'A day in a minute').click();
  await button(there, 'Real time').click();
  await button(here, 'A day in a minute').waitFor();
  await here.pane('U0ANA').type('what day is it');
  await there.pane('U0CHEN').sees('what day is it');
  assert.ok(Number((await playground.messages('U0ANA', 'C0LEGAL')).at(-1).ts) * 1000 > Date.UTC(2026, 10, 24, 9));
  await there.pane('U0CHEN').element.getByText('Today').waitFor();
  await button(there, 'Next Monday').click();
  await until('that is not today any more', async () => await here.pane('U0ANA').element.getByText('Today').count() === 0);
  await here.leave();
  await there.leave();
});

test('where time cannot be moved there is no control', async () => {
  const plain = await Playground.start();
  const visit = await browser.visit(plain.url, '#as=U0ANA&channel=C0LEGAL');
  await visit.pane('U0ANA').type('nothing to see');
  await visit.pane('U0ANA').sees('nothing to see');
  assert.equal(await control(visit).isVisible(), false);
  await visit.leave();
  await plain.stop();
});

for (const width of [1341, 1340, 1240, 980, 960, 760, 390]) {
  test(`nothing is cut off or lies over another at ${width} pixels`, async () => {
    const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL', { viewport: { width, height: 800 } });
    await control(visit).waitFor();
    await visit.page.evaluate(() => { document.getElementById('link-words').textContent = 'lastmile is connected to Slack and Teams'; });
    const boxes = await visit.page.evaluate(() => [...document.querySelectorAll('.top > :not([hidden])')]
      .map((one) => one.getBoundingClientRect()).filter(({ width: wide }) => wide > 0)
      .map(({ left, right }) => ({ left, right })));
    boxes.forEach(({ left, right }, index) => {
      assert.ok(left >= 0 && right <= width + 0.5, `inside the window: ${left} to ${right}`);
      assert.ok(index === 0 || left >= boxes[index - 1].right - 0.5, 'one beside the other');
    });
    await visit.picture(`time-${width}`);
    await visit.leave();
  });
}
