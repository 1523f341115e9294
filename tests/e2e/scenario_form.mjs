// A form as a scenario reads it: as plain text with what is filled in, and its fields by their labels. Slack's views are
// read here, Teams' dialogs in scenario_dialog.mjs.
import { plain } from '../support/plain.mjs';
import * as dialog from './scenario_dialog.mjs';
import { channelOf, handleOf } from './scenario_words.mjs';

const onTeams = (view) => view?.platform === 'teams';

export const fields = (view) => (onTeams(view) ? dialog.fields(view) : (view?.blocks ?? []).filter((block) => block.type === 'input').map((block) => ({
  block, element: block.element, label: block.label.text, view,
})));

export const fieldCalled = (view, label) => fields(view).find((field) => field.label === label);

/** What the field holds: from the view's state, or what it began with. */
function held({ block, element, view }) {
  const state = view.state?.values?.[block.block_id]?.[element.action_id];
  if (state) return state;
  return {
    value: element.initial_value ?? null,
    selected_option: element.initial_option ?? null,
    selected_options: element.initial_options ?? [],
    selected_user: element.initial_user ?? null,
    selected_users: element.initial_users ?? [],
    selected_channel: element.initial_channel ?? null,
    selected_conversation: element.initial_conversation ?? null,
  };
}

export const chosen = (field) => (held(field).selected_options ?? []).map((option) => option.value);
export const chosenPeople = (field) => held(field).selected_users ?? [];

const row = (options, isChosen, [open, close]) => options
  .map((option) => `${open}${isChosen(option) ? 'x' : ' '}${close} ${option.text.text}`).join(' ');

function shown(field) {
  const { element } = field;
  const state = held(field);
  switch (element.type) {
    case 'radio_buttons': return row(element.options, (option) => option.value === state.selected_option?.value, '()');
    case 'checkboxes': return row(element.options, (option) => chosen(field).includes(option.value), '[]');
    case 'static_select': return state.selected_option?.text.text ?? '';
    case 'users_select': return state.selected_user ? `@${handleOf(state.selected_user)}` : '';
    case 'multi_users_select': return chosenPeople(field).map((id) => `@${handleOf(id)}`).join(' ');
    case 'channels_select': return state.selected_channel ? `#${channelOf(state.selected_channel)}` : '';
    case 'conversations_select': return state.selected_conversation ? `#${channelOf(state.selected_conversation)}` : '';
    default: return state.value ?? '';
  }
}

function line(block, view) {
  if (block.type !== 'input') return plain({ blocks: [block] });
  const hint = block.hint ? ` (${block.hint.text})` : '';
  return `${block.label.text}${block.optional ? ' (optional)' : ''}: ${shown({ block, element: block.element, view })}${hint}`;
}

const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** As tests/scenarios/form_plain.c writes it. A Home has no title. */
export function formText(view) {
  if (onTeams(view)) return dialog.formText(view);
  return unescape([view.title ?? '', ...view.blocks.map((block) => line(block, view))].join(' ')).replace(/\s+/g, ' ').trim();
}

/** What the playground takes for an option's label, "@sam" or "#legal"; undefined: there is no such thing. */
export function valueFor(field, label, { people, channels }) {
  const { element } = field;
  if (element.options) return element.options.find((option) => unescape(option.text.text) === label)?.value;
  if (/channels|conversations/.test(element.type)) return channels[label.replace(/^#/, '')];
  if (/users/.test(element.type)) return people[label.replace(/^@/, '')];
  return undefined;
}
