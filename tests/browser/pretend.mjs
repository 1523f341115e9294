// A pretend app for the tests of forms, on Slack's own framework: what it shows and answers is set by
// the test, what it hears is written down.
import bolt from '@slack/bolt';
import { APP_TOKEN, BOT_TOKEN } from '../support/playground.mjs';

export const plain = (text) => ({ type: 'plain_text', text });
export const option = (text, description) =>
  ({ text: plain(text), value: text, ...(description ? { description: plain(description) } : {}) });

/** An input block; its element's action_id is `v` where it has none. */
export const input = (block_id, label, element, more = {}) =>
  ({ type: 'input', block_id, label: plain(label), element: { action_id: 'v', ...element }, ...more });

export const modal = (title, blocks, more = {}) => ({ type: 'modal', callback_id: 'form', title: plain(title),
  submit: plain('Send'), close: plain('Cancel'), blocks, ...more });

export const home = (...blocks) => ({ type: 'home', blocks });

export class Pretend {
  static async start(playground) {
    const pretend = new Pretend();
    pretend.reset();
    pretend.app = new bolt.App({ token: BOT_TOKEN, appToken: APP_TOKEN, socketMode: true,
      logLevel: bolt.LogLevel.ERROR, clientOptions: { slackApiUrl: playground.api } });
    pretend.client = pretend.app.client;
    pretend.listen();
    await pretend.app.start();
    return pretend;
  }

  stop() { return this.app.stop(); }

  /** `form` is opened by both shortcuts; `answer(view)` gives what a submission is acknowledged with,
   *  `silent` for nothing at all; `act(body)` is run by an action; `page` is published as Home. */
  reset() {
    this.heard = [];
    this.form = null;
    this.page = null;
    this.silent = false;
    this.answer = () => undefined;
    this.act = () => {};
  }

  listen() {
    const { app } = this;
    app.shortcut(/.*/, async ({ ack, body }) => {
      this.heard.push(body);
      await ack();
      if (this.form)
        await this.open(body.trigger_id, this.form);
    });
    app.view(/.*/, async ({ ack, body }) => {
      this.heard.push(body);
      if (!this.silent)
        await ack(this.answer(body.view));
    });
    app.view({ callback_id: /.*/, type: 'view_closed' }, async ({ ack, body }) => {
      this.heard.push(body);
      await ack();
    });
    app.action(/.*/, async ({ ack, body }) => {
      this.heard.push(body);
      await ack();
      await this.act(body);
    });
    app.event(/.*/, async ({ event }) => {
      this.heard.push(event);
      if (event.type === 'app_home_opened' && event.tab === 'home' && this.page)
        await this.publish(event.user, this.page);
    });
  }

  open(trigger_id, view) { return this.client.views.open({ trigger_id, view }); }

  update(view_id, view) { return this.client.views.update({ view_id, view }); }

  publish(user_id, view) { return this.client.views.publish({ user_id, view }); }

  /** The last that was heard of a type: view_submission, shortcut, reaction_added … */
  last(type) { return this.heard.filter((one) => one.type === type).at(-1); }

  count(type) { return this.heard.filter((one) => one.type === type).length; }
}
