/** The register as the people at it have it before them, without the service's code: what stands there, and what they do to it. */
import { type PairedField, type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';

/** One line as a person sees it. */
export interface PaperLine {
  region: RegionId;
  /** Workbook: place in its table now, never an identity. Lists: the item's number. */
  index: number;
  riskId: string;
  /** What stands in the cells people type in, days as YYYY-MM-DD. */
  typed: Record<TypedField, string>;
  /** Constants where a workbook shows something. */
  over: Partial<Record<PairedField, string>>;
  /** Fields in whose cell a person's formula stands. */
  formulaIn: TypedField[];
  /** What the line shows by heading, days as YYYY-MM-DD; '' where a constant stands over it. Lists show and take in the same cells. */
  shown: Readonly<Record<string, string>>;
  /** Number of the publication the line shows; 0 for none. */
  seq: number;
  check: string;
}

/** A row the service made: which, and how many with its Risk ID stood there already. */
export interface MadeRow {
  riskId: string;
  stood: number;
}

/** What people do in either store. Each answers false when the register refuses it. */
export interface Paper {
  lines(): PaperLine[];
  /** Types a text into the cell of a field; the line then holds `text`. */
  type(line: PaperLine, field: TypedField, text: string): Promise<boolean>;
  insert(region: RegionId, at: number, typed: Partial<Record<TypedField, string>>): Promise<boolean>;
  remove(line: PaperLine): Promise<boolean>;
  /** Rows the service made since the last call. */
  made(): MadeRow[];
  /** Regions the register does not keep in a usable form just now. */
  closed(): ReadonlySet<string>;
  close(): void;
}
