// The playground's own world and one more: helper, which stands for an app that says things in channels. For a scenario on
// Teams all of them are there, and nobody is on Slack.
import { Playground } from '../support/playground.mjs';
import { channelOf, handleOf, worlds } from './scenario_words.mjs';

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

export function worldPlayground(env, platform = 'slack') {
  return Playground.startIn((world) => {
    const helper = worlds.slack.people.helper;
    world.people = [...world.people.filter(isSlack), { id: helper, name: 'Helper', handle: 'helper', title: 'An app of another team', timezone: 'Europe/London' }];
    world.channels = world.channels.filter(isSlack);
    // One zone for all, as on the stage: who answers in which hours is not left to where they live.
    for (const person of world.people) person.timezone = 'Europe/London';
    for (const channel of world.channels) channel.members.push(helper);
    return platform === 'teams' ? onTeams(world) : world;
  }, { env });
}
