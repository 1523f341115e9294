// lastmile-chart draws what it is given and nothing else: the size, the colours that must be there,
// names in any script, and a refusal for what is no chart.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';

const CHART = process.env.LASTMILE_CHART;
const PALETTE = [[0, 114, 178], [230, 159, 0], [0, 158, 115]];
const weeks = ['2 Nov', '9 Nov', '16 Nov'];

function draw(chart) {
  const input = typeof chart === 'string' ? chart : JSON.stringify(chart);
  const run = spawnSync(CHART, { input, maxBuffer: 1 << 24 });
  return { status: run.status, picture: run.stdout, words: run.stderr.toString() };
}

/** The size and the pixels (a set of "r,g,b") of a PNG with 8-bit RGB and any row filters. */
function look(png) {
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  const width = png.readUInt32BE(16), height = png.readUInt32BE(20);
  const parts = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.subarray(at + 4, at + 8).toString() === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(parts));
  const bytes = png[25] === 6 ? 4 : 3, row = width * bytes;
  const colours = new Map();
  let above = new Uint8Array(row);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)], line = Uint8Array.from(raw.subarray(y * (row + 1) + 1, (y + 1) * (row + 1)));
    for (let x = 0; x < row; x++) {
      const a = x >= bytes ? line[x - bytes] : 0, b = above[x], c = x >= bytes ? above[x - bytes] : 0;
      const p = a + b - c, near = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = near[0] <= near[1] && near[0] <= near[2] ? a : near[1] <= near[2] ? b : c;
      line[x] += [0, a, b, (a + b) >> 1, paeth][filter];
    }
    for (let x = 0; x < row; x += bytes) {
      const colour = `${line[x]},${line[x + 1]},${line[x + 2]}`;
      colours.set(colour, (colours.get(colour) ?? 0) + 1);
    }
    above = line;
  }
  return { width, height, colours };
}

const bars = (values) => ({
  title: 'Reported and fixed', unit: 'issues', type: 'bars', categories: weeks,
  series: values.map((one, index) => ({ name: `series ${index}`, values: one })),
});

test('bars and lines have their colours, and as much of them as their numbers say', () => {
  for (const type of ['bars', 'lines']) {
    const { status, picture, words } = draw({ ...bars([[4, 8, 2], [1, 2, 3], [0, 1, 1]]), type });
    assert.equal(words, '');
    assert.equal(status, 0);
    const { width, height, colours } = look(picture);
    assert.deepEqual([width, height], [1280, 640]);
    for (const colour of PALETTE)
      assert.ok(colours.get(colour.join(',')) > 50, `${type} lacks ${colour}`);
  }
  const ink = (values) => look(draw(bars(values)).picture).colours;
  const blue = PALETTE[0].join(','), orange = PALETTE[1].join(',');
  const both = ink([[8, 8, 8], [4, 4, 4]]);
  const share = both.get(orange) / both.get(blue);
  assert.ok(share > 0.45 && share < 0.55, `half as much is drawn as ${share}`);
});

test('what is not known leaves a gap, and nothing at all is still a picture', () => {
  for (const values of [[null, 3, null], [null, null, null], [0, 0, 0], [0.4, 0, 0], [1e12, 1, 0]]) {
    const { status, picture } = draw(bars([values]));
    assert.equal(status, 0, JSON.stringify(values));
    look(picture);
  }
});

test('names in any script have a font', () => {
  const names = ['Ana Müller', 'Анна', 'アナ', '安娜', 'آنا', 'अना', 'Άννα', 'אנה'];
  const { status, words } = draw({
    title: names.slice(0, 4).join(' · '), unit: names[4], type: 'lines', categories: names,
    series: [{ name: names[5], values: names.map((_, index) => index) }],
  });
  assert.equal(words, '');
  assert.equal(status, 0);
  assert.match(draw({ ...bars([[1, 2, 3]]), title: '\u{1F9FF}\u{10FFFD}' }).words, /fonts-noto/);
});

test('long and hostile words stay words', () => {
  const { status, picture } = draw({
    title: '<b>&amp;</b> '.repeat(500), unit: '\u202e%s%n'.repeat(50), type: 'bars',
    categories: weeks.map((week) => week.repeat(200)),
    series: [{ name: 'x'.repeat(5000), values: [1, 2, 3] }],
  });
  assert.equal(status, 0);
  assert.deepEqual(Object.values(look(picture)).slice(0, 2), [1280, 640]);
});

test('what is no chart is refused with a reason', () => {
  for (const input of ['', '{', '{}', '[]', 'null', JSON.stringify({ ...bars([[1, 2]]) }), 'x'.repeat(70000)]) {
    const { status, picture, words } = draw(input);
    assert.equal(status, 65, input.slice(0, 40));
    assert.equal(picture.length, 0);
    assert.match(words, /^lastmile-chart: standard input is no chart: /);
  }
});
