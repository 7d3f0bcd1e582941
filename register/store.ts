/** The one port of the house: where a register is kept (workbook or lists). Both implementations run the same contract suite. */
import { type ColumnKey, type PairedField, type SheetValues, type TypedValues } from './columns';
import { type RegionId, type RiskId } from './ids';
import { type RegisterRecord } from './register-records';

/** Everything the register held at one moment, over all regions: one atomic reading. */
export interface Cut {
  /** Opaque; hand it back to `read` to be told "unchanged". */
  tag: string;
  /** Where the service's values stand: in a table of their own that formulas read (workbook), or on each row itself (lists). */
  carrier: 'table' | 'rows';
  regions: RegionCut[];
  /** What the service published, in the order it stands in the service's table; of lists, what the rows carry. Null when the table is missing. */
  events: EventRow[] | null;
  problems: CutProblem[];
  /** What fetches or sends something outside the workbook and stands on no line of a region that tells it itself: beside and above the
   *  tables, on any other worksheet, in defined names, links and connections. Absent when there is nothing of the kind. */
  reachesOut?: ReachOut[];
  /** People have set the workbook to be calculated only when asked: what its formulas show may be of before. Absent otherwise, and where it
   *  cannot be seen. */
  calculatesByHand?: true;
}

/** One place that reaches outside the workbook; at most one a worksheet and one of each other kind. Never what stands there. */
export interface ReachOut {
  kind: 'formula' | 'name' | 'link' | 'connection';
  /** Place of the worksheet among all, from 1, hidden ones included; null for what stands on none. */
  sheet: number | null;
  /** Address such as F7; null for what stands in no cell. */
  cell: string | null;
}

/** What could not be read or understood; the region it concerns is left alone until a person has mended it. */
export interface CutProblem {
  code:
    | 'missing-table' | 'missing-columns' | 'renamed-column' | 'missing-service-table' | 'merged-cells'
    /** The workbook counts days from 1904: every day in it reads as one four years later. */
    | 'other-calendar'
    /** Places that are not the register and in which something is typed. */
    | 'copied-table' | 'typed-in-totals'; // prettier-ignore
  region: RegionId | null;
  /** A heading or table name of ours; never a person's text. */
  object: string;
}

export interface RegionCut {
  region: RegionId;
  rows: CutRow[];
  /** Service columns in which the formula is missing or foreign on some row, and whether some cell holds a typed constant. */
  formulas: { column: ColumnKey; constants: boolean }[];
}

/** One line as a person sees it. Its place is told for messages only and is never an identity. */
export interface CutRow {
  /** As typed, trimmed; '' when empty. Not necessarily a Risk ID. */
  riskId: string;
  /** What people typed, normalised: trimmed text, days as YYYY-MM-DD, numbers in plain form; '' when empty. */
  typed: TypedValues;
  /** Constants a person typed over the formulas of the "now" columns; absent when the formula stands. */
  typedOver: Partial<Record<PairedField, string>>;
  /** Fields whose cell holds a formula a person wrote: the value is not taken as an edit. */
  formulaIn: (keyof TypedValues)[];
  /** A formula on this line, in any cell that is not the service's, fetches or sends something outside the workbook. */
  reachesOut?: boolean;
  /** What the service last wrote on this row, where rows carry it; null in a workbook and on rows it has never written to. */
  carried: Carried | null;
  place: 'table' | 'below-table';
  /** 1-based line in the sheet, for messages. */
  line: number;
}

/** The sequence follows nobody above this: beyond it too few numbers would be left that every program can hold. */
export const highestFollowed = 1_000_000_000_000;

/** Above this no number can be the service's own: it would have had to write a million million after the last it followed. */
export const highestOfOurs = 2 * highestFollowed;

/** All service-side values of one key, as one row of the service's table. Highest seq of a key is its truth. */
export interface EventRow {
  seq: number;
  /** A Risk ID, or "new:…" for a line typed without one. */
  key: string;
  /** Values shown. */
  values: SheetValues;
  /** What each "Change …" cell held when the service last looked: a cell that differs has been typed since. */
  observed: Record<PairedField, string>;
}

/** An event on its way, with what a register whose rows carry their values must know besides. */
export interface Publication extends EventRow {
  /** Fields whose cell holds a person's text that is not in effect: it stays until they or a colleague decide. */
  disputed: PairedField[];
  /** For each field the sequence the row carried when the observed text was taken over from it. */
  takenOver: Partial<Record<PairedField, number>>;
}

/** What a row of a list carries: the newest publication written on it. */
export type Carried = Pick<Publication, 'seq' | 'values' | 'observed' | 'disputed'>;

/** The cells of a new line that belong to people from then on. */
export interface NewRow {
  riskId: RiskId;
  region: RegionId;
  caseRef: string;
  atRisk: string;
  summary: string;
  notes: string;
  /** What its "Change …" cells are to say: what people had typed there before the row had to be made, or made again. */
  change?: Partial<Record<PairedField, string>>;
}

/** A new line on its way. Where rows carry their values it starts with the newest of them. */
export interface RowToAppend extends NewRow {
  publication: Publication | null;
}

/** What became of a write. `unknown` is its own outcome: it may or may not have happened, now or later. */
export type WriteOutcome =
  | { kind: 'ok' }
  /** Certainly not written. `retryAfterMs` when the service said so; `final` when repeating cannot help. `refused`: only these keys
   *  (Risk IDs of rows) were not, everything else of the call was. */
  | { kind: 'failed'; code: string; retryAfterMs: number | null; final: boolean; refused?: readonly string[] }
  | { kind: 'unknown'; code: string; retryAfterMs: number | null };

export type ReadOutcome =
  | { kind: 'cut'; cut: Cut }
  | { kind: 'unchanged' }
  /** Nothing can be read now; nothing is concluded from it. */
  | { kind: 'unavailable'; code: string; retryAfterMs: number | null };

/** What stands in the lists of records. */
export type RecordsOutcome =
  { kind: 'keys'; keys: ReadonlySet<string> } | Extract<ReadOutcome, { kind: 'unavailable' }>;

/** Asked right before each request that writes: false once whoever asked for it has lost the register to another process. Then none leaves. */
export type MayStill = () => boolean;

export interface RegisterStore {
  /** `knownTag` null reads in any case. */
  read(knownTag: string | null): Promise<ReadOutcome>;
  /** Appends new lines at the end of one region. Not repeatable: a second call makes second lines. */
  appendRows(region: RegionId, rows: readonly RowToAppend[], mayStill?: MayStill): Promise<WriteOutcome>;
  /** Publishes service-side values. Repeatable in any order: the highest seq of a key wins. A key that has no row yet is no error:
   *  its values come with the row. */
  publish(events: readonly Publication[], mayStill?: MayStill): Promise<WriteOutcome>;
  /** Puts the service's formula back into one column of one region (no position involved). Never called over typed constants. */
  repair(region: RegionId, column: ColumnKey, mayStill?: MayStill): Promise<WriteOutcome>;
  /** Only where publications pile up in a table: takes leading lines out of it as long as each carries one of these sequences, all of
   *  which are superseded. Harmless when repeated. */
  compact?(superseded: readonly number[], mayStill?: MayStill): Promise<WriteOutcome>;
  /** Only where records have lists of their own: makes each once; a key that is there already is as good as made. Harmless when repeated. */
  record?(records: readonly RegisterRecord[]): Promise<WriteOutcome>;
  /** Only where records have lists of their own: the keys that stand there; of a list that is missing none. Nothing else of them is read. */
  recordKeys?(): Promise<RecordsOutcome>;
}
