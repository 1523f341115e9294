// Charts and pictures on the page: what Slack would draw is drawn here, readable in light and dark, and
// every number is there for who does not see it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { BOT_TOKEN, Playground } from '../support/playground.mjs';
import { Browser } from './browser.mjs';
import { faintTexts } from './faint.mjs';

const HOSTILE = '<img src=x onerror=alert(1)>';
const WEEKS = ['7 Sep', '14 Sep', '21 Sep', '28 Sep', '5 Oct', '12 Oct', '19 Oct', '26 Oct', '2 Nov', '9 Nov', '16 Nov', '23 Nov'];
const REPORTED = [4, 7, 12, 9, 6, 5, 8, 11, 7, 4, 3, 5], FIXED = [1, 3, 6, 8, 9, 5, 6, 9, 8, 6, 4, 3];

let playground;
let browser;

before(async () => {
  playground = await Playground.start();
  await playground.request('POST', 'limits', { rate_limits: false });
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await playground?.stop();
});

async function api(method, form) {
  const response = await fetch(playground.api + method, { method: 'POST',
    headers: { Authorization: `Bearer ${BOT_TOKEN}` }, body: new URLSearchParams(form) });
  const answer = await response.json();
  assert.ok(answer.ok, `${method}: ${JSON.stringify(answer)}`);
  return answer;
}

const post = (text, blocks) =>
  api('chat.postMessage', { channel: 'C0LEGAL', text, blocks: JSON.stringify(blocks) });

const visualization = (title, type, series, categories = WEEKS, y_label = 'issues') => ({
  type: 'data_visualization', title, chart: { type, axis_config: { categories, y_label },
    series: Object.entries(series).map(([name, values]) => ({ name,
      data: values.map((value, index) => ({ label: categories[index], value })) })) } });

const pie = { type: 'data_visualization', title: 'What went wrong', chart: { type: 'pie',
  segments: [{ label: 'Wrong answer', value: 7 }, { label: 'Made up', value: 2 }, { label: 'Too slow', value: 1 }] } };

async function picture() {
  const drawn = spawnSync(process.env.LASTMILE_CHART, { input: JSON.stringify({ title: 'Hours returned, net · 安娜 Анна',
    unit: 'hours', type: 'lines', categories: WEEKS, series: [{ name: 'net', values: FIXED },
      { name: 'target', values: WEEKS.map(() => 8) }] }) }).stdout;
  const { upload_url, file_id } = await api('files.getUploadURLExternal', { filename: 'chart.png', length: drawn.length });
  assert.equal((await fetch(upload_url, { method: 'POST', body: drawn })).status, 200);
  await api('files.completeUploadExternal', { files: JSON.stringify([{ id: file_id }]) });
  return { type: 'image', slack_file: { id: file_id }, alt_text: 'Hours returned (hours). net: 7 Sep 1.' };
}

test('charts and pictures are shown, each number also as text', async () => {
  await post('charts', [visualization('Reported and fixed, by week', 'bar', { reported: REPORTED, fixed: FIXED }),
    visualization(HOSTILE.slice(0, 50), 'line', { 'time to fix': REPORTED.map((one) => one - 5), [HOSTILE.slice(0, 20)]: FIXED }, WEEKS, 'days')]);
  await post('more', [visualization('Area', 'area', { fixed: FIXED }), pie]);
  await post('picture', [await picture()]);
  for (const colorScheme of ['light', 'dark']) {
    const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL',
      { colorScheme, viewport: { width: 900, height: 1900 } });
    const { page } = visit;
    await page.locator('img.block-picture').waitFor();
    const figures = page.locator('figure');
    assert.equal(await figures.count(), 4);
    assert.equal(await figures.nth(0).locator('rect.chart-bar').count(), 24);
    assert.equal(await figures.nth(1).locator('polyline').count(), 2);
    assert.equal(await figures.nth(2).locator('polygon').count(), 1);
    assert.equal(await figures.nth(3).locator('path.chart-bar').count(), 3);
    const tallest = await figures.nth(0).locator('rect.series-0').evaluateAll((all) =>
      all.map((one) => Number(one.getAttribute('height'))).map((one, _, list) => one === Math.max(...list)).indexOf(true));
    assert.equal(tallest, 2, 'the greatest number is the tallest bar');
    assert.deepEqual(await figures.nth(0).locator('tbody tr').nth(2).locator('th, td').allTextContents(), ['21 Sep', '12', '6']);
    assert.deepEqual(await figures.nth(1).locator('thead th').allTextContents(), ['time to fix', HOSTILE.slice(0, 20)]);
    assert.deepEqual(await figures.nth(3).locator('tbody tr').first().locator('th, td').allTextContents(), ['Wrong answer', '7']);
    assert.equal(await page.getByRole('figure', { name: 'Reported and fixed, by week' }).count(), 1);
    const shown = page.locator('img.block-picture');
    assert.equal(await shown.getAttribute('alt'), 'Hours returned (hours). net: 7 Sep 1.');
    assert.equal(await shown.evaluate((image) => image.decode().then(() => image.naturalWidth)), 1280);
    assert.deepEqual(await page.evaluate(faintTexts), []);
    await visit.picture(`charts-${colorScheme}`);
    await visit.leave();
  }
});

test('in a narrow window nothing is cut off', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL', { viewport: { width: 360, height: 780 } });
  await visit.page.locator('img.block-picture').waitFor();
  const wide = await visit.page.evaluate(() => [...document.querySelectorAll('svg.chart, .block-picture')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth).length);
  assert.equal(wide, 0);
  await visit.leave();
});
