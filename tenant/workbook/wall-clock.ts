/** What a clock on the wall of a zone shows. */

/** The wall clock of a zone, as the UTC fields of a date. */
export function wallClock(now: () => Date, timeZone: string): () => Date {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return () => new Date(`${format.format(now()).replace(' ', 'T')}Z`);
}
