// Who this pane is: a button that opens the list of all people, of both platforms.

import { avatar } from './avatar.js';
import { clock } from './dates.js';
import { freshId, h, icon } from './dom.js';
import { workspaceNow } from './now.js';

export class Picker {
  constructor(world, choose) {
    this.world = world;
    this.choose = choose;
    const id = freshId('people');
    this.button = h('button', {
      type: 'button', class: 'who', 'aria-haspopup': 'listbox', 'aria-expanded': 'false',
      'aria-controls': id,
      onclick: () => this.toggle(this.list.hidden),
      onkeydown: (event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          this.toggle(true);
        }
      },
    });
    this.list = h('ul', {
      class: 'people', id, role: 'listbox', tabindex: '-1', hidden: true,
      'aria-label': 'Who you are in this pane', onkeydown: (event) => this.key(event),
    });
    this.element = h('div', { class: 'picker', onfocusout: (event) => {
      if (!this.element.contains(event.relatedTarget))
        this.toggle(false);
    } }, this.button, this.list);
  }

  show(person) {
    this.person = person;
    const shown = this.world.person(person);
    this.button.setAttribute('aria-label', `You are ${shown.name}${shown.platform === 'teams' ? ' on Teams' : ''}. Choose who you are`);
    this.button.replaceChildren(avatar(this.world, person),
      h('span', { class: 'who-words' },
        h('span', { class: 'who-name' }, shown.name, this.platform(shown), icon('chevron')),
        h('span', { class: 'who-title' }, this.where(shown))));
  }

  /** People of Slack need no sign: they are what the page began with. */
  platform(person) {
    return person.platform === 'teams' ? h('span', { class: 'platform' }, 'Teams') : null;
  }

  where(person) {
    const city = person.timezone?.split('/').at(-1).replace(/_/g, ' ');
    const time = `${clock(workspaceNow(), person.timezone)} in ${city}`;
    return person.title ? `${person.title} · ${time}` : time;
  }

  toggle(open) {
    if (open === !this.list.hidden)
      return;
    this.button.setAttribute('aria-expanded', String(open));
    this.list.hidden = !open;
    if (!open)
      return;
    this.list.replaceChildren(...this.world.people.map((person) => h('li', {
      role: 'option', tabindex: '-1', 'data-person': person.id,
      'aria-selected': String(person.id === this.person),
      onclick: () => this.pick(person.id),
    }, avatar(this.world, person.id), h('span', { class: 'who-words' },
      h('span', { class: 'who-name' }, person.name, this.platform(person)),
      h('span', { class: 'who-title' }, this.where(person))),
    person.id === this.person ? icon('check') : null)));
    this.list.querySelector('[aria-selected="true"]')?.focus();
  }

  pick(person) {
    this.toggle(false);
    this.button.focus();
    if (person !== this.person)
      this.choose(person);
  }

  key(event) {
    const items = [...this.list.children];
    const at = items.indexOf(document.activeElement);
    const to = (index) => items[(index + items.length) % items.length].focus();
    const close = () => {
      this.toggle(false);
      this.button.focus();
    };
    const keys = {
      ArrowDown: () => to(at + 1), ArrowUp: () => to(at - 1), Home: () => to(0), End: () => to(-1),
      Enter: () => items[at]?.click(), ' ': () => items[at]?.click(), Escape: close, Tab: close,
    };
    if (Object.hasOwn(keys, event.key)) {
      if (event.key !== 'Tab')
        event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    } else if (/^\p{L}$/u.test(event.key)) {
      items.find((item) => item.querySelector('.who-name').textContent.toLowerCase()
        .startsWith(event.key.toLowerCase()))?.focus();
    }
  }
}
