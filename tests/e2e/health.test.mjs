// /healthz, /readyz and /metrics of the real daemon, and what a person can follow in its log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Daemon } from '../support/daemon.mjs';

let playground;
let daemon;
let base;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.startWithHealth(playground);
  base = daemon.health;
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

test('healthy and ready while the link is up', async () => {
  assert.equal((await fetch(`${base}/healthz`)).status, 200);
  await until('ready', async () => (await fetch(`${base}/readyz`)).status === 200);
  assert.equal((await fetch(`${base}/nothing`)).status, 404);
  assert.equal((await fetch(`${base}/healthz`, { method: 'POST' })).status, 405);
});

test('metrics in Prometheus\' text, counting what happened', async () => {
  await playground.command('U0ANA', 'C0LEGAL', '/report summarizer counted words are wrong');
  await daemon.drained();
  const text = await (await fetch(`${base}/metrics`)).text();
  for (const name of ['lastmile_link_state', 'lastmile_slack_num_connections', 'lastmile_acknowledgement_seconds_bucket',
    'lastmile_outbox_depth', 'lastmile_outbox_oldest_seconds', 'lastmile_commits_total', 'lastmile_seconds_since_last_event',
    'lastmile_deliveries_total']) {
    assert.match(text, new RegExp(`^${name}`, 'm'), name);
  }
  assert.match(text, /lastmile_link_state\{state="ready"\} 1/);
  assert.match(text, /lastmile_events_total\{kind="command"\} 1/);
});

test('not ready, with the reason, while Slack refuses the tokens', async () => {
  await playground.revokeTokens(true);
  await playground.socket('close', { code: 1000 });
  const refused = await until('not ready', async () => {
    const answer = await fetch(`${base}/readyz`);
    return answer.status === 503 && answer.text();
  });
  assert.match(refused, /slack/);
  assert.equal((await fetch(`${base}/healthz`)).status, 200, 'the daemon itself is well');
  await playground.revokeTokens(false);
});

test('the log can be followed by issue and by delivery, and holds nothing that people wrote', async () => {
  assert.doesNotMatch(daemon.log, /person=|U0ANA/, 'nobody is named: a reporter may be anonymous');
  assert.match(daemon.log, /delivery=\d+ issue=LM-1 kind=receipt .*outcome=DELIVERED/);
  assert.doesNotMatch(daemon.log, /counted words/);
});
