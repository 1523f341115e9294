// A clock for the daemon and its playground that a test can set: playground/clock_shim.c, loaded before their
// libraries, adds what stands in a file to the time of day. Timers of the loop go on as they are, so whoever moves the clock also gives
// the daemon something to do, and it looks at what has become due.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithUs, until } from './playground.mjs';

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Monday, 23 November 2026, 09:00 UTC: when every scenario begins. */
const BEGINNING = Date.UTC(2026, 10, 23, 9);

/** When the next timer is due, and how much is owed: read beside the daemon, again for each line it is given. */
const LOOK = `
import sqlite3, sys
database = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
for line in sys.stdin:
    due = database.execute("SELECT min(due_at) FROM timers").fetchone()[0]
    owed = database.execute("SELECT count(*) FROM outbox WHERE state IN ('ready', 'intent')").fetchone()[0]
    print(due or "", owed, sep=",", flush=True)
`;

export class Clock {
  static available = Boolean(process.env.LASTMILE_CLOCK);

  static async create() {
    const clock = new Clock();
    clock.env = {};
    if (!Clock.available) return clock;
    clock.folder = await mkdtemp(join(tmpdir(), 'lastmile-clock-'));
    clock.file = join(clock.folder, 'offset');
    await clock.set(BEGINNING - Date.now());
    clock.env = { LD_PRELOAD: process.env.LASTMILE_CLOCK, LASTMILE_CLOCK_OFFSET: clock.file };
    return clock;
  }

  /** What is added, in ms; every process that reads the file sees it at once. */
  async set(offset) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(Math.round(offset)));
    const file = await open(this.file, 'a').then((made) => made.close()).then(() => open(this.file, 'r+'));
    await file.write(bytes, 0, 8, 0);
    await file.close();
    this.offset = offset;
  }

  now() { return Date.now() + this.offset; }

  async look(daemon) {
    if (!this.reader) {
      this.reader = spawn('python3', ['-c', LOOK, daemon.database], { stdio: ['pipe', 'pipe', 'inherit'] });
      endWithUs(this.reader);
      this.lines = createInterface({ input: this.reader.stdout })[Symbol.asyncIterator]();
    }
    this.reader.stdin.write('\n');
    const [due, owed] = (await this.lines.next()).value.split(',');
    return { due: due ? Number(due) : Infinity, owed: Number(owed) };
  }

  /** The daemon looks at what is due now and is done with it, which may take reading; and all it owes then is delivered. */
  async happen(daemon) {
    await daemon.nudge();
    await until('what is due is done and what is owed is delivered', async () => {
      const { due, owed } = await this.look(daemon);
      return due > this.now() && owed === 0;
    }, 60_000);
  }

  /** Time goes on to each timer that comes due on the way, then to the end. */
  async pass(count, unit, daemon) {
    assert.ok(Clock.available, 'the daemon has no clock that can be moved');
    const end = this.now() + count * units[unit];
    for (;;) {
      const { due } = await this.look(daemon);
      if (due > end) break;
      if (due > this.now()) await this.set(this.offset + due - this.now());
      await this.happen(daemon);
      await until('every timer that is due is handled', async () => (await this.look(daemon)).due !== due);
      await this.happen(daemon);
    }
    if (end > this.now()) await this.set(this.offset + end - this.now());
    await this.happen(daemon);
  }

  async remove() {
    this.reader?.stdin.end();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }
}
