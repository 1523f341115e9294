// The ways to the app that are no commands: shortcuts, reactions, its Home, plain words in its own
// conversation, choices in a message. The app is a pretend one.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Browser } from './browser.mjs';
import { home, input, modal, option, plain, Pretend } from './pretend.mjs';

let playground;
let browser;
let app;

before(async () => {
  playground = await Playground.start();
  app = await Pretend.start(playground);
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await app?.stop();
  await playground?.stop();
});

beforeEach(async () => {
  await playground.behave();
  await playground.reset();
  app.reset();
});

const ANA = '#as=U0ANA&channel=C0LEGAL';
const button = (words, more = {}) => ({ type: 'button', action_id: words.toLowerCase(), text: plain(words), ...more });
const report = () => modal('Report it', [input('what', 'What went wrong?', { type: 'plain_text_input', multiline: true })]);
const gone = (pane) => until('the modal to go', async () => await pane.modal.count() === 0);

test('a message shortcut carries the message, and a reaction is put on and taken off', async () => {
  app.form = report();
  const visit = await browser.visit(playground.url, `${ANA}&as=U0MAYA&channel=C0LEGAL`);
  const [ana, maya] = [visit.pane('U0ANA'), visit.pane('U0MAYA')];
  await playground.say('U0MAYA', 'C0LEGAL', 'the summary says eight clauses');
  const row = ana.message('eight clauses');
  await row.hover();
  await ana.take(row.getByRole('button', { name: 'More actions' }), 'Report AI failure');
  await ana.modal.waitFor();
  assert.equal(app.last('message_action').message.text, 'the summary says eight clauses');
  assert.equal(app.last('message_action').user.id, 'U0ANA');
  await visit.page.keyboard.press('Escape');
  await gone(ana);
  assert.equal(await visit.focusedText(), 'More actions');
  await row.getByRole('button', { name: 'Add a reaction' }).click();
  await visit.picture('reactions');
  await ana.element.getByRole('menuitem', { name: 'ai-fail' }).click();
  await until('the app hears of it', () => app.last('reaction_added'));
  assert.equal(app.last('reaction_added').reaction, 'ai-fail');
  const chip = (pane) => pane.message('eight clauses').getByRole('button', { name: /^ai-fail, / });
  await chip(maya).click();
  await ana.message('eight clauses').getByRole('button', { name: 'ai-fail, 2 people: you, Maya Rossi' }).waitFor();
  assert.equal(await chip(ana).getAttribute('aria-pressed'), 'true');
  await chip(ana).click();
  await maya.message('eight clauses').getByRole('button', { name: 'ai-fail, 1 person: you' }).waitFor();
  await until('the app hears of that, too', () => app.last('reaction_removed'));
  assert.equal(app.last('reaction_removed').user, 'U0ANA');
  assert.match(await visit.focusedText(), /^ai-fail, 1 person: Maya Rossi/, 'the focus stays on what was pressed');
  await chip(maya).click();
  await until('no reaction is left', async () => await ana.element.locator('.reaction').count() === 0);
  await visit.leave();
});

test('Home shows what the app published for this person, live, and its buttons work', async () => {
  app.page = home({ type: 'section', block_id: 's', text: plain('1 issue is yours'), accessory: button('Details') },
    { type: 'actions', block_id: 'a', elements: [button('Report', { style: 'primary' })] });
  const visit = await browser.visit(playground.url, '#as=U0SAM&channel=D0SAM&as=U0ANA&channel=D0ANA');
  const [sam, ana] = [visit.pane('U0SAM'), visit.pane('U0ANA')];
  await sam.element.getByRole('tab', { name: 'Home' }).click();
  await sam.element.getByText('1 issue is yours').waitFor();
  assert.equal(app.last('app_home_opened').user, 'U0SAM');
  assert.match(visit.page.url(), /as=U0SAM&channel=D0SAM&tab=home/);
  assert.equal(await ana.element.getByText('1 issue is yours').count(), 0);
  await app.publish('U0SAM', home({ type: 'section', block_id: 's', text: plain('2 issues are yours'),
    accessory: button('Details') }));
  await sam.element.getByText('2 issues are yours').waitFor();
  app.act = (body) => app.open(body.trigger_id, report());
  await sam.button('Details').click();
  await sam.modal.waitFor();
  assert.equal(app.last('block_actions').view.type, 'home');
  await visit.page.keyboard.press('Escape');
  await gone(sam);
  assert.equal(await visit.focusedText(), 'Details');
  await visit.page.reload();
  await sam.element.getByText(/issue.* yours/).waitFor();
  await sam.element.getByRole('tab', { name: 'Home' }).press('ArrowRight');
  await sam.box.waitFor();
  assert.equal(await visit.focusedText(), 'Messages');
  await visit.picture('home');
  await visit.leave();
});

test('plain words reach the app in its own conversation', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=D0ANA');
  await visit.pane('U0ANA').type('the summarizer lost clause 9');
  await visit.pane('U0ANA').sees('the summarizer lost clause 9');
  await until('the app hears it', () => app.last('message'));
  assert.deepEqual([app.last('message').channel_type, app.last('message').text], ['im', 'the summarizer lost clause 9']);
  await visit.leave();
});

test('what is chosen in a message is sent at once', async () => {
  const visit = await browser.visit(playground.url, '#as=U0SAM&channel=D0SAM');
  const sam = visit.pane('U0SAM');
  await app.client.chat.postMessage({ channel: 'D0SAM', text: 'LM-1', blocks: [
    { type: 'section', block_id: 'who', text: plain('Who looks after it?'),
      accessory: { type: 'users_select', action_id: 'owner', placeholder: plain('A person') } },
    { type: 'section', block_id: 'more', text: plain('LM-1'), accessory: { type: 'overflow', action_id: 'more',
      options: [option('Merge'), option('Decline', 'with a reason')] } },
    { type: 'actions', block_id: 'when', elements: [{ type: 'datepicker', action_id: 'day', initial_date: '2026-11-23' },
      button('Open', { url: 'https://example.com/' })] }] });
  const chosen = async (what) => {
    await until(what, () => app.last('block_actions')?.actions[0].action_id === what);
    return app.last('block_actions').actions[0];
  };
  await sam.element.getByRole('combobox', { name: 'Who looks after it?' }).fill('chen');
  await visit.page.keyboard.press('Enter');
  assert.equal((await chosen('owner')).selected_user, 'U0CHEN');
  await visit.picture('message-choices');
  await sam.take(sam.message('LM-1').getByRole('button', { name: 'More', exact: true }), /Decline/);
  assert.equal((await chosen('more')).selected_option.value, 'Decline');
  await sam.message('LM-1').locator('input[type="date"]').fill('2026-12-24');
  assert.equal((await chosen('day')).selected_date, '2026-12-24');
  const link = sam.element.getByRole('link', { name: 'Open' });
  assert.deepEqual([await link.getAttribute('href'), await link.getAttribute('rel')], ['https://example.com/', 'noopener noreferrer']);
  assert.equal(await sam.element.locator('.message-error').textContent(), '');
  await visit.leave();
});

test('a message has its tools at hand: one stop for Tab, arrows go along', async () => {
  const visit = await browser.visit(playground.url, `${ANA}&as=U0MAYA&channel=C0LEGAL`);
  const ana = visit.pane('U0ANA');
  await playground.say('U0MAYA', 'C0LEGAL', 'eight clauses');
  await app.client.chat.postEphemeral({ channel: 'C0LEGAL', user: 'U0ANA', text: 'for you alone' });
  await ana.sees('for you alone');
  assert.equal(await ana.message('for you alone').getByRole('toolbar').count(), 0, 'nothing to do with what is not kept');
  await ana.message('eight clauses').getByRole('button', { name: 'Add a reaction' }).focus();
  const { keyboard } = visit.page;
  await keyboard.press('ArrowRight');
  assert.equal(await visit.focusedText(), 'Reply');
  await keyboard.press('ArrowRight');
  assert.equal(await visit.focusedText(), 'More actions');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowRight');
  assert.equal(await visit.focusedText(), '-1');
  await keyboard.press('Escape');
  assert.equal(await visit.focusedText(), 'Add a reaction');
  await keyboard.press('Tab');
  assert.equal(await visit.focusedText(), 'Shortcuts', 'one Tab leaves the tools');
  await visit.leave();
});

test('a shortcut that nobody answers is said to have failed', async () => {
  const visit = await browser.visit(playground.url, ANA);
  const ana = visit.pane('U0ANA');
  await playground.say('U0ANA', 'C0LEGAL', 'eight clauses');
  await playground.misbehave({ kind: 'drop', times: 2, method: 'interactive' });
  await ana.take(ana.button('Shortcuts'), 'Report AI failure');
  await ana.problem.getByText(/“Report AI failure” failed with the error “operation_timeout”/).waitFor();
  const row = ana.message('eight clauses');
  await row.hover();
  await ana.take(row.getByRole('button', { name: 'More actions' }), 'Report AI failure');
  await row.getByText(/failed with the error “operation_timeout”/).waitFor();
  await visit.leave();
});

test('an app that reads no messages says so, and has no Home when it has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-'));
  const manifest = JSON.parse(await readFile(new URL('../../playground/manifest.json', import.meta.url)));
  manifest.features.app_home = { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: true };
  manifest.features.shortcuts = [];
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const silent = await Playground.start({ args: ['--manifest', join(folder, 'manifest.json')] });
  const visit = await browser.visit(silent.url, '#as=U0ANA&channel=D0ANA&tab=home');
  const ana = visit.pane('U0ANA');
  assert.equal(await ana.element.getByRole('tab').count(), 0);
  assert.equal(await ana.element.getByRole('button', { name: 'Shortcuts' }).count(), 0);
  await ana.type('hello');
  await ana.problem.getByText(/does not read messages here/).waitFor();
  assert.equal(await ana.box.inputValue(), 'hello');
  await visit.leave();
  await silent.stop();
  await rm(folder, { recursive: true });
});
