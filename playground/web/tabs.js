// The tabs above the conversation with the app: Home and Messages, as in Slack.

import { freshId, h } from './dom.js';

const TABS = { home: 'Home', messages: 'Messages' };

/** A row of tabs; `panels` are what they show, by name; `choose(name)`. */
export function tabRow(panels, shown, choose) {
  const row = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of this conversation',
    onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const names = Object.keys(TABS);
      if (!step)
        return;
      event.preventDefault();
      choose(names[(names.indexOf(shown) + step + names.length) % names.length]);
    } },
  Object.entries(TABS).map(([name, words]) => {
    panels[name].id ||= freshId('panel');
    panels[name].setAttribute('role', 'tabpanel');
    panels[name].setAttribute('aria-label', words);
    return h('button', { type: 'button', role: 'tab', class: 'tab', 'data-tab': name,
      'aria-selected': String(name === shown), tabindex: name === shown ? null : '-1',
      'aria-controls': panels[name].id, onclick: () => choose(name) }, words);
  }));
  return row;
}
