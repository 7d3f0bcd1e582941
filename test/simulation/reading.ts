/** One reading committed whole, as sync/read-register.ts does it. */
import { type RiskId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { type Cut, type EventRow } from '../../register/store';
import { type Memory, type Observed, type Reading, type ServiceTable } from '../../sync/protocol/findings';
import { observe } from '../../sync/protocol/observe';
import { linesToCheck } from '../../sync/protocol/service-table';
import { leastSettleMs } from '../../sync/request-time';
import { carryOut } from './carry-out';
import { type EventIntent, type Service, type StoredEvent } from './service';

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

/** A cut, when its reading began, and which reading and which cut came before. */
export interface TakenCut {
  cut: Cut;
  readAt: string;
  before: string | null;
  last: Cut | null;
}

/** Null when another reading was committed since this one began (SHT30). */
export function commitReading(service: Service, taken: TakenCut): Concluded | null {
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
  carryOut(service, observed, { gone, readAt: Date.parse(readAt) });
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
