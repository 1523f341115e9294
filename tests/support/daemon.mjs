// The real daemon for one test file: the executable named by LASTMILE, a database and a five-line
// configuration in a folder of its own, and the playground as its Slack.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_TOKEN, BOT_TOKEN, endWithUs, freePort, until } from './playground.mjs';

/** The configuration of Teams, with the playground as Microsoft. */
async function teamsBlock(playground, more) {
  const { tenant, app_id } = playground ? await playground.request('GET', 'teams') : {};
  const url = playground?.url ?? 'http://127.0.0.1:9';
  return `teams { enabled = true app_id = "${app_id}" listen = "127.0.0.1:0"
    metadata_url = "${url}/teams/metadata/v1/.well-known/openidconfiguration" login_url = "${url}/teams/login/"
    ${more || `tenants = {"${tenant}"}`} }`;
}

export class Daemon {
  /** A folder and a configuration; nothing runs yet. `settle` is how long a broken request may still
   * take effect, in seconds: short here, since the playground is quick. */
  static async prepare(playground, { settle = 1, http = '', env = {}, slack = '', more = '', platforms = ['slack'], admins = ['U0ADMIN'], teams = '' } = {}) {
    const daemon = new Daemon();
    daemon.platforms = platforms;
    daemon.folder = await mkdtemp(join(tmpdir(), 'lastmile-'));
    daemon.conf = join(daemon.folder, 'lastmile.conf');
    daemon.database = join(daemon.folder, 'lastmile.db');
    daemon.env = {
      ...process.env,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      TEAMS_CLIENT_SECRET: 'playground-secret',
      ...env,
    };
    delete daemon.env.LASTMILE_CONFIG;
    await writeFile(daemon.conf, [
      `database = "${daemon.database}"`,
      'timezone = "Europe/London"',
      `admins = {${admins.map((id) => `"${id}"`).join(', ')}}`,
      `slack { enabled = ${platforms.includes('slack')} api_url = "${playground?.api ?? 'http://127.0.0.1:9/'}" settle_seconds = ${settle} ${slack} }`,
      `http { listen = "${http}" }`,
      platforms.includes('teams') ? await teamsBlock(playground, teams) : '',
      more,
    ].join('\n'));
    daemon.playground = playground;
    daemon.log = '';
    return daemon;
  }

  static async start(playground, options) {
    const daemon = await Daemon.prepare(playground, options);
    await daemon.run();
    return daemon;
  }

  /** With a port for its health and numbers, at the address `health`: a free one, which somebody else may take first. */
  static async startWithHealth(playground, options, tries = 5) {
    const http = `127.0.0.1:${await freePort()}`;
    try {
      return Object.assign(await Daemon.start(playground, { ...options, http }), { health: `http://${http}` });
    } catch (error) {
      if (tries === 1 || !/cannot listen at/.test(error.message)) throw error;
      return Daemon.startWithHealth(playground, options, tries - 1);
    }
  }

  /** Starts the process and waits until the playground has said hello to it. That it counts a connection is not
   * enough: right after a kill that may be the one of before, whose end it has yet to notice. */
  async run({ ready = true } = {}) {
    const before = this.log.length;
    this.child = spawn(process.env.LASTMILE, ['run', '-c', this.conf],
      { stdio: ['ignore', 'ignore', 'pipe'], env: this.env });
    this.gone = once(this.child, 'exit');
    endWithUs(this.child);
    this.child.stderr.setEncoding('utf8').on('data', (text) => { this.log += text; });
    if (ready) {
      await until('the daemon connects', async () => {
        assert.equal(this.child.exitCode, null, `the daemon ended:\n${this.log}`);
        const log = this.log.slice(before);
        return (!this.platforms.includes('slack') || /slack: ready, connections=/.test(log))
          && (!this.platforms.includes('teams') || /teams: ready/.test(log));
      }, 40_000);
      if (this.platforms.includes('teams')) await this.tellTeams({});
    }
  }

  /** Where it listens is told to Teams, which installs it for everybody the first time. */
  async tellTeams(more) {
    const [, address] = /.*teams: listening at (\S+)/s.exec(this.log);
    this.endpoint = `http://${address}/api/messages`;
    const answer = await this.playground.request('POST', 'teams', { endpoint: this.endpoint, install: !this.installed, ...more });
    assert.ok(answer.ok, answer.message);
    if (!this.installed) {
      await until('it is installed', async () => (await this.playground.request('GET', 'activities')).activities.every(({ answered_at }) => answered_at));
    }
    this.installed = true;
  }

  async kill(signal = 'SIGKILL') {
    this.child.kill(signal);
    return this.gone;
  }

  /** Ends it as an operator would, and insists that it goes in peace. */
  async stop({ keep = false } = {}) {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
      const [code, signal] = await this.kill('SIGTERM');
      assert.equal(signal ?? code, 0, `the daemon ends with 0 when told to stop:\n${this.log}`);
    }
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }

  /** `lastmile VERB…` with this configuration: { status, out, err }. */
  shell(...words) {
    const [verb, ...rest] = words;
    return new Promise((resolve) => {
      execFile(process.env.LASTMILE, [verb, '-c', this.conf, ...rest],
        { env: this.env, maxBuffer: 1 << 28 }, (error, out, err) => {
          resolve({ status: error ? error.code : 0, out, err });
        });
    });
  }

  async must(...words) {
    const { status, out, err } = await this.shell(...words);
    assert.equal(status, 0, `lastmile ${words.join(' ')}: ${err}${out}`);
    return out;
  }

  say(words, as) {
    return this.must('say', ...(as ? ['--as', as] : []), words);
  }

  /** An event as Slack tells it, whatever the playground's world says; answers when it is acknowledged. */
  async tell(event) {
    const event_id = `Ev${crypto.randomUUID().replaceAll('-', '').toUpperCase()}`;
    const answer = await this.playground.request('POST', 'envelope', {
      envelope_id: crypto.randomUUID(),
      type: 'events_api',
      accepts_response_payload: false,
      payload: { type: 'event_callback', team_id: 'T0ACME', api_app_id: 'A0LASTMILE', event_id, event },
    });
    assert.ok(answer.ok, `${event.type}: ${answer.error}: ${answer.message}`);
  }

  /** Something to take note of that means nothing: whoever moves its clock calls this. */
  nudge() { return this.tell({ type: 'channel_archive', channel: 'C0OPS', user: 'U0ADMIN' }); }

  async stats() { return JSON.parse(await this.must('stats', '--json')); }

  async export(table) { return JSON.parse(await this.must('export', table, '--format', 'json')); }

  /** Nothing is owed any more, or what is left cannot be delivered. */
  async drained(patience = 30_000) {
    return until('the outbox is empty', async () => {
      const { outbox } = await this.stats();
      return outbox.pending === 0 && outbox;
    }, patience);
  }

  /** The tool most tests talk about: owned by Sam, backed up by Maya. */
  async addSummarizer() {
    await this.say('/lastmile tool summarizer title="Contract summarizer" owner=U0SAM backup=U0MAYA '
      + 'recovery="Open the original and copy the clause by hand."', 'U0ADMIN');
  }
}

/** All text a message shows, blocks and fallback, for matching. */
export function shown(message) {
  const words = [];
  const walk = (value) => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value && typeof value === 'object') {
      if (typeof value.text === 'string') words.push(value.text);
      Object.values(value).forEach(walk);
    }
  };
  words.push(message.text ?? '');
  walk(message.blocks ?? []);
  return words.join('\n');
}

/** The buttons of a message: { label: action }. */
export function buttons(message) {
  const found = {};
  for (const block of message.blocks ?? []) {
    for (const element of [...(block.elements ?? []), block.accessory].filter(Boolean)) {
      if (element.type === 'button') found[element.text.text] = { ...element, block_id: block.block_id };
    }
  }
  return found;
}

export const dm = (person) => `D${person.slice(1)}`;

/** Waits for a message in `person`'s direct messages that shows `pattern`. */
export function heard(playground, person, pattern) {
  return until(`${person} hears ${pattern}`, async () => (
    (await playground.messages(person, dm(person))).find((message) => pattern.test(shown(message)))));
}

/** Presses the button labelled `label` on a message in the person's direct messages. */
/** The form on top, as it stands. */
export async function sendForm(playground, person) {
  const form = await until(`a form of ${person}'s`, async () => (await playground.views(person)).modals.at(-1));
  const answer = await playground.submit(person, form.id);
  assert.ok(answer.ok, `sent: ${answer.error}: ${answer.message}`);
}

export async function press(playground, person, message, label) {
  const button = buttons(message)[label];
  assert.ok(button, `there is a button ${label} on: ${shown(message)}`);
  const answer = await playground.press(person, dm(person), message.ts, button.action_id,
    { block_id: button.block_id });
  assert.ok(answer.ok, `${label}: ${answer.error}: ${answer.message}`);
  return answer;
}
