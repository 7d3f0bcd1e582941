/** Worksheets and tables added to a workbook, with Excel's refusals. */
import { type Block, overlaps } from './address';
import { type Book } from './book';
import { writeCell } from './write-cell';
import { type TablePart } from './table-part';
import { WorkbookError } from './workbook-error';

const forbidden = /[\\/*?:[\]]|^'|'$/;

/** Adds an empty worksheet at the end; its name must be free and one Excel takes. */
export function addWorksheet(book: Book, name: string): void {
  if (name === '' || name.length > 31 || forbidden.test(name))
    throw new WorkbookError('invalidArgument', 'A worksheet cannot have this name.');
  if (book.sheetKey(name) !== undefined)
    throw new WorkbookError('itemAlreadyExists', 'A worksheet of this name exists.');
  book.addSheet(name);
}

/** Makes a table of a block with headings in its first row; a blank heading is filled in, as Excel does. */
export function addTable(book: Book, sheet: string, wanted: Block): TablePart {
  const block = { ...wanted, bottom: Math.max(wanted.bottom, wanted.top + 1) };
  if (book.tables.some((table) => table.sheet === sheet && overlaps(table.block, block)))
    throw new WorkbookError('invalidArgument', 'A table cannot overlap another table.');
  const headings: string[] = [];
  for (let column = block.left; column <= block.right; column += 1) {
    const value = book.cell(sheet, block.top, column)?.value ?? null;
    const heading = typeof value === 'string' && value !== '' ? value : `Column${headings.length + 1}`;
    if (heading !== value) writeCell(book, { sheet, row: block.top, column }, heading);
    headings.push(heading);
  }
  if (new Set(headings.map((heading) => heading.toLowerCase())).size < headings.length)
    throw new WorkbookError('invalidArgument', 'The box makes no table with the same heading twice.');
  return book.addTable(sheet, block, headings);
}

/** Renames a table; names of tables are unique in a workbook. */
export function renameTable(book: Book, table: TablePart, name: string): void {
  if (!/^[\p{L}_\\][\p{L}\d_.]{0,254}$/u.test(name))
    throw new WorkbookError('invalidArgument', 'A table cannot have this name.');
  const other = book.tables.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (other !== undefined && other !== table)
    throw new WorkbookError('itemAlreadyExists', 'A table of this name exists.');
  table.rename(name);
  book.forgetExtents();
}
