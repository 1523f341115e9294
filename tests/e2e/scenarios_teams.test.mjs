// The scenario files on Microsoft Teams, over the wire. Here are those in which platforms differ most: forms, buttons, home, the
// message extension, channels, hostile words, whole stories; with LASTMILE_SCENARIOS=all every file is played.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { playable, play } from './scenario.mjs';
import { beyondTeams } from './scenario_teams.mjs';

const representative = ['ack', 'anonymous', 'ask', 'decline', 'digest', 'feedback', 'fixed', 'follow', 'help', 'home', 'home_anonymous', 'hostile', 'hours', 'left', 'left_at_once',
  'library', 'long_text', 'loop', 'me_too', 'merge', 'mine', 'officehours', 'plain_words', 'relay', 'relay_anonymous', 'report_form', 'report_tool', 'same_twice',
  'settings', 'several_verdicts', 'shell', 'shortcut', 'status', 'story_edge_cases', 'story_feedback_loop', 'story_trust', 'tool_form', 'tools', 'training', 'trust',
  'verdicts', 'verdicts_forged', 'which_tool', 'which_tool_similar', 'wrong_today'];
const all = process.env.LASTMILE_SCENARIOS === 'all';

const folder = join(import.meta.dirname, '..', 'scenarios');
const filesIn = async (place) => (await readdir(place)).filter((name) => name.endsWith('.chat')).map((name) => join(place, name));
const wanted = [...await filesIn(folder), ...await filesIn(join(folder, 'must_fail'))]
  .map((file) => ({ file, name: file.slice(folder.length + 1) }))
  .filter(({ name }) => all || name.startsWith('must_fail/') || representative.includes(name.replace('.chat', '')));

describe('scenarios on Teams, over the wire', { concurrency: 3 }, async () => {
  for (const { file, name } of wanted) {
    if (!await playable(file)) continue;
    const text = await readFile(file, 'utf8');
    const beyond = beyondTeams.find(([pattern]) => pattern.test(text));
    it(name, { timeout: 900_000, skip: beyond?.[1] }, () => play(file, 'teams'));
  }
});
