/** One reading of the register: what people did there becomes decisions, in the same transaction as the new merge base. */
import { type RiskId } from '../register/ids';
import { type RegisterMemory, type RowMemory } from '../register/sheet-memory';
import { type Cut, type CutRow, type EventRow, type RegisterStore } from '../register/store';
import { type Tx } from '../state/db';
import { eventsAt, eventsGone, firstEvents, markEventsSeen, markRowsSeen, sendAgain } from '../state/intents';
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
import { lockRisksById, nextRiskId } from '../state/risks';
import { noteStanding } from '../state/standing';
import { type State } from '../state/state';
import { today, type At } from '../state/time';
import { publishedAt, takenOut } from '../state/publications';
import { carryOut } from './carry-out';
import { type NumberedLine } from './protocol/answers';
import {
  type Finding,
  type Memory,
  type Observed,
  type Reading as ProtocolReading,
  type ReadingRules,
  type ServiceTable,
} from './protocol/findings';
import { fingerprintOf } from './protocol/hand-rows';
import { observe } from './protocol/observe';
import { linesToCheck } from './protocol/service-table';

export interface ReadingParts {
  state: State;
  store: RegisterStore;
  rules: ReadingRules;
}

export type ReadResult =
  | { kind: 'read'; findings: number; repairs: Observed['repairs'] }
  /** Nothing to conclude: the sheet is as it was, or another process has read it meanwhile. */
  | { kind: 'unchanged' }
  | { kind: 'unavailable'; code: string; retryAfterMs: number | null };

/** Reads and commits. `last` is the cut of the previous call: an unchanged sheet is looked at again while something in it is settling. */
export async function readRegister(
  parts: ReadingParts,
  last: Cut | null,
): Promise<{ result: ReadResult; cut: Cut | null }> {
  const { state, store } = parts;
  const before = await registerMemory(state.db, state);
  const readAt = await realNow(state);
  // Another process may have read since: "unchanged" would then be said of its cut, and ours be taken for the present.
  const outcome = await store.read(last !== null && last.tag === before.tag ? last.tag : null);
  if (outcome.kind === 'unavailable') return { result: outcome, cut: last };
  const cut = outcome.kind === 'cut' ? outcome.cut : last;
  if (cut === null)
    return { result: { kind: 'unavailable', code: 'unchanged-but-unknown', retryAfterMs: null }, cut: null };
  if (outcome.kind === 'unchanged' && !(await isWaiting(state)))
    return { result: { kind: 'unchanged' }, cut };
  const observed = await state.db.tx((tx) => commitReading(tx, parts, { cut, readAt, before, last }));
  if (observed === null) return { result: { kind: 'unchanged' }, cut: null };
  return { result: { kind: 'read', findings: observed.findings.length, repairs: observed.repairs }, cut };
}

/** Something is half done: an edit settling, a row missing, a line without ID, a write not yet read back, a person's word on what is held. */
export async function isWaiting(state: State): Promise<boolean> {
  const [row] = await state.db.query<{ waiting: boolean }>(
    `select exists (select 1 from intent where organisation_id = $1 and state in ('sent', 'unknown'))
         or exists (select 1 from snapshot where organisation_id = $1
              and (doc ->> 'presence' = 'missing' or doc -> 'settling' <> 'null' or doc -> 'quarantine' ->> 'word' is not null))
         or exists (select 1 from intent where organisation_id = $1 and not standing and gone_at > clock_timestamp() - interval '5 minutes')
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

interface Reading {
  cut: Cut;
  readAt: string;
  /** What was remembered when the reading began. */
  before: RegisterMemory;
  /** The cut before, if this process read it: what stood there just so was looked at then. */
  last: Cut | null;
}

/** Null when another reading was committed since this one began: its cut may be newer than ours, and ours would undo it. */
async function commitReading(tx: Tx, parts: ReadingParts, reading: Reading): Promise<Observed | null> {
  const { state } = parts;
  await lockMemory(tx, state);
  const at = await today(tx, state);
  const memory = {
    register: await registerMemory(tx, state),
    rows: await rowMemories(tx, state),
    handRows: await handRows(tx, state),
  };
  if (memory.register.readAt !== reading.before.readAt) return null;
  const { gone, ...known } = await whatIsMissing(tx, state, reading.cut, parts.rules);
  const service = await serviceTable(tx, state, reading, gone);
  const observed = observe(memory, { ...reading, at: at.now.toISOString(), ...known, service }, parts.rules);
  await conclude(tx, state, { memory, observed, at, gone });
  return observed;
}

interface MissingLines extends Pick<ProtocolReading, 'past' | 'earlier'> {
  /** To be published again. */
  gone: number[];
}

/** What the register lacks of what stood there once, and what it knew of each row without that. */
async function whatIsMissing(tx: Tx, state: State, cut: Cut, { lagMs }: ReadingRules): Promise<MissingLines> {
  const { events, carrier } = cut;
  if (events === null) return { gone: [], past: null, earlier: null };
  if (carrier === 'rows') {
    const gone = await eventsGone(tx, state, seqsCarried(cut, events), keysRead(cut));
    return {
      gone,
      past: gone.length === 0 ? null : await pastOfRows(tx, state, events, gone),
      earlier: null,
    };
  }
  const seqs = events.map((event) => event.seq);
  const { ripe, since } = await noteStanding(tx, state, seqs, lagMs);
  if (ripe.length === 0 && since === null) return { gone: [], past: null, earlier: null };
  const before = since === null ? [] : events.filter(({ seq }) => seq < since);
  return {
    gone: ripe,
    past: await knownThen(tx, state, cut, events),
    earlier: since === null ? null : await knownThen(tx, state, cut, before),
  };
}

/** What each row knew when these were its events; a row without any knew what it was made with. */
async function knownThen(tx: Tx, state: State, cut: Cut, events: readonly EventRow[]) {
  const known = await eventsAt(tx, state, newestSeqs(events));
  const bare = keysRead(cut).filter((key) => !known.has(key));
  return bare.length === 0 ? known : new Map([...known, ...(await firstEvents(tx, state, bare))]);
}

/** Where rows carry their values each goes back alone: the others are as they should be. */
async function pastOfRows(tx: Tx, state: State, events: readonly EventRow[], gone: readonly number[]) {
  const keys = new Set((await eventsAt(tx, state, gone)).keys());
  return eventsAt(tx, state, newestSeqs(events.filter(({ key }) => keys.has(key))));
}

/** The lines of the service's own table that are new or changed, beside what was published. A row that carries its values is asked only
 *  whether its number is one of ours: its cells may hold a text otherwise than it was published. */
async function serviceTable(
  tx: Tx,
  state: State,
  { cut, last }: Reading,
  gone: readonly number[],
): Promise<ServiceTable | undefined> {
  if (cut.events === null) return undefined;
  const lines = linesToCheck(cut.events, last?.events ?? null);
  const { bySeq, newest } = await publishedAt(tx, state, lines);
  const newestOf = (key: string) => newest.get(key) ?? 0;
  if (cut.carrier === 'rows') {
    const foreign = lines.filter(({ seq, key }) => seq > newestOf(key));
    return { lines: foreign.map((line) => ({ line, published: null })), newestOf, deleted: [] };
  }
  return {
    lines: lines.map((line) => ({ line, published: bySeq.get(line.seq) ?? null })),
    newestOf,
    deleted: await takenOut(tx, state, gone, cut.events.map((event) => event.seq)), // prettier-ignore
  };
}

interface Conclusion {
  memory: Memory;
  observed: Observed;
  at: At;
  /** Events read back once that this cut no longer has. */
  gone: number[];
}

/** Findings after which the row says something else, though the risk may stay as it is. */
const saidAnew: ReadonlySet<Finding['kind']> = new Set([
  'typed',
  'uncovered',
  'lost-typing',
  'left',
  'quarantined',
  'released',
]);

/** Every lock that others wait for is taken before the first line of audit is written: whoever has both orders would block us for good. */
async function conclude(tx: Tx, state: State, { memory, observed, at, gone }: Conclusion): Promise<void> {
  const before = new Map(memory.rows.map((row) => [row.riskId, row]));
  const retyped = [
    ...observed.findings.flatMap((finding) =>
      'riskId' in finding && saidAnew.has(finding.kind) ? [finding.riskId] : [],
    ),
    ...twiceOrOnce(before, observed),
  ];
  const edited = observed.findings.flatMap((one) => (one.kind === 'service-table' ? one.rows : []));
  const concerned = observed.findings.flatMap((finding) => ('riskId' in finding ? [finding.riskId] : []));
  const ids = new Set<RiskId>([...observed.rowsLost, ...concerned, ...edited, ...retyped]);
  const risks = new Map((await lockRisksById(tx, state, [...ids])).map((risk) => [risk.id, risk]));
  const lines = await numbered(tx, state, observed, Number(at.today.slice(0, 4)));
  await remember(tx, state, { before, observed, gone, handRows: memory.handRows });
  const people = await allPeople(tx, state);
  await carryOut(tx, state, { observed, at, people, risks, lines, retyped });
}

/** Rows with a Risk ID that stands twice since, or once again: their lines may be in two regions, and neither sees the other. */
function twiceOrOnce(before: ReadonlyMap<string, RowMemory>, { memory }: Observed): RiskId[] {
  return memory.rows.flatMap((row) => {
    const was = before.get(row.riskId)?.duplicated ?? false;
    return row.duplicated === was ? [] : [row.riskId];
  });
}

async function numbered(tx: Tx, state: State, observed: Observed, year: number): Promise<NumberedLine[]> {
  const found = observed.findings.flatMap((finding) => (finding.kind === 'new-line' ? [finding.line] : []));
  found.sort((a, b) => (a.region < b.region ? -1 : Number(a.region > b.region)));
  const lines: NumberedLine[] = [];
  for (const line of found) lines.push({ line, id: await nextRiskId(tx, state, line.region, year) });
  return lines;
}

async function remember(
  tx: Tx,
  state: State,
  what: {
    before: ReadonlyMap<string, RowMemory>;
    observed: Observed;
    gone: number[];
    handRows: Memory['handRows'];
  },
): Promise<void> {
  const { observed } = what;
  await putRegisterMemory(tx, state, observed.memory.register);
  await putRowMemories(tx, state, observed.memory.rows.filter((row) => !same(what.before.get(row.riskId), row))); // prettier-ignore
  if (!same(what.handRows, observed.memory.handRows)) await putHandRows(tx, state, observed.memory.handRows);
  await markEventsSeen(tx, state, observed.seqsPresent);
  await markRowsSeen(tx, state, observed.rowsPresent);
  // An older content was saved over the sheet, or lines of the service's table were taken out: they are published again.
  await sendAgain(tx, state, what.gone);
}

/** Keys whose events the cut could show: those of the rows that are there, also of one that came from elsewhere or lost what it carried. */
function keysRead(cut: Cut): string[] {
  return cut.regions.flatMap((region) =>
    region.rows.map((row) => row.riskId || fingerprintOf(region.region, row)),
  );
}

/** Sequences that stand on their rows. An answer to a line typed by hand stands there once every line that says the same carries it. */
function seqsCarried({ regions }: Cut, events: readonly EventRow[]): number[] {
  const isUnanswered = (row: CutRow) => row.riskId === '' && row.carried === null;
  const unanswered = new Set(
    regions.flatMap(({ region, rows }) => rows.filter(isUnanswered).map((row) => fingerprintOf(region, row))),
  );
  return events.filter(({ key }) => !unanswered.has(key)).map(({ seq }) => seq);
}

/** The newest event of each key. */
function newestSeqs(events: readonly EventRow[]): number[] {
  const top = new Map<string, number>();
  for (const event of events) top.set(event.key, Math.max(event.seq, top.get(event.key) ?? 0));
  return [...top.values()];
}

const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
