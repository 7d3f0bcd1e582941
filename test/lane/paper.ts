/** The register as the people at it have it before them, without the service's code: what stands there, and everything they do to it. */
import { type PairedField, type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';

/** One line as a person sees it. */
export interface PaperLine {
  region: RegionId;
  /** Place in its table now; never an identity. */
  index: number;
  riskId: string;
  /** What stands in the cells people type in, days as YYYY-MM-DD. */
  typed: Record<TypedField, string>;
  /** Constants where the register shows something. */
  over: Partial<Record<PairedField, string>>;
  /** Fields in whose cell a person's formula stands. */
  formulaIn: TypedField[];
  /** What the line shows by heading, days as YYYY-MM-DD; '' where a constant stands over it. */
  shown: Readonly<Record<string, string>>;
  /** Number of the publication the line shows; 0 for none. */
  seq: number;
  check: string;
}

/** A row the service made: which, and whether one with its Risk ID stood there already. */
export interface MadeRow {
  riskId: string;
  stood: number;
}

/** A copy as somebody has it open. */
export type OpenCopy = Uint8Array;

export interface Paper {
  lines(): PaperLine[];
  /** Types a text into the cell of a field; the line then holds `text`. */
  type(line: PaperLine, field: TypedField, text: string): Promise<void>;
  typeFormula(line: PaperLine, field: TypedField, formula: string): Promise<void>;
  /** A constant where the register shows a value. */
  typeOver(line: PaperLine, field: PairedField, text: string): Promise<void>;
  /** Empties a cell in which the register shows a value. */
  clearShown(line: PaperLine, field: PairedField): Promise<void>;
  insert(region: RegionId, at: number, typed: Partial<Record<TypedField, string>>): Promise<void>;
  remove(line: PaperLine): Promise<void>;
  copy(line: PaperLine): Promise<void>;
  cut(line: PaperLine, to: RegionId): Promise<void>;
  /** Turns the order of the lines round. */
  sort(region: RegionId): Promise<void>;
  open(): Promise<OpenCopy>;
  /** Saves the copy over what is there; with a text typed into the notes of this line of it, if it has one. */
  save(
    copy: OpenCopy,
    typed: { region: RegionId; line: number; notes: string },
  ): Promise<{ riskId: string } | null>;
  /** Rows the service made since the last call. */
  made(): MadeRow[];
  /** Formulas that are neither the service's own nor among those people typed; places for the report. */
  strayFormulas(typedByPeople: ReadonlySet<string>): string[];
  /** Numbers of the publications that stand there, newest of each key. */
  newest(): Map<string, number>;
  close(): void;
}
