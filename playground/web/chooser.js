// Choosing from a list: one or several options, people, channels, conversations. A box one types into
// to find, with the list under it; what was chosen from a multi select stands before it as chips.

import { avatar } from './avatar.js';
import { freshId, h, icon } from './dom.js';
import { textObject } from './mrkdwn.js';
import { Popup } from './popup.js';

export const CHOOSERS = new Set(['static_select', 'multi_static_select', 'users_select',
  'multi_users_select', 'channels_select', 'multi_channels_select', 'conversations_select',
  'multi_conversations_select']);

const channelChoice = (channel) => ({ value: channel.id, title: channel.name,
  picture: () => icon(channel.private ? 'lock' : 'hash') });

function options(list, reader, group = null) {
  return (list ?? []).map((option) => ({ value: option.value, group,
    title: textObject(option.text, reader).textContent,
    detail: option.description ? textObject(option.description, reader).textContent : '' }));
}

function wantedKind(channel, include) {
  return !include || include.includes(channel.direct ? 'im' : channel.private ? 'private' : 'public');
}

/** All that may be chosen: [{value, title, detail, picture(), group}]. */
export function choicesFor(element, reader) {
  const { world } = reader;
  const makers = {
    static: () => (element.option_groups
      ? element.option_groups.flatMap((group) =>
        options(group.options, reader, textObject(group.label, reader).textContent))
      : options(element.options, reader)),
    users: () => world.people.map((person) => ({ value: person.id, title: person.name,
      detail: `@${person.handle}`, picture: () => avatar(world, person.id, 'small') })),
    channels: () => world.channelsOf(reader.self)
      .filter((channel) => !channel.direct && !channel.private).map(channelChoice),
    conversations: () => world.channelsOf(reader.self)
      .filter((channel) => wantedKind(channel, element.filter?.include)).map(channelChoice),
  };
  return makers[element.type.replace(/^multi_|_select$/g, '')]();
}

const holds = (text, word) => text.toLowerCase().includes(word.toLowerCase());

export class Chooser {
  constructor(element, block, { reader, changed }) {
    this.all = choicesFor(element, reader);
    this.many = element.type.startsWith('multi_');
    this.most = element.max_selected_items ?? Infinity;
    this.changed = changed;
    this.chosen = [];
    this.build(element, block);
  }

  build(element, block) {
    const id = freshId('chooser');
    this.placeholder = element.placeholder?.text ?? 'Choose';
    this.target = h('input', {
      type: 'text', class: 'chooser-box', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
      'aria-expanded': 'false', 'aria-haspopup': 'listbox', 'aria-controls': id,
      'aria-autocomplete': 'list', placeholder: this.placeholder, dir: 'auto',
      'data-action': element.action_id ?? '', 'data-block': block.block_id ?? '',
      oninput: () => this.show(this.target.value),
      onkeydown: (event) => this.key(event),
      onblur: () => this.close(),
    });
    this.list = h('ul', { class: 'menu chooser-list', role: 'listbox', id, 'aria-label': 'Choices',
      'aria-multiselectable': this.many ? 'true' : null,
      // Not click: the box must not lose its focus first.
      onmousedown: (event) => event.preventDefault() });
    this.chips = h('span', { class: 'chooser-chips' });
    this.clear = h('button', { type: 'button', class: 'chooser-clear', 'aria-label': 'Clear', hidden: true,
      onclick: () => this.change([]) }, icon('close'));
    this.field = h('div', { class: 'chooser text-box', onmousedown: (event) => this.press(event) },
      this.chips, this.target, this.clear, icon('chevron'));
    this.popup = new Popup(this.list, this.field, { wide: true });
    this.node = h('div', { class: 'chooser-place' }, this.field, this.list);
  }

  get value() { return this.many ? [...this.chosen] : this.chosen[0] ?? null; }

  set(value) {
    this.chosen = [value].flat().filter((one) => one !== null && one !== undefined);
    this.draw();
  }

  focus() { this.target.focus(); }

  title(value) { return this.all.find((choice) => choice.value === value)?.title ?? value; }

  draw() {
    const [first] = this.chosen;
    this.clear.hidden = this.many || first === undefined;
    if (!this.many) {
      this.target.value = first === undefined ? '' : this.title(first);
      return;
    }
    this.target.placeholder = first === undefined ? this.placeholder : '';
    this.chips.replaceChildren(...this.chosen.map((value) => h('span', { class: 'chosen' },
      h('span', {}, this.title(value)), h('button', { type: 'button', tabindex: '-1',
        'aria-label': `Take out ${this.title(value)}`,
        onclick: () => this.change(this.chosen.filter((one) => one !== value)) }, icon('close')))));
  }

  /** A person's doing, unlike set(). */
  change(chosen) {
    this.chosen = chosen;
    this.draw();
    this.focus();
    this.changed('chosen');
  }

  press(event) {
    if (event.target.closest('button'))
      return;
    if (event.target !== this.target) {
      event.preventDefault();
      this.focus();
    }
    if (this.popup.open)
      this.close();
    else
      this.show('');
  }

  /** The list, of what holds the word. */
  show(word) {
    this.found = this.all.filter((choice) => holds(choice.title, word) || holds(choice.detail ?? '', word));
    this.at = Math.max(0, this.found.findIndex((choice) => choice.value === this.chosen[0]));
    let group = null;
    this.items = this.found.map((choice, index) => this.item(choice, index));
    const rows = this.items.flatMap((item, index) => {
      const heading = this.found[index].group;
      const begins = heading && heading !== group;
      group = heading;
      return begins ? [h('li', { class: 'menu-group', role: 'presentation' }, heading), item] : [item];
    });
    const full = this.many && this.chosen.length >= this.most;
    if (this.found.length === 0)
      rows.push(h('li', { class: 'menu-none', role: 'presentation' }, 'Nothing of that name.'));
    if (full)
      rows.unshift(h('li', { class: 'menu-none', role: 'presentation' },
        `${this.most} ${this.most === 1 ? 'is' : 'are'} the most that can be chosen.`));
    this.list.replaceChildren(...rows);
    this.popup.show();
    this.target.setAttribute('aria-expanded', 'true');
    this.mark();
  }

  item(choice, index) {
    const chosen = this.chosen.includes(choice.value);
    return h('li', { role: 'option', class: 'row', id: `${this.list.id}-${index}`,
      'aria-selected': String(chosen), onclick: () => this.take(index) },
    choice.picture ? h('span', { class: 'menu-picture' }, choice.picture()) : null,
    h('span', { class: 'menu-words' }, h('span', { class: 'menu-title' }, choice.title),
      choice.detail ? h('span', { class: 'menu-detail' }, choice.detail) : null),
    chosen ? icon('check') : null);
  }

  mark() {
    this.items.forEach((item, index) => item.classList.toggle('active', index === this.at));
    this.items[this.at]?.scrollIntoView({ block: 'nearest' });
    if (this.items[this.at])
      this.target.setAttribute('aria-activedescendant', this.items[this.at].id);
    else
      this.target.removeAttribute('aria-activedescendant');
  }

  take(index) {
    const { value } = this.found[index];
    if (!this.many) {
      this.change([value]);
      return this.close();
    }
    const has = this.chosen.includes(value);
    if (has || this.chosen.length < this.most)
      this.change(has ? this.chosen.filter((one) => one !== value) : [...this.chosen, value]);
    this.target.value = '';
    this.show('');
    this.at = index < this.found.length ? index : 0;
    this.mark();
  }

  close() {
    if (this.popup.open)
      this.popup.close();
    this.target.setAttribute('aria-expanded', 'false');
    this.target.removeAttribute('aria-activedescendant');
    if (this.many)
      this.target.value = '';
    else
      this.draw();
  }

  key(event) {
    if (event.isComposing)
      return;
    const move = (step) => {
      this.at = (this.at + step + this.found.length) % Math.max(1, this.found.length);
      this.mark();
    };
    const keys = this.popup.open ? {
      ArrowDown: () => move(1), ArrowUp: () => move(-1),
      Enter: () => this.found.length > 0 && this.take(this.at), Escape: () => this.close(),
    } : {
      ArrowDown: () => this.show(''), ArrowUp: () => this.show(''),
      // Enter opens; it never sends a form that is still being filled in.
      Enter: event.ctrlKey || event.metaKey ? null : () => this.show(''),
    };
    if (this.many && event.key === 'Backspace' && this.target.value === '' && this.chosen.length > 0)
      return this.change(this.chosen.slice(0, -1));
    if (keys[event.key]) {
      event.preventDefault();
      // Escape closes one thing at a time: the form behind the list stays.
      event.stopPropagation();
      keys[event.key]();
    }
  }
}
