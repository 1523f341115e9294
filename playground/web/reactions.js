// Reactions: what may be put on a message, and the chips that show who did.

import { h } from './dom.js';
import { emojiNode } from './emoji.js';
import { iconButton, Menu } from './popup.js';

// The one that reports comes first, then what people usually reach for.
const USUAL = ['ai-fail', '+1', '-1', 'eyes', 'white_check_mark', 'tada', 'heart', 'pray', 'raised_hands',
  'thinking_face', 'cry', 'fire', 'bulb'];
const COLUMNS = 6;

const names = (world, users, self) => users.map((id) => (id === self ? 'you' : world.name(id) ?? id)).join(', ');

/** A menu of reactions; `choose(name)`. */
export function reactionMenu(choose, button = iconButton('react', 'Add a reaction')) {
  return new Menu({ button, label: 'Reactions', columns: COLUMNS, end: true,
    items: () => USUAL.map((name, index) => ({ name, wide: index === 0, picture: emojiNode(name),
      run: () => choose(name) })) });
}

function describe(chip, { name, users = [], count }, { world, self }) {
  const mine = users.includes(self);
  chip.setAttribute('aria-pressed', String(mine));
  const words = `${name}, ${count === 1 ? '1 person' : `${count} people`}: ${names(world, users, self)}`;
  chip.setAttribute('aria-label', words);
  chip.title = `${names(world, users, self)} reacted with :${name}:`;
  chip.querySelector('.reaction-count').textContent = String(count);
}

/** Brings the chips under a message in step with it; a chip that stays keeps its focus. */
export function showReactions(place, message, reader) {
  const reactions = message.reactions ?? [];
  const row = () => place.closest('.message');
  const chips = new Map([...place.querySelectorAll('.reaction')].map((chip) => [chip.dataset.reaction, chip]));
  place.hidden = reactions.length === 0;
  reactions.forEach((reaction, index) => {
    const { name } = reaction;
    const chip = chips.get(name) ?? h('button', { type: 'button', class: 'reaction', 'data-reaction': name,
      onclick: () => reader.react?.(message, name, chip.getAttribute('aria-pressed') === 'true', row()) },
    emojiNode(name), h('span', { class: 'reaction-count' }));
    chips.delete(name);
    describe(chip, reaction, reader);
    if (place.children[index] !== chip)
      place.insertBefore(chip, place.children[index] ?? null);
  });
  const lost = [...chips.values()].some((chip) => chip === document.activeElement);
  chips.forEach((chip) => chip.remove());
  if (lost)
    (place.querySelector('.reaction') ?? row())?.focus();
}
