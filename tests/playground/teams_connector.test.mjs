// Teams' side: tokens both ways, and every rule of the connector.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { DANA, ELI, FARAH, FINANCE } from '../support/teams_people.mjs';
import { attached, Bot, card } from './teams.mjs';

let playground;
let bot;
before(async () => { playground = await Playground.start(); });
beforeEach(async () => {
  await playground.reset();
  bot = await Bot.start(playground);
});
afterEach(() => bot.stop());
after(() => playground.stop());

const say = (text = 'x') => playground.request('POST', 'command', { as: DANA, channel: 'a:1-dana', text });
const refused = (answer, status, code, words) => {
  assert.deepEqual([answer.status, answer.code], [status, code], answer.message);
  if (words) assert.match(answer.message, words);
};

test('wrong tokens of every kind, each seen for what it is', async () => {
  const kinds = { none: 'none', garbage: 'shape', alg_none: 'algorithm', hs256: 'algorithm', unknown_kid: 'key', no_kid: 'key', other_key: 'signature',
    wrong_issuer: 'issuer', wrong_audience: 'audience', expired: 'time', not_yet: 'time', wrong_service_url: 'service url', no_service_url: 'service url',
    no_endorsement: 'endorsement' };
  for (const [token, problem] of Object.entries(kinds)) {
    await bot.set({ token });
    const answer = await say();
    assert.deepEqual([answer.error, answer.status], ['app_error', 401], token);
    assert.equal(bot.problems.at(-1), problem, token);
  }
  await bot.set({ token: 'other_tenant' });
  await say();
  assert.notEqual(bot.last('message').conversation.tenantId, bot.side.tenant);
  assert.equal((await say()).ok, true, 'and then it is right again');
  assert.equal(bot.last('message').conversation.tenantId, bot.side.tenant);
  assert.equal((await playground.request('POST', 'teams', { token: 'nonsense' })).error, 'invalid_setting');
});

test('keys: two, one of them endorsed; a rotated one is another', async () => {
  const keys = async () => (await (await fetch(`${playground.url}/teams/metadata/v1/.well-known/keys`)).json()).keys;
  const before = await keys();
  assert.deepEqual(before.map(({ kty, e, endorsements }) => [kty, e, endorsements]), [['RSA', 'AQAB', ['webchat']], ['RSA', 'AQAB', ['msteams']]]);
  assert.equal(Buffer.from(before[1].n, 'base64url').length, 256);
  await bot.set({ rotate_keys: true });
  const after = await keys();
  assert.equal(after[0].kid, before[0].kid);
  assert.notEqual(after[1].kid, before[1].kid);
  assert.notEqual(after[1].n, before[1].n);
  assert.equal((await say()).ok, true);
  const metadata = await (await fetch(bot.metadata)).json();
  assert.deepEqual([metadata.issuer, metadata.id_token_signing_alg_values_supported], ['https://api.botframework.com', ['RS256']]);
  await playground.misbehave({ kind: 'status', status: 503, method: 'keys' });
  assert.equal((await fetch(bot.metadata)).status, 503);
});

test('a token for the connector', async () => {
  assert.deepEqual(Object.keys(await bot.askToken()), ['status', 'token_type', 'expires_in', 'ext_expires_in', 'access_token']);
  for (const [fields, number, tenant] of [[{ client_secret: 'wrong' }, 'AADSTS7000215'], [{ client_id: 'wrong' }, 'AADSTS700016'], [{ grant_type: 'password' }, 'AADSTS70003'],
    [{ scope: 'x' }, 'AADSTS1002012'], [{}, 'AADSTS90002', 'elsewhere']]) {
    const answer = await bot.askToken(fields, tenant);
    assert.ok(answer.status >= 400 && answer.error_description.startsWith(number), JSON.stringify(answer));
  }
  refused(await bot.post('a:1-dana', { text: 'x' }, { token: 'wrong' }), 401, 'Unauthorized');
  await bot.said('a:1-dana', { text: 'x' });
  await bot.set({ revoke_tokens: true });
  refused(await bot.post('a:1-dana', { text: 'x' }), 401, 'Unauthorized');
  assert.ok((await bot.set({ token_life: 60 })).tokens_given >= 2);
  assert.equal((await bot.askToken()).expires_in, 60);
});

test('posting, in the thread that the conversation\'s id names, or the answered message stands in', async () => {
  const root = await bot.said(FINANCE, { text: 'a' });
  const reply = await bot.said(`${FINANCE};messageid=${root}`, { text: 'b' });
  const { id } = await bot.call('POST', ['conversations', FINANCE, 'activities', reply], { type: 'message', text: 'c' });
  const shown = await playground.messages(DANA, FINANCE);
  assert.deepEqual(shown.map(({ ts, thread_ts, reply_to }) => [ts, thread_ts, reply_to]), [[root, null, null], [reply, root, null], [id, root, reply]]);
  assert.equal((await bot.post('a:1-dana', { type: 'typing' })).status, 202);
  const { calls } = await playground.request('GET', 'ledger');
  assert.deepEqual(calls.map(({ method, channel, ts }) => [method, channel, ts]), [['connector.post', FINANCE, root], ['connector.post', FINANCE, reply],
    ['connector.post', FINANCE, id], ['connector.post', 'a:1-dana', null]]);
});

test('addresses: encoded ids, known conversations, known calls', async () => {
  const raw = await fetch(`${bot.side.service_url}v3/conversations/${FINANCE}/activities`, { method: 'POST', headers: { authorization: `Bearer ${await bot.token()}` }, body: '{"text":"x"}' });
  assert.equal(raw.status, 404);
  refused(await bot.post('19:none@thread.tacv2', { text: 'x' }), 404, 'ConversationNotFound');
  refused(await bot.call('PATCH', ['conversations', FINANCE]), 404, 'NotFound');
  refused(await bot.put(FINANCE, '1', { text: 'x' }), 404, 'ActivityNotFoundInConversation');
});

test('what is no message', async () => {
  await playground.request('POST', 'limits', { rate_limits: false });
  const cases = [[{}, /text or an attachment/], [{ type: 'event', text: 'x' }, /Unknown activity type/], [{ text: 'x', textFormat: 'rtf' }, /no text format/],
    [{ ...attached(card()), summary: '' }, /without a summary/], [{ text: 'x', attachments: [{ contentType: 'image/png' }] }, /is not played/],
    [{ text: '<at>Eli</at> x' }, /has no mention/], [{ text: 'x', entities: [{ type: 'mention', text: '<at>Eli</at>', mentioned: { id: ELI } }] }, /is not in the message text/],
    [{ text: '<at>E</at>', entities: [{ type: 'mention', text: '<at>E</at>', mentioned: { id: 'sam' } }] }, /nobody called sam/]];
  for (const [activity, words] of cases) refused(await bot.post('a:1-dana', activity), 400, 'BadSyntax', words);
  refused(await bot.post('a:1-eli', { text: 'x'.repeat(60_000) }), 413, 'MessageSizeTooBig');
  await bot.said('a:1-eli', { text: '<at>Eli</at>', entities: [{ type: 'mention', text: '<at>Eli</at>', mentioned: { id: ELI } }] });
  assert.deepEqual((await playground.messages(ELI, 'a:1-eli'))[0].mentions, [ELI]);
});

test('cards: what Teams does not know is refused with its place', async () => {
  await playground.request('POST', 'limits', { rate_limits: false });
  const text = (more) => [{ type: 'TextBlock', text: 'x', ...more }];
  const choice = (more) => [{ type: 'Input.ChoiceSet', id: 'c', ...more }];
  const cases = [
    [card([{ type: 'Section' }]), 'body.0: Teams knows no element Section'],
    [card(text({ colour: 'good' })), 'body.0: TextBlock has no property colour'],
    [card(text({ color: 'green' })), 'body.0.color: is one of default|dark|light|accent|good|warning|attention'],
    [card(text({ wrap: 'yes' })), 'body.0.wrap: is true or false'],
    [card([{ type: 'TextBlock' }]), 'body.0: TextBlock needs text'],
    [card([{ type: 'Input.Text' }]), 'body.0: Input.Text needs id'],
    [card([{ type: 'Input.Text', id: 'a' }, { type: 'Input.Text', id: 'a' }]), 'body.1: two inputs have the id a'],
    [card(choice()), 'body.0: Input.ChoiceSet needs choices'],
    [card(choice({ isMultiSelect: true, choices: [{ title: 'A', value: 'a,b' }] })), 'body.0: values of a multiple choice come back joined by commas, so none has one in it'],
    [card(choice({ choices: [{ title: 'A' }] })), 'body.0.choices.0: Input.Choice needs value'],
    [card([{ type: 'Container', items: [{ type: 'Action.Submit' }] }]), 'body.0.items.0: Teams knows no element Action.Submit'],
    [card([], { actions: [{ type: 'TextBlock', text: 'x' }] }), 'actions.0: Teams knows no action TextBlock'],
    [card([], { actions: Array(7).fill({ type: 'Action.Submit', title: 'x' }) }), 'card: more than 6 actions in a row'],
    [card([], { actions: [{ type: 'Action.OpenUrl', url: 'javascript:x' }] }), 'actions.0: Action.OpenUrl leads to http or https'],
    [card([], { actions: [{ type: 'Action.Execute', title: 'x' }] }), 'actions.0: Action.Execute needs verb'],
    [card([], { actions: [{ type: 'Action.Execute', title: 'x', verb: 'x', fallback: 'hide' }] }), 'actions.0.fallback: is "drop" or what to show instead'],
    [card([], { version: '1.6' }), 'card: Teams shows cards up to version 1.5'],
    [{ type: 'Card' }, 'card: a card is an object of type AdaptiveCard'],
    [card([{ type: 'Chart.Line', data: [{ legend: 'a', values: [{ x: '1' }] }] }]), 'body.0.data.0.values.0: Chart.Point needs y'],
    [card([{ type: 'FactSet', facts: [{ title: 'a', value: 1 }] }]), 'body.0.facts.0.value: is a text'],
  ];
  for (const [content, words] of cases) {
    const answer = await bot.post('a:1-dana', attached(content));
    assert.deepEqual([answer.status, answer.code, answer.message], [400, 'BadSyntax', words]);
  }
  await bot.said('a:1-dana', attached(card([
    { type: 'TextBlock', text: 'x', size: 'Medium', weight: 'Bolder', wrap: true, fallback: 'drop' },
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'x', fontType: 'Monospace' }] },
    { type: 'ColumnSet', columns: [{ type: 'Column', width: 'auto', items: text() }] },
    { type: 'Table', columns: [{ width: 1 }], rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: text() }] }] },
    { type: 'Chart.VerticalBar', title: 'x', data: [{ x: 'Mon', y: 1 }], fallback: { type: 'FactSet', facts: [{ title: 'Mon', value: '1' }] } },
    { type: 'Input.ChoiceSet', id: 'p', choices: [], 'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' } },
    { type: 'ActionSet', actions: [{ type: 'Action.Execute', title: 'x', verb: 'x', data: {}, fallback: { type: 'Action.Submit', title: 'x' } }] },
  ], { $schema: 'https://adaptivecards.io/schemas/adaptive-card.json', msteams: { width: 'Full' } })));
});

test('changing and taking away one\'s own messages', async () => {
  const id = await bot.said(FINANCE, attached(card([{ type: 'TextBlock', text: 'a' }])));
  assert.deepEqual([(await bot.put(FINANCE, id, { text: 'b' })).status, (await bot.put(`${FINANCE};messageid=${id}`, id, { text: 'c' })).id], [200, id]);
  const [shown] = await playground.messages(DANA, FINANCE);
  assert.deepEqual([shown.text, shown.card, shown.edited], ['c', null, true]);
  const { ts } = await playground.request('POST', 'message', { as: DANA, channel: FINANCE, text: 'mine' });
  refused(await bot.put(FINANCE, ts, { text: 'x' }), 403, 'ForbiddenOperationException');
  assert.equal((await bot.call('DELETE', ['conversations', FINANCE, 'activities', id])).status, 200);
  assert.equal((await playground.messages(DANA, FINANCE)).length, 1);
});

test('targeted messages', async () => {
  const query = '?isTargetedActivity=true';
  const to = (id) => ({ text: 'x', recipient: { id, isTargeted: true } });
  const id = await bot.said(FINANCE, to(DANA), { query });
  assert.deepEqual((await playground.messages(ELI, FINANCE)), []);
  assert.equal((await playground.messages(DANA, FINANCE))[0].ephemeral, true);
  refused(await bot.post(FINANCE, { text: 'x' }, { query }), 400, 'BadSyntax');
  refused(await bot.post(FINANCE, to(DANA)), 400, 'BadSyntax');
  refused(await bot.post('a:1-dana', to(DANA), { query }), 400, 'BadSyntax', /for channels and group chats/);
  refused(await bot.post(FINANCE, to(FARAH), { query }), 403, 'ForbiddenOperationException');
  refused(await bot.put(FINANCE, id, to(DANA), { query }), 400, 'BadSyntax', /no recipient/);
  refused(await bot.put(FINANCE, id, { text: 'y' }), 400, 'BadSyntax');
  assert.equal((await bot.put(FINANCE, id, { text: 'y' }, { query })).status, 200);
});

test('new conversations', async () => {
  const create = (more) => bot.call('POST', ['conversations'], { bot: { id: bot.side.bot }, tenantId: bot.side.tenant, isGroup: false, ...more });
  assert.deepEqual([(await create({ members: [{ id: DANA }] })).id, (await create({ members: [{ id: '0b9ec700-0000-4000-8000-0000000000d1' }] })).id], ['a:1-dana', 'a:1-dana']);
  refused(await create({ members: [{ id: 'dana@acme.example' }] }), 404, 'NotFound');
  refused(await create({ members: [{ id: DANA }, { id: ELI }] }), 400, 'BadSyntax');
  refused(await create({ members: [{ id: DANA }], tenantId: 'other' }), 403, 'ForbiddenOperationException');
  refused(await create({ members: [{ id: DANA }], bot: { id: '28:other' } }), 400, 'BadSyntax');
  const channel = { isGroup: true, channelData: { channel: { id: FINANCE } } };
  const { id, activityId, status } = await create({ ...channel, activity: { type: 'message', text: 'new' } });
  assert.deepEqual([status, id], [201, `${FINANCE};messageid=${activityId}`]);
  await playground.request('POST', 'limits', { rate_limits: false });
  refused(await create(channel), 400, 'BadSyntax');
  refused(await create({ ...channel, channelData: { channel: { id: '19:none@thread.tacv2' } }, activity: { text: 'x' } }), 404, 'ConversationNotFound');
});

test('members and teams', async () => {
  const get = (...steps) => bot.call('GET', steps);
  const { aadObjectId, email, tenantId, name } = await get('conversations', FINANCE, 'members', DANA);
  assert.deepEqual([aadObjectId, email, tenantId, name], ['0b9ec700-0000-4000-8000-0000000000d1', 'dana@acme.example', bot.side.tenant, 'Dana Whitfield']);
  assert.equal((await get('conversations', FINANCE, 'members', aadObjectId)).id, DANA);
  refused(await get('conversations', FINANCE, 'members', FARAH), 404, 'MemberNotFoundInConversation');
  assert.equal((await get('conversations', FINANCE, 'pagedmembers')).members.length, 2);
  assert.deepEqual((await get('teams', '19:acme@thread.tacv2', 'conversations')).conversations.map(({ name: called }) => called), ['finance', 'people-team']);
  assert.equal((await get('teams', '19:acme@thread.tacv2')).name, 'Acme');
});

test('throttling: a burst, then one a second in a conversation', async () => {
  const answers = await Promise.all(Array.from({ length: 9 }, () => bot.post('a:1-dana', { text: 'x' })));
  const late = answers.filter(({ status }) => status === 429);
  assert.equal(late.length, 2);
  assert.deepEqual([late[0].headers.get('retry-after'), late[0].code], ['1', 'ConversationThrottled']);
  await bot.said('a:1-eli', { text: 'another conversation' });
});

test('faults', async () => {
  const struck = async (fault) => {
    await playground.misbehave({ method: 'connector.post', ...fault });
    return bot.post('a:1-dana', { text: fault.kind }).catch(() => ({ status: 'reset' }));
  };
  refused(await struck({ kind: 'status', status: 403, code: 'ConversationBlockedByUser' }), 403, 'ConversationBlockedByUser');
  const slow = await struck({ kind: 'status', status: 429, retry_after: 7 });
  assert.equal(slow.headers.get('retry-after'), '7');
  assert.equal((await struck({ kind: 'reset_before' })).status, 'reset');
  assert.equal((await playground.messages(DANA, 'a:1-dana')).length, 0);
  assert.equal((await struck({ kind: 'reset_after' })).status, 'reset');
  assert.equal((await playground.messages(DANA, 'a:1-dana')).length, 1);
  assert.ok((await struck({ kind: 'garbage' })).unreadable);
  await playground.misbehave({ kind: 'status', status: 500, method: 'token' });
  assert.equal((await fetch(`${playground.url}/teams/login/${bot.side.tenant}/oauth2/v2.0/token`, { method: 'POST' })).status, 500);
});
