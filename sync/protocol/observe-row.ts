/** One remembered row in a reading: absent, twice, or standing in one place. Pure. */
import { pairedFields } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type CutRow, type EventRow } from '../../register/store';
import { type MassSeen } from './brakes';
import { type Finding, type Memory, type Reading, type ReadingRules } from './findings';
import { isBraked } from './holds';
import { freeRow, heldRow, leaveRow } from './seen-row';
import { asRemembered, notAfter, pairedOf, type Taken, type Typed } from './typing';

/** A row and the region in whose sheet it stands. */
export interface Place {
  region: RegionId;
  row: CutRow;
}

export interface Context {
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
  /** Regions whose table cannot be used. */
  trouble: RegisterMemory['holds'];
  /** Regions of which nothing is concluded. */
  held: ReadonlySet<string>;
}

export interface RowObserved {
  row: RowMemory;
  findings: Finding[];
  lost: boolean;
}

/** Null for a row that is as it was remembered. */
export function observeRow(context: Context, row: RowMemory): RowObserved | null {
  const place = context.places.get(row.riskId);
  const leaving = leavingOf(context, row);
  if (!place) return observeAbsent(context, row) ?? (leaving ? { row: { ...row, leaving }, findings: [], lost: false } : null); // prettier-ignore
  if (context.twice.has(row.riskId)) return observeTwice(row, leaving);
  return observePresent(context, row, { ...place, leaving });
}

/** Columns in which a person's word leaves what stands there, given now or not yet carried out. */
function leavingOf({ mass }: Context, row: RowMemory): RowMemory['leaving'] {
  const now = mass.left.get(row.riskId);
  return now ? [...new Set([...now, ...(row.leaving ?? [])])] : row.leaving;
}

/** Two rows with one Risk ID: whichever a person meant, taking values from either could put them on the wrong case. */
function observeTwice(row: RowMemory, leaving: RowMemory['leaving']): RowObserved {
  return {
    row: { ...row, duplicated: true, presence: 'present', missingSince: null, settling: null, leaving },
    findings: row.presence === 'deleted' ? [{ kind: 'returned', riskId: row.riskId }] : [],
    lost: false,
  };
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
    row: { ...row, presence: believed ? 'deleted' : 'missing', missingSince: since, settling: null, leaving: leavingOf(context, row) },
    findings: believed ? [{ kind: 'missing', riskId: row.riskId }] : [],
    lost: false,
  }; // prettier-ignore
}

function observePresent(
  context: Context,
  row: RowMemory,
  { leaving, ...place }: Place & Pick<RowMemory, 'leaving'>,
): RowObserved | null {
  const typed = context.typed.get(row.riskId);
  if (!typed && !leaving && isStill(row, place, context.newest)) return null;
  const shown = shownNow(row, context.newest);
  const now = typed ?? asRemembered(row);
  const isHeld = context.held.has(row.region) || context.held.has(place.region);
  const region = isHeld ? row.region : place.region;
  const mayLeave = leaving !== undefined && !context.trouble[place.region];
  const seen = mayLeave ? leaveRow(row, { ...place, now, isHeld }, leaving) : isHeld ? heldRow(context, row, now) : freeRow(context, row, { ...place, now }); // prettier-ignore
  return {
    row: {
      ...row,
      region,
      typed: seen.taken.base,
      over: seen.taken.over,
      takenOver: seen.taken.takenOver,
      settling: seen.taken.settling,
      shown,
      presence: 'present',
      missingSince: null,
      duplicated: false,
      quarantine: seen.quarantine,
      leaving: mayLeave ? undefined : leaving,
    },
    findings: withUncovered(row, seen.taken, [...findingsOf(row, region, seen.taken), ...seen.findings]),
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
export function isStill(row: RowMemory, place: Place, newest: Context['newest']): boolean {
  const wasWell = row.presence === 'present' && row.missingSince === null && !row.duplicated;
  const isSettled = wasWell && row.settling === null && !row.quarantine && !row.leaving;
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

/** Nobody typed anything, and yet cells say less than was remembered: a constant was emptied, an earlier version of an item brought back. */
function withUncovered(row: RowMemory, { base, over }: Taken, found: Finding[]): Finding[] {
  const saysLess = pairedFields.some((field) => base[field] !== row.typed[field] || over[field] !== row.over[field]); // prettier-ignore
  return found.length === 0 && saysLess ? [{ kind: 'uncovered', riskId: row.riskId }] : found;
}
