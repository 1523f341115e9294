// What the elements of a form hold: the value as control.md writes it, where it comes from, and what
// can be said against it before anything is sent. Nothing here touches the page.

const optionValue = (option) => option?.value ?? null;
const optionValues = (options) => (options ?? []).map(optionValue);

/** A kind: what it begins with, and how Slack's state names what was chosen. */
const kind = (initial, stored, read = (value) => value ?? null) => ({
  initial: (element) => read(element[initial]),
  stored: (state) => read(state[stored]),
});

const text = kind('initial_value', 'value', (value) => String(value ?? ''));
const list = (value) => [...(value ?? [])];

const KINDS = {
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  static_select: kind('initial_option', 'selected_option', optionValue),
  radio_buttons: kind('initial_option', 'selected_option', optionValue),
  checkboxes: kind('initial_options', 'selected_options', optionValues),
  multi_static_select: kind('initial_options', 'selected_options', optionValues),
  datepicker: kind('initial_date', 'selected_date'),
  timepicker: kind('initial_time', 'selected_time'),
  datetimepicker: kind('initial_date_time', 'selected_date_time'),
  users_select: kind('initial_user', 'selected_user'),
  channels_select: kind('initial_channel', 'selected_channel'),
  conversations_select: kind('initial_conversation', 'selected_conversation'),
  multi_users_select: kind('initial_users', 'selected_users', list),
  multi_channels_select: kind('initial_channels', 'selected_channels', list),
  multi_conversations_select: kind('initial_conversations', 'selected_conversations', list),
};

export const holdsValue = (type) => Object.hasOwn(KINDS, type);

/** What an element holds: what the state says of it, else what it begins with. */
export function valueOf(element, state) {
  const known = KINDS[element.type];
  return state ? known.stored(state) : known.initial(element);
}

export const sameValue = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export const isEmpty = (value) => value === null || value === '' ||
  (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

/** Characters as people count them: a face with a skin tone may still be two, a letter is one. */
export const lengthOf = (value) => [...value].length;

/** All options of a select, in order, groups opened. */
export const optionsOf = (element) => element.options ??
  (element.option_groups ?? []).flatMap((group) => group.options ?? []);

const MISSING = {
  static_select: 'Choose one.', radio_buttons: 'Choose one.', checkboxes: 'Choose at least one.',
  multi_static_select: 'Choose at least one.', datepicker: 'Choose a day.', timepicker: 'Choose a time.',
  datetimepicker: 'Choose a day and a time.', users_select: 'Choose a person.',
  multi_users_select: 'Choose at least one person.', channels_select: 'Choose a channel.',
  conversations_select: 'Choose a conversation.', number_input: 'Enter a number.',
  multi_channels_select: 'Choose at least one channel.',
  multi_conversations_select: 'Choose at least one conversation.',
};

const characters = (count) => (count === 1 ? '1 character' : `${count} characters`);

function lengthComplaint({ min_length: least, max_length: most }, value) {
  const length = lengthOf(value);
  if (least > 0 && length < least)
    return `Write at least ${characters(least)}; there ${length === 1 ? 'is' : 'are'} ${length} so far.`;
  if (most > 0 && length > most)
    return `Write at most ${characters(most)}: this is ${length - most} too many.`;
  return null;
}

function numberComplaint({ min_value: least, max_value: most, is_decimal_allowed: decimal }, value) {
  const number = Number(value);
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(value))
    return 'Enter a number, in digits.';
  if (!decimal && !Number.isInteger(number))
    return 'Enter a whole number.';
  if (least !== undefined && number < Number(least))
    return `Enter ${least} or more.`;
  if (most !== undefined && number > Number(most))
    return `Enter ${most} or less.`;
  return null;
}

const COMPLAINTS = {
  plain_text_input: lengthComplaint,
  number_input: numberComplaint,
  email_text_input: (element, value) =>
    (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : 'Enter an email address, like name@example.com.'),
  url_text_input: (element, value) =>
    (/^https?:\/\/\S+$/.test(value.trim()) ? null : 'Enter an address that begins with https://.'),
};

/** What keeps this input block from being sent, as one sentence; null when nothing does. */
export function complaint(block, value) {
  const { element } = block;
  if (isEmpty(value))
    return block.optional ? null : MISSING[element.type] ?? 'Write something here.';
  return COMPLAINTS[element.type]?.(element, value) ?? null;
}
