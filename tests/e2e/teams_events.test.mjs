// Teams and the real daemon: who may speak to it, what is counted once, what is throttled, what nobody knows the end of; two
// organisations; and one fix that is told on Slack and on Teams.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { buttons, Daemon } from '../support/daemon.mjs';
import { plain } from '../support/plain.mjs';
import { Playground, until } from '../support/playground.mjs';
import { actionsOf } from '../support/teams_card.mjs';
import { column } from '../support/rows.mjs';
import { DANA, directOf, ELI, FARAH, FINANCE, THEIRS, told, withZoe, ZOE } from '../support/teams_people.mjs';

let playground;
let daemon;

before(async () => {
  playground = await Playground.startIn(withZoe);
  const { tenant } = await playground.request('GET', 'teams');
  daemon = await Daemon.start(playground, { platforms: ['slack', 'teams'], admins: ['U0ADMIN', DANA], teams: `tenants = {"${tenant}", "${THEIRS}"}` });
  const added = await type(DANA, 'tool summarizer owner=@eli');
  assert.ok(added.ok, added.message);
  await daemon.drained();
});
after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

const type = (as, text, channel = directOf(as), more = {}) => playground.request('POST', 'command', { as, channel, text, ...more });
const activities = async () => (await playground.request('GET', 'activities')).activities;
const teams = (settings) => playground.request('POST', 'teams', settings);
/** What was asked for before is answered by then. */
async function asksAndHears(as) {
  const before = (await said(as, /./)).length;
  await type(as, 'help');
  await until('the next answer', async () => (await said(as, /./)).length > before);
}
const said = (...what) => told(playground, ...what);
const reports = async (pattern) => (await daemon.export('reports')).filter(({ text }) => pattern.test(text));
const posts = async (pattern) => (await playground.calls()).filter((call) => call.method === 'connector.post' && pattern.test(JSON.stringify(call.arguments)));

test('a token that is wrong in any way: refused, and nothing is kept', async () => {
  const before = (await activities()).length;
  for (const token of ['none', 'garbage', 'alg_none', 'hs256', 'unknown_kid', 'no_kid', 'other_key', 'wrong_issuer', 'wrong_audience', 'expired', 'not_yet',
    'wrong_service_url', 'no_service_url', 'no_endorsement', 'other_tenant']) {
    await teams({ token });
    const answer = await type(FARAH, `report summarizer forged ${token}`);
    assert.ok([401, 403].includes(answer.status), `${token}: ${answer.status}`);
  }
  const taken = column(daemon.database, 'inbox', 'event');
  const forged = (await activities()).slice(before);
  assert.equal(forged.length, 15);
  for (const { id } of forged) assert.ok(!taken.some((event) => event.includes(id)), id);
  assert.deepEqual(await reports(/forged/), []);
  assert.ok(!/eyJ/.test(daemon.log), 'no token is in the log');
  assert.equal((await type(FARAH, 'report summarizer not forged')).ok, true);
  await until('it counts', async () => (await reports(/not forged/)).length === 1);
});

test('a key that is another one from now on', async () => {
  await teams({ rotate_keys: true });
  // What an unknown key makes wait is answered once its document came.
  assert.equal((await type(FARAH, 'report summarizer after the rotation')).ok, true);
});

test('a message that could not be answered in time comes again, and counts once', async () => {
  await teams({ repeat_after_ms: 300 });
  daemon.child.kill('SIGSTOP');
  const answer = await type(FARAH, 'report summarizer it came again');
  assert.equal(answer.error, 'operation_timeout');
  await until('it comes again', async () => (await activities()).at(-1).attempt > 1);
  daemon.child.kill('SIGCONT');
  await teams({ repeat_after_ms: 15_000 });
  await until('it is counted', async () => (await reports(/came again/)).length > 0);
  await daemon.drained();
  assert.equal((await reports(/came again/)).length, 1);
  assert.equal((await said(FARAH, /Logged.*came again/)).length, 1);
});

test('the same activity twice at once counts once', async () => {
  await playground.misbehave({ kind: 'duplicate', method: 'message' });
  await type(FARAH, 'report summarizer said twice by the line');
  await daemon.drained();
  assert.equal((await reports(/twice by the line/)).length, 1);
  assert.equal((await said(FARAH, /Logged.*twice by the line/)).length, 1);
});

test('a throttled post waits as long as it was told, and is there once', async () => {
  await playground.misbehave({ kind: 'status', method: 'connector.post', status: 429, retry_after: 2, times: 2 });
  await type(FARAH, 'report summarizer under pressure');
  await daemon.drained(60_000);
  assert.equal((await said(FARAH, /Logged.*under pressure/)).length, 1);
  assert.equal((await said(ELI, /under pressure/)).length, 1);
  assert.equal((await playground.faults())[0].struck, 2);
  await playground.behave();
});

test('a day\'s worth of reports at once: nothing is refused for its pace', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, i) => type(FARAH, `report summarizer burst number ${i} of many`)));
  await daemon.drained(90_000);
  assert.equal((await posts(/burst number \d+ of many/)).length, 24, 'a receipt and a card of each');
});

test('kill -9 between the post and its answer: nobody knows, so a person decides', async () => {
  await playground.misbehave({ kind: 'slow', method: 'connector.post', ms: 60_000, times: 0 });
  await type(FARAH, 'report summarizer cut in the middle');
  await until('it is posted', async () => (await posts(/cut in the middle/)).length > 0);
  await daemon.kill('SIGKILL');
  await playground.behave();
  await daemon.run();
  await daemon.drained(60_000);
  const { outbox } = await daemon.stats();
  assert.ok(outbox.parked > 0, JSON.stringify(outbox));
  assert.match(await daemon.must('stats'), /parked/);
  const once = await posts(/cut in the middle/);
  assert.equal(new Set(once.map(({ channel }) => channel)).size, once.length, 'nobody was told twice');
});

test('who has blocked the app is left alone until they write again', async () => {
  await type(FARAH, 'report summarizer the footer is missing');
  await daemon.drained();
  const ref = /LM-\d+/.exec(plain((await said(FARAH, /footer is missing/))[0]))[0];
  const refused = (await daemon.stats()).outbox.refused;
  await playground.misbehave({ kind: 'status', method: 'connector.post', status: 403, code: 'MessageWritesBlocked' });
  await daemon.say(`/fixed ${ref} the footer is back`);
  await until('it is refused', async () => (await daemon.stats()).outbox.refused > refused);
  await playground.behave();
  const answers = (await said(FARAH, /./)).length;
  await type(FARAH, 'mine');
  await until('she is answered', async () => (await said(FARAH, /./)).length > answers);
});

test('what could not be stored is not acknowledged: it comes again, and counts once', async () => {
  await teams({ repeat_after_ms: 10_000 });
  execFileSync('prlimit', ['--pid', String(daemon.child.pid), '--fsize=0:0']);
  const answer = await type(FARAH, 'report summarizer the disk was full');
  assert.equal(answer.status, 503);
  await daemon.gone;
  await daemon.run();
  await until('it is counted', async () => (await reports(/disk was full/)).length > 0);
  await teams({ repeat_after_ms: 15_000 });
  await daemon.drained();
  assert.equal((await reports(/disk was full/)).length, 1);
});

/** Somebody types what asks for a form, and presses the button of the card that offers it. */
async function opens(as, words) {
  await type(as, words);
  const offer = await until('the offer', async () => (await said(as, /./)).findLast(({ card }) => JSON.stringify(card ?? '').includes('"command"')));
  const answer = await playground.request('POST', 'action', { as, channel: directOf(as), ts: offer.ts, button: 'Open the form' });
  assert.ok(answer.ok, JSON.stringify(answer));
  return (await playground.request('GET', `views?as=${as}`)).modals.at(-1);
}

/** What one person alone sees in the channel. */
const apart = async (as) => (await said(as, /./, FINANCE)).filter(({ ephemeral }) => ephemeral);

test('what is for one person alone in a channel, and the way round it', async () => {
  await type(ELI, 'mine', FINANCE);
  const [mine] = await until('for them alone', async () => {
    const found = await apart(ELI);
    return found.length && found;
  });
  assert.equal(mine.ephemeral, true);
  assert.deepEqual(await apart(DANA), []);
  const before = (await said(ELI, /./)).length;
  await playground.misbehave({ kind: 'status', method: 'connector.post', status: 403, code: 'ForbiddenOperationException' });
  await type(ELI, 'mine', FINANCE);
  await until('directly', async () => (await said(ELI, /./)).length > before);
  assert.deepEqual(await apart(DANA), []);
  await playground.behave();
});

test('a slash command in a channel is answered for them alone', async () => {
  const before = (await said(DANA, /LM-1/, FINANCE)).length;
  await type(DANA, '/status LM-1', FINANCE, { targeted: true });
  const answer = await until('the answer', async () => (await said(DANA, /LM-1/, FINANCE))[before]);
  assert.equal(answer.ephemeral, true);
});

test('where the app is added it says what it is, once', async () => {
  const welcome = async (as, channel) => (await said(as, /when an AI tool fails you/i, channel)).length;
  await until('Dana is welcomed', async () => await welcome(DANA) === 1 && await welcome(ELI, FINANCE) === 1);
  await teams({ endpoint: daemon.endpoint, install: true });
  await type(DANA, 'status LM-96');
  await until('what came after it is answered', async () => (await said(DANA, /no issue LM-96/)).length);
  await daemon.drained();
  assert.deepEqual([await welcome(DANA), await welcome(ELI, FINANCE)], [1, 1]);
});

test('a dialog that was open while the daemon restarted is shown again as it was', async () => {
  const before = await opens(DANA, 'report summarizer');
  await daemon.stop({ keep: true });
  await daemon.run();
  const loses = before.card.body.find(({ id }) => id === 'one:minutes');
  const answer = await playground.request('POST', 'submit', { as: DANA, view_id: before.id, values: { [loses.id]: loses.choices[0].value } });
  assert.ok(answer.ok, JSON.stringify(answer));
  const now = (await playground.request('GET', `views?as=${DANA}`)).modals.at(-1);
  const labels = ({ card }) => card.body.flatMap(({ label, choices }) => (label ? [label, ...(choices ?? []).map(({ title }) => title)] : []));
  assert.match(JSON.stringify(now.card), /Please say it in a few words, or choose a kind of failure below/);
  assert.deepEqual(labels(now), labels(before));
  assert.ok(labels(now).includes('What kind of failure'), labels(now).join());
  assert.equal(now.card.body.find(({ id }) => id === loses.id).value, loses.choices[0].value);
});

test('what to type is said as one types it there', async () => {
  await type(DANA, 'status LM-98', FINANCE, { targeted: true });
  await until('with a mention where others are', async () => (await said(DANA, /no issue LM-98. @Last Mile mine lists yours/, FINANCE)).length);
  await type(DANA, 'status LM-97');
  await until('as it is in the chat with us', async () => (await said(DANA, /no issue LM-97. mine lists yours/)).length);
});

test('a home page that was forwarded is shown to nobody there', async () => {
  const seen = async () => (await Promise.all([DANA, ELI].map((as) => said(as, /./, FINANCE)))).flat().filter(({ ephemeral }) => !ephemeral);
  const before = await seen();
  const { activity } = (await activities()).findLast((one) => one.activity?.conversation?.id.startsWith(FINANCE) && one.activity.type === 'message');
  const { type, text, recipient: { isTargeted, ...recipient }, ...place } = activity;
  const data = { lastmile: 'button', name: 'mine', value: '', home: true };
  const pressed = { ...place, recipient, type: 'invoke', name: 'adaptiveCard/action', id: 'f:forwarded', replyToId: '1', value: { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' } };
  assert.equal((await playground.request('POST', 'activity', { activity: pressed })).status, 200);
  await asksAndHears(place.from.id);
  assert.deepEqual(await seen(), before);
});

test('somebody of another organisation is somebody else, and hears what they are owed', async () => {
  assert.equal((await type(ZOE, 'report summarizer from next door')).ok, true);
  await daemon.drained();
  const [report] = await reports(/from next door/);
  assert.ok(report);
  assert.equal((await said(ZOE, /Logged.*from next door/)).length, 1);
  assert.equal(column(daemon.database, 'people', 'account').filter((account) => account === `${ZOE}|${THEIRS}`).length, 1);
});

test('one fix is told on Slack and on Teams', async () => {
  await type(FARAH, 'report summarizer the totals are wrong in table nine');
  await daemon.drained();
  const ref = /LM-\d+/.exec(plain((await said(FARAH, /totals are wrong/))[0]))[0];
  const slack = await playground.command('U0ANA', 'D0ANA', `/report ${'summarizer'} the totals are wrong in table nine`);
  assert.ok(slack.ok, slack.message);
  await daemon.drained();
  const answer = { ...slack.payload, channel: 'D0ANA' };
  const meToo = buttons(answer)['Me too'];
  assert.ok(meToo, plain(answer));
  const shown = (await playground.messages('U0ANA', 'D0ANA')).find(({ ephemeral, ts }) => ephemeral && ts);
  const pressed = await playground.press('U0ANA', 'D0ANA', shown.ts, meToo.action_id, { block_id: meToo.block_id });
  assert.ok(pressed.ok, pressed.message);
  await daemon.drained();
  await type(ELI, `fixed ${ref} the totals come from the table now`);
  await daemon.drained(60_000);
  const [onTeams] = await said(FARAH, new RegExp(`${ref} was fixed`));
  assert.ok(actionsOf(onTeams.card).some(({ title }) => title === 'Works'), plain(onTeams));
  const onSlack = (await playground.messages('U0ANA', 'D0ANA')).filter((message) => message.bot && !message.ephemeral && new RegExp(`${ref} was fixed`).test(plain(message)));
  assert.equal(onSlack.length, 1);
  const works = await playground.request('POST', 'action', { as: FARAH, channel: 'a:1-farah', ts: onTeams.ts, button: 'Works' });
  assert.ok(works.ok, works.message);
});

test('whose account is closed is noticed by what is refused for them, and back by what they do', async () => {
  const active = () => column(daemon.database, 'people', "account || ' ' || active").includes(`${FARAH} 1`);
  const present = async (there) => assert.ok((await playground.request('POST', 'presence', { as: FARAH, there, told: false })).ok);
  await type(DANA, 'tool translator owner=@farah');
  await present(false);
  assert.ok(active(), 'nobody has told it');
  await type(ELI, 'report translator it stops halfway');
  await until('it is noticed', () => !active(), 60_000);
  await until('an admin hears of it', async () => (await said(DANA, /Nobody answers for translator/)).length, 60_000);
  await present(true);
  await type(FARAH, 'mine');
  await until('it is noticed too', active);
  await type(ELI, 'report translator the umlauts are gone');
  await until('what was closed is open again', async () => (await said(FARAH, /the umlauts are gone/)).length, 60_000);
});

test('a channel that is given another name is called by it, also after a restart', async () => {
  const home = async (ts) => until('the answer', async () => (await playground.messages(DANA, directOf(DANA))).find(({ reply_to }) => reply_to === ts));
  const shown = async () => /Home: (\S+)\./.exec(plain(await home((await type(DANA, 'tool translator')).ts)))[1];
  await type(DANA, 'tool translator channel=#finance');
  await daemon.drained(60_000);
  assert.equal(await shown(), '#finance');
  const { service_url, tenant, team, bot } = await playground.request('GET', 'teams');
  const answer = await playground.request('POST', 'activity', { activity: { type: 'conversationUpdate', id: 'f:renamed', serviceUrl: service_url, channelId: 'msteams',
    from: { id: DANA }, recipient: { id: bot }, conversation: { conversationType: 'channel', isGroup: true, tenantId: tenant, id: team },
    channelData: { eventType: 'channelRenamed', team: { id: team }, tenant: { id: tenant }, channel: { id: FINANCE, name: 'treasury' } } } });
  assert.equal(answer.status, 200);
  assert.equal(await shown(), '#treasury');
  await daemon.stop({ keep: true });
  await daemon.run();
  assert.equal(await shown(), '#treasury');
});
