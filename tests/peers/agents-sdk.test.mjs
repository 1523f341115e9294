// Microsoft's own SDK for agents, as it is, against the playground: it checks our tokens with the keys we publish, asks for
// its own, understands our activities, and its calls of the connector are taken. It has the addresses of
// Microsoft's sign-in built in, so what it sends there is led to the playground.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { after, before, beforeEach, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { DANA, FINANCE } from '../support/teams_people.mjs';

let playground;
let side;
let server;
let hosting;
let seen = [];
let refused = 0;
let answer = async () => {};
const asked = new Set();
const real = { request: https.request, fetch: globalThis.fetch };

/** Where the playground serves what stands at this address of Microsoft's; undefined: not Microsoft's. */
function ours(address) {
  const url = new URL(address);
  asked.add(url.host);
  if (url.host === 'login.botframework.com') return `${playground.url}/teams/metadata${url.pathname}`;
  if (url.host !== 'login.microsoftonline.com') return undefined;
  if (url.pathname.endsWith('/openid-configuration')) return `${playground.url}/teams-discovery`;
  return `${playground.url}/teams/login${url.pathname}`;
}

/** What Entra's discovery document says, and no more: where tokens are. */
const discovery = (tenant) => ({ issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  authorization_endpoint: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
  token_endpoint: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
  jwks_uri: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys` });

function redirect() {
  https.request = (first, second, third) => {
    const options = typeof first === 'string' || first instanceof URL ? { ...second } : { ...first };
    const address = typeof first === 'string' || first instanceof URL ? String(first)
      : `https://${options.hostname ?? options.host}${options.path}`;
    const target = ours(address);
    assert.ok(target, `nothing is asked of ${address}`);
    const { hostname, port, pathname } = new URL(target);
    const callback = [first, second, third].find((argument) => typeof argument === 'function');
    const headers = { ...options.headers, host: `${hostname}:${port}` };
    return http.request({ method: options.method, headers, hostname, port, path: pathname }, callback);
  };
  globalThis.fetch = async (address, options) => {
    if (String(address).startsWith(playground.url)) return real.fetch(address, options);
    const target = ours(address);
    assert.ok(target, `nothing is asked of ${address}`);
    if (target.endsWith('/teams-discovery')) return Response.json(discovery(side.tenant));
    return real.fetch(target, options);
  };
}

before(async () => {
  playground = await Playground.start();
  side = await playground.request('GET', 'teams');
  redirect();
  hosting = await import('@microsoft/agents-hosting');
  const { default: express } = await import('express');
  const config = { clientId: side.app_id, clientSecret: 'playground-secret', tenantId: side.tenant };
  const authConfig = hosting.getAuthConfigWithDefaults(config);
  const adapter = new hosting.CloudAdapter(authConfig);
  adapter.onTurnError = async (context, error) => { seen.push({ error }); };
  const app = express();
  app.use(express.json());
  app.post('/api/messages', (request, response, next) => {
    response.on('finish', () => { if (response.statusCode === 401) refused++; });
    hosting.authorizeJWT(authConfig)(request, response, next);
  }, (request, response) => adapter.process(request, response, async (context) => {
    seen.push(context.activity);
    await answer(context);
  }));
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(async () => {
  seen = [];
  refused = 0;
  answer = async () => {};
  await playground.reset();
  // It leaves the ids in its addresses as they are, hence any_ids.
  const endpoint = `http://127.0.0.1:${server.address().port}/api/messages`;
  assert.ok((await playground.request('POST', 'teams', { endpoint, install: false, any_ids: true })).ok);
});
after(async () => {
  Object.assign(https, { request: real.request });
  globalThis.fetch = real.fetch;
  server.closeAllConnections();
  server.close();
  await playground.stop();
});

const type = (text, channel = 'a:1-dana') => playground.request('POST', 'command', { as: DANA, channel, text });
const nothingBroke = () => assert.deepEqual(seen.filter(({ error }) => error).map(({ error }) => error), []);

test('it believes a right token, understands the message and answers it', async () => {
  answer = async (context) => { await context.sendActivity(`Heard: ${context.activity.text}`); };
  const said = await type('/report clause 9');
  assert.equal(said.ok, true, said.message);
  nothingBroke();
  const [activity] = seen;
  assert.deepEqual([activity.type, activity.text, activity.from.aadObjectId, activity.conversation.conversationType],
    ['message', 'report clause 9', '0b9ec700-0000-4000-8000-0000000000d1', 'personal']);
  const reply = await until('the answer', async () => (await playground.messages(DANA, 'a:1-dana')).find(({ bot }) => bot));
  assert.deepEqual([reply.text, reply.reply_to], ['Heard: report clause 9', said.ts]);
  assert.ok(asked.has('login.botframework.com') && asked.has('login.microsoftonline.com'), 'keys and token came from us');
});

test('in a channel it finds its own mention, and takes it out', async () => {
  answer = async (context) => { await context.sendActivity(context.activity.removeRecipientMention()); };
  const { ts } = await type('/report it broke', FINANCE);
  nothingBroke();
  assert.ok(seen[0].getMentions(seen[0]).some(({ mentioned }) => mentioned.id === side.bot));
  const reply = await until('the answer', async () => (await playground.messages(DANA, FINANCE)).find(({ bot }) => bot));
  assert.deepEqual([reply.text.trim(), reply.thread_ts], ['report it broke', ts]);
});

test('it refuses wrong tokens', async () => {
  // Of these alone it looks at what the token says of the service's address or the key of its channel nowhere.
  const kinds = ['none', 'garbage', 'alg_none', 'hs256', 'unknown_kid', 'other_key', 'wrong_audience', 'expired', 'not_yet', 'wrong_issuer'];
  for (const [index, token] of kinds.entries()) {
    await playground.request('POST', 'teams', { token });
    assert.equal((await type('/report x')).status, 401, token);
    assert.equal(refused, index + 1, token);
  }
  assert.deepEqual(seen, []);
});

test('a card: sent, pressed, answered, changed, taken away', async () => {
  const content = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'LM-1' }],
    actions: [{ type: 'Action.Execute', title: 'Works', verb: 'works', data: { ref: 'LM-1' } }] };
  let id;
  answer = async (context) => {
    const { activity } = context;
    if (activity.name === 'adaptiveCard/action') {
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: { statusCode: 200,
        type: 'application/vnd.microsoft.activity.message', value: `${activity.value.action.verb} ${activity.value.action.data.ref}` } } });
    } else if (activity.text === 'change') {
      await context.updateActivity({ ...hosting.MessageFactory.text('changed'), id });
    } else if (activity.text === 'away') {
      await context.deleteActivity(id);
    } else {
      const message = hosting.MessageFactory.attachment(hosting.CardFactory.adaptiveCard(content));
      message.summary = 'LM-1';
      ({ id } = await context.sendActivity(message));
    }
  };
  await type('card');
  nothingBroke();
  const [, shown] = await playground.messages(DANA, 'a:1-dana');
  assert.equal(shown.ts, id);
  const pressed = await playground.request('POST', 'action', { as: DANA, channel: 'a:1-dana', ts: id, button: 'Works' });
  assert.deepEqual([pressed.ok, pressed.notice], [true, 'works LM-1'], pressed.message);
  await type('change');
  nothingBroke();
  assert.equal((await playground.messages(DANA, 'a:1-dana')).find(({ ts }) => ts === id).text, 'changed');
  await type('away');
  nothingBroke();
  assert.equal((await playground.messages(DANA, 'a:1-dana')).find(({ ts }) => ts === id), undefined);
});

test('a secret that is wrong is Entra\'s to refuse', async () => {
  await playground.request('POST', 'teams', { secret: 'another', revoke_tokens: true });
  answer = async (context) => { await context.sendActivity('x'); };
  await type('hello');
  assert.equal((await playground.messages(DANA, 'a:1-dana')).filter(({ bot }) => bot).length, 0);
  await playground.request('POST', 'teams', { secret: 'playground-secret' });
});
