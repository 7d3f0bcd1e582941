/** The columns of a region's list: one for each thing the register keeps, known by a name that people cannot change. */
import { columnOf, pairedFields, type ColumnKey, type PairedField, type PersonField, type ProjectedField } from '../../../register/columns'; // prettier-ignore
import { labels } from '../../../register/vocabulary';
import { listWords } from './words';

/** What a cell of a list is for. `state` is the hidden cell in which the service keeps what it last wrote on the row. */
export type ListField = PairedField | PersonField | ProjectedField | 'state';

/** line: one line of text. lines: any length. choice: a word list in which other words may be typed. day: a date. */
export type ListKind = 'line' | 'lines' | 'choice' | 'day';

export interface ListColumn {
  field: ListField;
  /** What Graph calls the column: its identity, whatever heading people give it. */
  name: string;
  heading: string;
  kind: ListKind;
  /** Null for the hidden column, which no rule speaks of. */
  key: ColumnKey | null;
  words: readonly string[];
}

/** Longest text of a line or a choice. */
export const lineLimit = 255;

const column = (
  field: ListField,
  name: string,
  kind: ListKind,
  words: Readonly<Record<string, string>> = {},
): ListColumn => {
  const key = keyOf(field);
  const heading = key === null ? listWords.stateHeading : columnOf(key).heading;
  return { field, name, heading, kind, key, words: Object.values(words) };
};

/** Left to right as people see them. Title is the column every list has, and the one whose text opens the item. */
export const listColumns: readonly ListColumn[] = [
  column('caseRef', 'Title', 'line'),
  column('riskId', 'RiskId', 'line'),
  column('status', 'RiskStatus', 'choice', labels.status),
  column('level', 'RiskLevel', 'choice', labels.level),
  column('types', 'RiskTypes', 'lines'),
  column('category', 'RiskCategory', 'choice', labels.category),
  column('atRisk', 'WhoIsAtRisk', 'lines'),
  column('summary', 'RiskSummary', 'lines'),
  column('mitigations', 'Mitigations', 'lines'),
  column('posture', 'WorkingArrangement', 'choice', labels.posture),
  column('warning', 'MosaicWarning', 'choice', labels.warning),
  column('owner', 'RiskOwner', 'line'),
  column('nextReviewOn', 'NextReviewOn', 'day'),
  column('lastReviewedOn', 'LastReviewedOn', 'day'),
  column('lastReviewedBy', 'LastReviewedBy', 'line'),
  column('reportedOn', 'ReportedOn', 'day'),
  column('reportedBy', 'ReportedBy', 'line'),
  column('attention', 'RiskCheck', 'lines'),
  column('notes', 'RiskNotes', 'lines'),
  column('state', 'ServiceState', 'lines'),
];

/** The service's own column keys; the "now" column of a field that has one. */
function keyOf(field: ListField): ColumnKey | null {
  if (field === 'state') return null;
  if (field === 'attention') return 'check';
  return isShared(field) ? `now:${field}` : field;
}

/** Whether people and the service both write the cell. */
export function isShared(field: ListField): field is PairedField {
  return (pairedFields as readonly string[]).includes(field);
}

const byField = new Map(listColumns.map((one) => [one.field, one]));

/** The column of this field. */
export function listColumnOf(field: ListField): ListColumn {
  const found = byField.get(field);
  if (!found) throw new Error(`No column for ${field}`);
  return found;
}

/** Field of a column key as rules know it; null for keys a list has no column of its own for. */
export function fieldOf(key: ColumnKey): ListField | null {
  return listColumns.find((one) => one.key === key)?.field ?? null;
}

/** What a list is called in addresses: given once, and kept when people rename the list. */
export const listNameOf = (region: string): string => `Risks_${region}`;

const indexed: ReadonlySet<ListField> = new Set(['riskId', 'status', 'owner', 'nextReviewOn']);

const facets: Record<ListKind, (words: readonly string[]) => object> = {
  line: () => ({ text: { allowMultipleLines: false, maxLength: lineLimit } }),
  lines: () => ({ text: { allowMultipleLines: true, linesForEditing: 6, textType: 'plain' } }),
  // Nothing typed is refused: what is not understood stays, and Check says so.
  choice: (choices) => ({ choice: { allowTextEntry: true, choices, displayAs: 'dropDownMenu' } }),
  day: () => ({ dateTime: { displayAs: 'standard', format: 'dateOnly' } }),
};

const serviceFields: ReadonlySet<ListField> = new Set([
  'riskId', 'lastReviewedOn', 'lastReviewedBy', 'reportedOn', 'reportedBy', 'attention', 'state',
]); // prettier-ignore

/** The definition Graph makes the column from. */
export function definitionOf({ field, name, heading, kind, words }: ListColumn): object {
  return {
    name,
    displayName: heading,
    description: serviceFields.has(field) ? listWords.serviceColumn : '',
    hidden: field === 'state',
    indexed: indexed.has(field),
    // What makes a second line for one risk impossible, whatever becomes of a request.
    enforceUniqueValues: field === 'riskId',
    ...facets[kind](words),
  };
}

/** A column as Graph tells it; only what tells whether it can hold what it is for. */
export interface FoundColumn {
  name: string;
  displayName?: string;
  required?: boolean;
  enforceUniqueValues?: boolean;
  text?: { allowMultipleLines?: boolean } | null;
  choice?: { displayAs?: string } | null;
  dateTime?: object | null;
}

/** Properties of columns to ask for; hidden columns are told only to those who name that property. */
export const columnSelect = 'id,name,displayName,hidden,required,enforceUniqueValues,text,choice,dateTime';

/** Columns that are not there, or are of a kind that cannot hold what they are for. */
export function unfitColumns(found: readonly FoundColumn[]): ListColumn[] {
  const byName = new Map(found.map((one) => [one.name, one]));
  return listColumns.filter((wanted) => {
    const there = byName.get(wanted.name);
    return there === undefined || !isFit(wanted, there);
  });
}

function isFit(wanted: ListColumn, found: FoundColumn): boolean {
  if (wanted.field === 'riskId' && found.enforceUniqueValues !== true) return false;
  switch (wanted.kind) {
    case 'line':
      return Boolean(found.text);
    case 'lines':
      return found.text?.allowMultipleLines === true;
    case 'choice':
      return Boolean(found.choice) && found.choice?.displayAs !== 'checkBoxes';
    case 'day':
      return Boolean(found.dateTime);
  }
}
