/** Business dates: calendar days in the organisation's time zone, written YYYY-MM-DD. */
import { z } from 'zod';

export const localDateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-11-30')
  .refine((text) => toUtc(text).toISOString().slice(0, 10) === text, 'a day that exists')
  // Spreadsheets count from 1900, and a database has no year 0.
  .refine((text) => text >= '1900', 'a day after 1899')
  .brand<'LocalDate'>();
export type LocalDate = z.infer<typeof localDateSchema>;

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof weekdays)[number];

const dayMs = 86_400_000;

function toUtc(date: string): Date {
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? new Date(0) : parsed;
}

function fromUtc(ms: number): LocalDate {
  return new Date(ms).toISOString().slice(0, 10) as LocalDate;
}

/** The day `days` later (earlier when negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return fromUtc(toUtc(date).getTime() + days * dayMs);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((toUtc(to).getTime() - toUtc(from).getTime()) / dayMs);
}

export function weekdayOf(date: LocalDate): Weekday {
  return weekdays[toUtc(date).getUTCDay()] as Weekday;
}

/** The first day after `after` that falls on `weekday`: one to seven days later. */
export function nextWeekday(after: LocalDate, weekday: Weekday): LocalDate {
  const ahead = (weekdays.indexOf(weekday) - weekdays.indexOf(weekdayOf(after)) + 7) % 7;
  return addDays(after, ahead === 0 ? 7 : ahead);
}

/** Calendar day and hour (0-23) of an instant in a time zone; daylight saving is the zone's business. */
export function localTime(
  instant: Date,
  timeZone: string,
): { date: LocalDate; hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    date: `${get('year')}-${get('month')}-${get('day')}` as LocalDate,
    hour: Number(get('hour')),
    minute: Number(get('minute')),
  };
}

const serialZero = toUtc('1899-12-30').getTime();

/** Spreadsheet serial of a day (1900 system): 2026-11-21 is 46347. */
export function toSerial(date: LocalDate): number {
  return Math.round((toUtc(date).getTime() - serialZero) / dayMs);
}

/** Day of a spreadsheet serial; null outside 2000-01-01..2100-12-31, where a typed number is no date of ours. */
export function fromSerial(serial: number): LocalDate | null {
  const whole = Math.floor(serial);
  return whole < 36_526 || whole > 73_415 ? null : fromUtc(serialZero + whole * dayMs);
}

/** True within 2000-01-01..2100-12-31: outside it a day somebody typed is a slip of the pen. */
export function isOfOurTime(date: LocalDate): boolean {
  return fromSerial(toSerial(date)) !== null;
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** For people: 30 November 2026. */
export function sayDate(date: LocalDate): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${monthNames[(month ?? 1) - 1]} ${year}`;
}
