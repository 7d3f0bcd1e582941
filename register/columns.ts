/** The register's columns as people see them in a spreadsheet: one list read by both stores, the tab and the cards. */

import { cellText } from './cell-text';

/** Fields a person may change in the sheet and the service may change too: shown in one column, typed in another. */
export const pairedFields = [
  'status',
  'level',
  'types',
  'category',
  'mitigations',
  'posture',
  'warning',
  'owner',
  'nextReviewOn',
] as const;
export type PairedField = (typeof pairedFields)[number];

/** Cells that belong to people once the row exists; the service writes them only when it creates the row. */
export const personFields = ['riskId', 'caseRef', 'atRisk', 'summary', 'notes'] as const;
export type PersonField = (typeof personFields)[number];

/** Cells only the service fills, through its own table and one uniform formula per column. */
export const projectedFields = [
  'lastReviewedOn',
  'lastReviewedBy',
  'reportedOn',
  'reportedBy',
  'attention',
] as const;
export type ProjectedField = (typeof projectedFields)[number];

/** What a person can type into: the cells the service reads and never writes after it made the row. */
export type TypedField = PairedField | Exclude<PersonField, 'riskId'>;
export const typedFields: readonly TypedField[] = [...pairedFields, 'caseRef', 'atRisk', 'summary', 'notes'];

export type ColumnKey =
  `now:${PairedField}` | `type:${PairedField}` | PersonField | ProjectedField | 'check' | 'line';

/** person: staff type here. service: shaded, filled by formula. hidden: working column. */
export type ColumnOwner = 'person' | 'service' | 'hidden';

export interface Column {
  key: ColumnKey;
  /** Text in the header row; unique in the table. Renaming one in the sheet is noticed, not followed blindly. */
  heading: string;
  owner: ColumnOwner;
  kind: 'text' | 'date' | 'list' | 'many' | 'number';
  /** Width in characters. */
  width: number;
}

const named: Record<PairedField, { heading: string; kind: Column['kind']; width: number }> = {
  status: { heading: 'Status', kind: 'list', width: 13 },
  level: { heading: 'Level', kind: 'list', width: 11 },
  types: { heading: 'Type', kind: 'many', width: 18 },
  category: { heading: 'Category', kind: 'list', width: 24 },
  mitigations: { heading: 'Mitigations', kind: 'many', width: 34 },
  posture: { heading: 'Working arrangement', kind: 'list', width: 16 },
  warning: { heading: 'Mosaic warning', kind: 'list', width: 17 },
  owner: { heading: 'Owner', kind: 'text', width: 22 },
  nextReviewOn: { heading: 'Next review due', kind: 'date', width: 14 },
};

const now = (field: PairedField): Column => ({ key: `now:${field}`, owner: 'service', ...named[field] });
const typed = (field: PairedField): Column => ({
  key: `type:${field}`,
  owner: 'person',
  ...named[field],
  heading: `Change ${/^Mosaic/.test(named[field].heading) ? named[field].heading : named[field].heading.toLowerCase()}`,
});

/** Left to right as provisioned: what people read, then what they may type, then what is hidden. */
export const columns: readonly Column[] = [
  { key: 'riskId', heading: 'Risk ID', owner: 'person', kind: 'text', width: 15 },
  { key: 'caseRef', heading: 'Case ref', owner: 'person', kind: 'text', width: 13 },
  now('status'),
  now('level'),
  now('types'),
  now('category'),
  { key: 'atRisk', heading: 'Who is at risk', owner: 'person', kind: 'many', width: 22 },
  { key: 'summary', heading: 'Summary', owner: 'person', kind: 'text', width: 72 },
  now('mitigations'),
  now('posture'),
  now('warning'),
  now('owner'),
  now('nextReviewOn'),
  { key: 'lastReviewedOn', heading: 'Last reviewed', owner: 'service', kind: 'date', width: 14 },
  { key: 'lastReviewedBy', heading: 'Reviewed by', owner: 'service', kind: 'text', width: 20 },
  { key: 'reportedOn', heading: 'Reported on', owner: 'service', kind: 'date', width: 14 },
  { key: 'reportedBy', heading: 'Reported by', owner: 'service', kind: 'text', width: 20 },
  { key: 'check', heading: 'Check', owner: 'service', kind: 'text', width: 44 },
  ...pairedFields.map(typed),
  { key: 'notes', heading: 'Notes', owner: 'person', kind: 'text', width: 40 },
  { key: 'attention', heading: 'Service note', owner: 'hidden', kind: 'text', width: 20 },
  { key: 'line', heading: 'Service line', owner: 'hidden', kind: 'number', width: 10 },
];

const byKey = new Map(columns.map((column) => [column.key, column]));

/** The column with this key. */
export function columnOf(key: ColumnKey): Column {
  const column = byKey.get(key);
  if (!column) throw new Error(`No column ${key}`);
  return column;
}

/** What the sheet shows of a risk: text as people read it, days as LocalDate text; '' is an empty cell. */
export type SheetValues = Record<PairedField | ProjectedField, string>;

/** What people have typed, as last observed: normalised text; '' is an empty cell. */
export type TypedValues = Record<TypedField, string>;

/** Nothing typed anywhere. */
export const nothingTyped: TypedValues = Object.fromEntries(
  typedFields.map((field) => [field, '']),
) as TypedValues;

/** As read for its meaning: what people see, without characters that show nothing. */
export function cleanTyped(typed: TypedValues): TypedValues {
  const clean = { ...typed };
  for (const field of typedFields) clean[field] = cellText(typed[field]);
  return clean;
}

/** Column key where a typed field is typed. */
export function typedColumn(field: TypedField): ColumnKey {
  return (pairedFields as readonly string[]).includes(field)
    ? `type:${field as PairedField}`
    : (field as PersonField);
}
