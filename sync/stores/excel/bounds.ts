/** What reading one workbook may cost. A small file can ask for endless work, so everything is counted while it is done. */
import { CutError } from './cut-error';

/** Far above any register, and together a few seconds of work. */
export const mostOf = {
  /** Entries in the package, wanted or not. */
  parts: 10_000,
  /** Bytes of XML. Twenty thousand risks unpack to some 160 megabytes: every line repeats its formulas. */
  bytes: 400 * 1024 * 1024,
  sheets: 250,
  relations: 2_000,
  tables: 500,
  /** Of all tables together. */
  columns: 50_000,
  strings: 2_000_000,
  /** Cells that hold something, on the worksheets with tables of ours. */
  cells: 3_000_000,
  /** What stands in those cells; one shared text counts wherever it stands. */
  characters: 400_000_000,
  /** Lines looked at, once for each table of ours on their worksheet. */
  lines: 3_000_000,
  /** Characters of formulas, each different one once. */
  formulas: 32_000_000,
} as const;

type Cost = keyof typeof mostOf;

/** What one reading has cost so far. */
export class Spent {
  private readonly counts = new Map<Cost, number>();

  /** Throws CutError when it is more than a register can need. */
  add(what: Cost, count = 1): void {
    const now = this.of(what) + count;
    this.counts.set(what, now);
    if (now > mostOf[what]) throw tooMuch();
  }

  of(what: Cost): number {
    return this.counts.get(what) ?? 0;
  }
}

/** Refuses the file as a whole. */
export function tooMuch(): CutError {
  return new CutError(
    'too-large',
    'The workbook holds more than a register can; restore an earlier version.',
  );
}
