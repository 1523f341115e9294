// Forms, shortcuts, reactions and Home with Slack's own framework, unmodified: what bolt routes by the
// shape of a payload reaches the listener that Slack's documentation promises, and what bolt answers is
// taken as Slack takes it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import bolt from '@slack/bolt';
import { APP_TOKEN, BOT_TOKEN, Playground, until } from '../support/playground.mjs';

let playground;
let app;
let heard;

const plain = (text) => ({ type: 'plain_text', text });
const tools = ['summarizer', 'translator'].map((value) => ({ text: plain(value), value }));
const form = (more = []) => ({
  type: 'modal', callback_id: 'report', title: plain('Report'), submit: plain('Send'), notify_on_close: true,
  private_metadata: 'C0LEGAL',
  blocks: [
    { type: 'input', block_id: 'tool', dispatch_action: true, label: plain('Tool'),
      element: { type: 'static_select', action_id: 'choose', options: tools } },
    { type: 'input', block_id: 'what', label: plain('What went wrong'),
      element: { type: 'plain_text_input', action_id: 'text' } },
    ...more],
});
const thanks = (text) => ({ type: 'modal', callback_id: 'thanks', title: plain('Thank you'), notify_on_close: true,
  blocks: [{ type: 'section', text: plain(text) }] });

function teachForms() {
  app.command('/report', async ({ ack, command, client }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form() });
  });
  app.action('choose', async ({ ack, body, action, client }) => {
    await ack();
    await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: form([
      { type: 'section', block_id: 'known', text: plain(`Known failures of ${action.selected_option.value}: 2`) }]) });
  });
  app.view('report', async ({ ack, view, body }) => {
    const { what, tool } = view.state.values;
    heard.push(['report', body.user.id, view.private_metadata, tool.choose.selected_option.value, what.text.value]);
    if (what.text.value.length < 5)
      await ack({ response_action: 'errors', errors: { what: 'A few more words, please.' } });
    else
      await ack({ response_action: 'update', view: thanks(what.text.value) });
  });
  app.view({ callback_id: 'thanks', type: 'view_closed' }, async ({ ack, view, body }) => {
    await ack();
    heard.push(['closed', view.callback_id, body.is_cleared]);
  });
}

function teachTheRest() {
  app.shortcut('report_global', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
  });
  app.shortcut({ callback_id: 'report_message', type: 'message_action' },
    async ({ ack, shortcut, client, respond }) => {
      await ack();
      heard.push(['message', shortcut.channel.name, shortcut.message.user, shortcut.message.text]);
      await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
      await respond('noted');
    });
  app.event('reaction_added', async ({ event, client }) => {
    heard.push(['reaction', event.user, event.reaction, event.item_user]);
    if (event.user !== 'U0BOT')
      await client.reactions.add({ channel: event.item.channel, timestamp: event.item.ts, name: 'eyes' });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    heard.push(['home', event.user, event.view?.callback_id]);
    await client.views.publish({ user_id: event.user, view: { type: 'home', callback_id: 'home',
      blocks: [{ type: 'actions', block_id: 'do', elements: [
        { type: 'button', action_id: 'new', text: plain('New report') }] }] } });
  });
  app.action({ action_id: 'new', type: 'block_actions' }, async ({ ack, body, client }) => {
    await ack();
    heard.push(['new', body.container.type, body.view.type]);
    await client.views.open({ trigger_id: body.trigger_id, view: form() });
  });
}

before(async () => {
  playground = await Playground.start();
  app = new bolt.App({ token: BOT_TOKEN, appToken: APP_TOKEN, socketMode: true, logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: playground.api } });
  teachForms();
  teachTheRest();
  await app.start();
});

after(async () => {
  await app?.stop();
  await playground?.stop();
});

beforeEach(async () => {
  heard = [];
  await playground.reset();
});

const modal = (callback_id, as = 'U0ANA') => until(`the form ${callback_id}`, async () => {
  const top = (await playground.views(as)).modals.at(-1);
  return top?.callback_id === callback_id && top;
});

test('a command opens a form; errors, then an update, then it is closed', async () => {
  await playground.command('U0ANA', 'C0LEGAL', '/report');
  const { id } = await modal('report');
  assert.equal((await playground.submit('U0ANA', id)).error, 'missing_input');
  const values = (text) => ({ tool: { choose: 'summarizer' }, what: { text } });
  const refused = await playground.submit('U0ANA', id, values('no'));
  assert.deepEqual([refused.ok, refused.errors], [true, { what: 'A few more words, please.' }]);
  assert.deepEqual((await modal('report')).errors, { what: 'A few more words, please.' });
  assert.equal((await playground.submit('U0ANA', id, values('lost clause 9'))).response_action, 'update');
  assert.equal((await modal('thanks')).id, id);
  assert.equal((await playground.close('U0ANA', id)).ok, true);
  await until('the app is told', () => heard.length === 3);
  assert.deepEqual(heard, [['report', 'U0ANA', 'C0LEGAL', 'summarizer', 'no'],
    ['report', 'U0ANA', 'C0LEGAL', 'summarizer', 'lost clause 9'], ['closed', 'thanks', false]]);
  assert.deepEqual((await playground.views('U0ANA')).modals, []);
});

test('a choice in a form edits it, and what was typed stays', async () => {
  await playground.command('U0ANA', 'C0LEGAL', '/report');
  const { id } = await modal('report');
  await playground.input('U0ANA', id, 'what', 'text', 'half a sentence');
  assert.equal((await playground.act('U0ANA', id, 'choose', 'translator')).ok, true);
  const edited = await until('the edited form', async () => {
    const view = await modal('report');
    return view.blocks.length === 3 && view;
  });
  assert.equal(edited.blocks[2].text.text, 'Known failures of translator: 2');
  assert.equal(edited.state.values.what.text.value, 'half a sentence');
  assert.equal(edited.state.values.tool.choose.selected_option.value, 'translator');
});

test('shortcuts, global and on a message', async () => {
  assert.equal((await playground.shortcut('U0ANA', 'report_global')).ok, true);
  await modal('report');
  await playground.say('U0SAM', 'C0LEGAL', 'the summary is wrong');
  const [{ ts }] = await playground.messages('U0ANA', 'C0LEGAL');
  assert.equal((await playground.shortcut('U0ANA', 'report_message', { channel: 'C0LEGAL', ts })).ok, true);
  await until('the answer', async () => (await playground.messages('U0ANA', 'C0LEGAL')).at(-1).text === 'noted');
  assert.deepEqual(heard, [['message', 'legal', 'U0SAM', 'the summary is wrong']]);
});

test('a reaction is heard, and the app\'s own one is ignored by bolt', async () => {
  await playground.say('U0SAM', 'C0LEGAL', 'the summary is wrong');
  const [{ ts }] = await playground.messages('U0ANA', 'C0LEGAL');
  await playground.react('U0ANA', 'C0LEGAL', ts, 'ai-fail');
  await until('the app\'s reaction is told as well', async () =>
    (await playground.envelopes()).filter(({ acknowledged_at }) => acknowledged_at).length === 2);
  assert.deepEqual(heard, [['reaction', 'U0ANA', 'ai-fail', 'U0SAM']]);
});

test('Home is published when it is opened, and its button opens a form', async () => {
  assert.equal((await playground.home('U0ANA')).ok, true);
  const home = await until('Home', async () => (await playground.views('U0ANA')).home);
  assert.equal((await playground.act('U0ANA', home.id, 'new')).ok, true);
  await modal('report');
  await playground.home('U0ANA', { tab: 'messages' });
  await playground.home('U0ANA');
  await until('Home again', () => heard.length === 3);
  assert.deepEqual(heard, [['home', 'U0ANA', undefined], ['new', 'view', 'home'], ['home', 'U0ANA', 'home']]);
});
