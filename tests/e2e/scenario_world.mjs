// The playground's own world and one more: helper, which stands for an app that says things in channels. For a scenario on
// Teams all of them are there, and nobody is on Slack.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Playground } from '../support/playground.mjs';
import { channelOf, handleOf, worlds } from './scenario_words.mjs';

const builtIn = join(import.meta.dirname, '..', '..', 'playground', 'world.json');

/** The same people and channels, on Teams. They are called by their first names, as in the files. */
function onTeams(world) {
  const { people, channels, objects } = worlds.teams;
  const person = ({ id, title, timezone }) => {
    const name = handleOf(id);
    return { platform: 'teams', id: people[name], object: objects[name], email: `${name}@acme.example`, name, handle: name, title, timezone };
  };
  const channel = ({ id, members, ...rest }) => ({ ...rest, platform: 'teams', id: channels[channelOf(id)], members: members.map((member) => people[handleOf(member)]) });
  return { ...world, people: world.people.map(person), channels: world.channels.map(channel) };
}

const isSlack = ({ platform }) => platform !== 'teams';

export async function worldPlayground(env, platform = 'slack') {
  let world = JSON.parse(await readFile(builtIn, 'utf8'));
  const helper = worlds.slack.people.helper;
  world.people = [...world.people.filter(isSlack), { id: helper, name: 'Helper', handle: 'helper', title: 'An app of another team', timezone: 'Europe/London' }];
  world.channels = world.channels.filter(isSlack);
  // One zone for all, as on the stage: who answers in which hours is not left to where they live.
  for (const person of world.people) person.timezone = 'Europe/London';
  for (const channel of world.channels) channel.members.push(helper);
  if (platform === 'teams') world = onTeams(world);
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-world-'));
  try {
    const file = join(folder, 'world.json');
    await writeFile(file, JSON.stringify(world));
    return await Playground.start({ args: ['--world', file], env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
