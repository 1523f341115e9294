// Plays a scenario file (tests/scenarios/README.md) over the wire: the real daemon, the playground as its
// Slack, each person's own view of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '../support/clock.mjs';
import { Daemon, dm } from '../support/daemon.mjs';
import { buttonsInOrder, plain } from '../support/plain.mjs';
import { until } from '../support/playground.mjs';
import { chosen, chosenPeople, fieldCalled, fields, formText, valueFor } from './scenario_form.mjs';
import { channels, describe, expand, findButton, fits, fitsText, labelsOf, names, people } from './scenario_words.mjs';
import { worldPlayground } from './scenario_world.mjs';

const dmOf = (name) => dm(people[name]);
const REACTION = 'ai-fail';
const PATIENCE = 5_000;

/** What only a pretended platform can do, or would take minutes; and time only where the daemon's clock can be moved. */
const inProcessOnly = /^(\w+ cannot be reached|# In process only:.*)$/m;
const takesTime = /^later /m;

export async function playable(file) {
  const text = await readFile(file, 'utf8');
  return !inProcessOnly.test(text) && (Clock.available || !takesTime.test(text));
}

const perPerson = (make) => new Map([...Object.keys(people), ...Object.keys(channels).map((name) => `#${name}`)].map((name) => [name, make()]));

class Stage {
  constructor(playground, daemon, clock) {
    this.playground = playground;
    this.daemon = daemon;
    this.clock = clock;
    this.screens = perPerson(() => new Map()); // what was on it when we last looked
    this.unread = perPerson(() => []);
    this.edited = perPerson(() => []);
    this.seen = perPerson(() => []); // buttons, newest last
    this.errors = perPerson(() => []); // "Label: words" that no line has named
    this.looked = new Map(); // person -> the form the last `form` line took
    this.last = new Map(); // person -> the message the last expectation took
    this.said = []; // what people said in channels
    this.reply = null;
  }

  // --- what is there ---

  /** Lets everything sent be handled, everything owed arrive, then looks at every screen. */
  async settle() {
    await until('every envelope is acknowledged', async () => (await this.playground.envelopes())
      .every((envelope) => envelope.acknowledged_at), 30_000);
    await this.daemon.drained(60_000);
    for (const name of Object.keys(people)) await this.look(name, people[name], dmOf(name));
    for (const [name, id] of Object.entries(channels)) await this.look(`#${name}`, people.priya, id);
  }

  async look(screen, as, channel) {
    const known = this.screens.get(screen);
    for (const message of await this.playground.messages(as, channel)) {
      if (!message.bot || message.ephemeral) continue;
      const content = JSON.stringify([message.text, message.blocks]);
      if (!known.has(message.ts)) this.unread.get(screen).push(message);
      else if (known.get(message.ts) !== content) this.edited.get(screen).push(message);
      known.set(message.ts, content);
      this.seen.get(screen).push(...buttonsInOrder(message).map((button) => ({ message, button })));
    }
  }

  /** Its buttons can be forged later. */
  remember(name, said) {
    if (said?.blocks) this.seen.get(name)?.push(...buttonsInOrder(said).map((button) => ({ message: said, button })));
  }

  nothingUnexpected(before) {
    for (const [name, messages] of this.unread) {
      assert.deepEqual(messages.map(describe), [], `before "${before}": nobody expected ${name} to be told this`);
    }
    for (const [name, errors] of this.errors) assert.deepEqual(errors, [], `before "${before}": nobody expected ${name} to be told this`);
    for (const list of this.edited.values()) list.length = 0;
  }

  async views(name) { return this.playground.request('GET', `views?as=${people[name]}`); }

  async form(name) { return (await this.views(name)).modals.at(-1) ?? null; }

  async ephemeral(name) {
    const found = [];
    for (const channel of [dmOf(name), ...Object.values(channels)]) {
      const messages = await this.playground.messages(people[name], channel).catch(() => []);
      found.push(...messages.filter((message) => message.ephemeral).map((message) => ({ ...message, channel })));
    }
    return found;
  }

  /** All that `name` can see now, newest first: what they alone see, direct messages, channels. */
  async visible(name) {
    const direct = (await this.playground.messages(people[name], dmOf(name))).filter((message) => !message.ephemeral)
      .map((message) => ({ ...message, channel: dmOf(name) }));
    const found = [];
    for (const channel of Object.values(channels)) {
      const messages = await this.playground.messages(people[name], channel).catch(() => []);
      found.push(...messages.filter((message) => message.bot && !message.ephemeral).map((message) => ({ ...message, channel })));
    }
    return [...(await this.ephemeral(name)).reverse(), ...direct.reverse(), ...found.reverse()];
  }

  // --- acts ---

  /** Does it, and waits a little for what the actor alone sees of it: an answer beside, or a form. */
  async act(name, what) {
    const content = (message) => JSON.stringify([message.ts, message.text, message.blocks]);
    const before = new Set((await this.ephemeral(name)).map(content));
    const form = JSON.stringify(await this.form(name));
    this.reply = null;
    await what();
    await this.settle();
    for (let i = 0; i < 20 && !this.reply; i++) {
      this.reply = (await this.ephemeral(name)).find((message) => !before.has(content(message))) ?? null;
      if (this.reply || JSON.stringify(await this.form(name)) !== form) break;
      await pause(25);
    }
    this.remember(name, this.reply);
  }

  async type(name, channel, text, { twice = false } = {}) {
    if (name === 'local') {
      this.reply = { text: await this.daemon.must('say', text), blocks: [] };
      return this.settle();
    }
    if (!text.startsWith('/')) return this.say(name, channel, text);
    if (twice) await this.playground.misbehave({ kind: 'duplicate' });
    const answer = await this.playground.command(people[name], channel ?? dmOf(name), text);
    assert.ok(answer.ok, `${text}: ${answer.error}: ${answer.message}`);
    this.reply = answer.payload && { ...answer.payload, channel: channel ?? dmOf(name) };
    this.remember(name, this.reply);
    return this.settle();
  }

  async say(name, channel, text, more = {}) {
    const { ts } = await this.playground.say(people[name], channel ?? dmOf(name), text, more);
    if (channel) this.said.push({ name, channel, ts });
    this.reply = null;
    await this.settle();
  }

  async answer(name, what, text) {
    const messages = await this.playground.messages(people[name], dmOf(name));
    const message = messages.findLast((candidate) => candidate.bot && !candidate.ephemeral && names(plain(candidate), what));
    assert.ok(message, `no message to ${name} names ${what}`);
    await this.say(name, null, text, { thread_ts: message.ts });
  }

  newestOf(author) {
    const said = this.said.findLast((candidate) => candidate.name === author);
    assert.ok(said, `${author} has said nothing`);
    return said;
  }

  async use(name, label, author) {
    const { shortcuts } = await this.playground.world();
    const type = author ? 'message' : 'global';
    const shortcut = shortcuts.find((candidate) => candidate.name === label && candidate.type === type);
    assert.ok(shortcut, `there is no ${type} shortcut ${label}`);
    const { channel, ts } = author ? this.newestOf(author) : {};
    await this.act(name, async () => {
      const answer = await this.playground.request('POST', 'shortcut', { as: people[name], callback_id: shortcut.callback_id, channel, ts });
      assert.ok(answer.ok, `[${label}]: ${answer.error}: ${answer.message}`);
    });
  }

  async react(name, author, remove) {
    const { channel, ts } = this.newestOf(author);
    const answer = await this.playground.request('POST', 'reaction', { as: people[name], channel, ts, name: REACTION, remove });
    // The platform itself lets nobody react twice.
    assert.ok(answer.ok || ['already_reacted', 'no_reaction'].includes(answer.error), `the reaction: ${answer.error}: ${answer.message}`);
    this.reply = null;
    await this.settle();
  }

  async openHome(name) {
    const answer = await this.playground.request('POST', 'home', { as: people[name] });
    assert.ok(answer.ok, `home: ${answer.error}: ${answer.message}`);
    this.reply = null;
    await this.settle();
  }

  async press(name, label, ref, { atHome = false } = {}) {
    const { modals, home } = await this.views(name);
    const view = atHome ? home : modals.at(-1);
    const inView = view && findButton(view, formText(view), label, ref);
    if (inView) return this.pressInView(name, view, inView);
    assert.ok(!atHome, `${name} sees no [${label}] about ${ref} at home: ${view && describe(view)}`);
    for (const message of await this.visible(name)) {
      const button = findButton(message, plain(message), label, ref);
      if (button) return this.pressOn(name, message, button);
    }
    return assert.fail(`${name} sees no [${label}] about ${ref}`);
  }

  pressOn(name, message, button) {
    return this.act(name, async () => {
      const answer = await this.playground.press(people[name], message.channel, message.ts, button.action_id, { block_id: button.block_id });
      assert.ok(answer.ok, `[${button.text.text}]: ${answer.error}: ${answer.message}`);
    });
  }

  pressInView(name, view, button) {
    return this.act(name, async () => {
      const answer = await this.playground.request('POST', 'action', { as: people[name], view_id: view.id, action_id: button.action_id, block_id: button.block_id });
      assert.ok(answer.ok, `[${button.text.text}]: ${answer.error}: ${answer.message}`);
    });
  }

  /** A click on what is no longer there, or on somebody else's: only a forged envelope can say it. */
  async forge(name, owner, label, ref) {
    const found = this.seen.get(owner).findLast(({ button }) => button.text.text === label
      && (!ref || (button.value ?? '').split(/\s+/).includes(ref)));
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
        container: { type: 'message', message_ts: message.ts ?? '1.000001', channel_id: dmOf(owner), is_ephemeral: false },
        actions: [{ type: 'button', action_id: button.action_id, block_id: button.block_id, value: button.value, action_ts: String(Date.now() / 1000) }],
      },
    });
    await this.settle();
    this.reply = undefined; // nobody can see the answer to a forged click,
    this.blind = name; // nor the form it would open: its trigger is not the playground's
  }

  // --- the open form ---

  /** The field a line names; the form may still be on its way. */
  async field(name, find) {
    let view = null;
    const field = await until(`${name} has that field`, async () => {
      view = await this.form(name);
      return view && find(view);
    }, PATIENCE).catch(() => null);
    assert.ok(field, view ? `the form has no such field: ${formText(view)}` : 'no form is open');
    return field;
  }

  async input(name, field, value) {
    const { block, element, view } = field;
    const put = async () => {
      const answer = await this.playground.request('POST', 'input', {
        as: people[name], view_id: view.id, block_id: block.block_id, action_id: element.action_id, value,
      });
      assert.ok(answer.ok, `${field.label}: ${answer.error}: ${answer.message}`);
    };
    if (!block.dispatch_action) return put();
    const { hash } = view;
    await put();
    await this.settle();
    for (let i = 0; i < 20 && (await this.form(name))?.hash === hash; i++) await pause(25);
    return undefined;
  }

  async fill(name, words) {
    let value;
    const field = await this.field(name, (view) => fields(view).find(({ label }) => {
      if (!words.startsWith(`${label} with`)) return false;
      value = expand(words.slice(label.length + ' with'.length).trimStart());
      return true;
    }));
    await this.input(name, field, value);
  }

  async choose(name, words, verb) {
    let option = words;
    const field = await this.field(name, (view) => {
      for (const candidate of fields(view)) {
        if (!words.endsWith(` for ${candidate.label}`)) continue;
        option = words.slice(0, -` for ${candidate.label}`.length);
        return candidate;
      }
      return verb !== 'chooses' && fields(view).find((candidate) => candidate.element.type === 'checkboxes' && valueFor(candidate, words) !== undefined);
    });
    const value = valueFor(field, option);
    assert.ok(value !== undefined, `${field.label} has no ${option}`);
    const several = field.element.type === 'checkboxes' ? chosen(field) : field.element.type === 'multi_users_select' ? chosenPeople(field) : null;
    assert.equal(several !== null, verb !== 'chooses', `${field.label} is filled in another way`);
    if (!several) return this.input(name, field, value);
    const others = several.filter((candidate) => candidate !== value);
    return this.input(name, field, verb === 'ticks' ? [...others, value] : others);
  }

  async send(name) {
    const view = await this.form(name);
    assert.ok(view?.submit, view ? 'the form is only to be read' : 'no form is open');
    const answer = await this.playground.request('POST', 'submit', { as: people[name], view_id: view.id });
    assert.ok(answer.ok || answer.error === 'missing_input', `sent: ${answer.error}: ${answer.message}`);
    const labels = new Map(fields(view).map((field) => [field.block.block_id, field.label]));
    this.errors.set(name, Object.entries(answer.errors ?? {}).map(([block, words]) => `${labels.get(block)}: ${words}`));
    this.reply = null;
    await this.settle();
  }

  async close(name) {
    const view = await this.form(name);
    assert.ok(view, 'no form is open');
    const answer = await this.playground.request('POST', 'close', { as: people[name], view_id: view.id });
    assert.ok(answer.ok, `closed: ${answer.error}: ${answer.message}`);
    this.errors.set(name, []);
    this.reply = null;
    await this.settle();
  }

  // --- expectations ---

  expectReply(pattern) {
    if (this.reply === undefined) return;
    if (pattern === '(nothing)') assert.equal(this.reply, null, `there was an answer: ${this.reply && plain(this.reply)}`);
    else assert.ok(this.reply && fits(this.reply, pattern), `the answer is: ${this.reply ? describe(this.reply) : 'nothing'}`);
  }

  async expectForm(name, pattern) {
    let view = null;
    const fitting = () => (pattern === '(nothing)' ? !view : view && fitsText(formText(view), labelsOf(view), pattern)
      && JSON.stringify(view) !== this.looked.get(name));
    await until('the form', async () => {
      view = await this.form(name);
      return fitting();
    }, PATIENCE).catch(() => assert.fail(`the form says: ${view ? `${formText(view)} ${labelsOf(view).map((label) => `[${label}]`).join(' ')}` : '(nothing)'}`));
    this.looked.set(name, JSON.stringify(view));
    this.remember(name, view);
  }

  async expectHome(name, pattern) {
    let home = null;
    const fitting = () => (pattern === '(nothing)' ? !home : home && fitsText(formText(home), labelsOf(home), pattern));
    await until('the home page', async () => {
      ({ home } = await this.views(name));
      return fitting();
    }, PATIENCE).catch(() => assert.fail(`the home page says: ${home ? describe(home) : '(nothing)'}`));
  }

  expectError(name, pattern) {
    const list = this.errors.get(name);
    if (pattern === '(nothing)') return assert.deepEqual(list, []);
    const index = list.findIndex((text) => fitsText(text, [], pattern));
    assert.notEqual(index, -1, `${name} has errors: ${list.join(' | ') || 'none'}`);
    list.splice(index, 1);
    return undefined;
  }

  async expectLacks(kind, name, pattern) {
    if (kind === 'reply') return this.reply && assert.ok(!fits(this.reply, pattern), describe(this.reply));
    if (kind === 'form' || kind === 'home') {
      const view = kind === 'form' ? await this.form(name) : (await this.views(name)).home;
      assert.ok(view, 'there is nothing to look at');
      return assert.ok(!fitsText(formText(view), labelsOf(view), pattern), formText(view));
    }
    const message = this.last.get(name);
    assert.ok(message, 'there is nothing to look at');
    return assert.ok(!fits(message, pattern), describe(message));
  }

  take(list, name, pattern, what, among = () => true) {
    assert.ok(list, `nobody is called ${name}`);
    const index = list.findIndex((message) => among(message) && fits(message, pattern));
    assert.notEqual(index, -1, `${name} has ${what}: ${list.map(describe).join(' | ') || 'nothing'}`);
    const [message] = list.splice(index, 1);
    this.last.set(name, message);
  }

  async onScreen(name, pattern) {
    const channel = name.startsWith('#') ? channels[name.slice(1)] : dmOf(name);
    const messages = await this.playground.messages(name.startsWith('#') ? people.priya : people[name], channel);
    const message = messages.find((candidate) => candidate.bot && fits(candidate, pattern));
    assert.ok(message, `on ${name}'s screen: ${messages.map(describe).join(' | ')}`);
    this.last.set(name, message);
  }

  async presence(name, there) {
    await this.daemon.tell({ type: 'user_change', user: { id: people[name], team_id: 'T0ACME', name, deleted: !there, is_bot: false } });
    this.reply = null;
    await this.settle();
  }

  async wait(count, unit) {
    await this.clock.pass(count, unit, this.daemon);
    await this.settle();
    this.reply = null;
  }
}

const inThread = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

const steps = [
  [/^(twice )?(\w+)(?: #([\w-]+))?> (.*)$/s, (stage, twice, name, channel, text) => stage.type(name, channel && channels[channel], expand(text), { twice: Boolean(twice) })],
  [/^(\w+) clicks \[([^\]]+)\](?: on (.+?))?( at home)?$/, (stage, name, label, ref, atHome) => stage.press(name, label, ref, { atHome: Boolean(atHome) })],
  [/^(\w+) clicks \[([^\]]+)\](?: on (\S+))? again$/, (stage, name, label, ref) => stage.forge(name, name, label, ref)],
  [/^(\w+) clicks (\w+)'s \[([^\]]+)\](?: on (\S+))?$/, (stage, name, owner, label, ref) => stage.forge(name, owner, label, ref)],
  [/^(\w+) answers in the thread of ([^:]+): (.*)$/, (stage, name, what, text) => stage.answer(name, what, expand(text))],
  [/^(\w+) answers (\w+)'s \w+: (.*)$/, (stage, name, what, text) => stage.answer(name, what, expand(text))],
  [/^(\w+) uses \[([^\]]+)\](?: on (\w+)'s message)?$/, (stage, name, label, author) => stage.use(name, label, author)],
  [/^(\w+) reacts on (\w+)'s message$/, (stage, name, author) => stage.react(name, author, false)],
  [/^(\w+) takes the reaction off (\w+)'s message$/, (stage, name, author) => stage.react(name, author, true)],
  [/^(\w+) opens home$/, (stage, name) => stage.openHome(name)],
  [/^(\w+) fills (.*)$/, (stage, name, words) => stage.fill(name, words)],
  [/^(\w+) (chooses|ticks|unticks) (.*)$/, (stage, name, verb, words) => stage.choose(name, words, verb)],
  [/^(\w+) sends$/, (stage, name) => stage.send(name)],
  [/^(\w+) closes$/, (stage, name) => stage.close(name)],
  [/^(\w+) (leaves|returns)$/, (stage, name, verb) => stage.presence(name, verb === 'returns')],
  [/^later (\d+) (minute|hour|day)s?$/, (stage, count, unit) => stage.wait(Number(count), unit)],
];
// "… again" is asked for before the plain click, which would take it for a part of the ref.
steps.splice(1, 2, steps[2], steps[1]);

const expectations = [
  [/^(reply|form|home|dm|edit|screen|post|thread) (#?[\w-]+) lacks> (.*)$/, (stage, kind, name, pattern) => stage.expectLacks(kind, name, pattern)],
  [/^reply (\w+)> (.*)$/, (stage, name, pattern) => stage.expectReply(pattern)],
  [/^form (\w+)> (.*)$/, (stage, name, pattern) => stage.expectForm(name, pattern)],
  [/^home (\w+)> (.*)$/, (stage, name, pattern) => stage.expectHome(name, pattern)],
  [/^error (\w+)> (.*)$/, (stage, name, pattern) => stage.expectError(name, pattern)],
  [/^(?:dm (\w+)|post (#[\w-]+))> (.*)$/, (stage, person, channel, pattern) => stage.take(stage.unread.get(person ?? channel), person ?? channel, pattern, 'unread')],
  [/^thread (#[\w-]+)> (.*)$/, (stage, name, pattern) => stage.take(stage.unread.get(name), name, pattern, 'unread', inThread)],
  [/^edit (#?[\w-]+)> (.*)$/, (stage, name, pattern) => stage.take(stage.edited.get(name), name, pattern, 'edited')],
  [/^screen (#?[\w-]+)> (.*)$/, (stage, name, pattern) => stage.onScreen(name, pattern)],
];

async function playLine(stage, text) {
  const line = text.trim();
  if (!line || line.startsWith('#')) return;
  if (stage.blind && new RegExp(`^((form|error) ${stage.blind}|${stage.blind} (fills|chooses|ticks|unticks|sends|closes))\\b`).test(line)) return;
  const expectation = expectations.find(([pattern]) => pattern.test(line));
  if (expectation) {
    await expectation[1](stage, ...expectation[0].exec(line).slice(1));
    return;
  }
  const step = steps.find(([pattern]) => pattern.test(line));
  assert.ok(step, 'this line says nothing I know');
  stage.nothingUnexpected(line);
  stage.blind = null;
  await step[1](stage, ...step[0].exec(line).slice(1));
}

export async function play(file) {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const clock = await Clock.create();
  const playground = await worldPlayground(clock.env);
  const daemon = await Daemon.start(playground, { env: clock.env, more: '', slack: `reaction = "${REACTION}"` });
  const stage = new Stage(playground, daemon, clock);
  let fails = null; // "# must fail: WORDS"
  try {
    for (const [index, line] of lines.entries()) {
      fails = /^# must fail: (.*)$/.exec(line)?.[1] ?? fails;
      try {
        await playLine(stage, line);
      } catch (error) {
        if (fails && error.code === 'ERR_ASSERTION') return; // said in other words here
        error.message = `${file}:${index + 1}: ${line}\n${error.message}`;
        throw error;
      }
    }
    if (fails) await assert.rejects(async () => stage.nothingUnexpected('the end'), 'nothing failed, but it must');
    else stage.nothingUnexpected('the end');
  } finally {
    await daemon.stop();
    await playground.stop();
    await clock.remove();
  }
}

export { until };
