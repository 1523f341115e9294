// "Try this": the loop in four stops along a road. A stop does the boring part (shows the right
// person, fills in the line) and is ticked off when the thing has really happened.

import { append, h, icon } from './dom.js';
import { recall, remember } from './memory.js';

const REPORT = '/report summarizer it lost clause 9 of the supplier contract';

const STOPS = [
  { who: 'U0ANA', title: 'Report it', words: 'Ana types /report and goes on working',
    run: (guide) => guide.type('U0ANA', 'C0AIHELP', REPORT) },
  { who: 'U0SAM', title: 'The owner hears', words: 'Sam presses Acknowledge',
    run: (guide) => guide.point('U0SAM', 'D0SAM', 'Acknowledge') },
  { who: 'U0SAM', title: 'Fix it, say so', words: 'Sam types /fixed',
    run: (guide) => guide.type('U0SAM', 'D0SAM', `/fixed ${guide.issue ?? 'LM-1'} clause 9 is kept now`) },
  { who: 'U0ANA', title: 'Is it true?', words: 'Ana is told, and presses Works',
    run: (guide) => guide.point('U0ANA', 'D0ANA', 'Works') },
];

export class Guide {
  /** `show(person, channel)` brings a pane to a person and place, and returns it. */
  constructor(element, opener, show) {
    this.element = element;
    this.opener = opener;
    this.show = show;
    this.done = new Set();
    this.issue = null;
    opener.addEventListener('click', () => this.setHidden(false));
    this.setHidden(recall('guide.hidden') === true);
    this.draw();
  }

  setHidden(hidden) {
    this.element.hidden = hidden;
    this.opener.hidden = !hidden;
    remember('guide.hidden', hidden);
    if (hidden && this.element.contains(document.activeElement))
      this.opener.focus();
  }

  draw() {
    const next = STOPS.findIndex((stop, index) => !this.done.has(index));
    const focused = [...this.element.querySelectorAll('button')].indexOf(document.activeElement);
    this.element.replaceChildren();
    append(this.element, [
      h('ol', {}, STOPS.map((stop, index) => this.stop(stop, index, next))),
      next < 0 ? h('p', { class: 'guide-end', role: 'status' }, 'The loop is closed.') : null,
      h('button', { type: 'button', class: 'bare', 'aria-label': 'Hide the guide',
        onclick: () => this.setHidden(true) }, icon('close')),
    ]);
    this.element.querySelectorAll('button')[focused]?.focus();
  }

  stop(stop, index, next) {
    const done = this.done.has(index);
    const state = done ? 'done' : index === next ? 'next' : 'later';
    return h('li', { class: `stop ${state}` }, h('button', {
      type: 'button', 'data-stop': index + 1, 'aria-current': index === next ? 'step' : null,
      onclick: () => stop.run(this),
    }, h('span', { class: 'stop-mark' }, done ? icon('check') : String(index + 1)),
    h('span', { class: 'stop-words' },
      h('span', { class: 'stop-title' }, stop.title, done ? h('span', { class: 'unseen' }, ' (done)') : null),
      h('span', { class: 'stop-note' }, stop.words))));
  }

  type(person, channel, text) {
    this.show(person, channel).composer.fill(text);
  }

  point(person, channel, button) {
    const pane = this.show(person, channel);
    if (!pane.focusButton(button))
      pane.composer.focus();
  }

  tick(index) {
    if (this.done.has(index))
      return;
    this.done.add(index);
    this.draw();
  }

  /** Something happened in a pane: did it make one of the stops come true? */
  noticed(what, { words = '' }) {
    const logged = what === 'heard' && /\bLogged\b[\s\S]*?(LM-\d+)/.exec(words);
    if (logged) {
      this.issue = logged[1];
      this.tick(0);
    }
    if (what === 'press' && words === 'Acknowledge')
      this.tick(1);
    if (what === 'heard' && /Your issue LM-\d+ was fixed/.test(words))
      this.tick(2);
    if (what === 'press' && words === 'Works')
      this.tick(3);
  }
}
