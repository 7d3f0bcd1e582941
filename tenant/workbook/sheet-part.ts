/** A worksheet's XML: its rows as cells, everything before and after them as it was found. */
import { blankCell, type Cell, cellXml } from './cell';
import { type Block, blockAddress, cellAddress } from './address';
import { withAttribute } from './xml';

/** A row; `open` is its start tag as found, `raw` the whole element while nothing in it changed. */
export interface SheetRow {
  open: string;
  cells: Map<number, Cell>;
  raw: string | null;
}

/** What the reader of a worksheet found. */
export interface SheetContent {
  head: string;
  tail: string;
  prefix: string;
  rows: Map<number, SheetRow>;
}

/** A worksheet open for reading and writing; rows and columns are one-based. */
export class SheetPart {
  head: string;
  tail: string;
  readonly prefix: string;
  readonly rows: Map<number, SheetRow>;
  changed = false;

  constructor(content: SheetContent) {
    this.head = content.head;
    this.tail = content.tail;
    this.prefix = content.prefix;
    this.rows = content.rows;
  }

  cell(row: number, column: number): Cell | undefined {
    return this.rows.get(row)?.cells.get(column);
  }

  /** Marks a row as changed, making it when needed. */
  touch(row: number): SheetRow {
    this.changed = true;
    let found = this.rows.get(row);
    if (!found) {
      found = { open: `<${this.prefix}row r="${row}">`, cells: new Map(), raw: null };
      this.rows.set(row, found);
    }
    found.raw = null;
    return found;
  }

  /** The cell for writing, made when missing; its formula is set free from a shared group. */
  edit(row: number, column: number): Cell {
    const line = this.touch(row);
    let cell = line.cells.get(column);
    if (!cell) {
      cell = blankCell(0);
      line.cells.set(column, cell);
      // A row's spans are only a hint, and a wrong one is worse than none.
      line.open = withAttribute(line.open, 'spans', null);
    }
    if (cell.source?.kind === 'shared') this.#unshare(cell.source.group);
    cell.raw = null;
    return cell;
  }

  /** Writes every formula of a shared group out in full, because its first cell may be about to go. */
  #unshare(group: string | undefined): void {
    for (const [index, row] of this.rows) {
      for (const cell of row.cells.values()) {
        if (cell.source?.kind !== 'shared' || cell.source.group !== group) continue;
        cell.source = { text: cell.source.text, xml: null, kind: 'plain' };
        cell.raw = null;
        this.touch(index);
      }
    }
  }

  /** Takes a cell out of the sheet. */
  take(row: number, column: number): Cell | undefined {
    if (!this.cell(row, column)) return undefined;
    const cell = this.edit(row, column);
    this.rows.get(row)?.cells.delete(column);
    return cell;
  }

  /** Puts a cell taken from elsewhere into a place. */
  place(row: number, column: number, cell: Cell): void {
    const line = this.touch(row);
    line.open = withAttribute(line.open, 'spans', null);
    cell.raw = null;
    line.cells.set(column, cell);
  }

  /**
   * The smallest block around all cells with content; null when there are none. Cells that only have a format do not
   * count: LibreOffice leaves one on the last row of all, and nobody must loop down to it.
   */
  used(): Block | null {
    let block: Block | null = null;
    for (const [row, { cells }] of this.rows) {
      for (const [column, cell] of cells) {
        if (cell.value === null && cell.source === null) continue;
        if (!block) block = { top: row, left: column, bottom: row, right: column };
        block.top = Math.min(block.top, row);
        block.bottom = Math.max(block.bottom, row);
        block.left = Math.min(block.left, column);
        block.right = Math.max(block.right, column);
      }
    }
    return block;
  }

  /** Row numbers from `first` on that have cells, ascending. */
  rowNumbers(first = 1): number[] {
    return [...this.rows.keys()].filter((row) => row >= first).sort((a, b) => a - b);
  }

  #rowXml(index: number, row: SheetRow): string {
    if (row.raw !== null) return row.raw;
    const columns = [...row.cells.keys()].sort((a, b) => a - b);
    const cells = columns.map((column) => {
      const cell = row.cells.get(column);
      return cell ? cellXml(cell, cellAddress(index, column), this.prefix) : '';
    });
    return `${row.open}${cells.join('')}</${this.prefix}row>`;
  }

  /** The worksheet as it goes into the file. */
  xml(): string {
    const used = this.used();
    const head = used
      ? this.head.replace(/<(\w+:)?dimension\b[^>]*>/, (tag) => withAttribute(tag, 'ref', blockAddress(used)))
      : this.head;
    const rows = this.rowNumbers().map((index) => {
      const row = this.rows.get(index);
      return row ? this.#rowXml(index, row) : '';
    });
    return head + rows.join('') + this.tail;
  }
}
