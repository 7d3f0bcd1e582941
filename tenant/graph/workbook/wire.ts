/** The record of every write to the workbook, so that tests can prove which cells a client touched. */
import { type Block, blockOf } from '../../workbook/address';
import { type CellInput, type Table } from '../../workbook/live-workbook';

const limit = 10_000;

/** One write to one table (or to cells outside any table, or to the whole file). */
export interface WireWrite {
  method: string;
  path: string;
  /** Null for cells outside every table and for a replaced file. */
  table: string | null;
  /** Names of the columns whose cells were sent (a null in the matrix is not sent). */
  columns: string[];
  /** Zero-based body rows; -1 is the header. Empty for a replaced file. */
  rows: number[];
}

/** The writes since the box started, oldest first; the oldest are dropped beyond ten thousand. */
export type Wire = WireWrite[];

/** Which cells of a block a matrix sends: offsets of rows and columns that hold anything but null. */
export function sentCells(matrices: readonly (readonly (readonly (CellInput | null)[])[] | undefined)[]): {
  rows: number[];
  columns: number[];
} {
  const rows = new Set<number>();
  const columns = new Set<number>();
  for (const matrix of matrices) {
    matrix?.forEach((cells, row) => {
      cells.forEach((cell, column) => {
        if (cell === null) return;
        rows.add(row);
        columns.add(column);
      });
    });
  }
  return { rows: [...rows], columns: [...columns] };
}

/** Adds a write to the record. */
export function recordWrite(wire: Wire, write: WireWrite): void {
  wire.push(write);
  if (wire.length > limit) wire.shift();
}

/** A write to a block of a sheet, told table by table; cells in no table are told with table null. */
export function writesTo(
  tables: readonly Table[],
  target: { method: string; path: string; sheet: string; block: Block; rows: number[]; columns: number[] },
): WireWrite[] {
  const { method, path, block } = target;
  const touched = tables
    .filter((table) => table.sheet === target.sheet)
    .map((table): WireWrite => {
      const home = blockOf(table.address);
      const columns = target.columns
        .map((offset) => table.columns[block.left + offset - home.left]?.name)
        .filter((name) => name !== undefined);
      const first = home.top + (table.hasHeader ? 1 : 0);
      const rows = target.rows
        .map((offset) => block.top + offset)
        .filter((row) => row >= home.top && row <= home.bottom)
        .map((row) => row - first);
      return { method, path, table: table.name, columns, rows };
    })
    .filter((write) => write.columns.length > 0 && write.rows.length > 0);
  return touched.length > 0 ? touched : [{ method, path, table: null, columns: [], rows: target.rows }];
}
