/** A row that is set apart: which of its cells are not taken, the mark of what a person was shown of them, and what may be said. Pure. */
import { nothingTyped, typedFields, type TypedField, type TypedValues } from './columns';
import { fingerprint } from './fingerprint';
import { type Risk } from './risk';
import { type Quarantine, type RowMemory } from './sheet-memory';

/** A cell that was typed anew and is not taken. */
export interface CellSetApart {
  field: TypedField;
  /** What was last taken from it. */
  was: string;
  /** What stands there now. */
  is: string;
}

/** The cells a person is shown, as the last reading found them. */
export function cellsSetApart(memory: Pick<RowMemory, 'typed' | 'settling'>): CellSetApart[] {
  const was: TypedValues = { ...nothingTyped, ...memory.typed };
  return cellsThatDiffer(was, { ...was, ...memory.settling?.typed });
}

/** Between what was taken and what stands there. */
export function cellsThatDiffer(was: TypedValues, is: TypedValues): CellSetApart[] {
  return typedFields
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ field, was: was[field], is: is[field] }));
}

/** Tells what a person was shown: the row may be pasted over once more before they press, or before their word is acted on. */
export function quarantineMark(why: Quarantine['why'], cells: readonly CellSetApart[]): string {
  return fingerprint([why, ...cells.map((cell) => `${cell.field}\n${cell.was}\n${cell.is}`)].join('\n\n'));
}

/** Nothing is taken into an entry made in error: what was pasted over its row can only be left. */
export function mayBeTaken(risk: Risk, why: Quarantine['why']): boolean {
  return risk.status !== 'void' || why === 'formula';
}
