/** SHT11: text that an older content brings back was not typed now. */
import { type TypedField } from '../../register/columns';
import { type RowMemory } from '../../register/sheet-memory';
import { type Cut, type CutRow } from '../../register/store';
import { type Memory, type Knowledge, type Observed } from '../../sync/protocol/findings';
import { type Concluded } from './reading';
import { Violation } from './violation';
import { type WorldRow } from './world';

/** What stands in the register, and the real time. */
interface Present {
  rows: readonly WorldRow[];
  now: number;
}

/** What each line of a cut says, in the cells of people and over the formulas beside them. */
type Said = Record<Place, Partial<Record<TypedField, string>>>;
type Lines = ReadonlyMap<string, Said>;

const places = ['cell', 'over'] as const;
type Place = (typeof places)[number];

/** When a person last put something into the cell, or over the formula beside it. */
const putAt = ({ byPeople, over, overAt = -1 }: WorldRow, field: TypedField) =>
  Math.max(byPeople[field] ?? -1, field in over ? overAt : -1);

export class BroughtBack {
  /** Since when an older content shows a text again, by place, risk, field and text. */
  private readonly since = new Map<string, number>();

  check({ memory, reading, observed }: Concluded, present: Present): void {
    const { cut, past } = reading;
    const lines = linesOf(cut);
    this.checkTyped(observed, lines, present);
    if (cut.carrier !== 'table') return;
    this.forget(lines);
    if (past !== null) this.notice(memory, { lines, past }, present.now);
  }

  private checkTyped({ findings }: Observed, lines: Lines, { rows }: Present): void {
    for (const { riskId, edits } of findings.filter((finding) => finding.kind === 'typed'))
      for (const { field, is } of edits) {
        const said = lines.get(riskId);
        const sources = places.filter((place) => said?.[place][field] === is);
        const since = sources.map((place) => this.since.get(keyOf(place, { riskId, field, text: is })));
        const isNew = (at: number | undefined) =>
          at === undefined || rows.some((row) => putAt(row, field) >= at);
        if (sources.length > 0 && !since.some(isNew))
          throw new Violation(
            'I3',
            `${field}: "${is}", which an older content brought back, is taken for typing`,
          );
      }
  }

  /** What no longer stands there is not brought back any more. */
  private forget(lines: Lines): void {
    for (const key of this.since.keys()) {
      const [place, riskId, field, text] = JSON.parse(key) as [Place, string, TypedField, string];
      if (lines.get(riskId)?.[place][field] !== text) this.since.delete(key);
    }
  }

  private notice(memory: Memory, { lines, past }: { lines: Lines; past: Knowledge }, now: number): void {
    const rows = new Map(memory.rows.map((row) => [row.riskId as string, row]));
    for (const [riskId, said] of lines) {
      const then = past.get(riskId);
      if (!then) continue;
      const was: Said = { cell: then.typed, over: then.over ?? {} };
      for (const place of places)
        for (const [field, text] of Object.entries(said[place]) as [TypedField, string][])
          if (was[place][field] === text && !isKnown(rows.get(riskId), place, { field, text }))
            this.since.set(keyOf(place, { riskId, field, text }), now);
    }
  }
}

const keyOf = (place: Place, { riskId, field, text }: { riskId: string; field: TypedField; text: string }) =>
  JSON.stringify([place, riskId, field, text]);

/** Of two lines with one Risk ID nothing is taken, and which of them stays is for people to say. */
function linesOf(cut: Cut): Lines {
  const said = ({ typed, typedOver }: CutRow): Said => ({ cell: typed, over: typedOver });
  const rows = cut.regions.flatMap((region) => region.rows);
  const twice = new Set(rows.filter((row, at) => rows.findIndex((one) => one.riskId === row.riskId) < at).map((row) => row.riskId)); // prettier-ignore
  return new Map(rows.filter(({ riskId }) => !twice.has(riskId)).map((row) => [row.riskId, said(row)]));
}

/** Remembered as it stands, or seen before, when nothing told of an older content yet: what was typed there had not been written back (the known limit). */
function isKnown(
  row: RowMemory | undefined,
  place: Place,
  { field, text }: { field: TypedField; text: string },
): boolean {
  const settling = row?.settling;
  const wasSeen = settling?.typed[field] === text && !settling.lost.includes(field);
  const base: Said | null = row ? { cell: row.typed, over: row.over } : null;
  return base?.[place][field] === text || wasSeen;
}
