/** What a reading found becomes one commit, as sync/carry-out.ts does it. */
import { nothingTyped, type SheetValues, type TypedField } from '../../register/columns';
import { type Decision } from '../../register/decision';
import { type RegionId, type RiskId } from '../../register/ids';
import { type Risk } from '../../register/risk';
import { type RowMemory } from '../../register/sheet-memory';
import { lineAnswers, type NumberedLine } from '../../sync/protocol/answers';
import { applySheetEdit } from '../../sync/protocol/apply';
import { type Finding, type Observed } from '../../sync/protocol/findings';
import {
  moveRow,
  regionOnHold,
  registerLine,
  rowConfirmedGone,
  rowMissing,
  rowReturned,
  typingLost,
} from '../../sync/protocol/rows';
import {
  formulaFound,
  calculatesByHand,
  headingRenamed,
  lineMisplaced,
  reachOutFound,
  rowReleased,
  rowSetApart,
  serviceTableEdited,
  typingLeft,
  partUnread,
} from '../../sync/protocol/warnings';
import { observedOf, type EventIntent, type Service } from './service';

/** `gone`: lines that a reading knew of and that stand there no more. `readAt`: when the reading began. */
export function carryOut(
  service: Service,
  observed: Observed,
  { gone, readAt }: { gone: readonly EventIntent[]; readAt: number },
): void {
  service.register = observed.memory.register;
  service.rows = new Map(observed.memory.rows.map((row) => [row.riskId, row]));
  service.hands = observed.memory.handRows;
  confirm(service, observed);
  for (const intent of gone) {
    intent.state = 'pending';
    intent.event = { ...intent.event, takenOver: {} };
    intent.text = JSON.stringify(intent.event);
  }
  for (const id of observed.rowsLost) {
    const risk = service.risks.get(id);
    if (risk) service.placeAgain(risk, { unlessSeen: true, at: readAt });
  }
  const lines = numbered(service, observed);
  const decisions = [
    ...decideRows(service, observed),
    ...decideRegions(service, observed),
    ...lines.map(({ line, id }) => registerLine(service.contextOf(line.region), line, id)),
  ];
  for (const decision of decisions) service.commit(decision);
  showAnew(service, observed, decisions);
  answerLines(service, observed, lines);
  for (const finding of observed.findings)
    if (finding.kind === 'service-table' && finding.keys.length > 0)
      service.publishAgain(finding.keys, Math.max(0, ...finding.forged.map(({ seq }) => seq)));
}

/** Rows made again, and rows of whose typing the register must be told: those that no decision has shown already. */
function showAnew(service: Service, observed: Observed, decisions: readonly Decision[]): void {
  const shown = new Set(decisions.flatMap(changedRisks).map((risk) => risk.id));
  const said = observed.findings.flatMap((one) => ('riskId' in one && one.kind !== 'uncovered' ? [one.riskId] : [])); // prettier-ignore
  const quiet = new Set(
    retyped(observed).filter((id) => !said.includes(id) && !observed.rowsLost.includes(id)),
  );
  for (const id of new Set([...observed.rowsLost, ...retyped(observed)])) {
    const risk = service.risks.get(id);
    if (risk && !shown.has(id)) service.show(risk, quiet.has(id));
  }
}

function confirm(service: Service, observed: Observed): void {
  const seqs = new Set(observed.seqsPresent);
  const rows = new Set(observed.rowsPresent);
  for (const intent of service.intents) {
    const isThere = intent.kind === 'event' ? seqs.has(intent.seq) : rows.has(intent.riskId);
    if (isThere) intent.state = 'seen';
  }
}

const saidAnew: ReadonlySet<Finding['kind']> = new Set([
  'typed',
  'uncovered',
  'lost-typing',
  'left',
  'quarantined',
  'released',
]);

const retyped = (observed: Observed): RiskId[] =>
  observed.findings.flatMap((finding) =>
    'riskId' in finding && saidAnew.has(finding.kind) ? [finding.riskId] : [],
  );

const changedRisks = (one: Decision): Risk[] =>
  one.changes.flatMap((change) => (change.kind === 'risk' ? [change.risk] : []));

/** Decided one upon the other, committed together: the conflicts are remembered before any row is shown anew. */
function decideRows(service: Service, observed: Observed): Decision[] {
  const risks = new Map<RiskId, Risk>();
  const decisions: Decision[] = [];
  for (const finding of observed.findings) {
    if (!('riskId' in finding)) continue;
    const risk = risks.get(finding.riskId) ?? service.risks.get(finding.riskId);
    const decided = risk && decideRow(service, finding, risk);
    if (!decided) continue;
    decisions.push(decided);
    for (const changed of changedRisks(decided)) risks.set(changed.id, changed);
  }
  return decisions;
}

function decideRow(
  service: Service,
  finding: Extract<Finding, { riskId: RiskId }>,
  risk: Risk,
): Decision | null {
  const ctx = service.contextOf(risk.region);
  switch (finding.kind) {
    case 'typed': {
      const applied = applySheetEdit(service.contextOf(finding.region), risk, finding.edits);
      dispute(service, risk.id, finding.edits.map((edit) => edit.field), applied.conflicts); // prettier-ignore
      return applied.decision;
    }
    case 'left': {
      const applied = typingLeft(service.contextOf(finding.region), risk, finding);
      dispute(service, risk.id, finding.fields.map((one) => one.field), applied.conflicts); // prettier-ignore
      return applied.decision;
    }
    case 'moved':
      return moveRow(ctx, risk, finding.to);
    case 'missing':
      return (finding.confirmed ? rowConfirmedGone : rowMissing)(ctx, risk, service.today);
    case 'returned':
      return rowReturned(risk);
    case 'quarantined':
      return rowSetApart(ctx, risk, finding, happened(service));
    case 'released':
      return rowReleased(risk);
    case 'uncovered':
    case 'lost-typing':
      return null;
  }
}

/** What is typed anew settles what was in dispute about that cell, unless it is disputed again. */
function dispute(
  service: Service,
  id: RiskId,
  fields: readonly TypedField[],
  fresh: RowMemory['conflicts'],
): void {
  const row = service.rows.get(id);
  const kept = (row?.conflicts ?? []).filter((old) => !fields.includes(old.field));
  if (row) service.rows.set(id, { ...row, conflicts: [...kept, ...fresh] });
}

const happened = (service: Service) => ({
  tag: new Date(service.businessMs).toISOString(),
  today: service.today,
});

function decideRegions(service: Service, observed: Observed): Decision[] {
  const what = happened(service);
  const lost = new Map<RegionId, Extract<Finding, { kind: 'lost-typing' }>[]>();
  for (const finding of observed.findings)
    if (finding.kind === 'lost-typing')
      lost.set(finding.region, [...(lost.get(finding.region) ?? []), finding]);
  return [
    ...observed.findings.flatMap((finding) => decideRegion(service, finding) ?? []),
    ...[...lost].map(([region, rows]) => typingLost(service.contextOf(region), region, { ...what, rows })),
  ];
}

function decideRegion(service: Service, finding: Finding): Decision | null {
  const what = happened(service);
  const at = service.who;
  switch (finding.kind) {
    case 'hold':
      return regionOnHold(at, finding.region, { ...what, ...finding });
    case 'formula-found':
      return formulaFound(at, finding, what);
    case 'reach-out-found':
      return reachOutFound(finding, what);
    case 'calculates-by-hand':
      return calculatesByHand(at, what);
    case 'heading-renamed':
      return headingRenamed(at, finding, what);
    case 'part-unread':
      return partUnread(at, finding, what);
    case 'line-misplaced':
      return lineMisplaced(at, finding, what);
    case 'service-table':
      return serviceTableEdited(at, finding, {
        ...what,
        regionOf: (id) => service.risks.get(id)?.region ?? null,
      });
    default:
      return null;
  }
}

function numbered(service: Service, observed: Observed): NumberedLine[] {
  return observed.findings.flatMap((finding) =>
    finding.kind === 'new-line' ? [{ line: finding.line, id: service.newId(finding.line.region) }] : [],
  );
}

function answerLines(service: Service, { findings }: Observed, lines: readonly NumberedLine[]): void {
  const ids = new Map(lines.map(({ line, id }) => [line.fingerprint, id]));
  service.hands = service.hands.map((hand) => ({
    ...hand,
    riskId: ids.get(hand.fingerprint) ?? hand.riskId,
  }));
  for (const { of, region, fingerprint, typed, says } of lineAnswers(findings, lines)) {
    const values = { ...nothingShown, attention: says };
    const event = { values, observed: observedOf(typed), typed, disputed: [], takenOver: {} };
    service.wantEvent({ id: of, region }, fingerprint, event);
  }
}

const nothingShown: SheetValues = {
  ...observedOf(nothingTyped), lastReviewedOn: '', lastReviewedBy: '', reportedOn: '', reportedBy: '', attention: '',
}; // prettier-ignore
