/** Every card is linted the way Teams reads it: schema 1.5, size, actions, labels, a fallback. */
import { bytesOf, card, mostActions, mostBytes, open, type Card } from '../../../bot/cards/parts';
import { allCards, everyday, longest } from './samples';

interface Parsed {
  validateProperties(): { validationEvents: { event: number; message: string }[] };
}
interface Library {
  SerializationContext: new (version: unknown) => {
    eventCount: number;
    getEventAt(index: number): { message: string };
  };
  HostConfig: new (json: object) => unknown;
  AdaptiveCard: new () => Parsed & { hostConfig: unknown } & {
    parse(source: unknown, context: unknown): void;
  };
  Versions: Record<'v1_2' | 'v1_5', unknown>;
}
// The package's main entry is ESM without extensions and does not load in Node.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const library = require('adaptivecards/dist/adaptivecards.js') as Library;

function complaints(source: Card, version: 'v1_2' | 'v1_5'): string[] {
  const context = new library.SerializationContext(library.Versions[version]);
  const parsed = new library.AdaptiveCard();
  // Teams shows six; the library's own default is five.
  parsed.hostConfig = new library.HostConfig({ actions: { maxActions: mostActions } });
  parsed.parse(source, context);
  const atParsing = Array.from(
    { length: context.eventCount },
    (_, index) => context.getEventAt(index).message,
  );
  return [...atParsing, ...parsed.validateProperties().validationEvents.map((one) => one.message)];
}

type Node = Record<string, unknown>;

/** Every object inside, depth first. */
function nodes(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodes)];
}

const inputsOf = (one: Card) => nodes(one.body).filter((node) => String(node.type).startsWith('Input.'));
const actionsOf = (one: Card) =>
  nodes(one.body).flatMap((node) => (node.type === 'ActionSet' ? (node.actions as Node[]) : []));

const samples: [string, Card][] = [
  ...allCards(everyday).map(([name, one]): [string, Card] => [`${name}, everyday`, one]),
  ...allCards(longest).map(([name, one]): [string, Card] => [`${name}, longest`, one]),
];

describe.each(samples)('the card "%s"', (_name, one) => {
  it('is clean at schema 1.5', () => {
    expect(complaints(one, 'v1_5')).toEqual([]);
  });

  it('fits: at most 25 KB and six actions, all of them in a set', () => {
    expect(bytesOf(one)).toBeLessThanOrEqual(mostBytes);
    expect(actionsOf(one).length).toBeLessThanOrEqual(mostActions);
    expect(one.actions).toBeUndefined();
  });

  it('has a fallback text, and an id of its own and a label on every input', () => {
    expect(one.fallbackText).not.toBe('');
    const inputs = inputsOf(one);
    for (const input of inputs)
      expect([input.id, input.label]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
    expect(new Set(inputs.map((input) => input.id)).size).toBe(inputs.length);
  });

  it('gives every Execute the same data in a Submit fallback, under no property named "key"', () => {
    for (const action of actionsOf(one).filter((each) => each.type === 'Action.Execute')) {
      expect(action.fallback).toMatchObject({ type: 'Action.Submit', data: action.data });
      expect(Object.keys(action.data as object)).toEqual(expect.arrayContaining(['v', 'verb']));
      expect(Object.keys(action.data as object)).not.toContain('key');
    }
  });

  it('carries no direction marks, no angle brackets and no control characters outside inputs', () => {
    const shown = nodes(one.body).filter((node) => !String(node.type).startsWith('Input.'));
    for (const node of shown)
      for (const text of [node.text, node.title, node.value].filter((each) => typeof each === 'string'))
        expect(text).not.toMatch(/[\u202A-\u202E\u200B-\u200F\u2060-\u2069<>]|[\u0000-\u0009\u000B-\u001F]/);
  });
});

it('S0-05 every form says first that 999 comes first', () => {
  for (const [, one] of samples.filter(([, each]) => inputsOf(each).length > 1))
    expect((one.body[0] as Node).text).toBe('In an emergency call 999 before anything else.');
});

it('lists what a 1.2 client loses: labels, checks and Execute only, which the server and the fallbacks make up for', () => {
  const lost = new Set(samples.flatMap(([, one]) => complaints(one, 'v1_2')));
  const expected =
    /label|isRequired|errorMessage|associatedInputs|Action\.Execute|"style"|"type" is deprecated|wrap/;
  expect([...lost].filter((message) => !expected.test(message))).toEqual([]);
});

it('refuses to make a card with seven actions', () => {
  const actions = Array.from({ length: 7 }, (_, index) => open(`Button ${index}`, 'home'));

  expect(() => card({ title: 'Too many', body: [], actions })).toThrow('7 actions');
});
