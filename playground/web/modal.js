// The modals of one person, over their pane alone: the others go on with theirs. One is shown, the top
// of the stack; those below keep what was typed.
//
// The focus moves in when it was in this pane or nowhere, stays inside, and goes back where it was.

import { inSlacksWords } from './api.js';
import { append, freshId, h, icon } from './dom.js';
import { Form, visiblyFocused } from './form.js';
import { iconButton } from './popup.js';
import { Task } from './task.js';

/** One view as a dialog. */
class Dialog {
  /** `calls`: session(), did(what, details). */
  constructor(view, reader, calls) {
    this.calls = calls;
    this.id = view.id;
    this.form = new Form(reader, {
      act: (...what) => this.act(...what),
      keep: (block, element, value) => calls.session().keep(this.id, block.block_id, element.action_id, value)
        .catch((error) => this.fail(error)),
      enter: () => this.submit(),
    });
    this.build();
    this.show(view, 0);
  }

  build() {
    const title = freshId('title');
    this.title = h('h2', { id: title });
    this.back = iconButton('back', 'Back', { class: 'bare modal-back', onclick: () => this.close() });
    this.closer = iconButton('close', 'Close', { onclick: () => this.close(true) });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.cancel = h('button', { type: 'button', class: 'block-button', onclick: () => this.close() });
    this.send = h('button', { type: 'button', class: 'block-button primary modal-submit',
      onclick: () => this.submit() });
    this.body = h('div', { class: 'modal-body' }, this.form.element);
    this.element = h('div', { class: 'modal', role: 'dialog', 'aria-modal': 'true',
      'aria-labelledby': title, tabindex: '-1', onkeydown: (event) => this.key(event) },
    h('header', { class: 'modal-head' }, this.back, this.title, this.closer), this.body, this.problem,
    h('footer', { class: 'modal-foot' }, this.cancel, this.send));
  }

  /** The view as it is now; `below` says how many it stands upon. */
  show(view, below) {
    const had = this.element.contains(document.activeElement);
    this.below = below;
    this.title.textContent = view.title ?? '';
    this.cancel.textContent = view.close ?? (view.submit ? 'Cancel' : 'Close');
    this.send.textContent = view.submit ?? 'Submit';
    this.send.hidden = !view.submit && !(view.blocks ?? []).some(({ type }) => type === 'input');
    this.back.hidden = below === 0;
    this.form.show(view);
    // What had the focus may be gone: Escape and Tab must still know where they are.
    if (had && !visiblyFocused(this.element))
      this.focus();
  }

  focus() {
    if (!this.form.focusFirst())
      this.element.focus();
  }

  fail(error) {
    this.problem.replaceChildren(icon('alert'), h('span', {}, error.message));
    this.problem.hidden = false;
  }

  async act(element, block, value, node) {
    this.problem.hidden = true;
    const words = node.textContent;
    try {
      await this.calls.session().act({ view_id: this.id, action_id: element.action_id,
        block_id: block.block_id, value });
      this.calls.did('press', { words });
    } catch (error) {
      this.fail(inSlacksWords(error, words ? `“${words}”` : 'This choice'));
    }
  }

  /** The complaints at their fields, the focus on the first. */
  complain(errors) {
    this.form.complain(errors);
    if (!this.form.focusFirst(true))
      this.fail(new Error(Object.values(errors).join(' ')));
  }

  async submit() {
    if (this.busy || this.send.hidden)
      return;
    this.problem.hidden = true;
    const wrong = this.form.check();
    if (Object.keys(wrong).length > 0)
      return this.complain(wrong);
    this.form.complain({});
    this.form.forget();
    this.setBusy(true);
    try {
      const answer = await this.calls.session().submit(this.id, this.form.values());
      this.calls.did('submit', { answer });
      this.answered(answer);
    } catch (error) {
      this.refused(error);
    }
    this.setBusy(false);
  }

  answered({ response_action: action, errors }) {
    if (action === 'errors')
      this.complain(errors ?? {});
    else if (!action || action === 'clear')
      this.calls.session().dropView(this.id, action === 'clear');
  }

  refused(error) {
    if (error.errors && Object.keys(error.errors).length > 0)
      return this.complain(error.errors);
    const said = { operation_timeout: `${this.calls.app()} did not answer within three seconds. ` +
        'What you wrote is still here: try again.',
    invalid_view_response: `${this.calls.app()} answered with something that cannot be shown. ` +
        'What you wrote is still here.' };
    this.fail(said[error.code] ? new Error(said[error.code]) : error);
  }

  setBusy(busy) {
    this.busy = busy;
    this.element.setAttribute('aria-busy', String(busy));
    this.send.setAttribute('aria-busy', String(busy));
    this.send.setAttribute('aria-disabled', String(busy));
  }

  /** This view, or with `all` everything that lies under it too. */
  async close(all = false) {
    const whole = all && this.below > 0;
    this.form.forget();
    try {
      await this.calls.session().closeView(this.id, whole);
    } catch (error) {
      if (error.code === 'no_answer')
        return this.fail(error);
    }
    this.calls.session().dropView(this.id, whole);
  }

  flush() { this.form.flush(); }

  key(event) {
    const stops = [this.back, this.closer, this.cancel, this.send].filter((one) => !one.hidden);
    const [first, last] = [stops[0], stops.at(-1)];
    const at = document.activeElement;
    const turn = event.key !== 'Tab' ? null
      : event.shiftKey && (at === first || at === this.element) ? last
        : !event.shiftKey && at === last ? first : null;
    const enter = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (turn)
      turn.focus();
    else if (event.key === 'Escape')
      this.close();
    else if (enter)
      this.submit();
    else
      return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export class Modals {
  /** `pane` has element, session, reader, world, covered (what lies under a modal), calls.did and
   *  focus(), for when nothing else can take it back. */
  constructor(pane) {
    this.pane = pane;
    this.dialogs = new Map();
    this.element = h('div', { class: 'overlay', hidden: true });
    this.from = null;
  }

  /** Somebody else sits here now. */
  reset() {
    this.dialogs.clear();
    this.cover(false);
  }

  show(views) {
    const ids = new Set(views.map(({ id }) => id));
    [...this.dialogs.keys()].forEach((id) => ids.has(id) || this.dialogs.delete(id));
    const top = views.at(-1);
    if (!top)
      return this.leave();
    const dialog = this.dialogs.get(top.id) ?? this.make(top);
    dialog.show(top, views.length - 1);
    if (this.element.firstElementChild === dialog.element)
      return;
    const focus = document.activeElement;
    const ours = focus === document.body || focus === null || this.pane.element.contains(focus);
    if (this.element.hidden && ours)
      this.from = focus;
    this.element.replaceChildren(dialog.element);
    this.cover(true);
    if (ours)
      dialog.focus();
  }

  make(view) {
    const { pane } = this;
    const Kind = view.platform === 'teams' ? Task : Dialog;
    const dialog = new Kind(view, pane.reader, {
      session: () => pane.session,
      app: () => pane.world.app.name,
      did: (what, details) => pane.calls.did(what, { pane, ...details }),
    });
    this.dialogs.set(view.id, dialog);
    return dialog;
  }

  cover(covered) {
    this.element.hidden = !covered;
    this.pane.covered.forEach((element) => { element.inert = covered; });
    if (!covered)
      this.element.replaceChildren();
  }

  leave() {
    if (this.element.hidden)
      return;
    const ours = this.element.contains(document.activeElement) || document.activeElement === document.body;
    this.cover(false);
    if (!ours)
      return;
    if (this.from?.isConnected && this.from !== document.body)
      this.from.focus();
    else
      this.pane.focus();
  }

  /** Moves the focus into the form that is open; false when there is none. */
  focus() {
    const dialog = [...this.dialogs.values()].find(({ element }) => this.element.contains(element));
    dialog?.focus();
    return Boolean(dialog);
  }

  /** Sends what still waits, before the page goes. */
  flush() {
    this.dialogs.forEach((dialog) => dialog.flush());
  }
}
