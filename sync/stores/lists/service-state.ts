/** What the service keeps on each row of a list: the newest publication, under the key it was made for. Pure. */
import { z } from 'zod';
import { isStorable } from '../../../register/cell-text';
import { pairedFields, projectedFields, type PairedField, type SheetValues } from '../../../register/columns';
import { highestOfOurs, type Carried, type Publication } from '../../../register/store';
import { fitting } from './cells';
import { listColumnOf, type ListField } from './list-columns';

/** A row's hidden cell. `key` is a Risk ID, or "new:…" on a line typed without one. */
export interface ServiceState extends Carried {
  key: string;
}

/** A text that no database takes was not written by the service. */
const text = z.string().refine(isStorable);

const texts = <Key extends string>(keys: readonly Key[]) =>
  z.object(Object.fromEntries(keys.map((key) => [key, text])) as Record<Key, typeof text>);

const shape = z.object({
  key: text.min(1),
  seq: z.int().min(1).max(highestOfOurs),
  values: texts([...pairedFields, ...projectedFields]),
  observed: texts(pairedFields),
  disputed: z.array(z.enum(pairedFields)),
});

/** Null when the cell is empty or is not as the service wrote it: the row then counts as one it has never written to. */
export function readState(cell: unknown): ServiceState | null {
  if (typeof cell !== 'string' || cell === '') return null;
  let found: unknown;
  try {
    found = JSON.parse(cell);
  } catch {
    return null; // said above: somebody changed it, and the next publication writes it anew
  }
  return shape.safeParse(found).data ?? null;
}

/** The publication as its row will carry it: values as their cells can hold them, so that what is read back compares. */
export function stateOf({ key, seq, values, observed, disputed }: Publication): ServiceState {
  return { key, seq, values: fittingValues(values), observed: fittingObserved(observed), disputed };
}

/** The text of the hidden cell. */
export function stateCell({ key, seq, values, observed, disputed }: ServiceState): string {
  return JSON.stringify({ key, seq, values, observed, disputed });
}

const fitted = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(texts).map(([field, text]) => [field, fitting(text, listColumnOf(field as ListField))]),
  );

const fittingValues = (values: SheetValues) => fitted(values) as SheetValues;
// Cell texts were fitting when they were read; of another store they may be longer, or no day.
const fittingObserved = (observed: Publication['observed']) =>
  fitted(observed) as Record<PairedField, string>;
