/** A small sheet with two tables, for trying formulas on. */
import {
  Calculation,
  type Grid,
  type GridCell,
  type TableExtent,
} from '../../../../tenant/workbook/formula/calculation';
import { compile } from '../../../../tenant/workbook/formula/compile';
import { readCorner } from '../../../../tenant/workbook/formula/references';
import { isError, type Scalar } from '../../../../tenant/workbook/formula/values';

/** Cells by address, `Other!A1` for the other sheet; a text that starts with `=` is a formula in file form. */
export type Cells = Record<string, Scalar>;

/** Events on `Other`: seq in A2:A6, key in B2:B6, state in C2:C6. Rows in `Main`: ID in A2:A4, level in B2:B4. */
export const sample: Cells = {
  A1: 'ID',
  B1: 'Level [now]',
  A2: 'R-1',
  A3: 'R-2',
  A4: 'r-3',
  B2: 3,
  B3: '4',
  B4: null,
  'Other!A2': 11,
  'Other!A3': 12,
  'Other!A4': 13,
  'Other!A5': 14,
  'Other!A6': 15,
  'Other!B2': 'R-1',
  'Other!B3': 'R-2',
  'Other!B4': 'R-1',
  'Other!B5': 'R-3',
  'Other!B6': null,
  'Other!C2': 'open',
  'Other!C3': 'closed',
  'Other!C4': 'Open',
  'Other!C5': 'open?',
  'Other!C6': '',
  E1: 1,
  E2: 2,
  E3: 3,
  E4: '4',
  E5: true,
  E6: null,
  F1: 10,
  F2: 20,
  F3: 30,
  G1: '=1/0',
  G2: '=E1+E2',
  G3: '=G4',
  G4: '=G3',
};

const extents: Record<string, TableExtent> = {
  ev: {
    sheet: 'Other',
    left: 1,
    header: 1,
    top: 2,
    bottom: 6,
    totals: null,
    columns: new Map([
      ['seq', 0],
      ['key', 1],
      ['state', 2],
    ]),
  },
  risks: {
    sheet: 'Main',
    left: 1,
    header: 1,
    top: 2,
    bottom: 4,
    totals: null,
    columns: new Map([
      ['id', 0],
      ['level [now]', 1],
    ]),
  },
};

/** The value of a formula at a cell of `Main`; an error as its name. */
export function evaluate(text: string, cells: Cells = sample, at = 'D2'): Scalar | string {
  const stored = new Map<string, GridCell>();
  for (const [address, value] of Object.entries(cells)) {
    const [sheet, cell] = address.includes('!') ? address.split('!') : ['Main', address];
    const { row, column } = readCorner(cell ?? '');
    const compiled = typeof value === 'string' && value.startsWith('=') ? compile(value.slice(1)) : undefined;
    if (compiled instanceof Error) throw compiled;
    stored.set(`${sheet}!${row},${column}`, compiled ? { value: 0, formula: compiled } : { value });
  }
  const grid: Grid = {
    cell: (sheet, row, column) => stored.get(`${sheet}!${row},${column}`),
    sheetKey: (name) => ['Main', 'Other'].find((key) => key.toLowerCase() === name.toLowerCase()),
    table: (name) => extents[name.toLowerCase()],
    lastRow: () => 6,
    lastColumn: () => 7,
    now: () => new Date('2026-03-04T15:30:00Z'),
  };
  const compiled = compile(text);
  if (compiled instanceof Error) return 'unreadable';
  const { row, column } = readCorner(at);
  stored.set(`Main!${row},${column}`, { value: 0, formula: { ...compiled, supported: true } });
  const value = new Calculation(grid).settled('Main', row ?? 1, column ?? 1);
  return isError(value) ? value.code : value;
}
