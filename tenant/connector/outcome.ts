/** What a person sees after pressing a button on a card: Teams' reading of the bot's invoke answer. */
import { type Delivery } from './deliver';

/** The visible result of a card action. */
export type ActionOutcome =
  | { kind: 'card'; card: unknown }
  | { kind: 'toast'; text: string }
  | { kind: 'failed'; text: string }
  | { kind: 'sent' }
  | { kind: 'nothing' };

/** Teams' own words; they cannot be changed by a bot. */
export const WENT_WRONG = 'Something went wrong. Please try again';
/** Teams' own words when the bot did not answer, or not with 200, or not with an invoke answer. */
export const UNREACHABLE = 'Unable to reach app. Please try again';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

/** Reads the answer to an `adaptiveCard/action` invoke. */
export function outcomeOf(delivery: Delivery): ActionOutcome {
  if (!delivery.reached || delivery.status !== 200) return { kind: 'failed', text: UNREACHABLE };
  const { body } = delivery;
  if (typeof body !== 'object' || body === null) return { kind: 'failed', text: UNREACHABLE };
  const { statusCode = 200, type, value } = body as { statusCode?: number; type?: string; value?: unknown };
  if (statusCode !== 200) return { kind: 'failed', text: WENT_WRONG };
  if (type === CARD && typeof value === 'object' && value !== null) return { kind: 'card', card: value };
  if (type === MESSAGE && typeof value === 'string') return { kind: 'toast', text: value };
  return { kind: 'failed', text: WENT_WRONG };
}
