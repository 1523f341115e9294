// The few short codes a chat about work uses. Others stay as they were typed.

import { h } from './dom.js';

const CODES = {
  '+1': '👍', '-1': '👎', thumbsup: '👍', thumbsdown: '👎', tada: '🎉', white_check_mark: '✅',
  heavy_check_mark: '✔️', x: '❌', warning: '⚠️', eyes: '👀', wave: '👋', pray: '🙏',
  raised_hands: '🙌', clap: '👏', bulb: '💡', memo: '📝', hourglass: '⌛',
  hourglass_flowing_sand: '⏳', clock3: '🕒', alarm_clock: '⏰', bell: '🔔', mag: '🔍',
  wrench: '🔧', hammer_and_wrench: '🛠️', rocket: '🚀', heart: '❤️', smile: '😄', slightly_smiling_face: '🙂',
  thinking_face: '🤔', confused: '😕', cry: '😢', bug: '🐛', fire: '🔥', star: '⭐', question: '❓',
  exclamation: '❗', arrow_right: '➡️', link: '🔗', lock: '🔒', pushpin: '📌', calendar: '📅',
  chart_with_upwards_trend: '📈', robot_face: '🤖', 'ai-fail': '🤖', seedling: '🌱',
  large_green_circle: '🟢', large_yellow_circle: '🟡', red_circle: '🔴', speech_balloon: '💬',
};

// Drawn, because no font has it.
const PICTURES = { 'ai-fail': 'ai-fail.svg' };

export function emoji(code) {
  return Object.hasOwn(CODES, code) ? CODES[code] : null;
}

/** A code as something to look at: a picture, a character, or the code as it is written. */
export function emojiNode(code) {
  // A skin tone changes the colour, not the meaning: "+1::skin-tone-2" is shown as "+1".
  const [name] = String(code).split('::');
  if (Object.hasOwn(PICTURES, name))
    return h('img', { class: 'emoji', src: PICTURES[name], alt: `:${name}:`, title: `:${name}:` });
  return h('span', { class: 'emoji' }, emoji(name) ?? `:${code}:`);
}

const CODE = /:([a-z0-9_+-]{1,40}):/g;

/** "fixed :tada:" becomes "fixed 🎉". */
export function withEmoji(text) {
  return text.replace(CODE, (whole, code) => emoji(code) ?? whole);
}
