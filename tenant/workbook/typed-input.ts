/** What Excel makes of a value typed into a cell. */
import { typedNumber } from './formula/text-number';
import { errorNamed, numberText, type Scalar } from './formula/values';
import { type CellValue } from './views';
import { WorkbookError } from './workbook-error';

/** The meaning of an input: nothing (clear), a value, or a formula as typed. */
export type Typed =
  | { kind: 'clear' }
  | { kind: 'value'; value: Exclude<Scalar, null>; numberFormat?: string; quoted?: boolean }
  | { kind: 'formula'; text: string };

/** The most characters a cell holds. */
const longestText = 32_767;

const text = (value: string, quoted = false): Typed => ({ kind: 'value', value, quoted });

function asText(input: CellValue): string {
  if (typeof input === 'boolean') return input ? 'TRUE' : 'FALSE';
  return typeof input === 'number' ? numberText(input) : input;
}

function fromString(input: string, thisYear: number): Typed {
  const bare = input.replace(/^ +/, '');
  if (bare.startsWith('=') && bare.trim().length > 1) return { kind: 'formula', text: bare };
  const word = bare.trim().toUpperCase();
  if (word === 'TRUE' || word === 'FALSE') return { kind: 'value', value: word === 'TRUE' };
  const error = errorNamed(word);
  if (error) return { kind: 'value', value: error };
  const number = typedNumber(input, thisYear);
  if (number) return { kind: 'value', value: number.value, numberFormat: number.format ?? undefined };
  // A lone sign is text; with anything after it Excel takes it for the start of a formula.
  if (/^[+\-@]/.test(bare) && bare.trim().length > 1) return { kind: 'formula', text: bare };
  return text(input);
}

/** Reads an input for a cell with this number format; throws invalidArgument when it is too long. */
export function readTyped(input: CellValue, numberFormat: string, thisYear: number): Typed {
  if (input === '') return { kind: 'clear' };
  if (typeof input === 'string' && input.length > longestText + 1) {
    throw new WorkbookError('invalidArgument', `A value is longer than ${longestText} characters.`);
  }
  if (typeof input === 'string' && input.startsWith("'")) return text(input.slice(1), true);
  if (numberFormat === '@') return text(asText(input));
  return typeof input === 'string' ? fromString(input, thisYear) : { kind: 'value', value: input };
}
