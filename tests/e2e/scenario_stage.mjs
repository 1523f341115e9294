// What a scenario does to a platform and sees on it: everybody's screen, what they type and press, the form that is open.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { buttonsInOrder, plain } from '../support/plain.mjs';
import { until } from '../support/playground.mjs';
import { chosen, chosenPeople, fieldCalled, fields, formText, valueFor } from './scenario_form.mjs';
import { describe, expand, findButton, fits, fitsText, labelsOf, names, worlds } from './scenario_words.mjs';

export const REACTION = 'ai-fail';
const PATIENCE = 40_000; // ms, for what must come; however slow the machine is

/** Slack's: what a platform does its own way is a method of its own, and another's stage has another. */
export class Stage {
  static platform = 'slack';

  constructor(playground, daemon, clock) {
    Object.assign(this, worlds[this.constructor.platform]);
    const { people, channels } = this;
    const perPerson = (make) => new Map([...Object.keys(people), ...Object.keys(channels).map((name) => `#${name}`)].map((name) => [name, make()]));
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
    this.answering = null; // what the last act can be answered with, that was not there when we last looked
    this.patience = PATIENCE;
  }

  async begin() { /* nothing has been said yet */ }

  dmOf(name) { return this.direct(this.people[name]); }

  // --- what is there ---

  /** Lets everything sent be handled, everything owed arrive, then looks at every screen. */
  async settle() {
    await until('every envelope is acknowledged', async () => (await this.playground.envelopes())
      .every((envelope) => envelope.acknowledged_at), 30_000);
    await this.daemon.drained(60_000);
    await this.lookAround();
  }

  async lookAround() {
    for (const name of Object.keys(this.people)) await this.look(name, this.people[name], this.dmOf(name));
    for (const [name, id] of Object.entries(this.channels)) await this.look(`#${name}`, this.people.priya, id);
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

  async views(name) { return this.playground.request('GET', `views?as=${this.people[name]}`); }

  async form(name) { return (await this.views(name)).modals.at(-1) ?? null; }

  async ephemeral(name) {
    const found = [];
    for (const channel of [this.dmOf(name), ...Object.values(this.channels)]) {
      const messages = await this.playground.messages(this.people[name], channel).catch(() => []);
      found.push(...messages.filter((message) => message.ephemeral).map((message) => ({ ...message, channel })));
    }
    return found;
  }

  /** All that `name` can see now, newest first: what they alone see, direct messages, channels. */
  async visible(name) {
    const direct = (await this.playground.messages(this.people[name], this.dmOf(name))).filter((message) => !message.ephemeral)
      .map((message) => ({ ...message, channel: this.dmOf(name) }));
    const found = [];
    for (const channel of Object.values(this.channels)) {
      const messages = await this.playground.messages(this.people[name], channel).catch(() => []);
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
    const answer = async () => (await this.ephemeral(name)).find((message) => !before.has(content(message))) ?? null;
    this.reply = null;
    await what();
    await this.settle();
    for (let i = 0; i < 20 && !this.reply; i++) {
      this.reply = await answer();
      if (this.reply || JSON.stringify(await this.form(name)) !== form) break;
      await pause(25);
    }
    this.answering = this.reply ? null : answer;
    this.remember(name, this.reply);
  }

  async type(name, channel, text, { twice = false } = {}) {
    if (name === 'local') {
      this.reply = { text: await this.daemon.must('say', text), blocks: [] };
      return this.settle();
    }
    if (!text.startsWith('/')) return this.say(name, channel, text);
    if (twice) await this.playground.misbehave({ kind: 'duplicate' });
    const answer = await this.playground.command(this.people[name], channel ?? this.dmOf(name), text);
    assert.ok(answer.ok, `${text}: ${answer.error}: ${answer.message}`);
    this.reply = answer.payload && { ...answer.payload, channel: channel ?? this.dmOf(name) };
    this.remember(name, this.reply);
    return this.settle();
  }

  async say(name, channel, text, more = {}) {
    const { ts } = await this.playground.say(this.people[name], channel ?? this.dmOf(name), text, more);
    if (channel) this.said.push({ name, channel, ts });
    this.reply = null;
    await this.settle();
  }

  async answer(name, what, text) {
    const messages = await this.playground.messages(this.people[name], this.dmOf(name));
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
      const answer = await this.playground.request('POST', 'shortcut', { as: this.people[name], callback_id: shortcut.callback_id, channel, ts });
      assert.ok(answer.ok, `[${label}]: ${answer.error}: ${answer.message}`);
    });
  }

  async react(name, author, remove) {
    const { channel, ts } = this.newestOf(author);
    const answer = await this.playground.request('POST', 'reaction', { as: this.people[name], channel, ts, name: REACTION, remove });
    // The platform itself lets nobody react twice.
    assert.ok(answer.ok || ['already_reacted', 'no_reaction'].includes(answer.error), `the reaction: ${answer.error}: ${answer.message}`);
    this.reply = null;
    await this.settle();
  }

  async openHome(name) {
    const answer = await this.playground.request('POST', 'home', { as: this.people[name] });
    assert.ok(answer.ok, `home: ${answer.error}: ${answer.message}`);
    this.reply = null;
    await this.settle();
  }

  /** Presses what is there, or will be. */
  async press(name, label, ref, how = {}) {
    const pressing = await until('the button', () => this.find(name, label, ref, how), this.patience).catch(() => null);
    assert.ok(pressing, `${name} sees no [${label}] about ${ref}${how.atHome ? ' at home' : ''}`);
    return pressing();
  }

  /** How the button is pressed; undefined: there is none. */
  async find(name, label, ref, { atHome = false }) {
    const { modals, home } = await this.views(name);
    const view = atHome ? home : modals.at(-1);
    const inView = view && findButton(view, formText(view), label, ref);
    if (inView) return () => this.pressInView(name, view, inView);
    if (atHome) return undefined;
    for (const message of await this.visible(name)) {
      const button = findButton(message, plain(message), label, ref);
      if (button) return () => this.pressOn(name, message, button);
    }
    return undefined;
  }

  pressOn(name, message, button) {
    return this.act(name, async () => {
      const answer = await this.playground.press(this.people[name], message.channel, message.ts, button.action_id, { block_id: button.block_id });
      assert.ok(answer.ok, `[${button.text.text}]: ${answer.error}: ${answer.message}`);
    });
  }

  pressInView(name, view, button) {
    return this.act(name, async () => {
      const answer = await this.playground.request('POST', 'action', { as: this.people[name], view_id: view.id, action_id: button.action_id, block_id: button.block_id });
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
        user: { id: this.people[name], name, username: name, team_id: 'T0ACME' },
        channel: { id: this.dmOf(owner), name: 'directmessage' },
        container: { type: 'message', message_ts: message.ts ?? '1.000001', channel_id: this.dmOf(owner), is_ephemeral: false },
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
    }, this.patience).catch(() => null);
    assert.ok(field, view ? `the form has no such field: ${formText(view)}` : 'no form is open');
    return field;
  }

  async input(name, field, value) {
    const { block, element, view } = field;
    const put = async () => {
      const answer = await this.playground.request('POST', 'input', {
        as: this.people[name], view_id: view.id, block_id: block.block_id, action_id: element.action_id, value,
      });
      assert.ok(answer.ok, `${field.label}: ${answer.error}: ${answer.message}`);
    };
    if (!block.dispatch_action) return put();
    const { hash } = view;
    await put();
    await this.settle();
    for (let i = 0; i < 60 && (await this.form(name))?.hash === hash; i++) await pause(25);
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
      return verb !== 'chooses' && fields(view).find((candidate) => candidate.element.type === 'checkboxes' && valueFor(candidate, words, this) !== undefined);
    });
    const value = valueFor(field, option, this);
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
    const answer = await this.playground.request('POST', 'submit', { as: this.people[name], view_id: view.id });
    assert.ok(answer.ok || answer.error === 'missing_input', `sent: ${answer.error}: ${answer.message}`);
    const labels = new Map(fields(view).map((field) => [field.block.block_id, field.label]));
    this.errors.set(name, Object.entries(answer.errors ?? {}).map(([block, words]) => `${labels.get(block)}: ${words}`));
    this.reply = null;
    await this.settle();
  }

  async close(name) {
    const view = await this.form(name);
    assert.ok(view, 'no form is open');
    const answer = await this.playground.request('POST', 'close', { as: this.people[name], view_id: view.id });
    assert.ok(answer.ok, `closed: ${answer.error}: ${answer.message}`);
    this.errors.set(name, []);
    this.reply = null;
    await this.settle();
  }

  // --- expectations ---

  /** What a file says is seen, as it looks on this platform. */
  asShown(pattern) {
    return pattern;
  }

  async expectReply(pattern, name) {
    if (this.reply === undefined) return;
    if (!this.reply && this.answering && pattern !== '(nothing)') {
      this.reply = await until('the answer', this.answering, this.patience).catch(() => null);
      this.remember(name, this.reply);
    }
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
    }, this.patience).catch(() => assert.fail(`the form says: ${view ? `${formText(view)} ${labelsOf(view).map((label) => `[${label}]`).join(' ')}` : '(nothing)'}`));
    this.looked.set(name, JSON.stringify(view));
    this.remember(name, view);
  }

  async expectHome(name, pattern) {
    let home = null;
    const fitting = () => (pattern === '(nothing)' ? !home : home && fitsText(formText(home), labelsOf(home), pattern));
    await until('the home page', async () => {
      ({ home } = await this.views(name));
      return fitting();
    }, this.patience).catch(() => assert.fail(`the home page says: ${home ? describe(home) : '(nothing)'}`));
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
    const channel = name.startsWith('#') ? this.channels[name.slice(1)] : this.dmOf(name);
    const messages = await this.playground.messages(name.startsWith('#') ? this.people.priya : this.people[name], channel);
    const message = messages.find((candidate) => candidate.bot && fits(candidate, pattern));
    assert.ok(message, `on ${name}'s screen: ${messages.map(describe).join(' | ')}`);
    this.last.set(name, message);
  }

  async presence(name, there) {
    await this.daemon.tell({ type: 'user_change', user: { id: this.people[name], team_id: 'T0ACME', name, deleted: !there, is_bot: false } });
    this.reply = null;
    await this.settle();
  }

  async wait(count, unit) {
    await this.clock.pass(count, unit, this.daemon);
    await this.settle();
    this.reply = null;
  }
}
