/** One .xlsx file on disk, served live: read and written by the box while people open and save it with other programs. */
import { blockOf } from './address';
import { type DiskPauses } from './disk-file';
import { addTable, addWorksheet, renameTable } from './add-to-book';
import { appendRows, deleteBlock, deleteTableRows, setColumnBody } from './edit-table';
import { LiveFile, type WorkbookChange, type WorkbookState } from './live-file';
import { patchBlock } from './patch-block';
import { blockOfPart, findColumn, findSheet, findTable, showRange, showTable } from './show-range';
import {
  type CellInput,
  type RangePatch,
  type RangeView,
  type Row,
  type Sheet,
  type Table,
  type TablePart,
} from './views';
import { type DefinedName } from './defined-names';
import { wallClock } from './wall-clock';
import { WorkbookError } from './workbook-error';

export { WorkbookError, type WorkbookErrorCode } from './workbook-error';
export { type WorkbookChange, type WorkbookState } from './live-file';
export type * from './views';

/** Names one content of the file; both tags change with every change of content, whoever made it. */
export interface WorkbookVersion {
  eTag: string;
  cTag: string;
  modifiedAt: Date;
  size: number;
}

/** How a live workbook watches its file and tells the time. */
export interface LiveWorkbookOptions {
  /** The clock of TODAY() and NOW(); real time when absent. */
  now?: () => Date;
  /** The zone in which TODAY() and NOW() are told; Europe/London when absent. */
  timeZone?: string;
  /** Milliseconds between two looks at the file; 500 when absent. */
  pollMs?: number;
  /** Milliseconds after which a replaced file is looked at once more for a late writer; 2000 when absent. */
  lateLookMs?: number;
  /** For tests: moments at which another program acts. */
  pauses?: DiskPauses;
}

/** A workbook file that both the box and people write to, without either losing the other's work. */
export class LiveWorkbook {
  readonly #file: LiveFile;

  private constructor(file: LiveFile) {
    this.#file = file;
  }

  /** Opens the file; it may be missing and appear later, but its folder must exist. */
  static async open(path: string, options: LiveWorkbookOptions = {}): Promise<LiveWorkbook> {
    const {
      now = () => new Date(),
      timeZone = 'Europe/London',
      pollMs = 500,
      lateLookMs = 2000,
      pauses,
    } = options;
    const file = new LiveFile({ path, wallClock: wallClock(now, timeZone), pollMs, lateLookMs, pauses });
    await file.start();
    return new LiveWorkbook(file);
  }

  state(): WorkbookState {
    return this.#file.state;
  }

  /** The version last seen on disk; for a missing file the size is 0 and the tags are those of no content. */
  version(): WorkbookVersion {
    const { digest, size, modifiedAt } = this.#file.content;
    const mark = digest === '' ? 'missing' : digest.slice(0, 32);
    return { eTag: `"{${mark}},1"`, cTag: `"c:{${mark}},1"`, modifiedAt, size };
  }

  /** The file as it is on disk now, in one cut; throws itemNotFound when missing. */
  bytes = (): Promise<Uint8Array> => this.#file.bytes();

  /** Replaces the whole file by any bytes; ifMatch is an eTag or cTag that must still be current (preconditionFailed otherwise). */
  put(bytes: Uint8Array, options: { ifMatch?: string } = {}): Promise<void> {
    return this.#file.put(bytes, () => {
      const { eTag, cTag } = this.version();
      const wanted = options.ifMatch;
      if (wanted === undefined || wanted === '*' || wanted === eTag || wanted === cTag) return;
      throw new WorkbookError('preconditionFailed', 'The file has changed since that version.');
    });
  }

  remove(): Promise<void> {
    return this.#file.remove();
  }

  worksheets(): Sheet[] {
    return this.#file
      .book()
      .sheets.map(({ id, name, position, visibility }) => ({ id, name, position, visibility }));
  }

  /** A worksheet by id or name (any letter case); throws itemNotFound. */
  worksheet(idOrName: string): Sheet {
    const { id, name, position, visibility } = findSheet(this.#file.book(), idOrName);
    return { id, name, position, visibility };
  }

  tables(): Table[] {
    const book = this.#file.book();
    return book.tables.map((table) => showTable(book, table));
  }

  /** A table by id or name (any letter case); throws itemNotFound. */
  table(idOrName: string): Table {
    const book = this.#file.book();
    return showTable(book, findTable(book, idOrName));
  }

  /** Rows of a table's body in their present order; all of them unless a page is named. */
  tableRows(table: string, page: { top?: number; skip?: number } = {}): Row[] {
    const skip = page.skip ?? 0;
    const rows = this.tableRange(table, 'body').values.map((values, index) => ({ index, values }));
    return rows.slice(skip, page.top === undefined ? undefined : skip + page.top);
  }

  /** The table's cells; the whole table with header and totals unless a part is named. */
  tableRange(table: string, part: TablePart = 'all'): RangeView {
    const book = this.#file.book();
    const found = findTable(book, table);
    return showRange(book, found.sheet, blockOfPart(found, part));
  }

  /** One column of a table, by column id or name; the whole column with header unless a part is named. */
  columnRange(table: string, column: string, part: TablePart = 'all'): RangeView {
    const book = this.#file.book();
    const found = findTable(book, table);
    const at = found.block.left + findColumn(found, column);
    return showRange(book, found.sheet, { ...blockOfPart(found, part), left: at, right: at });
  }

  /** One row of a table's body by zero-based index; throws itemNotFound. */
  rowRange(table: string, index: number): RangeView {
    const book = this.#file.book();
    const found = findTable(book, table);
    const row = found.bodyTop + index;
    if (!Number.isInteger(index) || index < 0 || row > found.bodyBottom) {
      throw new WorkbookError('itemNotFound', 'The table has no such row.');
    }
    return showRange(book, found.sheet, { ...found.block, top: row, bottom: row });
  }

  /** A block of a worksheet, e.g. `A1:B2`. */
  range(sheet: string, address: string): RangeView {
    const book = this.#file.book();
    return showRange(book, findSheet(book, sheet).key, blockOf(address));
  }

  /** The smallest block holding every cell with content (A1 for none); with or without valuesOnly, cells that only have a format do not count. */
  usedRange(sheet: string, _options: { valuesOnly?: boolean } = {}): RangeView {
    const book = this.#file.book();
    const { key } = findSheet(book, sheet);
    const used = book.sheetPart(key).used();
    return showRange(book, key, used ?? { top: 1, left: 1, bottom: 1, right: 1 });
  }

  /** Adds rows at the end of a table, or before body row `at` when given. */
  appendRows(
    table: string,
    values: CellInput[][],
    options: { at?: number } = {},
  ): Promise<{ firstIndex: number; rows: RangeView }> {
    return this.#file.edit((book) => {
      const found = findTable(book, table);
      const firstIndex = appendRows(book, found, values, options.at);
      const top = found.bodyTop + firstIndex;
      const block = { ...found.block, top, bottom: top + values.length - 1 };
      return () => ({ firstIndex, rows: showRange(book, found.sheet, block) });
    });
  }

  /** Writes a column's body; a single value fills every body cell. */
  setColumnBody(table: string, column: string, input: CellInput | CellInput[][]): Promise<RangeView> {
    return this.#file.edit((book) => {
      const found = findTable(book, table);
      const index = findColumn(found, column);
      setColumnBody(book, found, index, input);
      const at = found.block.left + index;
      return () => showRange(book, found.sheet, { ...blockOfPart(found, 'body'), left: at, right: at });
    });
  }

  /** Writes values, formulas or number formats into a block, and answers the whole block as it is afterwards. */
  patchRange(sheet: string, address: string, part: RangePatch): Promise<RangeView> {
    return this.#file.edit((book) => {
      const { key } = findSheet(book, sheet);
      const block = blockOf(address);
      patchBlock(book, key, block, part);
      return () => showRange(book, key, block);
    });
  }

  names(): DefinedName[] {
    return this.#file.book().names();
  }

  /** A name of the workbook (any letter case); throws itemNotFound. */
  named(name: string): DefinedName {
    const found = this.names().find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!found) throw new WorkbookError('itemNotFound', 'The workbook has no such name.');
    return found;
  }

  /** The cells a name stands for now; throws itemNotFound when it stands for a value or an error. */
  namedRange(name: string): RangeView {
    const book = this.#file.book();
    const area = book.areaOf(this.named(name).formula);
    if (!area) throw new WorkbookError('itemNotFound', 'The name stands for no cells.');
    return showRange(book, area.sheet, area);
  }

  /** Whether formulas are worked out only when somebody asks. */
  calculatesByHand(): boolean {
    return this.#file.book().calculatesByHand();
  }

  /** Works out every formula now. */
  calculate(): Promise<void> {
    return this.#file.edit((book) => {
      book.recalculate(true);
      return () => undefined;
    });
  }

  /** Gives a name to a formula, as people write it. */
  addName(name: string, reference: string): Promise<DefinedName> {
    return this.#file.edit((book) => {
      book.addName(name, reference.replace(/^=/, ''));
      return () => this.named(name);
    });
  }

  addWorksheet(name: string): Promise<Sheet> {
    return this.#file.edit((book) => {
      addWorksheet(book, name);
      return () => this.worksheet(name);
    });
  }

  setVisibility(sheet: string, visibility: Sheet['visibility']): Promise<Sheet> {
    return this.#file.edit((book) => {
      const { id, name } = findSheet(book, sheet);
      book.setVisibility(name, visibility);
      return () => this.worksheet(id);
    });
  }

  /** Makes a table of a block of a worksheet whose first row holds the headings. */
  addTable(sheet: string, address: string): Promise<Table> {
    return this.#file.edit((book) => {
      const { id } = addTable(book, findSheet(book, sheet).key, blockOf(address));
      return () => showTable(book, findTable(book, id));
    });
  }

  renameTable(table: string, name: string): Promise<Table> {
    return this.#file.edit((book) => {
      const found = findTable(book, table);
      renameTable(book, found, name);
      return () => showTable(book, found);
    });
  }

  /** Deletes a row of a table's body by zero-based index; rows below move up. */
  deleteTableRow(table: string, index: number): Promise<void> {
    return this.#file.edit((book) => {
      deleteTableRows(book, findTable(book, table), index);
      return () => undefined;
    });
  }

  /** Deletes a block of cells; what lies below moves up. Whole rows of one table only (insertDeleteConflict otherwise). */
  deleteRange(sheet: string, address: string): Promise<void> {
    return this.#file.edit((book) => {
      deleteBlock(book, findSheet(book, sheet).key, blockOf(address));
      return () => undefined;
    });
  }

  /** After every change of content or state; the answer ends it. */
  onChange(listener: (change: WorkbookChange) => void): () => void {
    return this.#file.onChange(listener);
  }

  /** Waits for work in progress. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
