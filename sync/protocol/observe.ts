/** One reading of the sheet against what was remembered: what people did, what arrived, what went missing. Pure. */
import {
  pairedFields,
  typedFields,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { isPaired } from '../../register/row-attention';
import { type Paired, type RowMemory } from '../../register/sheet-memory';
import { isStanding, untouchedText } from '../../register/shared-cell';
import { type Carried, type Cut, type CutRow, type EventRow } from '../../register/store';
import { brake, holdsOf, isBraked } from './holds';
import {
  type Edit,
  type Finding,
  type Memory,
  type Observed,
  type Reading,
  type ReadingRules,
} from './findings';
import { readHandRows } from './hand-rows';

interface Context {
  memory: Memory;
  reading: Reading;
  rules: ReadingRules;
  shown: Map<string, Paired>;
  places: Map<string, { region: RegionId; row: CutRow }[]>;
  held: ReadonlySet<string>;
}

/** Reads a cut. The returned memory and everything that follows from the findings must be committed together. */
export function observe(memory: Memory, reading: Reading, rules: ReadingRules): Observed {
  const { cut } = reading;
  const events = cut.events ?? [];
  const trouble = holdsOf(memory.register, cut, reading.at);
  const context: Context = {
    memory,
    reading,
    rules,
    shown: shownByKey(events),
    places: placesById(cut),
    held: new Set(Object.keys(trouble.holds)),
  };
  const known = memory.rows.map((row) => observeRow(context, row));
  const braked = brake(memory.register, known.map((one) => one.row), trouble.holds, reading.at); // prettier-ignore
  const hands = readHandRows(memory.handRows, cut, {
    at: reading.at,
    settleMs: rules.settleMs,
    held: context.held,
  });
  return {
    memory: {
      register: { tag: cut.tag, readAt: reading.readAt, holds: braked.holds },
      rows: braked.rows,
      handRows: hands.remembered,
    },
    findings: [
      ...trouble.findings,
      ...braked.findings,
      ...known
        .flatMap((one) => one.findings)
        .filter((finding) => !(finding.kind === 'missing' && braked.kept.has(finding.riskId))),
      ...hands.lines.map((line): Finding => ({ kind: 'new-line', line })),
    ],
    seqsPresent: new Set(events.map((event) => event.seq)),
    rowsPresent: new Set(context.places.keys()),
    rowsLost: known.filter((one) => one.lost).map((one) => one.row.riskId),
    repairs: cut.regions.flatMap((region) =>
      region.formulas
        .filter((formula) => !formula.constants)
        .map(({ column }) => ({ region: region.region, column })),
    ),
  };
}

function shownByKey(events: readonly EventRow[]): Map<string, Paired> {
  const top = new Map<string, EventRow>();
  for (const event of events) if (event.seq > (top.get(event.key)?.seq ?? 0)) top.set(event.key, event);
  return new Map([...top].map(([key, event]) => [key, pairedOf(event.values)]));
}

function pairedOf(values: SheetValues): Paired {
  return Object.fromEntries(pairedFields.map((field) => [field, values[field]])) as Paired;
}

function placesById(cut: Cut): Context['places'] {
  const places: Context['places'] = new Map();
  for (const { region, rows } of cut.regions)
    for (const row of rows)
      if (row.riskId !== '') places.set(row.riskId, [...(places.get(row.riskId) ?? []), { region, row }]);
  return places;
}

interface RowObserved {
  row: RowMemory;
  findings: Finding[];
  lost: boolean;
}

function observeRow(context: Context, row: RowMemory): RowObserved {
  const places = context.places.get(row.riskId) ?? [];
  const [only] = places;
  if (!only) return observeAbsent(context, row);
  // Two rows with one Risk ID: whichever a person meant, taking values from either could put them on the wrong case.
  if (places.length > 1)
    return {
      row: { ...row, duplicated: true, presence: 'present', missingSince: null, settling: null },
      findings: [],
      lost: false,
    };
  return observePresent(context, row, only);
}

function observeAbsent(context: Context, row: RowMemory): RowObserved {
  const unchanged = { row, findings: [], lost: false };
  if (context.held.has(row.region) || row.presence === 'expected' || row.presence === 'deleted')
    return unchanged;
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
  if (isBraked(context.memory.register, row)) return unchanged;
  const since = row.missingSince ?? context.reading.at;
  const believed =
    Date.parse(context.reading.at) - Date.parse(since) >= context.rules.deleteAfterMs &&
    row.presence === 'missing';
  return {
    row: { ...row, presence: believed ? 'deleted' : 'missing', missingSince: since, settling: null },
    findings: believed ? [{ kind: 'missing', riskId: row.riskId }] : [],
    lost: false,
  };
}

function observePresent(
  context: Context,
  row: RowMemory,
  place: { region: RegionId; row: CutRow },
): RowObserved {
  const taken = takeTyped(context, row, { ...typedNow(row, place.row), carried: place.row.carried });
  const findings: Finding[] = [];
  if (row.presence === 'deleted') findings.push({ kind: 'returned', riskId: row.riskId });
  if (row.region !== place.region)
    findings.push({ kind: 'moved', riskId: row.riskId, from: row.region, to: place.region });
  if (taken.lost.length > 0)
    findings.push({ kind: 'lost-typing', riskId: row.riskId, region: place.region, fields: taken.lost });
  if (taken.edits.length > 0)
    findings.push({ kind: 'typed', riskId: row.riskId, region: place.region, edits: taken.edits });
  return {
    row: {
      ...row,
      region: place.region,
      typed: taken.base,
      takenOver: taken.takenOver,
      settling: taken.settling,
      shown: context.shown.get(row.riskId) ?? row.shown,
      presence: 'present',
      missingSince: null,
      duplicated: false,
    },
    findings,
    lost: false,
  };
}

interface Typed {
  /** The base of the cells nobody has touched; what the others say is in `typed`. */
  base: TypedValues;
  takenOver: RowMemory['takenOver'];
  typed: TypedValues;
  /** Fields in which something was typed. */
  changed: TypedField[];
}

/** What the cells say now. A constant over a formula is a statement too; a formula in a person's cell is not taken. */
function typedNow(row: RowMemory, line: CutRow): Typed {
  const base = { ...row.typed } as TypedValues;
  const typed = { ...line.typed, ...line.typedOver } as TypedValues;
  for (const field of line.formulaIn) typed[field] = base[field];
  if (line.carried) return typedOnShared(row, line.carried, typed);
  const changed = typedFields.filter((field) => typed[field] !== base[field]);
  return { base, takenOver: row.takenOver, typed, changed };
}

/** Cells the service writes too: what was typed there counts until the service has written over it, and the same typed again counts anew. */
function typedOnShared(row: RowMemory, carried: Carried, typed: TypedValues): Typed {
  const base = { ...row.typed } as TypedValues;
  const takenOver = { ...row.takenOver };
  const changed: TypedField[] = typedFields.filter(
    (field) => !isPaired(field) && typed[field] !== base[field],
  );
  for (const field of pairedFields) {
    const standing = { observed: base[field], takenOver: takenOver[field] };
    if (typed[field] !== untouchedText(carried, field, standing)) changed.push(field);
    else if (!isStanding(carried, field, takenOver[field])) {
      base[field] = '';
      delete takenOver[field];
    }
    if (!changed.includes(field)) typed[field] = base[field];
  }
  return { base, takenOver, typed, changed };
}

interface Taken {
  base: TypedValues;
  takenOver: RowMemory['takenOver'];
  edits: Edit[];
  lost: TypedField[];
  settling: RowMemory['settling'];
}

/** An edit must stand still before it is taken, and so must a loss: a view that lags shows yesterday's text for a moment. */
function takeTyped(context: Context, row: RowMemory, now: Typed & { carried: Carried | null }): Taken {
  const { base, takenOver, typed, changed, carried } = now;
  const unchanged = { base, takenOver, edits: [], lost: [], settling: null };
  if (changed.length === 0) return unchanged;
  const settling = stillSettling(row, typed) ?? firstSight(context, row, now);
  if (Date.parse(context.reading.at) - Date.parse(settling.since) < context.rules.settleMs)
    return { ...unchanged, settling };
  const edits = changed
    .filter((field) => !settling.lost.includes(field))
    .map((field) => ({ field, was: base[field], is: typed[field], shown: shownOf(settling.shown, field) }));
  for (const field of carried ? changed.filter(isPaired) : []) takenOver[field] = carried?.seq;
  return { ...unchanged, base: typed, edits, lost: settling.lost };
}

type Settling = NonNullable<RowMemory['settling']>;

function stillSettling(row: RowMemory, typed: TypedValues): Settling | null {
  const { settling } = row;
  return settling && typedFields.every((field) => settling.typed[field] === typed[field]) ? settling : null;
}

/** Text that an older content brings back equals that content's own past: it was not typed now, newer typing was lost. */
function firstSight(context: Context, row: RowMemory, now: Typed & { carried: Carried | null }): Settling {
  const { at, past } = context.reading;
  const then = past?.get(row.riskId) ?? null;
  return {
    typed: now.typed,
    since: at,
    shown: shownWhenTyped(row, now.carried, then),
    lost: now.changed.filter((field) => then !== null && then.typed[field] === now.typed[field]),
  };
}

/** A row that carries its values tells them itself; of a workbook it is known from the reading before, or from its past. */
function shownWhenTyped(
  row: RowMemory,
  carried: Carried | null,
  then: { values: SheetValues } | null,
): Settling['shown'] {
  if (carried) return pairedOf(carried.values);
  return then ? pairedOf(then.values) : row.shown;
}

function shownOf(shown: Settling['shown'], field: TypedField): string | null {
  return isPaired(field) ? (shown?.[field] ?? null) : null;
}
