/** One recalculation: values cells on demand, remembers them, notices circles, keeps look-up indexes. */
import { type TableReference } from './syntax';
import { Area, errors, type FormulaError, isError, Matrix, type Scalar, type Value } from './values';

/** A formula made ready to run; `supported` is false when it needs something the engine does not know. */
export interface Compiled {
  supported: boolean;
  run(site: Site): Value;
}

/** A cell as the calculation sees it: its stored value, and its formula when it has one that can be read. */
export interface GridCell {
  value: Scalar;
  formula?: Compiled;
}

/** Where a table's rows lie, by one-based numbers; a missing header or totals row is null. */
export interface TableExtent {
  sheet: string;
  left: number;
  header: number | null;
  top: number;
  bottom: number;
  totals: number | null;
  /** Zero-based column by name in lower case. */
  columns: ReadonlyMap<string, number>;
}

/** The cells and tables a calculation reads; sheet keys are opaque. */
export interface Grid {
  cell(sheet: string, row: number, column: number): GridCell | undefined;
  sheetKey(name: string): string | undefined;
  table(name: string): TableExtent | undefined;
  lastRow(sheet: string): number;
  lastColumn(sheet: string): number;
  /** Local time of the reader, as its UTC fields. */
  now(): Date;
}

/** The cell whose formula runs. */
export interface Site {
  calculation: Calculation;
  sheet: string;
  row: number;
  column: number;
}

const rowStride = 16_384;
/** Formulas waiting for one another deeper than this are settled from the far end first, to spare the stack. */
const deepest = 300;

/** Thrown inside a calculation only, to start again at the cell that lies too deep. */
class TooDeep {
  constructor(
    readonly sheet: string,
    readonly row: number,
    readonly column: number,
  ) {}
}

/** A recalculation over one unchanging grid. */
export class Calculation {
  readonly #values = new Map<string, Map<number, Scalar>>();
  readonly #running = new Set<string>();
  readonly #circular = new Set<string>();
  readonly #notes = new Map<string, unknown>();

  constructor(readonly grid: Grid) {}

  /** A cell's value now; a formula that cannot be evaluated keeps its stored value. */
  value(sheet: string, row: number, column: number): Scalar {
    const cell = this.grid.cell(sheet, row, column);
    if (!cell?.formula?.supported) return cell?.value ?? null;
    return this.computed(sheet, row, column);
  }

  /** As computed(), for chains of any length. */
  settled(sheet: string, row: number, column: number): Scalar {
    const waiting = [{ sheet, row, column }];
    for (;;) {
      const next = waiting.at(-1);
      if (!next) return this.computed(sheet, row, column);
      try {
        this.computed(next.sheet, next.row, next.column);
        waiting.pop();
      } catch (deep) {
        if (!(deep instanceof TooDeep)) throw deep;
        this.#running.clear();
        const again = waiting.some(
          (one) => one.row === deep.row && one.column === deep.column && one.sheet === deep.sheet,
        );
        if (again) this.#circular.add(`${deep.sheet}!${deep.row * rowStride + deep.column}`);
        else waiting.push(deep);
      }
    }
  }

  /** The result of a cell's formula, even of one with unknown functions; a circle yields the stored value. */
  computed(sheet: string, row: number, column: number): Scalar {
    const cell = this.grid.cell(sheet, row, column);
    if (!cell?.formula) return cell?.value ?? null;
    const known = this.#sheetValues(sheet);
    const position = row * rowStride + column;
    const found = known.get(position);
    if (found !== undefined) return found;
    const name = `${sheet}!${position}`;
    if (this.#running.has(name) || this.#circular.has(name)) return cell.value ?? 0;
    if (this.#running.size > deepest) throw new TooDeep(sheet, row, column);
    this.#running.add(name);
    const site = { calculation: this, sheet, row, column };
    // A formula never yields a blank: what it reads as blank shows as 0.
    const result = single(cell.formula.run(site), site) ?? 0;
    this.#running.delete(name);
    const shown = Object.is(result, -0) ? 0 : result;
    known.set(position, shown);
    return shown;
  }

  #sheetValues(sheet: string): Map<number, Scalar> {
    let values = this.#values.get(sheet);
    if (!values) this.#values.set(sheet, (values = new Map<number, Scalar>()));
    return values;
  }

  /** Computes something once in this recalculation. */
  once<T>(name: string, make: () => T): T {
    const found = this.#notes.get(name);
    if (found !== undefined) return found as T;
    const made = make();
    this.#notes.set(name, made);
    return made;
  }

  /** The cells of an area, row by row; callers must not change the answer. */
  flat(area: Area): Scalar[] {
    if (area.height * area.width === 1) return [this.value(area.sheet, area.top, area.left)];
    return this.once(`flat ${area.key}`, () => {
      const values: Scalar[] = [];
      for (let row = area.top; row <= area.bottom; row++) {
        for (let column = area.left; column <= area.right; column++) {
          values.push(this.value(area.sheet, row, column));
        }
      }
      return values;
    });
  }

  /** An area as a block of values. */
  matrix(area: Area): Matrix {
    const values = this.flat(area);
    const rows: Scalar[][] = [];
    for (let start = 0; start < values.length; start += area.width) {
      rows.push(values.slice(start, start + area.width));
    }
    return new Matrix(rows);
  }
}

/** Any value as a block; a single value is one cell. */
export function asMatrix(value: Value, site: Site): Matrix {
  if (value instanceof Matrix) return value;
  return value instanceof Area ? site.calculation.matrix(value) : new Matrix([[value]]);
}

/** Any value as one cell's value: of a block of cells the one in the formula's own row or column. */
export function single(value: Value, site: Site): Scalar {
  if (value instanceof Matrix) return value.at(0, 0);
  if (!(value instanceof Area)) return value;
  const { sheet, top, left, bottom, right } = value;
  const row = top === bottom ? top : site.row;
  const column = left === right ? left : site.column;
  const inside = row >= top && row <= bottom && column >= left && column <= right;
  return inside ? site.calculation.value(sheet, row, column) : errors.value;
}

/** The values of any argument in reading order. */
export function flatValues(value: Value, site: Site): Scalar[] {
  if (value instanceof Area) return site.calculation.flat(value);
  return value instanceof Matrix ? value.rows.flat() : [value];
}

function rowsOf(extent: TableExtent, reference: TableReference, site: Site): [number, number] | FormulaError {
  switch (reference.item) {
    case '#data':
      return [extent.top, extent.bottom];
    case '#headers':
      return extent.header === null ? errors.ref : [extent.header, extent.header];
    case '#totals':
      return extent.totals === null ? errors.ref : [extent.totals, extent.totals];
    case '#all':
      return [extent.header ?? extent.top, extent.totals ?? extent.bottom];
    case '#this row':
      return site.row >= extent.top && site.row <= extent.bottom ? [site.row, site.row] : errors.value;
  }
}

/** The cells a structured reference means at this site. */
export function tableArea(reference: TableReference, site: Site): Area | FormulaError {
  const extent = site.calculation.grid.table(reference.table);
  if (!extent) return errors.ref;
  const rows = rowsOf(extent, reference, site);
  if (isError(rows)) return rows;
  const last = extent.columns.size - 1;
  const from = reference.from === undefined ? 0 : extent.columns.get(reference.from.toLowerCase());
  const named = reference.to ?? reference.from;
  const to = named === undefined ? last : extent.columns.get(named.toLowerCase());
  if (from === undefined || to === undefined) return errors.ref;
  const left = extent.left + Math.min(from, to);
  return new Area(extent.sheet, rows[0], left, rows[1], extent.left + Math.max(from, to));
}
