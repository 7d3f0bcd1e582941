/** What a cell says, in the plain form the rules work with. */
import { type Column } from '../../../register/columns';
import { fromSerial } from '../../../register/local-date';
import { typedText } from '../../../register/cell-text';
import { type SheetCell } from './sheet-cells';

/** Normalised: trimmed text, days as YYYY-MM-DD, plain numbers, TRUE or FALSE; '' for an empty cell. */
export function plainValue(cell: SheetCell | undefined, kind: Column['kind']): string {
  if (!cell) return '';
  if (cell.kind === 'number') return numberText(cell.value, kind);
  if (cell.kind === 'boolean') return cell.value === '1' || cell.value === 'true' ? 'TRUE' : 'FALSE';
  return typedText(cell.value);
}

function numberText(value: string, kind: Column['kind']): string {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return '';
  const day = kind === 'date' ? fromSerial(number) : null;
  // Fifteen figures, as spreadsheets show and compare them.
  return day ?? String(Number(number.toPrecision(15)));
}
