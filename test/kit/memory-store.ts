/** A register kept in memory, with people at it: atomic cuts, honest writes, and on request every answer a real one can give. */
import { cellText } from '../../register/cell-text';
import {
  nothingTyped,
  typedFields,
  type ColumnKey,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { typedOn } from '../../register/new-row';
import {
  type Cut,
  type CutProblem,
  type CutRow,
  type EventRow,
  type NewRow,
  type ReadOutcome,
  type RegionCut,
  type RegisterStore,
  type WriteOutcome,
} from '../../register/store';

/** What becomes of a write: done, lost and unknown, done yet unknown, or refused. */
export type Fate = 'ok' | 'unknown-before' | 'unknown-after' | Extract<WriteOutcome, { kind: 'failed' }>;

interface Line {
  riskId: string;
  typed: TypedValues;
  typedOver: Partial<Record<PairedField, string>>;
  /** What else a reader sees on the line, such as a person's formula. */
  more?: Partial<Pick<CutRow, 'formulaIn' | 'reachesOut'>>;
}
export interface Content {
  regions: Record<string, Line[]>;
  events: EventRow[];
}

export interface Call {
  kind: 'read' | 'rows' | 'events' | 'repair';
  region: string | null;
  count: number;
}

export class MemoryStore implements RegisterStore {
  readonly calls: Call[] = [];
  /** What becomes of the next writes; then everything goes well. */
  fates: Fate[] = [];
  /** Answer to the next readings instead of a cut. */
  unavailable: Extract<ReadOutcome, { kind: 'unavailable' }>[] = [];
  problems: CutProblem[] = [];
  formulas: Record<string, RegionCut['formulas']> = {};
  /** Runs after the content was taken and before the reader has it. */
  afterRead: (() => Promise<void>) | null = null;
  /** Runs when a write arrives, before anything is done. */
  beforeWrite: ((call: Call) => Promise<void>) | null = null;
  private content: Content;
  private version = 1;

  constructor(readonly regions: readonly string[] = ['NS', 'EM', 'WV']) {
    this.content = { regions: Object.fromEntries(regions.map((id) => [id, []])), events: [] };
  }

  async read(knownTag: string | null): Promise<ReadOutcome> {
    this.calls.push({ kind: 'read', region: null, count: 0 });
    const planned = this.unavailable.shift();
    if (planned) return planned;
    const outcome: ReadOutcome =
      knownTag === String(this.version) ? { kind: 'unchanged' } : { kind: 'cut', cut: this.cut() };
    await this.afterRead?.();
    return outcome;
  }

  appendRows(region: RegionId, rows: readonly NewRow[]): Promise<WriteOutcome> {
    return this.write({ kind: 'rows', region, count: rows.length }, (content) => {
      for (const row of rows)
        linesOf(content, region).push({ riskId: row.riskId, typed: typedOn(row), typedOver: {} });
    });
  }

  publish(events: readonly EventRow[]): Promise<WriteOutcome> {
    return this.write({ kind: 'events', region: null, count: events.length }, (content) => {
      content.events.push(...structuredClone([...events]));
    });
  }

  repair(region: RegionId, column: ColumnKey): Promise<WriteOutcome> {
    return this.write({ kind: 'repair', region, count: 1 }, () => {
      this.formulas[region] = (this.formulas[region] ?? []).filter((one) => one.column !== column);
    });
  }

  private async write(call: Call, change: (content: Content) => void): Promise<WriteOutcome> {
    this.calls.push(call);
    await this.beforeWrite?.(call);
    const fate = this.fates.shift() ?? 'ok';
    if (typeof fate === 'object') return fate;
    if (fate !== 'unknown-before') this.edit(change);
    return fate === 'ok' ? { kind: 'ok' } : { kind: 'unknown', code: 'timeout', retryAfterMs: null };
  }

  /** Everything as a person with the file open has it. */
  open(): Content {
    return structuredClone(this.content);
  }

  /** Saves an older content over the present one. */
  save(content: Content): void {
    this.edit((now) => Object.assign(now, structuredClone(content)));
  }

  edit(change: (content: Content) => void): void {
    change(this.content);
    this.version += 1;
  }

  type(riskId: string, field: TypedField, text: string): void {
    this.edit((content) => {
      for (const line of Object.values(content.regions).flat())
        if (line.riskId === riskId) line.typed = { ...line.typed, [field]: text };
    });
  }

  sort(region: string): void {
    this.edit((content) => linesOf(content, region).reverse());
  }

  remove(riskId: string): void {
    this.edit((content) => {
      for (const [region, lines] of Object.entries(content.regions))
        content.regions[region] = lines.filter((line) => line.riskId !== riskId);
    });
  }

  /** A line typed by hand, at the top. */
  insert(region: string, typed: Partial<TypedValues>): void {
    this.edit((content) =>
      linesOf(content, region).unshift({ riskId: '', typed: { ...nothingTyped, ...typed }, typedOver: {} }),
    );
  }

  copy(riskId: string): void {
    this.edit((content) => {
      for (const lines of Object.values(content.regions))
        lines.push(...structuredClone(lines.filter((line) => line.riskId === riskId)));
    });
  }

  cutTo(riskId: string, region: string): void {
    const line = this.linesOf(riskId)[0];
    this.remove(riskId);
    if (line) this.edit((content) => linesOf(content, region).push(line));
  }

  linesOf(riskId: string): Line[] {
    return Object.values(this.content.regions)
      .flat()
      .filter((line) => line.riskId === riskId);
  }

  regionOf(riskId: string): string[] {
    return this.regions.filter((id) => linesOf(this.content, id).some((line) => line.riskId === riskId));
  }

  /** What the sheet's formulas show under this key; null while nothing was published. */
  shows(key: string): SheetValues | null {
    return this.top(key)?.values ?? null;
  }

  /** The published event that counts for this key. */
  top(key: string): EventRow | null {
    const events = this.content.events.filter((event) => event.key === key);
    return events.sort((a, b) => b.seq - a.seq)[0] ?? null;
  }

  writes(kind: Call['kind']): Call[] {
    return this.calls.filter((call) => call.kind === kind);
  }

  private cut(): Cut {
    const { regions, events } = this.open();
    return {
      tag: String(this.version),
      carrier: 'table',
      regions: this.regions.map((region) => ({
        region: region as RegionId,
        formulas: this.formulas[region] ?? [],
        rows: (regions[region] ?? []).map(cutRow),
      })),
      events,
      problems: this.problems,
    };
  }
}

function cutRow(line: Line, index: number): CutRow {
  const typed = Object.fromEntries(
    typedFields.map((field) => [field, cellText(line.typed[field])]),
  ) as TypedValues;
  return {
    riskId: line.riskId,
    typed,
    typedOver: line.typedOver,
    formulaIn: [],
    carried: null,
    place: 'table',
    line: index + 2,
    ...line.more,
  };
}

function linesOf(content: Content, region: string): Line[] {
  return (content.regions[region] ??= []);
}
