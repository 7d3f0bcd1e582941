/** What `/lists.json` answers, and how a cell's value is put into words. */
import { dayOf } from '../../../lists/site-dates';

export type Value = string | number | boolean | string[];

export interface Column {
  name: string;
  displayName: string;
  kind: 'text' | 'choice' | 'dateTime' | 'number' | 'boolean' | 'personOrGroup';
  required: boolean;
  hidden: boolean;
  readOnly: boolean;
  choices?: string[];
  allowTextEntry?: boolean;
  isMany?: boolean;
  isLong?: boolean;
  isDay?: boolean;
}

export interface Version {
  version: string;
  modifiedAt: string;
  modifiedBy: string;
  fields: Record<string, Value>;
}

export interface Item extends Version {
  id: string;
  eTag: string;
}

export interface SitePerson {
  lookupId: number;
  displayName: string;
}

/** One entry of all lists. */
export interface ListHead {
  id: string;
  displayName: string;
  itemCount: number;
  columns: Column[];
}

/** One list with its items. */
export interface List extends ListHead {
  items: Item[];
  people: SitePerson[];
}

/** The columns people see, in their order. */
export const shownColumns = (list: ListHead): Column[] => list.columns.filter(({ hidden }) => !hidden);

/** The columns people may write. */
export const writtenColumns = (list: ListHead): Column[] =>
  shownColumns(list).filter(({ readOnly }) => !readOnly);

/** A value as a person reads it; the empty string for none. */
export function textOf(list: List, column: Column, value: Value | undefined): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.join('; ');
  switch (column.kind) {
    case 'boolean':
      return value === true ? 'Yes' : 'No';
    case 'personOrGroup':
      return list.people.find(({ lookupId }) => lookupId === value)?.displayName ?? String(value);
    case 'dateTime':
      return column.isDay === true ? dayText(String(value)) : new Date(String(value)).toLocaleString('en-GB');
    case 'text':
    case 'choice':
    case 'number':
      return String(value);
  }
}

const dayText = (value: string): string => dayOf(new Date(value)).split('-').reverse().join('/');

/** A value as an input of the page holds it. */
export function inputValue(column: Column, value: Value | undefined): string {
  if (value === undefined) return '';
  if (column.kind !== 'dateTime') return String(value);
  const at = new Date(String(value));
  if (column.isDay === true) return dayOf(at);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What an input holds, as the list takes it; null empties the cell. */
export function writtenValue(column: Column, text: string): Value | null {
  if (text === '') return null;
  switch (column.kind) {
    case 'number':
    case 'personOrGroup':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'dateTime':
      return column.isDay === true ? text : new Date(text).toISOString();
    case 'text':
    case 'choice':
      return text;
  }
}
