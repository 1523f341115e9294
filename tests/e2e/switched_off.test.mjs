// What is owed on a platform that the configuration has switched off: it is said and listed, it waits, and it arrives
// when the platform is on again. Where one platform alone is on, nobody is looked for on the other.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Clock } from '../support/clock.mjs';
import { Daemon, heard } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';

let playground;
let clock;
const daemons = [];

before(async () => {
  clock = await Clock.create();
  playground = await Playground.start({ env: clock.env });
});
after(async () => {
  for (const daemon of daemons) await daemon.stop();
  await playground.stop();
  await clock.remove();
});

async function prepare(platforms) {
  const daemon = await Daemon.prepare(playground, { platforms, env: clock.env });
  daemons.push(daemon);
  return daemon;
}

for (const [platform, ids] of [['slack', ['29:1-nobody', '0b9ec700-0000-4000-8000-0000000000ff']], ['teams', ['U0NOBODY']]]) {
  test(`with ${platform} alone, an owner whose id looks like another platform's is refused there, and listed`, async () => {
    const daemon = await prepare([platform]);
    await daemon.run();
    for (const [index, id] of ids.entries()) {
      await daemon.say(`/lastmile tool tool${index} owner=${id}`);
      await daemon.say(`/report tool${index} it turned the dates around`);
      await until('it is refused', async () => (await daemon.stats()).outbox.refused === index + 1);
      const { pending, undeliverable: [one] } = (await daemon.stats()).outbox;
      assert.equal(pending, 0);
      assert.deepEqual([one.to, one.kind], [id, 'owner']);
      assert.match(daemon.log, new RegExp(`delivery=${one.delivery} .* outcome=REFUSED`));
    }
    await daemon.stop({ keep: true });
  });
}

test('what is owed on a platform that was switched off waits aloud, and arrives when it is on again', { skip: !Clock.available }, async () => {
  const daemon = await prepare(['slack', 'teams']);
  await daemon.run();
  await daemon.addSummarizer();
  await daemon.stop({ keep: true });

  const both = await readFile(daemon.conf, 'utf8');
  await writeFile(daemon.conf, both.replace('slack { enabled = true', 'slack { enabled = false'));
  daemon.platforms = ['teams'];
  await daemon.run();
  await daemon.say('/report summarizer it turned the dates around');
  await until('it is said', async () => (
    /issue=LM-1 kind=owner attempt=1 outcome=RETRY_LATER reason=its platform is switched off in the configuration/.test(daemon.log)));
  assert.equal((await daemon.stats()).outbox.pending, 1);
  await daemon.stop({ keep: true });

  await writeFile(daemon.conf, both);
  daemon.platforms = ['slack', 'teams'];
  await daemon.run();
  await clock.set(clock.offset + 3_700_000);
  await daemon.nudge();
  await heard(playground, 'U0SAM', /turned the dates around/);
  await daemon.drained();
});
