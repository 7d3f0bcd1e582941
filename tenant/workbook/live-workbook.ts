/** One .xlsx file on disk, served live: read and written by the box while people open and save it with other programs. */
import {
  type CellInput,
  type RangePatch,
  type RangeView,
  type Row,
  type Sheet,
  type Table,
  type TablePart,
} from './views';
import { WorkbookError } from './workbook-error';

export { WorkbookError, type WorkbookErrorCode } from './workbook-error';
export {
  type CellInput,
  type CellValue,
  type RangePatch,
  type RangeView,
  type Row,
  type Sheet,
  type Table,
  type TableColumn,
  type TablePart,
} from './views';

/** Whether the file can be worked with; unreadable means its bytes are no workbook, and they stay untouched. */
export type WorkbookState = 'ready' | 'missing' | 'unreadable';

/** Names one content of the file; both tags change with every change of content, whoever made it. */
export interface WorkbookVersion {
  eTag: string;
  cTag: string;
  modifiedAt: Date;
  size: number;
}

/** Tells a listener what happened to the file. */
export interface WorkbookChange {
  by: 'box' | 'outside';
  state: WorkbookState;
}

/** How a live workbook watches its file and tells the time. */
export interface LiveWorkbookOptions {
  /** The clock of TODAY() and NOW(); real time when absent. */
  now?: () => Date;
  /** Milliseconds between two looks at the file; 500 when absent. */
  pollMs?: number;
  /** Milliseconds after which a replaced file is looked at once more for a late writer; 2000 when absent. */
  lateLookMs?: number;
}

const notYet = (what: string): never => {
  throw new WorkbookError('unsupportedWorkbook', `LiveWorkbook.${what} is not built yet.`);
};

/** A workbook file that both the box and people write to, without either losing the other's work. */
export class LiveWorkbook {
  /** Opens the file; it may be missing and appear later. */
  static async open(_path: string, _options: LiveWorkbookOptions = {}): Promise<LiveWorkbook> {
    return notYet('open');
  }

  state(): WorkbookState {
    return notYet('state');
  }

  /** The version last seen on disk; for a missing file the size is 0 and the tags are those of no content. */
  version(): WorkbookVersion {
    return notYet('version');
  }

  /** The file as it is on disk now, in one cut; throws itemNotFound when missing. */
  async bytes(): Promise<Uint8Array> {
    return notYet('bytes');
  }

  /** Replaces the whole file by any bytes; ifMatch is an eTag or cTag that must still be current (preconditionFailed otherwise). */
  async put(_bytes: Uint8Array, _options: { ifMatch?: string } = {}): Promise<void> {
    return notYet('put');
  }

  worksheets(): Sheet[] {
    return notYet('worksheets');
  }

  /** A worksheet by id or name (any letter case); throws itemNotFound. */
  worksheet(_idOrName: string): Sheet {
    return notYet('worksheet');
  }

  tables(): Table[] {
    return notYet('tables');
  }

  /** A table by id or name (any letter case); throws itemNotFound. */
  table(_idOrName: string): Table {
    return notYet('table');
  }

  tableRows(_table: string, _page: { top?: number; skip?: number } = {}): Row[] {
    return notYet('tableRows');
  }

  /** The table's cells; the whole table with header and totals unless a part is named. */
  tableRange(_table: string, _part: TablePart = 'all'): RangeView {
    return notYet('tableRange');
  }

  /** One column of a table, by column id or name; the whole column with header unless a part is named. */
  columnRange(_table: string, _column: string, _part: TablePart = 'all'): RangeView {
    return notYet('columnRange');
  }

  /** One row of a table's body by zero-based index. */
  rowRange(_table: string, _index: number): RangeView {
    return notYet('rowRange');
  }

  /** A block of a worksheet, e.g. `A1:B2`. */
  range(_sheet: string, _address: string): RangeView {
    return notYet('range');
  }

  /** The smallest block holding every used cell; valuesOnly leaves out cells that only have a format. */
  usedRange(_sheet: string, _options: { valuesOnly?: boolean } = {}): RangeView {
    return notYet('usedRange');
  }

  /** Adds rows at the end of a table, or before body row `at` when given. */
  async appendRows(
    _table: string,
    _values: CellInput[][],
    _options: { at?: number } = {},
  ): Promise<{ firstIndex: number; rows: RangeView }> {
    return notYet('appendRows');
  }

  /** Writes a column's body; a single value fills every body cell. */
  async setColumnBody(
    _table: string,
    _column: string,
    _input: CellInput | CellInput[][],
  ): Promise<RangeView> {
    return notYet('setColumnBody');
  }

  async patchRange(_sheet: string, _address: string, _part: RangePatch): Promise<RangeView> {
    return notYet('patchRange');
  }

  async deleteTableRow(_table: string, _index: number): Promise<void> {
    return notYet('deleteTableRow');
  }

  /** Calls the listener after every change of content or state; the answer ends it. */
  onChange(_listener: (change: WorkbookChange) => void): () => void {
    return notYet('onChange');
  }

  /** Ends watching; waits for work in progress. */
  async close(): Promise<void> {
    return notYet('close');
  }
}
