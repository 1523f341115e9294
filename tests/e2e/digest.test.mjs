// Promise 5: a digest comes once per channel and week at the local time asked for, across restarts, clocks
// that are put forth and back, and days in which nothing runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Clock } from '../support/clock.mjs';
import { Daemon, shown } from '../support/daemon.mjs';
import { Playground } from '../support/playground.mjs';

const DAY = 86_400_000;

let clock;
let playground;
let daemon;

before(async () => {
  clock = await Clock.create();
  playground = await Playground.start({ env: clock.env });
  daemon = await Daemon.start(playground, { env: clock.env });
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
  await clock?.remove();
});

/** The posts in #legal, without what stands in their threads. */
async function digests() {
  const messages = await playground.messages('U0ANA', 'C0LEGAL');
  return messages.filter((message) => /You said, we fixed/.test(shown(message))).map(shown);
}

/** The clock shows this many days after the beginning. */
async function at(days) {
  await clock.set(clock.beginning + days * DAY);
}

async function again() {
  await daemon.kill('SIGKILL');
  await daemon.run();
  await clock.happen(daemon);
}

test('once a week, whatever becomes of the daemon and its clock', { skip: !Clock.available, timeout: 120_000 }, async () => {
  clock.beginning = clock.offset; // a Monday, nine o'clock in London
  await at(-0.5);
  const answer = await playground.command('U0ADMIN', 'C0LEGAL', '/lastmile digest every monday 09:00');
  assert.match(JSON.stringify(answer.payload), /every Monday at 09:00, Europe\/London time/);

  await again();
  assert.equal((await digests()).length, 0, 'nothing is due yet');

  await at(0);
  await clock.happen(daemon);
  await again();
  await again();
  assert.equal((await digests()).length, 1, 'once, at its time');
  assert.doesNotMatch((await digests())[0], /late/);

  await at(-3); // somebody puts the clock back
  await again();
  await at(0.5);
  await again();
  assert.equal((await digests()).length, 1, 'the same Monday comes again');

  await daemon.kill('SIGKILL'); // and nobody is there for more than three weeks
  await at(23);
  await daemon.run();
  await clock.happen(daemon);
  await again();
  const posts = await digests();
  assert.equal(posts.length, 2, 'the latest is made up for, and no other');
  assert.match(posts[1], /late: it was due on 14 Dec/);

  await at(28);
  await clock.happen(daemon);
  assert.equal((await digests()).length, 3, 'then they come as before');
});
