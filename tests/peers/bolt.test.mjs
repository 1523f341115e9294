// An app written with Slack's own framework, unmodified, lives in the playground as it would in
// Slack: a small version of the loop, to show that the playground does not know whose bot it serves.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import bolt from '@slack/bolt';
import { APP_TOKEN, BOT_TOKEN, Playground, until } from '../support/playground.mjs';

let playground;
let app;

function card(ref, text) {
  return [
    { type: 'section', block_id: 'what', text: { type: 'plain_text', text } },
    { type: 'actions', block_id: 'do', elements: [
      { type: 'button', action_id: 'ack', value: ref, text: { type: 'plain_text', text: 'Acknowledge' } }] },
  ];
}

function teach() {
  app.command('/report', async ({ ack, command, client }) => {
    await ack(`Logged LM-1: ${command.text}`);
    await client.chat.postMessage({ channel: 'U0SAM', text: `LM-1 from <@${command.user_id}>`,
      blocks: card('LM-1', command.text) });
  });
  app.command('/trust', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'good at short contracts', response_type: 'ephemeral' });
  });
  app.action('ack', async ({ ack, body, action, client, respond }) => {
    await ack();
    await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `${action.value} acknowledged` });
    await respond({ text: 'thank you', replace_original: false });
  });
  app.message('summarizer', ({ message, say }) => say({ text: 'shall I log it?', thread_ts: message.ts }));
}

before(async () => {
  playground = await Playground.start();
  app = new bolt.App({ token: BOT_TOKEN, appToken: APP_TOKEN, socketMode: true, logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: playground.api } });
  teach();
  await app.start();
});

after(async () => {
  await app?.stop();
  await playground?.stop();
});

beforeEach(() => playground.reset());

const texts = async (as, channel, more) => (await playground.messages(as, channel, more)).map((one) => one.text);

test('a report is answered to its reporter and reaches the owner, who presses a button', async () => {
  const answer = await playground.command('U0ANA', 'C0LEGAL', '/report summarizer lost clause 9');
  assert.match(JSON.stringify(answer.payload), /Logged LM-1: summarizer lost clause 9/);
  const [owner] = await until('the card', async () => {
    const messages = await playground.messages('U0SAM', 'D0SAM');
    return messages.length > 0 && messages;
  });
  assert.equal(owner.bot, true);
  assert.equal((await playground.press('U0SAM', 'D0SAM', owner.ts, 'ack')).ok, true);
  await until('the card is edited', async () => (await texts('U0SAM', 'D0SAM')).includes('LM-1 acknowledged'));
  await until('the thanks', async () => (await texts('U0SAM', 'D0SAM')).includes('thank you'));
  assert.deepEqual(await texts('U0ANA', 'D0ANA'), [], 'nobody else was told');
});

test('an answer through response_url is for one person', async () => {
  await playground.command('U0ANA', 'C0LEGAL', '/trust summarizer');
  await until('the answer', async () => (await texts('U0ANA', 'C0LEGAL')).includes('good at short contracts'));
  assert.ok(!(await texts('U0MAYA', 'C0LEGAL')).includes('good at short contracts'));
});

test('a message is heard and answered in its thread, and the app does not hear itself', async () => {
  await playground.say('U0ANA', 'D0ANA', 'the summarizer is slow today');
  const [{ ts }] = await playground.messages('U0ANA', 'D0ANA');
  const thread = await until('the answer', async () => {
    const messages = await playground.messages('U0ANA', 'D0ANA', { thread_ts: ts });
    return messages.some((one) => one.text === 'shall I log it?') && messages;
  });
  assert.equal(thread.filter((one) => one.bot).length, 1);
});
