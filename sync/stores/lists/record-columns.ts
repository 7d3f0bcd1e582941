/** The lists of records: one for each kind, its columns those of the kind and a hidden one for the key, and an item's cells. Pure. */
import { recordColumns, recordKinds, type RecordColumn, type RecordKind, type RegisterRecord } from '../../../register/register-records'; // prettier-ignore
import { cellOf } from './cells';
import { type ColumnShape, type ListKind } from './column-shape';
import { listWords } from './words';

/** The hidden column whose text is never there twice: a repeated POST cannot make a second item. */
export const keyColumn = 'ServiceKey';

const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const kinds: Record<RecordColumn['kind'], ListKind> = { text: 'line', day: 'day', number: 'number' };

const plain = { words: [], description: '', isHidden: false, isIndexed: false, isUnique: false };
const key: ColumnShape = {
  ...plain,
  name: keyColumn,
  heading: listWords.keyHeading,
  kind: 'line',
  description: listWords.serviceColumn,
  isHidden: true,
  isIndexed: true,
  isUnique: true,
};

/** SharePoint has names of its own in every list, such as Author and Created. */
const nameOf = (column: RecordColumn, index: number) =>
  index === 0 ? 'Title' : `Record${capital(column.key)}`;

export interface RecordList {
  kind: RecordKind;
  /** What it is called in addresses, whatever title people give it. */
  name: string;
  /** The first is the column every list has. */
  shapes: readonly ColumnShape[];
}

/** Every list of records. */
export const recordLists: readonly RecordList[] = recordKinds.map((kind) => ({
  kind,
  name: `Risk_${capital(kind)}`,
  shapes: [...columnsOf(kind).map(shapeOf), key],
}));

function columnsOf(kind: RecordKind): readonly RecordColumn[] {
  return recordColumns[kind];
}

function shapeOf(column: RecordColumn, index: number): ColumnShape {
  return { ...plain, name: nameOf(column, index), heading: column.heading, kind: kinds[column.kind] };
}

/** The whole of a record's item. */
export function recordFields(record: RegisterRecord): Record<string, string | number> {
  const cells: Readonly<Record<string, string | undefined>> = record.cells;
  const fields: Record<string, string | number> = { [keyColumn]: record.key };
  for (const [index, column] of columnsOf(record.kind).entries()) {
    const cell = cellOf(cells[column.key] ?? '', { kind: kinds[column.kind] });
    if (cell !== null) fields[nameOf(column, index)] = column.kind === 'number' ? Number(cell) : cell;
  }
  return fields;
}
