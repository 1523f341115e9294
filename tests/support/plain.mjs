// What a message of Block Kit says, as plain text with white space folded: a reader of its own, so that
// tests do not take the encoder's word for it. Messages on Teams are read by teams_card.mjs.
import { cardButtons, messageText } from './teams_card.mjs';

const element = (value) => {
  switch (value.type) {
    case 'text': return value.text;
    case 'user': return `@${names[value.user_id] ?? value.user_id}`;
    case 'channel': return `#${channels[value.channel_id] ?? value.channel_id}`;
    case 'link': return value.text ?? value.url;
    case 'date': return value.fallback ?? '';
    case 'emoji': return `:${value.name}:`;
    case 'plain_text': return unescape(value.text);
    case 'mrkdwn': return unescape(mrkdwn(value.text));
    case 'button': case 'image': return '';
    default: return (value.elements ?? []).map(element).join(value.type === 'rich_text_list' ? ' ' : '');
  }
};

const names = { U0ADMIN: 'priya', U0ANA: 'ana', U0BEN: 'ben', U0CHEN: 'chen', U0SAM: 'sam', U0MAYA: 'maya', U0LUIS: 'luis', U0NOOR: 'noor', U0HELPER: 'helper' };

const channels = { C0GENERAL: 'general', C0AIHELP: 'ai-help', C0LEGAL: 'legal', C0SALES: 'sales', C0SUPPORT: 'support', C0OPS: 'ops' };

const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** Our own tokens in mrkdwn: a person, a channel, a link, a date with its fallback. */
const mrkdwn = (text) => text
  .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${names[id] ?? id}`)
  .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, name) => `#${name || channels[id] || id}`)
  .replace(/<!date\^[^>|]*\|([^>]*)>/g, '$1')
  .replace(/<https?:[^>|]*\|([^>]*)>/g, '$1');

/** The elements of small print stand apart on the screen, also where words and their full stop are two of them. */
const sideBySide = (elements) => elements.join(' ').replace(/\s+([.,;:!?)])/g, '$1').replace(/\(\s+/g, '(');

/** What a chart of Slack's says: its title and unit, then each series with its categories and numbers. */
const chart = ({ title, chart: { series = [], axis_config: axes = {} } }) => [
  `${title} (${axes.y_label ?? ''})`,
  ...series.map(({ name, data }) => [name, ...data.map((point) => `${point.label} ${point.value}`)].join(' ')),
].join(' ');

const block = (value) => {
  switch (value.type) {
    case 'data_visualization': return chart(value);
    case 'image': return value.alt_text;
    case 'rich_text': return value.elements.map(element).join(' ');
    case 'section': return [value.text, ...(value.fields ?? [])].filter(Boolean).map(element).join(' ');
    case 'header': return element(value.text);
    case 'context': return sideBySide(value.elements.map(element));
    default: return '';
  }
};

const fold = (text) => text.replace(/\s+/g, ' ').trim();

export function plain(message) {
  if (message.platform === 'teams') return messageText(message);
  const blocks = message.blocks ?? [];
  return fold(blocks.length ? blocks.map(block).join(' ') : unescape(mrkdwn(message.text ?? '')));
}

export function buttonsInOrder(message) {
  if (message.platform === 'teams') return cardButtons(message.card);
  return (message.blocks ?? []).flatMap((value) => [...(value.elements ?? []), value.accessory]
    .filter((candidate) => candidate?.type === 'button')
    .map((candidate) => ({ ...candidate, block_id: value.block_id })));
}
