/** Functions on text. */
import { flatValues, single, type Site } from './calculation';
import { hasWildcard, wildcard } from './criteria';
import { type FunctionTable, many, range, scalar, type ScalarFunction } from './function-shape';
import { formatValue } from './number-format';
import { numberFromText } from './text-number';
import {
  errors,
  type FormulaError,
  isError,
  type Scalar,
  toNumber,
  toText,
  toTruth,
  type Value,
} from './values';

/** A function of texts and numbers: the pattern says which, `t` or `n`; an omitted argument is undefined. */
function typed(
  pattern: string,
  least: number,
  run: (texts: string[], numbers: (number | undefined)[]) => Scalar,
): ScalarFunction {
  return scalar(least, pattern.length, (args) => {
    const texts: string[] = [];
    const numbers: (number | undefined)[] = [];
    for (const [i, kind] of [...pattern].entries()) {
      const arg = args[i];
      const value = kind === 't' ? toText(arg ?? null) : arg === undefined ? undefined : toNumber(arg);
      if (isError(value)) return value;
      if (typeof value === 'string') texts.push(value);
      else numbers.push(value === undefined ? undefined : Math.trunc(value));
    }
    return run(texts, numbers);
  });
}

const part = (count: number | undefined, run: (count: number) => string): Scalar =>
  count !== undefined && count < 0 ? errors.value : run(count ?? 1);

function substitute(texts: string[], which: number | undefined): Scalar {
  const [text = '', old = '', fresh = ''] = texts;
  if (old === '') return text;
  if (which === undefined) return text.replaceAll(old, () => fresh);
  if (which < 1) return errors.value;
  let at = -1;
  for (let n = 0; n < which; n++) {
    at = text.indexOf(old, at + 1);
    if (at < 0) return text;
  }
  return text.slice(0, at) + fresh + text.slice(at + old.length);
}

function found(at: number): Scalar {
  return at < 0 ? errors.value : at + 1;
}

function search(sought: string, text: string, from: number): Scalar {
  if (from < 1 || from > text.length + 1) return errors.value;
  if (!hasWildcard(sought)) return found(text.toLowerCase().indexOf(sought.toLowerCase(), from - 1));
  const matches = wildcard(`${sought}*`);
  for (let at = from - 1; at <= text.length; at++) if (matches(text.slice(at))) return at + 1;
  return errors.value;
}

function join(values: Scalar[], separator: string, skipBlank: boolean): Scalar {
  const texts: string[] = [];
  for (const value of values) {
    const text = toText(value);
    if (isError(text)) return text;
    if (text !== '' || !skipBlank) texts.push(text);
  }
  const joined = texts.join(separator);
  return joined.length > 32_767 ? errors.value : joined;
}

const all = (args: Value[], site: Site): Scalar[] => args.flatMap((arg) => flatValues(arg, site));

function value(text: Scalar): number | FormulaError {
  if (typeof text !== 'string') return typeof text === 'boolean' ? errors.value : toNumber(text);
  return numberFromText(text) ?? errors.value;
}

const proper = (text: string): string =>
  text
    .toLowerCase()
    .replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

/** Text functions. */
export const textFunctions: FunctionTable = {
  LEN: typed('t', 1, ([text = '']) => text.length),
  LEFT: typed('tn', 1, ([text = ''], [count]) => part(count, (n) => text.slice(0, n))),
  RIGHT: typed('tn', 1, ([text = ''], [count]) => part(count, (n) => (n === 0 ? '' : text.slice(-n)))),
  MID: typed('tnn', 3, ([text = ''], [start = 0, count = 0]) =>
    start < 1 || count < 0 ? errors.value : text.slice(start - 1, start - 1 + count),
  ),
  TRIM: typed('t', 1, ([text = '']) => text.replace(/ +/g, ' ').replace(/^ | $/g, '')),
  CLEAN: typed('t', 1, ([text = '']) => [...text].filter((letter) => letter >= ' ').join('')),
  UPPER: typed('t', 1, ([text = '']) => text.toUpperCase()),
  LOWER: typed('t', 1, ([text = '']) => text.toLowerCase()),
  PROPER: typed('t', 1, ([text = '']) => proper(text)),
  EXACT: typed('tt', 2, ([left, right]) => left === right),
  SUBSTITUTE: typed('tttn', 3, (texts, [which]) => substitute(texts, which)),
  REPLACE: scalar(4, 4, ([text, start, count, fresh]) => {
    const [from, length] = [toNumber(start ?? null), toNumber(count ?? null)];
    const [old, added] = [toText(text ?? null), toText(fresh ?? null)];
    for (const one of [from, length, old, added]) if (isError(one)) return one;
    const at = Math.trunc(Number(from)) - 1;
    if (at < 0 || Number(length) < 0) return errors.value;
    return String(old).slice(0, at) + String(added) + String(old).slice(at + Math.trunc(Number(length)));
  }),
  REPT: typed('tn', 2, ([text = ''], [count = 0]) =>
    count < 0 || text.length * count > 32_767 ? errors.value : text.repeat(count),
  ),
  FIND: typed('ttn', 2, ([sought = '', text = ''], [from = 1]) =>
    from < 1 || from > text.length + 1 ? errors.value : found(text.indexOf(sought, from - 1)),
  ),
  SEARCH: typed('ttn', 2, ([sought = '', text = ''], [from = 1]) => search(sought, text, from)),
  TEXT: scalar(2, 2, ([shown, format]) => {
    const pattern = toText(format ?? null);
    return isError(pattern) ? pattern : formatValue(shown ?? 0, pattern);
  }),
  VALUE: scalar(1, 1, ([text]) => value(text ?? null)),
  CHAR: typed('n', 1, (_, [code = 0]) => (code < 1 || code > 255 ? errors.value : String.fromCharCode(code))),
  UNICHAR: typed('n', 1, (_, [code = 0]) =>
    code < 1 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
      ? errors.value
      : String.fromCodePoint(code),
  ),
  CODE: typed('t', 1, ([text = '']) => (text === '' ? errors.value : text.charCodeAt(0))),
  CONCATENATE: scalar(1, many, (args) => join(args, '', false)),
  CONCAT: range(1, many, (args, site) => join(all(args, site), '', false)),
  TEXTJOIN: range(3, many, ([separator, skip, ...rest], site) => {
    const between = toText(single(separator ?? null, site));
    const skipBlank = toTruth(single(skip ?? null, site));
    if (isError(between)) return between;
    return isError(skipBlank) ? skipBlank : join(all(rest, site), between, skipBlank);
  }),
  HYPERLINK: scalar(1, 2, ([address, label]) => label ?? address ?? ''),
};
