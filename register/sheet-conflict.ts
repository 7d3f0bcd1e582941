/** What sheet and service disagree about on a row: which conflicts are still open, and what keeping a side means. */
import { columnOf, pairedFields, type ColumnKey, type PairedField, type TypedField } from './columns';
import { fingerprint } from './fingerprint';
import { type Risk } from './risk';
import { type ConflictField, type RowMemory, type SheetConflict } from './sheet-memory';
import { atRiskText, sheetValues, type Names } from './sheet-values';

/** What is in effect of a field, as the sheet would say it. */
export function inEffect(risk: Risk, field: ConflictField, names: Names): string {
  switch (field) {
    case 'caseRef':
      return risk.caseRef ?? '';
    case 'summary':
      return risk.summary;
    case 'atRisk':
      return atRiskText(risk);
    default:
      return sheetValues(risk, names)[field];
  }
}

/** Conflicts nobody has decided yet: an act that put something else into effect has ended its conflict. */
export function openConflicts<One extends SheetConflict>(
  risk: Risk,
  conflicts: readonly One[],
  names: Names,
): One[] {
  return conflicts.filter((one) => one.held === undefined || one.held === inEffect(risk, one.field, names));
}

/** What about the row waits for a person's word: that it is gone or was set apart comes first. Null: nothing. */
export function whatWaits(
  risk: Risk,
  row: Pick<RowMemory, 'conflicts' | 'quarantine'> | null,
  names: Names,
): 'row-missing' | 'quarantine' | 'conflict' | null {
  if (risk.missingSince !== null && risk.status !== 'void') return 'row-missing';
  if (row?.quarantine && row.quarantine.word === undefined) return 'quarantine';
  return openConflicts(risk, row?.conflicts ?? [], names).length > 0 ? 'conflict' : null;
}

/** Tells what a person was shown: the sheet may be typed in again meanwhile. */
export function conflictMark(conflicts: readonly SheetConflict[]): string {
  return fingerprint(conflicts.map((one) => `${one.field}\n${one.sheet}\n${one.service}`).join('\n'));
}

/** Heading of the column in which people read the field, whatever keeps the register. */
export function headingRead(field: TypedField): string {
  const isShown = (pairedFields as readonly string[]).includes(field);
  return columnOf(isShown ? `now:${field as PairedField}` : (field as ColumnKey)).heading;
}
