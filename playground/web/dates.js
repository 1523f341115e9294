// Times in the reader's zone: clocks of messages, day lines, and Slack's date tokens.

import { workspaceNow } from './now.js';

const formats = new Map();

/** One Intl formatter per zone and set of options: making them is the slow part. */
function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    try {
      formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }));
    } catch {
      formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }));
    }
  }
  return formats.get(key);
}

export const show = (date, zone, options) => formatter(zone, options).format(date);

export const clock = (date, zone) =>
  show(date, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A message's ts as text: Slack's is seconds and microseconds, that of Teams milliseconds. */
export const tsDate = (ts) => new Date(Number.parseFloat(ts) * (String(ts).includes('.') ? 1000 : 1));

export const dayKey = (date, zone) =>
  show(date, zone, { year: 'numeric', month: '2-digit', day: '2-digit' });

export const fullTime = (date, zone) => show(date, zone, {
  weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit',
  second: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
});

/** "Today", "Yesterday", "Tomorrow", or null. */
function nearDay(date, zone, now) {
  const key = dayKey(date, zone);
  const days = { Today: 0, Yesterday: -86400000, Tomorrow: 86400000 };
  const found = Object.entries(days).find(([, off]) => dayKey(new Date(+now + off), zone) === key);
  return found ? found[0] : null;
}

export function dayName(date, zone, now = workspaceNow()) {
  return nearDay(date, zone, now) ??
    show(date, zone, { weekday: 'long', day: 'numeric', month: 'long' });
}

function ago(date, now) {
  const seconds = (date - now) / 1000;
  const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units[3];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
    .format(Math.round(seconds / size), unit);
}

const NUMERIC = { year: 'numeric', month: '2-digit', day: '2-digit' };
const LONG = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const MEDIUM = { day: 'numeric', month: 'long', year: 'numeric' };
const SHORT = { day: 'numeric', month: 'short', year: 'numeric' };

const pretty = (options) => (date, zone, now) =>
  nearDay(date, zone, now)?.toLowerCase() ?? show(date, zone, options);

const TOKENS = {
  date_num: (date, zone) => show(date, zone, NUMERIC).split('/').reverse().join('-'),
  date_slash: (date, zone) => show(date, zone, NUMERIC),
  date: (date, zone) => show(date, zone, MEDIUM),
  date_short: (date, zone) => show(date, zone, SHORT),
  date_long: (date, zone) => show(date, zone, LONG),
  date_long_full: (date, zone) => show(date, zone, LONG),
  date_pretty: pretty(MEDIUM),
  date_short_pretty: pretty(SHORT),
  date_long_pretty: pretty(LONG),
  day_divider_pretty: pretty(LONG),
  time: clock,
  time_secs: (date, zone) => show(date, zone,
    { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
  ago: (date, zone, now) => ago(date, now),
};

/** "{date_short} {time}" for a time in seconds; an unusable time gives the fallback. */
export function dateToken(seconds, format, fallback, zone, now = workspaceNow()) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(+date))
    return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(TOKENS, name) ? TOKENS[name](date, zone, now) : whole);
}

/** A time in seconds as a date box of a browser writes it, "2026-11-23T17:00", in a zone. */
export function dateIn(seconds, zone) {
  const parts = Object.fromEntries(formatter(zone, { ...NUMERIC, hour: '2-digit', minute: '2-digit',
    hourCycle: 'h23' }).formatToParts(new Date(seconds * 1000)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** The other way round. Where clocks change twice is enough: the second guess knows the offset. */
export function momentIn(written, zone) {
  const wanted = Date.parse(`${written}Z`) / 1000;
  const behind = (seconds) => Date.parse(`${dateIn(seconds, zone)}Z`) / 1000 - seconds;
  return wanted - behind(wanted - behind(wanted));
}
