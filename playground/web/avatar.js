// A round portrait: initials on the person's colour, the mark for the app.

import { h } from './dom.js';
import { initials } from './world.js';

export function avatar(world, id, size = '') {
  const name = world.name(id) ?? id;
  if (world.isApp(id) || !world.person(id)) {
    return h('img', { class: `avatar avatar-app ${size}`, src: 'icon.svg', alt: '' });
  }
  return h('span', { class: `avatar hue-${world.hue(id)} ${size}`, 'aria-hidden': 'true' },
    initials(name));
}
