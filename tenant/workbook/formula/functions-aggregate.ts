/** SUM, COUNT, MAX, SUMPRODUCT and other functions that fold many cells into one value. */
import { asMatrix, flatValues, type Site } from './calculation';
import { type FunctionTable, many, range, type RangeFunction } from './function-shape';
import {
  Area,
  errors,
  type FormulaError,
  isError,
  Matrix,
  type Scalar,
  toNumber,
  toTruth,
  type Value,
} from './values';

/** The numbers of the arguments: in ranges only true numbers count, a value given directly is converted. */
function numbersOf(args: Value[], site: Site): number[] | FormulaError {
  const numbers: number[] = [];
  for (const arg of args) {
    const direct = !(arg instanceof Area) && !(arg instanceof Matrix);
    for (const value of flatValues(arg, site)) {
      if (isError(value)) return value;
      if (direct) {
        const number = toNumber(value);
        if (isError(number)) return number;
        numbers.push(number);
      } else if (typeof value === 'number') numbers.push(value);
    }
  }
  return numbers;
}

const fold = (run: (numbers: number[]) => Scalar): RangeFunction =>
  range(1, many, (args, site) => {
    const numbers = numbersOf(args, site);
    return isError(numbers) ? numbers : run(numbers);
  });

const total = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const highest = (numbers: number[]): number =>
  numbers.reduce((best, number) => Math.max(best, number), numbers[0] ?? 0);
const lowest = (numbers: number[]): number =>
  numbers.reduce((best, number) => Math.min(best, number), numbers[0] ?? 0);

function truths(args: Value[], site: Site): boolean[] | FormulaError {
  const found: boolean[] = [];
  for (const arg of args) {
    const direct = !(arg instanceof Area) && !(arg instanceof Matrix);
    for (const value of flatValues(arg, site)) {
      // In ranges texts and blanks are passed over.
      if (!direct && (value === null || typeof value === 'string')) continue;
      const truth = toTruth(value);
      if (isError(truth)) return truth;
      found.push(truth);
    }
  }
  return found.length === 0 ? errors.value : found;
}

const logical = (run: (values: boolean[]) => boolean): RangeFunction =>
  range(1, many, (args, site) => {
    const values = truths(args, site);
    return isError(values) ? values : run(values);
  });

function sumProduct(args: Value[], site: Site): Scalar {
  const blocks = args.map((arg) => asMatrix(arg, site));
  const first = blocks[0];
  if (!first) return 0;
  if (blocks.some((block) => block.height !== first.height || block.width !== first.width))
    return errors.value;
  let sum = 0;
  for (let row = 0; row < first.height; row++) {
    for (let column = 0; column < first.width; column++) {
      const values = blocks.map((block) => block.at(row, column));
      const error = values.find(isError);
      if (error) return error;
      sum += values.reduce<number>((product, value) => product * (typeof value === 'number' ? value : 0), 1);
    }
  }
  return sum;
}

const ranked = (order: (a: number, b: number) => number): RangeFunction =>
  range(2, 2, ([block, place], site) => {
    const numbers = numbersOf([block ?? null], site);
    const at = toNumber(flatValues(place ?? null, site)[0] ?? null);
    if (isError(numbers)) return numbers;
    return isError(at) ? at : (numbers.sort(order)[Math.trunc(at) - 1] ?? errors.num);
  });

/** Functions over many cells. */
export const aggregateFunctions: FunctionTable = {
  SUM: fold(total),
  AVERAGE: fold((numbers) => (numbers.length === 0 ? errors.div0 : total(numbers) / numbers.length)),
  MAX: fold(highest),
  MIN: fold(lowest),
  LARGE: ranked((a, b) => b - a),
  SMALL: ranked((a, b) => a - b),
  COUNT: range(1, many, (args, site) => {
    const inRanges = args.filter((arg) => arg instanceof Area || arg instanceof Matrix);
    const direct = args.filter((arg) => !(arg instanceof Area) && !(arg instanceof Matrix));
    const counted = inRanges
      .flatMap((arg) => flatValues(arg, site))
      .filter((value) => typeof value === 'number');
    const converted = direct
      .flatMap((arg) => flatValues(arg, site))
      .filter((value) => !isError(toNumber(value)));
    return counted.length + converted.length;
  }),
  COUNTA: range(1, many, (args, site) =>
    args
      .flatMap((arg) => flatValues(arg, site))
      .reduce<number>((count, value) => count + (value === null ? 0 : 1), 0),
  ),
  SUMPRODUCT: { ...range(1, many, sumProduct), array: true },
  AND: logical((values) => values.every(Boolean)),
  OR: logical((values) => values.some(Boolean)),
  XOR: logical((values) => values.filter(Boolean).length % 2 === 1),
  ROWS: range(1, 1, ([block], site) =>
    block instanceof Area ? block.height : asMatrix(block ?? null, site).height,
  ),
  COLUMNS: range(1, 1, ([block], site) =>
    block instanceof Area ? block.width : asMatrix(block ?? null, site).width,
  ),
  ROW: range(0, 1, ([area], site) =>
    area === undefined ? site.row : area instanceof Area ? area.top : errors.value,
  ),
  COLUMN: range(0, 1, ([area], site) =>
    area === undefined ? site.column : area instanceof Area ? area.left : errors.value,
  ),
};
