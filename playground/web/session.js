// What one person sees: the messages of their channels, kept current by their stream, and what they
// have read. Several panes may show the same person; each has a session of its own.
//
// Loading and listening overlap on purpose: events that arrive while a load is under way are held
// back and applied after it, so that an older answer never hides a newer change.

import { get, post, Stream } from './api.js';
import { tsDate } from './dates.js';
import { recall, remember } from './memory.js';
import { workspaceNow } from './now.js';

const LATELY = 86_400_000;

const older = (a, b) => (Number(a.ts) - Number(b.ts)) || (a.ts < b.ts ? -1 : Number(a.ts > b.ts));

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

export class Session {
  /** `changed({kind, channel, ts})`: kind is loaded, new, update, delete, read, state, modals or home. */
  constructor(world, person, changed) {
    this.world = world;
    this.person = person;
    this.changed = changed;
    this.channels = new Map();
    this.views = { modals: [], home: null };
    this.live = false;
    this.held = [];
    const marks = recall(`read.${person}`);
    this.firstVisit = marks === null;
    this.read = marks ?? {};
    this.stream = new Stream(person, {
      onopen: () => this.reload(),
      onevent: (event) => (this.held ? this.held.push(event) : this.take(event)),
      onlost: () => this.lost(),
    });
  }

  close() {
    this.stream.close();
  }

  lost() {
    this.live = false;
    this.missed = true;
    this.held ??= [];
    this.changed({ kind: 'state' });
  }

  async reload() {
    this.held ??= [];
    try {
      if (this.missed)
        await this.world.load();
      this.missed = false;
      const channels = this.world.channelsOf(this.person);
      await Promise.all([this.loadViews(), ...channels.map((channel) => this.load(channel.id))]);
    } catch {
      // The stream is what tells whether the server is there; its next opening loads again.
      return;
    }
    this.settleFirstVisit();
    this.live = true;
    this.changed({ kind: 'loaded' });
    const held = this.held ?? [];
    this.held = null;
    held.forEach((event) => this.take(event));
  }

  async load(channel) {
    const { messages } = await get('messages', { as: this.person, channel });
    const before = this.channels.get(channel) ?? new Map();
    const after = new Map(messages.map((message) => [message.ts, message]));
    // Replies may be left out of a channel's list: those we know stay until their thread is loaded.
    for (const [ts, message] of before) {
      if (isReply(message) && !after.has(ts) && after.has(message.thread_ts))
        after.set(ts, message);
    }
    this.channels.set(channel, after);
  }

  async loadViews() {
    const { modals, home } = await get('views', { as: this.person });
    this.views = { modals: modals ?? [], home: home ?? null };
  }

  async loadThread(channel, threadTs) {
    const { messages } = await get('messages', { as: this.person, channel, thread_ts: threadTs });
    const known = this.channels.get(channel) ?? new Map();
    messages.forEach((message) => known.set(message.ts, message));
    this.channels.set(channel, known);
    this.changed({ kind: 'loaded', channel });
  }

  /** A newcomer has not missed what was said in channels before, but has what was said to them lately. */
  settleFirstVisit() {
    if (!this.firstVisit)
      return;
    this.firstVisit = false;
    for (const channel of this.world.channelsOf(this.person)) {
      this.markRead(channel.id, false, channel.direct ? workspaceNow() - LATELY : Infinity);
    }
  }

  take(event) {
    if (event.type === 'connection' || event.type === 'world') {
      this.world.load().catch(() => {});
      if (event.type === 'world')
        this.reload();
      return;
    }
    if (event.type === 'modals' || event.type === 'home') {
      this.views[event.type] = event.type === 'home' ? event.view : event.views;
      this.changed({ kind: event.type });
      return;
    }
    const channel = event.channel ?? event.message?.channel;
    const ts = event.message?.ts ?? event.ts;
    if (!channel || !ts)
      return;
    if (!this.channels.has(channel))
      this.channels.set(channel, new Map());
    const known = this.channels.get(channel);
    if (event.type === 'delete')
      return this.drop(channel, known, ts);
    const before = known.get(ts);
    // Said twice is said once: nothing is drawn anew, nothing glows.
    if (before && JSON.stringify(before) === JSON.stringify(event.message))
      return;
    const kind = before ? 'update' : 'new';
    known.set(ts, event.message);
    this.changed({ kind, channel, ts });
  }

  drop(channel, known, ts) {
    if (known.delete(ts))
      this.changed({ kind: 'delete', channel, ts });
  }

  message(channel, ts) {
    return this.channels.get(channel)?.get(ts) ?? null;
  }

  all(channel) {
    return [...(this.channels.get(channel)?.values() ?? [])].sort(older);
  }

  /** The channel without replies, oldest first. What Teams shows to one person alone stands where they are,
   *  though it belongs to a thread. */
  main(channel) {
    return this.all(channel).filter((message) => !isReply(message) ||
      (message.platform === 'teams' && message.ephemeral));
  }

  thread(channel, threadTs) {
    return this.all(channel).filter((message) =>
      message.ts === threadTs || message.thread_ts === threadTs);
  }

  replyCount(channel, message) {
    const seen = this.all(channel).filter((one) => isReply(one) && one.thread_ts === message.ts &&
      !(one.platform === 'teams' && one.ephemeral));
    return Math.max(Number(message.reply_count) || 0, seen.length);
  }

  unread(channel) {
    const mark = Number(this.read[channel] ?? 0);
    return this.all(channel).filter((message) =>
      Number(message.ts) > mark && message.user !== this.person).length;
  }

  /** `until`: ms; what was said later stays unread. */
  markRead(channel, tell = true, until = Infinity) {
    const last = this.all(channel).findLast((message) => tsDate(message.ts) <= until);
    if (!last || Number(last.ts) <= Number(this.read[channel] ?? 0))
      return;
    this.read[channel] = last.ts;
    remember(`read.${this.person}`, this.read);
    if (tell)
      this.changed({ kind: 'read', channel });
  }

  say(channel, text, threadTs) {
    return post('message', { as: this.person, channel, text, thread_ts: threadTs });
  }

  /** `targeted`: of Teams' slash commands, which nobody else sees. */
  command(channel, text, targeted) {
    return post('command', { as: this.person, channel, text, targeted });
  }

  /** The button of a Teams card, by its number; `values` of its inputs. */
  press(channel, ts, button, values) {
    return post('action', { as: this.person, channel, ts, button, values });
  }

  /** What is typed into a dialog of Teams. */
  keepInput(viewId, input, value) {
    return post('input', { as: this.person, view_id: viewId, input, value }, { keepalive: true });
  }

  /** `what`: {channel, ts | view_id, action_id, block_id, value}. */
  act(what) {
    return post('action', { as: this.person, ...what });
  }

  shortcut(callbackId, channel, ts) {
    return post('shortcut', { as: this.person, callback_id: callbackId, channel, ts });
  }

  react(channel, ts, name, remove = false) {
    return post('reaction', { as: this.person, channel, ts, name, remove });
  }

  openHome(tab = 'home') {
    return post('home', { as: this.person, tab });
  }

  /** Keeps what was typed with its view; also while the page is being left. */
  keep(viewId, blockId, actionId, value) {
    return post('input', { as: this.person, view_id: viewId, block_id: blockId, action_id: actionId, value },
      { keepalive: true });
  }

  /** `button`: its number, in a dialog of Teams. */
  submit(viewId, values, button) {
    return post('submit', { as: this.person, view_id: viewId, values, button });
  }

  closeView(viewId, all = false) {
    return post('close', { as: this.person, view_id: viewId, all });
  }

  /** A view that is known to be gone; the stream says so too, unless it is broken just now. */
  dropView(viewId, all = false) {
    this.views.modals = all ? [] : this.views.modals.filter(({ id }) => id !== viewId);
    this.changed({ kind: 'modals' });
  }
}
