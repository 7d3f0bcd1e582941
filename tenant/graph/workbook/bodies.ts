/** Request bodies of the workbook API, checked before they reach the file. */
import { z } from 'zod';
import { type CellInput, type RangePatch } from '../../workbook/live-workbook';
import { invalidArgument } from '../errors';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const matrix = z.array(z.array(scalar.nullable()).min(1)).min(1);
const formats = z.array(z.array(z.string().nullable()).min(1)).min(1);

const rangeShape = z.strictObject({
  values: z.union([matrix, scalar]).optional(),
  formulas: z.union([matrix, scalar]).optional(),
  numberFormat: z.union([formats, z.string()]).optional(),
});
const rowsShape = z.strictObject({ index: z.int().min(0).nullish(), values: matrix });
const rowShape = z.strictObject({ index: z.int().nullish(), values: matrix });
const deleteShape = z.strictObject({ shift: z.enum(['Up', 'Left']) });
const sheetShape = z.strictObject({ name: z.string() });
const visibilityShape = z.strictObject({ visibility: z.enum(['Visible', 'Hidden', 'VeryHidden']) });
const tableShape = z.strictObject({ address: z.string(), hasHeaders: z.boolean() });
const nameShape = z.strictObject({ name: z.string() });
const calculationShape = z.strictObject({ calculationType: z.enum(['Recalculate', 'Full', 'FullRebuild']) });
const newNameShape = z.strictObject({
  name: z.string(),
  reference: z.string(),
  comment: z.string().optional(),
});
const sessionShape = z.strictObject({ persistChanges: z.boolean() });

function checked<T>(shape: z.ZodType<T>, body: unknown, what: string): T {
  const result = shape.safeParse(body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.slice(0, 4).join('/') ?? '';
  throw invalidArgument(
    `The body of ${what} is not as Graph takes it: ${where || 'body'}: ${issue?.message ?? 'wrong'}.`,
  );
}

const asMatrix = <T>(value: T | T[][] | undefined): T[][] | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? (value as T[][]) : [[value]];

/** A range PATCH; a single value becomes a 1 by 1 matrix, which fills the range. At least one property is asked for. */
export function readRangePatch(body: unknown): RangePatch {
  const { values, formulas, numberFormat } = checked(rangeShape, body, 'a range');
  const patch: RangePatch = {
    values: asMatrix<CellInput>(values),
    formulas: asMatrix<CellInput>(formulas),
    numberFormat: asMatrix<string | null>(numberFormat),
  };
  if (!patch.values && !patch.formulas && !patch.numberFormat) {
    throw invalidArgument('A range update names values, formulas or numberFormat.');
  }
  return patch;
}

/** Rows to add: null or no index means at the end. */
export function readNewRows(body: unknown): { index: number | undefined; values: CellInput[][] } {
  const { index, values } = checked(rowsShape, body, 'new rows');
  return { index: index ?? undefined, values };
}

/** New values of one row. */
export function readRow(body: unknown): CellInput[][] {
  return checked(rowShape, body, 'a row').values;
}

/** Where the cells go that take the place of deleted ones. */
export function readShift(body: unknown): 'Up' | 'Left' {
  return checked(deleteShape, body, 'a deletion').shift;
}

/** The name of a new worksheet. */
export function readNewSheet(body: unknown): string {
  return checked(sheetShape, body, 'a worksheet').name;
}

/** Whether and how a worksheet is to be hidden. */
export function readVisibility(body: unknown): 'Visible' | 'Hidden' | 'VeryHidden' {
  return checked(visibilityShape, body, 'a worksheet').visibility;
}

/** Where a new table is to lie, and whether its headings stand there already. */
export function readNewTable(body: unknown): { address: string; hasHeaders: boolean } {
  return checked(tableShape, body, 'a table');
}

/** The new name of a table. */
export function readTableName(body: unknown): string {
  return checked(nameShape, body, 'a table').name;
}

/** Checks what is to be calculated; every kind works everything out here. */
export function readCalculation(body: unknown): void {
  checked(calculationShape, body, 'a calculation');
}

/** A name and what it is to stand for. */
export function readNewName(body: unknown): { name: string; reference: string } {
  return checked(newNameShape, body, 'a name');
}

/** Whether a new session keeps its changes; true when it is not said. */
export function readSession(body: unknown): boolean {
  return checked(sessionShape.partial(), body, 'a session').persistChanges ?? true;
}
