/** Reads the cells of one worksheet: values with their kind, formulas, merged areas. */
import { cellLimit } from '../../../register/cell-text';
import { type Spent } from './bounds';
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
export function readSheetCells(xml: string, strings: readonly string[], spent: Spent): SheetCells {
  const reader = new SheetReader(strings, spent);
  readXml(xml, reader);
  return reader.cells;
}

/** Follows one worksheet from tag to tag. */
class SheetReader {
  readonly cells: SheetCells = { rows: new Map(), merged: [] };
  private readonly shared = new Map<string, string>();
  private at = { row: 0, column: 0 };
  /** One object for all cells, one after the other: a new one for each made a fifth of the rubbish of a reading. */
  private readonly cell: Open = {
    row: 0,
    column: 0,
    type: 'n',
    value: '',
    inline: '',
    formula: null,
    sharedIndex: null,
  };
  private isOpen = false;
  private isData = false;
  private into: 'value' | 'inline' | 'formula' | null = null;
  private isPhonetic = false;

  constructor(
    private readonly strings: readonly string[],
    private readonly spent: Spent,
  ) {}

  open(name: string, attributes: string): boolean {
    // Controls and drawings have rows of their own.
    if (name === 'sheetData') this.isData = true;
    else if (!this.isData && name !== 'mergeCell') return false;
    switch (name) {
      case 'row':
        this.at = nextRow(this.at.row, attributeOf(attributes, 'r'));
        return false;
      case 'c':
        this.at = nextCell(this.at, attributeOf(attributes, 'r'));
        this.begin(attributeOf(attributes, 't'));
        return false;
      case 'v':
        return this.listen('value');
      case 't':
        return !this.isPhonetic && this.listen('inline');
      case 'f':
        this.beginFormula(attributes);
        return this.listen('formula');
      case 'rPh':
        this.isPhonetic = true;
        return false;
      case 'mergeCell':
        this.cells.merged.push(attributeOf(attributes, 'ref') ?? '');
        return false;
      default:
        return false;
    }
  }

  text(part: string): void {
    if (!this.isOpen || this.into === null) return;
    if (this.into === 'formula') this.cell.formula = (this.cell.formula ?? '') + part;
    else this.cell[this.into] += part;
  }

  close(name: string): void {
    if (name === 'sheetData') this.isData = false;
    if (name === 'v' || name === 't' || name === 'f') this.into = null;
    else if (name === 'rPh') this.isPhonetic = false;
    else if (name === 'c' && this.isOpen) {
      this.count(keep(this.cells, this.cell, { strings: this.strings, shared: this.shared }));
      this.isOpen = false;
    }
  }

  private begin(type: string | undefined): void {
    const { cell, at } = this;
    cell.row = at.row;
    cell.column = at.column;
    cell.type = type ?? 'n';
    cell.value = '';
    cell.inline = '';
    cell.formula = null;
    cell.sharedIndex = null;
    this.isOpen = true;
  }

  private beginFormula(attributes: string): void {
    const isShared = attributeOf(attributes, 't') === 'shared';
    this.cell.formula = '';
    this.cell.sharedIndex = isShared ? (attributeOf(attributes, 'si') ?? null) : null;
  }

  private count(cell: SheetCell | null): void {
    if (cell === null) return;
    this.spent.add('cells');
    this.spent.add('characters', cell.value.length);
  }

  private listen(into: 'value' | 'inline' | 'formula'): boolean {
    this.into = into;
    return this.isOpen;
  }
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
): SheetCell | null {
  const formula = formulaOf(open, known.shared);
  const { kind, value } = valueOf(open, known.strings);
  if (formula === null && value === '') return null;
  let row = cells.rows.get(open.row);
  if (row === undefined) {
    row = new Map();
    cells.rows.set(open.row, row);
  }
  const cell = { kind, value: value.length > cellLimit ? value.slice(0, cellLimit) : value, formula };
  row.set(open.column, cell);
  return cell;
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
      return { kind: 'text', value: open.value === '' ? '' : stringAt(strings, open.value) };
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

/** Read as empty it would look like a row somebody cleared. */
function stringAt(strings: readonly string[], index: string): string {
  const text = strings[Number(index)];
  if (text === undefined)
    throw new CutError('not-a-workbook', 'A text is missing in the file; restore an earlier version.');
  return text;
}

/** The file's shared strings, rich text joined, phonetic hints left out. */
export function readSharedStrings(xml: string | null, spent: Spent): string[] {
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
      return isText;
    },
    text(part) {
      if (isText) current += part;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si') {
        spent.add('strings');
        strings.push(unescapeCells(current));
      }
    },
  });
  return strings;
}
