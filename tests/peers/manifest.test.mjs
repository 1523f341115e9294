// What `lastmile manifest slack` prints is held against the schema that Slack publishes, and against
// what the daemon needs in order to work at all. The schema must also refuse: a schema that accepts
// everything would prove nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv';

const schema = JSON.parse(readFileSync(
  new URL('slack-manifest-schema/manifest.schema.1.0.0.json', import.meta.url), 'utf8'));
// Formats and keywords that ajv does not know are left to the parts of the schema that it does.
const valid = new Ajv({ strict: false, allErrors: true, formats: { uri: true } }).compile(schema);

let folder;
let manifest;

function print(configuration) {
  const file = join(folder, 'lastmile.conf');
  writeFileSync(file, configuration);
  return JSON.parse(execFileSync(process.env.LASTMILE, ['manifest', '-c', file, 'slack'], { encoding: 'utf8' }));
}

const commands = (of) => of.features.slash_commands.map((one) => one.command);

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-manifest-'));
  manifest = print(`database = "${join(folder, 'unused.db')}"\nadmins = {"U0ADMIN"}\n`);
});

after(() => rmSync(folder, { recursive: true }));

test('the manifest keeps to Slack\'s schema', () => {
  assert.equal(manifest._metadata?.major_version ?? 1, 1, 'the schema we hold is the one for version 1');
  valid(manifest);
  assert.deepEqual(valid.errors ?? [], []);
});

test('the schema refuses what Slack would refuse', () => {
  const spoiled = [
    (copy) => { copy.display_information.name = 'x'.repeat(36); },
    (copy) => { copy.features.slash_commands[0].command = 'report'; },
    (copy) => { copy.features.slash_commands[0].colour = 'red'; },
    (copy) => { delete copy.features.slash_commands[0].description; },
    (copy) => { copy.settings.socket_mode_enabled = 'yes'; },
  ];
  for (const spoil of spoiled) {
    const copy = structuredClone(manifest);
    spoil(copy);
    assert.equal(valid(copy), false, String(spoil));
  }
});

test('it asks for what the daemon needs', () => {
  for (const name of ['/feedback', '/fixed', '/lastmile', '/report']) assert.ok(commands(manifest).includes(name), name);
  assert.ok(manifest.features.slash_commands.every((one) => one.should_escape === true),
    'mentions in a command must arrive as ids');
  assert.equal(manifest.settings.socket_mode_enabled, true);
  assert.equal(manifest.settings.interactivity.is_enabled, true);
  assert.equal(manifest.settings.token_rotation_enabled ?? false, false, 'a daemon cannot renew tokens');
  assert.deepEqual(manifest.features.shortcuts.map((one) => [one.name, one.type, one.callback_id]), [
    ['Report AI failure', 'global', 'report_global'], ['Report AI failure', 'message', 'report_message']]);
  assert.equal(manifest.features.app_home.home_tab_enabled, true);
  assert.equal(manifest.features.app_home.messages_tab_read_only_enabled, false, 'people write to the app');
  const events = manifest.settings.event_subscriptions.bot_events;
  for (const event of ['message.im', 'reaction_added', 'reaction_removed', 'app_home_opened']) {
    assert.ok(events.includes(event), event);
  }
  const scopes = manifest.oauth_config.scopes.bot;
  for (const scope of ['commands', 'chat:write', 'im:write', 'im:history', 'channels:history', 'reactions:read', 'users:read', 'users:read.email']) {
    assert.ok(scopes.includes(scope), scope);
  }
});

test('it uses the command names of the configuration', () => {
  const renamed = print(`database = "${join(folder, 'unused.db')}"\nadmins = {"U0ADMIN"}\n`
    + 'slack { commands { report = "/ai-report" } }\n');
  assert.ok(commands(renamed).includes('/ai-report'));
  assert.ok(!commands(renamed).includes('/report'));
  assert.equal(valid(renamed), true);
});
