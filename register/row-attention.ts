/** What a row's Check column says: derived from the risk and from what stands typed in the row, never stored. */
import { type ActContext } from './act/context';
import { applyChange } from './act/change-risk';
import { cellText, cutText } from './cell-text';
import { cleanTyped, pairedFields, type PairedField, type TypedField, type TypedValues } from './columns';
import { caseRefSchema } from './ids';
import { type SheetEditor } from './person';
import { personalLooking } from './privacy';
import { isRefusal, type Refusal } from './refusal';
import { textLimit, type Risk } from './risk';
import { type RiskChange } from './risk-change';
import { openConflicts } from './sheet-conflict';
import { type Quarantine, type RowMemory, type SheetConflict } from './sheet-memory';
import { sheetValues, understand, understandAtRisk, type Names } from './sheet-values';
import {
  sayConflict,
  sayEmptied,
  sayHeld,
  sayNotUnderstood,
  sayQuarantined,
  sayTwice,
  sayTypedOver,
} from './sheet-words';
import { isActive } from './vocabulary';

export interface SheetContext extends ActContext<SheetEditor> {
  names: Names;
}

/** A cell as read: a change it asks for, or the sentence that says why it cannot be read. Null: it asks for nothing. */
export type ReadCell = { change: RiskChange } | { say: string } | null;

export function isPaired(field: TypedField): field is PairedField {
  return (pairedFields as readonly string[]).includes(field);
}

/** One cell of a person's own. Notes belong to the sheet alone. */
export function readOwnCell(field: Exclude<TypedField, PairedField>, text: string): ReadCell {
  // An emptied cell empties nothing in the register; the row says so (rowAttention).
  if (text === '') return null;
  switch (field) {
    case 'notes':
      return null;
    case 'caseRef':
      return caseRefSchema.safeParse(text).success
        ? { change: { caseRef: text } }
        : { say: sayNotUnderstood(field, 'not-a-case-ref') };
    case 'atRisk': {
      const atRisk = understandAtRisk(text);
      return atRisk ? { change: { atRisk } } : { say: sayNotUnderstood(field, 'not-in-list') };
    }
    case 'summary':
      return readSummary(text);
  }
}

function readSummary(text: string): ReadCell {
  if (text.length > textLimit) return { say: sayNotUnderstood('summary', 'too-long') };
  return personalLooking(text).length > 0
    ? { say: sayNotUnderstood('summary', 'looks-personal') }
    : { change: { summary: text } };
}

/** A "Change …" cell against what is in effect. An emptied cell takes a statement back; it does not empty the register. */
export function readPairedCell(
  ctx: SheetContext,
  field: PairedField,
  cell: { text: string; service: string },
): ReadCell {
  if (cell.text === '' || cell.text.toLowerCase() === cell.service.toLowerCase()) return null;
  const understood = understand(field, cell.text, ctx.names);
  return understood.ok ? { change: understood.change } : { say: sayNotUnderstood(field, understood.problem) };
}

/** The refusal of a change asked from the sheet; null when the rules allow it. */
export function refusalOf(ctx: SheetContext, risk: Risk, change: RiskChange): Refusal | null {
  const outcome = applyChange(ctx, risk, change);
  return isRefusal(outcome) ? outcome : null;
}

/** What is to be said of a row, and in which cells a person's text stands that is not in effect. */
export interface RowAttention {
  /** All that the row's reader should know: unreadable cells, changes the rules hold back, conflicts. Empty when all is well. */
  attention: string;
  disputed: PairedField[];
}

/** Looks at every cell of the row as it stands. */
export function rowAttention(
  ctx: SheetContext,
  risk: Risk,
  row: {
    typed: TypedValues;
    /** Constants over the service's formulas. */
    over?: RowMemory['over'];
    conflicts: readonly SheetConflict[];
    quarantine?: Quarantine;
    duplicated?: boolean;
    /** Where rows carry their values: fields whose cell still shows a person's text. */
    takenOver?: RowMemory['takenOver'];
  },
): RowAttention {
  const conflicts = openConflicts(risk, row.conflicts, ctx.names);
  const values = sheetValues(risk, ctx.names);
  const typed = cleanTyped(row.typed);
  const says = pairedFields.map((field) => {
    // What was typed before a risk ended may stand beside its row for good; only what stands in a cell people read needs a word.
    const isOld = !isActive(risk.status) && field !== 'status' && row.takenOver?.[field] === undefined;
    if (isOld) return { field, say: null };
    const read = readPairedCell(ctx, field, { text: typed[field], service: values[field] });
    return { field, say: sayOf(ctx, risk, { field, read }) };
  });
  const own = (['caseRef', 'atRisk', 'summary'] as const).map((field) => {
    if (typed[field] === '' && (risk[field]?.length ?? 0) > 0) return sayEmptied(field);
    const read = readOwnCell(field, typed[field]);
    return read && 'say' in read ? read.say : null;
  });
  const first = [
    row.duplicated ? sayTwice : null,
    row.quarantine ? sayQuarantined(row.quarantine.why) : null,
  ];
  const over = pairedFields.map((field) => sayOver(field, row.over?.[field], values[field]));
  const sentences = [...first, ...over, ...says.map((one) => one.say), ...own].filter((say) => say !== null);
  const inConflict: TypedField[] = conflicts.map((conflict) => conflict.field);
  return {
    attention: cutText([...sentences, ...conflicts.map(sayConflict)].join(' '), 1000),
    disputed: pairedFields.filter(
      (field) => inConflict.includes(field) || says.some((one) => one.field === field && one.say !== null),
    ),
  };
}

/** A constant in a shaded column goes on showing itself, whatever the register holds by now. */
function sayOver(field: PairedField, text: string | undefined, service: string): string | null {
  if (text === undefined || cellText(text).toLowerCase() === service.toLowerCase()) return null;
  return sayTypedOver(field, service);
}

function sayOf(ctx: SheetContext, risk: Risk, cell: { field: PairedField; read: ReadCell }): string | null {
  if (cell.read === null) return null;
  if ('say' in cell.read) return cell.read.say;
  // Allowed yet not in effect: somebody changed it in Teams afterwards, and the cell is marked as overtaken.
  const refusal = refusalOf(ctx, risk, cell.read.change);
  return refusal ? sayHeld(cell.field, refusal, ctx.org.labels.rom) : null;
}
