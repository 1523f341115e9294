// The verbs of `lastmile`: what they print, what they refuse, and with which status (sysexits).
import assert from 'node:assert/strict';
import { stat, readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, dm, shown } from '../support/daemon.mjs';

const USAGE = 64;

let playground;
let daemon;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground);
  await daemon.addSummarizer();
  await daemon.say('/report summarizer =1+1 "quoted", and a comma', 'U0ANA');
  await daemon.say('/feedback summarizer saved me an hour', 'U0BEN');
  await daemon.say('/fixed LM-1 sums are text now', 'U0SAM');
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

test('say: answered as text, as whoever is named', async () => {
  assert.match(await daemon.say('/report summarizer lost page 2', 'U0ANA'), /Logged.*LM-2/s);
  assert.match(await daemon.must('say', 'mine', ), /./);
  assert.match(await daemon.must('say', '--as', 'U0ANA', 'lastmile', 'mine'), /LM-2/);
  const refused = await daemon.shell('say', '--as', 'nobody at all', 'mine');
  assert.equal(refused.status, 67);
  assert.match(refused.err, /nobody is known/);
});

test('say beside an idle daemon: it looks by itself, and delivers', async () => {
  await daemon.drained();
  // Nothing else may wake it: until the profiles it asks for are in, that might.
  let calls = -1;
  await until('nothing goes on', async () => {
    const before = calls;
    calls = (await playground.calls()).length;
    await pause(2500);
    return before === calls;
  }, 60_000);
  await daemon.say('/report summarizer said beside the daemon', 'U0ANA');
  await until('the owner hears', async () => (await playground.messages('U0SAM', dm('U0SAM')))
    .some((message) => /said beside the daemon/.test(shown(message))), 25_000); // sooner than it looks at the clock again
});

test('export: json is one array, oldest first, with the contract\'s columns', async () => {
  const issues = await daemon.export('issues');
  assert.deepEqual(Object.keys(issues[0]).slice(0, 13), ['issue', 'tool', 'status', 'title', 'owner', 'reports', 'followers',
    'created_at', 'acknowledged_at', 'fixed_at', 'verified_at', 'note', 'merged_into']);
  assert.equal(issues[0].issue, 'LM-1');
  assert.equal(issues[0].status, 'fixed');
  assert.match(issues[0].created_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.equal(issues[0].verified_at, null);
  const reports = await daemon.export('reports');
  assert.deepEqual(Object.keys(reports[0]).slice(0, 15), ['report', 'issue', 'tool', 'reporter', 'anonymous', 'text', 'kind', 'severity',
    'minutes_lost', 'deadline', 'source', 'permalink', 'created_at', 'verdict'].slice(0, 14).concat(Object.keys(reports[0]).slice(14, 15)));
  const [feedback] = await daemon.export('feedback');
  assert.deepEqual(Object.keys(feedback).slice(0, 8), ['feedback', 'tool', 'person', 'text', 'rating', 'step', 'minutes_saved', 'created_at']);
});

test('export: csv has a header and is safe against formulas', async () => {
  const csv = await daemon.must('export', 'reports', '--format', 'csv');
  const [header, first] = csv.split('\r\n');
  assert.match(header, /^report,issue,tool,reporter,anonymous,text,/);
  assert.match(first, /"'=1\+1 ""quoted"", and a comma"/);
});

test('backup: a consistent copy, private, never over an existing file', async () => {
  const copy = join(daemon.folder, 'copy.db');
  await daemon.must('backup', copy);
  assert.equal((await stat(copy)).mode & 0o777, 0o600);
  const again = await daemon.shell('backup', copy);
  assert.equal(again.status, 73);
  const { status, out } = await new Promise((resolve) => {
    execFile(process.env.LASTMILE, ['export', '--database', copy, 'issues'], { env: daemon.env },
      (error, stdout) => resolve({ status: error?.code ?? 0, out: stdout }));
  });
  assert.equal(status, 0);
  assert.equal(JSON.parse(out)[0].issue, 'LM-1');
});

test('stats: one object with the contract\'s names', async () => {
  const stats = await daemon.stats();
  for (const name of ['issues', 'reports', 'loop_closure', 'verified_fix', 'outbox']) assert.ok(name in stats, name);
  for (const name of ['pending', 'sent', 'parked', 'refused', 'oldest_seconds', 'undeliverable']) assert.ok(name in stats.outbox, name);
  assert.match(await daemon.must('stats'), /outbox/);
});

test('stats: behind each number are its issues, the newest first', async () => {
  await daemon.must('say', '--as', 'U0SAM', '/lastmile', 'ack', 'LM-2');
  const { behind, ...stats } = await daemon.stats();
  assert.deepEqual(behind.fix, ['LM-1']);
  assert.equal(stats.fix_of, 1);
  assert.deepEqual(behind.acknowledge, ['LM-2', 'LM-1']);
  assert.equal(stats.acknowledge_of, 2);
  assert.deepEqual(behind.loop_closure, ['LM-1']);
  for (const name of ['verified_fix', 'false_fix', 'loop_closure_not', 'minutes_lost']) assert.deepEqual(behind[name], [], name);
});

test('check: one line each, 0 when all is well', async () => {
  const { status, out } = await daemon.shell('check');
  assert.equal(status, 0, out);
  for (const line of out.trim().split('\n')) assert.match(line, /ok/);
});

test('manifest slack: the commands, from their own descriptions', async () => {
  const manifest = JSON.parse(await daemon.must('manifest', 'slack'));
  assert.deepEqual(manifest.features.slash_commands.map((command) => command.command).sort(),
    ['/feedback', '/fixed', '/lastmile', '/library', '/report', '/trust']);
  assert.equal(manifest.settings.socket_mode_enabled, true);
});

test('forget and export person: reports stay, who wrote them goes', async () => {
  await daemon.say('/report summarizer written by somebody to forget', 'U0LUIS');
  await daemon.say('/library add prompt "Shorter" say it in ten words', 'U0LUIS');
  await daemon.say('/lastmile settings thanks=yes', 'U0LUIS');
  await daemon.say('/lastmile stuck where do I paste it', 'U0LUIS');
  const data = JSON.parse(await daemon.must('export', 'person', 'U0LUIS'));
  assert.equal(data.reports.length, 1);
  assert.deepEqual(data.preferences, [{ name: 'thanks', value: 'yes' }]);
  assert.equal(data.stuck[0].text, 'where do I paste it');
  assert.equal(data.stuck[0].ended_at, null);
  assert.deepEqual([data.library[0].entry, data.library[0].text], ['E-1', 'say it in ten words']);
  await daemon.drained();
  await daemon.must('forget', 'U0LUIS');
  const row = (await daemon.export('reports')).find((report) => /somebody to forget/.test(report.text));
  assert.equal(row.reporter, null);
  assert.notEqual((await daemon.shell('export', 'person', 'U0LUIS')).status, 0);
  await daemon.drained();
  const cards = (await playground.messages('U0SAM', dm('U0SAM'))).filter((m) => /somebody to forget/.test(shown(m)));
  assert.ok(cards.length > 0);
  for (const card of cards) assert.doesNotMatch(JSON.stringify(card), /U0LUIS|Luis/);
});

test('what is refused says what to do, on standard error, with the right status', async () => {
  const cases = [
    [['frobnicate'], USAGE, /not a verb/],
    [['export'], USAGE, /issues, reports/],
    [['export', 'issues', '--format', 'xml'], USAGE, /csv or json/],
    [['stats', 'extra'], USAGE, /no words/],
    [['run', '--json'], USAGE, /does not take/],
    [['say'], USAGE, /say what/],
    [['forget', 'U0NOBODY'], 67, /nobody is known/],
    [['manifest', 'irc'], USAGE, /slack/],
  ];
  for (const [words, status, pattern] of cases) {
    const answer = await daemon.shell(...words);
    assert.equal(answer.status, status, `${words.join(' ')}: ${answer.err}`);
    assert.match(answer.err, pattern);
    assert.equal(answer.out, '');
  }
});

test('a configuration that is wrong: file:line, what is allowed, status 78', async () => {
  const bad = join(daemon.folder, 'bad.conf');
  await writeFile(bad, 'database = "/tmp/x.db"\ntimezone = "Europe/Lundun"\nfrob = 1\n');
  const { status, err } = await new Promise((resolve) => {
    execFile(process.env.LASTMILE, ['stats', '-c', bad], (error, stdout, stderr) => resolve({ status: error.code, err: stderr }));
  });
  assert.equal(status, 78);
  assert.match(err, /bad\.conf:2:.*Lundun/);
  assert.match(err, /bad\.conf:3:.*frob/);
});

test('two daemons on one database: the second refuses in words', async () => {
  const second = await new Promise((resolve) => {
    execFile(process.env.LASTMILE, ['run', '-c', daemon.conf], { env: daemon.env, timeout: 20_000 },
      (error, out, err) => resolve({ status: error?.code ?? 0, err }));
  });
  assert.equal(second.status, 75);
  assert.match(second.err, /another|already/i);
});

test('credentials from files, as systemd hands them over; never from the configuration', async () => {
  const other = await Playground.start();
  const credentials = join(daemon.folder, 'credentials');
  await mkdir(credentials);
  await writeFile(join(credentials, 'slack-app-token'), 'xapp-playground\n');
  await writeFile(join(credentials, 'slack-bot-token'), 'xoxb-playground\n');
  const quiet = await Daemon.prepare(other, { env: { CREDENTIALS_DIRECTORY: credentials } });
  delete quiet.env.SLACK_APP_TOKEN;
  delete quiet.env.SLACK_BOT_TOKEN;
  await quiet.run();
  await quiet.stop({ keep: true });
  const stored = await readFile(quiet.database, 'latin1');
  assert.doesNotMatch(stored, /xapp-|xoxb-/);
  assert.doesNotMatch(quiet.log, /xapp-playground|xoxb-playground/);
  await quiet.stop();
  await other.stop();
});
