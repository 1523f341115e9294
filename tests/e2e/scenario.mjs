// Plays a scenario file (tests/scenarios/README.md) over the wire: the real daemon, the playground as its
// Slack, each person's own view of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, dm } from '../support/daemon.mjs';
import { buttonsInOrder, plain } from '../support/plain.mjs';

const people = { priya: 'U0ADMIN', ana: 'U0ANA', ben: 'U0BEN', chen: 'U0CHEN', sam: 'U0SAM', maya: 'U0MAYA', luis: 'U0LUIS', noor: 'U0NOOR' };
const channels = { general: 'C0GENERAL', 'ai-help': 'C0AIHELP', legal: 'C0LEGAL', sales: 'C0SALES', support: 'C0SUPPORT', ops: 'C0OPS' };
const dmOf = (name) => dm(people[name]);

/** What only a pretended clock or a pretended platform can do; such files are played in-process alone. */
const inProcessOnly = /^(later |\w+ (leaves|returns|cannot be reached)$)/m;

export async function playable(file) {
  return !inProcessOnly.test(await readFile(file, 'utf8'));
}

/** "*" stands for anything; times are those of another day here. */
function toRegExp(pattern) {
  const loose = pattern.replace(/\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?/g, '*');
  const source = loose.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')).join('[^]*');
  return new RegExp(`^${source}$`, 'u');
}

function splitPattern(text) {
  const found = /^(.*?)\s*((?:\[[^\]]*\]\s*)+)$/.exec(text);
  if (!found) return { text, labels: null };
  const labels = [...found[2].matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]).filter(Boolean);
  return { text: found[1], labels };
}

function fits(message, pattern) {
  const { text, labels } = splitPattern(pattern);
  if (!toRegExp(text).test(plain(message))) return false;
  return labels === null || JSON.stringify(buttonsInOrder(message).map((button) => button.text.text)) === JSON.stringify(labels);
}

const expand = (text) => text.replace(/\{(\d+) (.)\}/gu, (_, count, letter) => letter.repeat(Number(count)));

const describe = (message) => `${plain(message)} ${buttonsInOrder(message).map((b) => `[${b.text.text}]`).join(' ')}`;

class Stage {
  constructor(playground, daemon) {
    this.playground = playground;
    this.daemon = daemon;
    this.screens = new Map(Object.keys(people).map((name) => [name, new Map()]));
    this.unread = new Map(Object.keys(people).map((name) => [name, []]));
    this.edited = new Map(Object.keys(people).map((name) => [name, []]));
    this.last = new Map(); // person -> the message the last expectation took
    this.reply = null;
    this.seen = new Map(Object.keys(people).map((name) => [name, []])); // buttons, newest last
  }

  /** Lets everything owed arrive, then looks at every screen. */
  async settle() {
    await this.daemon.drained(60_000);
    for (const name of Object.keys(people)) {
      const known = this.screens.get(name);
      for (const message of await this.playground.messages(people[name], dmOf(name))) {
        if (!message.bot || message.ephemeral) continue;
        const content = JSON.stringify([message.text, message.blocks]);
        if (!known.has(message.ts)) this.unread.get(name).push(message);
        else if (known.get(message.ts) !== content) this.edited.get(name).push(message);
        known.set(message.ts, content);
        this.seen.get(name).push(...buttonsInOrder(message).map((button) => ({ message, button })));
      }
    }
  }

  nothingUnexpected(before) {
    for (const [name, messages] of this.unread) {
      assert.deepEqual(messages.map(describe), [], `before "${before}": nobody expected ${name} to be told this`);
    }
    for (const name of Object.keys(people)) this.edited.set(name, []);
  }

  async type(name, channel, text, { twice = false } = {}) {
    if (name === 'local') {
      this.reply = { text: await this.daemon.must('say', text), blocks: [] };
    } else {
      if (twice) await this.playground.misbehave({ kind: 'duplicate' });
      const answer = await this.playground.command(people[name], channel ?? dmOf(name), text);
      assert.ok(answer.ok, `${text}: ${answer.error}: ${answer.message}`);
      this.reply = answer.payload && { ...answer.payload, channel: channel ?? dmOf(name) };
    }
    await this.settle();
  }

  async visible(name) {
    const found = await this.playground.messages(people[name], dmOf(name));
    for (const channel of Object.values(channels)) {
      const messages = await this.playground.messages(people[name], channel).catch(() => []);
      found.push(...messages.filter((message) => message.ephemeral));
    }
    return found.reverse();
  }

  async press(name, label, ref) {
    for (const message of await this.visible(name)) {
      const button = buttonsInOrder(message).find((candidate) => candidate.text.text === label
        && (candidate.value ?? '').split(/\s+/).includes(ref));
      if (!button) continue;
      const channel = message.channel ?? (message.ephemeral ? await this.channelOf(name, message) : dmOf(name));
      return this.send(name, { message, button, channel });
    }
    return assert.fail(`${name} sees no [${label}] about ${ref}`);
  }

  async channelOf(name, wanted) {
    for (const channel of [dmOf(name), ...Object.values(channels)]) {
      const messages = await this.playground.messages(people[name], channel).catch(() => []);
      if (messages.some((message) => message.ts === wanted.ts)) return channel;
    }
    return dmOf(name);
  }

  async send(name, { message, button, channel }) {
    const content = (m) => JSON.stringify([m.ts, m.text, m.blocks]);
    const before = new Set((await this.visible(name)).filter((m) => m.ephemeral).map(content));
    const answer = await this.playground.press(people[name], channel, message.ts, button.action_id, { block_id: button.block_id });
    assert.ok(answer.ok, `[${button.text.text}]: ${answer.error}: ${answer.message}`);
    await this.settle();
    this.reply = null;
    for (let i = 0; i < 20 && !this.reply; i++) {
      this.reply = (await this.visible(name)).find((m) => m.ephemeral && !before.has(content(m))) ?? null;
      if (!this.reply) await pause(25);
    }
  }

  /** A click on what is no longer there, or on somebody else's: only a forged envelope can say it. */
  async forge(name, owner, label, ref) {
    const found = this.seen.get(owner).findLast(({ button }) => button.text.text === label
      && (button.value ?? '').split(/\s+/).includes(ref));
    assert.ok(found, `${owner} never saw a [${label}] about ${ref}`);
    const { message, button } = found;
    await this.playground.request('POST', 'envelope', {
      envelope_id: crypto.randomUUID(),
      type: 'interactive',
      accepts_response_payload: false,
      payload: {
        type: 'block_actions', team: { id: 'T0ACME' }, api_app_id: 'A0LASTMILE', trigger_id: `${Date.now()}.${Math.random()}.x`,
        user: { id: people[name], name, username: name, team_id: 'T0ACME' },
        channel: { id: dmOf(owner), name: 'directmessage' },
        container: { type: 'message', message_ts: message.ts, channel_id: dmOf(owner), is_ephemeral: false },
        actions: [{ type: 'button', action_id: button.action_id, block_id: button.block_id, value: button.value, action_ts: String(Date.now() / 1000) }],
      },
    });
    await this.settle();
    this.reply = undefined; // nobody can see the answer to a forged click
  }

  expectReply(pattern) {
    if (this.reply === undefined) return;
    if (pattern === '(nothing)') assert.equal(this.reply, null, `there was an answer: ${this.reply && plain(this.reply)}`);
    else assert.ok(this.reply && fits(this.reply, pattern), `the answer is: ${this.reply ? describe(this.reply) : 'nothing'}`);
  }

  take(list, name, pattern, what) {
    const index = list.findIndex((message) => fits(message, pattern));
    assert.notEqual(index, -1, `${name} has ${what}: ${list.map(describe).join(' | ') || 'nothing'}`);
    const [message] = list.splice(index, 1);
    this.last.set(name, message);
  }

  async onScreen(name, pattern) {
    const message = (await this.playground.messages(people[name], dmOf(name))).find((candidate) => fits(candidate, pattern));
    assert.ok(message, `on ${name}'s screen`);
    this.last.set(name, message);
  }
}

const steps = [
  [/^(twice )?(\w+)(?: #([\w-]+))?> (.*)$/s, (stage, [, twice, name, channel, text], line) => {
    stage.nothingUnexpected(line);
    return stage.type(name, channel && channels[channel], expand(text), { twice: Boolean(twice) });
  }],
  [/^(\w+) clicks \[([^\]]+)\] on (\S+)$/, (stage, [, name, label, ref], line) => {
    stage.nothingUnexpected(line);
    return stage.press(name, label, ref);
  }],
  [/^(\w+) clicks \[([^\]]+)\] on (\S+) again$/, (stage, [, name, label, ref], line) => {
    stage.nothingUnexpected(line);
    return stage.forge(name, name, label, ref);
  }],
  [/^(\w+) clicks (\w+)'s \[([^\]]+)\] on (\S+)$/, (stage, [, name, owner, label, ref], line) => {
    stage.nothingUnexpected(line);
    return stage.forge(name, owner, label, ref);
  }],
];

const expectations = [
  [/^reply (\w+) lacks> (.*)$/, (stage, [, , pattern]) => { if (stage.reply) assert.ok(!fits(stage.reply, pattern)); }],
  [/^(?:dm|edit|screen) (\w+) lacks> (.*)$/, (stage, [, name, pattern]) => assert.ok(!fits(stage.last.get(name), pattern), describe(stage.last.get(name)))],
  [/^reply (\w+)> (.*)$/, (stage, [, , pattern]) => stage.expectReply(pattern)],
  [/^dm (\w+)> (.*)$/, (stage, [, name, pattern]) => stage.take(stage.unread.get(name), name, pattern, 'unread')],
  [/^edit (\w+)> (.*)$/, (stage, [, name, pattern]) => stage.take(stage.edited.get(name), name, pattern, 'edited')],
  [/^screen (\w+)> (.*)$/, (stage, [, name, pattern]) => stage.onScreen(name, pattern)],
];

export async function play(file) {
  const playground = await Playground.start();
  const daemon = await Daemon.start(playground);
  const stage = new Stage(playground, daemon);
  try {
    const lines = (await readFile(file, 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      if (!line.trim() || line.startsWith('#')) continue;
      const rows = [...expectations, ...steps];
      const row = rows.find(([pattern]) => pattern.test(line));
      assert.ok(row, `${file}:${index + 1}: not a line of a scenario: ${line}`);
      try {
        await row[1](stage, row[0].exec(line), line);
      } catch (error) {
        error.message = `${file}:${index + 1}: ${line}\n${error.message}`;
        throw error;
      }
    }
    stage.nothingUnexpected('the end');
  } finally {
    await daemon.stop();
    await playground.stop();
  }
}

export { until };
