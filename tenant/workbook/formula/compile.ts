/** Turns a formula's text into something that runs; each text is compiled once. */
import { asMatrix, type Compiled, single, type Site, tableArea } from './calculation';
import {
  type FunctionTable,
  type RangeFunction,
  type ScalarFunction,
  type WorksheetFunction,
} from './function-shape';
import { aggregateFunctions } from './functions-aggregate';
import { conditionalFunctions } from './functions-conditional';
import { figureFunctions } from './functions-figures';
import { logicFunctions } from './functions-logic';
import { lookupFunctions } from './functions-lookup';
import { textFunctions } from './functions-text';
import { parse } from './parse';
import { type BinaryOperator, type CellsReference, type Expression } from './syntax';
import { FormulaSyntaxError } from './tokens';
import { Area, compare, errors, isError, Matrix, type Scalar, toNumber, toText, type Value } from './values';

const functions: FunctionTable = {
  ...aggregateFunctions,
  ...conditionalFunctions,
  ...figureFunctions,
  ...logicFunctions,
  ...lookupFunctions,
  ...textFunctions,
};
const table = new Map<string, WorksheetFunction>(Object.entries(functions));

type Run = (site: Site) => Value;

/** What is learnt about a formula while compiling it. */
interface Findings {
  supported: boolean;
}

function arithmetic(operator: BinaryOperator, left: Scalar, right: Scalar): Scalar {
  const a = toNumber(left);
  if (isError(a)) return a;
  const b = toNumber(right);
  if (isError(b)) return b;
  if (operator === '/') return b === 0 ? errors.div0 : a / b;
  const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a ** b;
  if (!Number.isFinite(result)) return errors.num;
  // Excel shows a sum that misses 0 by a rounding error as 0.
  const sum = operator === '+' || operator === '-';
  return sum && Math.abs(result) < Math.abs(a) * 1e-15 ? 0 : result;
}

function comparison(operator: BinaryOperator, left: Scalar, right: Scalar): Scalar {
  const order = compare(left, right);
  if (isError(order)) return order;
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

function operate(operator: BinaryOperator, left: Scalar, right: Scalar): Scalar {
  if (operator === '&') {
    const [a, b] = [toText(left), toText(right)];
    if (isError(a)) return a;
    return isError(b) ? b : a + b;
  }
  return /[+\-*/^]/.test(operator) ? arithmetic(operator, left, right) : comparison(operator, left, right);
}

const isBlock = (value: Value): value is Area | Matrix => value instanceof Area || value instanceof Matrix;

/** Applies a function of single values to every element of blocks of one size, or of one row or column. */
function lift(args: Value[], site: Site, run: (values: Scalar[]) => Scalar): Value {
  const blocks = args.map((arg) => asMatrix(arg, site));
  const height = Math.max(...blocks.map((block) => block.height));
  const width = Math.max(...blocks.map((block) => block.width));
  const element = (block: Matrix, row: number, column: number): Scalar => {
    const [r, c] = [block.height === 1 ? 0 : row, block.width === 1 ? 0 : column];
    return r < block.height && c < block.width ? block.at(r, c) : errors.na;
  };
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_unused, column) =>
      run(blocks.map((block) => element(block, row, column))),
    ),
  );
  return new Matrix(rows);
}

/** Runs on single values, or element by element inside an array formula. */
function elementwise(parts: Run[], inArray: boolean, run: (values: Scalar[], site: Site) => Scalar): Run {
  return (site) => {
    const values = parts.map((part) => part(site));
    if (inArray && values.some(isBlock)) return lift(values, site, (each) => run(each, site));
    return run(
      values.map((value) => single(value, site)),
      site,
    );
  };
}

function callScalar(shape: ScalarFunction, parts: Run[], inArray: boolean): Run {
  return elementwise(parts, inArray, (values, site) => {
    const error = shape.seesErrors ? undefined : values.find(isError);
    return error ?? shape.run(values, site);
  });
}

function cellsArea(cells: CellsReference, sheetName: string | undefined): Run {
  return (site) => {
    const { grid } = site.calculation;
    const sheet = sheetName === undefined ? site.sheet : grid.sheetKey(sheetName);
    if (sheet === undefined) return errors.ref;
    const bottom =
      cells.bottom ?? site.calculation.once(`last row ${sheet}`, () => Math.max(1, grid.lastRow(sheet)));
    const right =
      cells.right ?? site.calculation.once(`last column ${sheet}`, () => Math.max(1, grid.lastColumn(sheet)));
    return new Area(sheet, cells.top ?? 1, cells.left ?? 1, bottom, right);
  };
}

class Compiler {
  constructor(readonly findings: Findings) {}

  expression(node: Expression, inArray: boolean): Run {
    switch (node.kind) {
      case 'literal':
        return () => node.value;
      case 'matrix': {
        const matrix = new Matrix(node.rows);
        return () => matrix;
      }
      case 'cells':
        return cellsArea(node.cells, node.sheet);
      case 'table':
        return (site) => tableArea(node.reference, site);
      case 'unary':
        return this.#unary(node.operator, node.of, inArray);
      case 'binary': {
        const sides = [this.expression(node.left, inArray), this.expression(node.right, inArray)];
        return elementwise(sides, inArray, ([a, b]) => operate(node.operator, a ?? null, b ?? null));
      }
      case 'call':
        return this.#call(node.name, node.args, inArray);
      case 'name':
        return this.#unknown();
    }
  }

  #unary(operator: '-' | '+' | '%', of: Expression, inArray: boolean): Run {
    const inner = this.expression(of, inArray);
    if (operator === '+') return inner;
    return elementwise([inner], inArray, ([value]) => {
      const number = toNumber(value ?? null);
      if (isError(number)) return number;
      return operator === '%' ? number / 100 : -number;
    });
  }

  #unknown(): Run {
    this.findings.supported = false;
    return () => errors.name;
  }

  #call(written: string, args: (Expression | null)[], inArray: boolean): Run {
    const name = written.toUpperCase().replace(/^(?:_XLFN\.|_XLWS\.)+/, '');
    const shape = table.get(name);
    if (!shape) return this.#unknown();
    if (args.length < shape.least || args.length > shape.most) {
      throw new FormulaSyntaxError(`${name} takes another number of arguments.`);
    }
    const deep = inArray || (shape.kind === 'range' && shape.array === true);
    const parts = args.map((arg): Run => (arg === null ? () => null : this.expression(arg, deep)));
    if (shape.kind === 'scalar') return callScalar(shape, parts, inArray);
    if (shape.kind === 'range') return this.#range(shape, parts);
    if (name === 'IF' && inArray) return arrayIf(parts);
    return (site) =>
      shape.run(
        parts.map((part) => () => part(site)),
        site,
      );
  }

  #range(shape: RangeFunction, parts: Run[]): Run {
    return (site) =>
      shape.run(
        parts.map((part) => part(site)),
        site,
      );
  }
}

function arrayIf(parts: Run[]): Run {
  return elementwise(parts, true, ([condition, yes, no]) => {
    const truth = toNumber(condition ?? null);
    if (isError(truth)) return truth;
    return truth !== 0 ? (yes ?? 0) : parts.length > 2 ? (no ?? 0) : false;
  });
}

const compiledTexts = new Map<string, Compiled | FormulaSyntaxError>();
/** Texts kept compiled; a workbook has few different ones, so this is only a fence against growth. */
const mostKept = 5_000;

function build(text: string): Compiled | FormulaSyntaxError {
  try {
    const findings: Findings = { supported: true };
    const run = new Compiler(findings).expression(parse(text), false);
    return { supported: findings.supported, run };
  } catch (error) {
    if (error instanceof FormulaSyntaxError) return error;
    throw error;
  }
}

/** A formula in file form without its equals sign, made ready to run; a text that cannot be read answers the error. */
export function compile(text: string): Compiled | FormulaSyntaxError {
  const found = compiledTexts.get(text);
  if (found) return found;
  if (compiledTexts.size >= mostKept) compiledTexts.clear();
  const made = build(text);
  compiledTexts.set(text, made);
  return made;
}
