/** The criteria of COUNTIF, MAXIFS and their family, and Excel's wildcards. */
import { type Site } from './calculation';
import { typedNumber } from './text-number';
import { type Area, compare, errorNamed, isError, type Scalar } from './values';

/** A test of one cell; `key` is set when the test is plain equality and an index can answer it. */
export interface Criterion {
  key?: string;
  test(value: Scalar): boolean;
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The text under which equal values meet: numbers and texts that read as the same number are equal. */
export function criterionKey(value: Scalar): string | undefined {
  if (value === null || isError(value)) return undefined;
  if (typeof value === 'boolean') return `b:${value}`;
  if (typeof value === 'number') return `n:${value}`;
  const trimmed = value.trim();
  return numeric.test(trimmed) ? `n:${Number(trimmed)}` : `s:${value.toLowerCase()}`;
}

/** Whether a text has wildcards or their escape. */
export const hasWildcard = (text: string): boolean => /[*?~]/.test(text);

/** A test for Excel's wildcards: `*` any run, `?` one character, `~` takes the next one literally. */
export function wildcard(pattern: string): (text: string) => boolean {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i] ?? '';
    if (letter === '*') source += '.*';
    else if (letter === '?') source += '.';
    else {
      const literal = letter === '~' && /[*?~]/.test(pattern[i + 1] ?? '') ? (pattern[++i] ?? '') : letter;
      source += literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  const regex = new RegExp(`^${source}$`, 'isu');
  return (text) => regex.test(text);
}

const isBlank = (value: Scalar): boolean => value === null || value === '';

function operandOf(text: string): Scalar {
  const trimmed = text.trim();
  const number = typedNumber(trimmed, new Date().getUTCFullYear());
  if (number) return number.value;
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  return errorNamed(trimmed) ?? text;
}

function equality(operand: Scalar): Criterion {
  if (isError(operand)) return { test: (value) => isError(value) && value.code === operand.code };
  if (typeof operand === 'string' && hasWildcard(operand)) {
    const matches = wildcard(operand);
    return { test: (value) => typeof value === 'string' && matches(value) };
  }
  const key = criterionKey(operand);
  return { key, test: (value) => criterionKey(value) === key };
}

function ordering(operator: string, operand: Scalar): Criterion {
  const kind = typeof operand;
  return {
    test: (value) => {
      if (typeof value !== kind) return false;
      const order = compare(value, operand);
      if (isError(order)) return false;
      if (operator === '<') return order < 0;
      if (operator === '>') return order > 0;
      return operator === '<=' ? order <= 0 : order >= 0;
    },
  };
}

/** A criterion with nothing after its operator asks about blanks. */
function aboutBlanks(operator: string | undefined): Criterion | null {
  if (operator === undefined) return { test: isBlank };
  if (operator === '=') return { test: (cell) => cell === null };
  return operator === '<>' ? { test: (cell) => cell !== null } : null;
}

/** Reads a criterion as Excel does: `">=5"`, `"<>x*"`, `"open"`, 5, or a blank cell that counts as 0. */
export function readCriterion(value: Scalar): Criterion {
  if (typeof value !== 'string') return equality(value ?? 0);
  const [, operator, rest = ''] = /^(<>|<=|>=|=|<|>)?(.*)$/s.exec(value) ?? [];
  const blanks = rest === '' ? aboutBlanks(operator) : null;
  if (blanks) return blanks;
  const operand = operandOf(rest);
  if (operator === undefined || operator === '=') return equality(operand);
  if (operator !== '<>') return ordering(operator, operand);
  const same = equality(operand);
  return { test: (cell) => !same.test(cell) };
}

/** The positions of an area's cells by criterion key; made once per recalculation. */
export function positionsByKey(area: Area, site: Site): Map<string, number[]> {
  return site.calculation.once(`positions ${area.key}`, () => {
    const index = new Map<string, number[]>();
    site.calculation.flat(area).forEach((value, position) => {
      const key = criterionKey(value);
      if (key === undefined) return;
      const places = index.get(key);
      if (places) places.push(position);
      else index.set(key, [position]);
    });
    return index;
  });
}
