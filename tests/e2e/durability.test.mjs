// Promises 1 to 3: an acknowledged command is on disk, the same event counts once, and what is owed is
// delivered once, across kill -9 at random points.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, shown } from '../support/daemon.mjs';

const KILLS = Number(process.env.KILLS ?? 20);
// Who reports, and who owns the tool it is about: eight people, because each is sent one message a second.
const people = ['U0ANA', 'U0BEN', 'U0CHEN', 'U0LUIS'];
const owners = ['U0SAM', 'U0MAYA', 'U0NOOR', 'U0ADMIN'];

let playground;
let daemon;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.prepare(playground, { settle: 1 });
  await daemon.addSummarizer();
  for (const [i, owner] of owners.entries()) {
    await daemon.say(`/lastmile tool tool${i} owner=${owner}`, 'U0ADMIN');
  }
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

/** Until `over`, people hear at once that there was no answer: nobody is there to give one. */
async function nobodyWaits(over) {
  let waiting = true;
  over.finally(() => { waiting = false; });
  while (waiting) {
    await playground.giveUp();
    await pause(25);
  }
  return over;
}

test(`kill -9 ${KILLS} times: nothing acknowledged is lost, nobody is told twice`, { timeout: 300_000 }, async () => {
  const acknowledged = [];
  let sent = 0;
  for (let round = 0; round < KILLS; round++) {
    await daemon.run();
    const reports = people.map(async (person, i) => {
      const word = `r${round}n${i}`;
      sent++;
      await pause(Math.random() * 60);
      const answer = await playground.command(person, 'C0AIHELP', `/report tool${i} failure ${word}`);
      if (answer.ok && answer.payload) acknowledged.push(word);
    });
    await pause(Math.random() * 400);
    await daemon.kill('SIGKILL');
    await nobodyWaits(Promise.all(reports));
  }
  await daemon.run();
  const outbox = await daemon.drained(120_000);
  const rows = await daemon.export('reports');
  const stored = rows.map((row) => row.text);
  for (const word of acknowledged) {
    assert.equal(stored.filter((text) => text.includes(word)).length, 1, `${word} is stored once`);
  }
  assert.equal(new Set(stored).size, stored.length, 'nothing is stored twice');

  const posts = (await playground.calls()).filter((call) => call.method === 'chat.postMessage');
  const perDelivery = new Map();
  for (const call of posts) perDelivery.set(call.delivery_id, (perDelivery.get(call.delivery_id) ?? 0) + 1);
  const twice = [...perDelivery].filter(([, count]) => count > 1);
  assert.deepEqual(twice, [], 'no delivery was posted twice');
  assert.equal(outbox.parked, 0);
  assert.equal(outbox.refused, 0);
  assert.equal(posts.length, rows.length * 2, 'each report: one receipt, one card for the owner');
  console.log(`${sent} sent, ${acknowledged.length} acknowledged, ${rows.length} stored, ${posts.length} posts, 0 twice`);
});

test('the same event delivered twice counts once', async () => {
  const before = (await daemon.export('reports')).length;
  await playground.misbehave({ kind: 'duplicate' });
  const answer = await playground.command('U0BEN', 'C0AIHELP', '/report summarizer said twice by the line');
  assert.ok(answer.ok, answer.error);
  await daemon.drained();
  const rows = await daemon.export('reports');
  assert.equal(rows.length, before + 1);
  const receipts = (await playground.messages('U0BEN', 'D0BEN')).filter((m) => /said twice by the line/.test(shown(m)));
  assert.equal(receipts.length, 1);
});

test('a database that cannot be written acknowledges nothing and ends with 75 or refuses to start', async () => {
  const { chmod, writeFile, readFile } = await import('node:fs/promises');
  const broken = await Daemon.prepare(playground);
  await writeFile(broken.database, 'this is no database, it is a letter to whoever finds it'.repeat(100));
  await broken.run({ ready: false });
  const [code] = await broken.gone;
  assert.notEqual(code, 0);
  assert.match(broken.log, /database/);
  assert.match(await readFile(broken.database, 'utf8'), /a letter to whoever/, 'the file is kept as it was');
  await chmod(broken.folder, 0o700);
  await broken.stop();
});
