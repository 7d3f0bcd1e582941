/** INDEX, MATCH, VLOOKUP, XLOOKUP and LOOKUP; exact look-ups use an index made once per recalculation. */
import { asMatrix, flatValues, single, type Site } from './calculation';
import { hasWildcard, wildcard } from './criteria';
import { type FunctionTable, lazy, range } from './function-shape';
import { Area, compare, errors, isError, Matrix, type Scalar, toNumber, toTruth, type Value } from './values';

const exactKey = (value: Scalar): string | undefined => {
  if (value === null || isError(value)) return undefined;
  return typeof value === 'string' ? `s${value.toLowerCase()}` : `${typeof value}${value}`;
};

function firstByKey(area: Area, site: Site): Map<string, number> {
  return site.calculation.once(`first ${area.key}`, () => {
    const index = new Map<string, number>();
    site.calculation.flat(area).forEach((value, position) => {
      const key = exactKey(value);
      if (key !== undefined && !index.has(key)) index.set(key, position);
    });
    return index;
  });
}

/** Zero-based position of an equal value, or -1. */
function exactly(sought: Scalar, block: Value, site: Site, wild = true): number {
  if (wild && typeof sought === 'string' && hasWildcard(sought)) {
    const matches = wildcard(sought);
    return flatValues(block, site).findIndex((value) => typeof value === 'string' && matches(value));
  }
  const key = exactKey(sought ?? 0);
  if (key === undefined) return -1;
  if (block instanceof Area) return firstByKey(block, site).get(key) ?? -1;
  return flatValues(block, site).findIndex((value) => exactKey(value) === key);
}

/** Position of the last value not above the sought one, in ascending order; values of another kind are passed over. */
function ascending(sought: Scalar, values: Scalar[]): number {
  const target = sought ?? 0;
  let found = -1;
  for (const [position, value] of values.entries()) {
    if (typeof value !== typeof target) continue;
    const order = compare(value, target);
    if (isError(order)) continue;
    if (order > 0) break;
    found = position;
  }
  return found;
}

function descending(sought: Scalar, values: Scalar[]): number {
  const target = sought ?? 0;
  let found = -1;
  for (const [position, value] of values.entries()) {
    if (typeof value !== typeof target) continue;
    const order = compare(value, target);
    if (isError(order)) continue;
    if (order < 0) break;
    found = position;
    if (order === 0) break;
  }
  return found;
}

/** Position of the nearest value below (side -1) or above (side 1), in any order. */
function nearest(sought: Scalar, values: Scalar[], side: number): number {
  let found = -1;
  for (const [position, value] of values.entries()) {
    if (typeof value !== typeof sought) continue;
    const order = compare(value, sought);
    if (isError(order) || order * side < 0) continue;
    const better = found === -1 ? -1 : compare(value, values[found] ?? null);
    if (!isError(better) && (found === -1 || better * side < 0)) found = position;
  }
  return found;
}

function match(args: Value[], site: Site): Value {
  const sought = single(args[0] ?? null, site);
  const kind = args.length > 2 ? toNumber(single(args[2] ?? null, site)) : 1;
  const block = args[1] ?? null;
  if (isError(sought)) return sought;
  if (isError(kind)) return kind;
  if (isError(block)) return block;
  const at =
    kind === 0
      ? exactly(sought, block, site)
      : (kind > 0 ? ascending : descending)(sought, flatValues(block, site));
  return at < 0 ? errors.na : at + 1;
}

/** A cell, row or column of a block; row or column 0 means all of them. */
function pick(block: Value, row: number, column: number, site: Site): Value {
  if (isError(block)) return block;
  const size = block instanceof Area ? block : asMatrix(block, site);
  if (row < 0 || column < 0) return errors.value;
  if (row > size.height || column > size.width) return errors.ref;
  if (block instanceof Area) {
    const { sheet, top, left, bottom, right } = block;
    const [first, last] = row === 0 ? [top, bottom] : [top + row - 1, top + row - 1];
    const [from, to] = column === 0 ? [left, right] : [left + column - 1, left + column - 1];
    return new Area(sheet, first, from, last, to);
  }
  const matrix = asMatrix(block, site);
  const rows = row === 0 ? matrix.rows : [matrix.rows[row - 1] ?? []];
  return new Matrix(column === 0 ? rows : rows.map((cells) => [cells[column - 1] ?? null]));
}

function index(args: Value[], site: Site): Value {
  const block = args[0] ?? null;
  const first = toNumber(single(args[1] ?? null, site));
  const second = args.length > 2 ? toNumber(single(args[2] ?? null, site)) : null;
  if (isError(first)) return first;
  if (isError(second)) return second;
  const width = block instanceof Area ? block.width : asMatrix(block, site).width;
  const height = block instanceof Area ? block.height : asMatrix(block, site).height;
  // With one number a single row is counted along its columns.
  if (second === null && height === 1 && width > 1) return pick(block, 1, Math.trunc(first), site);
  return pick(block, Math.trunc(first), Math.trunc(second ?? (width === 1 ? 1 : 0)), site);
}

const firstLine = (block: Value, site: Site, across: boolean): Value =>
  across ? pick(block, 1, 0, site) : pick(block, 0, 1, site);

function tableLookup(args: Value[], site: Site, across: boolean): Value {
  const sought = single(args[0] ?? null, site);
  const block = args[1] ?? null;
  const line = toNumber(single(args[2] ?? null, site));
  const near = args.length > 3 ? toTruth(single(args[3] ?? null, site)) : true;
  for (const value of [sought, line, near]) if (isError(value)) return value;
  const keys = firstLine(block, site, across);
  const at = near ? ascending(sought, flatValues(keys, site)) : exactly(sought, keys, site);
  if (at < 0) return errors.na;
  const which = Math.trunc(Number(line));
  if (which < 1) return errors.value;
  return across ? pick(block, which, at + 1, site) : pick(block, at + 1, which, site);
}

const lookupKinds: Record<number, (sought: Scalar, block: Value, site: Site) => number> = {
  0: (sought, block, site) => exactly(sought, block, site, false),
  2: (sought, block, site) => exactly(sought, block, site),
  [-1]: (sought, block, site) => {
    const same = exactly(sought, block, site, false);
    return same >= 0 ? same : nearest(sought, flatValues(block, site), -1);
  },
  1: (sought, block, site) => {
    const same = exactly(sought, block, site, false);
    return same >= 0 ? same : nearest(sought, flatValues(block, site), 1);
  },
};

const lastOf: (sought: Scalar, block: Value, site: Site) => number = (sought, block, site) =>
  flatValues(block, site).findLastIndex((value) => exactKey(value) === exactKey(sought));

const isRow = (block: Value): boolean => !(block instanceof Area) || (block.height === 1 && block.width > 1);

const xlookup = lazy(3, 6, (args, site) => {
  const value = (index: number): Value => args[index]?.() ?? null;
  const key = single(value(0), site);
  if (isError(key)) return key;
  const kind = toNumber(single(value(4), site));
  const find = single(value(5), site) === -1 ? lastOf : lookupKinds[isError(kind) ? NaN : kind];
  if (!find) return errors.value;
  const block = value(1);
  const at = find(key, block, site);
  if (at < 0) return args[3] ? value(3) : errors.na;
  return isRow(block) ? pick(value(2), 0, at + 1, site) : pick(value(2), at + 1, 0, site);
});

function lookup(args: Value[], site: Site): Value {
  const sought = single(args[0] ?? null, site);
  if (isError(sought)) return sought;
  const at = ascending(sought, flatValues(args[1] ?? null, site));
  return at < 0 ? errors.na : (flatValues(args[2] ?? args[1] ?? null, site)[at] ?? null);
}

/** Functions that find things. */
export const lookupFunctions: FunctionTable = {
  MATCH: range(2, 3, match),
  INDEX: range(2, 3, index),
  VLOOKUP: range(3, 4, (args, site) => tableLookup(args, site, false)),
  HLOOKUP: range(3, 4, (args, site) => tableLookup(args, site, true)),
  XLOOKUP: xlookup,
  LOOKUP: { ...range(2, 3, lookup), array: true },
};
