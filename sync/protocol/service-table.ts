/** Edits inside the service's own table: found by comparing its newest lines with what was published under their numbers. Pure. */
import { cellText } from '../../register/cell-text';
import { type EventRow } from '../../register/store';
import { type RiskId, isRiskId } from '../../register/ids';
import { type Finding, type ServiceTable } from './findings';

/** The newest line of each key. */
export function newestByKey(events: readonly EventRow[]): Map<string, EventRow> {
  const top = new Map<string, EventRow>();
  for (const event of events) if (event.seq > (top.get(event.key)?.seq ?? 0)) top.set(event.key, event);
  return top;
}

const newestLines = (events: readonly EventRow[]): EventRow[] => [...newestByKey(events).values()];

/** Lines worth comparing: the newest of each key that the cut before did not show just so. All of them when there was none. */
export function linesToCheck(events: readonly EventRow[], before: readonly EventRow[] | null): EventRow[] {
  if (events === before) return [];
  const known = new Map(newestLines(before ?? []).map((event) => [event.seq, event]));
  return newestLines(events).filter((event) => !isAsBefore(known.get(event.seq), event));
}

/** Field by field: every reading of a changed workbook compares every line. */
function isAsBefore(one: EventRow | undefined, other: EventRow): boolean {
  if (one === undefined || one === other) return one === other;
  return (
    one.key === other.key && haveSame(one.values, other.values) && haveSame(one.observed, other.observed)
  );
}

function haveSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  for (const field in other) if (one[field] !== other[field]) return false;
  for (const field in one) if (!(field in other)) return false;
  return true;
}

/** Published again so often and read differently each time: no person is at it, the cells do not hold that text. */
const enough = 3;

/** What is wrong in the table, as one finding; nothing when it is as published. */
export function serviceTableFindings(table: ServiceTable | undefined): Finding[] {
  if (!table) return [];
  const edited = table.lines.flatMap(({ line, published }) => {
    if (published === null) return line.seq > table.newestOf(line.key) ? [{ line, keys: [line.key] }] : [];
    const isOurs = isSame(line, published) || (published.again >= enough && !published.seen);
    // Under another key the line speaks for a risk it was never about, and its own risk has lost it.
    return isOurs ? [] : [{ line, keys: [...new Set([line.key, published.key])] }];
  });
  const keys = [...new Set(edited.flatMap((one) => one.keys))];
  const told = [...new Set([...keys, ...table.deleted])];
  if (told.length === 0) return [];
  const forged = edited
    .map(({ line, keys: of }) => ({ seq: line.seq, keys: of }))
    .sort((a, b) => a.seq - b.seq);
  const rows = told.filter((key): key is RiskId => isRiskId(key));
  return [{ kind: 'service-table', keys, rows, forged, deleted: table.deleted.length }];
}

const sameText = (one: unknown, other: unknown) => other !== undefined && cellText(String(one)) === cellText(String(other)); // prettier-ignore

/** Compared as cells are read: blanks around a text and characters no cell holds are no edit. */
function isSame(line: EventRow, published: { key: string; values: object; observed: object }): boolean {
  const same = (read: object, said: object) => {
    const is = new Map<string, unknown>(Object.entries(read));
    return Object.entries(said).every(([field, text]) => sameText(text, is.get(field)));
  };
  return (
    sameText(published.key, line.key) &&
    same(line.values, published.values) &&
    same(line.observed, published.observed)
  );
}
