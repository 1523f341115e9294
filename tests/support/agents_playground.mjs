// Microsoft's Agents Playground for one test file, as it is, and what stands between it and the daemon because it
// signs nothing: each activity of its is handed to the daemon with a token as Teams would send, and each of the
// daemon's calls of the connector is handed back. Both are noted on their way. Everything is on this machine alone;
// what it writes goes to a folder that is removed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'undici';
import { Daemon } from './daemon.mjs';
import { endWithUs, until } from './playground.mjs';
import { APP, Microsoft, TENANT } from './teams.mjs';

const require = createRequire(import.meta.url);
const INSTALLED = dirname(require.resolve('@microsoft/m365agentsplayground/package.json'));

const guid = (number) => `0b9ec700-0000-4000-8000-${String(number).padStart(12, '0')}`;
const person = (word, name, number) => {
  const [givenName, surname] = name.split(' ');
  const email = `${word}@example.com`;
  return { id: `29:1${word}_-x`, name, userPrincipleName: email, aadObjectId: guid(number), givenName, surname, email };
};

export const BOT = { id: `28:${APP}`, name: 'Last Mile' };
export const ANA = person('ana', 'Ana Lima', 1); // whoever sits before it
export const MEGAN = person('megan', 'Megan Bowen', 2);
export const ADELE = person('adele', 'Adele Vance', 3);
export const ISAIAH = person('isaiah', 'Isaiah Langer', 4);
const OTHERS = [MEGAN, ADELE, ISAIAH, person('patti', 'Patti Fernandez', 5), person('lynne', 'Lynne Robbins', 6)];
export const PERSONAL = 'a:1ana_-x';
export const LEGAL = '19:legal@thread.tacv2';

const WORLD = {
  version: '0.1.1',
  tenantId: TENANT,
  bot: BOT,
  currentUser: ANA,
  users: OTHERS,
  personalChat: { id: PERSONAL },
  groupChat: { id: '19:group_1@thread.v2', name: 'Group Chat' },
  team: { id: '19:team@thread.tacv2', name: 'Contoso', aadGroupId: guid(77), channels: [{ id: LEGAL, name: 'Legal' }] },
};

const bytes = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};

const parsed = (text) => { try { return JSON.parse(text); } catch { return undefined; } };

export class AgentsPlayground {
  /** `clock`: whose now() a token's times are of. `sdk`: "teams-ai-v2-dotnet" makes it sign, badly. */
  static async start({ clock = Date, sdk } = {}) {
    const agents = new AgentsPlayground();
    Object.assign(agents, { clock, heard: [], calls: [], stream: [], daemon: undefined, keepsToken: Boolean(sdk) });
    agents.microsoft = await Microsoft.start();
    agents.between = createServer((request, response) => agents.#between(request, response)).listen(0, '127.0.0.1');
    await once(agents.between, 'listening');
    agents.service = `http://127.0.0.1:${agents.between.address().port}/connector/`;
    agents.folder = await mkdtemp(join(tmpdir(), 'lastmile-agents-'));
    await agents.#run(sdk);
    agents.socket = new WebSocket(`${agents.url.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`);
    agents.socket.addEventListener('message', ({ data }) => agents.stream.push(JSON.parse(data)));
    await until('its stream is open', () => agents.socket.readyState === WebSocket.OPEN);
    return agents;
  }

  async #run(sdk) {
    const config = join(this.folder, 'world.yml'); // JSON is YAML
    await writeFile(config, JSON.stringify(WORLD));
    // A port that is taken: then it takes any that is free.
    const { port: taken } = this.between.address();
    const endpoint = `http://127.0.0.1:${taken}/api/messages`;
    this.child = spawn(process.execPath, ['--require', join(import.meta.dirname, 'loopback.cjs'), join(INSTALLED, 'cli.js'), 'start',
      '-e', endpoint, '-c', 'msteams', '-p', String(taken), '--service-url', this.service, '--disable-telemetry'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, HOME: this.folder, TZ: 'Europe/London', TEAMSAPPTESTER_BROWSER: 'none',
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: config, ...(sdk && { M365_AGENTS_PLAYGROUND_TARGET_SDK: sdk }) },
    });
    endWithUs(this.child);
    this.gone = once(this.child, 'exit');
    for await (const line of createInterface({ input: this.child.stdout })) {
      const [, port] = /^Listening on (\d+)$/.exec(line) ?? [];
      if (port) {
        this.url = `http://127.0.0.1:${port}`;
        this.child.stdout.resume();
        return;
      }
    }
    assert.fail('it ended before it was ready');
  }

  async stop() {
    this.socket.close();
    this.child.kill('SIGTERM');
    await this.gone;
    this.between.close();
    this.between.closeAllConnections();
    this.microsoft.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What the daemon's configuration says of Teams. */
  get configuration() {
    return `teams { enabled = true app_id = "${APP}" tenants = {"${TENANT}"} listen = "127.0.0.1:0"
      metadata_url = "${this.microsoft.url}/metadata" login_url = "${this.microsoft.url}/login/" }`;
  }

  /** The daemon with Teams alone; `options` as Daemon.prepare's. */
  async startDaemon({ env, ...options }) {
    const daemon = await Daemon.prepare(null, { platforms: [], more: this.configuration,
      env: { TEAMS_CLIENT_SECRET: 'secret', ...env }, ...options });
    // Something to take note of, so that it looks at what is due.
    daemon.nudge = () => this.custom({ type: 'conversationUpdate', channelData: { eventType: 'channelRenamed' } });
    await daemon.run({ ready: false });
    await until('it listens', () => /teams: ready/.test(daemon.log));
    this.daemon = `http://${/teams: listening at (\S+)/.exec(daemon.log)[1]}/api/messages`;
    return daemon;
  }

  /* --- between the two --- */

  async #between(request, response) {
    const body = await bytes(request);
    try {
      if (request.url.startsWith('/connector/')) await this.#toPlayground(request, body, response);
      else await this.#toDaemon(request, body, response);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  }

  #token() {
    const now = Math.floor(this.clock.now() / 1000);
    return this.microsoft.token({ serviceurl: this.service, nbf: now - 60, exp: now + 3600 });
  }

  async #toDaemon(request, body, response) {
    if (!this.daemon) throw new Error('the daemon does not run');
    const headers = { ...request.headers };
    if (!this.keepsToken) headers.authorization = `Bearer ${this.#token()}`;
    const activity = parsed(body);
    const answer = await this.#hand(this.daemon, request, headers, body, response);
    if (activity) this.heard.push({ activity, authorization: request.headers.authorization, ...answer });
  }

  async #toPlayground(request, body, response) {
    const call = { method: request.method, path: decodeURIComponent(request.url.slice('/connector'.length)),
      authorization: request.headers.authorization, body: parsed(body) };
    const answer = await this.#hand(`${this.url}/_connector${request.url.slice('/connector'.length)}`, request, request.headers, body, response);
    this.calls.push({ ...call, ...answer });
  }

  /** The request to `address`, its answer to `response`; { status, answer }. */
  #hand(address, { method }, headers, body, response) {
    return new Promise((resolve, reject) => {
      const { host } = new URL(address);
      const onward = httpRequest(address, { method, headers: { ...headers, host }, agent: false }, async (answer) => {
        const said = await bytes(answer);
        response.writeHead(answer.statusCode, answer.headers).end(said);
        resolve({ status: answer.statusCode, answer: parsed(said) });
      });
      onward.on('error', reject).end(body);
    });
  }

  /* --- what people do --- */

  async ask(method, path, body) {
    const answer = await fetch(`${this.url}/${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
    return parsed(text);
  }

  /** Ana types; in a channel with our mention. */
  types(text, conversation = PERSONAL) {
    const mention = `<at>${BOT.name}</at>`;
    const among = conversation !== PERSONAL;
    return this.ask('POST', `_conversation/v1/conversations/${encodeURIComponent(conversation)}/messages`, {
      from: { id: ANA.id },
      text: among ? `${mention} ${text}` : text,
      textFormat: 'plain',
      ...(among && { mentions: [{ mentioned: { id: BOT.id }, text: mention }] }),
    });
  }

  /** The bot's answer, as the client gets it. */
  invoke(name, value, { from = ANA, conversation = PERSONAL, replyToId } = {}) {
    return this.ask('POST', '_conversation/v1/invoke', { name, value, from: { id: from.id }, conversation: { id: conversation }, replyToId });
  }

  /** A button that executes. */
  press(message, title, { from = ANA, typed = {} } = {}) {
    const { type, title: named, verb, data } = action(message, title);
    assert.equal(type, 'Action.Execute', `${title} executes`);
    assert.ok(verb, 'without a verb its client asks nobody and says that we cannot be reached');
    const value = { action: { type, title: named, verb, data: { ...data, ...typed } }, trigger: 'manual' };
    return this.invoke('adaptiveCard/action', value, { from, conversation: message.conversation, replyToId: message.id });
  }

  /** The same button in a client that knows of no executing: its fallback comes as a message. */
  submit(message, title, { from = ANA } = {}) {
    const { fallback } = action(message, title);
    assert.equal(fallback.type, 'Action.Submit');
    return this.ask('POST', '_conversation/v1/submit', { from: { id: from.id }, conversation: { id: message.conversation },
      replyToId: message.id, value: fallback.data });
  }

  /** Something it cannot make by itself, sent by it all the same; the daemon's answer. */
  async custom(activity, { from = ANA, conversation = PERSONAL } = {}) {
    const id = crypto.randomUUID();
    const type = conversation.startsWith('19:') ? 'channel' : 'personal';
    await this.ask('POST', '_internal/v1/customActivities', { id, timestamp: new Date(this.clock.now()).toISOString(), channelId: 'msteams',
      serviceUrl: this.service, from: { id: from.id, name: from.name, aadObjectId: from.aadObjectId }, recipient: BOT,
      conversation: { id: conversation, conversationType: type, tenantId: TENANT }, channelData: { tenant: { id: TENANT } }, ...activity });
    return until('the daemon has answered', () => this.heard.find(({ activity: one }) => one.id === id));
  }

  /** A button that asks for a dialog, which the playground's client cannot open. */
  async dialog(message, title, { from = ANA } = {}) {
    const asked = action(message, title);
    assert.deepEqual([asked.type, asked.data.msteams], ['Action.Submit', { type: 'task/fetch' }]);
    const { answer } = await this.custom({ type: 'invoke', name: 'task/fetch', replyToId: message.id, value: { data: asked.data, context: { theme: 'default' } } },
      { from, conversation: message.conversation });
    return answer.task.value;
  }

  async send(dialog, title, typed, { from = ANA, conversation = PERSONAL } = {}) {
    const { data } = action({ card: dialog.card.content }, title);
    const { answer } = await this.custom({ type: 'invoke', name: 'task/submit', value: { data: { ...data, ...typed }, context: { theme: 'default' } } },
      { from, conversation });
    return answer;
  }

  /** Somebody else than Ana, who has the app: the id of their chat with it. */
  async chat({ id }) {
    return (await this.ask('POST', '_connector/v3/conversations', { isGroup: false, members: [{ id }], tenantId: TENANT })).id;
  }

  /** What others type, which it lets Ana alone do: in a channel within `thread`. */
  says(text, from, conversation) {
    const mention = `<at>${BOT.name}</at>`;
    const among = conversation.startsWith('19:');
    return this.custom({ type: 'message', text: among ? `${mention} ${text}` : text, textFormat: 'plain',
      entities: among ? [{ type: 'mention', mentioned: BOT, text: mention }] : [] }, { from, conversation });
  }

  /* --- what the daemon did --- */

  /** What the bot has posted so far, as it stands by now: [{ id, conversation, card, text, summary, versions }]. */
  get messages() {
    const all = new Map();
    for (const { method, path, status, body, answer } of this.calls.filter((call) => call.status < 300 && call.body)) {
      const [, conversation, , id] = /^\/v3\/conversations\/([^/?]+)(\/activities(?:\/([^/?]+))?)?/.exec(path) ?? [];
      if (method === 'PUT') Object.assign(all.get(`${conversation} ${id}`), contents(body), { versions: all.get(`${conversation} ${id}`).versions + 1 });
      else if (method === 'POST' && conversation) all.set(`${conversation} ${answer.id}`, { id: answer.id, conversation, reply_to: id, versions: 1, ...contents(body) });
      else if (method === 'POST' && body.activity) all.set(`${answer.id} ${answer.activityId}`, { id: answer.activityId, conversation: answer.id, versions: 1, ...contents(body.activity) });
      assert.ok(status);
    }
    return [...all.values()];
  }

  /** The last message in `conversation` that shows `pattern`, once it is there. */
  hears(pattern, conversation = PERSONAL, more = () => true) {
    return until(`${pattern} in ${conversation}`, () => this.messages
      .findLast((message) => message.conversation.startsWith(conversation) && pattern.test(shown(message)) && more(message)));
  }

  /** What its client was told of one message: how it came, and how it changed. */
  streamed(id) { return this.stream.filter(({ message }) => message?.messageId === id); }

  /** Nothing that was said was refused, by either side. */
  get refusals() {
    return [...this.heard, ...this.calls].filter(({ status }) => status >= 400);
  }
}

const contents = (activity) => ({ card: activity.attachments?.[0]?.content, text: activity.text, summary: activity.summary, recipient: activity.recipient });

function* objects(value) {
  if (Array.isArray(value)) {
    for (const one of value) yield* objects(one);
  } else if (value && typeof value === 'object') {
    yield value;
    for (const [name, one] of Object.entries(value)) if (name !== 'fallback') yield* objects(one);
  }
}

/** Every element of a card, without what stands there for clients that know less. */
export const elements = (card) => [...objects(card)].filter(({ type }) => typeof type === 'string');

const words = (one) => (one.inlines ? [one.inlines.map(({ text }) => text).join('')]
  : one.type === 'TextRun' ? [] : ['text', 'label', 'title', 'value'].map((name) => one[name]).filter((said) => typeof said === 'string'));

/** What a message or a dialog says: a line for each paragraph, label, button. */
export function shown({ text, card }) {
  return [text ?? [], ...objects(card?.content ?? card ?? {})].flatMap((one) => (typeof one === 'string' ? one : words(one)))
    .join('\n').replaceAll('\u2060', '');
}

export const labels = ({ card }) => elements(card?.content ?? card).filter(({ type }) => type.startsWith('Action.')).map(({ title }) => title);

export function action(message, title) {
  const found = elements(message.card).find((one) => one.type.startsWith('Action.') && one.title === title);
  assert.ok(found, `there is a button ${title} among ${labels(message)} on: ${shown(message)}`);
  return found;
}
