// The playground's own world and one more: helper, which stands for an app that says things in channels.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Playground } from '../support/playground.mjs';
import { people } from './scenario_words.mjs';

const builtIn = join(import.meta.dirname, '..', '..', 'playground', 'world.json');

export async function worldPlayground(env) {
  const world = JSON.parse(await readFile(builtIn, 'utf8'));
  world.people.push({ id: people.helper, name: 'Helper', handle: 'helper', title: 'An app of another team', timezone: 'Europe/London' });
  // One zone for all, as on the stage: who answers in which hours is not left to where they live.
  for (const person of world.people) person.timezone = 'Europe/London';
  for (const channel of world.channels) channel.members.push(people.helper);
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-world-'));
  try {
    const file = join(folder, 'world.json');
    await writeFile(file, JSON.stringify(world));
    return await Playground.start({ args: ['--world', file], env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
