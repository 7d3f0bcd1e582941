/** A workbook in memory: sheets, tables and styles over the parts of its container, able to recalculate and to be written. */
import { addSheetPart, addTablePart, setVisibility } from './add-part';
import { type Cell, setValue } from './cell';
import {
  bookSheets,
  calculationMode,
  readRelations,
  type BookSheet,
  withoutCalcChain,
  withRecalculation,
} from './book-parts';
import { addName, readNames, type DefinedName } from './defined-names';
import { Calculation, type Grid, type TableExtent } from './formula/calculation';
import { compile } from './formula/compile';
import { FormulaSyntaxError } from './formula/tokens';
import { Area, isError, type Scalar } from './formula/values';
import { readSharedStrings, readSheet } from './read-sheet';
import { SheetPart } from './sheet-part';
import { StylesPart } from './styles-part';
import { TablePart } from './table-part';
import { type Block } from './address';
import { WorkbookError } from './workbook-error';
import { ZipParts } from './zip';

/** Differences below what 15 digits show are another program's rounding, not another value. */
function sameValue(a: Scalar, b: Scalar): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number')
    return Number(a.toPrecision(14)) === Number(b.toPrecision(14));
  return isError(a) && isError(b) && a.code === b.code;
}

/** A workbook's content, open for reading and editing; nothing reaches the disk before bytes() is written by the caller. */
export class Book implements Grid {
  readonly sheets: BookSheet[];
  readonly tables: TablePart[] = [];
  readonly styles: StylesPart;
  readonly #parts: ZipParts;
  readonly #cells = new Map<string, SheetPart>();
  readonly #bookPart: string;
  readonly #stylesPart: string;
  readonly #extents = new Map<string, TableExtent>();
  readonly #now: () => Date;

  private constructor(parts: ZipParts, now: () => Date) {
    this.#parts = parts;
    this.#now = now;
    this.#bookPart =
      readRelations(parts, '').find((one) => one.type === 'officeDocument')?.target ?? 'xl/workbook.xml';
    const relations = readRelations(parts, this.#bookPart);
    const named = (type: string): string | undefined => relations.find((one) => one.type === type)?.target;
    this.#stylesPart = named('styles') ?? 'xl/styles.xml';
    this.styles = new StylesPart(parts.text(this.#stylesPart));
    const shared = parts.text(named('sharedStrings') ?? '');
    const strings = shared === undefined ? [] : readSharedStrings(shared);
    this.sheets = bookSheets(parts, this.#bookPart);
    for (const sheet of this.sheets) this.#readSheet(sheet.key, strings);
  }

  /** Reads a workbook; throws when the bytes are none. */
  static read(bytes: Uint8Array, now: () => Date): Book {
    return new Book(ZipParts.read(bytes), now);
  }

  #readSheet(key: string, strings: string[]): void {
    const xml = this.#parts.text(key);
    if (xml === undefined) throw new Error('A worksheet is missing from the file.');
    const sheet = new SheetPart(readSheet(xml, strings));
    this.#cells.set(key, sheet);
    for (const { cells } of sheet.rows.values()) for (const cell of cells.values()) this.compileCell(cell);
    for (const { type, target } of readRelations(this.#parts, key)) {
      const table = type === 'table' ? this.#parts.text(target) : undefined;
      if (table !== undefined) this.tables.push(new TablePart(target, key, table));
    }
  }

  /** Makes a cell's formula ready to run after its text changed. */
  compileCell(cell: Cell): void {
    cell.formula = undefined;
    if (!cell.source || cell.source.kind === 'array' || cell.source.text === '') return;
    const compiled = compile(cell.source.text);
    if (!(compiled instanceof FormulaSyntaxError)) cell.formula = compiled;
  }

  sheetPart(key: string): SheetPart {
    const sheet = this.#cells.get(key);
    if (!sheet) throw new WorkbookError('itemNotFound', 'The worksheet does not exist.');
    return sheet;
  }

  cell(sheet: string, row: number, column: number): Cell | undefined {
    return this.#cells.get(sheet)?.cell(row, column);
  }

  sheetKey(name: string): string | undefined {
    return this.sheets.find((sheet) => sheet.name.toLowerCase() === name.toLowerCase())?.key;
  }

  lastRow(sheet: string): number {
    return this.sheetPart(sheet).used()?.bottom ?? 0;
  }

  lastColumn(sheet: string): number {
    return this.sheetPart(sheet).used()?.right ?? 0;
  }

  now(): Date {
    return this.#now();
  }

  table(name: string): TableExtent | undefined {
    const known = this.#extents.get(name);
    if (known) return known;
    const table = this.tables.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!table) return undefined;
    const extent: TableExtent = {
      sheet: table.sheet,
      left: table.block.left,
      header: table.headerRow,
      top: table.bodyTop,
      bottom: table.bodyBottom,
      totals: table.totalsRow,
      columns: new Map(table.columns.map((column, index) => [column.name.toLowerCase(), index])),
    };
    this.#extents.set(name, extent);
    return extent;
  }

  /** To be called after a table's extent changed. */
  forgetExtents(): void {
    this.#extents.clear();
  }

  /** The table whose block holds the cell, header and totals row included. */
  tableAt(sheet: string, row: number, column: number): TablePart | undefined {
    const holds = ({ top, left, bottom, right }: Block): boolean =>
      row >= top && row <= bottom && column >= left && column <= right;
    return this.tables.find((table) => table.sheet === sheet && holds(table.block));
  }

  names(): DefinedName[] {
    return readNames(this.#parts, this.#bookPart);
  }

  addName(name: string, formula: string): void {
    addName(this.#parts, this.#bookPart, { name, formula });
  }

  /** The cells a formula stands for now, in a calculation without a cell of its own; null when it is a value, an error, or not understood. */
  areaOf(formula: string): Area | null {
    const compiled = compile(formula);
    const [first] = this.sheets;
    if (compiled instanceof FormulaSyntaxError || !compiled.supported || !first) return null;
    const site = { calculation: new Calculation(this), sheet: first.key, row: 1, column: 1 };
    const value = compiled.run(site);
    return value instanceof Area ? value : null;
  }

  /** Adds an empty worksheet at the end. */
  addSheet(name: string): void {
    addSheetPart(this.#parts, this.#bookPart, name);
    this.#listSheets();
    const key = this.sheetKey(name);
    if (key !== undefined) this.#readSheet(key, []);
  }

  /** Shows or hides a worksheet. */
  setVisibility(name: string, visibility: BookSheet['visibility']): void {
    setVisibility(this.#parts, this.#bookPart, { name, visibility });
    this.#listSheets();
  }

  /** Makes a table of a block whose first row holds the headings. */
  addTable(sheet: string, block: Block, headings: readonly string[]): TablePart {
    const id = Math.max(0, ...this.tables.map((table) => Number(table.id))) + 1;
    const name = `Table${id}`;
    const { part, xml, mention } = addTablePart(this.#parts, sheet, { id, name, block, headings });
    const cells = this.sheetPart(sheet);
    cells.tail = mention(cells.tail);
    cells.changed = true;
    const table = new TablePart(part, sheet, xml);
    this.tables.push(table);
    this.forgetExtents();
    return table;
  }

  #listSheets(): void {
    this.sheets.splice(0, this.sheets.length, ...bookSheets(this.#parts, this.#bookPart));
  }

  /** Whether people have set the workbook to be calculated only when asked. */
  calculatesByHand(): boolean {
    return calculationMode(this.#parts, this.#bookPart) === 'manual';
  }

  /** Computes every formula it can and stores results that differ; answers whether any did. Unless asked, a workbook that is calculated by
   *  hand has only its new formulas computed. */
  recalculate(isAsked = false): boolean {
    this.#extents.clear();
    const onlyNew = !isAsked && this.calculatesByHand();
    const calculation = new Calculation(this);
    let changed = false;
    for (const [key, sheet] of this.#cells) {
      for (const [row, { cells }] of sheet.rows) {
        for (const [column, cell] of cells) {
          if (!cell.formula || (onlyNew && cell.held !== '')) continue;
          // An unknown function keeps the result another program computed; without one it shows #NAME?.
          if (!cell.formula.supported && cell.value !== null) continue;
          const value = calculation.settled(key, row, column);
          if (sameValue(value, cell.value) && cell.held !== '') continue;
          setValue(cell, value);
          sheet.touch(row);
          changed = true;
        }
      }
    }
    return changed;
  }

  /** The workbook as a file, with only the changed parts written anew. */
  bytes(): Uint8Array {
    for (const [key, sheet] of this.#cells) {
      if (sheet.changed) this.#parts.replace(key, sheet.xml());
      sheet.changed = false;
    }
    for (const table of this.tables) {
      if (table.changed) this.#parts.replace(table.part, table.xml());
      table.changed = false;
    }
    if (this.styles.changed) this.#parts.replace(this.#stylesPart, this.styles.xml());
    this.styles.changed = false;
    withoutCalcChain(this.#parts, this.#bookPart);
    withRecalculation(this.#parts, this.#bookPart);
    return this.#parts.write();
  }
}
