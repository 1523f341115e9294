// The few short codes a chat about work uses. Others stay as they were typed.

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

export function emoji(code) {
  return Object.hasOwn(CODES, code) ? CODES[code] : null;
}

const CODE = /:([a-z0-9_+-]{1,40}):/g;

/** "fixed :tada:" becomes "fixed 🎉". */
export function withEmoji(text) {
  return text.replace(CODE, (whole, code) => emoji(code) ?? whole);
}
