// A dialog of Teams, over the pane of its person: a card whose buttons send it, or words after that. It
// stands among the modals of modal.js and is handled like them.

import { inTeamsWords } from './api.js';
import { Card } from './card.js';
import { freshId, h, icon } from './dom.js';
import { visiblyFocused } from './form.js';
import { iconButton } from './popup.js';

const PAUSE = 350;

export class Task {
  /** `calls`: session(), app(), did(what, details). */
  constructor(view, reader, calls) {
    this.id = view.id;
    this.reader = reader;
    this.calls = calls;
    this.waiting = new Map();
    const title = freshId('title');
    this.title = h('h2', { id: title });
    this.closer = iconButton('close', 'Close', { onclick: () => this.close() });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.body = h('div', { class: 'modal-body' });
    this.foot = h('footer', { class: 'modal-foot' });
    this.element = h('div', { class: 'modal task', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': title,
      tabindex: '-1', onkeydown: (event) => this.key(event) },
    h('header', { class: 'modal-head' }, this.title, this.closer), this.body, this.problem, this.foot);
    this.show(view);
  }

  /** As it is now; what was typed here stays as long as the card does. */
  show(view) {
    this.title.textContent = view.title ?? '';
    const shape = JSON.stringify([view.card, view.notice]);
    if (shape === this.shape)
      return;
    const had = this.element.contains(document.activeElement);
    this.shape = shape;
    this.forget();
    this.card = view.card ? this.make(view) : null;
    this.body.replaceChildren(this.card ? h('div', { class: 'form' }, this.card.element)
      : h('p', { class: 'task-notice', role: 'status' }, view.notice ?? ''));
    const done = h('button', { type: 'button', class: 'block-button', onclick: () => this.close() }, 'Close');
    this.foot.replaceChildren(this.card?.row ?? done);
    this.body.scrollTop = 0;
    if (had && !visiblyFocused(this.element))
      this.focus();
  }

  make(view) {
    const card = new Card(view.card, this.reader, {
      press: (...what) => this.press(...what),
      changed: (input, how) => this.changed(input, how),
    });
    card.fill(view.values ?? {});
    return card;
  }

  focus() {
    if (!this.card?.focusFirst())
      this.element.focus();
  }

  fail(error) {
    this.problem.replaceChildren(icon('alert'), h('span', {}, error.message));
    this.problem.hidden = false;
  }

  /** What is typed is kept with the dialog a moment later, so that a reload loses nothing. */
  changed(input, how) {
    input.complain(null);
    clearTimeout(this.waiting.get(input)?.timer);
    const keep = () => {
      this.waiting.delete(input);
      this.calls.session().keepInput(this.id, input.id, input.value).catch((error) => this.fail(error));
    };
    this.waiting.set(input, { keep, timer: setTimeout(keep, how === 'typing' ? PAUSE : 0) });
  }

  flush() {
    [...this.waiting.values()].forEach(({ keep, timer }) => {
      clearTimeout(timer);
      keep();
    });
  }

  forget() {
    this.waiting.forEach(({ timer }) => clearTimeout(timer));
    this.waiting.clear();
  }

  complain(errors) {
    this.card.complain(errors);
    if (!this.card.focusFirst(true))
      this.fail(new Error(Object.values(errors).join(' ')));
  }

  async press(number, action, button, card) {
    if (button.getAttribute('aria-disabled') === 'true')
      return;
    this.problem.hidden = true;
    const wrong = card.check();
    if (Object.keys(wrong).length > 0)
      return this.complain(wrong);
    card.complain({});
    this.forget();
    card.setBusy(true, button);
    try {
      const answer = await this.calls.session().submit(this.id, card.values(), number);
      this.calls.did('submit', { answer, words: action.title });
      if (answer.closed)
        this.calls.session().dropView(this.id);
    } catch (error) {
      this.refused(error);
    }
    card.setBusy(false, button);
  }

  refused(error) {
    if (error.errors && Object.keys(error.errors).length > 0)
      return this.complain(error.errors);
    const said = inTeamsWords(error, this.calls.app());
    this.fail(said === error ? error : new Error(`${said.message} What you wrote is still here.`));
  }

  async close() {
    this.forget();
    try {
      await this.calls.session().closeView(this.id);
    } catch (error) {
      if (error.code === 'no_answer')
        return this.fail(error);
    }
    this.calls.session().dropView(this.id);
  }

  key(event) {
    const stops = [this.closer, ...this.foot.querySelectorAll('button')];
    const [first, last] = [stops[0], stops.at(-1)];
    const at = document.activeElement;
    const turn = event.key !== 'Tab' ? null
      : event.shiftKey && (at === first || at === this.element) ? last
        : !event.shiftKey && at === last ? first : null;
    if (turn)
      turn.focus();
    else if (event.key === 'Escape')
      this.close();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
      this.foot.querySelector('button.primary')?.click();
    else
      return;
    event.preventDefault();
    event.stopPropagation();
  }
}
