// A pretend app on Teams for the tests of the page: cards, and what an invoke is answered with.
import assert from 'node:assert/strict';
import { attached, Bot } from '../playground/teams.mjs';

export const card = (...body) => ({ type: 'AdaptiveCard', version: '1.5', msteams: { width: 'Full' }, body });
export const text = (words, more = {}) => ({ type: 'TextBlock', text: words, wrap: true, ...more });
export const run = (...inlines) => ({ type: 'RichTextBlock',
  inlines: inlines.map((one) => (typeof one === 'string' ? { type: 'TextRun', text: one } : { type: 'TextRun', ...one })) });
export const row = (...actions) => ({ type: 'ActionSet', actions });
export const execute = (title, data = {}, more = {}) => ({ type: 'Action.Execute', title, verb: 'press', data, ...more });
export const submit = (title, data = {}, more = {}) => ({ type: 'Action.Submit', title, data, ...more });
export const fetchTask = (title) => submit(title, { msteams: { type: 'task/fetch' } });

/** Bodies of the answers to an invoke. */
export const said = (value) => ({ task: { type: 'message', value } });
export const notice = (value) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });
export const replaced = (value) => ({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value });

export class PretendTeams extends Bot {
  /** `answer(activity)` gives the body of what an activity is answered with; undefined: an empty one. */
  reset() {
    this.activities.length = 0;
    this.answer = () => undefined;
  }

  /** Posts a card; `to`: who alone is to see it. */
  show(channel, content, { to = null, summary = 'A card' } = {}) {
    const target = to ? { recipient: { id: to, isTargeted: true } } : {};
    return this.said(channel, attached(content, { summary, ...target }), to ? { query: '?isTargetedActivity=true' } : {});
  }

  async change(channel, id, content) {
    const answer = await this.put(channel, id, attached(content));
    assert.equal(answer.status, 200, `${answer.code}: ${answer.message}`);
  }
}
