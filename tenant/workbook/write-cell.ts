/** Writes one cell as if typed, or its number format. */
import { type Book } from './book';
import { type Cell, setValue } from './cell';
import { compile } from './formula/compile';
import { moveFormula, namesIn, toFileForm } from './formula/rewrite';
import { FormulaSyntaxError } from './formula/tokens';
import { readTyped } from './typed-input';
import { type CellValue } from './views';
import { WorkbookError } from './workbook-error';

/** A cell's place; `sheet` is the sheet's key, rows and columns are one-based. */
export interface Place {
  sheet: string;
  row: number;
  column: number;
}

const longestFormula = 8_192;

function checkNames(book: Book, text: string): void {
  const { tables, sheets } = namesIn(text);
  for (const { table, columns } of tables) {
    const extent = book.table(table);
    if (!extent || columns.some((name) => !extent.columns.has(name.toLowerCase()))) {
      throw new WorkbookError('invalidArgument', 'The formula names a table or column that does not exist.');
    }
  }
  if (sheets.some((name) => book.sheetKey(name) === undefined)) {
    throw new WorkbookError('invalidArgument', 'The formula names a worksheet that does not exist.');
  }
}

/** A typed formula in the form kept in files; throws invalidArgument when it cannot be read or names what is not there. */
export function formulaForFile(book: Book, typed: string, at: Place): string {
  if (typed.length > longestFormula) throw new WorkbookError('invalidArgument', 'The formula is too long.');
  try {
    const text = toFileForm(typed, book.tableAt(at.sheet, at.row, at.column)?.name);
    checkNames(book, text);
    const compiled = compile(text);
    if (compiled instanceof FormulaSyntaxError) throw compiled;
    return text;
  } catch (error) {
    if (!(error instanceof FormulaSyntaxError)) throw error;
    throw new WorkbookError('invalidArgument', `The formula cannot be read: ${error.message}`, {
      cause: error,
    });
  }
}

/** Puts a formula in file form into a cell; its result is blank until the next recalculation. */
export function putFormula(book: Book, cell: Cell, text: string): void {
  cell.source = { text, xml: null, kind: 'plain' };
  setValue(cell, null);
  book.compileCell(cell);
}

function refuseSpecial(book: Book, at: Place): void {
  const table = book.tableAt(at.sheet, at.row, at.column);
  if (table?.headerRow === at.row) {
    throw new WorkbookError(
      'invalidArgument',
      "Renaming a table's column through the API is not imitated here.",
    );
  }
  if (book.cell(at.sheet, at.row, at.column)?.source?.kind === 'array') {
    throw new WorkbookError('invalidArgument', 'Part of an array formula cannot be changed.');
  }
}

function dropFormula(cell: Cell): void {
  cell.source = null;
  cell.formula = undefined;
}

/** Writes an input as if typed into the cell; `from` is the first cell of a block filled with one input. */
export function writeCell(book: Book, at: Place, input: CellValue, from: Place = at): void {
  refuseSpecial(book, at);
  const sheet = book.sheetPart(at.sheet);
  const existing = sheet.cell(at.row, at.column);
  const format = book.styles.numberFormat(existing?.style ?? 0);
  const typed = readTyped(input, format, book.now().getUTCFullYear());
  if (typed.kind === 'clear' && !existing) return;
  const cell = sheet.edit(at.row, at.column);
  if (typed.kind === 'formula') {
    const text = formulaForFile(book, typed.text, from);
    putFormula(book, cell, moveFormula(text, at.row - from.row, at.column - from.column));
    return;
  }
  dropFormula(cell);
  setValue(cell, typed.kind === 'clear' ? null : typed.value);
  if (typed.kind === 'clear') return;
  const general = format.toLowerCase() === 'general';
  cell.style = book.styles.variant(cell.style, {
    numberFormat: general ? typed.numberFormat : undefined,
    quotePrefix: typed.quoted ?? false,
  });
}

/** Sets a cell's number format; the empty string means General. */
export function writeFormat(book: Book, at: Place, format: string): void {
  const cell = book.sheetPart(at.sheet).edit(at.row, at.column);
  cell.style = book.styles.variant(cell.style, { numberFormat: format === '' ? 'General' : format });
}
