// One person's view: who they are, their channels, the conversation, a thread, the composer.
// In the conversation with the app also its Home; over all of it the modals of that person.

import { MessageActions } from './actions.js';
import { inSlacksWords, inTeamsWords } from './api.js';
import { avatar } from './avatar.js';
import { Composer } from './composer.js';
import { append, h, icon } from './dom.js';
import { Home } from './home.js';
import { announcement, wordsOf } from './message.js';
import { MessageList } from './messages.js';
import { Modals } from './modal.js';
import { Picker } from './picker.js';
import { Session } from './session.js';
import { tabRow } from './tabs.js';

export class Pane {
  /** `calls`: changed() when who or where changes, close(), lost() when the stream broke,
   *  did(what, details) for the guide. */
  constructor(world, person, channel, calls) {
    this.world = world;
    this.calls = calls;
    this.build();
    this.become(person, channel);
  }

  build() {
    this.picker = new Picker(this.world, (person) => {
      this.become(person, null);
      this.calls.changed();
    });
    this.state = h('span', { class: 'pane-state', role: 'status' });
    this.closer = h('button', { type: 'button', class: 'bare', 'aria-label': 'Close this pane',
      onclick: () => this.calls.close(this) }, icon('close'));
    this.channels = h('nav', { class: 'channels', 'aria-label': 'Channels and direct messages' });
    this.title = h('header', { class: 'title' });
    this.messages = new MessageList('Messages');
    this.announcer = h('p', { class: 'unseen', 'aria-live': 'polite' });
    this.composerPlace = h('div', { class: 'composer-place' });
    this.conversation = h('div', { class: 'conversation' }, this.messages.element, this.composerPlace);
    this.actions = new MessageActions(this);
    this.home = new Home(this);
    this.modals = new Modals(this);
    this.covered = [this.channels, h('div', { class: 'main' }, this.title, this.home.element,
      this.conversation)];
    this.element = h('section', { class: 'pane', onkeydown: (event) => this.key(event) },
      h('header', { class: 'pane-head' }, this.picker.element, this.state, this.closer),
      h('div', { class: 'pane-body' }, this.covered, this.modals.element),
      this.announcer);
  }

  become(person, channel) {
    this.session?.close();
    this.drafts = new Map();
    this.composer = null;
    this.person = person;
    this.thread = null;
    this.tab = 'messages';
    this.onTeams = this.world.isOnTeams(person);
    const known = this.world.channelsOf(person);
    this.channel = (known.find((one) => one.id === channel) ??
      known.find((one) => (this.onTeams ? one.direct : one.id === 'C0AIHELP')) ?? known[0]).id;
    this.reader = { world: this.world.sideOf(person), self: person, zone: this.world.person(person).timezone };
    this.actions.notices.clear();
    this.messages.clear();
    this.home.reset();
    this.modals.reset();
    this.loading = true;
    this.session = new Session(this.world, person, (change) => this.changed(change));
    this.element.dataset.person = person;
    this.element.className = `pane hue-${this.world.hue(person)}`;
    this.element.dataset.platform = this.onTeams ? 'teams' : 'slack';
    this.element.setAttribute('aria-label', `${this.world.name(person)}'s view`);
    this.picker.show(person);
    this.place();
  }

  /** The page goes: what was typed a moment ago is sent now. */
  flush() {
    this.modals.flush();
    this.home.form?.flush();
  }

  close() {
    this.flush();
    this.session.close();
    this.element.remove();
  }

  /** Goes to a channel, or to a thread in it. */
  go(channel, thread = null) {
    if (channel === this.channel && thread === this.thread && this.tab === 'messages')
      return;
    this.channel = channel;
    this.thread = thread;
    this.tab = 'messages';
    this.messages.clear();
    this.place();
    this.calls.changed();
    if (thread)
      this.session.loadThread(channel, thread).catch(() => {});
  }

  get hasHome() {
    return this.world.app.home === true && !this.onTeams && this.world.channel(this.channel).direct && !this.thread;
  }

  /** Home or Messages, in the conversation with the app. */
  turn(tab) {
    const had = this.title.contains(document.activeElement);
    if (!this.hasHome || tab === this.tab)
      return;
    this.tab = tab;
    this.place();
    this.calls.changed();
    if (had)
      this.title.querySelector('[aria-selected="true"]')?.focus();
    if (tab === 'home')
      this.home.open();
    else
      this.session.openHome('messages').catch(() => {});
  }

  /** Draws everything that depends on where we are. */
  place() {
    this.keepDraft();
    this.composer = this.makeComposer();
    this.composerPlace.replaceChildren(this.composer.element);
    this.home.element.hidden = this.tab !== 'home';
    this.conversation.hidden = this.tab === 'home';
    this.drawTitle();
    this.drawMessages();
    this.see();
    this.drawChannels();
    this.drawState();
  }

  /** A line begun in one place waits there while its writer looks elsewhere. */
  keepDraft() {
    if (this.composer)
      this.drafts.set(this.composer.place, this.composer.box.value);
  }

  makeComposer() {
    const channel = this.world.channel(this.channel);
    const where = channel.direct ? channel.name : `#${channel.name}`;
    const label = this.thread ? `Reply in the thread in ${where}` : `Message ${where}`;
    const place = `${this.channel} ${this.thread ?? ''}`;
    return new Composer({ world: this.reader.world, label, place, draft: this.drafts.get(place) ?? '',
      mentions: this.onTeams && !channel.direct,
      send: (text) => this.send(text), shortcut: (one) => this.shortcut(one) });
  }

  async shortcut({ callback_id: callbackId, name }) {
    try {
      await this.session.shortcut(callbackId);
      this.calls.did('shortcut', { pane: this, words: name });
    } catch (error) {
      throw inSlacksWords(error, `“${name}”`);
    }
  }

  async send(text) {
    const command = text.startsWith('/');
    const name = text.split(/\s/)[0];
    const { place } = this.composer;
    if (command && this.thread)
      throw new Error(`${name} does not work in threads. Go back to the channel to use it.`);
    if (this.onTeams)
      return this.sendToTeams(text, command, name, place);
    if (!command && this.world.channel(this.channel).direct && this.world.app.can_write === false)
      throw new Error(`${this.world.app.name} does not read messages here. Begin with / to use a command.`);
    try {
      const answer = command ? await this.session.command(this.channel, text.trimEnd())
        : await this.session.say(this.channel, text.trim(), this.thread ?? undefined);
      this.drafts.delete(place);
      this.messages.toBottom();
      this.calls.did(command ? 'command' : 'message', { pane: this, text, answer });
    } catch (error) {
      if (error.code === 'not_a_command')
        throw new Error(`${name} is not a command here. Start with a space to send it as a message.`);
      throw inSlacksWords(error, name);
    }
  }

  /** A slash command in a channel is seen by nobody else; in a chat it is a line like others. */
  async sendToTeams(text, command, name, place) {
    const { direct } = this.world.channel(this.channel);
    try {
      const answer = command ? await this.session.command(this.channel, text.trim(), !direct)
        : await this.session.say(this.channel, text.trim(), this.thread ?? undefined);
      this.drafts.delete(place);
      this.messages.toBottom();
      this.calls.did(command ? 'command' : 'message', { pane: this, text, answer });
    } catch (error) {
      throw inTeamsWords(error, this.world.app.name);
    }
  }

  /** Something in the session is not as it was. */
  changed(change) {
    if (change.kind === 'loaded')
      this.loading = false;
    if (change.kind === 'new')
      this.announce(change);
    if (change.kind === 'new' || change.kind === 'update')
      this.calls.did('heard', { pane: this, change,
        words: wordsOf(this.session.message(change.channel, change.ts)) });
    if (change.kind === 'state') {
      this.calls.lost();
      return this.drawState();
    }
    if (change.kind === 'modals' || change.kind === 'loaded')
      this.modals.show(this.session.views.modals);
    if (change.kind === 'home' || change.kind === 'loaded')
      this.home.show(this.session.views.home);
    if (change.kind === 'modals' || change.kind === 'home')
      return;
    if (!change.channel || change.channel === this.channel) {
      this.drawMessages(change);
      this.see();
    }
    this.drawState();
    this.drawChannels();
  }

  announce({ channel, ts }) {
    const message = this.session.message(channel, ts);
    if (message.user === this.person)
      return;
    const where = channel === this.channel ? '' : ` in ${this.world.channel(channel)?.name ?? 'a chat'}`;
    this.announcer.textContent = announcement(message, this.world) + where;
  }

  see() {
    if (!document.hidden && !this.loading && this.tab === 'messages')
      this.session.markRead(this.channel, false);
  }

  drawState() {
    this.state.textContent = this.session.live || this.loading ? '' : 'Reconnecting…';
  }

  drawChannels() {
    const focused = document.activeElement?.dataset?.channel;
    const had = this.channels.contains(document.activeElement);
    const all = this.world.channelsOf(this.person);
    const part = (words, list) => [h('h2', {}, words),
      h('ul', {}, list.map((channel) => h('li', {}, this.channelButton(channel))))];
    this.channels.replaceChildren();
    append(this.channels, [part('Direct messages', all.filter((one) => one.direct)),
      part('Channels', all.filter((one) => !one.direct))]);
    if (had)
      this.channels.querySelector(`[data-channel="${CSS.escape(focused ?? '')}"]`)?.focus();
  }

  channelButton(channel) {
    const here = channel.id === this.channel;
    const unread = here && this.tab === 'messages' ? 0 : this.session.unread(channel.id);
    return h('button', {
      type: 'button', class: unread > 0 ? 'channel unread' : 'channel', 'data-channel': channel.id,
      'aria-current': here ? 'page' : null, onclick: () => this.go(channel.id),
    }, channel.direct ? avatar(this.world, 'U0BOT', 'small') : icon(channel.private ? 'lock' : 'hash'),
    h('span', { class: 'channel-name' }, channel.name),
    unread > 0 ? h('span', { class: 'count' }, String(unread),
      h('span', { class: 'unseen' }, ' unread')) : null);
  }

  drawTitle() {
    const channel = this.world.channel(this.channel);
    const name = channel.direct ? channel.name : `#${channel.name}`;
    this.title.replaceChildren();
    if (this.thread) {
      append(this.title, [h('button', { type: 'button', class: 'bare', 'aria-label': 'Back to the channel',
        onclick: () => this.leaveThread() }, icon('back')),
      h('h2', {}, 'Thread'), h('span', { class: 'title-note' }, `in ${name}`)]);
    } else {
      const people = (channel.members ?? []).filter((id) => this.world.person(id)).length;
      append(this.title, [h('h2', {}, name), h('span', { class: 'title-note' },
        channel.direct ? (this.hasHome ? '' : 'direct message with the app')
          : [`${people} people`, channel.purpose].filter(Boolean).join(' · '))]);
      ['role', 'aria-label'].forEach((name) => this.conversation.removeAttribute(name));
      if (this.hasHome)
        this.title.append(tabRow({ home: this.home.element, messages: this.conversation }, this.tab,
          (tab) => this.turn(tab)));
    }
    this.messages.label(this.thread ? `Thread in ${name}` : `Messages in ${name}`);
  }

  leaveThread() {
    const from = this.thread;
    this.go(this.channel);
    this.messages.find(from)?.querySelector('.thread-link')?.focus();
  }

  drawMessages(change = {}) {
    const shown = this.thread ? this.session.thread(this.channel, this.thread)
      : this.session.main(this.channel);
    this.messages.show(shown, this.actions.reader, {
      change,
      empty: () => this.emptyNote(),
      options: (message) => (this.thread || (this.onTeams && this.world.channel(this.channel).direct) ? {} : {
        replies: this.session.replyCount(this.channel, message),
        open: () => {
          this.go(this.channel, message.ts);
          this.composer.focus();
        },
      }),
    });
  }

  emptyNote() {
    const channel = this.world.channel(this.channel);
    if (this.loading)
      return h('li', { class: 'empty' }, 'Loading…');
    if (channel.direct)
      return h('li', { class: 'empty' }, avatar(this.world, 'U0BOT'),
        h('p', {}, `What ${channel.name} has to tell you personally will appear here.`),
        this.onTeams ? this.starters() : null);
    return h('li', { class: 'empty' }, icon('hash'),
      h('p', {}, `Nothing said in #${channel.name} yet. Say something, or begin with`),
      this.starters());
  }

  starters() {
    return h('p', { class: 'starters' }, this.reader.world.commands.slice(0, 3).map(({ command }) =>
      h('button', { type: 'button', class: 'quiet',
        onclick: () => this.composer.fill(`${command} `) }, command)));
  }

  /** Takes the focus: into the form that is open, else where one writes or reads. */
  focus() {
    if (this.modals.focus())
      return;
    if (this.tab === 'home')
      this.home.element.focus();
    else
      this.composer.focus();
  }

  key(event) {
    if (event.key === 'Escape' && this.thread) {
      event.preventDefault();
      this.leaveThread();
    }
  }

  /** Puts the focus on the newest button with these words; false when there is none. */
  focusButton(words) {
    const buttons = [...this.element.querySelectorAll('.block-button')];
    const found = buttons.filter((one) => one.textContent === words).at(-1);
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ focusVisible: true });
    return Boolean(found);
  }
}
