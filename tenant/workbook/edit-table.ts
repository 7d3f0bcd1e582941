/** Edits tables: adds rows, fills columns, deletes rows. */
import { type Block, overlaps } from './address';
import { type Book } from './book';
import { blankCell, setValue } from './cell';
import { moveFormula } from './formula/rewrite';
import { extendRanges } from './sheet-ranges';
import { shiftCells } from './shift-cells';
import { type TablePart } from './table-part';
import { type CellInput } from './views';
import { WorkbookError } from './workbook-error';
import { formulaForFile, putFormula, writeCell } from './write-cell';
import { readTyped } from './typed-input';

/** Whether the body is the single blank row of an empty table; formulas there do not count as content. */
function isEmptyBody(book: Book, table: TablePart): boolean {
  if (table.bodyBottom !== table.bodyTop) return false;
  return columnsOf(table).every((column) => {
    const cell = book.cell(table.sheet, table.bodyTop, column);
    return !cell || cell.value === null || cell.source !== null;
  });
}

const columnsOf = ({ block }: TablePart): number[] =>
  Array.from({ length: block.right - block.left + 1 }, (_, index) => block.left + index);

function isFree(book: Book, sheet: string, block: Block): boolean {
  const part = book.sheetPart(sheet);
  for (let row = block.top; row <= block.bottom; row++) {
    for (const [column, cell] of part.rows.get(row)?.cells ?? []) {
      if (column < block.left || column > block.right) continue;
      if (cell.value !== null || cell.source) return false;
    }
  }
  return !book.tables.some(
    (table) =>
      table.sheet === sheet &&
      table.block.top <= block.bottom &&
      table.block.bottom >= block.top &&
      table.block.left <= block.right &&
      table.block.right >= block.left,
  );
}

/** The formula new cells of a column are filled with: the table's own, or the one its last rows share. */
function fillFormula(
  book: Book,
  table: TablePart,
  index: number,
  from: { template: number; row: number },
): string | null {
  const own = table.columns[index]?.formula;
  if (own && moveFormula(own, 1, 1) === own) return own;
  const column = table.block.left + index;
  const above = book.cell(table.sheet, from.template, column)?.source;
  if (!above || above.kind === 'array' || above.text === '') return null;
  // The row on the far side of the template tells whether the column has one formula throughout.
  const next = from.row < from.template ? from.template + 1 : from.template - 1;
  if (next >= table.bodyTop && next <= table.bodyBottom) {
    const other = book.cell(table.sheet, next, column)?.source;
    if (!other || moveFormula(other.text, from.template - next, 0) !== above.text) return null;
  }
  return moveFormula(above.text, from.row - from.template, 0);
}

/** Makes room for rows before sheet row `row`, moving what stands in the way. */
function makeRoom(book: Book, table: TablePart, row: number, count: number): void {
  const { block, sheet, bodyBottom } = table;
  const atEnd = row === bodyBottom + 1 && table.totalsRow === null;
  const room = { ...block, top: row, bottom: row + count - 1 };
  const body = { ...block, top: table.bodyTop, bottom: bodyBottom };
  if (!atEnd || !isFree(book, sheet, room)) {
    shiftCells(book, { sheet, left: block.left, right: block.right, from: row, by: count }, table);
  }
  if (row === bodyBottom + 1) extendRanges(book.sheetPart(sheet), body, count);
  table.resize({ longer: count });
  book.forgetExtents();
}

function fillRow(
  book: Book,
  table: TablePart,
  row: { at: number; template: number },
  inputs: CellInput[],
): void {
  const sheet = book.sheetPart(table.sheet);
  inputs.forEach((input, index) => {
    const column = table.block.left + index;
    const formula = fillFormula(book, table, index, { template: row.template, row: row.at });
    if (row.at !== row.template) {
      const style = sheet.cell(row.template, column)?.style ?? 0;
      const cell = blankCell(book.styles.variant(style, { quotePrefix: false }));
      if (style !== 0 || formula !== null || (input !== null && input !== ''))
        sheet.place(row.at, column, cell);
    }
    if (input !== null) writeCell(book, { sheet: table.sheet, row: row.at, column }, input);
    else if (formula !== null) putFormula(book, sheet.edit(row.at, column), formula);
  });
}

/** Adds rows at the end of a table's body, or before body row `at`; answers the zero-based index of the first. */
export function appendRows(book: Book, table: TablePart, rows: CellInput[][], at?: number): number {
  const width = table.columns.length;
  if (rows.length === 0 || rows.some((row) => row.length !== width)) {
    throw new WorkbookError(
      'invalidArgument',
      `Each row must have ${width} values, one for each column of the table.`,
    );
  }
  const count = table.bodyBottom - table.bodyTop + 1;
  const index = at ?? count;
  if (index < 0 || index > count)
    throw new WorkbookError('invalidArgument', 'The index lies outside the table.');
  const reuse = isEmptyBody(book, table) ? 1 : 0;
  const first = reuse ? table.bodyTop : table.bodyTop + index;
  // New rows look like the row above them; at the top like the row they push down.
  const above = first > table.bodyTop ? first - 1 : first;
  const grow = rows.length - reuse;
  if (grow > 0) makeRoom(book, table, first + reuse, grow);
  const template = reuse || first > table.bodyTop || count === 0 ? above : above + grow;
  rows.forEach((row, offset) => fillRow(book, table, { at: first + offset, template }, row));
  return first - table.bodyTop;
}

/** The one input that goes into every cell, or undefined when the cells differ. */
function uniform(inputs: CellInput[][]): CellInput | undefined {
  const first = inputs[0]?.[0];
  return inputs.every((row) => row[0] === first) ? first : undefined;
}

/** Writes a column's body; a formula given for all of it becomes the column's fill formula. */
export function setColumnBody(
  book: Book,
  table: TablePart,
  index: number,
  input: CellInput | CellInput[][],
): void {
  const column = table.block.left + index;
  const [top, bottom] = [table.bodyTop, table.bodyBottom];
  const given = Array.isArray(input) ? input : [[input]];
  const matrix = given.length === 1 ? Array.from({ length: bottom - top + 1 }, () => given[0] ?? []) : given;
  if (matrix.length !== bottom - top + 1 || matrix.some((row) => row.length !== 1)) {
    throw new WorkbookError('invalidArgument', 'The values do not have the shape of the column.');
  }
  const from = { sheet: table.sheet, row: top, column };
  matrix.forEach(([value], offset) => {
    const at = { ...from, row: top + offset };
    if (value !== null && value !== undefined) writeCell(book, at, value, given.length === 1 ? from : at);
  });
  rememberFormula(book, table, index, uniform(matrix));
}

function rememberFormula(book: Book, table: TablePart, index: number, input: CellInput | undefined): void {
  const id = table.columns[index]?.id;
  if (id === undefined || input === undefined || input === null) return;
  const at = { sheet: table.sheet, row: table.bodyTop, column: table.block.left + index };
  const typed = readTyped(
    input,
    book.styles.numberFormat(book.cell(at.sheet, at.row, at.column)?.style ?? 0),
    2000,
  );
  table.setFormula(id, typed.kind === 'formula' ? formulaForFile(book, typed.text, at) : null);
}

/** Deletes rows of the body from a zero-based index on; what lies below moves up. The last row is emptied instead, as in Excel. */
export function deleteTableRows(book: Book, table: TablePart, index: number, count = 1): void {
  const first = table.bodyTop + index;
  const end = first + count;
  if (index < 0 || count < 1 || end > table.bodyBottom + 1)
    throw new WorkbookError('itemNotFound', 'The table has no such row.');
  const isWhole = first === table.bodyTop && end === table.bodyBottom + 1;
  if (isWhole) emptyRow(book, table, first);
  const from = isWhole ? first + 1 : first;
  if (from === end) return;
  const sheet = book.sheetPart(table.sheet);
  for (let row = from; row < end; row += 1) for (const column of columnsOf(table)) sheet.take(row, column);
  const { left, right } = table.block;
  shiftCells(book, { sheet: table.sheet, left, right, from: end, by: from - end }, table);
  table.resize({ longer: from - end });
  book.forgetExtents();
}

function emptyRow(book: Book, table: TablePart, row: number): void {
  const sheet = book.sheetPart(table.sheet);
  for (const column of columnsOf(table)) {
    const cell = sheet.cell(row, column);
    if (cell && !cell.source) setValue(sheet.edit(row, column), null);
  }
}

/** Deletes a block of cells so that what lies below moves up. Of cells in a table, whole rows of one table only. */
export function deleteBlock(book: Book, sheet: string, block: Block): void {
  const table = book.tables.find((one) => one.sheet === sheet && overlaps(one.block, block));
  const isRows =
    table !== undefined &&
    table.block.left === block.left &&
    table.block.right === block.right &&
    block.top >= table.bodyTop &&
    block.bottom <= table.bodyBottom;
  if (!isRows)
    throw new WorkbookError(
      'insertDeleteConflict',
      'Only whole rows of one table can be deleted as a range.',
    );
  deleteTableRows(book, table, block.top - table.bodyTop, block.bottom - block.top + 1);
}
