// A scenario on Microsoft Teams. What people do is the same; underneath, commands are messages, buttons are invokes, a typed
// command offers its form on a card, and what answers is posted beneath what was said, or is the answer of the invoke.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { buttonsInOrder, plain } from '../support/plain.mjs';
import { column } from '../support/rows.mjs';
import { until } from '../support/playground.mjs';
import { actionsOf, hasFields, looseErrors } from '../support/teams_card.mjs';
import { asksSomething, chosen, fields, formText, valueFor } from './scenario_dialog.mjs';
import { Stage } from './scenario_stage.mjs';
import { commandsOfTeams, findButton, fits, handleOf } from './scenario_words.mjs';

/** What stands where an invoke must be answered and nobody has anything to say. */
const NOTHING_SAID = ['Done.', 'The answer is below.'];

const offers = ({ data }) => data?.lastmile === 'command';

/** What every activity has, made by hand. */
const envelope = (teams, person, conversation) => ({
  serviceUrl: teams.service_url, channelId: 'msteams', timestamp: new Date().toISOString(),
  from: { id: person.id, name: person.name, aadObjectId: person.object }, recipient: { id: teams.bot, name: teams.bot_name },
  conversation: { conversationType: 'personal', tenantId: teams.tenant, id: conversation }, channelData: { tenant: { id: teams.tenant } },
});

/** What Teams itself cannot do: no line about it can be played there. */
export const beyondTeams = [
  [/^# On Slack only: (.*)$/m, 'it is about what Slack alone has, and says so'],
  [/^\w+ (reacts on|takes the reaction off) /m, 'Teams tells a bot of reactions on its own messages alone'],
];

export class TeamsStage extends Stage {
  static platform = 'teams';

  constructor(...parts) {
    super(...parts);
    this.homes = new Map(); // person -> id of the card that is their home page
    this.inlaid = new Map(); // id of a message -> what was put into the form that lies in it
    this.read = new Map(); // person -> the dialog that was only to be read, and was
    this.counted = 0;
  }

  /** Everybody was welcomed; no scenario speaks of it. */
  async begin() {
    this.daemon.nudge = () => this.nudge();
    await this.settle();
    for (const list of this.unread.values()) list.length = 0;
  }

  /** A card of another app's was pressed, which means nothing to ours: it looks at what is due. */
  async nudge() {
    const { teams } = await this.playground.world();
    const answer = await this.playground.request('POST', 'activity', { activity: { ...envelope(teams, teams.people[0], this.dmOf('priya')),
      type: 'message', id: String(Math.floor(Math.random() * 1e15)), replyToId: '1', value: { another: 'app' } } });
    assert.equal(answer.status, 200, 'an activity that means nothing');
  }

  // --- what is there ---

  async settle() {
    await until('every activity is answered', async () => {
      const { activities } = await this.playground.request('GET', `activities?since=${this.counted}`);
      if (!activities.every(({ answered_at }) => answered_at)) return false;
      this.counted = activities.at(-1)?.n ?? this.counted;
      return true;
    }, 30_000);
    await this.daemon.drained(60_000);
    await this.lookAround();
  }

  async look(screen, as, channel) {
    const known = this.screens.get(screen);
    for (const message of await this.playground.messages(as, channel)) {
      if (!message.bot || message.ephemeral) continue;
      const content = JSON.stringify([message.edits, message.text, message.card]);
      if (message.reply_to) { /* an answer, not something owed */ }
      else if (!known.has(message.ts)) this.unread.get(screen).push(message);
      else if (known.get(message.ts) !== content) this.edited.get(screen).push(message);
      if (known.get(message.ts) === content) continue;
      known.set(message.ts, content);
      this.seen.get(screen).push(...buttonsInOrder(message).map((button) => ({ message, button })));
    }
  }

  remember(name, said) {
    if (said?.card) this.seen.get(name)?.push(...buttonsInOrder(said).map((button) => ({ message: said, button })));
  }

  /** A dialog, or a form that lies in a message in place of what was pressed. */
  async form(name) {
    const view = (await this.views(name)).modals.at(-1);
    if (view) return this.read.get(name) === view.id ? null : view;
    const message = (await this.visible(name)).find(({ card, bot }) => bot && hasFields(card));
    return message ? { ...message, id: null, title: '', values: this.inlaid.get(message.ts) ?? {} } : null;
  }

  /** What answers `name`: beneath what they said, or for them alone. */
  async ephemeral(name) {
    const found = [];
    for (const channel of [this.dmOf(name), ...Object.values(this.channels)]) {
      const messages = await this.playground.messages(this.people[name], channel).catch(() => []);
      found.push(...messages.filter(({ bot, ephemeral, reply_to, ts }) => bot && (ephemeral || (reply_to && channel === this.dmOf(name))) && ts !== this.homes.get(name)));
    }
    return found;
  }

  // --- acts ---

  async act(name, what, { patience = 8, said = false } = {}) {
    const content = (message) => JSON.stringify([message.ts, message.text, message.card]);
    const before = new Set((await this.ephemeral(name)).map(content));
    const owed = new Set(this.unread.get(name));
    this.reply = null;
    const answer = await what();
    // Where Teams takes one message a second, the answer to an earlier line may come after it.
    const answersThis = ({ reply_to }) => !answer?.ts || !reply_to || reply_to === answer.ts;
    await this.settle();
    const below = answer?.notice === NOTHING_SAID[1];
    const notice = answer?.notice && !NOTHING_SAID.includes(answer.notice) && !answer.closed ? answer.notice : null;
    for (let i = 0; i < (below ? 200 : patience) && !this.reply; i++) {
      this.reply = (await this.ephemeral(name)).findLast((message) => !before.has(content(message)) && answersThis(message)) ?? null;
      if (!this.reply && below) await this.lookAround();
      if (!this.reply && below && this.unread.get(name).some((message) => !owed.has(message))) {
        this.below = name;
        break;
      }
      // A report in the conversation with the app is answered by the receipt that stands there anyway.
      if (!this.reply && said) this.reply = this.unread.get(name).find((message) => !owed.has(message) && plain(message).startsWith('Logged LM-')) ?? null;
      if (!this.reply) await pause(25);
    }
    if (!this.reply && notice) this.reply = { platform: 'teams', bot: true, text: notice, card: null };
    this.remember(name, this.reply);
    await this.takeOffer(name);
  }

  /** More than a line that answers a press is posted, in a direct conversation like anything else: which one it is shows
   * when somebody asks for it. */
  takeBelow(name, fitting = () => true) {
    const list = this.unread.get(name);
    const index = list.findIndex(fitting);
    this.below = null;
    return index < 0 ? null : list.splice(index, 1)[0];
  }

  nothingUnexpected(before) {
    if (this.below) this.takeBelow(this.below);
    super.nothingUnexpected(before);
  }

  /** A typed command cannot open a dialog: whoever typed it presses the one button of the card that it gets. */
  async takeOffer(name) {
    const offer = this.reply?.card && actionsOf(this.reply.card).find(offers);
    if (!offer) return;
    const answer = await this.playground.request('POST', 'action', { as: this.people[name], channel: this.reply.channel, ts: this.reply.ts, button: offer.number });
    assert.ok(answer.ok, `[${offer.title}]: ${answer.error}: ${answer.message}`);
    this.reply = null;
    await this.settle();
  }

  async closeRead(name) {
    const id = this.read.get(name);
    if (!id) return;
    this.read.delete(name);
    await this.playground.request('POST', 'close', { as: this.people[name], view_id: id });
  }

  async type(name, channel, words, { twice = false } = {}) {
    // An id that somebody copied.
    const text = words.replace(/=(U0[A-Z]+)\b/g, (all, id) => (handleOf(id) === id ? all : `=${this.people[handleOf(id)]}`));
    if (name === 'local') return super.type(name, channel, text);
    if (twice) await this.playground.misbehave({ kind: 'duplicate', method: 'message' });
    await this.closeRead(name);
    if (!text.startsWith('/')) return this.say(name, channel, text);
    return this.act(name, async () => {
      const answer = await this.playground.command(this.people[name], channel ?? this.dmOf(name), text);
      assert.ok(answer.ok, `${text}: ${answer.error}: ${answer.message} ${answer.status ?? ""}`);
      return answer;
    }, { patience: 300, said: !channel });
  }

  async openHome(name) {
    await this.closeRead(name);
    const answer = await this.playground.request('POST', 'home', { as: this.people[name] });
    assert.ok(answer.ok, `home: ${answer.error}: ${answer.message}`);
    this.reply = null;
    await this.settle();
    const card = await until('the home page', async () => (await this.playground.messages(this.people[name], this.dmOf(name))).find(({ reply_to }) => reply_to === answer.ts));
    this.homes.set(name, card.ts);
  }

  async views(name) {
    const { modals } = await super.views(name);
    const home = this.homes.get(name) && (await this.playground.messages(this.people[name], this.dmOf(name))).find(({ ts }) => ts === this.homes.get(name));
    return { modals, home: home ? { ...home, title: '' } : null };
  }

  async press(name, label, ref, { atHome = false } = {}) {
    const view = atHome ? null : (await this.views(name)).modals.at(-1) ?? await this.form(name);
    const inView = view && findButton(view, formText(view), label, ref);
    if (inView) return view.id ? this.pressInView(name, view, inView) : this.pressOn(name, view, inView);
    await this.closeRead(name);
    const home = this.homes.get(name);
    for (const message of await this.visible(name)) {
      if (atHome !== (message.ts === home)) continue;
      const button = findButton(message, plain(message), label, ref);
      if (button) return this.pressOn(name, message, button);
    }
    return assert.fail(`${name} sees no [${label}] about ${ref}${atHome ? ' at home' : ''}`);
  }

  pressOn(name, message, button) {
    return this.act(name, async () => {
      const answer = await this.playground.request('POST', 'action', { as: this.people[name], channel: message.channel, ts: message.ts, button: button.number, values: this.inlaid.get(message.ts) });
      assert.ok(answer.ok, `[${button.text.text}]: ${answer.error}: ${answer.message} ${JSON.stringify(answer.errors ?? '')}`);
      return answer;
    });
  }

  pressInView(name, view, button) {
    this.read.delete(name);
    return this.act(name, async () => {
      const answer = await this.playground.request('POST', 'submit', { as: this.people[name], view_id: view.id, button: button.number });
      assert.ok(answer.ok, `[${button.text.text}]: ${answer.error}: ${answer.message} ${JSON.stringify(answer.errors ?? '')}`);
      return {};
    });
  }

  async forge(name, owner, label, ref) {
    const found = this.seen.get(owner).findLast(({ button }) => button.text.text === label && (!ref || button.value.split(/\s+/).includes(ref)));
    assert.ok(found, `${owner} never saw a [${label}] about ${ref}`);
    const { message, button } = found;
    const { teams } = await this.playground.world();
    const person = teams.people.find(({ id }) => id === this.people[name]);
    const asks = button.data?.msteams?.type === 'task/fetch';
    await this.playground.request('POST', 'activity', { activity: { ...envelope(teams, person, this.dmOf(name)),
      type: 'invoke', id: `f:${crypto.randomUUID()}`, name: asks ? 'task/fetch' : 'adaptiveCard/action', replyToId: message.ts ?? '1',
      value: asks ? { data: button.data, context: { theme: 'default' } } : { action: { type: 'Action.Execute', title: label, data: button.data }, trigger: 'manual' },
    } });
    await this.settle();
    this.reply = undefined; // nobody can see the answer to a forged click,
    this.blind = name; // nor the form it would open
  }

  // --- the open form ---

  async input(name, field, value) {
    const { view, input, watcher } = field;
    if (!view.id) {
      this.inlaid.set(view.ts, { ...this.inlaid.get(view.ts), [input.id]: value });
      return;
    }
    const answer = await this.playground.request('POST', 'input', { as: this.people[name], view_id: view.id, input: input.id, value });
    assert.ok(answer.ok, `${field.label}: ${answer.error}: ${answer.message}`);
    if (!watcher) return;
    const chose = await this.playground.request('POST', 'submit', { as: this.people[name], view_id: view.id, button: watcher });
    assert.ok(chose.ok, `${field.label}, chosen: ${chose.error}: ${chose.message} ${JSON.stringify(chose.errors ?? '')}`);
    await this.settle();
  }

  async choose(name, words, verb) {
    let option = words;
    const field = await this.field(name, (view) => {
      for (const candidate of fields(view)) {
        if (!words.endsWith(` for ${candidate.label}`)) continue;
        option = words.slice(0, -` for ${candidate.label}`.length);
        return candidate;
      }
      return verb !== 'chooses' && fields(view).find((candidate) => candidate.kind === 'several' && valueFor(candidate, words) !== undefined);
    });
    const value = valueFor(field, option);
    assert.ok(value !== undefined, `${field.label} has no ${option}`);
    const several = ['several', 'people'].includes(field.kind);
    assert.equal(several, verb !== 'chooses', `${field.label} is filled in another way`);
    if (!several) return this.input(name, field, value);
    const others = chosen(field).filter((candidate) => candidate !== value);
    return this.input(name, field, [...others, ...(verb === 'ticks' ? [value] : [])].join(','));
  }

  async send(name) {
    const view = await this.form(name);
    const submit = view?.card && actionsOf(view.card).find(({ data }) => data?.lastmile === 'form');
    assert.ok(submit, view ? 'the form is only to be read' : 'no form is open');
    const labels = new Map(fields(view).map(({ input, label }) => [input.id, label]));
    const [path, body] = view.id ? ['submit', { view_id: view.id }] : ['action', { channel: view.channel, ts: view.ts, values: this.inlaid.get(view.ts) }];
    const answer = await this.playground.request('POST', path, { as: this.people[name], ...body, button: submit.number });
    assert.ok(answer.ok || answer.error === 'missing_input', `sent: ${answer.error}: ${answer.message}`);
    await this.settle();
    const now = answer.ok && await this.form(name);
    const said = now?.card ? [...fields(now).flatMap(({ label, errors }) => errors.map((words) => `${label}: ${words}`)), ...looseErrors(now.card)] : [];
    this.errors.set(name, [...Object.entries(answer.errors ?? {}).map(([input, words]) => `${labels.get(input)}: ${words}`), ...said]);
    this.reply = null;
  }

  // --- expectations ---

  /** Commands are named as one types them here (the shell of the machine is no other), and everybody by name at once: Teams
   * says it with what they do. */
  asShown(pattern, name) {
    return name === 'local' ? pattern : commandsOfTeams(pattern).replace(/^Hello\. /, `Hello, ${name}. `);
  }

  /** Words that answer a press can also be a dialog to read. */
  async expectReply(pattern, name) {
    if (this.below === name && pattern !== '(nothing)') this.reply = this.takeBelow(name, (message) => fits(message, pattern));
    if (this.reply === null && pattern !== '(nothing)') {
      const view = (await this.views(name)).modals.at(-1);
      if (view && !asksSomething(view)) {
        this.reply = { platform: 'teams', bot: true, text: view.notice, card: view.card, channel: null };
        this.read.set(name, view.id);
      }
    }
    await super.expectReply(pattern, name);
  }

  /** Teams says only that somebody is no longer in a team, or is again; the app asks for the rest. */
  async presence(name, there) {
    const account = this.people[name];
    const answer = await this.playground.request('POST', 'presence', { as: account, there });
    assert.ok(answer.ok, `${name}: ${answer.error}: ${answer.message}`);
    await this.settle();
    const others = (row) => !row.startsWith(`${account} `);
    const presence = "p.account || ' ' || CASE WHEN d.believed = 0 THEN 'doubted' ELSE p.active END";
    const noticed = there ? [`${account} 1`] : [`${account} 0`, `${account} doubted`];
    await until(`${name} is noticed`, () => column(this.daemon.database, 'people AS p LEFT JOIN departures AS d ON d.person = p.id', presence)
      .every((row) => !row || others(row) || noticed.includes(row)));
    this.reply = null;
    await this.settle();
  }
}
