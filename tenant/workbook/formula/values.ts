/** The values a formula works with, and how Excel turns one kind into another. */
import { numberFromText } from './text-number';

/** The error values a cell can hold. */
export type ErrorName = '#NULL!' | '#DIV/0!' | '#VALUE!' | '#REF!' | '#NAME?' | '#NUM!' | '#N/A';

/** An error as a value: it is passed on by formulas, never thrown. */
export class FormulaError {
  constructor(readonly code: ErrorName) {}
}

/** One cell's value; null is a blank cell. */
export type Scalar = number | string | boolean | null | FormulaError;

/** A block of computed values, rows first. */
export class Matrix {
  constructor(readonly rows: Scalar[][]) {}
  get height(): number {
    return this.rows.length;
  }
  get width(): number {
    return this.rows[0]?.length ?? 0;
  }
  at(row: number, column: number): Scalar {
    return this.rows[row]?.[column] ?? null;
  }
}

/** A block of cells on a sheet, by one-based row and column numbers, both ends included. */
export class Area {
  readonly key: string;
  constructor(
    readonly sheet: string,
    readonly top: number,
    readonly left: number,
    readonly bottom: number,
    readonly right: number,
  ) {
    this.key = `${sheet}!${top},${left},${bottom},${right}`;
  }
  get height(): number {
    return this.bottom - this.top + 1;
  }
  get width(): number {
    return this.right - this.left + 1;
  }
}

/** Whatever an expression can yield. */
export type Value = Scalar | Matrix | Area;

const named = new Map<string, FormulaError>(
  (['#NULL!', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#N/A'] as const).map((code) => [
    code,
    new FormulaError(code),
  ]),
);

/** The one error value of this name; undefined for text that is no error name. */
export function errorNamed(text: string): FormulaError | undefined {
  return named.get(text.toUpperCase());
}

const known = (code: ErrorName): FormulaError => named.get(code) ?? new FormulaError(code);

/** The error values, ready for use. */
export const errors = {
  div0: known('#DIV/0!'),
  value: known('#VALUE!'),
  ref: known('#REF!'),
  name: known('#NAME?'),
  num: known('#NUM!'),
  na: known('#N/A'),
};

/** Whether a value is an error. */
export function isError(value: unknown): value is FormulaError {
  return value instanceof FormulaError;
}

/** A number as arithmetic sees the value: blank is 0, TRUE is 1, text counts when it reads as a number. */
export function toNumber(value: Scalar): number | FormulaError {
  if (typeof value === 'number' || isError(value)) return value;
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return numberFromText(value) ?? errors.value;
}

/** A number as Excel writes it in General format: at most 15 significant digits. */
export function numberText(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  const exponent = /^(-?[\d.]+)e([+-])(\d+)$/.exec(text);
  return exponent ? `${exponent[1]}E${exponent[2]}${(exponent[3] ?? '').padStart(2, '0')}` : text;
}

/** The text `&` joins: blank is empty, TRUE and FALSE in capitals. */
export function toText(value: Scalar): string | FormulaError {
  if (typeof value === 'string' || isError(value)) return value;
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return numberText(value);
}

/** The truth IF sees: numbers other than 0 are true, of texts only TRUE and FALSE count. */
export function toTruth(value: Scalar): boolean | FormulaError {
  if (typeof value === 'boolean' || isError(value)) return value;
  if (value === null) return false;
  if (typeof value === 'number') return value !== 0;
  const word = value.trim().toUpperCase();
  if (word === 'TRUE') return true;
  return word === 'FALSE' ? false : errors.value;
}

const collator = new Intl.Collator('en', { sensitivity: 'accent' });
const rank = (value: number | string | boolean): number =>
  typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2;

function compareNumbers(left: number, right: number): number {
  if (left === right) return 0;
  // Excel compares 15 significant digits, so that 0.1+0.2 equals 0.3.
  const close = Math.abs(left - right) < Math.abs(left) * 1e-12;
  if (close && Number(left.toPrecision(15)) === Number(right.toPrecision(15))) return 0;
  return left < right ? -1 : 1;
}

const emptyLike = (other: Scalar): number | string | boolean =>
  typeof other === 'string' ? '' : typeof other === 'boolean' ? false : 0;

/** Excel's order: numbers before texts before booleans, letter case ignored, a blank equals 0, "" and FALSE. */
export function compare(left: Scalar, right: Scalar): number | FormulaError {
  if (isError(left)) return left;
  if (isError(right)) return right;
  const a = left ?? emptyLike(right);
  const b = right ?? emptyLike(left);
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') {
    return a.toLowerCase() === b.toLowerCase() ? 0 : collator.compare(a, b) || (a < b ? -1 : 1);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return rank(a) - rank(b);
}
