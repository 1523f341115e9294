// What is too faint to be read, for those with weak eyes or a bad screen.

/** Pairs of text and what lies behind it whose contrast is below WCAG's AA. Runs in the page. */
export function faintTexts() {
  const numbers = (color) => color.startsWith('color(srgb')
    ? color.match(/[\d.]+/g).map((part, index) => (index < 3 ? part * 255 : Number(part)))
    : color.match(/[\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement)
      layers.unshift(numbers(getComputedStyle(one).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (color) => color.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  return [...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility({ opacityProperty: true }) && !one.closest(':disabled, svg') &&
      [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .map((one) => ({ text: one.textContent.trim().slice(0, 30),
      ratio: ratio(over(numbers(getComputedStyle(one).color), behind(one)), behind(one)) }))
    .filter((one) => one.ratio < 4.5);
}
