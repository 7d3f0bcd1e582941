/** What a request for items asks: which cells, which items, which page. */
import { ListError } from '../../lists/list-error';
import { type SiteList } from '../../lists/site-list';
import { readInstant, showInstant } from '../../lists/site-dates';
import { folded, writtenName } from '../../lists/values';
import { currentOf, type FieldValue, type ListColumn, type ListItem } from '../../lists/views';
import { notImitated } from '../errors';
import { type GraphCall } from '../route';
import { type Shown } from './list-bodies';

const thresholdItems = 5_000;
const riskHeader = 'HonorNonIndexedQueriesWarningMayFailRandomly';
const comparison = /^fields\/(\w+)\s+(eq|ne|gt|ge|lt|le)\s+('(?:[^']|'')*'|[^\s']+)$/i;
const beginning = /^startswith\(\s*fields\/(\w+)\s*,\s*('(?:[^']|'')*')\s*\)$/i;

/** The cells `$expand=fields` or `fields($select=A,B)` asks for; undefined when the cells are not asked for. */
export function expandedFields(call: GraphCall): { shown: Shown } | undefined {
  const expand = call.query.get('$expand');
  if (expand === null) return undefined;
  const names = /^fields(?:\(\s*\$?select\s*=\s*([^)]*)\))?$/i.exec(expand.trim());
  if (!names) throw notImitated(call.method, call.path, 'A $expand of anything but fields.');
  const asked = names[1]?.split(',').map((name) => name.trim());
  return { shown: asked ?? null };
}

interface Condition {
  column: ListColumn;
  holds(value: FieldValue | undefined): boolean;
}

function literal(text: string): FieldValue {
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted) return String(quoted[1]).replaceAll("''", "'");
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const instant = readInstant(text);
  if (instant) return showInstant(instant);
  throw new ListError('invalidRequest', 'Invalid filter clause.');
}

/** Numbers compare as numbers, everything else as folded text. */
function order(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [folded(a), folded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function columnMeant(list: SiteList, name: string): ListColumn {
  const found = list
    .columns()
    .find((column) => writtenName(column) === name || (name === 'id' && column.name === 'ID'));
  if (found) return found;
  throw new ListError('invalidRequest', `Field '${name.slice(0, 64)}' is not recognized.`);
}

function asColumnKeeps(column: ListColumn, value: FieldValue): FieldValue {
  if (column.dateTime && typeof value === 'string') {
    const at = readInstant(value);
    if (at) return showInstant(at);
  }
  const isNumber = column.personOrGroup !== undefined || column.number !== undefined;
  return isNumber && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function readCondition(call: GraphCall, list: SiteList, text: string): Condition {
  const starts = beginning.exec(text);
  if (starts) {
    const prefix = folded(literal(String(starts[2])));
    const column = columnMeant(list, String(starts[1]));
    return { column, holds: (value) => value !== undefined && folded(value).startsWith(prefix) };
  }
  const [, name, operator, right] = comparison.exec(text) ?? [];
  if (name === undefined || operator === undefined || right === undefined) {
    throw notImitated(call.method, call.path, 'A $filter other than comparisons of fields joined by and.');
  }
  const column = columnMeant(list, name);
  if (right === 'null') {
    const wantsEmpty = operator.toLowerCase() === 'eq';
    return { column, holds: (value) => (value === undefined) === wantsEmpty };
  }
  const wanted = asColumnKeeps(column, literal(right.trim()));
  const tests: Record<string, (difference: number) => boolean> = {
    eq: (difference) => difference === 0,
    ne: (difference) => difference !== 0,
    gt: (difference) => difference > 0,
    ge: (difference) => difference >= 0,
    lt: (difference) => difference < 0,
    le: (difference) => difference <= 0,
  };
  const test = tests[operator.toLowerCase()];
  return {
    column,
    holds: (value) =>
      value === undefined ? operator.toLowerCase() === 'ne' : test?.(order(value, wanted)) === true,
  };
}

function refuseCostly(call: GraphCall, conditions: readonly Condition[], count: number): void {
  const plain = conditions.find(({ column }) => !column.indexed);
  const acceptsRisk = String(call.headers['prefer'] ?? '').includes(riskHeader);
  if (plain && !acceptsRisk) {
    const message = `Field '${plain.column.name}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: ${riskHeader}' header to allow this, but be warned that such queries may fail on large lists.`;
    throw new ListError('notIndexed', message);
  }
  // An index narrows the query down only when its column comes first.
  if (plain && count > thresholdItems && conditions[0]?.column.indexed !== true) {
    const message = 'The attempted operation is prohibited because it exceeds the list view threshold.';
    throw new ListError('threshold', message);
  }
}

/** The items that `$filter` lets through; all of them without one. */
export function filtered(call: GraphCall, list: SiteList, items: readonly ListItem[]): readonly ListItem[] {
  const filter = call.query.get('$filter');
  if (filter === null) return items;
  const parts = filter.match(/(?:'(?:[^']|'')*'|[^'])+?(?=\s+and\s+|$)/gi) ?? [];
  const conditions = parts.map((part) => readCondition(call, list, part.replace(/^\s*and\s+/i, '').trim()));
  refuseCostly(call, conditions, items.length);
  return items.filter((item) =>
    conditions.every(({ column, holds }) => {
      const value = column.name === 'ID' ? item.id : currentOf(item).fields[column.name];
      return holds(value);
    }),
  );
}
