/** Layout of the workbook: names of worksheets, tables and columns, in one place for reader, writer and template. */
import {
  columns,
  pairedFields,
  projectedFields,
  type Column,
  type ColumnKey,
  type PairedField,
  type ProjectedField,
} from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { type Region } from '../../../register/organisation';

/** The service's own worksheet and its table of published values. */
export const serviceSheet = '_service';
export const serviceTable = 'Ev';
/** Hidden worksheet with the word lists behind the drop-downs. */
export const listsSheet = '_lists';
export const guideSheet = 'Guide';

/** Table of a region; names of tables are what people change least, so it is found by this. */
export function tableNameOf(region: RegionId): string {
  return `Risks_${region}`;
}

/** Worksheet of a region: its name, without what Excel forbids in sheet names. */
export function worksheetNameOf(region: Region): string {
  const name = region.name
    .replace(/[\\/*?:[\]]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
    .slice(0, 31)
    .trim();
  const taken = [serviceSheet, listsSheet, guideSheet, 'History'].map((one) => one.toLowerCase());
  return name === '' || taken.includes(name.toLowerCase()) ? `Region ${region.id}` : name;
}

/** One column of the service's table. */
export interface EventColumn {
  heading: string;
  part: 'seq' | 'key' | 'value' | 'observed' | 'op';
  field: PairedField | ProjectedField | null;
  isDay: boolean;
}

const dayFields: ReadonlySet<string> = new Set(
  columns
    .filter((column) => column.kind === 'date' && column.owner !== 'person')
    .map((column) => column.key.replace(/^now:/, '')),
);

const fixed = (heading: string, part: EventColumn['part']): EventColumn => ({
  heading,
  part,
  field: null,
  isDay: false,
});

/** Heading of the column with a field's published value. */
export const valueHeading = (field: PairedField | ProjectedField): string => field;
/** Heading of the column with what the service last saw typed. */
export const observedHeading = (field: PairedField): string => `seen_${field}`;

/** Left to right; the order in which rows are sent. */
export const eventColumns: readonly EventColumn[] = [
  fixed('Seq', 'seq'),
  fixed('Key', 'key'),
  ...[...pairedFields, ...projectedFields].map((field): EventColumn => ({
    heading: valueHeading(field),
    part: 'value',
    field,
    isDay: dayFields.has(field),
  })),
  ...pairedFields.map((field): EventColumn => ({
    heading: observedHeading(field),
    part: 'observed',
    field,
    isDay: dayFields.has(field),
  })),
  fixed('Op', 'op'),
];

/** Columns that hold one uniform formula. */
export const formulaColumns: readonly Column[] = columns.filter((column) => column.owner !== 'person');

/** A column as a table of the file or of Graph tells it: 1-based id, kept when the heading changes. */
export interface FoundColumn {
  id: number;
  name: string;
}

/** Where a table keeps our columns. */
export interface TableLayout {
  /** 0-based place in the table; absent when the column is missing. */
  place: ReadonlyMap<ColumnKey, number>;
  /** The heading as it stands now, for formulas. */
  headings: ReadonlyMap<ColumnKey, string>;
  renamed: ColumnKey[];
  missing: ColumnKey[];
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** Finds our columns by heading; a renamed one by its id, if it still stands where it was made. Ids follow the template's
 *  order, but some programs number anew on saving, so an id alone proves nothing once columns have moved. Nobody rewords what is hidden:
 *  another heading there is a workbook of another version, in which our formulas would look up wrong lines. */
export function layoutOf(found: readonly FoundColumn[]): TableLayout {
  const ours = new Set(columns.map((column) => plain(column.heading)));
  const place = new Map<ColumnKey, number>();
  const headings = new Map<ColumnKey, string>();
  const renamed: ColumnKey[] = [];
  const missing: ColumnKey[] = [];
  const names = found.map((one) => plain(one.name));
  columns.forEach((column, index) => {
    const named = names.indexOf(plain(column.heading));
    const mayBeRenamed = column.owner !== 'hidden' && found[index]?.id === index + 1;
    const isRenamed = named < 0 && mayBeRenamed && !ours.has(names[index] ?? '');
    const at = named >= 0 ? named : isRenamed ? index : -1;
    if (at < 0) return missing.push(column.key);
    if (isRenamed) renamed.push(column.key);
    place.set(column.key, at);
    headings.set(column.key, found[at]?.name ?? column.heading);
  });
  return { place, headings, renamed, missing };
}
