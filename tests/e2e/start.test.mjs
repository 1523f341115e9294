// Started by the service manager where it cannot start: `systemctl status` shows a sentence that says what to do, the
// journal has it as an error, and only what may pass by itself is tried again (RestartPreventExitStatus= of the unit).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Daemon } from '../support/daemon.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
let taken;
let final;

before(async () => {
  taken = createServer();
  await new Promise((resolve) => { taken.listen(0, '127.0.0.1', resolve); });
  const unit = await readFile(here('../../systemd/lastmile.service'), 'utf8');
  final = /^RestartPreventExitStatus=(.*)$/m.exec(unit)[1].split(' ').map(Number);
});
after(() => taken.close());

/** What the manager sees of a daemon with these lines in its configuration. */
async function started(lines, env = {}) {
  const daemon = await Daemon.prepare(null, { platforms: [], env });
  try {
    await writeFile(daemon.conf, typeof lines === 'string' ? `database = "${daemon.database}"\n${lines}` : lines(daemon.folder));
    const { stdout } = await promisify(execFile)(here('../support/as_service.py'),
      [process.env.LASTMILE, 'run', '-c', daemon.conf], { env: daemon.env });
    return JSON.parse(stdout);
  } finally {
    await rm(daemon.folder, { recursive: true, force: true });
  }
}

const withTeams = (more, http = '') => `slack { enabled = false }
  http { listen = "${http}" }
  teams { enabled = true app_id = "b0700000-0000-4000-8000-00000000b0b0" tenants = {"7e4a0000-0000-4000-8000-00000000acce"}
    metadata_url = "http://127.0.0.1:9/" login_url = "http://127.0.0.1:9/" ${more} }`;

function isSaid({ status, log, told }, sentence) {
  assert.ok(log.some((line) => line.startsWith('<3>') && sentence.test(line)), `an error in the journal:\n${log.join('\n')}`);
  assert.match(told.filter((state) => state.startsWith('STATUS=')).at(-1) ?? 'nothing', sentence);
  assert.ok(!told.includes('READY=1'), 'it is never ready');
  return { status, again: !final.includes(status) };
}

test('a certificate that is not there', async () => {
  const seen = await started(withTeams('listen = "127.0.0.1:0" certificate = "/nowhere/chain.pem" private_key = "/nowhere/key.pem"'));
  assert.deepEqual(isSaid(seen, /\/nowhere\/(chain|key)\.pem/), { status: 78, again: false });
});

test('an address for everybody, without a certificate', async () => {
  const seen = await started(withTeams('listen = "0.0.0.0:0"'));
  assert.deepEqual(isSaid(seen, /teams\.listen: nothing is served at 0\.0\.0\.0:0 without TLS/), { status: 78, again: false });
});

test('an address that another program has is tried again', async () => {
  const address = `127.0.0.1:${taken.address().port}`;
  assert.deepEqual(isSaid(await started(withTeams(`listen = "${address}"`)), /teams\.listen: another program listens at 127/), { status: 69, again: true });
  assert.deepEqual(isSaid(await started(withTeams('listen = "127.0.0.1:0"', address)), /cannot listen at 127.*change http\.listen/), { status: 69, again: true });
});

test('an option that there is not', async () => {
  const seen = await started('colour = "blue"\nweight = "9 kg"\n');
  assert.deepEqual(isSaid(seen, /there is no option "colour"/), { status: 78, again: false });
  assert.ok(seen.log.every((line) => line.startsWith('<3>')), 'every line is an error');
});

test('a token that is not there', async () => {
  const seen = await started('', { SLACK_BOT_TOKEN: '' });
  assert.deepEqual(isSaid(seen, /SLACK_BOT_TOKEN: it is empty/), { status: 78, again: false });
});

test('a folder for the database that is not there', async () => {
  const seen = await started((folder) => `database = "${join(folder, 'nowhere', 'lastmile.db')}"\n`);
  assert.deepEqual(isSaid(seen, /the folder \S+\/nowhere does not exist/), { status: 66, again: false });
});
