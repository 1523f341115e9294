// A pretend app on Teams for the tests of the page: an endpoint that writes down what it hears and answers
// what the test says, and the way to post.
import { once } from 'node:events';
import { createServer } from 'node:http';

export const card = (...body) => ({ type: 'AdaptiveCard', version: '1.5', msteams: { width: 'Full' }, body });
export const text = (words, more = {}) => ({ type: 'TextBlock', text: words, wrap: true, ...more });
export const run = (...inlines) => ({ type: 'RichTextBlock',
  inlines: inlines.map((one) => (typeof one === 'string' ? { type: 'TextRun', text: one } : { type: 'TextRun', ...one })) });
export const row = (...actions) => ({ type: 'ActionSet', actions });
export const execute = (title, data = {}, more = {}) => ({ type: 'Action.Execute', title, verb: 'press', data, ...more });
export const submit = (title, data = {}, more = {}) => ({ type: 'Action.Submit', title, data, ...more });
export const fetchTask = (title) => submit(title, { msteams: { type: 'task/fetch' } });

const attached = (content) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content });

/** Bodies of the answers to an invoke. */
export const dialog = (title, content) => ({ task: { type: 'continue',
  value: { title, height: 'medium', width: 'medium', card: attached(content) } } });
export const said = (value) => ({ task: { type: 'message', value } });
export const notice = (value) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });
export const replaced = (value) => ({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value });

export class PretendTeams {
  static async start(playground) {
    const pretend = new PretendTeams();
    pretend.playground = playground;
    pretend.reset();
    pretend.server = createServer((request, response) => pretend.hear(request, response)).listen(0, '127.0.0.1');
    await once(pretend.server, 'listening');
    const { teams } = await playground.world();
    pretend.teams = teams;
    await playground.request('POST', 'teams', { endpoint: `http://127.0.0.1:${pretend.server.address().port}/` });
    pretend.token = await pretend.fetchToken();
    return pretend;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** `answer(activity)` gives the body of what an activity is answered with; undefined: an empty one. */
  reset() {
    this.heard = [];
    this.answer = () => undefined;
  }

  async hear(request, response) {
    let body = '';
    for await (const part of request.setEncoding('utf8'))
      body += part;
    const activity = body === '' ? {} : JSON.parse(body);
    this.heard.push(activity);
    const answer = await this.answer(activity);
    response.setHeader('content-type', 'application/json');
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  }

  last(name) { return this.heard.filter((one) => one.name === name || one.type === name).at(-1); }

  async fetchToken() {
    const { teams, playground } = this;
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: teams.app_id,
      client_secret: 'playground-secret', scope: 'https://api.botframework.com/.default' });
    const response = await fetch(`${playground.url}/teams/login/${teams.tenant}/oauth2/v2.0/token`, { method: 'POST', body });
    return (await response.json()).access_token;
  }

  async call(method, path, body) {
    const response = await fetch(`${this.teams.service_url}v3/conversations/${path}`, { method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok)
      throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Posts a card; `to`: who alone is to see it. */
  async post(channel, content, { to = null, summary = 'A card' } = {}) {
    const target = to ? { recipient: { id: to, isTargeted: true } } : {};
    const { id } = await this.call('POST', `${encodeURIComponent(channel)}/activities${to ? '?isTargetedActivity=true' : ''}`,
      { type: 'message', summary, attachments: [attached(content)], ...target });
    return id;
  }

  put(channel, id, content, summary = 'A card') {
    return this.call('PUT', `${encodeURIComponent(channel)}/activities/${encodeURIComponent(id)}`,
      { type: 'message', summary, attachments: [attached(content)] });
  }
}
