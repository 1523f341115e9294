// What can be done with a message, at its corner: a reaction, a reply, the shortcuts of the app (in Teams
// the actions of its message extension). One stop for Tab; arrows go along it.

import { h, icon } from './dom.js';
import { iconButton, Menu } from './popup.js';
import { reactionMenu } from './reactions.js';

function walk(event, bar) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const buttons = [...bar.querySelectorAll(':scope > button, :scope > .menu-place > button')];
  const at = buttons.indexOf(document.activeElement);
  if (!step || at < 0)
    return;
  event.preventDefault();
  const to = buttons[(at + step + buttons.length) % buttons.length];
  buttons.forEach((button) => { button.tabIndex = button === to ? 0 : -1; });
  to.focus();
}

/** The toolbar of a row; null where there is nothing to do. `open` opens the thread. */
export function toolbar(message, reader, open) {
  if (message.ephemeral || (!reader.react && !reader.shortcut))
    return null;
  const row = () => bar.closest('.message');
  const shortcuts = (reader.world.shortcuts ?? []).filter(({ type }) => type === 'message');
  const reacted = (name) => [...row().querySelectorAll('.reaction[aria-pressed="true"]')].some((chip) =>
    chip.dataset.reaction === name);
  const bar = h('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Message', onkeydown: (event) => walk(event, bar) },
    reader.react ? reactionMenu((name) => reacted(name) || reader.react(message, name, false, row())).element : null,
    open ? h('button', { type: 'button', class: 'bare', 'aria-label': 'Reply', title: 'Reply',
      'data-thread': message.ts, onclick: open }, icon('reply')) : null,
    shortcuts.length > 0 ? new Menu({ button: iconButton('more', 'More actions'), label: 'More actions',
      end: true, items: () => shortcuts.map((shortcut) => ({ title: shortcut.name,
        detail: shortcut.description, picture: icon('bolt'),
        run: () => reader.shortcut(message, shortcut, row()) })) }).element : null);
  [...bar.querySelectorAll(':scope > button, :scope > .menu-place > button')].slice(1)
    .forEach((button) => { button.tabIndex = -1; });
  return bar;
}
