/** What a list is made of: editors, columns, items and their versions, as they are kept and shown. */

/** A value in a cell; a person is the number of their entry in the site's user list, several choices are an array. */
export type FieldValue = string | number | boolean | string[];

/** The cells of an item that hold something, by the column's name. */
export type Fields = Record<string, FieldValue>;

/** Who made a change: a person of the directory or an app, by their ids there. */
export interface Editor {
  kind: 'user' | 'application';
  id: string;
  displayName: string;
}

export type ColumnKind = 'text' | 'choice' | 'dateTime' | 'number' | 'boolean' | 'personOrGroup';

/** Settings of a column's kind, named as in Graph's facets. */
export interface Facets {
  text?: {
    allowMultipleLines: boolean;
    appendChangesToExistingText: boolean;
    linesForEditing: number;
    /** Characters; absent for several lines. */
    maxLength?: number;
    textType: 'plain' | 'richText';
  };
  choice?: { choices: string[]; allowTextEntry: boolean; displayAs: string };
  dateTime?: { format: 'dateOnly' | 'dateTime'; displayAs: string };
  number?: { decimalPlaces: string; displayAs: string; minimum?: number; maximum?: number };
  boolean?: Record<string, never>;
  personOrGroup?: { allowMultipleSelection: false; chooseFromType: string; displayAs: string };
}

/** A column; the name is what the API calls it and never changes, the display name is what people see. */
export interface ListColumn extends Facets {
  id: string;
  name: string;
  displayName: string;
  description: string;
  required: boolean;
  indexed: boolean;
  enforceUniqueValues: boolean;
  hidden: boolean;
  readOnly: boolean;
  /** Kept by the site itself (Created, Author and the like); nobody writes it. */
  isSystem: boolean;
}

/** One saved state of an item; numbers count up from 1. Times are the box's, ISO 8601. */
export interface ItemVersion {
  number: number;
  fields: Fields;
  at: string;
  by: Editor;
}

/** An item; its ids survive everything, the newest version stands first. */
export interface ListItem {
  id: number;
  guid: string;
  createdAt: string;
  createdBy: Editor;
  versions: ItemVersion[];
  /** The list's count of changes when this item last changed. */
  seq: number;
  deletedAt?: string;
}

/** A list as it is kept. */
export interface StoredList {
  id: string;
  name: string;
  displayName: string;
  description: string;
  createdAt: string;
  createdBy: Editor;
  modifiedAt: string;
  /** Counts changes of the list itself and its columns. */
  revision: number;
  columns: ListColumn[];
  nextId: number;
  /** Counts changes of items. */
  seq: number;
  /** Named in delta tokens; another one makes older tokens worthless. */
  epoch: string;
  items: ListItem[];
}

/** The state of an item that counts now. */
export function currentOf(item: ListItem): ItemVersion {
  const [newest] = item.versions;
  if (!newest) throw new Error('An item without a version cannot be.');
  return newest;
}

/** An item's tag: its id and the number of its version. */
export const eTagOf = (item: ListItem): string => `"${item.guid},${currentOf(item).number}"`;

/** The kind of a column. */
export function kindOf(column: Facets): ColumnKind {
  const kinds: ColumnKind[] = ['text', 'choice', 'dateTime', 'number', 'boolean', 'personOrGroup'];
  return kinds.find((kind) => column[kind] !== undefined) ?? 'text';
}
