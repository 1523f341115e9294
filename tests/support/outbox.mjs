// A message that a daemon owes, written into its database as its own handlers would: for what is tested of
// delivery alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const WRITE = `
import json, sqlite3, sys, time
database, key, channel, content, card = sys.argv[1:6]
now = int(time.time() * 1000)
connection = sqlite3.connect(database, timeout=20)
row = connection.execute(
    "INSERT INTO outbox (key, platform, operation, lane, channel, kind, priority, turn, next_at, created_at)"
    " VALUES (?, 'slack', 'post', ?, ?, 'digest', 1, 1, ?, ?)", (key, channel, channel, now, now)).lastrowid
connection.execute("INSERT INTO outbox_contents (outbox, content) VALUES (?, ?)", (row, content))
connection.commit()
`;

const READ = `
import sqlite3, sys
connection = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
row = connection.execute("SELECT value FROM properties WHERE name = ?", (sys.argv[2],)).fetchone()
print(row[0] if row else "", end="")
`;

function python(...words) {
  const run = spawnSync('python3', ['-c', ...words], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

let count = 0;

/** `message` in the form of the outbox, posted into `channel`. */
export function owe(daemon, channel, message) {
  python(WRITE, daemon.database, `digest:test:${process.pid}:${++count}`, channel, JSON.stringify(message), '');
}

export const property = (daemon, name) => python(READ, daemon.database, name);
