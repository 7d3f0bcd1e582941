/** COUNTIF, SUMIFS, MAXIFS and their family, answered by an index where the test is equality. */
import { flatValues, single, type Site } from './calculation';
import { type Criterion, positionsByKey, readCriterion } from './criteria';
import { type FunctionTable, many, range } from './function-shape';
import { Area, errors, type FormulaError, isError, type Scalar, type Value } from './values';

interface Condition {
  area: Area;
  criterion: Criterion;
}

function conditionsOf(args: Value[], site: Site): Condition[] | FormulaError {
  const conditions: Condition[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const area = args[i];
    if (isError(area)) return area;
    if (!(area instanceof Area)) return errors.value;
    const first = conditions[0]?.area ?? area;
    if (first.height !== area.height || first.width !== area.width) return errors.value;
    conditions.push({ area, criterion: readCriterion(single(args[i + 1] ?? null, site)) });
  }
  return args.length % 2 === 0 ? conditions : errors.value;
}

/** Positions that meet every condition; an equality narrows the search before the others are tried. */
function matching(conditions: Condition[], site: Site): number[] {
  const keyed = conditions.find((condition) => condition.criterion.key !== undefined);
  const others = conditions.filter((condition) => condition !== keyed);
  const candidates = keyed
    ? (positionsByKey(keyed.area, site).get(keyed.criterion.key ?? '') ?? [])
    : [...(conditions[0] ? site.calculation.flat(conditions[0].area).keys() : [])];
  return others.reduce((left, { area, criterion }) => {
    const values = site.calculation.flat(area);
    return left.filter((position) => criterion.test(values[position] ?? null));
  }, candidates);
}

/** SUMIF's third argument only tells where to start: its shape is that of the first. */
function reshaped(area: Area, like: Area): Area {
  return new Area(area.sheet, area.top, area.left, area.top + like.height - 1, area.left + like.width - 1);
}

type Fold = (values: Scalar[]) => Scalar;

function foldWhere(
  target: Value | undefined,
  conditions: Condition[] | FormulaError,
  site: Site,
  fold: Fold,
): Value {
  if (isError(conditions)) return conditions;
  if (!(target instanceof Area)) return isError(target) ? target : errors.value;
  const values = site.calculation.flat(target);
  return fold(matching(conditions, site).map((position) => values[position] ?? null));
}

const figures = (values: Scalar[]): number[] =>
  values.filter((value): value is number => typeof value === 'number');
const guarded =
  (fold: (numbers: number[]) => Scalar): Fold =>
  (values) =>
    values.find(isError) ?? fold(figures(values));
const sum = guarded((numbers) => numbers.reduce((total, number) => total + number, 0));
const average = guarded((numbers) =>
  numbers.length === 0 ? errors.div0 : numbers.reduce((total, number) => total + number, 0) / numbers.length,
);
const extreme = (better: (a: number, b: number) => boolean): Fold =>
  guarded((numbers) => {
    let best: number | undefined;
    for (const number of numbers) if (best === undefined || better(number, best)) best = number;
    return best ?? 0;
  });
const largest = extreme((a, b) => a > b);
const smallest = extreme((a, b) => a < b);

/** `MAXIFS(target, area, criterion, ...)`. */
const whereAll = (fold: Fold) =>
  range(3, many, ([target, ...rest], site) => {
    const conditions = conditionsOf(rest, site);
    if (!isError(conditions) && target instanceof Area) {
      const first = conditions[0]?.area;
      if (first && (first.height !== target.height || first.width !== target.width)) return errors.value;
    }
    return foldWhere(target, conditions, site, fold);
  });

/** `SUMIF(area, criterion, [target])`. */
const whereOne = (fold: Fold) =>
  range(2, 3, ([area, criterion, target], site) => {
    const conditions = conditionsOf([area ?? null, criterion ?? null], site);
    const aimed = target instanceof Area && area instanceof Area ? reshaped(target, area) : (target ?? area);
    return foldWhere(aimed, conditions, site, fold);
  });

const countWhere = (args: Value[], site: Site): Value => {
  const conditions = conditionsOf(args, site);
  return isError(conditions) ? conditions : matching(conditions, site).length;
};

const blankish = (value: Scalar): boolean => value === null || value === '';

/** Functions that pick cells by criteria. */
export const conditionalFunctions: FunctionTable = {
  COUNTIF: range(2, 2, countWhere),
  COUNTIFS: range(2, many, countWhere),
  SUMIF: whereOne(sum),
  SUMIFS: whereAll(sum),
  AVERAGEIF: whereOne(average),
  AVERAGEIFS: whereAll(average),
  MAXIFS: whereAll(largest),
  MINIFS: whereAll(smallest),
  COUNTBLANK: range(1, 1, ([area], site) => flatValues(area ?? null, site).filter(blankish).length),
};
