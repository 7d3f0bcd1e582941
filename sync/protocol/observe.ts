/** One reading of the sheet against what was remembered: what people did, what arrived, what went missing. Pure. */
import { pairedFields, type TypedValues } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { type Cut, type CutRow, type EventRow } from '../../register/store';
import { massChanges, type MassSeen, type Sight } from './brakes';
import { type Finding, type Memory, type Observed, type Reading, type ReadingRules } from './findings';
import { readHandRows } from './hand-rows';
import { brake, holdsOf, isBraked } from './holds';
import { identityOf } from './quarantine';
import { freeRow, heldRow } from './seen-row';
import { newestByKey, serviceTableFindings } from './service-table';
import { toldOnce } from './told-once';
import {
  asRemembered,
  isAsRemembered,
  notAfter,
  pairedOf,
  standingEdits,
  typedAnew,
  typedNow,
  type Taken,
  type Typed,
} from './typing';

/** A row and the region in whose sheet it stands. */
interface Place {
  region: RegionId;
  row: CutRow;
}

interface Context {
  memory: Memory;
  reading: Reading;
  rules: ReadingRules;
  /** The newest line of each key in the service's table. */
  newest: ReadonlyMap<string, EventRow>;
  /** A row with each Risk ID. */
  places: ReadonlyMap<string, Place>;
  /** Risk IDs on more rows than one. */
  twice: ReadonlySet<string>;
  /** Where memory has the rows that are not just as it remembers them: a few among a hundred thousand. */
  open: readonly number[];
  /** What is typed on each row that stands in one place. */
  typed: ReadonlyMap<string, Typed>;
  /** How many rows are about what this identity says; counted when somebody asks, for most readings need it for no row. */
  identities(): ReadonlyMap<string, number>;
  mass: MassSeen;
  /** Regions of which nothing is concluded. */
  held: ReadonlySet<string>;
}

/** Reads a cut. The returned memory and everything that follows from the findings must be committed together. */
export function observe(memory: Memory, reading: Reading, rules: ReadingRules): Observed {
  const { cut } = reading;
  const events = cut.events ?? [];
  const trouble = holdsOf(memory.register, cut, reading.at);
  const context = contextOf(memory, reading, { rules, troubled: Object.keys(trouble.holds) });
  const { rows, known } = observeRows(context);
  const standing = { ...trouble.holds, ...context.mass.holds };
  const braked = brake(memory.register, rows, standing, reading.at);
  let ids: ReadonlySet<string> | null = null;
  // Counted when somebody asks, for most readings do not.
  const isOurs = (id: string) => (ids ??= new Set(memory.rows.map((row) => row.riskId))).has(id);
  const once = toldOnce(memory.register.told ?? [], cut, isOurs);
  const hands = readHandRows(memory.handRows, cut, {
    at: reading.at,
    settleMs: rules.settleMs,
    held: context.held,
    isOurs,
  });
  return {
    memory: {
      register: { tag: cut.tag, readAt: reading.readAt, holds: braked.holds, told: once.told },
      rows: braked.rows,
      handRows: hands.remembered,
    },
    findings: [
      ...trouble.findings,
      ...context.mass.findings,
      ...braked.findings,
      ...serviceTableFindings(reading.service),
      ...once.findings,
      ...known
        .flatMap((one) => one.findings)
        .filter((finding) => !(finding.kind === 'missing' && braked.kept.has(finding.riskId))),
      ...hands.lines.map((line): Finding => ({ kind: 'new-line', line })),
    ],
    seqsPresent: events.map((event) => event.seq),
    rowsPresent: [...context.places.keys()],
    rowsLost: [...known.filter((one) => one.lost).map((one) => one.row.riskId), ...braked.back],
    repairs: cut.regions.flatMap((region) =>
      region.formulas
        .filter((formula) => !formula.constants)
        .map(({ column }) => ({ region: region.region, column })),
    ),
  };
}

function contextOf(
  memory: Memory,
  reading: Reading,
  by: { rules: ReadingRules; troubled: readonly string[] },
): Context {
  const { cut, at } = reading;
  const { places, twice } = placesById(cut);
  const newest = newestByKey(cut.events ?? []);
  const typed = new Map<string, Typed>();
  const open: number[] = [];
  const sights: Sight[] = [];
  const unseen = new Set<RiskId>();
  const blanks = new Map<RegionId, Sight>();
  // All that is asked of a row is asked here, one row after the other: looking each up once more costs more than the work itself.
  memory.rows.forEach((row, index) => {
    const place = places.get(row.riskId);
    if (!place || twice.has(row.riskId)) {
      if (row.presence !== 'deleted') unseen.add(row.riskId);
      open.push(index);
      return;
    }
    const now = isAsRemembered(row, place.row) ? null : typedNow(row, place.row);
    if (now || !isStill(row, place, newest)) open.push(index);
    if (now && (now.changed.length > 0 || now.base !== row.typed)) typed.set(row.riskId, now);
    if (by.troubled.includes(place.region)) return;
    if (!now || now.changed.length === 0) {
      sights.push(blankSight(blanks, place.region));
      return;
    }
    const standing = standingEdits({ reading, rules: by.rules }, row, now);
    const fresh = standing.length === 0 ? standing : typedAnew({ reading, rules: by.rules }, row, now);
    sights.push({ riskId: row.riskId, region: place.region, standing, fresh });
  });
  const mass = massChanges(memory.register, { sights, unseen, troubled: by.troubled, at });
  const held = new Set([...by.troubled, ...mass.held]);
  let counted: ReadonlyMap<string, number> | null = null;
  const identities = () => (counted ??= countIdentities(memory.rows));
  return { memory, reading, rules: by.rules, newest, places, twice, open, typed, identities, mass, held };
}

/** A row on which nothing is typed counts among its region's; one object serves for all of them. */
function blankSight(known: Map<RegionId, Sight>, region: RegionId): Sight {
  const sight = known.get(region) ?? { riskId: '' as RiskId, region, standing: [], fresh: [] };
  known.set(region, sight);
  return sight;
}

function countIdentities(rows: readonly RowMemory[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const identity = identityOf(row.typed as TypedValues);
    counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  return counts;
}

function placesById(cut: Cut): Pick<Context, 'places' | 'twice'> {
  const places = new Map<string, Place>();
  const twice = new Set<string>();
  for (const { region, rows } of cut.regions)
    for (const row of rows) {
      if (row.riskId === '') continue;
      const before = places.size;
      places.set(row.riskId, { region, row });
      if (places.size === before) twice.add(row.riskId);
    }
  return { places, twice };
}

interface RowObserved {
  row: RowMemory;
  findings: Finding[];
  lost: boolean;
}

/** Every row as it is remembered from now on, and what was observed of those that are not as before. */
function observeRows(context: Context): { rows: RowMemory[]; known: RowObserved[] } {
  const known: RowObserved[] = [];
  const rows = [...context.memory.rows];
  // A person's word is also carried out on rows that stand as before.
  for (const index of context.mass.left.size > 0 ? rows.keys() : context.open) {
    const row = rows[index] as RowMemory;
    const observed = observeRow(context, row);
    if (observed === null) continue;
    known.push(observed);
    rows[index] = observed.row;
  }
  return { rows, known };
}

/** Null for a row that is as it was remembered. */
function observeRow(context: Context, row: RowMemory): RowObserved | null {
  const place = context.places.get(row.riskId);
  if (!place) return observeAbsent(context, row);
  // Two rows with one Risk ID: whichever a person meant, taking values from either could put them on the wrong case.
  if (context.twice.has(row.riskId))
    return {
      row: { ...row, duplicated: true, presence: 'present', missingSince: null, settling: null },
      findings: [],
      lost: false,
    };
  return observePresent(context, row, place);
}

function observeAbsent(context: Context, row: RowMemory): RowObserved | null {
  if (context.held.has(row.region) || row.presence === 'expected' || row.presence === 'deleted') return null;
  // In an older content a missing row proves nothing: it may be younger than the content, or our view may lag.
  // Where rows carry their values, each row goes back alone, and a row that is gone was taken out.
  if (context.reading.past !== null && context.reading.cut.carrier === 'table') {
    return {
      row: { ...row, presence: 'expected', missingSince: null, settling: null },
      findings: [],
      lost: true,
    };
  }
  // One of many that vanished at once: it stays missing, and waiting concludes nothing.
  if (isBraked(context.memory.register, row)) return null;
  const since = notAfter(row.missingSince ?? context.reading.at, context.reading.at);
  const believed =
    Date.parse(context.reading.at) - Date.parse(since) >= context.rules.deleteAfterMs &&
    row.presence === 'missing';
  return {
    row: { ...row, presence: believed ? 'deleted' : 'missing', missingSince: since, settling: null },
    findings: believed ? [{ kind: 'missing', riskId: row.riskId }] : [],
    lost: false,
  };
}

function observePresent(context: Context, row: RowMemory, place: Place): RowObserved | null {
  const typed = context.typed.get(row.riskId);
  const isSpokenOf = context.mass.left.has(row.riskId);
  if (!typed && !isSpokenOf && isStill(row, place, context.newest)) return null;
  const shown = shownNow(row, context.newest);
  const now = typed ?? asRemembered(row);
  const isHeld = context.held.has(row.region) || context.held.has(place.region);
  const region = isHeld ? row.region : place.region;
  const seen = isHeld ? heldRow(context, row, now) : freeRow(context, row, { ...place, now });
  return {
    row: {
      ...row,
      region,
      typed: seen.taken.base,
      takenOver: seen.taken.takenOver,
      settling: seen.taken.settling,
      shown,
      presence: 'present',
      missingSince: null,
      duplicated: false,
      quarantine: seen.quarantine,
    },
    findings: [...findingsOf(row, region, seen.taken), ...seen.findings],
    lost: false,
  };
}

/** What the columns show by now; the same object while they show the same. */
function shownNow(row: RowMemory, newest: Context['newest']): RowMemory['shown'] {
  const values = newest.get(row.riskId)?.values;
  if (!values) return row.shown;
  const { shown } = row;
  return shown && pairedFields.every((field) => shown[field] === values[field]) ? shown : pairedOf(values);
}

/** The row stands where it stood, shows what it showed, and nothing about it is open: most rows at most readings. */
function isStill(row: RowMemory, place: Place, newest: Context['newest']): boolean {
  const wasWell = row.presence === 'present' && row.missingSince === null && !row.duplicated;
  const isSettled = wasWell && row.settling === null && !row.quarantine;
  return isSettled && row.region === place.region && shownNow(row, newest) === row.shown;
}

function findingsOf(row: RowMemory, region: RegionId, { edits, lost }: Taken): Finding[] {
  const { riskId } = row;
  const findings: Finding[] = [];
  if (row.presence === 'deleted') findings.push({ kind: 'returned', riskId });
  if (row.region !== region) findings.push({ kind: 'moved', riskId, from: row.region, to: region });
  if (lost.length > 0) findings.push({ kind: 'lost-typing', riskId, region, fields: lost });
  if (edits.length > 0) findings.push({ kind: 'typed', riskId, region, edits });
  return findings;
}
