// Teams says of everybody that they have left, and is wrong: nobody but the first few is taken for gone, the operator is told, a
// restart changes nothing, and whoever is there again is noticed.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Clock } from '../support/clock.mjs';
import { Daemon } from '../support/daemon.mjs';
import { plain } from '../support/plain.mjs';
import { Playground, until } from '../support/playground.mjs';
import { column } from '../support/rows.mjs';

const DANA = '29:1-dana';
const HANDFUL = 3;
const skip = !Clock.available;

let playground;
let daemon;
let clock;
let folder;
let people;
let metrics;
let owner;

/** The built-in world, and eight more, each in their own conversation with the app alone. */
async function world() {
  const document = JSON.parse(await readFile(join(import.meta.dirname, '..', '..', 'playground', 'world.json'), 'utf8'));
  for (let i = 0; i < 8; i++) {
    document.people.push({ id: `29:1-p${i}`, platform: 'teams', object: `0b9ec700-0000-4000-8000-0000000003${i}0`, name: `Person ${i}`, handle: `p${i}`, email: `p${i}@acme.example` });
  }
  people = document.people.filter(({ platform, id }) => platform === 'teams' && id !== DANA && id.startsWith('29:')).map(({ id }) => id);
  folder = await mkdtemp(join(tmpdir(), 'lastmile-world-'));
  await writeFile(join(folder, 'world.json'), JSON.stringify(document));
  return join(folder, 'world.json');
}

const type = async (as, text) => {
  const answer = await playground.request('POST', 'command', { as, channel: as.replace(/^29:/, 'a:'), text });
  assert.ok(answer.ok, answer.message);
};
const toolOf = (person) => `t${person.replace(/\W/g, '')}`;
const present = async (as, there) => assert.ok((await playground.request('POST', 'presence', { as, there, told: false })).ok);
const rows = (where) => column(daemon.database, `people AS p LEFT JOIN departures AS d ON d.person = p.id WHERE ${where}`, 'account');
const gone = () => rows('p.active = 0').filter((account) => people.includes(account));
const doubted = () => rows('d.believed = 0');

before(async () => {
  if (skip) return;
  clock = await Clock.create();
  playground = await Playground.start({ args: ['--world', await world()], env: clock.env });
  daemon = await Daemon.startWithHealth(playground, { platforms: ['teams'], admins: [DANA], env: clock.env });
  metrics = `${daemon.health}/metrics`;
  for (const person of people) await type(person, 'mine');
  for (const person of people) await type(DANA, `tool ${toolOf(person)} owner=${person}`);
  await daemon.drained(60_000);
  await until('each was asked for', () => rows('p.profiled_at > 0').length >= people.length, 60_000);
});
after(async () => {
  await daemon?.stop();
  await playground?.stop();
  await clock?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('of everybody at once it is not believed, and the operator is told', { skip }, async () => {
  for (const person of people) await present(person, false);
  await clock.set(clock.offset + 25 * 3_600_000);
  await until('all were asked for', () => gone().length + doubted().length === people.length, 60_000);
  assert.equal(gone().length, HANDFUL);
  const { status, out } = await daemon.shell('check');
  assert.equal(status, 1);
  assert.match(out, new RegExp(`^people +teams says of too many people at once .*asked for again: ${people.length - HANDFUL}\\.`, 'm'));
  assert.match(await (await fetch(metrics)).text(), new RegExp(`^lastmile_people_doubted ${people.length - HANDFUL}$`, 'm'));
  assert.equal(daemon.log.match(/warning people: teams says of too many people/g).length, 1);
  await daemon.drained(60_000);
  const alarms = (await playground.messages(DANA, 'a:1-dana')).filter((message) => /Nobody answers for/.test(plain(message)));
  assert.equal(alarms.length, HANDFUL);
});

test('what is owed to who is doubted waits for them', { skip }, async () => {
  [owner] = doubted().filter((account) => people.includes(account));
  await type(DANA, `report ${toolOf(owner)} it stops halfway`);
  const reason = () => column(daemon.database, `outbox AS o JOIN people AS p ON p.id = o.person WHERE p.account = '${owner}' AND o.state = 'ready'`, 'o.reason')[0];
  await until('it is refused, and kept', reason, 60_000);
  assert.match(reason(), /Member|conversation|person/);
});

/** With a restart the rounds of asking begin anew. */
async function restart() {
  await daemon.stop({ keep: true });
  await daemon.run();
}

test('a restart lets nobody through', { skip }, async () => {
  const before = daemon.log.length;
  await restart();
  const asked = () => daemon.log.slice(before).match(/teams: no profile/g)?.length ?? 0;
  await until('all are asked for again', () => asked() >= people.length, 60_000);
  assert.equal(gone().length, HANDFUL);
});

test('whoever is there again is noticed, also who was believed to have left', { skip }, async () => {
  for (const person of people) await present(person, true);
  await restart();
  await until('nobody is doubted', () => doubted().length === 0, 60_000);
  await restart();
  await until('all are back', () => gone().length === 0, 60_000);
  assert.doesNotMatch((await daemon.shell('check')).out, /^people/m);
  await until('what was owed has arrived', async () => (await playground.messages(owner, owner.replace(/^29:/, 'a:'))).some((message) => message.bot && /it stops halfway/.test(plain(message))), 90_000);
});
