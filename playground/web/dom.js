// Building elements. What it promises: text from people only ever becomes text nodes and attribute
// values of a known kind, so nothing here can turn it into markup.

/** h('p', {class: 'x', onclick: f, 'aria-label': 'y'}, 'text', node…): an element.
 *  null, undefined and false are left out of both attributes and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false)
      continue;
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else
      element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Appends strings as text, nodes as they are, arrays in order. */
export function append(parent, child) {
  if (Array.isArray(child))
    child.forEach((one) => append(parent, one));
  else if (child !== null && child !== undefined && child !== false)
    parent.append(child);
}

const SVG = 'http://www.w3.org/2000/svg';

// Our own line icons on a 20 by 20 grid; the keys are the only names `icon` knows.
const PATHS = {
  hash: 'M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13',
  lock: 'M5 9.2h10v7H5zM7 9V6.6a3 3 0 0 1 6 0V9',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  send: 'M4 10h11M10.5 5.2 15.4 10l-4.9 4.8',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  chevron: 'M5.5 8l4.5 4.5L14.5 8',
  back: 'M15.5 10h-11M9 5.2 4.2 10 9 14.8',
  check: 'M4.5 10.6l3.6 3.6 7.4-8',
  down: 'M10 4.5v11M5.2 10.7l4.8 4.8 4.8-4.8',
  reply: 'M4 5.5h12v7.5H9.5L6 16v-3H4z',
  bolt: 'M11.2 2.5 4.5 11.4h4.6l-.6 6.1 6.9-9.1h-4.7z',
  more: 'M4.6 10v.1M10 10v.1M15.4 10v.1',
  react: 'M16.9 8.4a7.2 7.2 0 1 1-5-5.2M6.6 11.6a4 4 0 0 0 6.2 0M7.4 7.6v.2M12 7.6v.2M16 1.8v5M13.5 4.3h5',
  home: 'M3.5 9.3 10 3.6l6.5 5.7M5.4 8v8.2h9.2V8',
  play: 'M6.5 4.4v11.2L15.6 10z',
  pause: 'M7 4.5v11M13 4.5v11',
  alert: 'M10 5.5v5.4M10 14.2v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

let last = 0;

/** An id nobody else on the page has, to tie labels and lists to what they describe. */
export function freshId(word) {
  last += 1;
  return `${word}-${last}`;
}
