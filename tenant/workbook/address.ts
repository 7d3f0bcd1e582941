/** Cell addresses: blocks of one-based rows and columns. */
import { columnLetters, columnNumber } from './formula/references';
import { WorkbookError } from './workbook-error';

/** A block of cells, both ends included. */
export interface Block {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The last row a worksheet can have. */
export const lastRow = 1_048_576;
const lastColumn = 16_384;

const pattern = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i;

/** Reads `A1` or `A1:B2`, or answers null. */
export function readBlock(text: string): Block | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const [, fromColumn = '', fromRow = ''] = match;
  const first = { row: Number(fromRow), column: columnNumber(fromColumn) };
  const last = { row: Number(match[4] ?? fromRow), column: columnNumber(match[3] ?? fromColumn) };
  const block = {
    top: Math.min(first.row, last.row),
    left: Math.min(first.column, last.column),
    bottom: Math.max(first.row, last.row),
    right: Math.max(first.column, last.column),
  };
  return block.top >= 1 && block.bottom <= lastRow && block.right <= lastColumn ? block : null;
}

/** Reads an address a caller gave, with or without a sheet's name before it; throws invalidArgument. */
export function blockOf(address: string): Block {
  const block = readBlock(address.slice(address.lastIndexOf('!') + 1));
  if (!block)
    throw new WorkbookError('invalidArgument', 'The address is not a block of cells such as A1:B2.');
  return block;
}

/** Writes a cell's address. */
export const cellAddress = (row: number, column: number): string => columnLetters(column) + String(row);

/** Writes a block's address; one cell without a colon. */
export function blockAddress({ top, left, bottom, right }: Block): string {
  const first = cellAddress(top, left);
  return top === bottom && left === right ? first : `${first}:${cellAddress(bottom, right)}`;
}

/** The address with its sheet, quoted where Excel quotes. */
export function fullAddress(sheet: string, block: Block): string {
  const plain = /^[\p{L}_][\p{L}\d_.]*$/u.test(sheet) && !/^[A-Z]{1,3}\d+$/i.test(sheet);
  return `${plain ? sheet : `'${sheet.replaceAll("'", "''")}'`}!${blockAddress(block)}`;
}

/** Whether two blocks share a cell. */
export const overlaps = (a: Block, b: Block): boolean =>
  a.top <= b.bottom && b.top <= a.bottom && a.left <= b.right && b.left <= a.right;
