// Who and what exists: people, channels, commands, the app. Loaded once, refreshed when told.

import { get } from './api.js';

const HUES = 8;

/** What people of Teams type: the same words, and those of /lastmile by themselves. */
const teamsCommands = (commands) => [...commands.filter(({ command }) => command !== '/lastmile'),
  { command: '/mine', description: 'your issues and where they stand', usage_hint: '' },
  { command: '/home', description: 'your issues, your queue, the tools', usage_hint: '' },
  { command: '/help', description: 'what there is to type', usage_hint: '[command]' }];

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
    const { people, channels, commands, shortcuts, app, teams } = await get('world');
    this.teams = teams ?? null;
    const onTeams = (one) => ({ ...one, platform: 'teams' });
    this.people = [...(people ?? []), ...(teams?.people ?? []).map(onTeams)];
    this.channels = [...(channels ?? []).filter((channel) => !channel.id.startsWith('D')),
      ...(teams?.channels ?? []).map(onTeams)].map((channel) => ({ ...channel, direct: false }));
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
    return id === 'U0BOT' || id === 'B0BOT' || (this.teams !== null && id === this.teams.bot);
  }

  isOnTeams(person) {
    return this.person(person)?.platform === 'teams';
  }

  /** The world as somebody on one platform sees it: neither side knows of the other's. */
  sideOf(person) {
    const teams = this.isOnTeams(person);
    const here = (one) => (one.platform === 'teams') === teams;
    return Object.assign(Object.create(this), { people: this.people.filter(here), channels: this.channels.filter(here),
      commands: teams ? teamsCommands(this.commands) : this.commands,
      hue: (id) => this.hue(id), person: (id) => this.person(id) });
  }

  /** Colour of a person, 1 to 8, by place in the list: always the same for the same person. */
  hue(id) {
    const index = this.people.findIndex((person) => person.id === id);
    return index < 0 ? 0 : index % HUES + 1;
  }

  /** The direct message of a person with the app: control.md names it D0<NAME>, Teams has its own ids. */
  directOf(person) {
    const onTeams = this.teams?.people.find(({ id }) => id === person);
    if (onTeams)
      return { id: onTeams.direct, name: this.app.name, private: true, direct: true, platform: 'teams',
        members: [person, this.teams.bot] };
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
    const { channels } = this.sideOf(person);
    const shared = channels.filter((channel) => (channel.members ?? [person]).includes(person));
    return [...shared, this.directOf(person)];
  }
}

export const initials = (name) =>
  name.split(/\s+/).map((word) => word[0] ?? '').slice(0, 2).join('').toUpperCase();
