// The page alone: a playground and a small app made of Slack's own Socket Mode client, so that what
// is shown here is what any app's messages look like, and not what our daemon happens to send.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { APP_TOKEN, BOT_TOKEN, Playground, until } from '../support/playground.mjs';
import { Browser } from './browser.mjs';
import { faintTexts } from './faint.mjs';
import { escaped, HOSTILE } from './words.mjs';

let playground;
let browser;
let app;
let pressed;
let silenced;

/** A call of the Web API as the app. */
async function api(method, body) {
  const response = await fetch(playground.api + method, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json; charset=utf-8', Authorization: `Bearer ${BOT_TOKEN}` },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(answer.ok, `${method}: ${JSON.stringify(answer)}`);
  return answer;
}

const plain = (text) => ({ type: 'plain_text', text });
const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const actions = (...elements) => ({ type: 'actions', block_id: 'do', elements });
const button = (words, more = {}) =>
  ({ type: 'button', action_id: words.toLowerCase(), text: plain(words), ...more });

before(async () => {
  playground = await Playground.start();
  app = new SocketModeClient({ appToken: APP_TOKEN, logLevel: 'error',
    clientOptions: { slackApiUrl: playground.api } });
  app.on('slash_commands', async ({ body, ack }) => {
    if (body.text.includes('silence'))
      silenced++;
    else
      await ack({ text: `You said ${body.text}` });
  });
  app.on('interactive', async ({ body, ack }) => {
    pressed.push(body);
    if (body.actions[0].action_id === 'silence')
      return;
    await ack();
    await api('chat.update', { channel: body.channel.id, ts: body.message.ts, text: 'done',
      blocks: [section('*Done*, thank you')] });
  });
  await app.start();
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await app?.disconnect();
  await playground?.stop();
});

beforeEach(async () => {
  pressed = [];
  silenced = 0;
  await playground.behave();
  await playground.reset();
});

test('a newcomer finds Ana and Sam side by side, and the app connected', async () => {
  const visit = await browser.visit(playground.url);
  assert.equal(await visit.page.locator('.pane').count(), 2);
  await visit.pane('U0ANA').element.getByRole('heading', { name: '#ai-help' }).waitFor();
  await visit.pane('U0SAM').element.getByRole('heading', { name: 'lastmile' }).waitFor();
  await visit.page.getByText(/is connected/).waitFor();
  assert.match(visit.page.url(), /#as=U0ANA&channel=C0AIHELP&as=U0SAM&channel=D0SAM$/);
  await visit.leave();
});

test('the address says who and where, for any number of panes', async () => {
  const visit = await browser.visit(playground.url, '#as=U0NOOR&channel=C0OPS');
  assert.equal(await visit.page.locator('.pane').count(), 1);
  const noor = visit.pane('U0NOOR');
  await noor.element.getByRole('heading', { name: '#ops' }).waitFor();
  assert.equal(await noor.channel('C0LEGAL').count(), 0, 'Noor is not in #legal');
  for (let more = 2; more <= 4; more += 1)
    await visit.page.getByRole('button', { name: 'Add a person' }).click();
  assert.equal(await visit.page.getByRole('button', { name: 'Add a person' }).isDisabled(), true);
  await visit.page.reload();
  await visit.page.waitForFunction(() => document.querySelectorAll('.pane').length === 4);
  await visit.page.getByRole('button', { name: 'Close this pane' }).last().click();
  assert.equal(await visit.page.locator('.pane').count(), 3);
  await visit.leave();
});

test('what one person says the others see at once, with a mark where they do not look', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL&as=U0MAYA&channel=C0GENERAL');
  const [ana, maya] = [visit.pane('U0ANA'), visit.pane('U0MAYA')];
  await ana.type('has anyone tried @sam and #general ?');
  await ana.sees('has anyone tried @Sam Okafor and #general');
  await maya.channel('C0LEGAL').getByText('1').waitFor();
  await maya.go('C0LEGAL');
  await maya.sees('has anyone tried');
  assert.equal(await maya.message('has anyone tried').locator('[data-user="U0SAM"]').count(), 1);
  await maya.go('C0GENERAL');
  assert.equal(await maya.channel('C0LEGAL').locator('.count').count(), 0, 'what was seen is read');
  await visit.leave();
});

test('commands complete with their use, and keys choose', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0AIHELP');
  const ana = visit.pane('U0ANA');
  await ana.box.press('/');
  const { commands } = await playground.world();
  assert.equal(await ana.choices.count(), commands.length);
  assert.match(await ana.choices.first().textContent(), /\/report.*\[.*\]/);
  await ana.box.press('ArrowDown');
  assert.equal(await ana.element.locator('[aria-selected="true"]').textContent(),
    await ana.choices.nth(1).textContent());
  await ana.box.press('ArrowUp');
  await ana.box.press('Tab');
  assert.equal(await ana.box.inputValue(), '/report ');
  assert.equal(await ana.choices.count(), 0);
  await ana.box.fill('/fi');
  await ana.box.press('Enter');
  assert.equal(await ana.box.inputValue(), '/fixed ', 'Enter takes the choice, it does not send half a word');
  await ana.box.fill('/');
  await ana.box.press('Escape');
  assert.equal(await ana.choices.count(), 0);
  await visit.leave();
});

test('people and channels complete in the middle of a line', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0AIHELP');
  const ana = visit.pane('U0ANA');
  await ana.box.pressSequentially('ask @oka');
  await ana.box.press('Enter');
  assert.equal(await ana.box.inputValue(), 'ask @sam ');
  await ana.box.pressSequentially('in #leg');
  await ana.box.press('Tab');
  assert.equal(await ana.box.inputValue(), 'ask @sam in #legal ');
  await visit.leave();
});

test('the answer to a command is for its person alone', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL&as=U0MAYA&channel=C0LEGAL');
  const [ana, maya] = [visit.pane('U0ANA'), visit.pane('U0MAYA')];
  await ana.type('/report summarizer lost clause 9');
  await ana.sees('You said summarizer lost clause 9');
  await ana.message('You said').getByText('Only visible to you').waitFor();
  await api('chat.postMessage', { channel: 'C0LEGAL', text: 'for all' });
  await maya.sees('for all');
  assert.equal(await maya.message('You said').count(), 0);
  assert.equal(await ana.box.inputValue(), '', 'the box is ready for the next line');
  await visit.leave();
});

test('what goes wrong is said in words, and the line is kept', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL');
  const ana = visit.pane('U0ANA');
  await ana.type('/report silence');
  await until('the app hears it', () => silenced);
  await playground.giveUp();
  await ana.problem.getByText(/\/report failed with the error “operation_timeout”/).waitFor();
  assert.equal(await ana.box.inputValue(), '/report silence');
  await ana.type('/unheard of');
  await ana.problem.getByText(/\/unheard is not a command here/).waitFor();
  await visit.leave();
});

test('a button reaches the app, shows that it is pressed, and its message changes in place', async () => {
  const visit = await browser.visit(playground.url, '#as=U0SAM&channel=D0SAM');
  const sam = visit.pane('U0SAM');
  const { ts } = await api('chat.postMessage', { channel: 'D0SAM', text: 'LM-1',
    blocks: [section('LM-1'), actions(button('Acknowledge', { style: 'primary' }), button('Silence'))] });
  await sam.button('Silence').click();
  await visit.page.locator('[data-action="silence"][aria-busy="true"]').waitFor();
  await until('the app hears it', () => pressed.length === 1);
  await playground.giveUp();
  await sam.message('LM-1').getByText(/“Silence” failed with the error/).waitFor();
  await sam.button('Acknowledge').focus();
  await visit.page.keyboard.press('Enter');
  await sam.sees('Done, thank you');
  assert.equal(await sam.messages.count(), 1, 'changed in place, not added');
  assert.equal(await visit.page.evaluate(() => document.activeElement.dataset.ts), ts, 'the focus stays there');
  assert.equal(pressed.at(-1).actions[0].block_id, 'do');
  assert.equal(pressed.at(-1).user.id, 'U0SAM');
  await visit.leave();
});

test('a button may ask first', async () => {
  const visit = await browser.visit(playground.url, '#as=U0SAM&channel=D0SAM');
  const sam = visit.pane('U0SAM');
  await api('chat.postMessage', { channel: 'D0SAM', text: 'LM-1', blocks: [section('LM-1'), actions(button('Decline', {
    confirm: { title: plain('Decline it?'), text: plain('Its reporters hear why.'),
      confirm: plain('Yes, decline'), deny: plain('No') } }))] });
  await sam.button('Decline').click();
  await visit.page.getByRole('dialog').getByRole('button', { name: 'No' }).click();
  assert.deepEqual(pressed, []);
  await sam.button('Decline').click();
  await visit.page.getByRole('button', { name: 'Yes, decline' }).click();
  await sam.sees('Done, thank you');
  await visit.leave();
});

test('threads open in the pane, count their replies and know no commands', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL&as=U0MAYA&channel=C0LEGAL');
  const [ana, maya] = [visit.pane('U0ANA'), visit.pane('U0MAYA')];
  await ana.type('clause 9 is missing');
  await maya.message('clause 9 is missing').hover();
  await maya.message('clause 9 is missing').getByRole('button', { name: 'Reply' }).click();
  await maya.element.getByRole('heading', { name: 'Thread' }).waitFor();
  await maya.type('in mine too');
  await maya.sees('in mine too');
  await ana.message('clause 9').getByText('1 reply').waitFor();
  assert.equal(await ana.messages.count(), 1, 'a reply does not stand in the channel');
  await maya.type('/report in a thread');
  await maya.problem.getByText('/report does not work in threads').waitFor();
  await maya.box.press('Escape');
  await maya.element.getByRole('heading', { name: '#legal' }).waitFor();
  await ana.message('clause 9').getByText('1 reply').click();
  await ana.sees('in mine too');
  await visit.leave();
});

test('blocks look like what they are', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=D0ANA');
  const ana = visit.pane('U0ANA');
  await api('chat.postMessage', { channel: 'D0ANA', text: 'all of them', blocks: [
    { type: 'header', text: plain('A *plain* header :tada:') },
    section('*bold* _slanted_ ~gone~ `code` <https://example.com/a?b=1&amp;c=2|a link> <@U0ANA> <#C0LEGAL> &lt;b&gt;\n• one\n• two\n&gt; said'),
    { type: 'section', fields: [plain('left'), { type: 'mrkdwn', text: '*right*' }], accessory: button('Open') },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'due <!date^1760000000^{date_num} {time}|9 October>' }] },
    { type: 'divider' },
    { type: 'rich_text', elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: '*not bold*' },
        { type: 'text', text: 'strong', style: { bold: true } }, { type: 'user', user_id: 'U0SAM' },
        { type: 'link', url: 'javascript:window.broken=1', text: 'no link' },
        { type: 'date', timestamp: 1760000000, format: '{date_num}', fallback: 'October' }] },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted\ntwice' }] },
      { type: 'rich_text_list', style: 'ordered', elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'first' }] }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a  <b>' }] }] },
  ] });
  const body = ana.message('A *plain* header').locator('.message-body');
  await body.getByRole('heading', { name: 'A *plain* header 🎉' }).waitFor();
  for (const [tag, words] of [['strong', 'bold'], ['em', 'slanted'], ['s', 'gone'], ['code', 'code'],
    ['blockquote', 'said'], ['strong', 'right'], ['strong', 'strong'], ['blockquote', 'quotedtwice'],
    ['ol li', 'first'], ['pre', 'a  <b>'], ['time', '2025-10-09']])
    assert.equal(await body.locator(tag).filter({ hasText: words }).count() > 0, true, `${tag}: ${words}`);
  assert.equal(await body.locator('ul li').count(), 2);
  assert.equal(await body.getByRole('link').count(), 1);
  assert.equal(await body.getByRole('link').getAttribute('href'), 'https://example.com/a?b=1&c=2');
  assert.match(await body.textContent(), /<b>.*due 2025-10-09 09:53.*\*not bold\*/s, 'Ana is in London, in summer');
  assert.equal(await body.locator('.mention-me').textContent(), '@Ana Silva');
  await visit.picture('blocks');
  await visit.leave();
});

test('hostile text is shown as it was written, wherever it stands', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL&as=U0MAYA&channel=D0MAYA');
  const [ana, maya] = [visit.pane('U0ANA'), visit.pane('U0MAYA')];
  for (const text of HOSTILE)
    await playground.say('U0MAYA', 'C0LEGAL', text);
  const all = HOSTILE.join('\n');
  await api('chat.postMessage', { channel: 'D0MAYA', text: escaped(all), blocks: [
    { type: 'header', text: plain(HOSTILE[1]) },
    { type: 'section', text: plain(all), fields: HOSTILE.slice(0, 10).map(plain) },
    section(escaped(all)),
    { type: 'context', elements: [plain(all)] },
    { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: all }] }] },
    actions(button(HOSTILE[0], { action_id: 'x' })),
  ] });
  await ana.sees(HOSTILE.at(-1));
  await maya.sees(HOSTILE[3]);
  const shown = await ana.element.locator('.message-body').allTextContents();
  for (const text of HOSTILE.filter((one) => !/[*`]|^\S*\$/.test(one)))
    assert.ok(shown.some((one) => one === text), `as typed: ${text}`);
  const found = await visit.page.evaluate(() => ({
    broken: window.broken ?? null,
    elements: document.querySelectorAll('.message-body :is(script, img, svg, iframe, style, a, input)').length,
    handlers: [...document.querySelectorAll('.message-body *')].flatMap((one) => one.getAttributeNames())
      .filter((name) => name.startsWith('on') || name === 'style' || name === 'srcdoc'),
    mentions: document.querySelectorAll('.message-body .mention').length,
  }));
  assert.deepEqual(found, { broken: null, elements: 0, handlers: [], mentions: 0 });
  await visit.leave();
});

test('a lost stream comes back by itself and brings what was missed', async () => {
  const streams = [];
  let refused = false;
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL', {
    prepare: (page) => page.routeWebSocket(/\/playground\/stream/, (socket) => {
      if (refused)
        return socket.close();
      socket.connectToServer();
      streams.push(socket);
    }),
  });
  const ana = visit.pane('U0ANA');
  await playground.say('U0MAYA', 'C0LEGAL', 'before');
  await ana.sees('before');
  refused = true;
  await streams[0].close();
  await ana.element.getByText('Reconnecting…').waitFor();
  await playground.say('U0MAYA', 'C0LEGAL', 'meanwhile');
  refused = false;
  await ana.sees('meanwhile');
  await playground.say('U0MAYA', 'C0LEGAL', 'after');
  await ana.sees('after');
  assert.equal(await ana.messages.count(), 3);
  assert.equal(await ana.element.getByText('Reconnecting…').count(), 0);
  await visit.leave();
});

test('the whole way by keyboard: who, where, what, and a button', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0AIHELP');
  const { keyboard } = visit.page;
  const tabTo = async (words) => {
    for (let step = 0; step < 40; step += 1) {
      await keyboard.press('Tab');
      if (words.test(await visit.focusedText()))
        return;
    }
    assert.fail(`Tab never reached ${words}`);
  };
  await keyboard.press('Tab');
  assert.equal(await visit.focusedText(), 'Skip to the conversations');
  await keyboard.press('Enter');
  await tabTo(/^You are Ana Silva/);
  await keyboard.press('ArrowDown');
  await keyboard.press('s');
  await keyboard.press('Enter');
  assert.match(await visit.focusedText(), /^You are Sam Okafor/);
  const sam = visit.pane('U0SAM');
  await tabTo(/^lastmile$/);
  await keyboard.press('Enter');
  await sam.element.getByRole('heading', { name: 'lastmile' }).waitFor();
  await api('chat.postMessage', { channel: 'D0SAM', text: 'LM-1',
    blocks: [section('LM-1'), actions(button('Acknowledge'))] });
  await sam.sees('LM-1');
  await tabTo(/^Acknowledge$/);
  await keyboard.press('Space');
  await sam.sees('Done, thank you');
  await tabTo(/^Message lastmile$/);
  await keyboard.type('/rep');
  await keyboard.press('Tab');
  await keyboard.type('by keyboard');
  await keyboard.press('Enter');
  await sam.sees('You said by keyboard');
  await visit.leave();
});

test('new messages are announced, and only those of others', async () => {
  const visit = await browser.visit(playground.url, '#as=U0ANA&channel=C0LEGAL');
  const live = visit.pane('U0ANA').element.locator('[aria-live="polite"]');
  await playground.say('U0MAYA', 'C0LEGAL', 'good morning');
  await live.getByText('Maya Rossi: good morning').waitFor({ state: 'attached' });
  await visit.pane('U0ANA').type('good morning to you');
  await visit.pane('U0ANA').sees('good morning to you');
  assert.match(await live.textContent(), /Maya Rossi: good morning/);
  await visit.leave();
});

for (const colorScheme of ['light', 'dark']) {
  test(`everything can be read in the ${colorScheme} scheme`, async () => {
    const visit = await browser.visit(playground.url, '', { colorScheme, reducedMotion: 'reduce' });
    const [ana, sam] = [visit.pane('U0ANA'), visit.pane('U0SAM')];
    await ana.type('/report summarizer lost clause 9');
    await playground.say('U0BEN', 'C0AIHELP', 'ask @ana or @sam, `code`, https://example.com');
    await api('chat.postMessage', { channel: 'D0SAM', text: 'card', blocks: [section('*LM-1* <@U0SAM> <@U0ANA>'),
      actions(button('Main', { style: 'primary' }), button('Other'), button('Grave', { style: 'danger' }))] });
    await sam.button('Grave').waitFor();
    await ana.type('/unheard of');
    await ana.problem.waitFor();
    await sam.box.fill('/');
    await sam.element.getByRole('option').first().waitFor();
    await until('the highlight to fade', async () => await visit.page.locator('.fresh, .arrived').count() === 0);
    assert.deepEqual(await visit.page.evaluate(faintTexts), []);
    await visit.picture(`page-${colorScheme}`);
    await visit.leave();
  });
}

test('half a laptop screen loses nothing', async () => {
  const visit = await browser.visit(playground.url, '', { viewport: { width: 720, height: 800 } });
  await playground.say('U0BEN', 'C0AIHELP', `long ${'word'.repeat(120)}`);
  await visit.pane('U0ANA').sees('long word');
  const wide = await visit.page.evaluate(() => [...document.querySelectorAll('body, .pane, .scroller')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.tagName));
  assert.deepEqual(wide, []);
  await visit.pane('U0ANA').channel('D0ANA').click();
  await visit.pane('U0ANA').box.fill('/report');
  await visit.picture('page-narrow');
  await visit.leave();
});

test('the guide fills in the line, and ticks off what happened', async () => {
  const visit = await browser.visit(playground.url);
  const guide = visit.page.getByRole('navigation', { name: 'Try this' });
  await guide.getByRole('button', { name: /Report it/ }).click();
  const ana = visit.pane('U0ANA');
  assert.match(await ana.box.inputValue(), /^\/report summarizer /);
  assert.equal(await guide.locator('.done').count(), 0, 'nothing has happened yet');
  await api('chat.postEphemeral', { channel: 'C0AIHELP', user: 'U0ANA', text: 'Logged as LM-7' });
  await guide.getByRole('button', { name: /Report it.*done/ }).waitFor();
  await guide.getByRole('button', { name: /Fix it/ }).click();
  assert.match(await visit.pane('U0SAM').box.inputValue(), /^\/fixed LM-7 /);
  await guide.getByRole('button', { name: 'Hide the guide' }).click();
  await visit.page.reload();
  await visit.page.waitForSelector('.pane');
  assert.equal(await guide.count(), 0);
  await visit.page.getByRole('button', { name: 'Try this' }).click();
  await guide.waitFor();
  await visit.leave();
});
