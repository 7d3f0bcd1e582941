/** One reading of the sheet against what was remembered: what people did, what arrived, what went missing. Pure. */
import {
  pairedFields,
  typedFields,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { type Paired, type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut, type CutRow, type EventRow } from '../../register/store';
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

/** True when the sheet holds an older content than one already seen: somebody saved or restored over newer rows. */
export function wentBack(memory: RegisterMemory, cut: Cut): boolean {
  return cut.events !== null && highest(cut.events) < memory.maxSeqSeen;
}

export function highest(events: readonly EventRow[]): number {
  return events.reduce((most, event) => Math.max(most, event.seq), 0);
}

interface Context {
  memory: Memory;
  reading: Reading;
  rules: ReadingRules;
  maxSeq: number;
  back: boolean;
  shown: Map<string, Paired>;
  places: Map<string, { region: RegionId; row: CutRow }[]>;
  held: ReadonlySet<string>;
}

/** Reads a cut. The returned memory and everything that follows from the findings must be committed together. */
export function observe(memory: Memory, reading: Reading, rules: ReadingRules): Observed {
  const { cut } = reading;
  const events = cut.events ?? [];
  const back = wentBack(memory.register, cut);
  const trouble = holdsOf(memory.register, cut, reading.at);
  const context: Context = {
    memory,
    reading,
    rules,
    maxSeq: cut.events === null ? memory.register.maxSeqSeen : highest(events),
    back,
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
      register: { tag: cut.tag, readAt: reading.readAt, maxSeqSeen: context.maxSeq, holds: braked.holds },
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
    wentBackTo: back ? context.maxSeq : null,
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
  const neverInThisContent =
    context.back && (row.firstSeenAtSeq === null || row.firstSeenAtSeq > context.maxSeq);
  if (neverInThisContent)
    return {
      row: { ...row, presence: 'expected', missingSince: null, settling: null },
      findings: [],
      lost: true,
    };
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
  const typed = typedNow(row.typed as TypedValues, place.row);
  const taken = takeTyped(context, row, typed);
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
      settling: taken.settling,
      shown: context.shown.get(row.riskId) ?? row.shown,
      presence: 'present',
      missingSince: null,
      duplicated: false,
      firstSeenAtSeq:
        row.firstSeenAtSeq === null ? context.maxSeq : Math.min(row.firstSeenAtSeq, context.maxSeq),
    },
    findings,
    lost: false,
  };
}

/** What the cells say now. A constant over a formula is a statement too; a formula in a person's cell is not taken. */
function typedNow(base: TypedValues, row: CutRow): TypedValues {
  const typed = { ...row.typed, ...row.typedOver } as TypedValues;
  for (const field of row.formulaIn) typed[field] = base[field];
  return typed;
}

interface Taken {
  base: TypedValues;
  edits: Edit[];
  lost: TypedField[];
  settling: RowMemory['settling'];
}

function takeTyped(context: Context, row: RowMemory, typed: TypedValues): Taken {
  const base = row.typed as TypedValues;
  const changed = typedFields.filter((field) => typed[field] !== base[field]);
  if (changed.length === 0) return { base, edits: [], lost: [], settling: null };
  if (context.back) return takeFromOlderContent(context, row, { typed, changed });
  const { at } = context.reading;
  const still =
    row.settling !== null &&
    typedFields.every((field) => (row.settling?.typed as TypedValues)[field] === typed[field]);
  const since = still && row.settling ? row.settling.since : at;
  if (Date.parse(at) - Date.parse(since) < context.rules.settleMs)
    return { base, edits: [], lost: [], settling: { typed, since } };
  const shown = (field: TypedField) => shownOf(row.shown as Paired | null, field);
  const edits = changed.map((field) => ({ field, was: base[field], is: typed[field], shown: shown(field) }));
  return { base: typed, edits, lost: [], settling: null };
}

/** An older content was saved over a newer one: what equals its own past was not typed now, it was lost; the rest is an edit. */
function takeFromOlderContent(
  context: Context,
  row: RowMemory,
  now: { typed: TypedValues; changed: TypedField[] },
): Taken {
  const past = context.reading.history?.get(row.riskId) ?? null;
  const lost = now.changed.filter((field) => past !== null && past.typed[field] === now.typed[field]);
  const edited = now.changed.filter((field) => !lost.includes(field));
  const shown = (field: TypedField) => shownOf(past ? pairedOf(past.values) : null, field);
  const edits = edited.map((field) => ({
    field,
    was: (row.typed as TypedValues)[field],
    is: now.typed[field],
    shown: shown(field),
  }));
  return { base: now.typed, edits, lost, settling: null };
}

function shownOf(shown: Paired | null, field: TypedField): string | null {
  return (pairedFields as readonly string[]).includes(field) ? (shown?.[field as PairedField] ?? null) : null;
}
