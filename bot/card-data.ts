/** What a card sends back, read without trust: inputs may be missing, texts, "false" for an untouched tick. */
import { z } from 'zod';
import { plain, storable } from './cards/text';

/** Most characters any one text is read to; limits of fields are tighter and told by the register's schemas. */
const mostRead = 2000;

/** Ids, keys and names of cards as we mint them: nothing else ever reaches the database. */
const token = z.string().regex(/^[\w:.@-]{0,100}$/);

const envelope = z.object({
  v: z.union([z.literal(1), z.literal('1')]),
  verb: z.string().min(1).max(60),
  id: token.optional(),
  risk: token.optional(),
  show: token.optional(),
  version: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
  page: z.coerce.number().int().min(1).max(100_000).optional(),
  needed: z.coerce.number().optional(),
  idempotencyKey: token.min(8).optional(),
});

/** The message that holds the pressed card: it is edited once the act is done. */
export interface CardMessage {
  conversationId: string;
  activityId: string;
}

/** One press of a button, checked. */
export interface CardAct extends Omit<z.infer<typeof envelope>, 'v'> {
  inputs: Inputs;
  /** Null when the channel did not say which message it was. */
  message: CardMessage | null;
}

/** The inputs of the card by id; anything but texts, numbers and ticks counts as not given. */
export interface Inputs {
  /** Trimmed; '' when not given or when nothing of it can be seen. */
  text(id: string): string;
  tick(id: string): boolean;
  /** The chosen codes of a multiple choice. */
  many(id: string): string[];
}

/** Reads the data of a pressed button; null when it is not one of ours. */
export function readCardAct(data: unknown, message: CardMessage | null): CardAct | null {
  const parsed = envelope.safeParse(data);
  if (!parsed.success) return null;
  const { v: _v, ...act } = parsed.data;
  return { ...act, inputs: inputsOf(data as Record<string, unknown>), message };
}

/** Inputs over untrusted data: only own properties count, so nothing inherited is ever read. */
export function inputsOf(data: Record<string, unknown>): Inputs {
  const text = (id: string): string => {
    const value = Object.hasOwn(data, id) ? data[id] : undefined;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const said = typeof value === 'string' ? storable(value.slice(0, mostRead)).trim() : '';
    // Text of which nobody sees anything is no answer.
    return plain(said) === '' ? '' : said;
  };
  return {
    text,
    tick: (id) => text(id).toLowerCase() === 'true',
    many: (id) => {
      const value = Object.hasOwn(data, id) ? data[id] : undefined;
      const whole = Array.isArray(value)
        ? value.filter((one) => typeof one === 'string').join(',')
        : text(id);
      return [
        ...new Set(
          whole
            .split(',')
            .map((one) => one.trim())
            .filter((one) => one !== ''),
        ),
      ].slice(0, 50);
    },
  };
}

/** The data of an Action.Execute invoke and what triggered it; null when the invoke is not one. */
export function readInvoke(value: unknown): { data: unknown; isAutomatic: boolean } | null {
  const parsed = z
    .object({
      action: z.object({ type: z.literal('Action.Execute'), data: z.unknown().optional() }),
      trigger: z.string().optional(),
    })
    .safeParse(value);
  return parsed.success
    ? { data: parsed.data.action.data, isAutomatic: parsed.data.trigger === 'automatic' }
    : null;
}
