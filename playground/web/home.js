// The Home of the app, one for each person: what it published last, live.

import { inSlacksWords } from './api.js';
import { avatar } from './avatar.js';
import { append, h, icon } from './dom.js';
import { Form, visiblyFocused } from './form.js';

export class Home {
  /** `pane` has session, reader, world and calls.did. */
  constructor(pane) {
    this.pane = pane;
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.page = h('div', { class: 'home-page' });
    this.element = h('div', { class: 'home', role: 'tabpanel', tabindex: '0', 'aria-label': 'Home', hidden: true },
      h('div', { class: 'home-inner' }, this.problem, this.page));
  }

  /** Somebody else sits here now. */
  reset() {
    this.form = null;
    this.opening = false;
    this.problem.hidden = true;
    this.page.replaceChildren();
  }

  /** It came into view: the app is told, and may publish. */
  async open() {
    const { session } = this.pane;
    this.problem.hidden = true;
    this.opening = true;
    this.show(session.views.home);
    try {
      await session.openHome();
    } catch (error) {
      if (session === this.pane.session)
        this.fail(inSlacksWords(error, 'Opening Home'));
    }
    this.opening = false;
    if (session === this.pane.session)
      this.show(session.views.home);
  }

  show(view) {
    const had = this.element.contains(document.activeElement);
    this.draw(view);
    // A pressed button that is gone leaves the focus on the page it was on.
    if (had && !visiblyFocused(this.element))
      this.element.focus();
  }

  draw(view) {
    if (!view) {
      this.form = null;
      this.page.replaceChildren(this.empty());
      return;
    }
    if (this.form?.id !== view.id)
      this.form = this.make(view);
    this.form.show(view);
    if (this.page.firstElementChild !== this.form.element)
      this.page.replaceChildren(this.form.element);
  }

  empty() {
    const { world } = this.pane;
    return h('div', { class: 'empty' }, avatar(world, 'U0BOT'),
      h('p', {}, this.opening ? 'Loading…' : `${world.app.name} has put nothing on this page yet.`));
  }

  make(view) {
    const form = new Form(this.pane.reader, {
      act: (...what) => this.act(...what),
      keep: (block, element, value) => this.pane.session
        .keep(view.id, block.block_id, element.action_id, value).catch((error) => this.fail(error)),
      enter: () => {},
    });
    return Object.assign(form, { id: view.id });
  }

  fail(error) {
    this.problem.replaceChildren();
    append(this.problem, [icon('alert'), h('span', {}, error.message)]);
    this.problem.hidden = false;
  }

  async act(element, block, value, node) {
    this.problem.hidden = true;
    const words = node.textContent;
    try {
      await this.pane.session.act({ view_id: this.form.id, action_id: element.action_id,
        block_id: block.block_id, value });
      this.pane.calls.did('press', { pane: this.pane, words });
    } catch (error) {
      this.fail(inSlacksWords(error, words ? `“${words}”` : 'This choice'));
    }
  }
}
