/** Shows a value in a number format, for a cell's text and for TEXT(); covers the formats people use. */
import { dateOf } from './text-number';
import { isError, numberText, type Scalar, toText } from './values';

type Piece = { kind: 'literal' | 'code'; text: string };

const pieces =
  /"([^"]*)"|\\(.)|_(?:.)|\*(?:.)|\[(?:\$([^\]-]*)[^\]]*|(hh?|mm?|ss?)|[^\]]*)\]|(AM\/PM|A\/P|General|[ymdhs]+|0\.0+(?=s)|[#0?][#0?,]*(?:\.[#0?]*)?(?:[eE][+-]0+)?|\.[#0?]+|@)|([^])/gi;
const monthNames =
  'January,February,March,April,May,June,July,August,September,October,November,December'.split(',');
const dayNames = 'Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday'.split(',');

function split(section: string): Piece[] {
  return [...section.matchAll(pieces)].map((match): Piece => {
    const [whole, quoted, escaped, currency, elapsed, code, other] = match;
    if (code !== undefined) return { kind: 'code', text: code };
    if (elapsed !== undefined) return { kind: 'code', text: `[${elapsed.toLowerCase()}]` };
    const padding = whole.startsWith('_') ? ' ' : '';
    return { kind: 'literal', text: quoted ?? escaped ?? currency ?? other ?? padding };
  });
}

function sections(format: string): string[] {
  const found: string[] = [''];
  for (const match of format.matchAll(/"[^"]*"|\\[^]|\[[^\]]*\]|;|[^]/g)) {
    if (match[0] === ';') found.push('');
    else found[found.length - 1] += match[0];
  }
  return found;
}

const isDateCode = (text: string): boolean => /^(?:\[[hms]+\]|[ymdhs]+|AM\/PM|A\/P)$/i.test(text);

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const cut = (name: string | undefined, length: number): string =>
  (name ?? '').slice(0, length === 3 ? 3 : length === 5 ? 1 : undefined);

const dateParts: Record<string, (length: number, at: Date, hour12: boolean) => string> = {
  y: (length, at) => (length > 2 ? String(at.getUTCFullYear()) : pad(at.getUTCFullYear() % 100, 2)),
  d: (length, at) => (length < 3 ? pad(at.getUTCDate(), length) : cut(dayNames[at.getUTCDay()], length)),
  m: (length, at) =>
    length < 3 ? pad(at.getUTCMonth() + 1, length) : cut(monthNames[at.getUTCMonth()], length),
  h: (length, at, hour12) => pad(hour12 ? at.getUTCHours() % 12 || 12 : at.getUTCHours(), length),
  s: (length, at) => pad(at.getUTCSeconds(), Math.min(length, 2)),
};

function datePart(code: string, at: Date, hour12: boolean): string {
  return dateParts[code[0] ?? '']?.(code.length, at, hour12) ?? code;
}

/** `m` means minutes after hours and before seconds, months elsewhere. */
function isMinutes(codes: string[], index: number): boolean {
  return /^\[?h/.test(codes[index - 1] ?? '') || /^s/.test(codes[index + 1] ?? '');
}

function elapsed(code: string, serial: number): string {
  const per = code.startsWith('[h') ? 24 : code.startsWith('[m') ? 1440 : 86_400;
  return pad(Math.floor(serial * per + 1e-9), code.length - 2);
}

function formatDate(parts: Piece[], serial: number): string {
  const at = dateOf(serial);
  const codes = parts.filter((piece) => piece.kind === 'code').map((piece) => piece.text.toLowerCase());
  const hour12 = codes.some((code) => code === 'am/pm' || code === 'a/p');
  let index = 0;
  return parts
    .map((piece) => {
      if (piece.kind === 'literal') return piece.text;
      const code = codes[index] ?? '';
      const minutes = code.startsWith('m') && isMinutes(codes, index);
      index++;
      if (minutes) return pad(at.getUTCMinutes(), code.length);
      if (code === 'am/pm') return at.getUTCHours() < 12 ? 'AM' : 'PM';
      if (code === 'a/p') return at.getUTCHours() < 12 ? 'A' : 'P';
      return code.startsWith('[') ? elapsed(code, serial) : datePart(code, at, hour12);
    })
    .join('');
}

function fraction(digits: string, pattern: string): string {
  let kept = digits;
  for (let i = pattern.length - 1; i >= 0 && pattern[i] === '#' && kept.endsWith('0'); i--)
    kept = kept.slice(0, -1);
  return kept;
}

function scientific(match: RegExpExecArray, value: number): string {
  const [, digits = '', plus, zeros = ''] = match;
  const places = digits.split('.')[1]?.length ?? 0;
  const [mantissa = '', exponent = '+0'] = value.toExponential(places).split('e');
  const sign = exponent.startsWith('-') ? '-' : plus === '+' ? '+' : '';
  return `${mantissa}E${sign}${exponent.slice(1).padStart(zeros.length, '0')}`;
}

function figure(pattern: string, value: number): string {
  const exponent = /^(.*?)[eE]([+-])(0+)$/.exec(pattern);
  if (exponent) return scientific(exponent, value);
  const [whole = '', rest = ''] = pattern.split('.');
  const thousands = /,*$/.exec(whole)?.[0].length ?? 0;
  const [integer = '0', decimals = ''] = roundedText(value / 1000 ** thousands, rest.length).split('.');
  const least = whole.replace(/[^0]/g, '').length;
  const digits = (integer === '0' && least === 0 ? '' : integer).padStart(least, '0');
  const grouped = /[#0?],[#0?]/.test(whole) ? digits.replace(/\B(?=(\d{3})+$)/g, ',') : digits;
  return pattern.includes('.') ? `${grouped}.${fraction(decimals, rest)}` : grouped;
}

/** Rounds half away from zero on the decimal form, as Excel does. */
function roundedText(value: number, places: number): string {
  const factor = 10 ** places;
  const rounded = Math.round(Number((value * factor).toPrecision(15))) / factor;
  return rounded.toFixed(places);
}

function formatNumber(parts: Piece[], value: number): string {
  const percent = parts.filter((piece) => piece.kind === 'literal' && piece.text === '%').length;
  const scaled = Math.abs(value) * 100 ** percent;
  let used = false;
  return parts
    .map((piece) => {
      if (piece.kind === 'literal') return piece.text;
      if (piece.text === '@' || /^general$/i.test(piece.text)) return numberText(scaled);
      if (used) return '';
      used = true;
      return figure(piece.text, scaled);
    })
    .join('');
}

function sectionFor(all: string[], value: number): { section: string; minus: boolean } {
  if (all.length > 2 && value === 0) return { section: all[2] ?? '', minus: false };
  if (all.length > 1 && value < 0) return { section: all[1] ?? '', minus: false };
  return { section: all[0] ?? '', minus: value < 0 };
}

/** The value as text in this format; a text passes through unless the format has a text section. */
export function formatValue(value: Scalar, format: string): string {
  if (isError(value)) return value.code;
  if (typeof value !== 'number') {
    const text = toText(value);
    const section = sections(format)[3];
    if (section === undefined || typeof value !== 'string') return isError(text) ? text.code : text;
    return split(section)
      .map((piece) => (piece.text === '@' ? value : piece.kind === 'literal' ? piece.text : ''))
      .join('');
  }
  if (format === '' || /^general$/i.test(format) || format === '@') return numberText(value);
  const { section, minus } = sectionFor(sections(format), value);
  const parts = split(section);
  if (parts.some((piece) => piece.kind === 'code' && isDateCode(piece.text))) {
    return value < 0 ? '#########' : formatDate(parts, value);
  }
  return (minus ? '-' : '') + formatNumber(parts, value);
}
