// Microsoft's own playground for agents, as it is, and the real daemon: the whole loop on Teams as Microsoft
// plays it. What it cannot do (tokens, dialogs that a card's button opens, other people's words) is sent by it as it
// is given; what neither checks is tested elsewhere.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { ADELE, AgentsPlayground, ANA, elements, ISAIAH, labels, LEGAL, MEGAN, shown } from '../support/agents_playground.mjs';
import { Clock } from '../support/clock.mjs';
import { until } from '../support/playground.mjs';

const ISSUE = /LM-\d+/;
let clock;
let agents;
let daemon;
let megan;
let adele;

before(async () => {
  clock = await Clock.create();
  agents = await AgentsPlayground.start({ clock: Clock.available ? clock : Date });
  daemon = await agents.startDaemon({ env: clock.env, admins: [ISAIAH.id] });
  [megan, adele] = [await agents.chat(MEGAN), await agents.chat(ADELE)];
  await agents.says('mine', MEGAN, megan);
  await daemon.say(`/lastmile tool summarizer title="Contract summarizer" owner=${MEGAN.id} channel=${LEGAL} recovery="Copy the clause by hand."`);
});
after(async () => {
  await daemon?.stop();
  await agents?.stop();
  await clock?.remove();
});
afterEach(() => {
  assert.deepEqual(agents.refusals, []);
  agents.heard.length = 0;
});

const issue = async (ref) => (await daemon.export('issues')).find((row) => row.issue === ref);
const status = (ref, wanted) => until(`${ref} is ${wanted}`, async () => (await issue(ref)).status === wanted);

/** Ana's report, typed to the app alone: its receipt, its number, the owner's card. */
async function report(words) {
  const known = new Set(agents.messages.map(({ id }) => id));
  await agents.types(`report summarizer ${words}`);
  const receipt = await agents.hears(new RegExp(`Logged LM-\\d+[^]*${words}`), undefined, ({ id }) => !known.has(id));
  const [ref] = ISSUE.exec(shown(receipt));
  return { ref, receipt, card: await agents.hears(new RegExp(`${ref}[^]*${words}`), megan) };
}

const changed = (message) => agents.hears(/./, message.conversation, ({ id, versions }) => id === message.id && versions > message.versions);

test('reported, acknowledged, fixed, verified', async () => {
  const { ref, receipt, card } = await report('it dropped clause nine');
  assert.match(shown(receipt), /Copy the clause by hand/);
  assert.match(card.summary, new RegExp(`^${ref} summarizer: it dropped clause nine`));
  assert.deepEqual(labels(card), ['Acknowledge', 'Mark fixed', 'Decline', 'Ask']);

  // Both cards change where they stand.
  const seen = await agents.press(card, 'Acknowledge', { from: MEGAN });
  assert.equal(seen.type, 'application/vnd.microsoft.activity.message');
  assert.match(seen.value, new RegExp(`^${ref} is acknowledged`));
  assert.match(shown(await changed(receipt)), /<at>Megan Bowen<\/at> has seen it and is on it/);
  const known = await changed(card);
  assert.deepEqual(labels(known), ['Mark fixed', 'Decline', 'Ask']);
  await until('its client sees the receipt change', () => agents.streamed(receipt.id).length === 2);
  assert.deepEqual(agents.streamed(receipt.id).map((one) => one.action), ['createMessage', 'updateMessage']);

  const dialog = await agents.dialog(known, 'Mark fixed', { from: MEGAN });
  assert.equal(dialog.title, 'Mark fixed');
  const sent = await agents.send(dialog, 'Mark fixed', { 'text:what': 'clause nine is *kept* now' }, { from: MEGAN, conversation: megan });
  assert.match(JSON.stringify(sent ?? ''), /LM-1|^""$/);
  await status(ref, 'fixed');

  const told = await agents.hears(new RegExp(`Your issue ${ref} was fixed[^]*clause nine is \\*kept\\* now`));
  assert.match(told.summary, new RegExp(`^Your issue ${ref} was fixed`));
  assert.deepEqual(labels(told), ['Works', 'Partly', 'Still broken']);
  const works = await agents.press(told, 'Works');
  assert.match(works.value, /./);
  await status(ref, 'verified');
  assert.deepEqual(labels(await changed(told)), [], 'what was pressed has become words');
  const late = await agents.dialog(told, 'Still broken');
  assert.match(shown(late), /./, 'the first click counts');
  await status(ref, 'verified');
});

test('a button of a client that executes nothing comes as a message', async () => {
  const { ref, card } = await report('it translates the names');
  await agents.submit(card, 'Acknowledge', { from: MEGAN });
  await status(ref, 'acknowledged');
  await agents.hears(new RegExp(`${ref} is acknowledged`), megan);
});

test('a report in a channel is answered to its reporter alone, in its thread', async () => {
  const { postConversationId: thread } = await agents.types('report the dates are in July', LEGAL);
  const answer = await agents.hears(/Logged LM-\d+[^]*the dates are in July/, thread);
  assert.deepEqual(answer.recipient, { id: ANA.id, isTargeted: true });
  assert.equal(agents.heard.find(({ activity }) => activity.id === answer.reply_to).activity.conversation.id, thread);
  const [ref] = ISSUE.exec(shown(answer));
  await agents.hears(new RegExp(`Logged ${ref}`));
  assert.equal((await issue(ref)).tool, 'summarizer', 'the channel is its home');

  // When it is fixed the thread hears of it as well, and names nobody.
  await agents.says(`fixed ${ref} July is June`, MEGAN, megan);
  await agents.hears(new RegExp(`Your issue ${ref} was fixed`));
});

test('me too, and taken back', async () => {
  const { ref } = await report('the annex is missing from long contracts');
  await agents.says('report summarizer the annex is missing from my long contract', ADELE, adele);
  const offered = await agents.hears(/Logged LM-\d+[^]*the annex is missing/, adele, (message) => labels(message).includes('Me too'));
  const [mine] = ISSUE.exec(shown(offered));
  await agents.press(offered, 'Me too', { from: ADELE });
  await until('two people have it', async () => (await issue(ref)).reports === 2);
  assert.equal((await issue(mine)).merged_into, ref);
  await agents.hears(new RegExp(`${ref}[^]*2 people have it`), megan);
  await agents.says(`unmerge ${mine}`, MEGAN, megan);
  await until('they are two again', async () => (await issue(mine)).merged_into === null);
});

test('a message that an AI wrote is reported where it stands', async () => {
  const messagePayload = { id: '1795380000000', createdDateTime: '2026-11-22T09:00:00Z', attachments: [], mentions: [],
    from: { user: { id: ADELE.aadObjectId, displayName: ADELE.name } },
    body: { contentType: 'html', content: '<p>Clause 9 &amp; 10 are <b>void</b></p>' },
    linkToMessage: 'https://teams.microsoft.com/l/message/19%3Alegal%40thread.tacv2/1795380000000' };
  const asked = { commandId: 'reportFailure', commandContext: 'message', messagePayload };
  const { task } = await agents.invoke('composeExtension/fetchTask', asked, { conversation: LEGAL });
  const form = task.value;
  assert.equal(form.title, 'Report an AI failure');
  assert.match(shown(form), /Clause 9 & 10 are void/);
  const { data } = elements(form.card.content).find(({ title }) => title === 'Log it');
  const typed = { ...data, 'one:tool': 'summarizer', 'text:what': 'neither is void', 'one:kind': 'made_up', 'one:minutes': '30', 'some:keep': 'keep', 'text:quote': 'Clause 9 & 10 are void' };
  const answer = await agents.invoke('composeExtension/submitAction', { ...asked, data: typed }, { conversation: LEGAL });
  const [ref] = ISSUE.exec(shown(answer.task.value));
  assert.match(shown(answer.task.value), new RegExp(`Logged ${ref} for summarizer`));
  const [row] = (await daemon.export('reports')).filter((one) => one.issue === ref);
  assert.deepEqual([row.kind, row.minutes_lost, row.permalink], ['made_up', 30, messagePayload.linkToMessage]);
  await agents.hears(new RegExp(`${ref}[^]*neither is void[^]*Clause 9 & 10 are void`), megan);
});

test('a form is offered, opened, chosen in, wrong once, and sent', async () => {
  await agents.types('report');
  const offer = await agents.hears(/Report an AI failure/, undefined, (message) => labels(message).join() === 'Open the form');
  const form = await agents.dialog(offer, 'Open the form');
  const again = (await agents.send(form, 'Use this choice', { 'one:tool': 'summarizer', 'text:what': 'half of' })).task.value;
  assert.match(shown(again), /Is it one of these/);
  const filled = elements(again.card.content).filter(({ id, value }) => id && value).map(({ id, value }) => `${id}=${value}`);
  assert.deepEqual(filled, ['one:tool=summarizer', 'text:what=half of']);
  const wrong = (await agents.send(again, 'Log it', { 'one:tool': 'summarizer', 'text:what': '' })).task.value;
  assert.match(shown(wrong), /Please say it in a few words/);
  const done = (await agents.send(wrong, 'Log it', { 'one:tool': 'summarizer', 'text:what': 'half of it is gone', 'some:more': 'got_out,anonymous' })).task;
  const [ref] = ISSUE.exec(shown(done.value));
  const card = await agents.hears(new RegExp(`${ref}[^]*half of it is gone`), megan);
  assert.doesNotMatch(JSON.stringify(card), /Ana|29:1ana/, 'not named');
});

test('home is a card, and what is pressed on it puts it anew', async () => {
  await agents.types('home');
  const home = await agents.hears(/Hello, Ana Lima/);
  assert.ok(labels(home).includes('Pulse'));
  const form = await agents.dialog(home, 'Report a failure');
  assert.equal(form.title, 'Report an AI failure');
  const sent = await agents.send(form, 'Log it', { 'one:tool': 'summarizer', 'text:what': 'it hangs' });
  assert.match(shown(sent.task.value), /Logged LM-\d+/);
  await agents.types('home');
  await agents.hears(/Hello, Ana Lima[^]*it hangs/);
});

test('a digest with its chart comes into the channel', { skip: !Clock.available }, async () => {
  const { postConversationId: thread } = await agents.types('digest', LEGAL);
  await agents.hears(/You said, we fixed/, thread);
  await agents.says('digest every monday 09:00', ISAIAH, thread); // an admin
  await agents.hears(/reads its digest every Monday at 09:00/, thread);
  await clock.pass(7, 'day', daemon);
  const post = await agents.hears(/^You said, we fixed/m, LEGAL, ({ recipient, versions }) => !recipient && versions === 1);
  assert.match(post.summary, /You said, we fixed/);
  const details = await agents.hears(/Announced fixed: \d/, post.conversation, ({ id }) => id !== post.id);
  const charts = [post, details].flatMap(({ card }) => elements(card)).filter(({ type }) => type.startsWith('Chart.'));
  assert.ok(charts.length >= 1);
  for (const { fallback } of charts) assert.ok(fallback, 'said in words for who draws no charts');
  assert.doesNotMatch(JSON.stringify([post, details]), new RegExp(ANA.name), 'nobody who reported is named');
});

test('the token that it signs when told to opens no door', async () => {
  const badly = await AgentsPlayground.start({ clock: agents.clock, sdk: 'teams-ai-v2-dotnet' });
  badly.daemon = agents.daemon;
  const before = (await daemon.export('issues')).length;
  await badly.types('report summarizer nobody signed this');
  const [first] = await until('it is sent', () => badly.heard.length > 0 && badly.heard);
  assert.match(first.authorization, /^Bearer eyJhbGciOiJIUzI1NiI/);
  assert.equal(first.status, 401);
  assert.equal((await daemon.export('issues')).length, before);
  await badly.stop();
});
