// The words of scenario files (tests/scenarios/README.md) and what stands on a screen, brought together.
import { buttonsInOrder, plain } from '../support/plain.mjs';

/** Where a scenario is played: who and what its names stand for there. */
export const worlds = {
  slack: {
    people: { priya: 'U0ADMIN', ana: 'U0ANA', ben: 'U0BEN', chen: 'U0CHEN', sam: 'U0SAM', maya: 'U0MAYA', luis: 'U0LUIS', noor: 'U0NOOR', helper: 'U0HELPER' },
    channels: { general: 'C0GENERAL', 'ai-help': 'C0AIHELP', legal: 'C0LEGAL', sales: 'C0SALES', support: 'C0SUPPORT', ops: 'C0OPS' },
    direct: (id) => id.replace(/^U0/, 'D0'),
  },
};
const { people, channels } = worlds.slack;
const onTeams = (names, idOf) => Object.fromEntries(Object.keys(names).map((name) => [name, idOf(name)]));
const objects = onTeams(people, (name) => `0b9ec700-0000-4000-8000-${Buffer.from(name.padEnd(6, '.')).toString('hex')}`);
worlds.teams = {
  people: { ...onTeams(people, (name) => `29:1-${name}`), helper: `28:${objects.helper}` },
  channels: onTeams(channels, (name) => `19:${name}@thread.tacv2`),
  direct: (id) => id.replace(/^2[89]:/, 'a:'),
  objects, // the directory's ids
};

const nameOf = (lists, id) => {
  for (const list of lists) for (const [name, candidate] of Object.entries(list)) if (candidate === id) return name;
  return id;
};
export const handleOf = (id) => nameOf([people, worlds.teams.people, worlds.teams.objects], id);
export const channelOf = (id) => nameOf([channels, worlds.teams.channels], id);

/** Stands in a pattern before a command that is read as it is typed on Teams. */
const COMMAND = '\u0002';

/** What is to be typed, in a pattern, as it reads on Teams: no sign, no door before it. */
export const commandsOfTeams = (pattern) => pattern.replace(/(?<![^\s(“*])\/(?:lastmile (?=[a-z])|(?=(?:report|feedback|fixed|trust|library)\b))/g, COMMAND);

/** In quotes where it could not be set in another font, and with a mention where others are. Quotes end after some word. */
const withCommands = (source) => source.replaceAll(COMMAND, '“?(?:@Last Mile )?').replace(/(?= |\\[.?)]|,|$)/g, '”?');

/** "*" stands for anything; times are loose, for the clock goes on while we look. */
export function toRegExp(pattern) {
  const loose = pattern.replace(/\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?|\d{1,2} [A-Z][a-z][a-z] \d{4}/g, '*');
  const source = loose.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')).join('[^]*');
  return new RegExp(`^${source.includes(COMMAND) ? withCommands(source) : source}$`, 'u');
}

/** "text [One] [Two]": what stands before the buttons, and their labels. "[ ]" and "[x]" are boxes of a form. */
export function splitPattern(pattern) {
  const labels = [];
  let text = pattern;
  let found = false;
  for (;;) {
    const last = /^(.*?)(?:^|\s)\[((?!(?:[ x]\]))[^\][]*)\]$/s.exec(text.trimEnd());
    if (!last) break;
    found = true;
    if (last[2]) labels.unshift(last[2]);
    text = last[1].trimEnd();
  }
  return { text, labels: found ? labels : null };
}

export function fitsText(text, labels, pattern) {
  const wanted = splitPattern(pattern);
  return toRegExp(wanted.text).test(text) && (wanted.labels === null || JSON.stringify(labels) === JSON.stringify(wanted.labels));
}

export const labelsOf = (message) => buttonsInOrder(message).map((button) => button.text.text);

export const fits = (message, pattern) => fitsText(plain(message), labelsOf(message), pattern);

export const describe = (message) => `${plain(message)} ${labelsOf(message).map((label) => `[${label}]`).join(' ')}`;

export const expand = (text) => text.replace(/\{(\d+) ([^}]*)\}/gu, (_, count, letters) => letters.repeat(Number(count)));

/** A word of its own: "LM-1" but not "LM-12". */
export function names(text, what) {
  const escaped = what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`).test(text);
}

/** What a button is about is in what it carries; or, where that is no ref, in what is said around it. */
export function findButton(said, text, label, ref) {
  return buttonsInOrder(said).find((button) => {
    const value = button.value ?? '';
    return button.text.text === label && (!ref || value.split(/\s+/).includes(ref) || value.includes(` ${ref} `) || value === ref
      || (!value.startsWith('LM-') && names(text, ref)));
  });
}
