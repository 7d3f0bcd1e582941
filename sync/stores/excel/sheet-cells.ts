/** Reads the cells of one worksheet: values with their kind, formulas, merged areas. */
import { CutError } from './cut-error';
import { attributeOf, readXml, unescapeCells } from './xml';

/** A cell as the file holds it. */
export interface SheetCell {
  kind: 'text' | 'number' | 'boolean' | 'error';
  /** Text as written; numbers in the file's spelling. */
  value: string;
  /** Without the equals sign; null when there is none. */
  formula: string | null;
}

/** Cells by 1-based line and 1-based column; empty cells and empty lines are not in it. */
export interface SheetCells {
  rows: Map<number, Map<number, SheetCell>>;
  /** Merged areas as written, such as A2:B3. */
  merged: string[];
}

/** Excel's last line; a file that claims more is no workbook. */
const lastRow = 1_048_576;
const lastColumn = 16_384;

/** Line and column of an address such as AB12; null when it is none. */
export function placeOf(address: string): { row: number; column: number } | null {
  let column = 0;
  let at = 0;
  for (; at < address.length; at += 1) {
    const code = address.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  const row = Number(address.slice(at));
  const isPlace =
    at > 0 && at <= 3 && Number.isInteger(row) && row >= 1 && row <= lastRow && column <= lastColumn;
  return isPlace ? { row, column } : null;
}

interface Open {
  row: number;
  column: number;
  type: string;
  value: string;
  inline: string;
  formula: string | null;
  sharedIndex: string | null;
}

/** Parses the worksheet; `strings` are the shared strings of the file. Never counts up to a declared size. */
export function readSheetCells(xml: string, strings: readonly string[]): SheetCells {
  const cells: SheetCells = { rows: new Map(), merged: [] };
  const shared = new Map<string, string>();
  const at = { row: 0, column: 0 };
  let cell: Open | null = null;
  let into: 'value' | 'inline' | 'formula' | null = null;
  let isPhonetic = false;

  function open(name: string, attributes: string): boolean {
    if (name === 'row') Object.assign(at, nextRow(at.row, attributeOf(attributes, 'r')));
    else if (name === 'c')
      cell = Object.assign(at, nextCell(at, attributeOf(attributes, 'r'))) && newCell(at, attributeOf(attributes, 't'));
    else if (name === 'v') into = 'value';
    else if (name === 't' && !isPhonetic) into = 'inline';
    else if (name === 'rPh') isPhonetic = true;
    else if (name === 'f' && cell) {
      into = 'formula';
      cell.formula = '';
      cell.sharedIndex = attributeOf(attributes, 't') === 'shared' ? (attributeOf(attributes, 'si') ?? null) : null;
    } else if (name === 'mergeCell' && attributeOf(attributes, 'ref')) cells.merged.push(attributeOf(attributes, 'ref'));
  }
  function text(part: string): void {
    if (!cell || into === null) return;
    if (into === 'formula') cell.formula = (cell.formula ?? '') + part;
    else cell[into] += part;
  }
  function close(name: string): void {
    if (name === 'v' || name === 't' || name === 'f') into = null;
    else if (name === 'rPh') isPhonetic = false;
    else if (name === 'c' && cell) {
      keep(cells, cell, { strings, shared });
      cell = null;
    }
  }
  readXml(xml, { open, text, close });
  return cells;
}

function newCell(at: { row: number; column: number }, type: string | undefined): Open {
  return { ...at, type: type ?? 'n', value: '', inline: '', formula: null, sharedIndex: null };
}

/** Places may be left out; then they count on. */
function nextRow(before: number, told: string | undefined): { row: number; column: number } {
  const row = told === undefined ? before + 1 : Number(told);
  if (!Number.isInteger(row) || row < 1 || row > lastRow)
    throw new CutError('too-large', 'The workbook has more lines than a worksheet can have.');
  return { row, column: 0 };
}

function nextCell(
  before: { row: number; column: number },
  told: string | undefined,
): { row: number; column: number } {
  const place = told === undefined ? { row: before.row, column: before.column + 1 } : placeOf(told);
  if (place === null || place.column > lastColumn)
    throw new CutError('not-a-workbook', 'A cell of the workbook has no address.');
  return place;
}

function keep(
  cells: SheetCells,
  open: Open,
  known: { strings: readonly string[]; shared: Map<string, string> },
): void {
  const formula = formulaOf(open, known.shared);
  const { kind, value } = valueOf(open, known.strings);
  if (formula === null && value === '') return;
  const row = cells.rows.get(open.row) ?? new Map<number, SheetCell>();
  row.set(open.column, { kind, value, formula });
  cells.rows.set(open.row, row);
}

/** A shared formula is written once; its followers only name it. Ours are equal in every line, so the text may be reused. */
function formulaOf(open: Open, shared: Map<string, string>): string | null {
  if (open.formula === null || open.sharedIndex === null) return open.formula;
  if (open.formula !== '') shared.set(open.sharedIndex, open.formula);
  return shared.get(open.sharedIndex) ?? open.formula;
}

function valueOf(open: Open, strings: readonly string[]): { kind: SheetCell['kind']; value: string } {
  switch (open.type) {
    case 's':
      return { kind: 'text', value: open.value === '' ? '' : (strings[Number(open.value)] ?? '') };
    case 'inlineStr':
      return { kind: 'text', value: unescapeCells(open.inline) };
    case 'str':
      return { kind: 'text', value: unescapeCells(open.value) };
    case 'b':
      return { kind: 'boolean', value: open.value };
    case 'e':
      return { kind: 'error', value: open.value };
    case 'd':
      return { kind: 'text', value: open.value.slice(0, 10) };
    default:
      return { kind: 'number', value: open.value };
  }
}

/** The file's shared strings, rich text joined, phonetic hints left out. */
export function readSharedStrings(xml: string | null): string[] {
  const strings: string[] = [];
  if (xml === null) return strings;
  let current = '';
  let isText = false;
  let isPhonetic = false;
  readXml(xml, {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    text(part) {
      if (isText) current += part;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si') strings.push(unescapeCells(current));
    },
  });
  return strings;
}
