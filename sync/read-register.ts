/** One reading of the register: what people did there becomes decisions, in the same transaction as the new merge base. */
import { type TypedValues } from '../register/columns';
import { type RegionId, type RiskId } from '../register/ids';
import { type RowMemory } from '../register/sheet-memory';
import { namesOf } from '../register/sheet-values';
import { sayRegistered } from '../register/sheet-words';
import { type Cut, type RegisterStore } from '../register/store';
import { commit, observedOf, placeRowAgain, showInSheet } from '../state/commit';
import { type Tx } from '../state/db';
import {
  eventsAbove,
  eventsAsOf,
  markEventsSeen,
  markIntents,
  markRowsSeen,
  wantEvent,
} from '../state/intents';
import {
  handRows,
  lockMemory,
  putHandRows,
  putRegisterMemory,
  putRowMemories,
  registerMemory,
  rowMemories,
} from '../state/memory';
import { allPeople } from '../state/people';
import { lockRisk, nextRiskId } from '../state/risks';
import { type State } from '../state/state';
import { today, type At } from '../state/time';
import { type SheetContext } from '../register/row-attention';
import { applySheetEdit } from './protocol/apply';
import { type Finding, type NewLine, type Observed, type ReadingRules } from './protocol/findings';
import { highest, observe, wentBack } from './protocol/observe';
import { moveRow, registerLine, regionOnHold, rowMissing, rowReturned, typingLost } from './protocol/rows';

export interface ReadingParts {
  state: State;
  store: RegisterStore;
  rules: ReadingRules;
}

export type ReadResult =
  | { kind: 'read'; findings: number; repairs: Observed['repairs'] }
  | { kind: 'unchanged' }
  | { kind: 'unavailable'; code: string; retryAfterMs: number | null };

/** Reads and commits. `last` is the cut of the previous call: an unchanged sheet is looked at again while something in it is settling. */
export async function readRegister(
  parts: ReadingParts,
  last: Cut | null,
): Promise<{ result: ReadResult; cut: Cut | null }> {
  const { state, store } = parts;
  const memory = await registerMemory(state.db, state);
  const readAt = await realNow(state);
  const outcome = await store.read(last === null ? null : memory.tag);
  if (outcome.kind === 'unavailable') return { result: outcome, cut: last };
  const cut = outcome.kind === 'cut' ? outcome.cut : last;
  if (cut === null)
    return { result: { kind: 'unavailable', code: 'unchanged-but-unknown', retryAfterMs: null }, cut: null };
  if (outcome.kind === 'unchanged' && !(await isWaiting(state)))
    return { result: { kind: 'unchanged' }, cut };
  const observed = await state.db.tx((tx) => commitReading(tx, parts, { cut, readAt }));
  return { result: { kind: 'read', findings: observed.findings.length, repairs: observed.repairs }, cut };
}

/** Something is half done: an edit settling, a row missing, a line without ID, a write not yet read back. */
async function isWaiting(state: State): Promise<boolean> {
  const [row] = await state.db.query<{ waiting: boolean }>(
    `select exists (select 1 from intent where organisation_id = $1 and state in ('sent', 'unknown'))
         or exists (select 1 from snapshot where organisation_id = $1 and (doc ->> 'presence' = 'missing' or doc -> 'settling' <> 'null'))
         or exists (select 1 from hand_row where organisation_id = $1 and doc -> 'riskId' = 'null') as waiting`,
    [state.organisationId],
  );
  return row?.waiting ?? false;
}

async function realNow(state: State): Promise<string> {
  const [row] = await state.db.query<{ now: Date }>('select clock_timestamp() as now');
  if (!row) throw new Error('The database gave no time');
  return row.now.toISOString();
}

async function commitReading(
  tx: Tx,
  parts: ReadingParts,
  reading: { cut: Cut; readAt: string },
): Promise<Observed> {
  const { state } = parts;
  await lockMemory(tx, state);
  const at = await today(tx, state);
  const memory = {
    register: await registerMemory(tx, state),
    rows: await rowMemories(tx, state),
    handRows: await handRows(tx, state),
  };
  const back = wentBack(memory.register, reading.cut);
  const history = back ? await eventsAsOf(tx, state, highest(reading.cut.events ?? [])) : null;
  const observed = observe(memory, { ...reading, at: at.now.toISOString(), history }, parts.rules);
  await putRegisterMemory(tx, state, observed.memory.register);
  const before = new Map(memory.rows.map((row) => [row.riskId, row]));
  await putRowMemories(tx, state, observed.memory.rows.filter((row) => !same(before.get(row.riskId), row))); // prettier-ignore
  await markEventsSeen(tx, state, [...observed.seqsPresent]);
  await markRowsSeen(tx, state, [...observed.rowsPresent]);
  await recover(tx, state, observed, at);
  const retyped = observed.memory.rows
    .filter((row) => !sameTyped(before.get(row.riskId), row))
    .map((row) => row.riskId);
  await carryOut(tx, state, { observed, at, retyped });
  return observed;
}

const same = (a: RowMemory | undefined, b: RowMemory) => JSON.stringify(a) === JSON.stringify(b);
const sameTyped = (a: RowMemory | undefined, b: RowMemory) =>
  JSON.stringify(a?.typed) === JSON.stringify(b.typed);

/** An older content was saved over the sheet: everything it no longer has is sent again. Nothing counts as deleted. */
async function recover(tx: Tx, state: State, observed: Observed, at: At): Promise<void> {
  if (observed.wentBackTo !== null)
    await markIntents(tx, state, await eventsAbove(tx, state, observed.wentBackTo), 'pending');
  for (const riskId of [...observed.rowsLost].sort()) {
    const risk = await lockRisk(tx, state, riskId);
    if (!risk) continue;
    await placeRowAgain(tx, state, risk);
    await showInSheet(tx, state, { risk, isNew: false, people: await allPeople(tx, state), at });
  }
}

interface Work {
  observed: Observed;
  at: At;
  /** Rows whose typed cells differ from before: the sheet's formulas must be told what was observed. */
  retyped: RiskId[];
}

async function carryOut(tx: Tx, state: State, work: Work): Promise<void> {
  const people = await allPeople(tx, state);
  const names = namesOf(people);
  const base = { today: work.at.today, org: state.org, people, names };
  const contextOf = (region: RegionId): SheetContext => ({ ...base, actor: { kind: 'sheet', region } });
  const rowFindings = work.observed.findings
    .filter((finding) => 'riskId' in finding)
    .sort((a, b) => compare(a.riskId, b.riskId));
  for (const finding of rowFindings) await carryOutRow(tx, state, { finding, work, contextOf });
  for (const riskId of [...work.retyped].sort()) {
    const risk = await lockRisk(tx, state, riskId);
    if (risk) await showInSheet(tx, state, { risk, isNew: false, people, at: work.at });
  }
  await carryOutRegions(tx, state, { work, base });
  for (const finding of work.observed.findings)
    if (finding.kind === 'new-line')
      await registerNewLine(tx, state, {
        line: finding.line,
        context: contextOf(finding.line.region),
        at: work.at,
      });
}

interface RowWork {
  finding: Extract<Finding, { riskId: RiskId }>;
  work: Work;
  contextOf: (region: RegionId) => SheetContext;
}

async function carryOutRow(tx: Tx, state: State, row: RowWork): Promise<void> {
  const { finding, work } = row;
  const risk = await lockRisk(tx, state, finding.riskId);
  if (!risk) return;
  const at = { ...work.at, people: row.contextOf(risk.region).people };
  switch (finding.kind) {
    case 'typed': {
      const applied = applySheetEdit(row.contextOf(finding.region), risk, finding.edits);
      await commit(tx, state, applied.decision, at);
      if (applied.conflicts.length > 0)
        await keepConflicts(tx, state, work.observed, { riskId: risk.id, conflicts: applied.conflicts });
      return;
    }
    case 'moved':
      return commit(tx, state, moveRow(row.contextOf(risk.region), risk, finding.to), at);
    case 'missing':
      return commit(tx, state, rowMissing(row.contextOf(risk.region), risk, work.at.today), at);
    case 'returned':
      return commit(tx, state, rowReturned(risk), at);
    case 'lost-typing':
      return; // told per region, in one message
  }
}

async function keepConflicts(
  tx: Tx,
  state: State,
  observed: Observed,
  found: { riskId: RiskId; conflicts: RowMemory['conflicts'] },
): Promise<void> {
  const row = observed.memory.rows.find((one) => one.riskId === found.riskId);
  if (!row) return;
  const kept = row.conflicts.filter((old) => !found.conflicts.some((fresh) => fresh.field === old.field));
  await putRowMemories(tx, state, [{ ...row, conflicts: [...kept, ...found.conflicts] }]);
}

async function carryOutRegions(
  tx: Tx,
  state: State,
  to: { work: Work; base: Omit<SheetContext, 'actor'> },
): Promise<void> {
  const { observed, at } = to.work;
  const tag = at.now.toISOString();
  const lost = new Map<
    RegionId,
    { riskId: RiskId; fields: Extract<Finding, { kind: 'lost-typing' }>['fields'] }[]
  >();
  for (const finding of observed.findings) {
    if (finding.kind === 'lost-typing')
      lost.set(finding.region, [...(lost.get(finding.region) ?? []), finding]);
    if (finding.kind === 'hold')
      await commit(
        tx,
        state,
        regionOnHold(to.base, finding.region, { why: finding.why, tag, rows: finding.rows, today: at.today }),
        at,
      );
  }
  for (const [region, rows] of lost)
    await commit(tx, state, typingLost(to.base, region, { tag, rows, today: at.today }), at);
}

async function registerNewLine(
  tx: Tx,
  state: State,
  at: { line: NewLine; context: SheetContext; at: At },
): Promise<void> {
  const id = await nextRiskId(tx, state, at.line.region, Number(at.at.today.slice(0, 4)));
  const decision = registerLine(at.context, at.line, id);
  await commit(tx, state, decision, at.at);
  const hands = await handRows(tx, state);
  await putHandRows(tx, state, hands.map((hand) => (hand.fingerprint === at.line.fingerprint ? { ...hand, riskId: id } : hand))); // prettier-ignore
  const typed = at.line.row.typed;
  const values = Object.fromEntries(Object.keys(blank).map((key) => [key, ''])) as typeof blank;
  await wantEvent(tx, state, { riskId: id, region: at.line.region }, {
    key: at.line.fingerprint, values: { ...values, attention: sayRegistered(id) }, observed: observedOf(typed), typed: typed as TypedValues,
  }); // prettier-ignore
}

const blank = {
  status: '', level: '', types: '', category: '', mitigations: '', posture: '', warning: '', owner: '', nextReviewOn: '',
  lastReviewedOn: '', lastReviewedBy: '', reportedOn: '', reportedBy: '', attention: '',
}; // prettier-ignore

/** The order in which risks are locked, the same as everywhere: two transactions can wait for each other but never cross. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
