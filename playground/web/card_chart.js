// Teams' own charts. Those that stand are drawn by chart.js, in its own colours; those that lie, for long
// names, here.

import { chart, shape } from './chart.js';
import { plain } from './card_text.js';
import { freshId, h } from './dom.js';

const points = (values) => (values ?? []).map(({ x, y }) => ({ label: plain(x), value: Number(y) }));

function standing(element) {
  const several = Array.isArray(element.data?.[0]?.values);
  const series = several
    ? element.data.map(({ legend, values }) => ({ name: plain(legend), data: points(values) }))
    : [{ name: plain(element.title), data: points(element.data) }];
  return chart({ title: plain(element.title), chart: {
    type: element.type === 'Chart.Line' ? 'line' : 'bar', series,
    axis_config: { categories: series[0]?.data.map(({ label }) => label) ?? [], y_label: plain(element.yAxisTitle) },
  } });
}

const bar = (share) => shape('svg', { class: 'chart-lying', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
  shape('rect', { class: 'chart-bar series-0', width: share * 100, height: 10 }));

function lying(element) {
  const all = points(element.data), id = freshId('chart');
  const most = Math.max(...all.map(({ value }) => value), 0) || 1;
  return h('figure', { 'aria-labelledby': id },
    h('figcaption', { id, class: 'chart-title' }, plain(element.title)),
    h('p', { class: 'chart-legend' }, h('span', { class: 'chart-unit' }, plain(element.xAxisTitle))),
    h('table', { class: 'chart-rows' }, h('tbody', {}, all.map(({ label, value }) => h('tr', {},
      h('th', { scope: 'row' }, label),
      h('td', { class: 'chart-cell' }, bar(Math.max(value, 0) / most)),
      h('td', {}, value.toLocaleString('en', { maximumFractionDigits: 1 })))))));
}

export const CHARTS = {
  'Chart.Line': standing,
  'Chart.VerticalBar': standing,
  'Chart.VerticalBar.Grouped': standing,
  'Chart.HorizontalBar': lying,
};
