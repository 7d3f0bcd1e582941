/** Makes an empty database whole from the register, in one transaction under the register's lease. */
import { type RegionId } from '../../register/ids';
import { type Cut, type CutProblem, type RegisterStore } from '../../register/store';
import { appendAudit } from '../../state/audit';
import { showInSheet } from '../../state/commit';
import { type Tx } from '../../state/db';
import { lockMemory, putHandRows, putRegisterMemory, putRowMemories } from '../../state/memory';
import { allPeople } from '../../state/people';
import { continueNumbers, isEmptyRegister, putRisks, putStandingEvents } from '../../state/rebuild';
import { raiseSequence } from '../../state/publications';
import { releaseLease, takeLease, type Lease } from '../../state/lease';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { realNow } from '../real-now';
import { planFromRegister, type Plan, type PlanNote } from './plan-from-register';
import { type Rebuilt } from './risk-from-row';

/** Why nothing was done. */
export type RebuildRefusal =
  /** The database holds a register already. */
  | { kind: 'not-empty' }
  /** Nobody is in the directory, so no name in the register could be understood. */
  | { kind: 'nobody-known' }
  /** A service, or another rebuild, is at work on the register. */
  | { kind: 'busy' }
  | { kind: 'unreadable'; code: string }
  /** Parts of the register are missing; what stood in them would be missing from the database, silently. */
  | { kind: 'incomplete'; problems: CutProblem[] };

export type FromRegister =
  | { kind: 'done'; counts: RebuildCounts; notes: PlanNote[]; regions: Record<string, number> }
  | RebuildRefusal;

export interface RebuildCounts {
  risks: number;
  withoutLine: number;
  /** Sets of published values taken into the journal. */
  published: number;
  /** Sets of values that will be published anew because something could not be understood or reads differently now. */
  toPublish: number;
}

/** Long enough for the largest register; whoever is killed here blocks the service no longer than that. */
const leaseTtlMs = 10 * 60_000;

/** Rebuilds, or with `isDryRun` counts what a rebuild would find and leaves no trace. */
export async function rebuildFromRegister(
  state: State,
  store: RegisterStore,
  { isDryRun }: { isDryRun: boolean },
): Promise<FromRegister> {
  const lease = await takeLease(state.db, {
    organisationId: state.organisationId, name: 'register', holder: 'rebuild', ttlMs: leaseTtlMs,
  }); // prettier-ignore
  if (lease === null) return { kind: 'busy' };
  try {
    return await rebuild(state, store, { isDryRun, lease });
  } finally {
    await releaseLease(state.db, lease);
  }
}

/** Undoes the transaction of a dry run. */
class DryRun extends Error {
  constructor(readonly outcome: FromRegister) {
    super('Dry run');
  }
}

async function rebuild(
  state: State,
  store: RegisterStore,
  how: { isDryRun: boolean; lease: Lease },
): Promise<FromRegister> {
  if (!(await isEmptyRegister(state.db, state))) return { kind: 'not-empty' };
  const readAt = await realNow(state);
  const outcome = await store.read(null);
  if (outcome.kind !== 'cut')
    return { kind: 'unreadable', code: outcome.kind === 'unavailable' ? outcome.code : 'unchanged' };
  const problems = outcome.cut.problems.filter((one) => one.code !== 'renamed-column');
  if (problems.length > 0) return { kind: 'incomplete', problems };
  try {
    return await state.db.tx(async (tx) => {
      const done = await putBack(tx, state, outcome.cut, readAt.toISOString());
      if (how.isDryRun) throw new DryRun(done);
      return done;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.outcome;
    throw error;
  }
}

async function putBack(tx: Tx, state: State, cut: Cut, readAt: string): Promise<FromRegister> {
  await lockMemory(tx, state);
  // Asked again under the lock: a service may have been started meanwhile.
  if (!(await isEmptyRegister(tx, state))) return { kind: 'not-empty' };
  const people = await allPeople(tx, state);
  if (people.length === 0) return { kind: 'nobody-known' };
  const at = await today(tx, state);
  const regions = state.org.regions.map((region) => region.id);
  const plan = planFromRegister(cut, { people, today: at.today, readAt }, regions);
  await putRisks(tx, state, plan.risks.map(({ risk }) => risk), at); // prettier-ignore
  await putRowMemories(tx, state, plan.risks.map(({ memory }) => memory)); // prettier-ignore
  await putStandingEvents(tx, state, plan.events.map(standing)); // prettier-ignore
  await raiseSequence(tx, plan.highestSeq, { isLost: true });
  await continueNumbers(tx, state, plan.references);
  await putHandRows(tx, state, plan.handRows);
  await putRegisterMemory(tx, state, { tag: cut.tag, readAt, holds: {} });
  for (const { risk } of plan.risks) await showInSheet(tx, state, { risk, isNew: false, people, at });
  for (const one of plan.risks)
    await appendAudit(tx, { organisationId: state.organisationId, at: at.now, ...auditLine(one) });
  return {
    kind: 'done',
    counts: await countsOf(tx, state, plan),
    notes: plan.notes,
    regions: perRegion(plan),
  };
}

/** What the sheet does not tell of a publication, disputed fields above all, follows from the row and is decided anew. */
function standing({ event, riskId, region, typed }: Plan['events'][number]) {
  const { seq, key, values, observed } = event;
  return { seq, riskId, region, payload: { key, values, observed, typed, disputed: [], takenOver: {} } };
}

function auditLine({ risk, memory, notUnderstood }: Rebuilt) {
  const detail = { region: risk.region, status: risk.status, presence: memory.presence, notUnderstood };
  return { act: 'rebuilt-from-the-register', actor: 'service', subject: risk.id, detail };
}

async function countsOf(tx: Tx, state: State, plan: Plan): Promise<RebuildCounts> {
  const [row] = await tx.query<{ open: number }>(
    `select count(*)::int as open from intent where organisation_id = $1 and state <> 'seen'`,
    [state.organisationId],
  );
  return {
    risks: plan.risks.length,
    withoutLine: plan.risks.filter(({ memory }) => memory.presence === 'deleted').length,
    published: plan.events.length,
    toPublish: row?.open ?? 0,
  };
}

function perRegion(plan: Plan): Record<RegionId, number> {
  const counts: Record<RegionId, number> = {};
  for (const { risk } of plan.risks) counts[risk.region] = (counts[risk.region] ?? 0) + 1;
  return counts;
}
