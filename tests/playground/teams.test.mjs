// Teams' side: what people type, press and fill in, as activities that an app gets; and what it answers.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Playground, until } from '../support/playground.mjs';
import { DANA, ELI, FINANCE } from '../support/teams_people.mjs';
import { Socket } from './slack.mjs';
import { attached, Bot, card, dialog } from './teams.mjs';

let playground;
let bot;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  bot = await Bot.start(playground);
});
afterEach(async () => {
  assert.deepEqual(bot.problems.filter(Boolean), [], 'every token was right');
  await bot.stop();
});
after(() => playground.stop());

const act = (path, body) => playground.request('POST', path, body);
const messages = (as, channel) => playground.messages(as, channel);
const views = async (as) => (await playground.views(as)).modals;
const executing = (title, more = {}) => ({ type: 'Action.Execute', title, verb: 'press', data: { n: 1 }, ...more });
const submitting = (title, data = {}) => ({ type: 'Action.Submit', title, data });

test('each side sees its own people and channels alone', async () => {
  const { people, channels, teams } = await playground.world();
  assert.ok(!people.some(({ id }) => id.startsWith('29:')) && !channels.some(({ id }) => id.startsWith('19:')));
  assert.deepEqual(teams.people.map(({ id, handle, direct }) => [id, handle, direct]), [[DANA, 'dana', 'a:1-dana'], [ELI, 'eli', 'a:1-eli'], ['29:1-farah', 'farah', 'a:1-farah']]);
  assert.deepEqual(teams.channels.map(({ id, name, members }) => [id, name, members.length]), [[FINANCE, 'finance', 2], ['19:people@thread.tacv2', 'people-team', 2]]);
  assert.equal((await act('message', { as: DANA, channel: 'C0LEGAL', text: 'x' })).error, 'channel_not_found');
  assert.equal((await act('message', { as: 'U0ANA', channel: FINANCE, text: 'x' })).error, 'channel_not_found');
});

test('a command in the direct conversation', async () => {
  const answer = await act('command', { as: DANA, channel: 'a:1-dana', text: '/report <b> & clause 9 @eli' });
  assert.equal(answer.ok, true);
  const { id, timestamp, localTimestamp, ...rest } = bot.last('message');
  assert.equal(id, answer.ts);
  assert.match(timestamp, /^\d{4}-.*Z$/);
  assert.match(localTimestamp, /[+-]\d\d:\d\d$/);
  assert.deepEqual(rest, {
    type: 'message', localTimezone: 'Europe/London', locale: 'en-GB', serviceUrl: `${playground.url}/teams/connector/`, channelId: 'msteams',
    from: { id: DANA, name: 'Dana Whitfield', aadObjectId: '0b9ec700-0000-4000-8000-0000000000d1' },
    recipient: { id: '28:b0700000-0000-4000-8000-00000000b0b0', name: 'Last Mile' },
    conversation: { conversationType: 'personal', tenantId: bot.side.tenant, id: 'a:1-dana' },
    channelData: { tenant: { id: bot.side.tenant } },
    text: 'report &lt;b&gt; &amp; clause 9 <at>Eli Brandt</at>', textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: '<p>report &lt;b&gt; &amp; clause 9 <span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">Eli Brandt</span></p>' }],
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web', timezone: 'Europe/London' },
      { type: 'mention', text: '<at>Eli Brandt</at>', mentioned: { id: ELI, name: 'Eli Brandt' } }],
  });
  const [shown] = await messages(DANA, 'a:1-dana');
  assert.deepEqual([shown.text, shown.user, shown.bot, shown.mentions, shown.platform], ['report <b> & clause 9 @eli', DANA, false, [ELI], 'teams']);
});

test('in a channel the app hears what mentions it, in a thread of its own or another\'s', async () => {
  await act('message', { as: DANA, channel: FINANCE, text: 'who broke it?' });
  assert.equal(bot.activities.length, 0);
  const { ts } = await act('command', { as: DANA, channel: FINANCE, text: '/report it broke' });
  const heard = bot.last('message');
  assert.equal(heard.text, '<at>Last Mile</at> report it broke\n');
  assert.deepEqual(heard.conversation, { conversationType: 'channel', isGroup: true, tenantId: bot.side.tenant, id: `${FINANCE};messageid=${ts}` });
  assert.deepEqual(heard.channelData, { teamsChannelId: FINANCE, teamsTeamId: '19:acme@thread.tacv2', channel: { id: FINANCE },
    team: { id: '19:acme@thread.tacv2', name: 'Acme' }, tenant: { id: bot.side.tenant } });
  assert.equal(heard.entities[1].mentioned.id, bot.side.bot);
  await act('message', { as: ELI, channel: FINANCE, text: '@lastmile status LM-1 #finance', thread_ts: ts });
  assert.equal(bot.last('message').conversation.id, `${FINANCE};messageid=${ts}`);
  assert.equal(bot.last('message').replyToId, ts);
  assert.equal(bot.last('message').text, '<at>Last Mile</at> status LM-1 <at>finance</at>\n');
  const [, first, reply] = await messages(DANA, FINANCE);
  assert.deepEqual([first.reply_count, reply.thread_ts], [1, ts]);
});

test('a slash command in a channel is for the app alone', async () => {
  await act('command', { as: DANA, channel: FINANCE, text: '/report it broke', targeted: true });
  assert.equal(bot.last('message').text, 'report it broke\n');
  assert.equal(bot.last('message').recipient.isTargeted, true);
  assert.deepEqual((await messages(ELI, FINANCE)), []);
  assert.equal((await messages(DANA, FINANCE))[0].ephemeral, true);
});

test('a message in a chat quotes what it answers', async () => {
  const id = await bot.said('a:1-dana', { text: 'Which tool?' });
  await act('message', { as: DANA, channel: 'a:1-dana', text: 'the summarizer', thread_ts: id });
  assert.equal(bot.last('message').text, `<quoted messageId="${id}"/>the summarizer`);
  assert.deepEqual(bot.last('message').entities.at(-1), { type: 'quotedReply', quotedReply: { messageId: id } });
});

test('Action.Execute: a card in its place for that person, a notice, an error, nonsense', async () => {
  const first = card([{ type: 'TextBlock', text: 'LM-1' }], { actions: [executing('Me too'), submitting('Plain')] });
  const root = await bot.said(FINANCE, attached(first));
  bot.answer = () => ({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card([{ type: 'TextBlock', text: 'Thanks' }]) });
  const press = (more) => act('action', { as: DANA, channel: FINANCE, ts: root, ...more });
  assert.equal((await press({ button: 1 })).ok, true);
  const heard = bot.last('adaptiveCard/action');
  assert.deepEqual([heard.type, heard.replyToId, heard.conversation.id, heard.value], ['invoke', root, `${FINANCE};messageid=${root}`,
    { action: { type: 'Action.Execute', title: 'Me too', verb: 'press', data: { n: 1 } }, trigger: 'manual' }]);
  assert.equal((await messages(DANA, FINANCE))[0].card.body[0].text, 'Thanks');
  assert.equal((await messages(ELI, FINANCE))[0].card.body[0].text, 'LM-1');
  assert.equal((await press({ button: 'Me too' })).error, 'no_such_button');
  // What is put for everybody is seen by all.
  assert.equal((await bot.put(FINANCE, root, attached(first))).status, 200);
  assert.equal((await messages(DANA, FINANCE))[0].edited, true);
  bot.answer = () => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Noted' });
  assert.equal((await press({ button: 'Me too' })).notice, 'Noted');
  bot.answer = () => ({ statusCode: 400, type: 'application/vnd.microsoft.error', value: { code: 'BadRequest', message: 'No' } });
  assert.deepEqual([(await press({ button: 1 })).error, (await press({ button: 1 })).message], ['app_error', 'No']);
  bot.answer = () => null;
  assert.equal((await press({ button: 1 })).error, 'invalid_response');
  bot.answer = () => ({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card([{ type: 'Nonsense' }]) });
  assert.match((await press({ button: 1 })).message, /body\.0: Teams knows no element Nonsense/);
  bot.answer = () => ({ status: 500 });
  assert.equal((await press({ button: 1 })).error, 'app_error');
  assert.equal((await press({ button: 3 })).error, 'no_such_button');
});

test('Action.Submit is a message with a value, inputs within', async () => {
  const id = await bot.said('a:1-dana', attached(card([{ type: 'Input.Text', id: 'why', label: 'Why', isRequired: true, errorMessage: 'Say why' }], { actions: [submitting('Send', { k: 'v' })] })));
  const press = (values) => act('action', { as: DANA, channel: 'a:1-dana', ts: id, button: 1, values });
  const refused = await press();
  assert.deepEqual([refused.error, refused.errors], ['missing_input', { why: 'Say why' }]);
  assert.equal((await press({ why: 'because' })).ok, true);
  const { value, replyToId, text, conversation } = bot.last('message');
  assert.deepEqual([value, replyToId, text, conversation.id], [{ k: 'v', why: 'because' }, id, undefined, 'a:1-dana']);
});

test('a dialog: asked for, filled in, sent, answered with another, with words, with nothing', async () => {
  const fields = [
    { type: 'Input.Text', id: 'text:what', label: 'What', isRequired: true, errorMessage: 'Say what', maxLength: 5 },
    { type: 'Input.ChoiceSet', id: 'some:kinds', label: 'Kinds', isMultiSelect: true, choices: [{ title: 'A', value: 'a' }, { title: 'B', value: 'b' }] },
    { type: 'Input.ChoiceSet', id: 'people:who', label: 'Who', isMultiSelect: true, choices: [], 'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' } },
    { type: 'Input.Number', id: 'text:n', label: 'How many', value: 3 }, { type: 'Input.Toggle', id: 'text:t', title: 'Yes' }];
  const form = card(fields, { actions: [submitting('Report', { lastmile: 'form' }), submitting('Other', { lastmile: 'button' })] });
  const id = await bot.said('a:1-dana', attached(card([], { actions: [submitting('Open', { msteams: { type: 'task/fetch' }, form: 'report' })] })));
  bot.answer = () => dialog(form);
  assert.equal((await act('action', { as: DANA, channel: 'a:1-dana', ts: id, button: 'Open' })).ok, true);
  assert.deepEqual(bot.last('task/fetch').value, { data: { msteams: { type: 'task/fetch' }, form: 'report' }, context: { theme: 'default' } });
  const [view] = await views(DANA);
  assert.deepEqual([view.title, view.card, view.notice, view.platform], ['Report', form, null, 'teams']);
  const put = (input, value) => act('input', { as: DANA, view_id: view.id, input, value });
  assert.equal((await put('text:what', 'longer than five')).error, 'invalid_value');
  assert.equal((await put('some:kinds', 'a,c')).error, 'invalid_value');
  assert.equal((await put('people:who', 'somebody')).error, 'invalid_value');
  assert.equal((await put('text:n', 'three')).error, 'invalid_value');
  assert.equal((await put('nothing', 'x')).error, 'no_such_element');
  const send = (more) => act('submit', { as: DANA, view_id: view.id, ...more });
  assert.deepEqual((await send()).errors, { 'text:what': 'Say what' });
  await put('text:what', 'short');
  await put('people:who', '0b9ec700-0000-4000-8000-0000000000e1');
  assert.equal((await send({ values: { 'some:kinds': 'a,b' } })).ok, true);
  assert.deepEqual(bot.last('task/submit').value, { data: { lastmile: 'form', 'text:what': 'short', 'some:kinds': 'a,b',
    'people:who': '0b9ec700-0000-4000-8000-0000000000e1', 'text:n': '3', 'text:t': 'false' }, context: { theme: 'default' } });
  assert.equal(bot.last('task/submit').replyToId, id);
  bot.answer = () => ({ task: { type: 'message', value: 'Saved as LM-1' } });
  assert.deepEqual((await send({ values: { 'text:what': 'x' }, button: 'Other' })).notice, 'Saved as LM-1');
  assert.equal(bot.last('task/submit').value.data.lastmile, 'button');
  const [said] = await views(DANA);
  assert.deepEqual([said.notice, said.card], ['Saved as LM-1', null]);
  assert.equal((await send()).error, 'cannot_submit');
  assert.equal((await act('close', { as: DANA, view_id: view.id })).ok, true);
  assert.deepEqual(await views(DANA), []);
  bot.answer = () => dialog(card([], { actions: [submitting('Done')] }));
  await act('action', { as: DANA, channel: 'a:1-dana', ts: id, button: 'Open' });
  bot.answer = () => null;
  assert.equal((await act('submit', { as: DANA, view_id: (await views(DANA))[0].id })).closed, true);
  assert.deepEqual(await views(DANA), []);
});

test('a dialog that Teams would not show leaves what was there', async () => {
  const id = await bot.said('a:1-dana', attached(card([], { actions: [submitting('Open', { msteams: { type: 'task/fetch' } })] })));
  const open = () => act('action', { as: DANA, channel: 'a:1-dana', ts: id, button: 1 });
  bot.answer = () => dialog(card([], { actions: [executing('Run')] }));
  assert.match((await open()).message, /actions\.0: a dialog is sent by Action\.Submit/);
  bot.answer = () => ({ task: { type: 'continue', value: { title: 'x' } } });
  assert.equal((await open()).error, 'invalid_response');
  bot.answer = () => null;
  assert.equal((await open()).error, 'invalid_response');
  assert.deepEqual(await views(DANA), []);
});

test('the message extension, on a message and in the command box', async () => {
  const { ts } = await act('message', { as: ELI, channel: FINANCE, text: 'It said <this> & that\nand more' });
  bot.answer = () => dialog(card([{ type: 'Input.Text', id: 'w', label: 'W' }], { actions: [submitting('Send', { a: 1 })] }));
  assert.equal((await act('shortcut', { as: DANA, callback_id: 'report_message', channel: FINANCE, ts })).ok, true);
  const { value, conversation } = bot.last('composeExtension/fetchTask');
  assert.deepEqual([value.commandId, value.commandContext, conversation.id], ['reportFailure', 'message', `${FINANCE};messageid=${ts}`]);
  const { messagePayload } = value;
  assert.deepEqual([messagePayload.id, messagePayload.from.user.id, messagePayload.body.content], [ts, '0b9ec700-0000-4000-8000-0000000000e1', '<p>It said &lt;this&gt; &amp; that<br>and more</p>']);
  bot.answer = () => ({ task: { type: 'message', value: 'Thanks' } });
  const [{ id }] = await views(DANA);
  await act('submit', { as: DANA, view_id: id, values: { w: 'x' } });
  const sent = bot.last('composeExtension/submitAction').value;
  assert.deepEqual([sent.data, sent.commandId, sent.messagePayload.id], [{ a: 1, w: 'x' }, 'reportFailure', ts]);
  assert.equal((await views(DANA))[0].notice, 'Thanks');
  bot.answer = () => dialog(card());
  await act('shortcut', { as: DANA, callback_id: 'report_global' });
  assert.deepEqual([bot.last('composeExtension/fetchTask').value.commandContext, bot.last('composeExtension/fetchTask').conversation.id], ['commandBox', 'a:1-dana']);
  assert.equal((await act('shortcut', { as: DANA, callback_id: 'other' })).error, 'no_such_shortcut');
  bot.answer = () => ({ status: 500 });
  assert.equal((await act('shortcut', { as: ELI, callback_id: 'report_global' })).error, 'app_error');
  assert.deepEqual(await views(ELI), []);
});

test('home is a word, a reaction is nothing a bot hears of', async () => {
  await act('home', { as: DANA });
  assert.equal(bot.last('message').text, 'home');
  assert.equal((await act('reaction', { as: DANA, channel: FINANCE, ts: '1', name: 'ai-fail' })).error, 'not_supported');
});

test('installing: both activities for each person and for the team', async () => {
  await bot.set({ endpoint: bot.endpoint });
  await until('all have come', () => bot.activities.length === 8);
  const kinds = bot.activities.map(({ type, conversation }) => `${type} ${conversation.id}`).sort();
  assert.deepEqual(kinds, ['a:1-dana', 'a:1-eli', 'a:1-farah', FINANCE].flatMap((id) => [`conversationUpdate ${id}`, `installationUpdate ${id}`]).sort());
  assert.equal(bot.last('installationUpdate').action, 'add');
  assert.ok(bot.last('conversationUpdate').membersAdded.some(({ id }) => id === bot.side.bot));
});

test('a message that is not answered comes again, the same, at most twice', async () => {
  await bot.set({ repeat_after_ms: 100 });
  let release;
  bot.answer = () => new Promise((resolve) => { release = resolve; });
  const answer = await act('command', { as: DANA, channel: 'a:1-dana', text: 'report x' });
  assert.equal(answer.error, 'operation_timeout');
  await until('three times', () => bot.activities.length === 3);
  release();
  assert.equal(new Set(bot.activities.map((activity) => JSON.stringify(activity))).size, 1);
  await until('the last is over', async () => (await playground.request('GET', 'activities')).activities.length === 3);
  bot.answer = () => null;
  await act('command', { as: DANA, channel: 'a:1-dana', text: 'report y' });
  assert.equal(bot.activities.length, 4);
});

test('a repeat after an error of the app\'s, none of an invoke', async () => {
  await bot.set({ repeat_after_ms: 50 });
  let times = 0;
  bot.answer = () => (times++ ? null : { status: 503 });
  assert.equal((await act('command', { as: DANA, channel: 'a:1-dana', text: 'report x' })).status, 503);
  await until('again', () => bot.activities.length === 2);
  const id = await bot.said('a:1-dana', attached(card([], { actions: [executing('Run')] })));
  bot.answer = () => ({ status: 503 });
  await act('action', { as: DANA, channel: 'a:1-dana', ts: id, button: 1 });
  await act('command', { as: DANA, channel: 'a:1-dana', text: 'later' });
  assert.equal(bot.activities.filter(({ type }) => type === 'invoke').length, 1);
});

test('drop, duplicate, nobody there', async () => {
  await playground.misbehave({ kind: 'drop', method: 'message' });
  assert.equal((await act('command', { as: DANA, channel: 'a:1-dana', text: 'lost' })).error, 'operation_timeout');
  assert.equal(bot.activities.length, 0);
  await playground.misbehave({ kind: 'duplicate', method: 'message' });
  await act('command', { as: DANA, channel: 'a:1-dana', text: 'twice' });
  await until('both', () => bot.activities.length === 2);
  assert.equal(bot.activities[0].id, bot.activities[1].id);
  await bot.set({ endpoint: null });
  assert.equal((await act('command', { as: DANA, channel: 'a:1-dana', text: 'x' })).error, 'no_connection');
});

test('any activity, any bytes', async () => {
  assert.equal((await act('activity', { activity: { type: 'typing', serviceUrl: bot.side.service_url, channelId: 'msteams' } })).status, 200);
  assert.deepEqual(bot.activities, [{ type: 'typing', serviceUrl: bot.side.service_url, channelId: 'msteams' }]);
  assert.equal((await act('activity', { raw: '{"type":' })).status, 401);
  bot.problems.length = 0;
});

test('the page hears what each person sees', async () => {
  const socket = await Socket.open(playground, `${playground.url.replace('http', 'ws')}/playground/stream?as=${encodeURIComponent(DANA)}`);
  const heard = socket.messages;
  const id = await bot.said(FINANCE, attached(card([], { actions: [submitting('Open', { msteams: { type: 'task/fetch' } })] })));
  await bot.said(FINANCE, { text: 'for eli', recipient: { id: ELI, isTargeted: true } }, { query: '?isTargetedActivity=true' });
  await bot.said('a:1-eli', { text: 'for eli' });
  bot.answer = () => dialog(card());
  await act('action', { as: DANA, channel: FINANCE, ts: id, button: 1 });
  await bot.put(FINANCE, id, { text: 'changed' });
  await bot.call('DELETE', ['conversations', FINANCE, 'activities', id]);
  await until('all of it', () => heard.length === 4);
  assert.deepEqual(heard.map(({ type }) => type), ['message', 'modals', 'update', 'delete']);
  assert.equal(heard[1].platform, 'teams');
  assert.equal(heard[0].message.card.type, 'AdaptiveCard');
  socket.destroy();
});
