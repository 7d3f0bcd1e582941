/** How a worksheet function is described to the compiler. */
import { type Site } from './calculation';
import { type Scalar, type Value } from './values';

/** An argument not yet evaluated; an omitted one yields a blank. */
export type Thunk = () => Value;

/** A function that sees single values; in an array formula it is applied to each element. */
export interface ScalarFunction {
  kind: 'scalar';
  least: number;
  most: number;
  /** Errors among the arguments are answered at once unless the function wants to see them. */
  seesErrors?: true;
  run(args: Scalar[], site: Site): Scalar;
}

/** A function that sees ranges as they are; `array` makes its arguments array expressions, as in SUMPRODUCT. */
export interface RangeFunction {
  kind: 'range';
  least: number;
  most: number;
  array?: true;
  run(args: Value[], site: Site): Value;
}

/** A function that chooses which arguments to evaluate. */
export interface LazyFunction {
  kind: 'lazy';
  least: number;
  most: number;
  run(args: Thunk[], site: Site): Value;
}

/** Any worksheet function. */
export type WorksheetFunction = ScalarFunction | RangeFunction | LazyFunction;

/** Functions by their name in capitals. */
export type FunctionTable = Record<string, WorksheetFunction>;

/** A function of single values. */
export const scalar = (least: number, most: number, run: ScalarFunction['run']): ScalarFunction => ({
  kind: 'scalar',
  least,
  most,
  run,
});

/** A function of ranges. */
export const range = (least: number, most: number, run: RangeFunction['run']): RangeFunction => ({
  kind: 'range',
  least,
  most,
  run,
});

/** A function that evaluates its arguments itself. */
export const lazy = (least: number, most: number, run: LazyFunction['run']): LazyFunction => ({
  kind: 'lazy',
  least,
  most,
  run,
});

/** As many arguments as Excel takes. */
export const many = 255;
