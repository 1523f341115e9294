// A playground for one test file: starts the executable named by LASTMILE_PLAYGROUND on a free port
// and speaks its control interface (playground/control.md). What it answers is handed on as it is;
// only `must…` functions complain.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

export const APP_TOKEN = 'xapp-playground';
export const BOT_TOKEN = 'xoxb-playground';

/** How long a playground of tests waits for an app, in ms: Slack's three seconds are too short for a machine that pauses. */
export const PATIENCE = 20_000;

/** Asks again until `probe` answers something true; a test that waits in vain names what for. */
export async function until(what, probe, patience = 60_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) assert.fail(`waited in vain: ${what}`);
    await pause(25);
  }
}

/** One that nobody listens at right now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A test that fails before it cleans up leaves no process behind, and is not waited for. */
export function endWithUs(child) {
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
}

export class Playground {
  /** Ready when this resolves; whoever starts one stops it in an `after` hook. Without `patience` it has Slack's. */
  static async start({ args = [], env = {}, patience = PATIENCE, executable = process.env.LASTMILE_PLAYGROUND } = {}) {
    assert.ok(executable, 'LASTMILE_PLAYGROUND names the playground');
    const child = spawn(executable, ['--listen', '127.0.0.1:0', '--app-token', APP_TOKEN,
      '--bot-token', BOT_TOKEN, '--quiet', ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    endWithUs(child);
    const playground = new Playground(child);
    playground.url = await playground.#readAddress();
    playground.api = `${playground.url}/api/`;
    if (patience) await playground.patience(patience);
    return playground;
  }

  /** The same in another world: what `change` makes of the built-in one. */
  static async startIn(change, options) {
    const folder = await mkdtemp(join(tmpdir(), 'lastmile-world-'));
    try {
      const file = join(folder, 'world.json');
      const world = JSON.parse(await readFile(new URL('../../playground/world.json', import.meta.url), 'utf8'));
      await writeFile(file, JSON.stringify(change(world)));
      return await Playground.start({ args: ['--world', file], ...options });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  constructor(child) {
    this.child = child;
    this.gone = once(child, 'exit');
  }

  async #readAddress() {
    const lines = createInterface({ input: this.child.stdout });
    for await (const line of lines) {
      const found = /^listening on (http:\/\/\S+)$/.exec(line);
      if (found) {
        this.child.stdout.resume();
        return found[1];
      }
    }
    return assert.fail('the playground ended before it was ready');
  }

  /** Ends it as an operator would, and insists that it goes in peace. */
  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    const [code, signal] = await this.gone;
    assert.equal(signal ?? code, 0, 'the playground ends with 0 when told to stop');
  }

  async request(method, path, body) {
    const answer = await fetch(`${this.url}/playground/${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    return answer.json();
  }

  async #must(method, path, body) {
    const answer = await this.request(method, path, body);
    assert.ok(answer.ok, `${path}: ${answer.error}: ${answer.message}`);
    return answer;
  }

  world() { return this.#must('GET', 'world'); }

  command(as, channel, text) { return this.request('POST', 'command', { as, channel, text }); }

  say(as, channel, text, more = {}) {
    return this.#must('POST', 'message', { as, channel, text, ...more });
  }

  press(as, channel, ts, action_id, more = {}) {
    return this.request('POST', 'action', { as, channel, ts, action_id, ...more });
  }

  /** An element of a view that sends what is done with it; a button has no value. */
  act(as, view_id, action_id, value, more = {}) {
    return this.request('POST', 'action', { as, view_id, action_id, value, ...more });
  }

  input(as, view_id, block_id, action_id, value) {
    return this.request('POST', 'input', { as, view_id, block_id, action_id, value });
  }

  submit(as, view_id, values) { return this.request('POST', 'submit', { as, view_id, values }); }

  close(as, view_id, more = {}) { return this.request('POST', 'close', { as, view_id, ...more }); }

  /** Global, or with `{ channel, ts }` on that message. */
  shortcut(as, callback_id, more = {}) {
    return this.request('POST', 'shortcut', { as, callback_id, ...more });
  }

  react(as, channel, ts, name, more = {}) {
    return this.request('POST', 'reaction', { as, channel, ts, name, ...more });
  }

  home(as, more = {}) { return this.request('POST', 'home', { as, ...more }); }

  views(as) { return this.#must('GET', `views?as=${as}`); }

  async messages(as, channel, more = {}) {
    const query = new URLSearchParams({ as, channel, ...more });
    return (await this.#must('GET', `messages?${query}`)).messages;
  }

  async calls(since = 0) { return (await this.#must('GET', `ledger?since=${since}`)).calls; }

  async envelopes(since = 0) {
    return (await this.#must('GET', `acknowledgements?since=${since}`)).envelopes;
  }

  misbehave(...faults) { return this.#must('POST', 'faults', { faults }); }

  behave() { return this.#must('DELETE', 'faults'); }

  async faults() { return (await this.#must('GET', 'faults')).faults; }

  /** How long it waits for the app; without a number as in the beginning. */
  patience(ms = PATIENCE) { return this.socket('patience', { ms }); }

  /** Whoever waits for the app now waits no longer. */
  giveUp() { return this.socket('give_up'); }

  socket(action, more = {}) { return this.#must('POST', 'socket', { action, ...more }); }

  revokeTokens(revoked) { return this.#must('POST', 'tokens', { revoked }); }

  reset() { return this.#must('POST', 'reset', {}); }
}
