/** What people typed on one line: seen, left to stand still, taken, or only watched while the row is held. Pure. */
import {
  pairedFields,
  typedFields,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { isPaired } from '../../register/row-attention';
import { isStanding, untouchedText } from '../../register/shared-cell';
import { type Paired, type RowMemory } from '../../register/sheet-memory';
import { type Carried, type CutRow } from '../../register/store';
import { type Edit, type Known, type Reading, type ReadingRules } from './findings';

/** One line's cells against what is remembered of them. */
export interface Typed extends Pick<RowMemory, 'takenOver'> {
  /** The base of the cells nobody has touched; what the others say is in `typed`. */
  base: TypedValues;
  /** What each cell of a person's own holds. */
  cells: TypedValues;
  /** What the line says: what is new in the cell meant for typing, else a constant newly typed over the service's formula. */
  typed: TypedValues;
  /** Constants over formulas that stand now, and those taken over that stand no more: emptying one says nothing. */
  over: RowMemory['over'];
  emptied: PairedField[];
  /** Fields in which something was typed. */
  changed: TypedField[];
  carried: Carried | null;
}

/** What the cells say now. A constant over a formula is a statement too; a formula in a person's cell is not taken. */
export function typedNow(row: RowMemory, line: CutRow): Typed {
  if (isAsRemembered(row, line)) return asRemembered(row);
  const base = row.typed as TypedValues;
  const cells: TypedValues = { ...line.typed };
  for (const field of line.formulaIn) cells[field] = base[field];
  if (line.carried) return typedOnShared(row, line.carried, cells);
  const typed = { ...cells };
  const isTypedOver = new Set<TypedField>();
  for (const field of pairedFields) {
    const text = line.typedOver[field];
    if (text === undefined || text === row.over[field]) continue;
    isTypedOver.add(field);
    if (cells[field] === '' || cells[field] === base[field]) typed[field] = text;
  }
  const changed = typedFields.filter((field) => isTypedOver.has(field) || cells[field] !== base[field]);
  const { takenOver } = row;
  const emptied = pairedFields.filter((field) => row.over[field] !== undefined && line.typedOver[field] === undefined); // prettier-ignore
  return { base, cells, typed, over: line.typedOver, emptied, takenOver, changed, carried: null };
}

/** The line says nothing anew, and no constant that was taken from it went away. */
export const isQuiet = ({ changed, emptied }: Typed) => changed.length === 0 && emptied.length === 0;

/** A line on which nothing is typed. */
export function asRemembered({ typed, takenOver, over }: RowMemory): Typed {
  const base = typed as TypedValues;
  return { base, cells: base, typed: base, over, emptied: [], takenOver, changed: nothing, carried: null };
}

const nothing: TypedField[] = [];

/** Most lines of most readings: no cell says anything else than before. */
export function isAsRemembered({ typed, over }: RowMemory, line: CutRow): boolean {
  const base = typed as TypedValues;
  for (const field in over) if (line.typedOver[field as PairedField] === undefined) return false;
  for (const field in line.typedOver)
    if (line.typedOver[field as PairedField] !== over[field as PairedField]) return false;
  const isPlain = line.carried === null && line.formulaIn.length === 0;
  return isPlain && typedFields.every((field) => line.typed[field] === base[field]);
}

/** Cells the service writes too: what was typed there counts until the service has written over it, and the same typed again counts anew. */
function typedOnShared(row: RowMemory, carried: Carried, cells: TypedValues): Typed {
  let base = row.typed as TypedValues;
  let { takenOver } = row;
  const typed = { ...cells };
  const changed: TypedField[] = typedFields.filter(
    (field) => !isPaired(field) && typed[field] !== base[field],
  );
  for (const field of pairedFields) {
    const standing = { observed: base[field], takenOver: takenOver[field] };
    if (typed[field] !== untouchedText(carried, field, standing)) {
      changed.push(field);
      continue;
    }
    if (
      !isStanding(carried, field, standing.takenOver) &&
      (standing.observed !== '' || standing.takenOver !== undefined)
    ) {
      base = { ...base, [field]: '' };
      takenOver = { ...takenOver };
      delete takenOver[field];
    }
    typed[field] = base[field];
  }
  return { base, cells: typed, typed, over: {}, emptied: [], takenOver, changed, carried };
}

/** The reading as far as typing is concerned. */
export interface TypingContext {
  reading: Pick<Reading, 'at' | 'past' | 'earlier'>;
  rules: Pick<ReadingRules, 'settleMs'>;
}

export interface Taken extends Pick<RowMemory, 'takenOver' | 'over'> {
  base: TypedValues;
  edits: Edit[];
  lost: TypedField[];
  settling: RowMemory['settling'];
}

/** An edit must stand still before it is taken, and so must a loss: a view that lags shows yesterday's text for a moment. */
export function takeTyped(context: TypingContext, row: RowMemory, now: Typed): Taken {
  const { base, cells, typed, changed, carried } = now;
  const takenOver = { ...now.takenOver };
  const waiting = lookOnly(context, row, now);
  const { settling } = waiting;
  if (settling === null) return waiting;
  if (Date.parse(context.reading.at) - Date.parse(settling.since) < context.rules.settleMs) return waiting;
  const edits = changed
    .filter((field) => !settling.lost.includes(field))
    .map((field) => ({ field, was: base[field], is: typed[field], shown: shownOf(settling.shown, field) }));
  for (const field of carried ? changed.filter(isPaired) : []) takenOver[field] = carried?.seq;
  return { base: cells, over: now.over, takenOver, edits, lost: settling.lost, settling: null };
}

/** Follows what is typed and takes nothing: the row or its region is held. */
export function lookOnly(context: TypingContext, row: RowMemory, now: Typed): Taken {
  const { base, takenOver } = now;
  const { over } = row;
  const settling = isQuiet(now) ? null : (stillSettling(context, row, now) ?? firstSight(context, row, now));
  return { base, over, takenOver, edits: [], lost: [], settling };
}

/** Lets texts stand in their cells without taking them: from now on only what is typed anew in these fields counts. */
export function leaveTyped(row: RowMemory, now: Typed, fields: readonly TypedField[]): Taken {
  const base = { ...now.base };
  const takenOver = { ...now.takenOver };
  const over = { ...row.over };
  for (const field of fields) {
    base[field] = now.cells[field];
    if (!isPaired(field)) continue;
    if (now.carried) takenOver[field] = now.carried.seq;
    if (now.over[field] !== undefined) over[field] = now.over[field];
  }
  const isDone = now.emptied.length === 0 && now.changed.every((field) => fields.includes(field));
  return { base, over, takenOver, edits: [], lost: [], settling: isDone ? null : row.settling };
}

/** Fields that say something now which the reading before did not show, an older content's own past aside. An emptied cell says nothing. */
export function typedAnew(context: TypingContext, row: RowMemory, now: Typed): TypedField[] {
  const before = row.settling?.typed ?? null;
  return standingEdits(context, row, now).filter((field) => before?.[field] !== now.typed[field]);
}

/** Fields that hold something typed and not taken. */
export function standingEdits(context: TypingContext, row: RowMemory, now: Typed): TypedField[] {
  if (now.changed.length === 0) return [];
  const { lost } = stillSettling(context, row, now) ?? firstSight(context, row, now);
  return now.changed.filter((field) => now.typed[field] !== '' && !lost.includes(field));
}

type Settling = NonNullable<RowMemory['settling']>;

function stillSettling(context: TypingContext, row: RowMemory, now: Typed): Settling | null {
  const { settling } = row;
  if (!settling || !typedFields.every((field) => settling.typed[field] === now.typed[field])) return null;
  if (settling.emptied.join() !== now.emptied.join()) return null;
  return { ...settling, since: notAfter(settling.since, context.reading.at) };
}

/** A clock that went back must not make anybody wait until it is there again: what began later than now begins now. */
export function notAfter(since: string, at: string): string {
  return Date.parse(since) > Date.parse(at) ? at : since;
}

/** Text that an older content brings back equals that content's own past: it was not typed now, newer typing was lost. */
function firstSight(context: TypingContext, row: RowMemory, now: Typed): Settling {
  const { at, past, earlier } = context.reading;
  const then = past?.get(row.riskId) ?? null;
  const before = earlier?.get(row.riskId) ?? null;
  // Found so a moment ago, when less was typed on the row.
  const wasLost = (field: TypedField) =>
    row.settling !== null &&
    row.settling.lost.includes(field) &&
    row.settling.typed[field] === now.typed[field];
  return {
    typed: now.typed,
    emptied: now.emptied,
    since: at,
    shown: behindConstants(row, now, shownWhenTyped(row, now.carried, then)),
    lost: now.changed.filter(
      (field) => [then, before].some((known) => wasSaid(known, field, now)) || wasLost(field),
    ),
  };
}

/** What the line says now stood there then. */
function wasSaid(then: Known | null, field: TypedField, { typed }: Typed): boolean {
  const over = isPaired(field) ? then?.over?.[field] : undefined;
  return then?.typed[field] === typed[field] || over === typed[field];
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

/** Where a constant that was taken before hides what a column shows, people saw the constant. */
function behindConstants(row: RowMemory, { over }: Typed, shown: Settling['shown']): Settling['shown'] {
  if (shown === null) return null;
  const seen = { ...shown };
  for (const field of pairedFields) {
    const text = over[field];
    if (text !== undefined && text === row.over[field]) seen[field] = text;
  }
  return seen;
}

function shownOf(shown: Settling['shown'], field: TypedField): string | null {
  return isPaired(field) ? (shown?.[field] ?? null) : null;
}

/** What the columns show of these values. */
export function pairedOf(values: SheetValues): Paired {
  const shown: Partial<Record<PairedField, string>> = {};
  for (const field of pairedFields) shown[field] = values[field];
  return shown as Record<PairedField, string>;
}
