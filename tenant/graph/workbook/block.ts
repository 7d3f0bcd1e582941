/** A1 addresses as numbers, for telling which cells of a table a range means. */
import { invalidArgument } from '../errors';

/** A block of cells; zero-based, both ends included. */
export interface Block {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

const columnNumber = (letters: string): number =>
  [...letters.toUpperCase()].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0) - 1;

const form = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i;

/** The address without the sheet's name. */
export const cellsOf = (address: string): string => address.slice(address.lastIndexOf('!') + 1);

/** The block of an address such as `A1`, `A1:B2` or `'My sheet'!A1:B2`; unbounded addresses are refused. */
export function blockOf(address: string): Block {
  const match = form.exec(cellsOf(address));
  if (!match)
    throw invalidArgument(`The address ${address.slice(0, 60)} is not a bounded range such as A1:B2.`);
  const [, left = '', top = '', right = left, bottom = top] = match;
  const columns = [columnNumber(left), columnNumber(right)];
  const rows = [Number(top) - 1, Number(bottom) - 1];
  return {
    top: Math.min(...rows),
    left: Math.min(...columns),
    bottom: Math.max(...rows),
    right: Math.max(...columns),
  };
}
