// What an Adaptive Card says, as plain text with white space folded, and what can be pressed and filled in on it: a
// reader of its own, so that tests do not take the encoder's word for it.

/** Put into text so that it means nothing to the client; a person sees nothing of it. */
const quieted = (text) => text.replace(/\u2060/g, '').replaceAll('∗', '*').replaceAll('ˋ', '`');

/** The directory's ids that scenarios give say the name, too. */
export const handleOf = (id) => id.replace(/^29:1-/, '').replace(/^(?:28:)?0b9ec700-0000-4000-8000-([0-9a-f]{12})$/, (_, hex) => Buffer.from(hex, 'hex').toString().replace(/\.+$/, ''));
export const channelOf = (id) => id.replace(/^19:(.*)@thread\.tacv2$/, '$1');

const moment = (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** The markdown of a TextBlock: mentions, links, times, bold; the rest is data. */
const textBlock = (text, entities) => {
  let shown = text;
  for (const { text: tag, mentioned } of entities) shown = shown.replaceAll(tag, `@${handleOf(mentioned.id)}`);
  return quieted(shown
    .replace(/\{\{DATE\(([^,)]*), SHORT\)\}\} at \{\{TIME\([^)]*\)\}\}/g, (_, iso) => moment(iso))
    .replace(/\[([^\]]*)\]\(https?:[^)]*\)/g, '$1')
    .replace(/\*\*/g, ''));
};

const points = (data) => data.map(({ x, y }) => `${x} ${y}`).join(' ');

const chart = (element) => {
  const title = `${element.title} (${element.yAxisTitle ?? element.xAxisTitle ?? ''})`;
  const series = element.data[0]?.values ? element.data.map(({ legend, values }) => `${legend} ${points(values)}`) : [points(element.data)];
  return [title, ...series].join(' ');
};

const isError = (element) => element.type === 'TextBlock' && element.color === 'Attention' && element.weight === 'Bolder';
const isHint = (element) => element.type === 'TextBlock' && element.size === 'Small' && element.spacing === 'None';
const isInput = (element) => element?.type?.startsWith('Input.');
/** Teams alone needs it said how one gets at a channel. */
const isHowTo = (element) => isHint(element) && element.text.startsWith('In Teams: ');

function said(element, entities) {
  switch (element.type) {
    case 'TextBlock': return textBlock(element.text, entities);
    case 'RichTextBlock': return quieted(element.inlines.map(({ text }) => text).join(''));
    case 'Container': return element.items.map((item) => said(item, entities)).join(' ');
    case 'FactSet': return element.facts.map(({ title, value }) => `${title} ${value}`).join(' ');
    default: return element.type.startsWith('Chart.') ? chart(element) : '';
  }
}

const entitiesOf = (card) => card.msteams?.entities ?? [];
export const fold = (text) => text.replace(/\s+/g, ' ').trim();

export function cardText(card) {
  return fold(card.body.filter((element) => !isInput(element) && !isError(element) && !isHowTo(element))
    .map((element) => said(element, entitiesOf(card))).join(' '));
}

export function messageText(message) {
  if (message.card) return cardText(message.card);
  let text = message.text ?? '';
  if (message.bot) text = quieted(text.replace(/<at>([^<]*)<\/at>/g, '@$1'));
  return fold(text);
}

/** Every action as it is read, body first: { title, number, data, type }. */
export function actionsOf(card) {
  const found = [];
  const walk = (value) => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!value || typeof value !== 'object') return undefined;
    if (value.type?.startsWith('Action.')) found.push(value);
    for (const [name, member] of Object.entries(value)) {
      if (['fallback', 'data', 'msteams', 'refresh'].includes(name) || (name === 'actions' && value.body)) continue;
      walk(member);
    }
    if (value.body && value.actions) walk(value.actions);
    return undefined;
  };
  if (card) walk(card);
  return found.map((action, index) => ({ ...action, number: index + 1 }));
}

/** What sends the form, and what says that a field was chosen, are the form's own: no buttons of a message in it. */
export const isOwn = ({ data }) => ['form', 'field'].includes(data?.lastmile);

/** In the shape the Block Kit reader gives them. */
export const cardButtons = (card) => actionsOf(card).filter((action) => action.type !== 'Action.OpenUrl' && !isOwn(action))
  .map((action) => ({ text: { text: action.title }, value: action.data?.value ?? '', number: action.number, data: action.data, type: action.type }));

export const hasFields = (card) => Boolean(card?.body.some(isInput));

/** Each field: its label, its input, the hint below it, what it holds, the button that says it was chosen. */
export function cardFields(card, values = {}) {
  if (!card) return [];
  const watchers = actionsOf(card).filter(({ data }) => data?.lastmile === 'field');
  return card.body.flatMap((input, index) => {
    if (!isInput(input)) return [];
    const rest = card.body.slice(index + 1);
    const end = rest.findIndex(isInput);
    const below = end < 0 ? rest : rest.slice(0, end);
    return [{
      label: quieted(input.label), input, held: values[input.id] ?? (input.value === undefined ? '' : String(input.value)),
      hint: below.filter((element) => isHint(element) && !isHowTo(element)).map(({ text }) => quieted(text)).join(' '),
      errors: below.filter(isError).map(({ text }) => quieted(text)),
      watcher: watchers.find(({ data }) => data.name === input.id.split(':')[1])?.number,
    }];
  });
}

export const isBelowField = (card, element) => {
  const index = card.body.indexOf(element);
  return isHint(element) && isInput(card.body.slice(0, index).findLast((other) => !isError(other)));
};

/** Errors that belong to no field. */
export const looseErrors = (card) => {
  const first = card.body.findIndex(isInput);
  return card.body.slice(0, first < 0 ? undefined : first).filter(isError).map(({ text }) => quieted(text));
};

/** An option's label: what explains it stands behind it in parentheses. */
export const optionLabel = (choice) => quieted(choice.title).replace(/ \([^()]*\)$/, '');
export const bodyOf = (card) => card.body.filter((element) => !isError(element) && !isHowTo(element));
export const sayElement = (card, element) => said(element, entitiesOf(card));
export { isInput };
