// Who and what exists: people, channels, commands, the app. Loaded once, refreshed when told.

import { get } from './api.js';

const HUES = 8;

export class World {
  constructor() {
    this.people = [];
    this.channels = [];
    this.commands = [];
    this.shortcuts = [];
    this.app = { name: 'lastmile', connected: false, connections: 0 };
    this.watchers = new Set();
  }

  async load() {
    const { people, channels, commands, shortcuts, app } = await get('world');
    this.people = people ?? [];
    this.channels = (channels ?? []).filter((channel) => !channel.id.startsWith('D'))
      .map((channel) => ({ ...channel, direct: false }));
    this.commands = commands ?? [];
    this.shortcuts = shortcuts ?? [];
    this.app = { ...this.app, ...app };
    this.watchers.forEach((watch) => watch());
  }

  person(id) {
    return this.people.find((person) => person.id === id) ?? null;
  }

  /** The name shown for a person or the app; null for nobody known. */
  name(id) {
    return this.person(id)?.name ?? (this.isApp(id) ? this.app.name : null);
  }

  isApp(id) {
    return id === 'U0BOT' || id === 'B0BOT';
  }

  /** Colour of a person, 1 to 8, by place in the list: always the same for the same person. */
  hue(id) {
    const index = this.people.findIndex((person) => person.id === id);
    return index < 0 ? 0 : index % HUES + 1;
  }

  /** The direct message of a person with the app: control.md names it D0<NAME>. */
  directOf(person) {
    return {
      id: `D0${person.replace(/^U0/, '')}`, name: this.app.name, private: true, direct: true,
      members: [person, 'U0BOT'],
    };
  }

  channel(id) {
    const found = this.channels.find((channel) => channel.id === id);
    if (found)
      return found;
    const owner = this.people.find((person) => this.directOf(person.id).id === id);
    return owner ? this.directOf(owner.id) : null;
  }

  /** What a person sees in the list: the channels they are in, then the app's direct message. */
  channelsOf(person) {
    const shared = this.channels.filter((channel) => (channel.members ?? [person]).includes(person));
    return [...shared, this.directOf(person)];
  }
}

export const initials = (name) =>
  name.split(/\s+/).map((word) => word[0] ?? '').slice(0, 2).join('').toUpperCase();
