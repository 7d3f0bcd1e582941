/** How long to leave the workbook alone while something is in the way that a person has to clear. */
import { type WriteOutcome } from '../../../register/store';

/** Nothing was written, and asking every few seconds clears none of it. */
const inTheWay: ReadonlySet<string> = new Set([
  'locked',
  'blocked-by-sheet',
  'unsupported-workbook',
  'denied',
]);

const firstMs = 5_000;
/** No longer than the register is usually left unread, for reading waits with writing. */
const mostMs = 60_000;
/** Refused so often in a row, some five minutes: nobody seems to know. */
const manyRefusals = 8;

/** Counts refusals of one table's writes in a row. */
export class Patience {
  private readonly refusals = new Map<string, number>();

  /** The same outcome with a wait that doubles each time; final, so that it is told to people, once it has lasted. */
  told(table: string, outcome: WriteOutcome): WriteOutcome {
    if (outcome.kind !== 'failed' || !inTheWay.has(outcome.code)) {
      // An unknown outcome says nothing of what is in the way.
      if (outcome.kind === 'ok') this.refusals.delete(table);
      return outcome;
    }
    const before = this.refusals.get(table) ?? 0;
    this.refusals.set(table, before + 1);
    const wait = Math.min(firstMs * 2 ** before, mostMs);
    const retryAfterMs = Math.max(outcome.retryAfterMs ?? 0, wait);
    return { ...outcome, retryAfterMs, final: outcome.final || before + 1 >= manyRefusals };
  }
}
