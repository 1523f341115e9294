// Adaptive Cards, dialogs and what an app of Teams may do to them, as the page shows it. The app is a
// pretend one; the cards are our encoder's golden ones and some of the test's own.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { dialog } from '../playground/teams.mjs';
import { DANA, FINANCE } from '../support/teams_people.mjs';
import { at, Browser } from './browser.mjs';
import { faintTexts } from './faint.mjs';
import { card, execute, fetchTask, notice, PretendTeams, replaced, row, run, said, submit, text }
  from './pretend_teams.mjs';

const CHAT = 'a:1-dana';
const payloads = new URL('../payloads/', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, payloads), 'utf8'));

let playground;
let browser;
let app;

before(async () => {
  playground = await Playground.start();
  app = await PretendTeams.start(playground);
  await playground.request('POST', 'limits', { rate_limits: false });
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  app?.stop();
  await playground?.stop();
});

beforeEach(() => app.reset());

const gone = (pane) => until('the dialog to go', async () => await pane.modal.count() === 0);
const dana = (visit) => visit.pane(DANA);

test('what people wrote stays text, what we made is alive', async () => {
  const visit = await browser.visit(playground.url, at([DANA, CHAT]));
  const hostile = ['teams-markup-alone', 'hostile', 'hostile-names', 'bidi-and-joiners'];
  for (const name of hostile)
    await app.show(CHAT, read(`encode/${name}.card.json`).attachments[0].content, { summary: name });
  const alive = card(text('Due {{DATE(2026-11-22T10:00:00Z, SHORT)}} at {{TIME(2026-11-22T10:00:00Z)}}: ' +
    '[the page](https://good.example/a) \u2060**\u2060loud\u2060**\u2060, <at>Dana</at>'),
  run('plain ', { text: 'strong', weight: 'Bolder' }, { text: ' linked', selectAction: { type: 'Action.OpenUrl', url: 'https://good.example/b' } }));
  alive.msteams.entities = [{ type: 'mention', text: '<at>Dana</at>', mentioned: { id: DANA, name: 'Dana' } }];
  await app.show(CHAT, alive, { summary: 'alive' });
  await dana(visit).sees('Due Sun, 22 Nov 2026 at 10:00: the page');
  const shown = dana(visit).message('Due Sun, 22 Nov');
  await shown.locator('.mention-me').getByText('Dana').waitFor();
  assert.deepEqual(await dana(visit).element.locator('.card a').evaluateAll((all) => all.map((one) => one.href)),
    ['https://good.example/a', 'https://good.example/b']);
  assert.deepEqual(await dana(visit).element.locator('.card strong').allTextContents(), ['loud']);
  assert.equal(await dana(visit).element.locator('.card em, .card img, .card script, .card-problem').count(), 0);
  await dana(visit).sees('{{DATE(2026-11-22T10:00:00Z, SHORT)}}');
  await visit.picture('card-words');
  await visit.leave();
});

for (const colorScheme of ['light', 'dark']) {
  test(`hostile words stay in their card and can be read, in a narrow pane, too (${colorScheme})`, async () => {
    const visit = await browser.visit(playground.url, at([DANA, CHAT], ['U0ANA', 'C0LEGAL'], ['29:1-eli', CHAT]),
      { colorScheme, reducedMotion: 'reduce' });
    const hostile = read('views/hostile/teams-report-7.json');
    app.answer = () => ({ task: { type: 'continue', value: hostile } });
    const id = await app.show(CHAT, read('encode/hostile.card.json').attachments[0].content);
    await app.change(CHAT, id, read('encode/teams-markup-alone.card.json').attachments[0].content);
    await app.show(CHAT, card(text('subtle', { isSubtle: true, size: 'Small' }), text('wrong', { color: 'Attention' }),
      run({ text: 'type this', fontType: 'Monospace' }), { type: 'Container', style: 'emphasis', items: [text('quoted')] },
      row(execute('Yes', {}, { style: 'positive' }), execute('No', {}, { style: 'destructive' }))));
    await dana(visit).sees('type this');
    await playground.request('POST', 'shortcut', { as: '29:1-eli', callback_id: 'report_global' });
    await visit.pane('29:1-eli').modal.waitFor();
    assert.deepEqual(await visit.page.evaluate(() => ({ broken: window.broken ?? null,
      elements: document.querySelectorAll('.panes :is(script, iframe, style, object), .panes [onerror]').length,
      wide: [...document.querySelectorAll('.pane')].filter((one) => one.scrollWidth > one.clientWidth + 1).length })),
    { broken: null, elements: 0, wide: 0 });
    assert.deepEqual(await visit.page.evaluate(faintTexts), []);
    await visit.picture(`cards-${colorScheme}`);
    await visit.pane('29:1-eli').modal.getByRole('button', { name: 'Close' }).click();
    await gone(visit.pane('29:1-eli'));
    await visit.leave();
  });
}

test('charts are drawn, what Teams would not show is an error', async () => {
  const visit = await browser.visit(playground.url, at([DANA, CHAT]));
  for (const name of ['chart', 'chart-largest'])
    await app.show(CHAT, read(`encode/${name}.card.json`).attachments[0].content, { summary: name });
  await until('the charts', async () => await dana(visit).element.locator('figure').count() > 0);
  await visit.picture('card-charts');
  const made = await visit.page.evaluate(async () => {
    const { Card } = await import('./card.js');
    const reader = { world: { people: [] }, self: '29:1-dana', zone: 'UTC' };
    const of = (body) => new Card({ type: 'AdaptiveCard', body: [body] }, reader).element;
    const lying = { type: 'Chart.HorizontalBar', title: 'By tool', xAxisTitle: 'reports',
      data: [{ x: 'A tool', y: 2 }, { x: 'Another', y: 4 }] };
    return [of({ type: 'Badge', text: 'x' }).textContent, of(lying).querySelectorAll('rect').length, of(lying).textContent];
  });
  assert.deepEqual(made, ['Teams would not show “Badge” here.', 2, 'By toolreportsA tool2Another4']);
  await visit.leave();
});

test('a button is answered with words, with another card, or with a failure', async () => {
  const visit = await browser.visit(playground.url, at([DANA, FINANCE], ['29:1-eli', FINANCE]));
  await app.show(FINANCE, card(text('Is it true?'), row(execute('Yes', { name: 'yes' }), execute('No')),
    { type: 'Input.Text', id: 'text:why', label: 'Why', isRequired: true, errorMessage: 'Please say why.' }));
  const shown = dana(visit).message('Is it true?');
  await shown.getByRole('button', { name: 'Yes' }).click();
  await shown.getByText('Please say why.').waitFor();
  assert.equal(app.last('adaptiveCard/action'), undefined, 'nothing was sent');
  await shown.getByLabel('Why').fill('it *is*');
  app.answer = () => notice('Thank you.');
  await shown.getByRole('button', { name: 'Yes' }).click();
  await shown.getByText('Thank you.').waitFor();
  assert.deepEqual(app.last('adaptiveCard/action').value.action.data, { name: 'yes', 'text:why': 'it *is*' });
  app.answer = () => ({ statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'no' } });
  await shown.getByRole('button', { name: 'No' }).click();
  await shown.locator('.message-error').getByText(/lastmile could not do this/).waitFor();
  app.answer = () => replaced(card(text('It is, you say.')));
  await shown.getByRole('button', { name: 'Yes' }).click();
  await dana(visit).sees('It is, you say.');
  assert.equal(await visit.pane('29:1-eli').messages.filter({ hasText: 'It is, you say.' }).count(), 0, 'for Dana alone');
  await visit.picture('card-pressed');
  await visit.leave();
});

test('a card is put in place, one for a single person is marked', async () => {
  const visit = await browser.visit(playground.url, at([DANA, FINANCE], ['29:1-eli', FINANCE]));
  const id = await app.show(FINANCE, card(text('Open: LM-1')));
  await visit.pane('29:1-eli').sees('Open: LM-1');
  await app.change(FINANCE, id, card(text('Fixed: LM-1')));
  await visit.pane('29:1-eli').sees('Fixed: LM-1');
  assert.equal(await visit.pane('29:1-eli').messages.filter({ hasText: 'Open: LM-1' }).count(), 0);
  await app.show(FINANCE, card(text('Between us')), { to: DANA });
  await dana(visit).message('Between us').getByText('Only you see this').waitFor();
  assert.equal(await visit.pane('29:1-eli').messages.filter({ hasText: 'Between us' }).count(), 0);
  await visit.leave();
});

test('a dialog keeps what was typed, and comes back with what is wrong', async () => {
  const visit = await browser.visit(playground.url, at([DANA, CHAT]));
  const choices = ['a', 'b', 'c'].map((value) => ({ title: `Choice ${value}`, value }));
  const form = card(text('Please fill this in.'),
    { type: 'Input.Text', id: 'text:what', label: 'What', isMultiline: true, maxLength: 20, isRequired: true, errorMessage: 'Please say what.' },
    { type: 'Input.Number', id: 'text:count', label: 'How many', min: 0, value: 3 },
    { type: 'Input.ChoiceSet', id: 'one:kind', label: 'Kind', style: 'expanded', choices, value: 'b' },
    { type: 'Input.ChoiceSet', id: 'some:more', label: 'More', style: 'expanded', isMultiSelect: true, choices, value: 'a,c' },
    { type: 'Input.ChoiceSet', id: 'people:who', label: 'Who', isMultiSelect: true, choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' } });
  form.actions = [submit('Save', { form: 'f' })];
  await app.show(CHAT, card(row(fetchTask('Fill in'))), { summary: 'Fill in' });
  app.answer = () => dialog(form, 'A form');
  await dana(visit).button('Fill in').click();
  await dana(visit).modal.waitFor();
  await dana(visit).button('Save').click();
  await dana(visit).modal.getByText('Please say what.').waitFor();
  const what = dana(visit).modal.getByLabel('What');
  assert.ok(await what.evaluate((one) => one === document.activeElement), 'the focus goes where something is missing');
  await what.fill('half a sentence');
  await dana(visit).modal.getByText('Choice a').first().click();
  await dana(visit).field('Who').fill('Eli');
  await dana(visit).modal.getByRole('option', { name: 'Eli Brandt' }).click();
  await until('it is kept', async () => {
    const { modals } = await playground.request('GET', `views?as=${encodeURIComponent(DANA)}`);
    return modals[0].values['text:what'] === 'half a sentence' && modals[0].values['people:who'];
  });
  await visit.page.reload();
  await dana(visit).modal.waitFor();
  assert.equal(await what.inputValue(), 'half a sentence');
  const again = structuredClone(form);
  again.body[1].value = 'half a sentence';
  again.body.splice(2, 0, text('Another half, please.', { color: 'Attention', weight: 'Bolder', spacing: 'Small' }));
  app.answer = () => dialog(again, 'A form');
  await dana(visit).button('Save').click();
  await dana(visit).modal.getByText('Another half, please.').waitFor();
  const { data } = app.last('task/submit').value;
  const eli = app.side.people.find(({ id }) => id === '29:1-eli').object;
  assert.deepEqual(data, { form: 'f', 'text:what': 'half a sentence', 'text:count': data['text:count'], 'one:kind': 'a',
    'some:more': 'a,c', 'people:who': eli });
  assert.equal(String(data['text:count']), '3');
  assert.equal(await what.inputValue(), 'half a sentence');
  await visit.picture('card-again');
  app.answer = () => said('Saved as LM-42');
  await dana(visit).button('Save').click();
  await dana(visit).modal.getByText('Saved as LM-42').waitFor();
  await visit.page.keyboard.press('Escape');
  await gone(dana(visit));
  await visit.leave();
});

test('the forms of lastmile are all drawn, with hostile words in them', async () => {
  const visit = await browser.visit(playground.url, at([DANA, CHAT]));
  for (const name of readdirSync(new URL('views/hostile/', payloads)).filter((one) => /^teams-(?!home)/.test(one))) {
    const form = read(`views/hostile/${name}`);
    app.answer = () => ({ task: { type: 'continue', value: form } });
    const answer = await playground.request('POST', 'shortcut', { as: DANA, callback_id: 'report_global' });
    if (!answer.ok) { // who is mentioned in it is nobody here
      assert.match(answer.message, /mention/, name);
      continue;
    }
    await dana(visit).modal.waitFor();
    assert.equal(await dana(visit).modal.locator('.card-problem').count(), 0, name);
    const inputs = form.card.content.body.filter(({ type }) => type.startsWith('Input.'));
    assert.equal(await dana(visit).modal.locator('.block-input').count(), inputs.length, name);
    await visit.page.keyboard.press('Escape');
    await gone(dana(visit));
  }
  await visit.leave();
});

test('a colleague is chosen among both platforms, and each sees their own people alone', async () => {
  const visit = await browser.visit(playground.url, at(['U0ANA', 'C0LEGAL']));
  const pane = visit.page.locator('.pane');
  await pane.locator('.who').click();
  await pane.getByRole('option', { name: /Dana Whitfield Teams/ }).click();
  await until('Dana sits here', async () => await pane.getAttribute('data-person') === DANA);
  assert.deepEqual(await pane.locator('.channel-name').allTextContents(), ['lastmile', 'finance', 'people-team']);
  await pane.locator('.channel', { hasText: 'finance' }).click();
  await pane.locator('.composer textarea').fill('@');
  const offered = await pane.locator('.composer').getByRole('option').allTextContents();
  assert.ok(offered[0].startsWith('lastmile'), offered[0]);
  assert.ok(offered.some((one) => one.includes('Eli Brandt')) && !offered.some((one) => one.includes('Ana Silva')));
  assert.equal(await pane.getByRole('tab', { name: 'Home' }).count(), 0, 'Teams has no Home');
  await visit.leave();
});
