// Promise 6: a lost connection comes back by itself, a planned reconnect loses nothing, wrong
// credentials are said in clear words and never hammered.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Playground, until } from '../support/playground.mjs';
import { Daemon } from '../support/daemon.mjs';

let playground;
let daemon;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground);
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

/** Commands back to back until `disturb` is over, and some more; each is acknowledged. How soon is nobody's promise here:
 * on a machine that stalls it may be too late for the person. */
async function underLoad(disturb) {
  const since = (await playground.envelopes()).at(-1)?.n ?? 0;
  let left = Infinity;
  let begun;
  const reached = new Promise((resolve) => { begun = resolve; });
  const load = (async () => {
    for (let i = 0; left > 0; i++, left--) {
      if (i === 50) begun();
      await playground.command('U0ANA', 'C0LEGAL', '/lastmile mine');
    }
  })();
  await reached;
  try {
    await disturb();
  } finally {
    left = 50;
    await load;
  }
  await until('every command is acknowledged', async () => (
    (await playground.envelopes(since)).every((envelope) => envelope.acknowledged_at)));
}

const connected = async () => (await playground.world()).app.connections;

/** Slack gives ten seconds and the daemon opens every two at most; how long it takes on this machine is nobody's
 * promise, so the old connection ends when the new one is there. */
async function replaced(reason) {
  const old = (await playground.envelopes()).at(-1).connection;
  await playground.socket('disconnect', { reason, close_after_ms: 60_000 });
  await until('a new connection is open beside the old one', async () => await connected() === 2);
  await playground.socket('close', { code: 1000, connection: old });
  await until('the old one is gone', async () => await connected() === 1);
}

for (const reason of ['warning', 'refresh_requested']) {
  test(`${reason}: the new connection is opened first, and no command is lost`, async () => {
    const connections = new Set((await playground.envelopes()).map((envelope) => envelope.connection));
    await underLoad(() => replaced(reason));
    await playground.command('U0ANA', 'C0LEGAL', '/lastmile help');
    assert.ok(!connections.has((await playground.envelopes()).at(-1).connection), 'the new one carries the traffic');
  });
}

for (const [action, more] of [['close', { code: 1000 }], ['close', { code: 1011 }], ['reset', {}]]) {
  test(`${action} ${more.code ?? ''}: it connects again by itself`, async () => {
    await playground.socket(action, more);
    await until('it is back', async () => (await playground.command('U0ANA', 'C0LEGAL', '/lastmile help')).ok);
  });
}

test('a planned stop says goodbye: the playground counts no connection at once', async () => {
  const other = await Playground.start();
  const brief = await Daemon.start(other);
  await brief.stop({ keep: true });
  assert.equal((await other.world()).app.connections, 0);
  await brief.stop();
  await other.stop();
});

test('wrong credentials: said in clear words, not hammered, and no token in the log', async () => {
  const other = await Playground.start();
  const wrong = await Daemon.prepare(other, { env: { SLACK_APP_TOKEN: 'xapp-wrong-canary-1', SLACK_BOT_TOKEN: 'xoxb-wrong-canary-2' } });
  await wrong.run({ ready: false });
  await until('it says what is wrong', async () => /token/i.test(wrong.log));
  await pause(4000);
  const calls = (await other.envelopes()).length;
  assert.equal(calls, 0);
  assert.doesNotMatch(wrong.log, /canary/);
  const tries = wrong.log.split('\n').filter((line) => /opening/.test(line)).length;
  assert.ok(tries <= 3, `${tries} tries in four seconds`);
  const { status, out, err } = await wrong.shell('check');
  assert.equal(status, 1);
  assert.match(out + err, /token/i);
  assert.doesNotMatch(out + err, /canary/);
  await wrong.stop();
  await other.stop();
});

test('an app installed before lastmile learned more: what it lacks is named, the rest works', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-manifest-'));
  const manifest = JSON.parse(await daemon.must('manifest', 'slack'));
  const { scopes } = manifest.oauth_config;
  scopes.bot = scopes.bot.filter((scope) => scope !== 'reactions:read');
  await writeFile(join(folder, 'old.json'), JSON.stringify(manifest));
  const other = await Playground.start({ args: ['--manifest', join(folder, 'old.json')] });
  const old = await Daemon.start(other);
  await until('the log says so', async () => /missing: reactions:read/.test(old.log));
  const { status, out } = await old.shell('check');
  assert.equal(status, 1);
  assert.match(out, /missing: reactions:read.*lastmile manifest slack.*reinstall/);
  assert.match(out, /app token +ok/);
  assert.match(await daemon.must('check'), /bot token +ok/);
  await old.stop();
  await other.stop();
  await rm(folder, { recursive: true });
});

test('too many connections: it waits instead of hammering', async () => {
  const other = await Playground.start();
  const patient = await Daemon.start(other);
  await other.socket('disconnect', { reason: 'too_many_websockets' });
  await pause(3000);
  const opens = patient.log.split('\n').filter((line) => /-> opening/.test(line)).length;
  assert.ok(opens <= 2, `${opens} opens in three seconds`);
  await patient.stop();
  await other.stop();
});
