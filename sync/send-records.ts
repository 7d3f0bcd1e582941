/** Carries records to their lists, after rows and values and under the same lease. A repeat makes no second item, so what is not known to
 *  have been made is simply sent again. */
import { type RecordKind } from '../register/register-records';
import { type WriteOutcome } from '../register/store';
import { isStillMine } from '../state/lease';
import { markRecordsMade, markRecordsTried, openRecords, type OpenRecord } from '../state/register-records';
import { type State } from '../state/state';
import { hasTime, sendRegister, type SendingParts, type SendResult, type Tenure } from './send-register';

/** Records of one call; those that were sent before go one by one, so that one nobody takes keeps back no other. */
const batchSize = 20;
/** Records of one pass: whatever is decided meanwhile does not wait behind a long list of them. */
const mostInPass = 60;
/** How long until what was refused for good is tried all the same: somebody may have mended it. */
const refusedWaitMs = 60_000;

type Rest = Omit<SendResult, 'sent'>;
type Step = { kind: 'sent'; count: number } | { kind: 'refused'; of: RecordKind; code: string } | ({ kind: 'stop' } & Rest); // prettier-ignore

const nothing: SendResult = { sent: 0, waitMs: null, retryAfterMs: null, trouble: null };
const stop = (waitMs: number | null, retryAfterMs: number | null = null): Step => ({
  kind: 'stop',
  waitMs,
  retryAfterMs,
  trouble: null,
});

/** What the register is told, then what stands beside it. */
export async function sendAll(parts: SendingParts, tenure: Tenure): Promise<SendResult> {
  const register = await sendRegister(parts, tenure);
  // Whoever asks to be left alone is asked nothing more.
  const records = register.retryAfterMs === null ? await sendRecords(parts, tenure) : nothing;
  return {
    sent: register.sent + records.sent,
    waitMs: soonest(register.waitMs, records.waitMs),
    retryAfterMs: register.retryAfterMs ?? records.retryAfterMs,
    trouble: register.trouble ?? records.trouble,
  };
}

function soonest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Sends until nothing is left, a request fails, or the lease runs out. A store without lists of records leaves them as they are. */
export async function sendRecords(parts: SendingParts, tenure: Tenure): Promise<SendResult> {
  const refused = new Map<RecordKind, string>();
  let sent = 0;
  for (;;) {
    const step = sent >= mostInPass ? stop(0) : await sendNext(parts, tenure, [...refused.keys()]);
    if (step.kind === 'sent') sent += step.count;
    else if (step.kind === 'refused') refused.set(step.of, step.code);
    else return ended(sent, step, [...refused.values()]);
  }
}

function ended(
  sent: number,
  { waitMs, retryAfterMs, trouble }: Rest,
  refused: readonly string[],
): SendResult {
  const [code] = refused;
  if (code === undefined) return { sent, waitMs, retryAfterMs, trouble };
  return { sent, waitMs: soonest(waitMs, refusedWaitMs), retryAfterMs, trouble: trouble ?? code };
}

async function sendNext(parts: SendingParts, tenure: Tenure, except: readonly RecordKind[]): Promise<Step> {
  const { state, store } = parts;
  if (!store.record) return stop(null);
  const batch = batchOf(await openRecords(state.db, state, { except, most: batchSize }));
  const [first] = batch;
  if (!first) return stop(null);
  if (!hasTime(parts, tenure) || !(await journal(state, tenure, batch))) return stop(0);
  // Asked again with nothing in between, as for rows: one request at a time goes to a register.
  if (!hasTime(parts, tenure)) return stop(0);
  const outcome = await store.record(batch.map(({ record }) => record));
  return settle(state, { kind: first.record.kind, batch, outcome });
}

/** Of one kind, for a kind is refused as a whole. */
function batchOf(open: readonly OpenRecord[]): OpenRecord[] {
  const [first] = open;
  if (!first) return [];
  if (first.attempts > 0) return [first];
  return open.filter(({ record, attempts }) => attempts === 0 && record.kind === first.record.kind);
}

function journal(state: State, tenure: Tenure, batch: readonly OpenRecord[]): Promise<boolean> {
  return state.db.tx(async (tx) => {
    if (!(await isStillMine(tx, tenure.lease))) return false;
    await markRecordsTried(tx, state, keysOf(batch));
    return true;
  });
}

const keysOf = (batch: readonly OpenRecord[]) => batch.map(({ record }) => record.key);

interface Sent {
  kind: RecordKind;
  batch: readonly OpenRecord[];
  outcome: WriteOutcome;
}

async function settle(state: State, { kind, batch, outcome }: Sent): Promise<Step> {
  const facts = { kind, count: batch.length };
  switch (outcome.kind) {
    case 'ok':
      await markRecordsMade(state.db, state, keysOf(batch));
      state.log.info('records-written', facts);
      return { kind: 'sent', count: batch.length };
    case 'failed':
      state.log.warn('record-write-refused', { ...facts, code: outcome.code });
      if (outcome.final) return { kind: 'refused', of: kind, code: outcome.code };
      return stop(outcome.retryAfterMs ?? 5_000, outcome.retryAfterMs);
    case 'unknown':
      state.log.warn('record-write-unknown', { ...facts, code: outcome.code });
      return stop(outcome.retryAfterMs ?? 2_000, outcome.retryAfterMs);
  }
}
