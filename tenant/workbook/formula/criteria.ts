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

/** Pattern parts: a character in lower case, null for any one character, undefined for any run. */
type Part = string | null | undefined;

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (const [whole] of pattern.toLowerCase().matchAll(/~[*?~]|[^]/gu)) {
    if (whole === '*') parts.push(undefined);
    else
      parts.push(whole === '?' ? null : whole.length === 2 && whole.startsWith('~') ? whole.slice(1) : whole);
  }
  return parts;
}

/** Matches without backtracking further than to the last `*`, so that no cell's text can stall a calculation. */
function matches(parts: Part[], text: string[]): boolean {
  let [at, part, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    const wanted = parts[part];
    if (part < parts.length && wanted === undefined) {
      star = part++;
      mark = at;
    } else if (part < parts.length && (wanted === null || wanted === text[at])) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++mark;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === undefined);
}

/** A test for Excel's wildcards: `*` any run, `?` one character, `~` takes the next one literally. */
export function wildcard(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches(parts, [...text.toLowerCase()]);
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
    const fits = wildcard(operand);
    return { test: (value) => typeof value === 'string' && fits(value) };
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
