/** Cells as callers write them and as they are kept: checked against their columns, days turned into the site's midnights. */
import { ListError } from './list-error';
import { midnightOf, readInstant, showInstant } from './site-dates';
import { type FieldValue, kindOf, type ListColumn } from './views';

/** Cells to write; null empties a cell. */
export type WrittenFields = Record<string, FieldValue | null>;

const refuse = (column: ListColumn, sentence: string): ListError =>
  new ListError('invalidRequest', `The value of the field '${column.name}' ${sentence}.`);

function textValue(column: ListColumn, value: unknown): FieldValue {
  if (typeof value !== 'string') throw refuse(column, 'is not a string');
  const longest = column.text?.maxLength ?? 63_999;
  if (value.length > longest) throw refuse(column, `is longer than ${longest} characters`);
  return value;
}

function choiceValue(column: ListColumn, value: unknown): FieldValue {
  const { choices = [], allowTextEntry, displayAs } = column.choice ?? {};
  const isMany = displayAs === 'checkBoxes';
  const chosen: unknown[] = isMany && Array.isArray(value) ? value : [value];
  if (isMany !== Array.isArray(value)) throw refuse(column, isMany ? 'is not an array' : 'is not a string');
  for (const one of chosen) {
    if (typeof one !== 'string') throw refuse(column, 'is not a string');
    if (one.length > 255) throw refuse(column, 'is longer than 255 characters');
    if (!allowTextEntry && !choices.includes(one)) throw refuse(column, 'is not one of its choices');
  }
  return isMany ? (chosen as string[]) : String(chosen[0]);
}

function dateValue(column: ListColumn, value: unknown): FieldValue {
  const at = typeof value === 'string' ? readInstant(value) : null;
  if (!at) throw refuse(column, 'is not an ISO 8601 date');
  return showInstant(column.dateTime?.format === 'dateOnly' ? midnightOf(at) : at);
}

function numberValue(column: ListColumn, value: unknown): FieldValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(column, 'is not a number');
  const { minimum = -Infinity, maximum = Infinity } = column.number ?? {};
  if (value < minimum || value > maximum) throw refuse(column, 'is out of the range of the column');
  return value;
}

function personValue(
  column: ListColumn,
  value: unknown,
  isPerson: (lookupId: number) => boolean,
): FieldValue {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof id !== 'number' || !isPerson(id)) throw refuse(column, 'names nobody of the site');
  return id;
}

function readValue(column: ListColumn, value: unknown, isPerson: (lookupId: number) => boolean): FieldValue {
  switch (kindOf(column)) {
    case 'text':
      return textValue(column, value);
    case 'choice':
      return choiceValue(column, value);
    case 'dateTime':
      return dateValue(column, value);
    case 'number':
      return numberValue(column, value);
    case 'boolean':
      if (typeof value !== 'boolean') throw refuse(column, 'is not true or false');
      return value;
    case 'personOrGroup':
      return personValue(column, value, isPerson);
  }
}

/** What a person column is called where it is written and read. */
export const writtenName = (column: ListColumn): string =>
  column.personOrGroup ? `${column.name}LookupId` : column.name;

/** Reads the `fields` of a request; unknown columns, columns the site keeps itself and wrong kinds are refused. */
export function readFields(
  columns: readonly ListColumn[],
  written: unknown,
  isPerson: (lookupId: number) => boolean,
): WrittenFields {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    throw new ListError('invalidRequest', 'fields is not an object of column names and values.');
  }
  const byName = new Map(columns.map((column) => [writtenName(column), column]));
  const read: WrittenFields = {};
  for (const [name, value] of Object.entries(written)) {
    if (name.startsWith('@') || byName.has(name.replace(/@odata\.type$/, '')) !== byName.has(name)) continue;
    const column = byName.get(name);
    if (!column) throw new ListError('invalidRequest', `Field '${name.slice(0, 64)}' is not recognized.`);
    if (column.isSystem) throw new ListError('invalidRequest', `Field '${name}' is read-only.`);
    // An empty text is no text: SharePoint keeps nothing for it.
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    read[column.name] = isEmpty ? null : readValue(column, value, isPerson);
  }
  return read;
}

/** One value for comparing: texts without regard to case, as the site's database compares them. */
export const folded = (value: FieldValue): string =>
  typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
