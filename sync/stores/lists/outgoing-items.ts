/** What is sent to an item: the cells of a new line, and what a publication changes on a row as it stands. Pure. */
import { pairedFields, type PersonField } from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { cellAfter } from '../../../register/shared-cell';
import { type Publication, type RowToAppend } from '../../../register/store';
import { cellOf, fitting } from './cells';
import { handKeyOf, type Item } from './items';
import { listColumnOf, type ListField } from './list-columns';
import { stateCell, stateOf, type ServiceState } from './service-state';

/** Cells to write by column name; null empties one. */
export type WrittenFields = Record<string, string | null>;

const ownFields: readonly PersonField[] = ['riskId', 'caseRef', 'atRisk', 'summary', 'notes'];
const serviceFields = ['lastReviewedOn', 'lastReviewedBy', 'reportedOn', 'reportedBy', 'attention'] as const;

function put(into: WrittenFields, field: ListField, text: string): void {
  const column = listColumnOf(field);
  into[column.name] = cellOf(text, column);
}

/** The whole of a new line: people's cells, and the newest publication where there is one. */
export function newItemFields(row: RowToAppend): WrittenFields {
  const fields: WrittenFields = {};
  for (const field of ownFields) put(fields, field, row[field]);
  const { publication } = row;
  if (publication !== null) {
    const state = stateOf(publication);
    // A text in dispute goes where it stood, for it is still to be decided.
    for (const field of pairedFields)
      put(fields, field, state.disputed.includes(field) ? state.observed[field] : state.values[field]);
    for (const field of serviceFields) put(fields, field, state.values[field]);
    fields[listColumnOf('state').name] = stateCell(state);
  }
  return Object.fromEntries(Object.entries(fields).filter(([, cell]) => cell !== null));
}

/** What a publication writes on this row; null when the row carries it, or a later one, already. Cells that only people fill are never among it. */
export function publishedFields(region: RegionId, item: Item, event: Publication): WrittenFields | null {
  const carried = item.state?.key === event.key ? item.state : null;
  if (carried !== null && carried.seq >= event.seq) return null;
  const state = stateOf(event);
  const fields: WrittenFields = { [listColumnOf('state').name]: stateCell(state) };
  if (item.riskId === '') {
    // Somebody's own line: it is answered in Check and otherwise left to them.
    if (handKeyOf(region, item) !== event.key) return null;
    putIfOther(fields, item, 'attention', state.values.attention);
    return fields;
  }
  for (const field of serviceFields) putIfOther(fields, item, field, state.values[field]);
  putShared(fields, item, { state, event, carried });
  return fields;
}

function putShared(
  fields: WrittenFields,
  item: Item,
  next: { state: ServiceState; event: Publication; carried: ServiceState | null },
): void {
  const { values, observed } = next.state;
  const { disputed, takenOver } = next.event;
  for (const field of pairedFields) {
    const text = cellAfter(next.carried, { field, text: item.cells[field] }, { values, observed, disputed, takenOver }); // prettier-ignore
    if (text !== null) putIfOther(fields, item, field, text);
  }
}

function putIfOther(
  fields: WrittenFields,
  { cells }: Item,
  field: Exclude<ListField, 'state'>,
  text: string,
): void {
  if (fitting(text, listColumnOf(field)) !== cells[field]) put(fields, field, text);
}
