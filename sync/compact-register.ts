/** One step towards a short service table, taken only when nothing else is under way. */
import { type Cut, type RegisterStore } from '../register/store';
import { newestReadBack, publishAgain } from '../state/compact';
import { expectGone } from '../state/standing';
import { type State } from '../state/state';
import { compaction, leastLines } from './protocol/compact';

export interface CompactResult {
  /** Something was done that the next reading should see. */
  acted: boolean;
  /** Milliseconds for which the register asked to be left alone; null when it did not. */
  retryAfterMs: number | null;
}

const nothing: CompactResult = { acted: false, retryAfterMs: null };

/** `cut` is the reading just concluded; what is decided from it is done once. `mayStill`: whether there is time for the deletion. */
export async function compactRegister(
  { state, store, mayStill }: { state: State; store: RegisterStore; mayStill?: () => boolean },
  cut: Cut,
): Promise<CompactResult> {
  const { events } = cut;
  if (!store.compact || events === null || events.length < leastLines) return nothing;
  const step = compaction(events, await newestReadBack(state));
  if (step === null) return nothing;
  if (step.kind === 'publish-again') {
    const count = await publishAgain(state, step.keys);
    state.log.info('service-table-rearranged', { count });
    return { acted: count > 0, retryAfterMs: null };
  }
  await expectGone(state.db, state, step.seqs);
  const outcome = await store.compact(step.seqs, mayStill);
  const facts = { count: step.seqs.length, outcome: outcome.kind };
  if (outcome.kind === 'ok') state.log.info('service-table-shortened', facts);
  else state.log.warn('service-table-not-shortened', { ...facts, code: outcome.code });
  // Whatever came of it, the next step is decided from a new reading.
  return {
    acted: outcome.kind !== 'failed',
    retryAfterMs: outcome.kind === 'ok' ? null : outcome.retryAfterMs,
  };
}
