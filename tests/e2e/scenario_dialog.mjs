// A dialog of Teams, or a form that lies in a message there, as a scenario reads it.
import { bodyOf, cardFields, fold, hasFields, isBelowField, isInput, optionLabel, sayElement } from '../support/teams_card.mjs';
import { channelOf, handleOf, worlds } from './scenario_words.mjs';

const CHANNEL = 'channel:';

/** What can be done with a field: chosen once, ticked, typed. */
const kindOf = (input) => {
  if (input['choices.data']) return input.isMultiSelect ? 'people' : 'person';
  if (input.type === 'Input.ChoiceSet') return input.isMultiSelect ? 'several' : input.style === 'expanded' ? 'one' : 'list';
  return input.id.startsWith(CHANNEL) ? 'channel' : 'text';
};

export const fields = (view) => cardFields(view.card, view.values).map((field) => ({ ...field, kind: kindOf(field.input), view }));

const heldOf = (field) => field.held.split(',').filter(Boolean);
export const chosen = (field) => heldOf(field);

const row = (field, [open, close]) => field.input.choices
  .map((choice) => `${open}${heldOf(field).includes(choice.value) ? 'x' : ' '}${close} ${optionLabel(choice)}`).join(' ');

/** A channel's id, or the link that Teams copies for it. */
const channelIn = (text) => channelOf(/19(?::|%3a)[^/]*/i.test(text) ? decodeURIComponent(/19(?::|%3a)[^/]*/i.exec(text)[0]) : text);

function shown(field) {
  const { input, held } = field;
  switch (field.kind) {
    case 'one': return row(field, '()');
    case 'several': return row(field, '[]');
    case 'list': return input.choices.filter(({ value }) => value === held).map(optionLabel).join('');
    case 'person': case 'people': return heldOf(field).map((id) => `@${handleOf(id)}`).join(' ');
    case 'channel': return held && `#${channelIn(held)}`;
    default: return held;
  }
}

const line = (field) => `${field.label}${field.input.isRequired ? '' : ' (optional)'}: ${shown(field)}${field.hint ? ` (${field.hint})` : ''}`;

/** An answer in words has the title that Slack shows above one. */
export function formText(view) {
  if (!view.card) return fold(`lastmile ${view.notice}`);
  const found = fields(view);
  const words = bodyOf(view.card).map((element) => {
    if (isInput(element)) return line(found.find(({ input }) => input === element));
    return isBelowField(view.card, element) ? '' : sayElement(view.card, element);
  });
  return fold([view.title ?? '', ...words].join(' '));
}

export const asksSomething = (view) => hasFields(view.card);

/** What is put into the input for an option's label, "@sam" or "#legal"; undefined: there is no such thing. */
export function valueFor(field, label) {
  const { people, channels, objects } = worlds.teams;
  switch (field.kind) {
    case 'person': case 'people': {
      const name = label.replace(/^@/, '');
      // Who stands there already keeps the id they have there; others come from the directory.
      return people[name] && (heldOf(field).find((id) => handleOf(id) === name) ?? objects[name]);
    }
    case 'channel': {
      const name = label.replace(/^#/, '');
      return channels[name] && `https://teams.microsoft.com/l/channel/${encodeURIComponent(channels[name])}/${name}?groupId=g&tenantId=t`;
    }
    case 'text': return undefined;
    default: return field.input.choices.find((choice) => optionLabel(choice) === label)?.value;
  }
}
