// A clock for the daemon that a test can set: tests/support/clock_shim.c, loaded before its libraries, adds what
// stands in a file to the time of day. Timers of the loop go on as they are, so whoever moves the clock also gives
// the daemon something to do, and it looks at what has become due.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Monday, 23 November 2026, 09:00 UTC: when every scenario begins. */
const BEGINNING = Date.UTC(2026, 10, 23, 9);

const NEXT_TIMER = 'import sqlite3, sys; print(sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)'
  + '.execute("SELECT min(due_at) FROM timers").fetchone()[0] or "")';

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

  static async nextTimer(daemon) {
    const { stdout } = await run('python3', ['-c', NEXT_TIMER, daemon.database]);
    return stdout.trim() ? Number(stdout) : Infinity;
  }

  /** Time goes on to each timer that comes due on the way, then to the end. */
  async pass(count, unit, daemon, settle) {
    assert.ok(Clock.available, 'the daemon has no clock that can be moved');
    const end = this.now() + count * units[unit];
    for (;;) {
      const next = await Clock.nextTimer(daemon);
      if (next > end) break;
      if (next > this.now()) await this.set(this.offset + next - this.now());
      await daemon.nudge();
      await settle();
      assert.notEqual(await Clock.nextTimer(daemon), next, 'a timer that is due was not handled');
    }
    if (end > this.now()) await this.set(this.offset + end - this.now());
    await daemon.nudge();
    await settle();
  }

  async remove() {
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }
}
