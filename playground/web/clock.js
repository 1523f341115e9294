// The control at the top that lets time run: real time, a day in a minute, on to the next morning or
// the next Monday. The playground keeps the time; it is asked again now and then, for another window
// may let it run, and the people whom it waits for may need a moment.

import { get, post } from './api.js';
import { dateIn, dayKey, momentIn, show } from './dates.js';
import { append, h, icon } from './dom.js';
import { setNow, workspaceNow } from './now.js';

const A_DAY_IN_A_MINUTE = 1440;
const A_DAY_IN_A_SECOND = 86400;
const ASK_WHILE_IT_RUNS = 500;
const ASK_IN_REAL_TIME = 3000;
const DAY = 86400;

/** Nine o'clock and a minute, on the next day that `wanted` takes (0 is Sunday); ms. */
export function nextMorning(from, zone, wanted) {
  for (let days = 0; days <= 7; days += 1) {
    const day = dateIn(from / 1000 + days * DAY, zone).slice(0, 10);
    const moment = momentIn(`${day}T09:01`, zone) * 1000;
    if (moment > from && wanted(new Date(`${day}T00:00Z`).getUTCDay()))
      return moment;
  }
  return from + 7 * DAY * 1000;
}

export class TimeControl {
  /** `passed(anotherDay)` is called while time goes by, so that what shows it is drawn again. */
  constructor(element, world, passed) {
    this.element = element;
    this.passed = passed;
    this.zone = world.people[0]?.timezone ?? 'UTC';
    this.running = false;
    this.words = h('time', { class: 'time-now', title: `The time in this workspace (${this.zone})` });
    this.toggle = h('button', { type: 'button', class: 'time-run', onclick: () => this.order(this.running
      ? { speed: 1 } : { speed: A_DAY_IN_A_MINUTE }) });
    this.said = h('span', { class: 'unseen', role: 'status' });
    append(element, [this.words, this.toggle,
      this.jump('Next morning', 'time-morning', () => true),
      this.jump('Next Monday', 'time-monday', (weekday) => weekday === 1), this.said]);
    this.ask();
  }

  jump(words, name, wanted) {
    return h('button', { type: 'button', class: name, onclick: () => this.order({ speed: A_DAY_IN_A_SECOND,
      until: nextMorning(+workspaceNow(), this.zone, wanted) }) }, words);
  }

  async order(orders) {
    try {
      this.take(await post('time', orders));
    } catch {
      // The next look says what the time is, or that nobody answers.
    }
    this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      this.take(await get('time'));
    } catch {
      // The link state says that the playground does not answer.
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.running ? ASK_WHILE_IT_RUNS : ASK_IN_REAL_TIME);
  }

  take(state) {
    const ran = this.running;
    setNow(state);
    this.running = state.speed !== 1;
    this.element.hidden = !state.movable;
    this.draw(state.until);
    if (ran && !this.running)
      this.said.textContent = `It is ${this.written(workspaceNow())}.`;
    if (this.running && !this.frame)
      this.follow();
    const day = dayKey(workspaceNow(), this.zone);
    this.passed(this.day !== day);
    this.day = day;
  }

  /** While time runs the clock is drawn at each frame. */
  follow() {
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.words.textContent = this.written(workspaceNow());
      if (this.running)
        this.follow();
    });
  }

  written(date) {
    return show(date, this.zone, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit',
      hourCycle: 'h23' });
  }

  draw(until) {
    this.element.dataset.running = String(this.running);
    this.words.textContent = this.written(workspaceNow());
    const words = !this.running ? 'A day in a minute' : until ? 'Stop here' : 'Real time';
    if (this.toggle.textContent !== words)
      this.toggle.replaceChildren(icon(this.running ? 'pause' : 'play'), words);
  }
}
