// What stands in a column of a table, read beside the daemon.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const READ = `
import json, sqlite3, sys
database, table, column = sys.argv[1:4]
connection = sqlite3.connect("file:" + database + "?mode=ro", uri=True)
print(json.dumps([row[0] for row in connection.execute(f"SELECT {column} FROM {table}")]))
`;

export function column(database, table, name) {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', READ, database, table, name], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
