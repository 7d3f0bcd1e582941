/** What a cell says, in the plain form the rules work with. */
import { type Column } from '../../../register/columns';
import { fromSerial } from '../../../register/local-date';
import { typedText } from '../../../register/cell-text';
import { type SheetCell } from './sheet-cells';

/** Days between the two calendars a workbook may count in. */
const days1904 = 1462;

/** How numbers are to be understood. */
export interface Reading {
  kind: Column['kind'];
  date1904: boolean;
}

/** Normalised: trimmed text, days as YYYY-MM-DD, plain numbers, TRUE or FALSE; '' for an empty cell. */
export function plainValue(cell: SheetCell | undefined, reading: Reading): string {
  if (!cell) return '';
  if (cell.kind === 'number') return numberText(cell.value, reading);
  if (cell.kind === 'boolean') return cell.value === '1' || cell.value === 'true' ? 'TRUE' : 'FALSE';
  return typedText(cell.value);
}

function numberText(value: string, { kind, date1904 }: Reading): string {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return '';
  const day = kind === 'date' ? fromSerial(number + (date1904 ? days1904 : 0)) : null;
  // Fifteen figures, as spreadsheets show and compare them.
  return day ?? String(Number(number.toPrecision(15)));
}
