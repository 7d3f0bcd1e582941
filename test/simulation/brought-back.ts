/** SHT11: text that an older content brings back was not typed now. */
import { type TypedField, type TypedValues } from '../../register/columns';
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

/** What each line of a cut says, with the constants typed over the service's formulas. */
type Lines = ReadonlyMap<string, TypedValues>;

/** When a person last put something into the cell, or over the formula beside it. */
const putAt = ({ byPeople, over, overAt = -1 }: WorldRow, field: TypedField) =>
  Math.max(byPeople[field] ?? -1, field in over ? overAt : -1);

const keyOf = (riskId: string, field: TypedField, text: string) => `${riskId}|${field}|${text}`;

export class BroughtBack {
  /** Since when an older content shows a text again. */
  private readonly since = new Map<string, number>();

  check({ memory, reading, observed }: Concluded, present: Present): void {
    const { cut, past } = reading;
    this.checkTyped(observed, present);
    if (cut.carrier !== 'table') return;
    const lines = linesOf(cut);
    this.forget(lines);
    if (past !== null) this.notice(memory, { lines, past }, present.now);
  }

  private checkTyped({ findings }: Observed, { rows }: Present): void {
    for (const { riskId, edits } of findings.filter((finding) => finding.kind === 'typed'))
      for (const { field, is } of edits) {
        const since = this.since.get(keyOf(riskId, field, is));
        if (since === undefined || rows.some((row) => putAt(row, field) >= since)) continue;
        throw new Violation(
          'I3',
          `${field}: "${is}", which an older content brought back, is taken for typing`,
        );
      }
  }

  /** What no longer stands there is not brought back any more. */
  private forget(lines: Lines): void {
    for (const key of this.since.keys()) {
      const [riskId = '', field = ''] = key.split('|');
      if (lines.get(riskId)?.[field as TypedField] !== key.slice(riskId.length + field.length + 2))
        this.since.delete(key);
    }
  }

  private notice(memory: Memory, { lines, past }: { lines: Lines; past: Knowledge }, now: number): void {
    const rows = new Map(memory.rows.map((row) => [row.riskId as string, row]));
    for (const [riskId, typed] of lines) {
      const then = past.get(riskId)?.typed;
      if (!then) continue;
      for (const field of Object.keys(typed) as TypedField[])
        if (then[field] === typed[field] && !isKnown(rows.get(riskId), field, typed[field]))
          this.since.set(keyOf(riskId, field, typed[field]), now);
    }
  }
}

/** Of two lines with one Risk ID nothing is taken, and which of them stays is for people to say. */
function linesOf(cut: Cut): Lines {
  const said = ({ typed, typedOver }: CutRow): TypedValues => ({ ...typed, ...typedOver });
  const rows = cut.regions.flatMap((region) => region.rows);
  const twice = new Set(rows.filter((row, at) => rows.findIndex((one) => one.riskId === row.riskId) < at).map((row) => row.riskId)); // prettier-ignore
  return new Map(rows.filter(({ riskId }) => !twice.has(riskId)).map((row) => [row.riskId, said(row)]));
}

/** Remembered as it stands, or seen before, when nothing told of an older content yet: what was typed there had not been written back (the known limit). */
function isKnown(row: RowMemory | undefined, field: TypedField, text: string): boolean {
  const settling = row?.settling;
  const wasSeen = settling?.typed[field] === text && !settling.lost.includes(field);
  return row?.typed[field] === text || wasSeen;
}
