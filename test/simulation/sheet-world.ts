/** The adversarial workbook: stale views, late commits, lost answers, whole-file saves. It knows each row's true origin; the service never does. */
import { cellText } from '../../register/cell-text';
import { nothingTyped, type TypedField, type TypedValues } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { type Cut, type CutRow, type EventRow, type NewRow } from '../../register/store';

export interface WorldRow {
  /** The oracle's own identity of a row. */
  uid: number;
  /** Risk this row was made for by the service; null for rows people made. */
  madeFor: string | null;
  riskId: string;
  typed: TypedValues;
}

export interface SheetState {
  regions: Readonly<Record<string, readonly WorldRow[]>>;
  events: readonly EventRow[];
}

export class SheetWorld {
  private nextUid = 1;
  private version = 0;
  private history: { at: number; state: SheetState; version: number }[];
  state: SheetState;

  constructor(readonly regionIds: readonly RegionId[]) {
    this.state = { regions: Object.fromEntries(regionIds.map((id) => [id, []])), events: [] };
    this.history = [{ at: 0, state: this.state, version: 0 }];
  }

  private put(at: number, state: SheetState): void {
    this.version += 1;
    this.state = state;
    this.history.push({ at, state, version: this.version });
    while (this.history.length > 2 && (this.history[1] as { at: number }).at < at - 60_000)
      this.history.shift();
  }

  /** What a client sees whose view lags behind. */
  seen(at: number, staleMs: number): { state: SheetState; version: number } {
    let found = this.history[0] as { state: SheetState; version: number };
    for (const entry of this.history) if (entry.at <= at - staleMs) found = entry;
    return found;
  }

  appendRows(at: number, region: string, rows: readonly NewRow[]): void {
    const added = rows.map((row): WorldRow => ({
      uid: this.nextUid++,
      madeFor: row.riskId,
      riskId: row.riskId,
      typed: { ...nothingTyped, caseRef: row.caseRef, atRisk: row.atRisk, summary: row.summary, notes: row.notes },
    })); // prettier-ignore
    this.put(at, {
      ...this.state,
      regions: { ...this.state.regions, [region]: [...(this.state.regions[region] ?? []), ...added] },
    });
  }

  publish(at: number, events: readonly EventRow[]): void {
    this.put(at, { ...this.state, events: [...this.state.events, ...events] });
  }

  /** A person's change to one region, on the present content. */
  edit(at: number, region: string, change: (rows: readonly WorldRow[]) => readonly WorldRow[]): void {
    this.put(at, {
      ...this.state,
      regions: { ...this.state.regions, [region]: change(this.state.regions[region] ?? []) },
    });
  }

  /** A whole-file save: whatever was written since the file was opened is gone. */
  replace(at: number, state: SheetState): void {
    this.put(at, state);
  }

  newUid(): number {
    return this.nextUid++;
  }
}

/** The cut a reader would make of this content. */
export function cutOf(state: SheetState, tag: string): Cut {
  const regions = Object.entries(state.regions).map(([region, rows]) => ({
    region: region as RegionId,
    formulas: [],
    rows: rows.map((row, index): CutRow => ({
      riskId: row.riskId,
      typed: Object.fromEntries(Object.entries(row.typed).map(([key, text]) => [key, cellText(text)])) as Record<TypedField, string>,
      typedOver: {},
      formulaIn: [],
      carried: null,
      place: 'table',
      line: index + 2,
    })),
  })); // prettier-ignore
  return { tag, carrier: 'table', regions, events: [...state.events], problems: [] };
}

/** What the sheet's formulas show on a row: the values of the highest sequence of exactly this Risk ID. */
export function shownOn(state: SheetState, riskId: string): EventRow | null {
  let top: EventRow | null = null;
  for (const event of state.events) if (event.key === riskId && event.seq > (top?.seq ?? 0)) top = event;
  return top;
}
