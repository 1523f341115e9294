// Where a person types: a text box that completes /commands, @people and #channels.
// Enter sends, Shift+Enter breaks the line, Up in an empty box brings the last line back.

import { avatar } from './avatar.js';
import { append, freshId, h, icon } from './dom.js';
import { iconButton, Menu } from './popup.js';

const MOST_CHOICES = 8;

/** What is being completed at the caret: {kind, word, from}, or null. */
export function wanted(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command)
    return { kind: 'command', word: before, from: 0 };
  const mention = /(?:^|[\s(=,])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!mention)
    return null;
  return {
    kind: mention[1] === '@' ? 'person' : 'channel',
    word: mention[2],
    from: caret - mention[2].length - 1,
  };
}

const starts = (text, word) => text.toLowerCase().startsWith(word.toLowerCase());

/** Choices for what is wanted: {insert, title, detail, hint, person}. */
export function choices(want, world, mentions = false) {
  const app = mentions && starts(world.app.name, want.word) ? [{ insert: `@${world.app.name}`,
    title: world.app.name, detail: 'the app: it hears what mentions it' }] : [];
  const all = {
    command: () => world.commands.filter((one) => starts(one.command, want.word)).map((one) => ({
      insert: one.command, title: one.command, detail: one.description, hint: one.usage_hint })),
    person: () => [...app, ...world.people.filter((one) => starts(one.handle, want.word) ||
      one.name.split(' ').some((part) => starts(part, want.word))).map((one) => ({
      insert: `@${one.handle}`, title: one.name, detail: `@${one.handle}`, person: one.id }))],
    channel: () => world.channels.filter((one) => starts(one.name, want.word)).map((one) => ({
      insert: `#${one.name}`, title: `#${one.name}`, detail: one.private ? 'private' : '' })),
  };
  return all[want.kind]().slice(0, MOST_CHOICES);
}

export class Composer {
  /** `send(text)` resolves when the line has gone, rejects with an Error to be shown; `place` is
   *  the owner's own word for where this is, `draft` what stands in the box at first;
   *  `shortcut(one)` takes a global shortcut, and rejects like `send`; `mentions`: the app hears only
   *  what mentions it. */
  constructor({ world, label, place, draft, send, shortcut, mentions = false }) {
    this.world = world;
    this.mentions = mentions;
    this.send = send;
    this.shortcut = shortcut;
    this.label = label;
    this.place = place;
    this.found = [];
    this.chosen = 0;
    this.past = [];
    this.element = this.build();
    this.box.value = draft;
    this.edited();
    this.hide();
  }

  build() {
    const list = freshId('choices');
    const hint = freshId('hint');
    this.box = h('textarea', {
      rows: '1', placeholder: this.label, 'aria-label': this.label, 'aria-describedby': hint,
      'aria-haspopup': 'listbox', 'aria-controls': list, 'aria-autocomplete': 'list',
      autocomplete: 'off', spellcheck: 'true',
      onkeydown: (event) => this.key(event),
      oninput: () => this.edited(),
      onclick: () => this.complete(),
      onblur: () => this.hide(),
    });
    this.list = h('ul', { class: 'choices', id: list, role: 'listbox', 'aria-label': 'Suggestions',
      hidden: true });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.usage = h('p', { class: 'usage', id: hint });
    this.button = h('button', { type: 'button', class: 'send', 'aria-label': 'Send', disabled: true,
      onclick: () => this.submit() }, icon('send'));
    this.idle();
    return h('div', { class: 'composer' }, this.problem,
      h('div', { class: 'composer-box' }, this.list, this.shortcuts(), this.box, this.button), this.usage);
  }

  /** The app's global shortcuts, which need no message and no words. */
  shortcuts() {
    const all = (this.world.shortcuts ?? []).filter(({ type }) => type === 'global');
    if (all.length === 0 || !this.shortcut)
      return null;
    return new Menu({ button: iconButton('bolt', 'Shortcuts'), label: 'Shortcuts',
      items: () => all.map((one) => ({ title: one.name, detail: one.description, picture: icon('bolt'),
        run: () => {
          this.problem.hidden = true;
          this.shortcut(one).catch((error) => this.fail(error.message));
        } })) }).element;
  }

  idle() {
    this.usage.replaceChildren();
    append(this.usage, [h('kbd', {}, '/'), ' commands   ', h('kbd', {}, '@'),
      this.mentions ? ` people, and ${this.world.app.name}   ` : ' people   ', h('kbd', {}, 'Enter'), ' sends']);
  }

  /** Below the box: how the command being typed is used. */
  showUsage() {
    const name = this.box.value.split(/\s/)[0];
    const command = this.world.commands.find((one) => one.command === name);
    if (!command)
      return this.idle();
    this.usage.replaceChildren();
    append(this.usage, [h('strong', {}, command.command), ` ${command.usage_hint ?? ''}`]);
  }

  grow() {
    this.box.rows = Math.min(6, this.box.value.split('\n').length);
  }

  edited() {
    this.button.disabled = this.box.value.trim() === '';
    this.grow();
    this.showUsage();
    this.problem.hidden = true;
    this.complete();
  }

  complete() {
    this.want = wanted(this.box.value, this.box.selectionStart);
    this.found = this.want ? choices(this.want, this.world, this.mentions) : [];
    this.chosen = 0;
    if (this.found.length === 0)
      return this.hide();
    this.list.replaceChildren(...this.found.map((choice, index) => this.option(choice, index)));
    this.list.hidden = false;
    this.mark();
  }

  option(choice, index) {
    return h('li', {
      role: 'option', id: `${this.list.id}-${index}`,
      // mousedown, not click: the box must not lose its focus first.
      onmousedown: (event) => {
        event.preventDefault();
        this.take(index);
      },
    }, choice.person ? avatar(this.world, choice.person, 'small') : null,
    h('span', { class: 'choice-title' }, choice.title,
      choice.hint ? h('span', { class: 'choice-hint' }, ` ${choice.hint}`) : null),
    h('span', { class: 'choice-detail' }, choice.detail));
  }

  mark() {
    [...this.list.children].forEach((item, index) =>
      item.setAttribute('aria-selected', String(index === this.chosen)));
    this.box.setAttribute('aria-activedescendant', `${this.list.id}-${this.chosen}`);
    this.list.children[this.chosen]?.scrollIntoView({ block: 'nearest' });
  }

  hide() {
    this.found = [];
    this.list.hidden = true;
    this.box.removeAttribute('aria-activedescendant');
  }

  take(index) {
    const { insert } = this.found[index];
    const after = this.box.value.slice(this.box.selectionStart).replace(/^\S* ?/, '');
    const head = `${this.box.value.slice(0, this.want.from)}${insert} `;
    this.box.value = head + after;
    this.box.setSelectionRange(head.length, head.length);
    this.edited();
    this.hide();
  }

  move(step) {
    this.chosen = (this.chosen + step + this.found.length) % this.found.length;
    this.mark();
  }

  key(event) {
    if (event.isComposing)
      return;
    const open = this.found.length > 0;
    // A command typed to its end needs no choosing: Enter sends it.
    const complete = open && this.found[this.chosen].insert === this.want.word;
    const keys = open ? {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Tab: () => this.take(this.chosen),
      Enter: () => (complete ? this.submit() : this.take(this.chosen)),
      Escape: () => this.hide(),
    } : {
      Enter: () => this.submit(),
      ArrowUp: this.box.value === '' && this.past.length > 0 ? () => this.fill(this.past.at(-1)) : null,
    };
    const act = Object.hasOwn(keys, event.key) && !event.shiftKey ? keys[event.key] : null;
    if (act) {
      event.preventDefault();
      // Escape closes one thing at a time: the thread behind the list stays.
      event.stopPropagation();
      act();
    }
  }

  /** Puts a line into the box, ready to be sent. */
  fill(text) {
    this.box.value = text;
    this.edited();
    this.hide();
    this.focus();
    this.box.setSelectionRange(text.length, text.length);
  }

  focus() {
    this.box.focus();
  }

  fail(sentence) {
    this.problem.replaceChildren(icon('alert'), sentence);
    this.problem.hidden = false;
  }

  async submit() {
    const text = this.box.value;
    if (text.trim() === '' || this.busy)
      return;
    this.hide();
    this.setBusy(true);
    try {
      await this.send(text);
      this.past.push(text);
      // What was typed meanwhile is not ours to throw away.
      this.box.value = this.box.value.startsWith(text) ? this.box.value.slice(text.length) : '';
      this.edited();
      this.hide();
    } catch (error) {
      this.fail(error.message);
    }
    this.setBusy(false);
  }

  setBusy(busy) {
    this.busy = busy;
    this.box.readOnly = busy;
    this.element.classList.toggle('busy', busy);
    this.button.setAttribute('aria-busy', String(busy));
  }
}
