/** What each library is asked to do with the register, in its own way. */
import { type BookRow } from './book';

export interface Contestant {
  name: string;
  /** How many risks the review is measured on and counted up from; null: all of them are done. */
  sampled: number | null;
  /** Signs in and does once whatever it does only once; not measured. */
  prepare(): Promise<void>;
  /** All rows of all regions; the number of rows it found. */
  readAll(): Promise<number>;
  /** Asks again when nothing has changed. */
  readAgain(): Promise<void>;
  /** A new line in the first region. */
  appendOne(row: BookRow): Promise<void>;
  /** One value of one risk, wherever its line stands by now. */
  changeOne(row: BookRow): Promise<void>;
  /** Everything again, and then "reviewed today" for each of these risks. */
  review(rows: readonly BookRow[]): Promise<void>;
}

/** Graph takes this many requests in one. */
export const batchSize = 20;

/** Cuts a list into pieces of at most this size. */
export function chunksOf<Thing>(things: readonly Thing[], size: number): Thing[][] {
  const chunks: Thing[][] = [];
  for (let from = 0; from < things.length; from += size) chunks.push(things.slice(from, from + size));
  return chunks;
}
