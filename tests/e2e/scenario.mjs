// Plays a scenario file (tests/scenarios/README.md) over the wire: the real daemon, the playground as its
// platform, each person's own view of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Clock } from '../support/clock.mjs';
import { Daemon } from '../support/daemon.mjs';
import { until } from '../support/playground.mjs';
import { REACTION, Stage } from './scenario_stage.mjs';
import { TeamsStage } from './scenario_teams.mjs';
import { expand, worlds } from './scenario_words.mjs';
import { worldPlayground } from './scenario_world.mjs';

/** What only a pretended platform can do, or would take minutes; and time only where the daemon's clock can be moved. */
const inProcessOnly = /^(\w+ cannot be reached|# In process only:.*)$/m;
const takesTime = /^later /m;

export async function playable(file) {
  const text = await readFile(file, 'utf8');
  return !inProcessOnly.test(text) && (Clock.available || !takesTime.test(text));
}

const inThread = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

const steps = [
  [/^(twice )?(\w+)(?: #([\w-]+))?> (.*)$/s, (stage, twice, name, channel, text) => stage.type(name, channel && stage.channels[channel], expand(text), { twice: Boolean(twice) })],
  [/^(\w+) clicks \[([^\]]+)\](?: on (.+?))?( at home)?$/, (stage, name, label, ref, atHome) => stage.press(name, label, ref, { atHome: Boolean(atHome) })],
  [/^(\w+) clicks \[([^\]]+)\](?: on (\S+))? again$/, (stage, name, label, ref) => stage.forge(name, name, label, ref)],
  [/^(\w+) clicks (\w+)'s \[([^\]]+)\](?: on (\S+))?$/, (stage, name, owner, label, ref) => stage.forge(name, owner, label, ref)],
  [/^(\w+) answers in the thread of ([^:]+): (.*)$/, (stage, name, what, text) => stage.answer(name, what, expand(text))],
  [/^(\w+) answers (\w+)'s \w+: (.*)$/, (stage, name, what, text) => stage.answer(name, what, expand(text))],
  [/^(\w+) uses \[([^\]]+)\](?: on (\w+)'s message)?$/, (stage, name, label, author) => stage.use(name, label, author)],
  [/^(\w+) reacts on (\w+)'s message$/, (stage, name, author) => stage.react(name, author, false)],
  [/^(\w+) takes the reaction off (\w+)'s message$/, (stage, name, author) => stage.react(name, author, true)],
  [/^(\w+) opens home$/, (stage, name) => stage.openHome(name)],
  [/^(\w+) fills (.*)$/, (stage, name, words) => stage.fill(name, words)],
  [/^(\w+) (chooses|ticks|unticks) (.*)$/, (stage, name, verb, words) => stage.choose(name, words, verb)],
  [/^(\w+) sends$/, (stage, name) => stage.send(name)],
  [/^(\w+) closes$/, (stage, name) => stage.close(name)],
  [/^(\w+) (leaves|returns)$/, (stage, name, verb) => stage.presence(name, verb === 'returns')],
  [/^later (\d+) (minute|hour|day)s?$/, (stage, count, unit) => stage.wait(Number(count), unit)],
];
// "… again" is asked for before the plain click, which would take it for a part of the ref.
steps.splice(1, 2, steps[2], steps[1]);

const expectations = [
  [/^(reply|form|home|dm|edit|screen|post|thread) (#?[\w-]+) lacks> (.*)$/, (stage, kind, name, pattern) => stage.expectLacks(kind, name, pattern)],
  [/^reply (\w+)> (.*)$/, (stage, name, pattern) => stage.expectReply(pattern, name)],
  [/^form (\w+)> (.*)$/, (stage, name, pattern) => stage.expectForm(name, pattern)],
  [/^home (\w+)> (.*)$/, (stage, name, pattern) => stage.expectHome(name, pattern)],
  [/^error (\w+)> (.*)$/, (stage, name, pattern) => stage.expectError(name, pattern)],
  [/^(?:dm (\w+)|post (#[\w-]+))> (.*)$/, (stage, person, channel, pattern) => stage.take(stage.unread.get(person ?? channel), person ?? channel, pattern, 'unread')],
  [/^thread (#[\w-]+)> (.*)$/, (stage, name, pattern) => stage.take(stage.unread.get(name), name, pattern, 'unread', inThread)],
  [/^edit (#?[\w-]+)> (.*)$/, (stage, name, pattern) => stage.take(stage.edited.get(name), name, pattern, 'edited')],
  [/^screen (#?[\w-]+)> (.*)$/, (stage, name, pattern) => stage.onScreen(name, pattern)],
];

async function playLine(stage, text) {
  const line = text.trim();
  if (!line || line.startsWith('#')) return;
  if (stage.blind && new RegExp(`^((form|error) ${stage.blind}|${stage.blind} (fills|chooses|ticks|unticks|sends|closes))\\b`).test(line)) return;
  const expectation = expectations.find(([pattern]) => pattern.test(line));
  if (expectation) {
    const said = expectation[0].exec(line).slice(1);
    await expectation[1](stage, ...said.slice(0, -1), stage.asShown(said.at(-1), said.at(-2)));
    return;
  }
  const step = steps.find(([pattern]) => pattern.test(line));
  assert.ok(step, 'this line says nothing I know');
  stage.nothingUnexpected(line);
  stage.blind = null;
  stage.answering = null;
  await step[1](stage, ...step[0].exec(line).slice(1));
}

const stages = { slack: Stage, teams: TeamsStage };

export async function play(file, platform = 'slack') {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const clock = await Clock.create();
  const playground = await worldPlayground(clock.env, platform);
  const daemon = await Daemon.start(playground, { env: clock.env, platforms: [platform], admins: [worlds[platform].people.priya], slack: `reaction = "${REACTION}"` });
  const stage = new stages[platform](playground, daemon, clock);
  await stage.begin();
  let fails = null; // "# must fail: WORDS"
  try {
    for (const [index, line] of lines.entries()) {
      fails = /^# must fail: (.*)$/.exec(line)?.[1] ?? fails;
      if (fails) stage.patience = 5_000; // what it waits for does not come
      try {
        await playLine(stage, line);
      } catch (error) {
        if (fails && error.code === 'ERR_ASSERTION') return; // said in other words here
        error.message = `${file}:${index + 1}: ${line}\n${error.message}`;
        throw error;
      }
    }
    if (fails) await assert.rejects(async () => stage.nothingUnexpected('the end'), 'nothing failed, but it must');
    else stage.nothingUnexpected('the end');
  } finally {
    await daemon.stop();
    await playground.stop();
    await clock.remove();
  }
}

export { until };
