/** The words of the protocol machine: what it is given, what it finds. Plain data. */
import { type ColumnKey, type SheetValues, type TypedField, type TypedValues } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import {
  type HandRow,
  type Quarantine,
  type RegisterMemory,
  type RowMemory,
} from '../../register/sheet-memory';
import { type Cut, type CutRow, type EventRow, type ReachOut } from '../../register/store';

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
  /** Longer than any view of the register lags behind: seconds are reported, a minute is assumed. */
  lagMs: number;
}

/** What was published under the number of a line of the service's table. */
export interface PublishedLine {
  key: string;
  values: object;
  observed: object;
  /** It was read back before this reading. */
  seen: boolean;
  /** How many times it was published again because the line before it had been edited. Should even then its first reading differ, cells do
   *  not hold that text. */
  again: number;
}

/** Lines of the service's table beside the truth, where a cut is to be checked. */
export interface ServiceTable {
  /** Null: nothing was ever published under that number. */
  lines: readonly { line: EventRow; published: PublishedLine | null }[];
  /** Highest number ever published under a key; 0 when none. */
  newestOf(key: string): number;
  /** Keys whose newest line was taken out although later ones stand there. */
  deleted: readonly string[];
}

/** What was known of each row when an event of it was decided: what it showed, what people's cells and constants over formulas held. */
export interface Known {
  values: SheetValues;
  typed: TypedValues;
  over?: RowMemory['over'];
}
export type Knowledge = ReadonlyMap<string, Known>;

export interface Reading {
  cut: Cut;
  /** Real instant (ISO) at which the reading began: it shows everything that was in the sheet before. */
  readAt: string;
  /** Business instant (ISO). */
  at: string;
  /** Null: the sheet holds everything that was ever read back from it. Otherwise somebody saved or restored an older content over
   *  it (or our view of it lags behind), and this is what each key's newest event in the sheet knew. */
  past: Knowledge | null;
  /** As `past`, before the oldest line that vanished a moment ago: newer lines may have been written into an older content since. */
  earlier: Knowledge | null;
  service?: ServiceTable;
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
  /** Cells say less than was remembered, and nobody typed: what Check said of them goes too. */
  | { kind: 'uncovered'; riskId: RiskId }
  | { kind: 'moved'; riskId: RiskId; from: RegionId; to: RegionId }
  /** `confirmed`: a person has said that it is really gone. */
  | { kind: 'missing'; riskId: RiskId; confirmed?: true }
  | { kind: 'returned'; riskId: RiskId }
  /** The sheet went back to an older content: these typed values are no longer in it. What the register decided stays. */
  | { kind: 'lost-typing'; riskId: RiskId; region: RegionId; fields: TypedField[] }
  | { kind: 'new-line'; line: NewLine }
  /** The line says what the row of this risk said until it vanished a moment ago: its Risk ID was cleared. */
  | { kind: 'line-unnumbered'; line: NewLine; lostBy: RiskId }
  /** An older content brought back a line that was registered as this risk, and whose answer had been withdrawn. */
  | { kind: 'line-answered'; line: NewLine; as: RiskId }
  /** A registered line has been gone for so long that its answer is withdrawn. */
  | { kind: 'line-forgotten'; fingerprint: string; region: RegionId; of: RiskId }
  | { kind: 'hold'; region: RegionId; why: string; rows: RiskId[]; fields?: TypedField[] }
  /** A person has said that the register stays as it is: these texts stand in their cells and are not in effect. */
  | { kind: 'left'; riskId: RiskId; region: RegionId; fields: { field: TypedField; is: string }[] }
  | { kind: 'quarantined'; riskId: RiskId; why: Quarantine['why'] }
  | { kind: 'released'; riskId: RiskId }
  /** `keys` are to be published again, those of an edited line above its number (ascending); `rows` are those of all keys that are risks. */
  | {
      kind: 'service-table';
      keys: string[];
      rows: RiskId[];
      forged: { seq: number; keys: string[] }[];
      deleted: number;
    }
  /** Formulas that reach outside the workbook, on so many lines; `rows` are those with a Risk ID of ours. */
  | { kind: 'formula-found'; region: RegionId; rows: RiskId[]; lines: number }
  | { kind: 'heading-renamed'; region: RegionId; headings: string[] }
  /** A copy of the region's worksheet, or its totals row, holds what nobody reads. */
  | { kind: 'part-unread'; region: RegionId }
  /** Lines that hold these Risk IDs of ours, each in another column. */
  | { kind: 'line-misplaced'; region: RegionId; rows: RiskId[] }
  /** As formula-found, beside the regions' lines: of the workbook as a whole. */
  | { kind: 'reach-out-found'; places: readonly ReachOut[] }
  /** The workbook is calculated only when somebody asks. */
  | { kind: 'calculates-by-hand' };

export interface Observed {
  memory: { register: RegisterMemory; rows: RowMemory[]; handRows: HandRow[] };
  findings: Finding[];
  seqsPresent: number[];
  rowsPresent: string[];
  /** Rows that an older content of the sheet does not have: looked for once more after the settle time, then made again. */
  rowsLost: RiskId[];
  repairs: { region: RegionId; column: ColumnKey }[];
}
