/** The pieces every card is made of, at schema 1.5, so that no card can forget a label, a fallback or the emergency line. */
import { plain } from './text';
import { words } from '../words';

/** One element of a card's body, as JSON. */
export type Element = { readonly type: string; readonly [name: string]: unknown };

/** A whole adaptive card, as JSON. */
export interface Card {
  type: 'AdaptiveCard';
  version: '1.5';
  body: Element[];
  fallbackText: string;
  [name: string]: unknown;
}

/** What a card's button carries besides the inputs: ids and versions only, never text about a case. */
export interface ActionData {
  verb: string;
  /** Id of the record acted on. */
  id?: string;
  /** Version of that record this card was drawn from. */
  version?: number;
  /** Minted when the card is drawn; the act happens once per key. */
  idempotencyKey?: string;
  [name: string]: string | number | undefined;
}

/** Most actions a card has in Teams. */
export const mostActions = 6;
/** Largest card we send, in bytes of JSON. */
export const mostBytes = 25 * 1024;

/** A button. Old clients that do not know Execute send the same data as a message. `inputs: 'none'` for buttons that leave a form. */
export function button(title: string, data: ActionData, inputs: 'auto' | 'none' = 'auto'): Element {
  const sent = { v: 1, ...data };
  const associated = inputs === 'none' ? { associatedInputs: 'none' } : {};
  return {
    type: 'Action.Execute',
    title,
    verb: data.verb,
    data: sent,
    ...associated,
    fallback: { type: 'Action.Submit', title, data: sent, ...associated },
  };
}

/** A button that opens the tab; a link in text would open a browser instead. */
export function link(title: string, url: string): Element {
  return { type: 'Action.OpenUrl', title, url };
}

/** A button that shows another card; it changes nothing. */
export function open(
  title: string,
  show: string,
  view: Record<string, string | number | undefined> = {},
): Element {
  return button(title, { verb: 'open', show, ...view }, 'none');
}

export function heading(text: string): Element {
  return { type: 'TextBlock', text, size: 'Large', weight: 'Bolder', wrap: true, style: 'heading' };
}

/** A sentence of ours. Text of people goes through `quote` or `escapeMarkdown`. */
export function say(text: string, more: Record<string, unknown> = {}): Element {
  return { type: 'TextBlock', text, wrap: true, spacing: 'Small', ...more };
}

/** A sentence that must be seen first: what went wrong, or what to do. */
export function banner(text: string, style: 'attention' | 'good' | 'warning' = 'warning'): Element {
  return {
    type: 'Container',
    style,
    bleed: true,
    items: [{ type: 'TextBlock', text, wrap: true, weight: 'Bolder' }],
  };
}

/** Text written by a person: a text run, where no client reads markdown. */
export function quote(label: string, text: string): Element[] {
  if (text.trim() === '') return [];
  return [
    say(label, { weight: 'Bolder', spacing: 'Medium' }),
    { type: 'RichTextBlock', spacing: 'None', inlines: [{ type: 'TextRun', text: plain(text) }] },
  ];
}

/** Something to copy: shown apart in a plain run. */
export function copyable(label: string, text: string): Element[] {
  return [
    say(label, { spacing: 'Medium' }),
    {
      type: 'Container',
      style: 'emphasis',
      spacing: 'Small',
      items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: plain(text), weight: 'Bolder' }] }],
    },
  ];
}

/** What was just said in the card's banner need not be said twice. */
export const unlessSaid = (said: string | null, text: string): Element | null =>
  said === null ? say(text) : null;

/** Label and value pairs; values of people must be escaped by the caller. Empty values are left out. */
export function facts(pairs: readonly (readonly [string, string])[]): Element[] {
  const shown = pairs.filter(([, value]) => value !== '');
  return shown.length === 0
    ? []
    : [{ type: 'FactSet', facts: shown.map(([title, value]) => ({ title, value })) }];
}

interface CardParts {
  title: string;
  body: (Element | Element[] | null)[];
  actions?: (Element | null)[];
  /** True on everything somebody fills in: 999 comes first (S0-05). */
  isForm?: boolean;
  note?: Element | null;
}

/** The whole card. More than six actions is a mistake of ours and fails here, not in Teams. */
export function card(parts: CardParts): Card {
  const actions = (parts.actions ?? []).filter((action) => action !== null);
  if (actions.length > mostActions)
    throw new Error(`The card "${parts.title}" has ${actions.length} actions; Teams shows ${mostActions}.`);
  const emergency = parts.isForm ? [say(words.emergency, { weight: 'Bolder', color: 'Attention' })] : [];
  const body = parts.body.flat().filter((element) => element !== null);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: `${parts.title}. ${words.fallback}`,
    msteams: { width: 'Full' },
    body: [
      ...emergency,
      heading(parts.title),
      ...(parts.note ? [parts.note] : []),
      ...body,
      // Old clients ignore the fallback of top-level actions, so the buttons live in a set.
      ...(actions.length > 0 ? [{ type: 'ActionSet', spacing: 'Large', actions }] : []),
    ],
  };
}

/** Bytes of a card as it travels. */
export function bytesOf(one: object): number {
  return new TextEncoder().encode(JSON.stringify(one)).length;
}
