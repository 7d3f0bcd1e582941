/** The columns of a region's list: one for each thing the register keeps, known by a name that people cannot change. */
import { columnOf, pairedFields, type ColumnKey, type PairedField, type PersonField, type ProjectedField } from '../../../register/columns'; // prettier-ignore
import { labels } from '../../../register/vocabulary';
import { type ColumnShape, type ListKind } from './column-shape';
import { listWords } from './words';

/** What a cell of a list is for. `state` is the hidden cell in which the service keeps what it last wrote on the row. */
export type ListField = PairedField | PersonField | ProjectedField | 'state';

export interface ListColumn extends ColumnShape {
  field: ListField;
  /** Null for the hidden column, which no rule speaks of. */
  key: ColumnKey | null;
}

const indexed: ReadonlySet<ListField> = new Set(['riskId', 'status', 'owner', 'nextReviewOn']);

const serviceFields: ReadonlySet<ListField> = new Set([
  'riskId', 'lastReviewedOn', 'lastReviewedBy', 'reportedOn', 'reportedBy', 'attention', 'state',
]); // prettier-ignore

const column = (
  field: ListField,
  name: string,
  kind: ListKind,
  words: Readonly<Record<string, string>> = {},
): ListColumn => {
  const key = keyOf(field);
  const heading = key === null ? listWords.stateHeading : columnOf(key).heading;
  return {
    field,
    name,
    heading,
    kind,
    key,
    words: Object.values(words),
    description: serviceFields.has(field) ? listWords.serviceColumn : '',
    isHidden: field === 'state',
    isIndexed: indexed.has(field),
    isUnique: field === 'riskId',
  };
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
