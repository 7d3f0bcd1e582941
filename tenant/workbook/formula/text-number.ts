/** Reads texts the way Excel reads typing: numbers, percentages, dates and times (en-US order, month first). */

const dayMs = 86_400_000;
const epoch1900 = Date.UTC(1899, 11, 30);

/** The serial number of a calendar date in the 1900 system; month is 1 to 12 and may overflow, as in DATE(). */
export function serialOf(year: number, month: number, day: number): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const serial = Math.round((at.getTime() - epoch1900) / dayMs);
  // Excel counts a 29 February 1900 that never was.
  return serial < 61 ? serial - 1 : serial;
}

/** The UTC date that stands for a serial number of the 1900 system; only its UTC fields mean anything. */
export function dateOf(serial: number): Date {
  const days = serial < 60 ? serial + 1 : serial;
  return new Date(epoch1900 + Math.round(days * 86_400) * 1000);
}

/** What a typed text means, with the number format Excel would give a General cell, or null. */
export interface TypedNumber {
  value: number;
  format: string | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthOf = (word: string): number => months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
const monthWord =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const isoDate = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/;
const usDate = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})$/;
const monthDay = /^(\d{1,2})[-/](\d{1,2})$/;
const dayMonthName = new RegExp(`^(\\d{1,2})[- ]${monthWord}(?:[- ,]+(\\d{4}|\\d{2}))?$`, 'i');
const monthNameYear = new RegExp(`^${monthWord}[- ](\\d{4})$`, 'i');
const monthNameDay = new RegExp(`^${monthWord} (\\d{1,2})(?:,? (\\d{4}))?$`, 'i');
const clockTime = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([ap])m?)?$/i;

const fullYear = (text: string): number => {
  const year = Number(text);
  return text.length > 2 ? year : year + (year < 30 ? 2000 : 1900);
};

function validDate(parts: { year: number; month: number; day: number }, format: string): TypedNumber | null {
  const { year, month, day } = parts;
  if (month < 1 || month > 12 || day < 1 || year < 1900 || year > 9999) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return { value: serialOf(year, month, day), format };
}

function numericDate(text: string, thisYear: number): TypedNumber | null | undefined {
  const iso = isoDate.exec(text);
  if (iso) return validDate({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }, 'm/d/yyyy');
  const us = usDate.exec(text);
  if (us) {
    return validDate({ year: fullYear(us[3] ?? ''), month: Number(us[1]), day: Number(us[2]) }, 'm/d/yyyy');
  }
  const short = monthDay.exec(text);
  if (short) return validDate({ year: thisYear, month: Number(short[1]), day: Number(short[2]) }, 'd-mmm');
  return undefined;
}

function namedDate(text: string, thisYear: number): TypedNumber | null {
  const day = dayMonthName.exec(text);
  if (day) {
    const year = day[3] ? fullYear(day[3]) : thisYear;
    return validDate(
      { year, month: monthOf(day[2] ?? ''), day: Number(day[1]) },
      day[3] ? 'd-mmm-yy' : 'd-mmm',
    );
  }
  const year = monthNameYear.exec(text);
  if (year) return validDate({ year: Number(year[2]), month: monthOf(year[1] ?? ''), day: 1 }, 'mmm-yy');
  const named = monthNameDay.exec(text);
  if (!named) return null;
  const parts = {
    year: Number(named[3] ?? thisYear),
    month: monthOf(named[1] ?? ''),
    day: Number(named[2]),
  };
  return validDate(parts, named[3] ? 'd-mmm-yy' : 'd-mmm');
}

function typedTime(text: string): number | null {
  const match = clockTime.exec(text);
  if (!match) return null;
  const minutes = Number(match[2]);
  const seconds = Number(match[3] ?? 0);
  let hours = Number(match[1]);
  if (match[4]) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (match[4].toLowerCase() === 'p' ? 12 : 0);
  }
  return minutes > 59 || seconds > 59 ? null : (hours * 3600 + minutes * 60 + seconds) / 86_400;
}

function typedMoment(text: string, thisYear: number): TypedNumber | null {
  const time = typedTime(text);
  if (time !== null) return { value: time, format: 'h:mm' };
  const date = numericDate(text, thisYear);
  if (date !== undefined) return date;
  const parts = /^(\S+)[ T](\d{1,2}:.+)$/.exec(text);
  const day = parts ? numericDate(parts[1] ?? '', thisYear) : null;
  const clock = parts ? typedTime(parts[2] ?? '') : null;
  if (day && clock !== null) return { value: day.value + clock, format: 'm/d/yyyy h:mm' };
  return namedDate(text, thisYear);
}

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

function typedFigure(text: string): TypedNumber | null {
  if (plain.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { value, format: /e/i.test(text) ? '0.00E+00' : null } : null;
  }
  if (grouped.test(text)) {
    return { value: Number(text.replaceAll(',', '')), format: text.includes('.') ? '#,##0.00' : '#,##0' };
  }
  if (text.endsWith('%')) {
    const inner = typedFigure(text.slice(0, -1).trimEnd());
    return inner && { value: inner.value / 100, format: text.includes('.') ? '0.00%' : '0%' };
  }
  const bracketed = /^\((.+)\)$/.exec(text);
  const inner = bracketed && /^[\d.,]+$/.test(bracketed[1] ?? '') ? typedFigure(bracketed[1] ?? '') : null;
  return inner && { ...inner, value: -inner.value };
}

/** The number a typed text means, or null when Excel would keep it as text. */
export function typedNumber(text: string, thisYear: number): TypedNumber | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 64) return null;
  return typedFigure(trimmed) ?? typedMoment(trimmed, thisYear);
}

/** The number a text stands for in arithmetic, or null. */
export function numberFromText(text: string): number | null {
  return typedNumber(text, new Date().getUTCFullYear())?.value ?? null;
}
