/** Days and instants of a site: SharePoint keeps a day as the instant of its midnight in the site's time zone. */

/** The site's regional setting; the box has one. */
const timeZone = 'Europe/London';
const wallClock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

const asUtc = (at: Date): number => Date.parse(`${wallClock.format(at).replace(' ', 'T')}Z`);

/** A written date or instant; null when it is neither. A date alone means its midnight in UTC, as Graph reads it. */
export function readInstant(text: string): Date | null {
  const at = form.test(text) ? new Date(text) : new Date(NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Graph's way to write an instant: whole seconds, UTC. */
export const showInstant = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** The midnight, in the site's zone, that begins the day the instant falls on there. */
export function midnightOf(at: Date): Date {
  const midnightUtc = new Date(`${wallClock.format(at).slice(0, 10)}T00:00:00Z`);
  return new Date(2 * midnightUtc.getTime() - asUtc(midnightUtc));
}

/** The day an instant falls on in the site's zone, e.g. `2026-07-01`. */
export const dayOf = (at: Date): string => wallClock.format(at).slice(0, 10);
