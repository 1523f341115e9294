// The page as a whole: its panes, what the address says about them, the state of the app.
//
// The address carries every pane as a pair, so that a window can be one person and a link can be
// sent: #as=U0ANA&channel=C0AIHELP, and the same again for a second pane, &as=U0SAM&channel=D0SAM,
// with &tab=home where the Home of the app is shown.

import { TimeControl } from './clock.js';
import { Guide } from './guide.js';
import { Pane } from './pane.js';
import { World } from './world.js';

const MOST_PANES = 4;
const DEMO = [{ person: 'U0ANA', channel: 'C0AIHELP' }, { person: 'U0SAM', channel: 'D0SAM' }];
const NEXT_PEOPLE = ['U0ANA', 'U0SAM', '29:1-dana', 'U0BEN', 'U0MAYA', 'U0ADMIN', 'U0CHEN', 'U0LUIS', 'U0NOOR'];
const RETRY = 1000;

const at = (id) => document.getElementById(id);
const world = new World();
let panes = [];
let guide = null;

/** What the address asks for: [{person, channel, tab}], unknown people left out; may be empty. */
function asked() {
  const wanted = [];
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (name === 'as' && world.person(value))
      wanted.push({ person: value, channel: null });
    else if (name === 'channel' && wanted.length > 0)
      wanted.at(-1).channel = value;
    else if (name === 'tab' && value === 'home' && wanted.length > 0)
      wanted.at(-1).tab = value;
  }
  return wanted.slice(0, MOST_PANES);
}

function address() {
  const query = new URLSearchParams();
  panes.forEach((pane) => {
    query.append('as', pane.person);
    query.append('channel', pane.channel);
    if (pane.tab === 'home')
      query.append('tab', pane.tab);
  });
  return `#${query}`;
}

/** After any change of who or where. */
function settle() {
  history.replaceState(null, '', address());
  at('panes').dataset.count = String(panes.length);
  at('add-pane').disabled = panes.length >= MOST_PANES;
  panes.forEach((pane) => { pane.closer.hidden = panes.length === 1; });
  if (panes.length === 1)
    document.title = `${world.name(panes[0].person)} · lastmile playground`;
  else
    document.title = 'lastmile playground';
}

function addPane(person, channel, tab = 'messages') {
  const pane = new Pane(world, person, channel, {
    changed: () => panes.includes(pane) && settle(),
    close: closePane,
    lost: showTrouble,
    did: (what, details) => guide.noticed(what, details),
  });
  panes.push(pane);
  at('panes').append(pane.element);
  pane.turn(tab);
  settle();
  return pane;
}

function closePane(pane) {
  const index = panes.indexOf(pane);
  panes = panes.filter((one) => one !== pane);
  pane.close();
  settle();
  panes[Math.max(0, index - 1)].picker.button.focus();
}

function addPerson() {
  const shown = new Set(panes.map((pane) => pane.person));
  const next = [...NEXT_PEOPLE, ...world.people.map((one) => one.id)]
    .find((id) => world.person(id) && !shown.has(id));
  const pane = addPane(next ?? world.people[0].id, null);
  pane.element.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  pane.picker.button.focus();
}

/** The pane of a person, brought to a channel; made, or taken over, when there is none. */
function show(person, channel) {
  let pane = panes.find((one) => one.person === person);
  if (!pane && panes.length < MOST_PANES && panes.length > 1)
    pane = addPane(person, channel);
  pane ??= panes[0];
  if (pane.person !== person)
    pane.become(person, channel);
  pane.go(channel);
  settle();
  pane.element.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  return pane;
}

function showAppState() {
  const { connected, name } = world.app;
  const teams = Boolean(world.teams?.endpoint);
  const where = teams ? (connected ? ' to Slack and Teams' : ' to Teams') : '';
  at('link-state').dataset.connected = String(Boolean(connected) || teams);
  at('link-words').textContent = connected || teams ? `${name} is connected${where}` : `${name} is not connected`;
}

function showTrouble() {
  at('link-state').dataset.connected = 'false';
  at('link-words').textContent = 'The playground does not answer; trying again…';
}

/** F6 goes from pane to pane, also out of a form that keeps Tab to itself. */
function nextPane(event) {
  if (event.key !== 'F6' || panes.length === 0)
    return;
  event.preventDefault();
  const at = panes.findIndex((pane) => pane.element.contains(document.activeElement));
  const next = event.shiftKey ? (at < 0 ? 0 : at) - 1 + panes.length : at + 1;
  panes[next % panes.length].focus();
}

/** Somebody changed the address by hand, or followed a link to somebody else's view. */
function followAddress() {
  const wanted = asked();
  const same = wanted.length === panes.length && wanted.every(({ person, channel, tab }, index) =>
    panes[index].person === person && (channel === null || panes[index].channel === channel) &&
    panes[index].tab === (tab ?? 'messages'));
  if (same || wanted.length === 0)
    return;
  panes.forEach((pane) => pane.close());
  panes = [];
  wanted.forEach(({ person, channel, tab }) => addPane(person, channel, tab));
}

async function start() {
  try {
    await world.load();
  } catch {
    showTrouble();
    setTimeout(start, RETRY);
    return;
  }
  world.watchers.add(showAppState);
  showAppState();
  guide = new Guide(at('guide'), at('show-guide'), show);
  const wanted = asked();
  const first = wanted.length > 0 ? wanted : DEMO.filter((one) => world.person(one.person));
  first.forEach(({ person, channel, tab }) => addPane(person, channel, tab));
  at('skip').addEventListener('click', (event) => {
    // The address belongs to the panes, so the link must not write into it.
    event.preventDefault();
    at('panes').focus();
  });
  at('add-pane').addEventListener('click', addPerson);
  window.addEventListener('keydown', nextPane);
  window.addEventListener('hashchange', followAddress);
  window.addEventListener('pagehide', () => panes.forEach((pane) => pane.flush()));
  document.addEventListener('visibilitychange', () => panes.forEach((pane) => pane.see()));
  // It also keeps the clocks beside the names going, and what is said to be today.
  new TimeControl(at('time'), world, (anotherDay) => panes.forEach((pane) => {
    pane.picker.show(pane.person);
    if (anotherDay)
      pane.drawMessages();
  }));
}

start();
