/** Moves the cells below a table down or up within the table's columns, as Excel's own table insert does. */
import { type Block, lastRow, overlaps } from './address';
import { type Book } from './book';
import { followShift } from './formula/rewrite';
import { editRanges, mergedBlocks } from './sheet-ranges';
import { type SheetPart } from './sheet-part';
import { type TablePart } from './table-part';
import { WorkbookError } from './workbook-error';

/** Cells of some columns, from a row on, moving by a number of rows; up when negative. */
export interface Shift {
  sheet: string;
  left: number;
  right: number;
  from: number;
  by: number;
}

const conflict = (): never => {
  throw new WorkbookError(
    'insertDeleteConflict',
    'Merged cells or another table lie across the cells that would have to move.',
  );
};

/** Whether a block moves as a whole (true) or not at all (false); refuses one that would be torn. */
function movesWhole(block: Block, zone: Block): boolean {
  if (!overlaps(block, zone)) return false;
  const whole = block.top >= zone.top && block.left >= zone.left && block.right <= zone.right;
  return whole || conflict();
}

function checkRoom(sheet: SheetPart, { left, right, from, by }: Shift): void {
  if (by <= 0) return;
  for (const row of sheet.rowNumbers(Math.max(from, lastRow - by + 1))) {
    for (const [column, cell] of sheet.rows.get(row)?.cells ?? []) {
      if (column < left || column > right || (cell.value === null && !cell.source)) continue;
      throw new WorkbookError('nonBlankCellOffSheet', 'Cells would be pushed off the end of the worksheet.');
    }
  }
}

function moveCells(sheet: SheetPart, { left, right, from, by }: Shift): void {
  const rows = sheet.rowNumbers(from);
  if (by > 0) rows.reverse();
  for (const row of rows) {
    const columns = [...(sheet.rows.get(row)?.cells.keys() ?? [])];
    for (const column of columns.filter((one) => one >= left && one <= right)) {
      const cell = sheet.take(row, column);
      if (cell && row + by <= lastRow) sheet.place(row + by, column, cell);
    }
  }
}

function shifted(block: Block, { left, right, from, by }: Shift): Block[] {
  if (block.bottom < from || block.right < left || block.left > right) return [block];
  const pieces: Block[] = [];
  if (block.left < left) pieces.push({ ...block, right: left - 1 });
  if (block.right > right) pieces.push({ ...block, left: right + 1 });
  // What begins among deleted rows begins where they were.
  const top = block.top >= from ? block.top + by : Math.min(block.top, by < 0 ? from + by : block.top);
  const inside = {
    top,
    bottom: block.bottom + by,
    left: Math.max(left, block.left),
    right: Math.min(right, block.right),
  };
  // A range down to the last row stays there.
  if (inside.bottom > lastRow || block.bottom === lastRow) inside.bottom = lastRow;
  // A range of just the deleted row has nothing left; it stays on the row that moves up.
  if (inside.bottom < inside.top) inside.bottom = inside.top;
  return [...pieces, inside];
}

/** Every formula of the workbook follows the cells it refers to. */
function followEverywhere(book: Book, shift: Shift): void {
  const named = book.sheets.find((sheet) => sheet.key === shift.sheet)?.name ?? '';
  for (const { key, name } of book.sheets) {
    const part = book.sheetPart(key);
    for (const [row, { cells }] of part.rows) {
      for (const [column, { source }] of cells) {
        if (!source || source.kind === 'array') continue;
        const text = followShift(source.text, name, { ...shift, sheet: named });
        if (text === source.text) continue;
        const cell = part.edit(row, column);
        cell.source = { text, xml: null, kind: 'plain' };
        book.compileCell(cell);
      }
    }
  }
}

/** Moves cells and all that hangs on them; `inside` is the table that itself grows or shrinks and is left to the caller. */
export function shiftCells(book: Book, shift: Shift, inside: TablePart): void {
  const sheet = book.sheetPart(shift.sheet);
  const { left, right, from, by } = shift;
  const zone = { top: from, left, bottom: lastRow, right };
  for (const block of mergedBlocks(sheet)) movesWhole(block, zone);
  const others = book.tables.filter((table) => table !== inside && table.sheet === shift.sheet);
  const moving = others.filter((table) => movesWhole(table.block, zone));
  checkRoom(sheet, shift);
  moveCells(sheet, shift);
  for (const table of moving) table.resize({ down: by });
  editRanges(sheet, (block) => shifted(block, shift));
  followEverywhere(book, shift);
}
