/** Functions on numbers and dates; a date is its serial number. */
import { type Site } from './calculation';
import { type FunctionTable, scalar, type ScalarFunction } from './function-shape';
import { dateOf, numberFromText, serialOf } from './text-number';
import { errors, type FormulaError, isError, type Scalar, toNumber } from './values';

/** A function of numbers; omitted arguments take their default, those without one must be given. */
function numeric(
  least: number,
  defaults: number[],
  run: (numbers: number[], site: Site) => number | FormulaError,
): ScalarFunction {
  return scalar(least, least + defaults.length, (args, site) => {
    const numbers: number[] = [];
    for (const arg of args) {
      const number = toNumber(arg);
      if (isError(number)) return number;
      numbers.push(number);
    }
    const result = run([...numbers, ...defaults.slice(numbers.length - least)], site);
    return typeof result === 'number' && !Number.isFinite(result) ? errors.num : result;
  });
}

type Rounding = (value: number) => number;
const decimals =
  (round: Rounding) =>
  ([value = 0, places = 0]: number[]): number => {
    const factor = 10 ** Math.trunc(places);
    // 15 digits first, so that 1.005 rounds as people expect from its decimal form.
    const scaled = Number((Math.abs(value) * factor).toPrecision(15));
    return (Math.sign(value) * round(scaled)) / factor;
  };

const field = (read: (date: Date) => number): ScalarFunction =>
  numeric(1, [], ([serial = 0]) => (serial < 0 ? errors.num : read(dateOf(serial))));

const time = (serial: number): number => Math.round((serial - Math.floor(serial)) * 86_400) % 86_400;

function monthsLater(serial: number, months: number, toEnd: boolean): number {
  const from = dateOf(serial);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + 1 + Math.trunc(months)];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return serialOf(year, month, toEnd ? last : Math.min(from.getUTCDate(), last));
}

function weekday(serial: number, kind: number): number | FormulaError {
  const sundayFirst = dateOf(serial).getUTCDay();
  if (kind === 1) return sundayFirst + 1;
  if (kind === 2) return sundayFirst === 0 ? 7 : sundayFirst;
  return kind === 3 ? (sundayFirst + 6) % 7 : errors.num;
}

const nowSerial = ({ calculation }: Site): number => {
  const now = calculation.grid.now();
  const day = serialOf(now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate());
  return day + (now.getUTCHours() * 3600 + now.getUTCMinutes() * 60 + now.getUTCSeconds()) / 86_400;
};

const dateText = ([text]: Scalar[]): Scalar => {
  const serial = typeof text === 'string' ? numberFromText(text) : null;
  return serial === null ? errors.value : Math.floor(serial);
};

/** Number and date functions. */
export const figureFunctions: FunctionTable = {
  ABS: numeric(1, [], ([value = 0]) => Math.abs(value)),
  INT: numeric(1, [], ([value = 0]) => Math.floor(value)),
  TRUNC: numeric(1, [0], decimals(Math.trunc)),
  ROUND: numeric(2, [], decimals(Math.round)),
  ROUNDUP: numeric(2, [], decimals(Math.ceil)),
  ROUNDDOWN: numeric(2, [], decimals(Math.floor)),
  MOD: numeric(2, [], ([value = 0, by = 0]) =>
    by === 0 ? errors.div0 : value - by * Math.floor(value / by),
  ),
  POWER: numeric(2, [], ([value = 0, exponent = 0]) => value ** exponent),
  SQRT: numeric(1, [], ([value = 0]) => Math.sqrt(value)),
  SIGN: numeric(1, [], ([value = 0]) => Math.sign(value)),
  TODAY: numeric(0, [], (_, site) => Math.floor(nowSerial(site))),
  NOW: numeric(0, [], (_, site) => nowSerial(site)),
  DATE: numeric(3, [], ([year = 0, month = 0, day = 0]) => {
    const full = Math.trunc(year) < 1900 ? Math.trunc(year) + 1900 : Math.trunc(year);
    const serial = serialOf(full, Math.trunc(month), Math.trunc(day));
    return serial < 0 ? errors.num : serial;
  }),
  TIME: numeric(
    3,
    [],
    ([hour = 0, minute = 0, second = 0]) => ((hour * 3600 + minute * 60 + second) / 86_400) % 1,
  ),
  DATEVALUE: scalar(1, 1, dateText),
  YEAR: field((date) => date.getUTCFullYear()),
  MONTH: field((date) => date.getUTCMonth() + 1),
  DAY: field((date) => date.getUTCDate()),
  HOUR: numeric(1, [], ([serial = 0]) => Math.floor(time(serial) / 3600)),
  MINUTE: numeric(1, [], ([serial = 0]) => Math.floor((time(serial) % 3600) / 60)),
  SECOND: numeric(1, [], ([serial = 0]) => time(serial) % 60),
  WEEKDAY: numeric(1, [1], ([serial = 0, kind = 1]) => weekday(serial, kind)),
  DAYS: numeric(2, [], ([end = 0, start = 0]) => Math.floor(end) - Math.floor(start)),
  EDATE: numeric(2, [], ([serial = 0, months = 0]) => monthsLater(serial, months, false)),
  EOMONTH: numeric(2, [], ([serial = 0, months = 0]) => monthsLater(serial, months, true)),
};
