// Charts on Slack, by the real daemon: Slack's own where the workspace takes them, else pictures, else bars
// of text; which of them works is remembered, and no trouble on the way loses the message.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Clock } from '../support/clock.mjs';
import { Daemon } from '../support/daemon.mjs';
import { owe, property } from '../support/outbox.mjs';
import { Playground, until } from '../support/playground.mjs';

const DAY = 24 * 3600_000;
const HOSTILE = '<!channel> *x* & "y" \u202e';

let playground, daemon;
before(async () => { playground = await Playground.start(); });
after(() => playground.stop());
beforeEach(async () => {
  await playground.reset();
  await limits({});
});
afterEach(async () => {
  await daemon?.stop();
  daemon = null;
});

const limits = (more) => playground.request('POST', 'limits', { rate_limits: false, ...more });

const chart = (more = {}) => ({ title: 'Reported and fixed', unit: 'issues', type: 'bars',
  categories: ['2 Nov', '9 Nov'], series: [{ name: 'reported', values: [4, 12] }, { name: 'fixed', values: [3, 6.5] }],
  ...more });

const digest = (title, ...charts) => ({ summary: title, blocks: [
  { type: 'heading', spans: [{ type: 'text', text: title }] },
  ...charts.map((one) => ({ type: 'chart', chart: one }))] });

/** Owes a digest and waits for it: the types of its blocks but the heading's. */
async function tell(title, ...charts) {
  owe(daemon, 'C0LEGAL', digest(title, ...charts));
  const message = await until(`"${title}" is posted`, async () =>
    (await playground.messages('U0ANA', 'C0LEGAL')).find((one) => one.text.includes(title)), 60_000);
  message.shown = message.blocks.slice(1).map((block) => block.type);
  return message;
}

const posts = async () => (await playground.calls()).filter(({ method }) => method === 'chat.postMessage').length;
const count = async (method) => (await playground.calls()).filter((one) => one.method === method).length;
const uploads = () => count('files.completeUploadExternal');

test('Slack draws what it can, and what it cannot say is a picture', async () => {
  daemon = await Daemon.start(playground);
  const message = await tell('Week 1', chart(), chart({ type: 'lines', title: HOSTILE.repeat(5) }));
  assert.deepEqual(message.shown, ['data_visualization', 'data_visualization']);
  assert.deepEqual(message.blocks[1].chart.series[1].data, [{ label: '2 Nov', value: 3 }, { label: '9 Nov', value: 6.5 }]);
  assert.ok(message.blocks[2].title.length <= 50);
  assert.deepEqual(message.mentions, []);
  assert.equal(await uploads(), 0);
  const gap = chart({ series: [{ name: 'hours', values: [null, 2] }] });
  const mixed = await tell('Week 2', chart(), gap, chart(), chart({ title: 'A third' }));
  assert.deepEqual(mixed.shown, ['data_visualization', 'image', 'data_visualization', 'image']);
  assert.match(mixed.blocks[2].alt_text, /hours: 2 Nov not known, 9 Nov 2\./);
  assert.equal(property(daemon, 'slack_charts'), '');
});

test('where Slack takes no charts they are pictures, also after a restart', async () => {
  await limits({ charts: false });
  daemon = await Daemon.start(playground);
  const first = await tell('Week 1', chart());
  assert.deepEqual(first.shown, ['image']);
  const served = await fetch(`${playground.url}/files/${first.blocks[1].slack_file.id}`);
  assert.equal(served.headers.get('content-type'), 'image/png');
  assert.ok((await served.arrayBuffer()).byteLength > 5000);
  await until('it is remembered', () => property(daemon, 'slack_charts').startsWith('picture '));
  assert.equal(await posts(), 1);
  await daemon.stop({ keep: true });
  await limits({}); // it would take them now, but is not asked again yet
  await daemon.run();
  const second = await tell('Week 2', chart({ title: HOSTILE, categories: [HOSTILE, 'x'] }));
  assert.deepEqual(second.shown, ['image']);
  assert.deepEqual(second.mentions, []);
  assert.match(second.blocks[1].alt_text, /reported: <!channel> \*x\*/);
  assert.equal((await tell('Week 3', chart({ title: HOSTILE, categories: [HOSTILE, 'x'] }))).blocks[1].slack_file.id,
    second.blocks[1].slack_file.id, 'the same chart is uploaded once');
  assert.equal(await posts(), 3);
});

test('after a month Slack is asked again', { skip: !Clock.available }, async (t) => {
  await limits({ charts: false });
  const clock = await Clock.create();
  t.after(() => clock.remove());
  daemon = await Daemon.start(playground, { env: clock.env });
  assert.deepEqual((await tell('Week 1', chart())).shown, ['image']);
  await until('it is remembered', () => property(daemon, 'slack_charts').startsWith('picture '));
  await limits({});
  await clock.set(clock.offset + 29 * DAY);
  assert.deepEqual((await tell('Week 5', chart())).shown, ['image']);
  await clock.set(clock.offset + 2 * DAY);
  assert.deepEqual((await tell('Week 6', chart())).shown, ['data_visualization']);
  await until('it is remembered', () => property(daemon, 'slack_charts').startsWith('native '));
});

test('a picture that Slack has not looked at yet is given time', async () => {
  await limits({ charts: false, pictures_after_ms: 6000 });
  daemon = await Daemon.start(playground);
  const message = await tell('Week 1', chart());
  assert.deepEqual(message.shown, ['image']);
  assert.match(daemon.log, /outcome=RETRY_LATER reason=picture_not_ready/);
  assert.equal(await uploads(), 1);
  assert.equal(await posts(), 1);
});

/** Bars of text with every number, and nothing about pictures is remembered as broken. */
function assertBars(message) {
  assert.deepEqual(message.shown, ['rich_text']);
  assert.equal(message.blocks[1].elements[0].type, 'rich_text_preformatted');
  assert.match(message.blocks[1].elements[0].elements[0].text, /9 Nov █+ 12\n/);
}

test('what goes wrong with a picture leaves text, never nothing', async () => {
  await limits({ charts: false });
  daemon = await Daemon.start(playground);
  const faults = [
    { kind: 'error', method: 'files.getUploadURLExternal', error: 'missing_scope' },
    { kind: 'status', method: 'upload', status: 500 },
    { kind: 'error', method: 'files.completeUploadExternal', error: 'internal_error' },
    { kind: 'reset_after', method: 'files.completeUploadExternal', times: 0 }, // a warm connection tries twice
  ];
  for (const [index, fault] of faults.entries()) {
    await playground.misbehave(fault);
    assertBars(await tell(`Week ${index}`, chart({ unit: `issues ${index}` })));
    assert.match(daemon.log, /shown as text, not as a picture/);
  }
  await playground.behave();
  assert.deepEqual((await tell('At last', chart())).shown, ['image']);
  assert.match(property(daemon, 'slack_charts'), /^picture \d+ T0ACME$/);
});

/** The daemon with this program as its lastmile-chart: a copy, beside which it stands. */
function withProgram(script) {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-chart-'));
  copyFileSync(process.env.LASTMILE, join(folder, 'lastmile'));
  chmodSync(join(folder, 'lastmile'), 0o755);
  if (script) writeFileSync(join(folder, 'lastmile-chart'), script, { mode: 0o755 });
  return { folder, executable: join(folder, 'lastmile') };
}

async function tellWith(script, title) {
  const { folder, executable } = withProgram(script);
  const own = process.env.LASTMILE;
  process.env.LASTMILE = executable;
  try {
    daemon = await Daemon.start(playground);
    return { message: await tell(title, chart()), folder, check: await daemon.must('check') };
  } finally {
    process.env.LASTMILE = own;
    await daemon.stop();
    rmSync(folder, { recursive: true });
  }
}

test('no program, a broken one, an endless one, one that says too much', async () => {
  await limits({ charts: false });
  const missing = await tellWith(null, 'Missing');
  assertBars(missing.message);
  assert.match(missing.check, /^charts +ok: as text .*lastmile-chart is missing/m);
  for (const [title, script, words] of [
    ['Broken', '#!/bin/sh\necho broken >&2\nexit 3\n', /ended with 3: broken/],
    ['Mad', '#!/bin/sh\nkill -9 $$\n', /was ended by signal 9/],
    ['Gossip', '#!/bin/sh\nexec cat /dev/zero\n', /said more than it may/],
    ['Deaf', '#!/bin/sh\nexit 0\n', /drew nothing/],
    ['Slow', '#!/bin/sh\nexec sleep 600\n', /was too slow/],
  ]) {
    const { message, check } = await tellWith(script, title);
    assertBars(message);
    assert.match(daemon.log, words);
    assert.match(check, /^charts +ok: .*\/lastmile-chart$/m);
  }
});

test('the program that draws gets no secret and no open file of ours', async () => {
  const place = mkdtempSync(join(tmpdir(), 'lastmile-said-'));
  await limits({ charts: false });
  await tellWith(`#!/bin/sh\nenv >${place}/env\nls /proc/self/fd >${place}/fd\nexit 1\n`, 'Curious');
  const said = (name) => readFileSync(join(place, name), 'utf8').trim().split('\n').sort();
  assert.deepEqual(said('env').filter((line) => !line.startsWith('PWD=')), ['LANG=C.UTF-8', 'PATH=/usr/bin:/bin']);
  assert.deepEqual(said('fd'), ['0', '1', '2', '3'], 'the three streams, and the folder that ls reads');
  rmSync(place, { recursive: true });
});

test('the daemon itself carries neither cairo nor fonts', () => {
  const linked = execFileSync('ldd', [process.env.LASTMILE], { encoding: 'utf8' });
  assert.match(linked, /libuv/);
  assert.doesNotMatch(linked, /cairo|pango|fontconfig|freetype/);
});
