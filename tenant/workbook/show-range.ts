/** Shows blocks of cells and tables to callers, as Graph's range and table resources. */
import { type Block, blockAddress, fullAddress } from './address';
import { type Book } from './book';
import { type BookSheet } from './book-parts';
import { type Cell } from './cell';
import { formatValue } from './formula/number-format';
import { toTypedForm } from './formula/rewrite';
import { isError } from './formula/values';
import { type TablePart } from './table-part';
import {
  type CellValue,
  type RangeView,
  type Table,
  type TablePart as TableRows,
  type ValueType,
} from './views';
import { WorkbookError } from './workbook-error';

/** The most cells one request may ask for, as in Excel on the web. */
const mostCells = 5_000_000;

const shownValue = (cell: Cell | undefined): CellValue => {
  const value = cell?.value ?? '';
  return isError(value) ? value.code : value;
};

const typeOf = (cell: Cell | undefined): ValueType => {
  const value = cell?.value ?? null;
  if (value === null) return 'Empty';
  if (isError(value)) return 'Error';
  if (typeof value === 'number') return 'Double';
  return typeof value === 'boolean' ? 'Boolean' : 'String';
};

/** The worksheet with this id or name; throws itemNotFound. */
export function findSheet(book: Book, idOrName: string): BookSheet {
  const wanted = idOrName.toLowerCase();
  const found = book.sheets.find(
    (one) => one.id.toLowerCase() === wanted || one.name.toLowerCase() === wanted,
  );
  if (!found) throw new WorkbookError('itemNotFound', 'The worksheet does not exist.');
  return found;
}

/** The table with this id or name; throws itemNotFound. */
export function findTable(book: Book, idOrName: string): TablePart {
  const wanted = idOrName.toLowerCase();
  const found =
    book.tables.find((one) => one.name.toLowerCase() === wanted) ??
    book.tables.find((one) => one.id === idOrName);
  if (!found) throw new WorkbookError('itemNotFound', 'The table does not exist.');
  return found;
}

/** Zero-based position of the column with this id or name; throws itemNotFound. */
export function findColumn(table: TablePart, idOrName: string): number {
  const wanted = idOrName.toLowerCase();
  const named = table.columns.findIndex((one) => one.name.toLowerCase() === wanted);
  const found = named >= 0 ? named : table.columns.findIndex((one) => one.id === idOrName);
  if (found < 0) throw new WorkbookError('itemNotFound', 'The column does not exist in the table.');
  return found;
}

/** The block of a part of a table; throws itemNotFound when the table has no such row. */
export function blockOfPart(table: TablePart, part: TableRows): Block {
  if (part === 'all') return table.block;
  if (part === 'body')
    return { ...table.block, top: table.bodyTop, bottom: Math.max(table.bodyTop, table.bodyBottom) };
  const row = part === 'header' ? table.headerRow : table.totalsRow;
  if (row === null) throw new WorkbookError('itemNotFound', `The table has no ${part} row.`);
  return { ...table.block, top: row, bottom: row };
}

/** A table as a resource. */
export function showTable(book: Book, table: TablePart): Table {
  return {
    id: table.id,
    name: table.name,
    sheet: book.sheets.find((sheet) => sheet.key === table.sheet)?.name ?? '',
    address: blockAddress(table.block),
    hasHeader: table.headerRow !== null,
    hasTotals: table.totalsRow !== null,
    columns: table.columns.map(({ id, name }, index) => ({ id, name, index })),
  };
}

/** A block of cells as a resource. */
export function showRange(book: Book, key: string, block: Block): RangeView {
  const rowCount = block.bottom - block.top + 1;
  const columnCount = block.right - block.left + 1;
  if (rowCount * columnCount > mostCells) {
    throw new WorkbookError('rangeExceedsLimit', 'The range has more than five million cells.');
  }
  const part = book.sheetPart(key);
  const matrix = <T>(show: (cell: Cell | undefined, row: number, column: number) => T): T[][] =>
    Array.from({ length: rowCount }, (_, r) =>
      Array.from({ length: columnCount }, (_unused, c) => {
        const [row, column] = [block.top + r, block.left + c];
        return show(part.cell(row, column), row, column);
      }),
    );
  const format = (cell: Cell | undefined): string => book.styles.numberFormat(cell?.style ?? 0);
  return {
    address: fullAddress(book.sheets.find((sheet) => sheet.key === key)?.name ?? '', block),
    rowCount,
    columnCount,
    values: matrix(shownValue),
    formulas: matrix((cell, row, column) =>
      cell?.source ? toTypedForm(cell.source.text, book.tableAt(key, row, column)?.name) : shownValue(cell),
    ),
    text: matrix((cell) => (cell ? formatValue(cell.value, format(cell)) : '')),
    valueTypes: matrix(typeOf),
    numberFormat: matrix(format),
  };
}
