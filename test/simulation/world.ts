/** What stands in the register at each moment, and who put it there: the truth that only the oracle may ask. */
import { cellText } from '../../register/cell-text';
import {
  nothingTyped,
  pairedFields,
  type ColumnKey,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { type Carried, type EventRow } from '../../register/store';

/** What the service wrote on an item of a list. */
export type ItemState = Carried & { key: string };

export interface WorldRow {
  /** The oracle's own identity of a row; moving a line within a workbook keeps it, in lists a moved item is a new one. */
  uid: number;
  /** Risk this row was made for by the service; null for rows people made. */
  madeFor: string | null;
  riskId: string;
  typed: TypedValues;
  /** Constants typed over the service's formulas (workbook). */
  over: Partial<Record<PairedField, string>>;
  /** When the newest of them was typed. */
  overAt?: number;
  /** Cells that hold a formula a person wrote (workbook); `typed` has what it computes. */
  formulaIn: readonly TypedField[];
  /** Lists only: what the row carries, and what its service-only cells show. */
  carried: ItemState | null;
  shown: SheetValues | null;
  /** Rises with every change of the row: a list's ETag. */
  version: number;
  /** When a person put the text that stands in a cell now; absent where the service wrote last. */
  byPeople: Partial<Record<TypedField, number>>;
}

export interface WorldState {
  regions: Readonly<Record<string, readonly WorldRow[]>>;
  /** The service's own table (workbook). */
  events: readonly EventRow[];
  /** Regions whose table somebody has taken away. */
  lost: readonly string[];
  /** Service columns in which somebody cleared a formula. */
  broken: readonly { region: RegionId; column: ColumnKey }[];
}

interface Version {
  at: number;
  version: number;
  state: WorldState;
}

/** A write by the service, as it is carried out. */
export interface ServiceWrite {
  region: string;
  before: WorldRow;
  after: WorldRow;
  event: EventRow | null;
}

/** What the oracle is told at once. */
export interface Watcher {
  made(row: WorldRow): void;
  wrote(write: ServiceWrite): void;
  published(event: EventRow): void;
}

const keptMs = 61_000;

/** Content with its recent past; both stores' worlds are built on it. */
export class World {
  state: WorldState;
  version = 0;
  /** Every content there ever was, for whoever restores one. */
  readonly past: WorldState[] = [];
  /** Version of the content that no longer had the row. */
  readonly removedIn = new Map<number, number>();
  /** Earlier versions of each row, for whoever restores one. */
  readonly earlier = new Map<number, WorldRow[]>();
  /** How often people have saved or restored an older content, or taken a line out of the service's own table: of the last line nobody can
   *  tell the difference. */
  goneBack = 0;
  /** Risks a row of whose people have taken out. */
  readonly takenOut = new Set<string>();
  private nextUid = 1;
  private nextItem = 1;
  private recent: Version[];

  constructor(
    readonly regionIds: readonly RegionId[],
    readonly watcher: Watcher,
  ) {
    this.state = {
      regions: Object.fromEntries(regionIds.map((id) => [id, []])),
      events: [],
      lost: [],
      broken: [],
    };
    this.recent = [{ at: 0, version: 0, state: this.state }];
  }

  put(at: number, change: Partial<WorldState>): void {
    this.version += 1;
    this.past.push(this.state);
    this.state = { ...this.state, ...change };
    this.recent.push({ at, version: this.version, state: this.state });
    while (this.recent.length > 2 && (this.recent[1] as Version).at < at - keptMs) this.recent.shift();
  }

  /** What a client sees whose view lags behind. */
  seen(at: number, staleMs: number): Version {
    for (let index = this.recent.length - 1; index > 0; index--)
      if ((this.recent[index] as Version).at <= at - staleMs) return this.recent[index] as Version;
    return this.recent[0] as Version;
  }

  rows(region: string): readonly WorldRow[] {
    return this.state.regions[region] ?? [];
  }

  all(): WorldRow[] {
    return Object.values(this.state.regions).flat();
  }

  putRows(at: number, region: string, rows: readonly WorldRow[]): void {
    this.put(at, { regions: { ...this.state.regions, [region]: rows } });
  }

  /** Replaces the row with the same uid. */
  putRow(at: number, region: string, row: WorldRow): void {
    const before = this.rows(region).find((one) => one.uid === row.uid);
    if (before) this.earlier.set(row.uid, [...(this.earlier.get(row.uid) ?? []), before]);
    this.putRows(at, region, this.rows(region).map((one) => (one.uid === row.uid ? row : one))); // prettier-ignore
  }

  /** People take rows out. */
  remove(at: number, region: string, uids: ReadonlySet<number>): void {
    for (const row of this.rows(region))
      if (uids.has(row.uid) && row.madeFor !== null) this.takenOut.add(row.madeFor);
    this.putRows(at, region, this.rows(region).filter((one) => !uids.has(one.uid))); // prettier-ignore
    for (const uid of uids) this.removedIn.set(uid, this.version);
  }

  newUid(): number {
    return this.nextUid++;
  }

  newVersion(): number {
    return this.nextItem++;
  }

  /** A blank row of a new line, on behalf of whoever makes it. */
  blank(parts: Partial<WorldRow>): WorldRow {
    return {
      uid: this.newUid(), madeFor: null, riskId: '', typed: nothingTyped, over: {}, formulaIn: [], carried: null, shown: null,
      version: this.newVersion(), byPeople: {}, ...parts,
    }; // prettier-ignore
  }
}

/** The cells of a new line. */
const normal = new WeakMap<TypedValues, TypedValues>();

/** The cells as a reader of the register gives them. */
export function asRead(typed: TypedValues): TypedValues {
  const known = normal.get(typed);
  if (known) return known;
  const read = Object.fromEntries(
    Object.entries(typed).map(([field, text]) => [field, cellText(text)]),
  ) as TypedValues;
  normal.set(typed, read);
  return read;
}

/** What the service's formulas show on a row of a workbook: the highest sequence of exactly this Risk ID. */
export function shownOn(state: WorldState, riskId: string): EventRow | null {
  let top: EventRow | null = null;
  for (const event of state.events) if (event.key === riskId && event.seq > (top?.seq ?? 0)) top = event;
  return top;
}

/** What a person reads on the row, whichever store it is. */
export function readableOn(state: WorldState, row: WorldRow): SheetValues | null {
  return row.shown ?? shownOn(state, row.riskId)?.values ?? null;
}

export const isPairedField = (field: TypedField): field is PairedField =>
  (pairedFields as readonly string[]).includes(field);
