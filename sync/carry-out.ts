/** What a reading of the register found becomes one commit: changes, notices, audit lines and what the sheet must be told in answer. */
import { type TypedField } from '../register/columns';
import { decision, type Decision } from '../register/decision';
import { gather } from '../register/gather';
import { type RegionId, type RiskId } from '../register/ids';
import { type Person } from '../register/person';
import { type Risk } from '../register/risk';
import { type SheetContext } from '../register/row-attention';
import { type HandRow, type RowMemory } from '../register/sheet-memory';
import { namesOf } from '../register/sheet-values';
import { commit, observedOf, placeRowAgain, showInSheet } from '../state/commit';
import { type Tx } from '../state/db';
import { wantEvent } from '../state/intents';
import { putHandRows, putRowMemories } from '../state/memory';
import { publishAgain, raiseSequence } from '../state/publications';
import { type State } from '../state/state';
import { type At } from '../state/time';
import { lineAnswers, type NumberedLine } from './protocol/answers';
import { applySheetEdit } from './protocol/apply';
import { type Finding, type Observed } from './protocol/findings';
import {
  moveRow,
  registerLine,
  regionOnHold,
  rowConfirmedGone,
  rowMissing,
  rowReturned,
  typingLost,
} from './protocol/rows';
import {
  formulaFound,
  calculatesByHand,
  headingRenamed,
  lineMisplaced,
  reachOutFound,
  isKnown,
  rowReleased,
  rowSetApart,
  serviceTableEdited,
  typingLeft,
  partUnread,
  type Happened,
} from './protocol/warnings';

export interface Work {
  observed: Observed;
  at: At;
  people: readonly Person[];
  /** Every risk concerned, locked. Kept up to date while decisions are taken. */
  risks: Map<RiskId, Risk>;
  lines: readonly NumberedLine[];
  /** Rows in which something was typed or lost, or about which something else is to be said: the register must be told. */
  retyped: readonly RiskId[];
}

/** Decides about all findings in turn and commits them together. Rows an older content lost are placed again first. */
export async function carryOut(tx: Tx, state: State, work: Work): Promise<void> {
  for (const riskId of work.observed.rowsLost) {
    const risk = work.risks.get(riskId);
    if (risk) await placeRowAgain(tx, state, risk, { unlessSeen: true });
  }
  const base = {
    today: work.at.today,
    org: state.org,
    people: work.people,
    names: namesOf(work.people),
  };
  const contextOf = (region: RegionId): SheetContext => ({ ...base, actor: { kind: 'sheet', region } });
  const rows = decideRows(work, contextOf);
  const decisions = [
    ...rows.decisions,
    ...decideRegions(work, base),
    ...work.lines.map(({ line, id }) => registerLine(contextOf(line.region), line, id)),
  ];
  await putRowMemories(tx, state, rows.disputed);
  await commit(tx, state, together(decisions), { ...work.at, people: work.people });
  const shown = new Set(decisions.flatMap(changedRisks).map((risk) => risk.id));
  const quiet = onlyUncovered(work);
  for (const riskId of new Set([...work.observed.rowsLost, ...work.retyped])) {
    const risk = work.risks.get(riskId);
    if (risk && !shown.has(riskId))
      await showInSheet(tx, state, { risk, isNew: false, onlyWords: quiet.has(riskId), people: work.people, at: work.at }); // prettier-ignore
  }
  await answerLines(tx, state, work);
  await mendServiceTable(tx, state, work.observed);
}

/** Rows of which only less is said than before. */
function onlyUncovered({ observed }: Work): Set<RiskId> {
  const quiet = new Set<RiskId>(
    observed.findings.flatMap((one) => (one.kind === 'uncovered' ? [one.riskId] : [])),
  );
  for (const finding of observed.findings)
    if ('riskId' in finding && finding.kind !== 'uncovered') quiet.delete(finding.riskId);
  for (const riskId of observed.rowsLost) quiet.delete(riskId);
  return quiet;
}

const changedRisks = (one: Decision): Risk[] =>
  one.changes.flatMap((change) => (change.kind === 'risk' ? [change.risk] : []));

function together(decisions: readonly Decision[]): Decision {
  return decision({
    changes: decisions.flatMap((one) => one.changes),
    notices: gather(decisions.flatMap((one) => one.notices)),
    audit: decisions.flatMap((one) => one.audit),
  });
}

type ContextOf = (region: RegionId) => SheetContext;

function decideRows(work: Work, contextOf: ContextOf): { decisions: Decision[]; disputed: RowMemory[] } {
  const memories = new Map(work.observed.memory.rows.map((row) => [row.riskId, row]));
  const decisions: Decision[] = [];
  const disputed: RowMemory[] = [];
  for (const finding of work.observed.findings) {
    const risk = 'riskId' in finding ? work.risks.get(finding.riskId) : undefined;
    if (!risk || !('riskId' in finding)) continue;
    const decided = decideRow(finding, risk, { contextOf, ...happened(work) });
    if (!decided) continue;
    decisions.push(decided.decision);
    for (const changed of changedRisks(decided.decision)) work.risks.set(changed.id, changed);
    const row = memories.get(finding.riskId);
    const conflicts = row ? conflictsAfter(row, fieldsOf(finding), decided.conflicts) : null;
    if (row && conflicts) disputed.push({ ...row, conflicts });
  }
  return { decisions, disputed };
}

interface Decided {
  decision: Decision;
  conflicts: RowMemory['conflicts'];
}

const happened = ({ at }: Work): Happened => ({ tag: at.now.toISOString(), today: at.today });

function decideRow(
  finding: Extract<Finding, { riskId: RiskId }>,
  risk: Risk,
  by: Happened & { contextOf: ContextOf },
): Decided | null {
  const plain = (made: Decision): Decided => ({ decision: made, conflicts: [] });
  const ctx = by.contextOf(risk.region);
  switch (finding.kind) {
    case 'typed':
      return applySheetEdit(by.contextOf(finding.region), risk, finding.edits);
    case 'moved':
      return plain(moveRow(ctx, risk, finding.to));
    case 'missing':
      return plain(finding.confirmed ? rowConfirmedGone(ctx, risk, by.today) : rowMissing(ctx, risk, by.today)); // prettier-ignore
    case 'returned':
      return plain(rowReturned(risk));
    case 'left':
      return typingLeft(by.contextOf(finding.region), risk, finding);
    case 'quarantined':
      return plain(rowSetApart(ctx, risk, finding, by));
    case 'released':
      return plain(rowReleased(risk));
    case 'uncovered':
      return null; // only the row says something else
    case 'lost-typing':
      return null; // told per region, in one message
  }
}

/** What is typed anew settles what was in dispute about that cell, unless it is disputed again. Null when nothing changes. */
function conflictsAfter(
  row: RowMemory,
  fields: readonly TypedField[],
  fresh: RowMemory['conflicts'],
): RowMemory['conflicts'] | null {
  const kept = row.conflicts.filter((old) => !fields.includes(old.field));
  return fresh.length === 0 && kept.length === row.conflicts.length ? null : [...kept, ...fresh];
}

function fieldsOf(finding: Finding): TypedField[] {
  if (finding.kind === 'typed') return finding.edits.map((edit) => edit.field);
  return finding.kind === 'left' ? finding.fields.map((one) => one.field) : [];
}

function decideRegions(work: Work, base: Omit<SheetContext, 'actor'>): Decision[] {
  const { findings } = work.observed;
  const what = happened(work);
  const lost = new Map<RegionId, Extract<Finding, { kind: 'lost-typing' }>[]>();
  for (const finding of findings)
    if (finding.kind === 'lost-typing')
      lost.set(finding.region, [...(lost.get(finding.region) ?? []), finding]);
  return [
    ...findings.flatMap((finding) => decideRegion(finding, base, { ...what, risks: work.risks }) ?? []),
    ...[...lost].map(([region, rows]) => typingLost(base, region, { ...what, rows })),
  ];
}

/** What is told about a worksheet, or the workbook, as a whole; null for what concerns one row. */
function decideRegion(
  finding: Finding,
  base: Omit<SheetContext, 'actor'>,
  what: Happened & Pick<Work, 'risks'>,
): Decision | null {
  switch (finding.kind) {
    case 'hold':
      return regionOnHold(base, finding.region, { ...what, ...finding });
    case 'formula-found':
      return formulaFound(base, finding, what);
    case 'reach-out-found':
      return reachOutFound(finding, what);
    case 'calculates-by-hand':
      return calculatesByHand(base, what);
    case 'heading-renamed':
      return headingRenamed(base, finding, what);
    case 'part-unread':
      return partUnread(base, finding, what);
    case 'line-misplaced':
      return lineMisplaced(base, finding, what);
    case 'service-table':
      return serviceTableEdited(base, finding, {
        ...what,
        regionOf: (id) => {
          const region = what.risks.get(id)?.region;
          return region !== undefined && isKnown(base, region) ? region : null;
        },
      });
    default:
      return null;
  }
}

/** The truth is published again above whatever somebody wrote there; no line of the table is ever rewritten. */
async function mendServiceTable(tx: Tx, state: State, { findings }: Observed): Promise<void> {
  for (const finding of findings) {
    if (finding.kind !== 'service-table' || finding.keys.length === 0) continue;
    const tooHigh = new Set<string>();
    for (const { seq, keys } of finding.forged)
      if (!(await raiseSequence(tx, seq))) for (const key of keys) tooHigh.add(key);
    // What cannot be overtaken stays until a person takes it out, and keeps back none of the others.
    await publishAgain(tx, state, finding.keys.filter((key) => !tooHigh.has(key))); // prettier-ignore
  }
}

/** Lines without a Risk ID are answered in their Check cell. */
async function answerLines(tx: Tx, state: State, { observed, lines }: Work): Promise<void> {
  if (lines.length > 0) {
    const ids = new Map(lines.map(({ line, id }) => [line.fingerprint, id]));
    const riskIdOf = ({ fingerprint, riskId }: HandRow) => ids.get(fingerprint) ?? riskId;
    await putHandRows(tx, state, observed.memory.handRows.map((hand) => ({ ...hand, riskId: riskIdOf(hand) }))); // prettier-ignore
  }
  for (const { of, region, fingerprint, typed, says } of lineAnswers(observed.findings, lines))
    await wantEvent(tx, state, { riskId: of, region }, {
      key: fingerprint, values: { ...nothingShown, attention: says }, observed: observedOf(typed), typed, disputed: [], takenOver: {},
    }); // prettier-ignore
}

const nothingShown = {
  status: '', level: '', types: '', category: '', mitigations: '', posture: '', warning: '', owner: '', nextReviewOn: '',
  lastReviewedOn: '', lastReviewedBy: '', reportedOn: '', reportedBy: '', attention: '',
}; // prettier-ignore
