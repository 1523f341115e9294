// What a person does to a message: presses its buttons, chooses in it, reacts, takes a shortcut. When
// it fails the words for it stand under that message.

import { inSlacksWords, inTeamsWords } from './api.js';
import { confirmed } from './confirm.js';
import { makeControl } from './controls.js';
import { append, icon } from './dom.js';

// A day is typed in several strokes.
const PAUSE = 600;

export class MessageActions {
  /** `pane` has session, channel, reader and calls.did, as they are at the time. */
  constructor(pane) {
    this.pane = pane;
    this.notices = new Map();
  }

  /** The pane's reader, able to act. */
  get reader() {
    const shortcut = (message, one, row) => this.attempt(row, one.name,
      (session, channel) => session.shortcut(one.callback_id, channel, message.ts));
    if (this.pane.onTeams)
      return { ...this.pane.reader, shortcut, pressCard: (...what) => this.pressCard(...what),
        notice: ({ ts }) => this.notices.get(ts) };
    return { ...this.pane.reader, shortcut,
      press: (...what) => this.press(...what),
      control: (...what) => this.control(...what),
      react: (message, name, remove, row) => this.attempt(row, `:${name}:`,
        (session, channel) => session.react(channel, message.ts, name, remove)),
    };
  }

  /** What the app says to a press is shown under the message, also when that is drawn anew. */
  notice(ts, words) {
    const place = this.pane.messages.find(ts)?.querySelector('.message-notice');
    this.notices.set(ts, words);
    if (!place)
      return;
    const stay = this.pane.messages.atBottom();
    place.textContent = words;
    if (stay)
      this.pane.messages.toBottom();
  }

  /** A button of a Teams card. */
  async pressCard(message, number, action, button, card) {
    const row = button.closest('.message');
    const wrong = card.check();
    if (button.getAttribute('aria-disabled') === 'true')
      return;
    card.complain(wrong);
    if (Object.keys(wrong).length > 0) {
      card.focusFirst(true);
      return;
    }
    this.notice(message.ts, '');
    card.setBusy(true, button);
    const done = await this.attempt(row, `“${action.title}”`, async (session, channel) => {
      const { notice } = await session.press(channel, message.ts, number, card.values());
      this.notice(message.ts, notice ?? '');
    });
    if (done)
      this.pane.calls.did('press', { pane: this.pane, words: action.title });
    card.setBusy(false, button);
  }

  /** Does it; what goes wrong is said under the message. */
  async attempt(row, words, act) {
    const problem = row.querySelector('.message-error');
    problem.replaceChildren();
    try {
      await act(this.pane.session, this.pane.channel);
      return true;
    } catch (error) {
      const { onTeams, reader } = this.pane;
      const said = onTeams ? inTeamsWords(error, reader.world.app.name) : inSlacksWords(error, words);
      append(problem, [icon('alert'), said.message]);
      return false;
    }
  }

  /** A button, or with a value the choice of an overflow menu. */
  async press(element, block, button, value) {
    if (button.getAttribute('aria-disabled') === 'true')
      return;
    const row = button.closest('.message');
    if (element.confirm && !await confirmed(element.confirm, this.pane.reader))
      return;
    const words = button.getAttribute('aria-label') ?? button.textContent;
    this.setPressed(row, button, true);
    const done = await this.send(row, `“${words}”`, element, block, value);
    if (done)
      this.pane.calls.did('press', { pane: this.pane, words });
    this.setPressed(row, button, false);
  }

  send(row, words, element, block, value) {
    return this.attempt(row, words, (session, channel) => session.act({ channel, ts: row.dataset.ts,
      action_id: element.action_id, block_id: block.block_id, value }));
  }

  setPressed(row, button, pressed) {
    button.setAttribute('aria-busy', String(pressed));
    row.querySelectorAll('.block-button').forEach((one) =>
      one.setAttribute('aria-disabled', String(pressed)));
  }

  /** What is chosen in a message is sent at once. */
  control(element, block, name) {
    let timer = null;
    let before = null;
    const choose = async () => {
      if (JSON.stringify(control.value) === JSON.stringify(before))
        return;
      if (element.confirm && !await confirmed(element.confirm, this.pane.reader))
        return control.set(before);
      before = control.value;
      this.send(control.node.closest('.message'), 'This choice', element, block, control.value);
    };
    const control = makeControl(element, block, { reader: this.pane.reader, name, changed: (how) => {
      clearTimeout(timer);
      timer = setTimeout(choose, how === 'typing' ? PAUSE : 0);
    } });
    before = control.value;
    return control;
  }
}
