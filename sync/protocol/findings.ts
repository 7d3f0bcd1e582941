/** The words of the protocol machine: what it is given, what it finds. Plain data. */
import { type ColumnKey, type SheetValues, type TypedField, type TypedValues } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { type HandRow, type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut, type CutRow } from '../../register/store';

/** A line typed without a Risk ID that has stood still long enough to be registered. */
export interface NewLine {
  /** Also the key under which the sheet's Check column finds its message. */
  fingerprint: string;
  region: RegionId;
  row: CutRow;
}

export interface Memory {
  register: RegisterMemory;
  rows: readonly RowMemory[];
  handRows: readonly HandRow[];
}

/** Figures from configuration, in milliseconds. */
export interface ReadingRules {
  /** An edit must stand still this long before it is taken: people pause in the middle of a row. */
  settleMs: number;
  /** Time between the two cuts that make an absence a deletion. */
  deleteAfterMs: number;
}

export interface Reading {
  cut: Cut;
  /** Real instant (ISO) at which the reading began: it shows everything that was in the sheet before. */
  readAt: string;
  /** Business instant (ISO). */
  at: string;
  /** Null: the sheet holds everything that was ever read back from it. Otherwise somebody saved or restored an older content over
   *  it (or our view of it lags behind), and this is what each key's newest event in the sheet knew. */
  past: ReadonlyMap<string, { values: SheetValues; typed: TypedValues }> | null;
}

export interface Edit {
  field: TypedField;
  was: string;
  is: string;
  /** What the column showed when it was typed; null for cells that only people fill. */
  shown: string | null;
}

export type Finding =
  | { kind: 'typed'; riskId: RiskId; region: RegionId; edits: Edit[] }
  | { kind: 'moved'; riskId: RiskId; from: RegionId; to: RegionId }
  | { kind: 'missing'; riskId: RiskId }
  | { kind: 'returned'; riskId: RiskId }
  /** The sheet went back to an older content: these typed values are no longer in it. What the register decided stays. */
  | { kind: 'lost-typing'; riskId: RiskId; region: RegionId; fields: TypedField[] }
  | { kind: 'new-line'; line: NewLine }
  | { kind: 'hold'; region: RegionId; why: string; rows: RiskId[] };

export interface Observed {
  memory: { register: RegisterMemory; rows: RowMemory[]; handRows: HandRow[] };
  findings: Finding[];
  seqsPresent: ReadonlySet<number>;
  rowsPresent: ReadonlySet<string>;
  /** Rows that an older content of the sheet does not have: looked for once more after the settle time, then made again. */
  rowsLost: RiskId[];
  repairs: { region: RegionId; column: ColumnKey }[];
}
