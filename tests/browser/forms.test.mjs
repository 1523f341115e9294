// Forms in the page: modals of every element, their complaints, drafts and stacks. The app is a pretend
// one, so that what is shown here is what any app may ask for.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Browser } from './browser.mjs';
import { faintTexts } from './faint.mjs';
import { home, input, modal, option, plain, Pretend } from './pretend.mjs';
import { HOSTILE } from './words.mjs';

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

const button = (words, more = {}) => ({ type: 'button', action_id: words.toLowerCase(), text: plain(words), ...more });
const what = (more = {}) => input('what', 'What went wrong?', { type: 'plain_text_input', multiline: true, ...more });
const report = (more = {}) => modal('Report it', [
  input('tool', 'Tool', { type: 'static_select', options: [option('summarizer'), option('drafter')] }), what()], more);
const ANA = '#as=U0ANA&channel=C0LEGAL';

/** Ana's pane with the form open. */
async function opened(form, where = ANA) {
  app.form = form;
  const visit = await browser.visit(playground.url, where);
  const ana = visit.pane('U0ANA');
  await ana.take(ana.button('Shortcuts'), 'Report AI failure');
  await ana.modal.waitFor();
  return { visit, ana };
}

const submitted = (pane) => pane.modal.getByRole('button', { name: 'Send', exact: true }).click();
const gone = (pane) => until('the modal to go', async () => await pane.modal.count() === 0);
const values = () => app.last('view_submission').view.state.values;
const focusedIn = (visit) => visit.page.evaluate(() => document.activeElement.dataset.block ?? document.activeElement.className);

test('a shortcut opens a form that takes the focus, keeps it, and gives it back', async () => {
  const { visit, ana } = await opened(report({ notify_on_close: true }));
  assert.equal(app.last('shortcut').callback_id, 'report_global');
  await ana.element.getByRole('dialog', { name: 'Report it' }).waitFor();
  assert.equal(await focusedIn(visit), 'tool', 'the focus is in the first field');
  const { keyboard } = visit.page;
  for (let step = 0; step < 12; step += 1) {
    await keyboard.press(step < 6 ? 'Tab' : 'Shift+Tab');
    assert.ok(await visit.page.evaluate(() => document.querySelector('.modal').contains(document.activeElement)),
      `Tab ${step} stays inside`);
  }
  assert.equal(await ana.box.evaluate((box) => box.closest('[inert]') !== null), true, 'what lies under it rests');
  await keyboard.press('Escape');
  await gone(ana);
  await until('the app hears of it', () => app.last('view_closed'));
  assert.equal(await visit.focusedText(), 'Shortcuts');
  await visit.leave();
});

const EVERY = [
  input('text', 'Text', { type: 'plain_text_input', placeholder: plain('some words') }, { hint: plain('As you like it.') }),
  input('long', 'Long', { type: 'plain_text_input', multiline: true, initial_value: 'begun' }),
  input('number', 'Number', { type: 'number_input', is_decimal_allowed: false }),
  input('mail', 'Mail', { type: 'email_text_input' }),
  input('url', 'Address', { type: 'url_text_input' }, { optional: true }),
  input('one', 'One', { type: 'static_select', options: [option('red'), option('green')] }),
  input('many', 'Many', { type: 'multi_static_select', option_groups: [
    { label: plain('Fruit'), options: [option('apple'), option('pear')] },
    { label: plain('Roots'), options: [option('beet')] }] }),
  input('kind', 'Kind', { type: 'radio_buttons', options: [option('wrong'), option('slow', 'took ages')] }),
  input('also', 'Also', { type: 'checkboxes', options: [option('anonymous'), option('got out')] }),
  input('day', 'Day', { type: 'datepicker' }),
  input('hour', 'Hour', { type: 'timepicker', initial_time: '09:00' }),
  input('moment', 'Moment', { type: 'datetimepicker' }),
  input('user', 'User', { type: 'users_select', initial_user: 'U0SAM' }),
  input('users', 'Users', { type: 'multi_users_select' }),
  input('channel', 'Channel', { type: 'channels_select' }),
  input('talk', 'Talk', { type: 'conversations_select' }),
];

/** Types to find, and takes the first that is found. */
async function choose(pane, label, ...words) {
  for (const word of words) {
    await pane.modal.getByRole('combobox', { name: label, exact: true }).fill(word);
    await pane.modal.getByRole('combobox', { name: label, exact: true }).press('Enter');
  }
  await pane.modal.getByRole('combobox', { name: label, exact: true }).press('Tab');
}

test('every kind of field is filled in and reaches the app as Slack would send it', async () => {
  const { visit, ana } = await opened(modal('Everything', EVERY));
  await ana.field('Text').fill('a few words');
  await ana.field('Long').press('End');
  await ana.field('Long').pressSequentially(', and ended');
  await ana.field('Number').fill('42');
  await ana.field('Mail').fill('ana@example.com');
  await choose(ana, 'One', 'gre');
  await choose(ana, 'Many', 'pea', 'bee');
  await ana.modal.getByText('slow', { exact: true }).click();
  await ana.modal.getByText('anonymous').click();
  await ana.modal.getByText('got out').click();
  await ana.field('Day').fill('2026-11-24');
  await ana.field('Hour').fill('17:30');
  await ana.field('Moment').fill('2026-07-01T12:00');
  await choose(ana, 'Users', 'ben', 'maya');
  await choose(ana, 'Channel', 'legal');
  await choose(ana, 'Talk', 'general');
  await visit.picture('form-every');
  await submitted(ana);
  await gone(ana);
  const all = values();
  const one = (block, key) => all[block].v[key];
  assert.deepEqual(['text', 'long', 'number', 'mail', 'url'].map((block) => one(block, 'value')),
    ['a few words', 'begun, and ended', '42', 'ana@example.com', null]);
  assert.equal(one('one', 'selected_option').value, 'green');
  assert.deepEqual(one('many', 'selected_options').map(({ value }) => value), ['pear', 'beet']);
  assert.equal(one('kind', 'selected_option').value, 'slow');
  assert.deepEqual(one('also', 'selected_options').map(({ value }) => value), ['anonymous', 'got out']);
  assert.equal(one('day', 'selected_date'), '2026-11-24');
  assert.equal(one('hour', 'selected_time'), '17:30');
  assert.equal(one('moment', 'selected_date_time'), Date.parse('2026-07-01T11:00Z') / 1000, 'noon in London, in summer');
  assert.equal(one('user', 'selected_user'), 'U0SAM');
  assert.deepEqual(one('users', 'selected_users'), ['U0BEN', 'U0MAYA']);
  assert.equal(one('channel', 'selected_channel'), 'C0LEGAL');
  assert.equal(one('talk', 'selected_conversation'), 'C0GENERAL');
  await visit.leave();
});

test('a form says what is missing at the field, and sends nothing until it is there', async () => {
  const { visit, ana } = await opened(modal('Report it', [
    input('tool', 'Tool', { type: 'static_select', options: [option('summarizer')] }, { hint: plain('The one you used.') }),
    what({ min_length: 10, max_length: 40 }),
    input('minutes', 'Minutes lost', { type: 'number_input', is_decimal_allowed: false, min_value: '0' }, { optional: true }),
    input('kind', 'Kind', { type: 'radio_buttons', options: [option('wrong'), option('slow')] })]));
  await ana.field('What went wrong?').fill('short');
  await ana.field(/Minutes lost/).fill('ten');
  await submitted(ana);
  for (const words of ['Choose one.', 'Write at least 10 characters', 'Enter a number, in digits.'])
    await ana.modal.getByText(words).first().waitFor();
  assert.equal(app.count('view_submission'), 0);
  assert.equal(await focusedIn(visit), 'tool', 'the focus is where the first thing is missing');
  const tool = ana.modal.getByRole('combobox', { name: 'Tool' });
  assert.equal(await tool.getAttribute('aria-invalid'), 'true');
  const described = await tool.evaluate((box) => box.getAttribute('aria-describedby').split(' ')
    .map((id) => document.getElementById(id).textContent).join(' '));
  assert.match(described, /Choose one\..*The one you used\./);
  await visit.picture('form-complaints');
  await choose(ana, 'Tool', 'summ');
  assert.equal(await tool.getAttribute('aria-invalid'), 'false', 'what is mended is not complained about');
  await ana.field('What went wrong?').fill('x'.repeat(38));
  await ana.modal.getByText('2 left').waitFor();
  await ana.field('What went wrong?').fill('x'.repeat(43));
  await ana.modal.getByText('3 too many').waitFor();
  await ana.field('What went wrong?').fill('it lost clause 9');
  await ana.field(/Minutes lost/).fill('10');
  await ana.modal.getByText('slow').click();
  await submitted(ana);
  await gone(ana);
  assert.equal(values().minutes.v.value, '10');
  await visit.leave();
});

test('what the app objects to stands at its field, and an answer may change or add a view', async () => {
  const { visit, ana } = await opened(report());
  app.answer = () => ({ response_action: 'errors', errors: { what: 'Say which clause.' } });
  await choose(ana, 'Tool', 'summ');
  await ana.field('What went wrong?').fill('it is wrong');
  await submitted(ana);
  await ana.modal.getByText('Say which clause.').waitFor();
  assert.equal(await focusedIn(visit), 'what');
  assert.equal(await ana.field('What went wrong?').inputValue(), 'it is wrong');
  const push = () => ({ response_action: 'push', view: modal('Sure?', [input('sure', 'Why', { type: 'plain_text_input' })]) });
  app.answer = push;
  await submitted(ana);
  await ana.element.getByRole('dialog', { name: 'Sure?' }).waitFor();
  await ana.modal.getByRole('button', { name: 'Back' }).click();
  await ana.element.getByRole('dialog', { name: 'Report it' }).waitFor();
  assert.equal(await ana.field('What went wrong?').inputValue(), 'it is wrong', 'the form below kept its words');
  await submitted(ana);
  await ana.element.getByRole('dialog', { name: 'Sure?' }).waitFor();
  app.answer = () => ({ response_action: 'update', view: modal('Thanks', [{ type: 'section', text: plain('Logged') }], { submit: undefined }) });
  await ana.field('Why').fill('yes');
  await ana.field('Why').press('Enter');
  await ana.element.getByRole('dialog', { name: 'Thanks' }).waitFor();
  assert.equal(await ana.modal.getByRole('button', { name: 'Send' }).count(), 0);
  await until('the focus to be in it', () => visit.page.evaluate(() => document.querySelector('.modal').contains(document.activeElement)));
  await visit.page.keyboard.press('Escape');
  await ana.element.getByRole('dialog', { name: 'Report it' }).waitFor();
  app.answer = push;
  await submitted(ana);
  await ana.element.getByRole('dialog', { name: 'Sure?' }).waitFor();
  await ana.modal.getByRole('button', { name: 'Close', exact: true }).click();
  await gone(ana);
  await visit.leave();
});

test('an app that does not answer loses nobody a word', async () => {
  const { visit, ana } = await opened(report());
  await choose(ana, 'Tool', 'draft');
  await ana.field('What went wrong?').fill('three lines\nof careful\nwords');
  app.silent = true;
  await submitted(ana);
  await ana.modal.locator('.modal-submit[aria-busy="true"]').waitFor();
  await until('the app hears it', () => app.last('view_submission'));
  await playground.giveUp();
  await ana.modal.getByRole('alert').getByText(/did not answer within three seconds.*try again/).waitFor();
  assert.equal(await ana.field('What went wrong?').inputValue(), 'three lines\nof careful\nwords');
  app.silent = false;
  await submitted(ana);
  await gone(ana);
  assert.equal(values().what.v.value, 'three lines\nof careful\nwords');
  await visit.leave();
});

test('a draft outlives a reload of the page', async () => {
  const { visit, ana } = await opened(modal('Report it', EVERY.slice(0, 12)));
  await ana.field('Text').fill('half a tho');
  await choose(ana, 'Many', 'app', 'bee');
  await ana.modal.getByText('got out').click();
  await ana.field('Long').fill('not yet sent');
  await visit.page.reload();
  await ana.modal.waitFor();
  assert.equal(await ana.field('Text').inputValue(), 'half a tho');
  assert.equal(await ana.field('Long').inputValue(), 'not yet sent');
  assert.deepEqual(await ana.modal.locator('.chosen').allTextContents(), ['apple', 'beet']);
  assert.equal(await ana.modal.getByLabel('got out').isChecked(), true);
  assert.equal(app.heard.filter(({ type }) => type === 'block_actions').length, 0, 'the app was not bothered');
  await visit.leave();
});

test('a form that changes under the hands leaves words, caret and focus alone', async () => {
  const tool = (words) => ({ type: 'actions', block_id: 'tool', elements: [{ type: 'static_select', action_id: 'pick',
    placeholder: plain('Tool'), options: [option('summarizer'), option('drafter')] }, button(words)] });
  const form = (words, label, ...more) => modal('Report it', [...more, tool(words), what(),
    input('kind', label, { type: 'radio_buttons', options: [option('wrong'), option('slow')] })]);
  const { visit, ana } = await opened(form('Check', 'Kind'));
  const { keyboard } = visit.page;
  app.act = ({ view }) => app.update(view.id, form('Checked', 'Which kind?',
    { type: 'section', block_id: 'new', text: plain('LM-7 is like it') }));
  await ana.field('Tool').press('ArrowDown');
  await ana.field('Tool').press('Enter');
  await ana.modal.getByText('LM-7 is like it').waitFor();
  assert.equal(app.last('block_actions').actions[0].selected_option.value, 'summarizer');
  assert.equal(await focusedIn(visit), 'tool', 'the focus stays in a block that was drawn anew');
  assert.equal(await ana.field('Tool').inputValue(), 'summarizer');
  await ana.field('What went wrong?').fill('clause 9');
  await keyboard.press('Home');
  await app.update(app.last('block_actions').view.id, modal('Report it', [tool('Check'), { ...what(), label: plain('Why?') },
    input('kind', 'Kind', { type: 'radio_buttons', options: [option('wrong'), option('slow')] })]));
  await ana.field('Why?').waitFor();
  await keyboard.type('lost ');
  assert.equal(await ana.field('Why?').inputValue(), 'lost clause 9');
  await ana.modal.getByText('slow').click();
  await visit.leave();
});

test('everybody has forms of their own, and nobody takes the focus from another', async () => {
  const { visit, ana } = await opened(report(), `${ANA}&as=U0MAYA&channel=C0LEGAL&as=U0BEN&channel=C0SALES`);
  const maya = visit.pane('U0MAYA');
  await maya.box.fill('while Ana fills in hers');
  await ana.field('What went wrong?').waitFor();
  await playground.request('POST', 'shortcut', { as: 'U0BEN', callback_id: 'report_global' });
  const ben = visit.pane('U0BEN');
  await ben.modal.waitFor();
  assert.equal(await visit.focusedText(), 'Message #legal', 'Maya goes on typing');
  assert.equal(await maya.modal.count(), 0);
  await visit.page.keyboard.press('F6');
  assert.equal(await ben.modal.evaluate((one) => one.contains(document.activeElement)), true, 'F6 goes to the next pane');
  await visit.page.keyboard.press('F6');
  assert.equal(await ana.modal.evaluate((one) => one.contains(document.activeElement)), true, 'and round');
  await ben.modal.getByRole('button', { name: 'Cancel' }).click();
  await gone(ben);
  assert.equal(await ana.modal.count(), 1);
  await visit.picture('form-three-panes');
  await visit.leave();
});

test('a field that dispatches tells the app at once, the others wait', async () => {
  const { visit, ana } = await opened(modal('Report it', [
    input('tool', 'Tool', { type: 'radio_buttons', options: [option('summarizer'), option('drafter')] }, { dispatch_action: true }),
    input('search', 'Search', { type: 'plain_text_input' }, { dispatch_action: true, optional: true }),
    input('kind', 'Kind', { type: 'checkboxes', options: [option('wrong'), option('slow')] })]));
  await ana.modal.getByText('slow').click();
  await ana.field(/Search/).fill('clause');
  await ana.modal.getByText('drafter').click();
  await until('the app hears of the tool', () => app.last('block_actions'));
  assert.deepEqual(app.last('block_actions').actions.map(({ block_id, selected_option }) => [block_id, selected_option.value]),
    [['tool', 'drafter']]);
  await ana.field(/Search/).press('Enter');
  await until('the app hears of the search', () => app.count('block_actions') === 2);
  assert.equal(app.last('block_actions').actions[0].value, 'clause');
  assert.deepEqual(app.last('block_actions').view.state.values.kind.v.selected_options.map(({ value }) => value), ['slow']);
  assert.equal(app.count('view_submission'), 0, 'Enter there asks, it does not send the form');
  await visit.leave();
});

test('a form is filled in and sent by keyboard alone', async () => {
  const { visit, ana } = await opened(modal('Report it', [
    input('tool', 'Tool', { type: 'static_select', options: [option('summarizer'), option('drafter')] }), what(),
    input('kind', 'Kind', { type: 'radio_buttons', options: [option('wrong'), option('slow'), option('refused')] }),
    input('also', 'Also', { type: 'checkboxes', options: [option('anonymous')] }, { optional: true }),
    { type: 'section', block_id: 'more', text: plain('More'), accessory: { type: 'overflow', action_id: 'o',
      options: [option('Clear it'), option('Help')] } }]));
  const { keyboard } = visit.page;
  const press = async (...keys) => { for (const key of keys) await keyboard.press(key); };
  await press('ArrowDown', 'ArrowDown', 'Enter', 'Tab');
  // What clears the choice is a stop of its own.
  if (await visit.focusedText() === 'Clear')
    await press('Tab');
  await keyboard.type('it refused');
  await press('Tab', 'ArrowDown', 'ArrowDown', 'Tab', 'Space', 'Tab');
  assert.equal(await visit.focusedText(), 'More');
  await press('Enter', 'ArrowDown', 'Enter');
  await until('the app hears of it', () => app.last('block_actions'));
  assert.equal(app.last('block_actions').actions[0].selected_option.value, 'Help');
  await press('Enter', 'Escape');
  assert.equal(await ana.modal.count(), 1, 'Escape closes the menu first');
  await press('Control+Enter');
  await gone(ana);
  assert.deepEqual([values().tool.v.selected_option.value, values().what.v.value, values().kind.v.selected_option.value,
    values().also.v.selected_options.length], ['drafter', 'it refused', 'refused', 1]);
  await visit.leave();
});

/** As long and as evil as Slack allows. */
const EVIL = [...HOSTILE, 'w'.repeat(3000)];
const evil = (limit) => EVIL.map((text) => text.slice(0, limit));
const evilForm = () => modal('<script>alert(1)</scri', [
  { type: 'header', text: plain(evil(150).at(-1)) },
  { type: 'section', text: plain(evil(3000).at(-1)), accessory: button('w'.repeat(75), { action_id: 'x' }) },
  { type: 'section', text: plain(HOSTILE.join('\n')) },
  input('text', evil(2000).at(-1), { type: 'plain_text_input', placeholder: plain(evil(150)[0]), initial_value: EVIL.at(-1) },
    { hint: plain(HOSTILE.join(' ')) }),
  input('area', HOSTILE[1], { type: 'plain_text_input', multiline: true, initial_value: HOSTILE.join('\n') }),
  input('kind', HOSTILE[0], { type: 'radio_buttons', options: evil(75).slice(-9).map((text, at) =>
    ({ ...option(text, text), value: `${at}` })) }),
  input('many', 'Many', { type: 'multi_static_select', options: evil(75).map((text, at) => ({ ...option(text), value: `${at}` })),
    initial_options: [{ ...option('w'.repeat(75)), value: String(EVIL.length - 1) }] }),
  input('one', 'One', { type: 'static_select', options: [option('w'.repeat(75))], initial_option: option('w'.repeat(75)) }),
], { submit: plain('w'.repeat(24)), close: plain('w'.repeat(24)) });

for (const colorScheme of ['light', 'dark']) {
  test(`hostile and endless words neither run nor burst a form, and can be read (${colorScheme})`, async () => {
    app.form = evilForm();
    const visit = await browser.visit(playground.url, `${ANA}&as=U0MAYA&channel=C0LEGAL&as=U0SAM&channel=D0SAM&tab=home`,
      { colorScheme, reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
    await app.publish('U0SAM', home(...evilForm().blocks.slice(0, 3)));
    const ana = visit.pane('U0ANA');
    await ana.take(ana.button('Shortcuts'), 'Report AI failure');
    await ana.modal.waitFor();
    await ana.field('Many').click();
    await visit.pane('U0SAM').element.locator('.home .block-button').waitFor();
    const wide = await visit.page.evaluate(() => [...document.querySelectorAll('body, .pane, .modal, .modal-body, .menu, .home, .form, .block')]
      .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.tagName));
    assert.deepEqual(wide, []);
    assert.deepEqual(await visit.page.evaluate(() => ({ broken: window.broken ?? null,
      elements: document.querySelectorAll(':is(.modal, .home) :is(script, iframe, style, object), .modal [onerror], .modal [onload]').length,
      mentions: document.querySelectorAll('.form .mention, .form a').length })), { broken: null, elements: 0, mentions: 0 });
    assert.deepEqual(await visit.page.evaluate(faintTexts), []);
    await visit.picture(`form-hostile-${colorScheme}`);
    await visit.leave();
  });
}
