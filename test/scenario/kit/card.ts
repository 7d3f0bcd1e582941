/** A card as a person meets it: text to read, inputs known by their labels, buttons known by their titles. */

export type Json = Record<string, unknown>;

/** What somebody fills in: labels (or how they begin) and what they type, choose or tick. */
export type Filling = Record<string, string | boolean | readonly string[]>;

/** A button with everything the client sends for it, inputs not yet merged. */
export interface Button {
  title: string;
  verb: string | undefined;
  data: Json;
  /** What an old client sends instead. */
  submit: Json | undefined;
  takesInputs: boolean;
}

interface Input {
  id: string;
  label: string;
  kind: string;
  /** The words beside a tick. */
  title: string;
  value: string;
  choices: { title: string; value: string }[];
  isMany: boolean;
}

/** Every object of a card, depth first: containers, sets of actions and cards behind buttons included. */
function partsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(partsOf)];
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What of an element a person does not read: what may be chosen, what travels, what old clients get. */
const unread = new Set(['choices', 'data', 'fallback', 'placeholder', 'id', 'verb', 'url']);

/** Everything a person reads on the card, in order; what inputs hold included, their choices not. */
export function textOf(card: unknown): string {
  return wordsIn((card as { body?: unknown } | undefined)?.body).join('\n');
}

function wordsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value !== 'object' || value === null) return [];
  const words = ['text', 'title', 'label', 'value'].map((name) => text((value as Json)[name]));
  const inside = Object.entries(value).filter(([name]) => !unread.has(name));
  return [...words.filter((one) => one !== ''), ...inside.flatMap(([, part]) => wordsIn(part))];
}

/** The buttons of the card, in order. */
export function buttonsOf(card: unknown): Button[] {
  return partsOf(card)
    .filter((part) => part.type === 'Action.Execute')
    .map((part) => ({
      title: text(part.title),
      verb: typeof part.verb === 'string' ? part.verb : undefined,
      data: (part.data ?? {}) as Json,
      submit: (part.fallback as { data?: Json } | undefined)?.data,
      takesInputs: part.associatedInputs !== 'none',
    }));
}

/** Whether there is a button of this title. */
export const hasButton = (card: unknown, title: string) => buttonsOf(card).some((one) => one.title === title);

/** The button of this title, or how its title begins; fails with the titles there are. */
export function buttonOf(card: unknown, title: string): Button {
  const all = buttonsOf(card);
  const found = all.find((one) => one.title === title) ?? all.find((one) => one.title.startsWith(title));
  if (found) return found;
  throw new Error(`No button "${title}" but: ${all.map((one) => one.title).join(' | ')}\n${textOf(card)}`);
}

function inputsOf(card: unknown): Input[] {
  return partsOf(card)
    .filter((part) => text(part.type).startsWith('Input.'))
    .map((part) => ({
      id: text(part.id),
      label: text(part.label),
      kind: text(part.type),
      title: text(part.title),
      value: text(part.value),
      choices: Array.isArray(part.choices) ? (part.choices as Input['choices']) : [],
      isMany: part.isMultiSelect === true,
    }));
}

/** What a card's inputs hold when nobody has touched them, by id. */
function untouched(card: unknown): Json {
  return Object.fromEntries(
    inputsOf(card).flatMap((input): [string, string][] => {
      if (input.kind === 'Input.Toggle') return [[input.id, input.value === 'true' ? 'true' : 'false']];
      return input.value === '' ? [] : [[input.id, input.value]];
    }),
  );
}

/** What the input with this label holds. */
export const valueIn = (card: unknown, label: string) => inputNamed(card, label).value;

/** The choices of the input with this label, as a person reads them. */
export const choicesIn = (card: unknown, label: string) =>
  inputNamed(card, label).choices.map((choice) => choice.title);

/** The labels of all inputs. */
export const labelsOf = (card: unknown) => inputsOf(card).map((input) => input.label);

function inputNamed(card: unknown, label: string): Input {
  const all = inputsOf(card);
  const isIt = [
    (one: Input) => one.label === label,
    (one: Input) => one.title === label,
    (one: Input) => one.label.startsWith(label),
    (one: Input) => one.title.startsWith(label),
  ];
  for (const matches of isIt) {
    const found = all.find(matches);
    if (found) return found;
  }
  throw new Error(`No input "${label}" but: ${all.map((one) => one.label).join(' | ')}\n${textOf(card)}`);
}

/** A choice by its words; a word nobody offers is a mistake in the test or a card that lacks it. */
function valueOf(input: Input, words: string): string {
  if (input.choices.length === 0) return words;
  const found =
    input.choices.find((one) => one.title === words) ??
    input.choices.find((one) => one.title.startsWith(words));
  if (found) return found.value;
  throw new Error(
    `"${input.label}" offers no "${words}" but: ${input.choices.map((one) => one.title).join(' | ')}`,
  );
}

/** The data a client sends: the untouched inputs, what was filled in over them, and the button's own. */
export function dataFor(card: unknown, button: Button, filling: Filling = {}): Json {
  if (!button.takesInputs) return button.data;
  const filled = Object.entries(filling).map(([label, answer]): [string, string] => {
    const input = inputNamed(card, label);
    if (typeof answer === 'boolean') return [input.id, String(answer)];
    if (typeof answer === 'string') return [input.id, valueOf(input, answer)];
    return [input.id, answer.map((one) => valueOf(input, one)).join(',')];
  });
  return { ...untouched(card), ...Object.fromEntries(filled), ...button.data };
}
