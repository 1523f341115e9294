// Forms, a shortcut and the home page, through the real daemon: nothing about an open form is kept by it, so that
// one that was open while it was killed still works, and what does not open in time is said in words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, dm, heard, shown } from '../support/daemon.mjs';

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

/** The form in front of the person, once there is one whose title is this. */
const form = (person, title) => until(`${person} sees ${title}`, async () => {
  const view = (await playground.views(person)).modals.at(-1);
  return view?.title === title && view;
});

/** Every request that opens, changes or publishes a view, so far. */
const calls = async (method) => (await playground.calls()).filter((call) => call.method === method).length;

const chosen = (name, value) => ({ [name]: { [name]: value } });

test('a form is filled in while the daemon is killed, sent to the next one, and logged once', async () => {
  const answer = await playground.command('U0ANA', 'C0LEGAL', '/report summarizer');
  assert.ok(answer.ok, answer.error);
  const open = await form('U0ANA', 'Report an AI failure');
  assert.equal(open.callback_id, 'report');
  assert.equal(open.state.values.tool.tool.selected_option.text.text.length > 0, true, 'the tool is chosen already');
  await daemon.kill();
  await until('it is gone', async () => !(await playground.world()).app.connected);
  await daemon.run();
  const sent = await playground.submit('U0ANA', open.id, {
    ...chosen('what', 'clause 9 <!here> & *more* is lost'), ...chosen('kind', 'missing_content'),
    ...chosen('more', ['got_out']),
  });
  assert.ok(sent.ok, `${sent.error}: ${sent.message}`);
  assert.equal(sent.response_action, 'update', 'what was logged stands in the form\'s place');
  const notice = await form('U0ANA', 'lastmile');
  assert.match(shown(notice), /Logged.*LM-1/s);
  assert.deepEqual(notice.mentions, ['U0SAM'], 'nobody but the owner is named, by us');
  const card = await heard(playground, 'U0SAM', /clause 9/);
  assert.match(shown(card), /clause 9 <!here> & \*more\* is lost/);
  assert.deepEqual(card.mentions.filter((one) => one !== 'U0ANA'), []);
  const again = await playground.submit('U0ANA', notice.id);
  assert.equal(again.ok, false, 'a notice cannot be sent');
  assert.equal((await daemon.export('reports')).length, 1);
});

test('what is wrong is said at the field, and the form stays with what was filled in', async () => {
  await playground.command('U0BEN', 'C0AIHELP', '/report summarizer');
  const open = await form('U0BEN', 'Report an AI failure');
  const sent = await playground.submit('U0BEN', open.id, chosen('deadline', 'today'));
  assert.equal(sent.response_action, 'errors');
  assert.match(sent.errors.what, /few words/);
  const still = await form('U0BEN', 'Report an AI failure');
  assert.equal(still.id, open.id);
  assert.equal(still.state.values.deadline.deadline.selected_option.value, 'today');
  await playground.close('U0BEN', open.id);
});

test('the shortcut on a message: two interactions, its words in the form', async () => {
  const { ts } = await playground.request('POST', 'message',
    { as: 'U0SAM', channel: 'C0LEGAL', text: 'the summary has no clause 12 <here>' });
  const used = await playground.shortcut('U0CHEN', 'report_message', { channel: 'C0LEGAL', ts });
  assert.ok(used.ok, used.error);
  const open = await form('U0CHEN', 'Report an AI failure');
  assert.match(shown(open), /the summary has no clause 12 <here>/);
  const sent = await playground.submit('U0CHEN', open.id,
    { ...chosen('tool', open.blocks.find((block) => block.block_id === 'tool').element.options[0].value), ...chosen('kind', 'made_up') });
  assert.ok(sent.ok, `${sent.error}: ${sent.message} ${JSON.stringify(sent.errors)}`);
  assert.match(shown(await form('U0CHEN', 'lastmile')), /Logged/);
});

test('a form that does not open in time is said in words, and nothing is logged', async () => {
  const before = (await daemon.export('reports')).length;
  await playground.misbehave({ kind: 'error', error: 'expired_trigger_id', method: 'views.open' });
  await playground.command('U0NOOR', 'C0AIHELP', '/report');
  await until('it is said how to type it', async () => (await playground.messages('U0NOOR', 'C0AIHELP'))
    .some((message) => message.ephemeral && /\/report/.test(shown(message))));
  assert.equal((await playground.views('U0NOOR')).modals.length, 0);
  assert.equal((await daemon.export('reports')).length, before);
});

test('the home page is published when somebody looks, and again only when it says something else', async () => {
  await playground.home('U0ANA');
  const first = await until('Ana has a home page', async () => (await playground.views('U0ANA')).home);
  assert.match(shown(first), /LM-1/);
  const published = await calls('views.publish');
  await playground.home('U0ANA');
  await playground.home('U0ANA', { tab: 'messages' });
  await playground.command('U0ANA', 'C0LEGAL', '/lastmile mine'); // what came before is answered by now
  assert.equal(await calls('views.publish'), published);
  assert.equal((await playground.views('U0ANA')).home.hash, first.hash);
  await playground.command('U0SAM', 'C0LEGAL', '/fixed LM-1 clause 9 is kept now');
  await playground.home('U0ANA');
  await until('it says so', async () => /fixed/i.test(shown((await playground.views('U0ANA')).home)));
  assert.equal(await calls('views.publish'), published + 1);
});

test('plain words, and a reaction, reach the daemon', async () => {
  const said = await playground.request('POST', 'message',
    { as: 'U0LUIS', channel: dm('U0LUIS'), text: 'the summarizer made up a paragraph' });
  assert.ok(said.ok, said.error);
  await heard(playground, 'U0LUIS', /made up a paragraph/);
  const { ts } = await playground.request('POST', 'message',
    { as: 'U0SAM', channel: 'C0LEGAL', text: 'here is what the summarizer said of clause 44' });
  await playground.react('U0MAYA', 'C0LEGAL', ts, 'ai-fail');
  await until('the reaction is answered', async () => (await playground.messages('U0MAYA', dm('U0MAYA')))
    .some((message) => message.bot && /message/.test(shown(message))));
});
