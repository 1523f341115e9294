// What `lastmile manifest teams` writes is held against the schema that Microsoft publishes and its
// rules for packages. The schema must also refuse: one that accepts everything would prove nothing.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import Ajv from 'ajv';

const schema = JSON.parse(readFileSync(
  new URL('teams-manifest-schema/MicrosoftTeams.schema.json', import.meta.url), 'utf8'));
delete schema.$schema; // draft 4, of which this one uses nothing that newer drafts take differently
const valid = new Ajv({ strict: false, allErrors: true, formats: { uri: true, email: true } }).compile(schema);

const bot = '6f1e1c2a-1111-4222-8333-abcdefabcdef';
let folder;
let zip;
let manifest;

const run = (...words) => spawnSync(process.env.LASTMILE, words, { encoding: 'buffer', cwd: folder });
const unpack = (file, name) => execFileSync('unzip', ['-p', file, name], { cwd: folder });

function configuration(name, teams) {
  const file = join(folder, name);
  writeFileSync(file, `database = "${join(folder, 'unused.db')}"\n${teams}`);
  return file;
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-package-'));
  const conf = configuration('lastmile.conf',
    `teams { app_id = "${bot}" company = "Contoso Ltd" website = "https://it.contoso.example/ai" }\n`);
  const done = run('manifest', '-c', conf, 'teams');
  assert.equal(done.status, 0, String(done.stderr));
  assert.match(String(done.stdout), /^lastmile-teams\.zip: upload it in Teams/);
  zip = join(folder, 'lastmile-teams.zip');
  manifest = JSON.parse(unpack(zip, 'manifest.json'));
});

after(() => rmSync(folder, { recursive: true }));

test('the manifest keeps to Microsoft\'s schema', () => {
  assert.match(manifest.$schema, /\/teams\/v1\.29\//, 'the schema we hold is the one for this version');
  assert.equal(manifest.manifestVersion, '1.29');
  valid(manifest);
  assert.deepEqual(valid.errors ?? [], []);
});

test('the schema refuses what Teams would refuse', () => {
  const spoiled = [
    (copy) => { copy.id = 'lastmile'; },
    (copy) => { copy.name.short = 'x'.repeat(31); },
    (copy) => { copy.description.short = 'x'.repeat(81); },
    (copy) => { delete copy.developer.privacyUrl; },
    (copy) => { copy.developer.websiteUrl = 'ftp://plain.example'; },
    (copy) => { copy.bots[0].commandLists[0].commands.push({ title: 'one', description: 'too many' }); },
    (copy) => { copy.bots[0].commandLists[0].triggers = ['shout']; },
    (copy) => { copy.composeExtensions[0].commands[0].colour = 'red'; },
    (copy) => { copy.composeExtensions[0].commands[0].context = ['everywhere']; },
  ];
  for (const spoil of spoiled) {
    const copy = structuredClone(manifest);
    spoil(copy);
    assert.equal(valid(copy), false, String(spoil));
  }
});

test('it asks for what the daemon needs, and for nothing else', () => {
  assert.equal(manifest.bots[0].botId, bot);
  assert.notEqual(manifest.id, bot, 'the app is not the bot');
  assert.deepEqual(manifest.bots[0].scopes, ['personal', 'team', 'groupChat']);
  assert.equal(manifest.bots[0].supportsTargetedMessages, true);
  const [alone, together] = manifest.bots[0].commandLists;
  assert.deepEqual(together.triggers, ['mention', 'slash']);
  for (const list of [alone, together]) {
    const titles = list.commands.map((one) => one.title);
    for (const title of ['report', 'feedback', 'fixed', 'trust', 'library', 'help', 'mine', 'status']) {
      assert.ok(titles.includes(title), title);
    }
    assert.equal(titles.includes('home'), list === alone, 'home is for the conversation with us alone');
    for (const one of list.commands) {
      assert.ok([...one.title].length <= 32 && [...one.description].length <= 128, one.title);
    }
  }
  assert.deepEqual(manifest.composeExtensions[0].commands.map((one) => [one.id, one.type, one.fetchTask, one.triggers, one.context]),
    [['reportFailure', 'action', true, ['slash'], ['compose', 'commandBox', 'message']]]);
  assert.deepEqual(manifest.validDomains, []);
  for (const name of ['authorization', 'webApplicationInfo', 'permissions', 'devicePermissions']) {
    assert.ok(!(name in manifest), name);
  }
  assert.equal(manifest.developer.name, 'Contoso Ltd');
  assert.equal(manifest.developer.websiteUrl, 'https://it.contoso.example/ai');
});

test('the app\'s id stays, and is one of its own for each bot', () => {
  // RFC 9562, version 5, once more: the bot's id is the name space.
  const sum = createHash('sha1').update(Buffer.from(bot.replaceAll('-', ''), 'hex')).update('lastmile').digest();
  sum[6] = (sum[6] & 0x0f) | 0x50;
  sum[8] = (sum[8] & 0x3f) | 0x80;
  assert.equal(manifest.id.replaceAll('-', ''), sum.subarray(0, 16).toString('hex'));
  const other = configuration('other.conf', 'teams { app_id = "00000000-0000-4000-8000-000000000001" }\n');
  assert.equal(run('manifest', '-c', other, 'teams', 'other.zip').status, 0);
  assert.notEqual(JSON.parse(unpack('other.zip', 'manifest.json')).id, manifest.id);
});

test('a version is three numbers, and the minute is the last', () => {
  const [, , last] = manifest.version.match(/^(\d+)\.(\d+)\.(\d+)$/).map(Number).slice(1);
  const minute = (Date.now() - Date.UTC(2026, 0, 1)) / 60000;
  assert.ok(last <= minute && last > minute - 60, manifest.version);
});

// What Teams looks at: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
function picture(bytes) {
  assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const data = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const [width, height, type] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25]];
  const [raw, size] = [inflateSync(Buffer.concat(data)), { 2: 3, 6: 4 }[type]];
  const pixels = [];
  let before = Buffer.alloc(width * size);
  for (let y = 0; y < height; y++) {
    const start = y * (width * size + 1);
    const line = Buffer.from(raw.subarray(start + 1, start + 1 + width * size));
    for (let x = 0; x < line.length; x++) {
      const [a, b, c] = [line[x - size] ?? 0, before[x], before[x - size] ?? 0];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      const nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      line[x] += [0, a, b, (a + b) >> 1, nearest][raw[start]];
    }
    for (let x = 0; x < line.length; x += size) pixels.push([...line.subarray(x, x + size)]);
    before = line;
  }
  return { width, height, pixels };
}

test('the package is a zip of a manifest and two icons', () => {
  const names = execFileSync('unzip', ['-Z1', zip], { encoding: 'utf8' }).trim().split('\n').sort();
  assert.deepEqual(names, ['color.png', 'manifest.json', 'outline.png']);
  assert.match(execFileSync('unzip', ['-t', zip], { encoding: 'utf8' }), /No errors detected/);
  const color = picture(unpack(zip, 'color.png'));
  assert.deepEqual([color.width, color.height], [192, 192]);
  assert.ok(new Set(color.pixels.map(String)).size > 2, 'something is drawn');
  const outline = picture(unpack(zip, 'outline.png'));
  assert.deepEqual([outline.width, outline.height], [32, 32]);
  const seen = outline.pixels.filter((one) => one[3] > 0);
  assert.ok(seen.length > 100 && seen.length < 32 * 32 / 2, 'an outline, on nothing');
  assert.ok(seen.every(([r, g, b]) => r === 255 && g === 255 && b === 255), 'white alone');
});

test('it goes to a file that is named, to a pipe, and not to a terminal', () => {
  const conf = join(folder, 'lastmile.conf');
  const piped = run('manifest', '-c', conf, 'teams', '-');
  assert.equal(piped.stdout.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
  const terminal = spawnSync('script', ['-qec', `${process.env.LASTMILE} -c ${conf} manifest teams -`, '/dev/null'],
    { encoding: 'utf8', cwd: folder });
  assert.equal(terminal.status, 64);
  assert.match(terminal.stdout, /no text for a terminal/);
  assert.equal(run('manifest', '-c', conf, 'teams', 'no/such/folder.zip').status, 73);
  assert.equal(run('manifest', '-c', conf, 'teams', 'one.zip', 'two.zip').status, 64);
  assert.ok(!existsSync(join(folder, 'one.zip')));
});

test('without a bot it says what is missing', () => {
  const done = run('manifest', '-c', configuration('none.conf', ''), 'teams');
  assert.equal(done.status, 78);
  assert.match(String(done.stderr), /set teams\.app_id/);
});
