/** Colours and cell styles of the workbook. */
import { type Cell } from 'exceljs';
import { type Column, type ColumnKey } from '../../../register/columns';

/** ARGB. Text on each of the pale ones keeps a contrast above 7:1. */
export const colours = {
  tab: 'FF1F5F6B',
  headerPerson: 'FF1F5F6B',
  headerService: 'FF5A6470',
  white: 'FFFFFFFF',
  shaded: 'FFF0F1F3',
  edge: 'FFD5D9DE',
  ink: 'FF1E252B',
  faint: 'FF7A828A',
  amber: 'FFFFE8B8',
  red: 'FFFAD1CC',
  alert: 'FFFAD1CC',
} as const;

/** A, B … Z, AA for a 1-based column number. */
export function letterOf(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  const last = String.fromCharCode(65 + ((column - 1) % 26));
  return rest === 0 ? last : letterOf(rest) + last;
}

const edge = { style: 'thin', color: { argb: colours.edge } } as const;
const solid = (argb: string) => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } }) as const;

/** Here what people read ends and what they type begins; a heavier line shows it down the whole sheet. */
const firstTyped: ColumnKey = 'type:status';
const divider = { style: 'medium', color: { argb: colours.headerPerson } } as const;

/** White on teal where people type, white on grey where the service fills. */
export function styleHeader(cell: Cell, column: Column): void {
  cell.fill = solid(column.owner === 'person' ? colours.headerPerson : colours.headerService);
  cell.font = { name: 'Calibri', size: 11, bold: true, color: { argb: colours.white } };
  cell.alignment = { vertical: 'middle', horizontal: 'left', wrapText: true };
  cell.border = { right: edge };
}

/** Excel copies this to every line that follows. */
export function styleBody(cell: Cell, column: Column): void {
  cell.font = { name: 'Calibri', size: 11, bold: column.key === 'riskId', color: { argb: colours.ink } };
  cell.alignment = { vertical: 'top', horizontal: 'left', wrapText: true };
  const left = column.key === firstTyped ? divider : edge;
  cell.border = { top: edge, bottom: edge, left, right: edge };
  if (column.owner !== 'person') cell.fill = solid(colours.shaded);
  if (column.kind === 'date') cell.numFmt = 'dd mmm yyyy';
}
