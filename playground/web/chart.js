// Charts of messages (data_visualization), drawn here as a picture of lines and boxes. Whoever cannot see
// it finds every number in a table behind it. Colours stand in message.css; more series than colours
// begin again. What cannot be drawn is an empty frame with its table.

import { freshId, h } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 560, HEIGHT = 240, LEFT = 44, RIGHT = 8, TOP = 10, BOTTOM = 32;
const COLOURS = 6;

export function shape(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const colour = (index) => `series-${index % COLOURS}`;
const words = (value) => (Number.isFinite(value) ? value.toLocaleString('en', { maximumFractionDigits: 1 }) : '–');

/** 1, 2 or 5 times a power of ten, so that the lines of the grid have round numbers. */
function roundStep(span) {
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const share = span / 4 / power;
  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

/** Where a value stands, between the lowest and the highest line of the grid. */
function scale(values) {
  const low = Math.min(0, ...values), high = Math.max(0, ...values);
  const step = roundStep(high - low || 1);
  const from = Math.floor(low / step) * step, to = Math.max(Math.ceil(high / step) * step, from + step);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - from) / (to - from));
  const lines = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + step * i);
  return { y, lines };
}

const slotOf = (count) => (WIDTH - LEFT - RIGHT) / count;
const middle = (index, count) => LEFT + slotOf(count) * (index + 0.5);

function grid({ y, lines }) {
  return lines.flatMap((value) => [
    shape('line', { class: 'chart-line', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
    shape('text', { class: 'chart-tick', x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, words(value))]);
}

function categoryNames(categories) {
  const each = Math.ceil(categories.length / 10);
  return categories.map((name, index) => index % each === 0 && shape('text', { class: 'chart-tick',
    x: middle(index, categories.length), y: HEIGHT - 8, 'text-anchor': 'middle' }, name)).filter(Boolean);
}

/** The number of a series in each category, in their order. */
const valuesOf = (series, categories) => categories.map((name) =>
  (series.data ?? []).find((point) => point?.label === name)?.value);

function bars(all, categories, { y }) {
  const group = slotOf(categories.length) * 0.76, width = group / all.length;
  return all.flatMap((values, series) => values.map((value, index) => shape('rect', {
    class: `chart-bar ${colour(series)}`, width: Math.max(width - 1.5, 1),
    x: middle(index, categories.length) - group / 2 + width * series,
    y: Math.min(y(value), y(0)), height: Math.abs(y(value) - y(0)) })));
}

function lines(all, categories, { y }, filled) {
  return all.flatMap((values, series) => {
    const points = values.map((value, index) => `${middle(index, categories.length)},${y(value)}`);
    const ends = [categories.length - 1, 0].map((index) => `${middle(index, categories.length)},${y(0)}`);
    return [
      filled ? shape('polygon', { class: `chart-area ${colour(series)}`, points: [...points, ...ends].join(' ') }) : null,
      shape('polyline', { class: `chart-course ${colour(series)}`, points: points.join(' ') }),
      ...values.map((value, index) => shape('circle', { class: `chart-point ${colour(series)}`, r: 3.5,
        cx: middle(index, categories.length), cy: y(value) })),
    ].filter(Boolean);
  });
}

function axes(chart) {
  const categories = chart.axis_config?.categories ?? [];
  const all = (chart.series ?? []).map((one) => valuesOf(one, categories));
  if (!categories.length || !all.flat().every(Number.isFinite))
    return [];
  const scaled = scale(all.flat());
  const drawn = chart.type === 'bar' ? bars(all, categories, scaled)
    : lines(all, categories, scaled, chart.type === 'area');
  return [...grid(scaled), ...categoryNames(categories), ...drawn];
}

function pie(chart) {
  const segments = chart.segments ?? [];
  const total = segments.reduce((sum, one) => sum + Number(one.value), 0);
  const at = (share) => {
    const angle = 2 * Math.PI * share - Math.PI / 2;
    return `${WIDTH / 2 + 100 * Math.cos(angle)} ${HEIGHT / 2 + 100 * Math.sin(angle)}`;
  };
  let before = 0;
  if (segments.length === 1)
    return [shape('circle', { class: `chart-bar ${colour(0)}`, cx: WIDTH / 2, cy: HEIGHT / 2, r: 100 })];
  return segments.map((one, index) => {
    const share = one.value / total, from = at(before);
    before += share;
    return shape('path', { class: `chart-bar ${colour(index)}`,
      d: `M${WIDTH / 2} ${HEIGHT / 2} L${from} A100 100 0 ${share > 0.5 ? 1 : 0} 1 ${at(before)} Z` });
  });
}

/** The same as a table: a row for each category, or segment. */
function table(chart, title) {
  const series = chart.series ?? [];
  const categories = chart.axis_config?.categories ?? [];
  const rows = chart.type === 'pie' ? (chart.segments ?? []).map((one) => [one.label, one.value])
    : categories.map((name) => [name, ...series.map((one) => valuesOf(one, [name])[0])]);
  const heads = chart.type === 'pie' ? ['value'] : series.map((one) => one.name);
  return h('table', {}, h('caption', {}, title),
    h('thead', {}, h('tr', {}, h('td'), heads.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map(([name, ...values]) => h('tr', {}, h('th', { scope: 'row' }, name),
      values.map((value) => h('td', {}, words(value)))))));
}

function legend(chart) {
  const names = chart.type === 'pie' ? (chart.segments ?? []).map((one) => one.label)
    : (chart.series ?? []).map((one) => one.name);
  const unit = chart.axis_config?.y_label;
  return h('p', { class: 'chart-legend', 'aria-hidden': 'true' },
    names.map((name, index) => h('span', {}, h('span', { class: `chart-key ${colour(index)}` }), name)),
    unit ? h('span', { class: 'chart-unit' }, unit) : null);
}

export function chart(block) {
  const of = block.chart ?? {}, id = freshId('chart');
  const drawn = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', 'aria-hidden': 'true' },
    ...(of.type === 'pie' ? pie(of) : axes(of)));
  return h('figure', { 'aria-labelledby': id },
    h('figcaption', { id, class: 'chart-title' }, block.title ?? ''), legend(of), drawn,
    h('div', { class: 'unseen' }, table(of, block.title ?? '')));
}
