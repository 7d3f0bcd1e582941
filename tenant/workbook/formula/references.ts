/** Reads references: A1 blocks and the brackets of structured references. */
import { type CellsReference, type TableItem, type TableReference } from './syntax';
import { FormulaSyntaxError } from './tokens';

/** The one-based number of a column's letters, `A` is 1. */
export function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

/** The letters of a one-based column number. */
export function columnLetters(number: number): string {
  let letters = '';
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

const corner = /^(\$?)([A-Za-z]*)(\$?)(\d*)$/;

/** One end of an A1 reference; `$` marks kept, absent parts null. */
export interface Corner {
  column: number | null;
  columnFixed: boolean;
  row: number | null;
  rowFixed: boolean;
}

/** Reads `$A$1`, `A` or `$1`. */
export function readCorner(text: string): Corner {
  const match = corner.exec(text);
  if (!match) throw new FormulaSyntaxError('A reference is not understood.');
  const [, first = '', letters = '', second = '', digits = ''] = match;
  return {
    column: letters ? columnNumber(letters) : null,
    columnFixed: letters !== '' && first === '$',
    row: digits ? Number(digits) : null,
    rowFixed: digits !== '' && (letters ? second === '$' : first === '$' || second === '$'),
  };
}

/** Writes a corner back as `$A$1`. */
export function writeCorner(at: Corner): string {
  const column = at.column === null ? '' : (at.columnFixed ? '$' : '') + columnLetters(at.column);
  return column + (at.row === null ? '' : (at.rowFixed ? '$' : '') + String(at.row));
}

const ordered = (a: number | null, b: number | null): [number | null, number | null] =>
  a === null || b === null ? [a, b] : [Math.min(a, b), Math.max(a, b)];

/** Reads the A1 part of a reference. */
export function readCells(body: string): CellsReference {
  const [first = '', second] = body.split(':');
  const from = readCorner(first);
  const to = second === undefined ? from : readCorner(second);
  const [top, bottom] = ordered(from.row, to.row);
  const [left, right] = ordered(from.column, to.column);
  return { top, left, bottom, right };
}

const items: TableItem[] = ['#data', '#headers', '#totals', '#all', '#this row'];
const unescaped = (name: string): string => name.replace(/'(.)/gs, '$1');

/** The parts between the inner brackets, e.g. `[#This Row],[A]:[B]` gives three with their separators. */
function innerParts(inside: string): { name: string; after: string }[] {
  const parts = [...inside.matchAll(/\s*@?\s*\[((?:'.|[^'\]])*)\]\s*([,:]?)/gs)];
  if (parts.map((part) => part[0]).join('') !== inside) {
    throw new FormulaSyntaxError('A structured reference is not understood.');
  }
  return parts.map((part) => ({ name: part[1] ?? '', after: part[2] ?? '' }));
}

const asItem = (name: string): TableItem | undefined =>
  items.find((item) => item === name.trim().toLowerCase());

function fromParts(table: string, inside: string): TableReference {
  const reference: TableReference = { table, item: inside.startsWith('@') ? '#this row' : '#data' };
  for (const { name } of innerParts(inside)) {
    const item = asItem(name);
    if (item) reference.item = item;
    else if (reference.from === undefined) reference.from = unescaped(name);
    else reference.to = unescaped(name);
  }
  return reference;
}

/** Reads the bracket of a structured reference, in file form or as people type it (`[@Col]`). */
export function readTableReference(table: string, body: string): TableReference {
  const inside = body.slice(1, -1).trim();
  if (/^(?:@\s*)?\[/.test(inside)) return fromParts(table, inside);
  if (inside.startsWith('@')) {
    const name = inside.slice(1).trim();
    return name === '' ? { table, item: '#this row' } : { table, item: '#this row', from: unescaped(name) };
  }
  const item = asItem(inside);
  if (item) return { table, item };
  return inside === '' ? { table, item: '#data' } : { table, item: '#data', from: unescaped(inside) };
}

const escapedName = (name: string): string => name.replace(/['[\]#]/g, "'$&");
const itemText: Record<Exclude<TableItem, '#data'>, string> = {
  '#headers': '[#Headers]',
  '#totals': '[#Totals]',
  '#all': '[#All]',
  '#this row': '[#This Row]',
};

/** Writes a structured reference in the form kept in files: `Table[[#This Row],[Col]]`. */
export function writeTableReference(reference: TableReference): string {
  const { table, item, from, to } = reference;
  const columns = from === undefined ? '' : `[${escapedName(from)}]`;
  const span = to === undefined ? columns : `${columns}:[${escapedName(to)}]`;
  if (item === '#data') return to === undefined ? `${table}${columns || '[]'}` : `${table}[${span}]`;
  return span === '' ? `${table}${itemText[item]}` : `${table}[${itemText[item]},${span}]`;
}
