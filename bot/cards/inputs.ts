/** The inputs of forms: each has an id and a label, and comes back as the text Teams sends. */
import { keptText, plain } from './text';
import { type Element } from './parts';

export interface Choice {
  title: string;
  value: string;
}

/** Choices from a word list of the register, in its order. */
export function choicesOf<Code extends string>(
  labels: Readonly<Record<Code, string>>,
  codes: readonly Code[] = Object.keys(labels) as Code[],
): Choice[] {
  return codes.map((code) => ({ title: labels[code], value: code }));
}

/** Most people offered in one list; who is not among them is found in the tab. */
export const mostPeople = 25;

/** Choices of people, by name; names are written by people, so they are cleaned. */
export function peopleChoices(people: readonly { id: string; name: string }[]): Choice[] {
  return people
    .map((person) => ({ title: plain(person.name, 40), value: person.id }))
    .sort((one, other) => one.title.localeCompare(other.title, 'en-GB'))
    .slice(0, mostPeople);
}

interface Asked {
  id: string;
  label: string;
  value?: string | undefined;
  required?: boolean;
  /** What the client says when it is left empty. */
  error?: string;
}

const base = (asked: Asked) => ({
  id: asked.id,
  label: asked.label,
  ...(asked.value === undefined || asked.value === '' ? {} : { value: asked.value }),
  ...(asked.required ? { isRequired: true, errorMessage: asked.error ?? 'Please answer this.' } : {}),
});

/** A line or, with `multiline`, a box of text. */
export function textInput(
  asked: Asked & { limit: number; multiline?: boolean; placeholder?: string },
): Element {
  const value = asked.value === undefined ? undefined : keptText(asked.value, asked.limit);
  return {
    type: 'Input.Text',
    ...base({ ...asked, value }),
    maxLength: asked.limit,
    ...(asked.multiline ? { isMultiline: true } : {}),
    ...(asked.placeholder ? { placeholder: asked.placeholder } : {}),
  };
}

/** One of several; a long list opens as a drop-down that can be typed into. */
export function choiceInput(
  asked: Asked & { choices: Choice[]; style?: 'compact' | 'expanded' | 'filtered' },
): Element {
  const value = asked.choices.some((choice) => choice.value === asked.value) ? asked.value : undefined;
  const style = asked.style ?? (asked.choices.length > 12 ? 'filtered' : 'compact');
  return { type: 'Input.ChoiceSet', ...base({ ...asked, value }), style, choices: asked.choices };
}

/** Any number of several; Teams sends the codes with commas between them. */
export function manyInput(
  asked: Omit<Asked, 'value'> & { choices: Choice[]; values: readonly string[] },
): Element {
  const { choices, values, ...rest } = asked;
  const known = values.filter((value) => choices.some((choice) => choice.value === value));
  return {
    type: 'Input.ChoiceSet',
    ...base({ ...rest, value: known.join(',') }),
    isMultiSelect: true,
    style: 'expanded',
    choices,
  };
}

/** A tick. Some clients send "false" for an untouched one, so both values are spelt out. */
export function tickInput(asked: {
  id: string;
  label: string;
  title: string;
  value: boolean;
  required?: boolean;
}): Element {
  const { title, value, ...rest } = asked;
  return {
    type: 'Input.Toggle',
    ...base({ ...rest, value: String(value) }),
    title,
    valueOn: 'true',
    valueOff: 'false',
    wrap: true,
  };
}

/** A day, YYYY-MM-DD. */
export function dateInput(asked: Asked): Element {
  return { type: 'Input.Date', ...base(asked) };
}
