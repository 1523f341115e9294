// The scenario files, over the wire. Three at a time: each has a daemon and a playground of its own, and
// mostly waits for the one message a second that a channel may have.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { playable, play } from './scenario.mjs';

const folder = join(import.meta.dirname, '..', 'scenarios');
const filesIn = async (place) => (await readdir(place)).filter((name) => name.endsWith('.chat')).map((name) => join(place, name));
const files = [...await filesIn(folder), ...await filesIn(join(folder, 'must_fail'))];
const over = [];
for (const file of files) if (await playable(file)) over.push(file);

describe('scenarios over the wire', { concurrency: 3 }, () => {
  for (const file of over) it(file.slice(folder.length + 1), { timeout: 900_000 }, () => play(file));
});
