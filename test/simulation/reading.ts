/** One reading committed whole, as sync/read-register.ts and sync/carry-out.ts do it. */
import { nothingTyped, type SheetValues, type TypedField, type TypedValues } from '../../register/columns';
import { type Decision } from '../../register/decision';
import { type RegionId, type RiskId } from '../../register/ids';
import { type Risk } from '../../register/risk';
import { type RowMemory } from '../../register/sheet-memory';
import { sayRegistered } from '../../register/sheet-words';
import { type Cut, type EventRow } from '../../register/store';
import { applySheetEdit } from '../../sync/protocol/apply';
import {
  type Finding,
  type Memory,
  type NewLine,
  type Observed,
  type Reading,
  type ServiceTable,
} from '../../sync/protocol/findings';
import { observe } from '../../sync/protocol/observe';
import {
  moveRow,
  regionOnHold,
  registerLine,
  rowConfirmedGone,
  rowMissing,
  rowReturned,
  typingLost,
} from '../../sync/protocol/rows';
import { leastSettleMs } from '../../sync/request-time';
import { linesToCheck } from '../../sync/protocol/service-table';
import {
  formulaFound,
  headingRenamed,
  reachOutFound,
  rowReleased,
  rowSetApart,
  serviceTableEdited,
  typingLeft,
} from '../../sync/protocol/warnings';
import { observedOf, type EventIntent, type Service, type StoredEvent } from './service';

export const readingRules = { settleMs: 15_000, deleteAfterMs: 600_000, lagMs: leastSettleMs };

/** What a reading was told and what it concluded, for the oracle. */
export interface Concluded {
  memory: Memory;
  reading: Reading;
  observed: Observed;
}

/** Something is half done: an edit settling, a row missing, a line without ID, a write not yet read back. */
export function isWaiting(service: Service): boolean {
  return (
    service.intents.some((intent) => intent.state === 'sent' || intent.state === 'unknown') ||
    [...service.rows.values()].some(
      (row) => row.presence === 'missing' || row.settling !== null || row.quarantine?.word !== undefined,
    ) ||
    service.hands.some((hand) => hand.riskId === null) ||
    service.intents.some(
      (one) =>
        one.kind === 'event' &&
        one.goneAt !== null &&
        one.goneAt > service.realMs - readingRules.lagMs - 60_000,
    )
  );
}

/** Null when another reading was committed since this one began (SHT30). */
export function commitReading(
  service: Service,
  taken: { cut: Cut; readAt: string; before: string | null; last: Cut | null },
): Concluded | null {
  if (service.register.readAt !== taken.before) return null;
  const { cut, readAt } = taken;
  const memory = { register: service.register, rows: inOrder(service.rows), handRows: service.hands };
  const { gone, ...known } = whatIsMissing(service, cut);
  const reading = {
    cut,
    readAt,
    at: new Date(service.businessMs).toISOString(),
    ...known,
    service: serviceTable(service, taken, gone),
  };
  const observed = observe(memory, reading, readingRules);
  conclude(service, observed, gone, Date.parse(readAt));
  return { memory, reading, observed };
}

interface MissingLines extends Pick<Reading, 'past' | 'earlier'> {
  gone: EventIntent[];
}

/** As whatIsMissing in sync/read-register.ts. */
function whatIsMissing(service: Service, cut: Cut): MissingLines {
  const { events, carrier } = cut;
  if (events === null) return { gone: [], past: null, earlier: null };
  const gone = eventsGone(service, events, keysRead(cut));
  if (carrier === 'rows')
    return { gone, past: gone.length === 0 ? null : eventsAt(service, events, gone), earlier: null };
  const young = noteStanding(service, new Set(events.map(({ seq }) => seq)));
  const ripe = gone.filter((intent) => !young.has(intent.seq));
  const since = young.size === 0 ? null : Math.min(...young);
  if (ripe.length === 0 && since === null) return { gone: [], past: null, earlier: null };
  const before = since === null ? null : events.filter(({ seq }) => seq < since);
  return {
    gone: ripe,
    past: knownThen(service, cut, events),
    earlier: before && knownThen(service, cut, before),
  };
}

/** As knownThen in sync/read-register.ts. */
function knownThen(service: Service, cut: Cut, events: readonly EventRow[]): Map<string, StoredEvent> {
  const known = eventsAt(service, events, null);
  const rows = new Set(cut.regions.flatMap((region) => region.rows.map((row) => row.riskId)));
  for (const one of service.intents)
    if (one.kind === 'event' && rows.has(one.key as RiskId) && !known.has(one.key))
      known.set(one.key, one.event);
  return known;
}

/** As noteStanding in state/standing.ts: the lines that vanished a moment ago. */
function noteStanding(service: Service, present: ReadonlySet<number>): Set<number> {
  const young = new Set<number>();
  const stood = service.intents.filter((one) => one.kind === 'event' && one.standing && present.has(one.seq));
  const last = stood.reduce((top, { seq }) => Math.max(top, seq), 0);
  for (const intent of service.intents) {
    if (intent.kind !== 'event') continue;
    const isThere = present.has(intent.seq);
    if (isThere) intent.goneAt = null;
    else if (intent.standing) intent.goneAt = intent.seq > last ? service.realMs : null;
    intent.standing = isThere;
    if (intent.goneAt !== null && intent.goneAt > service.realMs - readingRules.lagMs) young.add(intent.seq);
  }
  return young;
}

/** As serviceTable in sync/read-register.ts: the lines that are new or changed, beside what was published. */
function serviceTable(
  service: Service,
  { cut, last }: { cut: Cut; last: Cut | null },
  gone: readonly EventIntent[],
): ServiceTable | undefined {
  if (cut.events === null || cut.carrier !== 'table') return undefined;
  const bySeq = new Map(service.intents.flatMap((one) => (one.kind === 'event' ? [[one.seq, one]] : [])));
  const top = cut.events.reduce(
    (most, { seq }) => (bySeq.get(seq)?.state === 'seen' ? Math.max(most, seq) : most),
    0,
  );
  return {
    lines: linesToCheck(cut.events, last?.events ?? null).map((line) => {
      const one = bySeq.get(line.seq);
      const { values, observed } = one?.event ?? line;
      return {
        line,
        published: one
          ? { key: one.key, values, observed, seen: one.state === 'seen', again: one.again }
          : null,
      };
    }),
    newestOf: (key) => service.newest.get(key)?.seq ?? 0,
    deleted: gone.filter((intent) => intent.seq < top).map((intent) => intent.key),
  };
}

function inOrder(rows: ReadonlyMap<RiskId, RowMemory>): RowMemory[] {
  return [...rows.values()].sort((a, b) => (a.riskId < b.riskId ? -1 : 1));
}

function conclude(service: Service, observed: Observed, gone: readonly EventIntent[], readAt: number): void {
  service.register = observed.memory.register;
  service.rows = new Map(observed.memory.rows.map((row) => [row.riskId, row]));
  service.hands = observed.memory.handRows;
  confirm(service, observed);
  for (const intent of gone) intent.state = 'pending';
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
  const shown = new Set(decisions.flatMap(changedRisks).map((risk) => risk.id));
  for (const id of new Set([...observed.rowsLost, ...retyped(observed)])) {
    const risk = service.risks.get(id);
    if (risk && !shown.has(id)) service.show(risk);
  }
  answerLines(service, lines);
  for (const finding of observed.findings)
    if (finding.kind === 'service-table' && finding.keys.length > 0)
      service.publishAgain(finding.keys, finding.forged);
}

function confirm(service: Service, observed: Observed): void {
  for (const intent of service.intents) {
    const isThere =
      intent.kind === 'event'
        ? observed.seqsPresent.has(intent.seq)
        : observed.rowsPresent.has(intent.riskId);
    if (isThere) intent.state = 'seen';
  }
}

/** Newest event of each key that was read back once and is not among these. */
function eventsGone(
  service: Service,
  events: readonly EventRow[],
  keys: ReadonlySet<string> | null,
): EventIntent[] {
  const present = new Set(events.map((event) => event.seq));
  return [...service.newest.values()].filter(
    (intent) =>
      intent.state === 'seen' && !present.has(intent.seq) && (keys === null || keys.has(intent.key)),
  );
}

function keysRead(cut: Cut): ReadonlySet<string> | null {
  if (cut.carrier === 'table') return null;
  return new Set(cut.regions.flatMap(({ rows }) => rows.map((row) => row.riskId)));
}

/** What each key's newest event in the register knew. Where rows carry their values each goes back alone: only those that did are told of. */
function eventsAt(
  service: Service,
  events: readonly EventRow[],
  gone: readonly EventIntent[] | null,
): Map<string, StoredEvent> {
  const keys = gone && new Set(gone.map((intent) => intent.key));
  const top = new Map<string, number>();
  for (const { key, seq } of events)
    if (keys === null || keys.has(key)) top.set(key, Math.max(seq, top.get(key) ?? 0));
  const seqs = new Set(top.values());
  return new Map(
    service.intents.flatMap((one) =>
      one.kind === 'event' && seqs.has(one.seq) ? [[one.key, one.event]] : [],
    ),
  );
}

const saidAnew: ReadonlySet<Finding['kind']> = new Set([
  'typed',
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
    case 'heading-renamed':
      return headingRenamed(at, finding, what);
    case 'service-table':
      return serviceTableEdited(at, finding, {
        ...what,
        regionOf: (id) => service.risks.get(id)?.region ?? null,
      });
    default:
      return null;
  }
}

interface NumberedLine {
  line: NewLine;
  id: RiskId;
}

function numbered(service: Service, observed: Observed): NumberedLine[] {
  return observed.findings.flatMap((finding) =>
    finding.kind === 'new-line' ? [{ line: finding.line, id: service.newId(finding.line.region) }] : [],
  );
}

function answerLines(service: Service, lines: readonly NumberedLine[]): void {
  const ids = new Map(lines.map(({ line, id }) => [line.fingerprint, id]));
  service.hands = service.hands.map((hand) => ({
    ...hand,
    riskId: ids.get(hand.fingerprint) ?? hand.riskId,
  }));
  for (const { line, id } of lines) {
    const typed = line.row.typed as TypedValues;
    const values = { ...nothingShown, attention: sayRegistered(id) };
    const event = { values, observed: observedOf(typed), typed, disputed: [], takenOver: {} };
    service.wantEvent({ id, region: line.region }, line.fingerprint, event);
  }
}

const nothingShown: SheetValues = {
  ...observedOf(nothingTyped), lastReviewedOn: '', lastReviewedBy: '', reportedOn: '', reportedBy: '', attention: '',
}; // prettier-ignore
