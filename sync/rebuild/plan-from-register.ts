/** From one reading of the register to everything an empty database is given. Pure. */
import { nothingTyped, type ColumnKey, type TypedValues } from '../../register/columns';
import { isRiskId, regionIdSchema, type RegionId, type RiskId } from '../../register/ids';
import { type HandRow } from '../../register/sheet-memory';
import { sayRegistered } from '../../register/sheet-words';
import { type CutRow, type Cut, type EventRow } from '../../register/store';
import { mayBeOurs } from '../../state/publications';
import { fingerprintOf } from '../protocol/hand-rows';
import { newestByKey } from '../protocol/service-table';
import { rebuiltRisk, type Reader, type Rebuilt, type Source } from './risk-from-row';

/** What is put into the database. */
export interface Plan {
  risks: Rebuilt[];
  /** Events as they stand, each with the risk it belongs to and what people's own cells hold now. */
  events: { event: EventRow; riskId: RiskId; region: RegionId; typed: TypedValues }[];
  handRows: HandRow[];
  /** Every reference seen, also of risks that cannot be built. */
  references: RiskId[];
  highestSeq: number;
  notes: PlanNote[];
}

/** What the person who runs the rebuild should know. Nothing in it was typed by a person. */
export type PlanNote =
  | { kind: 'not-understood'; riskId: RiskId; column: ColumnKey }
  | { kind: 'not-published'; riskId: RiskId }
  | { kind: 'no-line'; riskId: RiskId }
  | { kind: 'twice'; riskId: RiskId }
  | { kind: 'no-such-region'; riskId: RiskId }
  | { kind: 'no-risk-id'; region: RegionId; line: number }
  /** A line of the service's own table that the service cannot have written. */
  | { kind: 'foreign-line'; seq: number };

/** Plans. Lines without a Risk ID are left to the next reading, which registers them as always. */
export function planFromRegister(cut: Cut, by: Reader, regions: readonly RegionId[]): Plan {
  const events = (cut.events ?? []).filter((event) => mayBeOurs(event.seq));
  const newest = newestByKey(events);
  const sources = sourcesOf(cut, newest);
  const known = sources.filter((source) => regions.includes(source.region));
  const risks = known.map((source) => rebuiltRisk(source, by));
  const typedOf = new Map(risks.map(({ memory }) => [memory.riskId, memory.typed as TypedValues]));
  const hands = handRowsOf(cut, newest, by.readAt);
  return {
    risks,
    events: oncePerSeq(events).flatMap((event) => {
      const at = ownerOf(event, newest, typedOf);
      return at ? [{ event, ...at }] : [];
    }),
    handRows: hands,
    references: [...sources.map((source) => source.riskId), ...hands.flatMap((hand) => hand.riskId ?? [])],
    highestSeq: events.reduce((most, event) => Math.max(most, event.seq), 0),
    notes: [
      ...sources.flatMap((source) => notesOf(source, regions)),
      ...unread(risks),
      ...strangeIds(cut),
      ...foreign(cut),
    ],
  };
}

/** A copied line of a list carries the same publication twice. */
function oncePerSeq(events: readonly EventRow[]): EventRow[] {
  return [...new Map(events.map((event) => [event.seq, event])).values()];
}

/** One source for every reference that stands on a line or has published values, in the order of the references. */
function sourcesOf(cut: Cut, newest: ReadonlyMap<string, EventRow>): Source[] {
  const sources = new Map<RiskId, Source>();
  for (const { region, rows } of cut.regions)
    for (const row of rows) {
      const { riskId } = row;
      if (!isRiskId(riskId)) continue;
      const before = sources.get(riskId);
      if (before) before.isDuplicated = true;
      else
        sources.set(riskId, { riskId, region, row, event: newest.get(riskId) ?? null, isDuplicated: false });
    }
  for (const [key, event] of newest)
    if (isRiskId(key) && !sources.has(key))
      sources.set(key, {
        riskId: key,
        region: regionOfReference(key),
        row: null,
        event,
        isDuplicated: false,
      });
  return [...sources.values()].sort((a, b) => (a.riskId < b.riskId ? -1 : 1));
}

/** The region that gave the reference; of a risk without a line nothing newer is known. */
const regionOfReference = (id: RiskId): RegionId => regionIdSchema.parse(id.slice(0, id.indexOf('-')));

function ownerOf(
  event: EventRow,
  newest: ReadonlyMap<string, EventRow>,
  typedOf: ReadonlyMap<RiskId, TypedValues>,
): { riskId: RiskId; region: RegionId; typed: TypedValues } | null {
  const riskId = isRiskId(event.key) ? event.key : registeredAs(newest.get(event.key) ?? event);
  if (riskId === null) return null;
  const typed = { ...(typedOf.get(riskId) ?? nothingTyped), ...event.observed };
  return { riskId, region: regionOfReference(riskId), typed };
}

const mark = '\u0001';
const [registeredBefore, registeredAfter] = sayRegistered(mark).split(mark) as [string, string];

/** The reference that a line typed by hand was given, from the answer in its Check column. */
function registeredAs({ key, values: { attention } }: EventRow): RiskId | null {
  if (
    !key.startsWith('new:') ||
    !attention.startsWith(registeredBefore) ||
    !attention.endsWith(registeredAfter)
  )
    return null;
  const id = attention.slice(registeredBefore.length, attention.length - registeredAfter.length);
  return isRiskId(id) ? id : null;
}

/** Lines that were registered already: they still stand there, or may come back with an older content, and must not be registered again. */
function handRowsOf(cut: Cut, newest: ReadonlyMap<string, EventRow>, readAt: string): HandRow[] {
  const standing = new Map<string, RegionId>();
  for (const { region, rows } of cut.regions)
    for (const row of rows) if (row.riskId === '') standing.set(fingerprintOf(region, row), region);
  return [...newest].flatMap(([fingerprint, event]) => {
    const riskId = registeredAs(event);
    if (riskId === null) return [];
    const region = standing.get(fingerprint) ?? regionOfReference(riskId);
    return [{ fingerprint, region, since: readAt, content: '', riskId }];
  });
}

function notesOf(
  { riskId, region, row, event, isDuplicated }: Source,
  regions: readonly RegionId[],
): PlanNote[] {
  if (!regions.includes(region)) return [{ kind: 'no-such-region', riskId }];
  return [
    ...(event === null ? [{ kind: 'not-published', riskId } as const] : []),
    ...(row === null ? [{ kind: 'no-line', riskId } as const] : []),
    ...(isDuplicated ? [{ kind: 'twice', riskId } as const] : []),
  ];
}

function unread(risks: readonly Rebuilt[]): PlanNote[] {
  return risks.flatMap(({ risk, notUnderstood }) =>
    notUnderstood.map((column): PlanNote => ({ kind: 'not-understood', riskId: risk.id, column })),
  );
}

/** What stands in the Risk ID column and is no Risk ID may be anything, so it is told by its place. */
function strangeIds(cut: Cut): PlanNote[] {
  const isStrange = (row: CutRow) => row.riskId !== '' && !isRiskId(row.riskId);
  return cut.regions.flatMap(({ region, rows }) =>
    rows.filter(isStrange).map((row): PlanNote => ({ kind: 'no-risk-id', region, line: row.line })),
  );
}

/** They are left out, and nothing comes after them. */
function foreign(cut: Cut): PlanNote[] {
  const lines = (cut.events ?? []).filter((event) => !mayBeOurs(event.seq));
  return lines.map(({ seq }) => ({ kind: 'foreign-line', seq }));
}
