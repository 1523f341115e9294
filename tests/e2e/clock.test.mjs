// Time that runs in the playground, and the real daemon in it: what is due comes once and in its order, and the
// log is not full of a clock that jumps.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Daemon, shown } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';

const DAY = 86_400_000;
const shim = process.env.LASTMILE_CLOCK;

let folder;
let playground;
let daemon;

before(async () => {
  if (!shim) return;
  folder = await mkdtemp(join(tmpdir(), 'lastmile-clock-'));
  const file = join(folder, 'clock');
  playground = await Playground.start({ args: ['--clock', file] });
  // Monday, 16 November 2026, 07:00 in London.
  await playground.request('POST', 'time', { now: Date.UTC(2026, 10, 16, 7) });
  daemon = await Daemon.start(playground, { env: { LD_PRELOAD: shim, LASTMILE_CLOCK_OFFSET: file } });
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const digests = async () => (await playground.messages('U0ANA', 'C0LEGAL'))
  .filter((message) => !message.thread_ts || message.thread_ts === message.ts)
  .filter((message) => /You said, we fixed/.test(shown(message)));

test('three weeks in a few seconds: a digest each Monday, and one line about the clock', { skip: !shim }, async () => {
  const said = await playground.command('U0ADMIN', 'C0LEGAL', '/lastmile digest every monday 09:00');
  assert.match(JSON.stringify(said.payload), /every Monday at 09:00/);
  const { now } = await playground.request('GET', 'time');
  await playground.request('POST', 'time', { speed: 4 * 86_400, until: now + 15 * DAY });
  // However slow this machine is, no Monday is over before it was looked at.
  for (const week of [0, 1, 2]) {
    const wait_at = Date.UTC(2026, 10, 16 + 7 * week, 10);
    await until(`digest ${week + 1}`, async () => {
      await playground.request('POST', 'time', { wait_at });
      return (await digests()).length > week;
    });
  }
  await playground.request('POST', 'time', { wait_at: 0 });
  await until('the weeks are over', async () => (await playground.request('GET', 'time')).speed === 1);
  const posts = await digests();
  assert.equal(posts.length, 3, 'once each');
  const days = posts.map(({ ts }) => Math.floor((Number(ts) * 1000 - Date.UTC(2026, 10, 16)) / DAY));
  assert.deepEqual([...days].sort((a, b) => a - b), days, 'in order');
  assert.ok(days[0] < 7 && days[1] >= 7 && days[1] < 14 && days[2] >= 14, `each in its week: ${days}`);
  assert.equal(daemon.log.split('\n').filter((line) => /housekeeping/.test(line)).length, 1, daemon.log);
  assert.doesNotMatch(daemon.log, /put off/);
});
