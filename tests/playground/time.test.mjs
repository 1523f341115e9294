// Time that runs: what stands in the file of the clock, what the people's messages say, and that time goes
// forward only, as far as it is told.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Socket } from './slack.mjs';

const DAY = 86_400_000;

let folder;
let file;
let playground;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-time-'));
  file = join(folder, 'clock');
  playground = await Playground.start({ args: ['--clock', file] });
});

after(async () => {
  await playground.stop();
  await rm(folder, { recursive: true, force: true });
});

const time = () => playground.request('GET', 'time');
const steer = (orders) => playground.request('POST', 'time', orders);
const offset = async (index = 0) => Number((await readFile(file)).readBigInt64LE(8 * index));

test('before anybody has spoken it may be any time, and messages are of that time', async () => {
  const then = Date.now() - 90 * DAY;
  const answer = await steer({ now: then });
  assert.equal(answer.ok, true);
  assert.equal(answer.movable, true);
  assert.equal(answer.speed, 1);
  assert.ok(Math.abs(await offset() + 90 * DAY) < DAY);
  const { ts } = await playground.say('U0ANA', 'C0LEGAL', 'good morning');
  assert.ok(Math.abs(Number(ts) * 1000 - then) < DAY, ts);
});

test('once somebody has spoken time goes forward alone', async () => {
  const { now } = await time();
  const back = await steer({ now: now - DAY });
  assert.equal(back.error, 'invalid_time');
  assert.match(back.message, /forward/);
  const late = await steer({ now: now - 1000 });
  assert.ok(late.ok && late.now >= now, 'what was now when it was asked for is now');
  assert.equal((await steer({ now: now + DAY })).ok, true);
  const [first, second] = [(await playground.messages('U0ANA', 'C0LEGAL')).at(-1),
    await playground.say('U0ANA', 'C0LEGAL', 'and again')];
  assert.ok(Number(second.ts) - Number(first.ts) >= DAY / 1000);
});

test('a day in a minute ends at the moment that was named, and the page hears of it', async () => {
  const stream = await Socket.open(playground, `${playground.url}/playground/stream?as=U0ANA`);
  const { now } = await time();
  const end = now + DAY / 24;
  const answer = await steer({ speed: 1440, until: end });
  assert.equal(answer.speed, 1440);
  assert.equal(answer.until, end);
  await until('the hour is over', async () => (await time()).speed === 1);
  const after = await time();
  assert.equal(after.until, null);
  assert.ok(after.now >= end && after.now < end + DAY / 24, 'it stopped there');
  assert.ok(Math.abs(await offset() - (after.now - Date.now())) < DAY / 24);
  assert.equal((await stream.hear('time')).speed, 1440);
  assert.equal((await stream.hear('time')).speed, 1);
  stream.destroy();
});

test('it waits for who plays the people, and goes on when they move the moment on', async () => {
  const { now } = await time();
  const stop = now + DAY;
  await steer({ wait_at: stop, speed: 604800 });
  await until('it is there', async () => (await time()).now >= stop);
  const there = await time();
  assert.equal(there.speed, 604800);
  assert.ok(there.now < stop + DAY / 24, 'eight hours pass in the blink of an eye');
  await steer({ wait_at: stop + DAY });
  await until('it went on', async () => (await time()).now >= stop + DAY);
  await steer({ speed: 1 });
});

test('the other clock is moved by itself', async () => {
  assert.equal(await offset(1), 0);
  await steer({ since_start: 1500 });
  assert.equal(await offset(1), 1500);
});

test('what makes no sense changes nothing', async () => {
  for (const orders of [{ speed: 0 }, { speed: -5 }, { speed: 1e9 }, { speed: 1440, until: 5 }, { now: -1 }]) {
    const before = await time();
    assert.equal((await steer(orders)).error, 'invalid_time', JSON.stringify(orders));
    assert.equal((await time()).speed, before.speed);
  }
});

test('another run goes on where time stood, and without the file it stands by the system', async () => {
  await playground.stop();
  const stood = await offset();
  playground = await Playground.start({ args: ['--clock', file] });
  assert.ok(Math.abs((await time()).now - Date.now() - stood) < DAY / 24);
  const plain = await Playground.start();
  const answer = await plain.request('GET', 'time');
  assert.equal(answer.movable, false);
  assert.ok(Math.abs(answer.now - Date.now()) < DAY / 24);
  assert.equal((await plain.request('POST', 'time', { speed: 1440 })).error, 'invalid_time');
  await plain.stop();
});
