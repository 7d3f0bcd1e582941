/** A cell that people and the service both write, as in a list: what it holds when nobody has touched it since the service looked. */
import { type PairedField } from './columns';
import { type Carried } from './store';

/** What the service remembers of such a cell. */
export interface CellBase {
  /** The text last taken over from the cell; '' when none was. */
  observed: string;
  /** The sequence the row carried when it was taken over; undefined when nothing was. */
  takenOver: number | undefined;
}

/** The text an untouched cell holds. Anything else was typed by a person since, even when it is what they had typed before. */
export function untouchedText(carried: Carried, field: PairedField, base: CellBase): string {
  return isStanding(carried, field, base.takenOver) ? base.observed : carried.values[field];
}

/** The service has not written over the person's text: it was taken over from what the row still carries, or it is in dispute. */
export function isStanding(carried: Carried, field: PairedField, takenOver: number | undefined): boolean {
  return takenOver === carried.seq || carried.disputed.includes(field);
}

/** What a publication makes of the cell: its own value, or null to leave what a person has put there. */
export function cellAfter(
  carried: Carried | null,
  cell: { field: PairedField; text: string },
  next: {
    values: Carried['values'];
    observed: Carried['observed'];
    disputed: readonly PairedField[];
    takenOver: Partial<Record<PairedField, number>>;
  },
): string | null {
  const { field, text } = cell;
  const value = next.values[field];
  if (next.disputed.includes(field)) return null;
  // An emptied cell says nothing, so nothing of a person's stands in it.
  if (text === '' || text === value) return value;
  if (carried === null) return null;
  const base = { observed: next.observed[field], takenOver: next.takenOver[field] };
  return text === untouchedText(carried, field, base) ? value : null;
}
