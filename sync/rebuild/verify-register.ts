/** Compares database and register as they are, reading both and writing neither: safe beside a running service. */
import { namesOf } from '../../register/sheet-values';
import { type Cut, type RegisterStore } from '../../register/store';
import { verifyAudit } from '../../state/audit';
import { rowMemories } from '../../state/memory';
import { allPeople } from '../../state/people';
import {
  eventsWithSeq,
  lateIntents,
  newestEvents,
  rowsOnTheirWay,
  type JournalledEvent,
  type LateIntent,
} from '../../state/register-check';
import { recordsMade } from '../../state/register-records';
import { risksOf } from '../../state/risks';
import { type State } from '../../state/state';
import { realNow } from '../real-now';
import { compareRegister, type Comparison, type Difference, type Known, type Published } from './compare';

/** Older than this a write has not merely not arrived yet. */
const lateAfterMs = 3_600_000;

export interface Verdict {
  differences: Difference[];
  /** Rows in which something is typed that no reading has taken yet. */
  waiting: Comparison['waiting'];
  late: LateIntent[];
  /** Number of the first line of the audit that does not hold; null when the chain is whole. */
  auditBrokenAt: number | null;
  checked: { risks: number; lines: number; published: number; auditLines: number };
}

export type Verified = { kind: 'verified'; verdict: Verdict } | { kind: 'unavailable'; code: string };

/** One look is enough when nothing differs; otherwise a second, `secondLookMs` later, drops what was only in passing. */
export async function verifyRegister(
  state: State,
  store: RegisterStore,
  { secondLookMs }: { secondLookMs: number },
): Promise<Verified> {
  const first = await look(state, store);
  if (first.kind === 'unavailable' || first.verdict.differences.length === 0) return first;
  await new Promise((resolve) => setTimeout(resolve, secondLookMs));
  const second = await look(state, store);
  if (second.kind === 'unavailable') return second;
  const before = new Set(first.verdict.differences.map(keyOf));
  const differences = second.verdict.differences.filter((one) => before.has(keyOf(one)));
  return { kind: 'verified', verdict: { ...second.verdict, differences } };
}

const keyOf = ({ code, subject, column }: Difference) => [code, subject, column].join('|');

async function look(state: State, store: RegisterStore): Promise<Verified> {
  // The register first: whatever it shows was decided before, so the database must know of it.
  const readAt = await realNow(state);
  const outcome = await store.read(null);
  if (outcome.kind !== 'cut')
    return { kind: 'unavailable', code: outcome.kind === 'unavailable' ? outcome.code : 'unchanged' };
  const { cut } = outcome;
  const known = await knownOf(state, cut, readAt);
  const missing = await missingRecords(state, store, readAt);
  if (!Array.isArray(missing)) return missing;
  const { differences, waiting } = compareRegister(cut, known);
  const audit = await verifyAudit(state.db, state.organisationId);
  return {
    kind: 'verified',
    verdict: {
      differences: [...differences, ...missing],
      waiting,
      late: await lateIntents(state.db, state, lateAfterMs),
      auditBrokenAt: audit.ok ? null : audit.brokenAt,
      checked: {
        risks: known.risks.length,
        lines: cut.regions.reduce((sum, region) => sum + region.rows.length, 0),
        published: cut.events?.length ?? 0,
        auditLines: audit.ok ? audit.count : 0,
      },
    },
  };
}

/** Records made before the look that no longer stand in their lists. */
async function missingRecords(
  state: State,
  store: RegisterStore,
  readAt: Date,
): Promise<Difference[] | Extract<Verified, { kind: 'unavailable' }>> {
  if (!store.recordKeys) return [];
  const standing = await store.recordKeys();
  if (standing.kind === 'unavailable') return { kind: 'unavailable', code: standing.code };
  const made = await recordsMade(state.db, state, readAt);
  return made
    .filter((key) => !standing.keys.has(key))
    .map((key) => ({ code: 'record-missing', subject: key, column: null }));
}

/** What the database holds against this cut, read in one transaction. */
export function knownOf(state: State, cut: Cut, readAt: Date): Promise<Known> {
  return state.db.tx(async (tx) => {
    const published = (event: JournalledEvent) => publishedOf(event, readAt);
    const seqs = (cut.events ?? []).map((event) => event.seq);
    return {
      risks: await risksOf(tx, state),
      rows: await rowMemories(tx, state),
      onTheirWay: new Set(await rowsOnTheirWay(tx, state)),
      newest: (await newestEvents(tx, state)).map(published),
      published: (await eventsWithSeq(tx, state, seqs)).map(published),
      names: namesOf(await allPeople(tx, state)),
    };
  });
}

function publishedOf(event: JournalledEvent, readAt: Date): Published {
  const { seq, riskId, state, seenAt, payload } = event;
  const { key, values, observed } = payload;
  // Without a time it was confirmed long ago (by a rebuild).
  const isConfirmed = state === 'seen' && (seenAt === null || seenAt < readAt);
  return { seq, riskId, key, values, observed, isConfirmed };
}
