/** Writes values, formulas and number formats into a block of cells, as Graph's PATCH of a range does. */
import { type Block } from './address';
import { type Book } from './book';
import { type RangePatch } from './views';
import { WorkbookError } from './workbook-error';
import { type Place, writeCell, writeFormat } from './write-cell';

/** The most cells one request may write. */
const mostCells = 500_000;

type Write<T> = (at: { row: number; column: number }, input: T, fill: boolean) => void;

/** The matrix in the shape of the block; a 1 by 1 matrix stands for the whole of it. */
function shaped<T>(block: Block, matrix: T[][]): { rows: T[][]; fill: boolean } {
  const height = block.bottom - block.top + 1;
  const width = block.right - block.left + 1;
  if (height * width > mostCells)
    throw new WorkbookError('rangeExceedsLimit', 'The range is too large to write.');
  const one = matrix.length === 1 && matrix[0]?.length === 1 ? matrix[0][0] : undefined;
  if (one !== undefined && height * width > 1) {
    const row = Array.from({ length: width }, () => one);
    return { rows: Array.from({ length: height }, () => row), fill: true };
  }
  if (matrix.length !== height || matrix.some((row) => row.length !== width)) {
    throw new WorkbookError(
      'invalidArgument',
      `The values do not have the shape of the range (${height} by ${width}).`,
    );
  }
  return { rows: matrix, fill: false };
}

/** Calls `write` for each cell that has an input. */
function spread<T>(block: Block, matrix: (T | null)[][], write: Write<T>): void {
  const { rows, fill } = shaped(block, matrix);
  rows.forEach((row, r) =>
    row.forEach((input, c) => {
      if (input !== null) write({ row: block.top + r, column: block.left + c }, input, fill);
    }),
  );
}

/** Applies a patch to a block; number formats first, so that `@` keeps the values as text. */
export function patchBlock(book: Book, sheet: string, block: Block, part: RangePatch): void {
  if (!part.values && !part.formulas && !part.numberFormat) {
    throw new WorkbookError(
      'invalidArgument',
      'Nothing to write: values, formulas or numberFormat is needed.',
    );
  }
  const first: Place = { sheet, row: block.top, column: block.left };
  if (part.numberFormat) {
    spread(block, part.numberFormat, (at, format) => writeFormat(book, { sheet, ...at }, format));
  }
  for (const matrix of [part.values, part.formulas]) {
    if (!matrix) continue;
    spread(block, matrix, (at, input, fill) =>
      writeCell(book, { sheet, ...at }, input, fill ? first : undefined),
    );
  }
}
