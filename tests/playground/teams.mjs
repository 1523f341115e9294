// The app's side of Teams with nothing but Node: an endpoint that looks at tokens as Microsoft's SDKs do
// (against the published keys), and calls of the connector with a token of its own.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

export const SECRET = 'playground-secret';
const SKEW = 300;

const part = (token, index) => JSON.parse(Buffer.from(token.split('.')[index], 'base64url'));

/** null if all is right with it, else a word for what is not. */
export async function problemOf(token, activity, { metadata, audience, now = Date.now() / 1000 }) {
  if (!token) return 'none';
  if (token.split('.').length !== 3) return 'shape';
  let head;
  try { head = part(token, 0); } catch { return 'shape'; }
  if (head.alg !== 'RS256') return 'algorithm';
  const { jwks_uri } = await (await fetch(metadata)).json();
  const { keys } = await (await fetch(jwks_uri)).json();
  const key = keys.find((candidate) => candidate.kid === head.kid);
  if (!key) return 'key';
  const [header, payload, signature] = token.split('.');
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url'))) return 'signature';
  const claims = part(token, 1);
  if (claims.iss !== 'https://api.botframework.com') return 'issuer';
  if (claims.aud !== audience) return 'audience';
  if (claims.exp + SKEW < now || claims.nbf - SKEW > now) return 'time';
  if (claims.serviceurl !== activity.serviceUrl) return 'service url';
  return key.endorsements.includes(activity.channelId) ? null : 'endorsement';
}

export class Bot {
  activities = [];
  problems = [];
  answer = () => null; // (activity) -> the body, or { status, body }, or a promise

  static async start(playground, more = {}) {
    const bot = new this();
    bot.playground = playground;
    bot.side = await playground.request('GET', 'teams');
    bot.metadata = `${playground.url}/teams/metadata/v1/.well-known/openidconfiguration`;
    bot.server = createServer((request, response) => bot.#take(request, response)).listen(0, '127.0.0.1');
    await once(bot.server, 'listening');
    bot.endpoint = `http://127.0.0.1:${bot.server.address().port}/api/messages`;
    await bot.set({ endpoint: bot.endpoint, install: false, ...more });
    return bot;
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    let activity = {};
    try { activity = JSON.parse(Buffer.concat(chunks)); } catch { /* hostile bytes */ }
    const problem = await problemOf(token, activity, { metadata: this.metadata, audience: this.side.app_id });
    this.problems.push(problem);
    if (problem) return response.writeHead(401).end();
    this.activities.push(activity);
    const said = await this.answer(activity);
    if (said?.status) return response.writeHead(said.status).end(said.body && JSON.stringify(said.body));
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(said ? JSON.stringify(said) : undefined);
  }

  async set(settings) {
    const answer = await this.playground.request('POST', 'teams', settings);
    assert.ok(answer.ok, answer.message);
    return answer;
  }

  last(type) { return this.activities.findLast((activity) => activity.type === type || activity.name === type); }

  async askToken(fields = {}, tenant = this.side.tenant) {
    const response = await fetch(`${this.playground.url}/teams/login/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: this.side.app_id, client_secret: SECRET,
        scope: 'https://api.botframework.com/.default', ...fields }),
    });
    return { status: response.status, ...await response.json() };
  }

  async token() {
    this.bearer ??= (await this.askToken()).access_token;
    return this.bearer;
  }

  /** A call of the connector; `path` from its steps, each percent-encoded. */
  async call(method, steps, body, { query = '', token } = {}) {
    const path = ['v3', ...steps].map(encodeURIComponent).join('/');
    const response = await fetch(`${this.side.service_url}${path}${query}`, {
      method,
      headers: { authorization: `Bearer ${token ?? await this.token()}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    let answer = null;
    try { answer = text ? JSON.parse(text) : null; } catch { answer = { unreadable: text }; }
    return { status: response.status, headers: response.headers, code: answer?.error?.code, message: answer?.error?.message, ...answer };
  }

  post(conversation, activity, more) { return this.call('POST', ['conversations', conversation, 'activities'], { type: 'message', ...activity }, more); }

  put(conversation, id, activity, more) { return this.call('PUT', ['conversations', conversation, 'activities', id], { type: 'message', ...activity }, more); }

  async said(conversation, activity, more) {
    const answer = await this.post(conversation, activity, more);
    assert.equal(answer.status, 201, `${answer.code}: ${answer.message}`);
    return answer.id;
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export const card = (body = [], more = {}) => ({ type: 'AdaptiveCard', version: '1.5', body, ...more });
export const attached = (content, more = {}) => ({ summary: 'a card',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }], ...more });
export const dialog = (content, title = 'Report') => ({ task: { type: 'continue', value: { title, height: 'medium', width: 'medium',
  card: { contentType: 'application/vnd.microsoft.card.adaptive', content } } } });
