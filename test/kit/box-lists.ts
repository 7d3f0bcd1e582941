/** A list in a running box, and short ways to ask for its items. */
import { boxDrive, jsonOf, type RunningBox } from './running-box';

export const lists = `/sites/${boxDrive.siteId}/lists`;

/** An item as Graph answers it. */
export interface GraphItem {
  id: string;
  eTag: string;
  deleted?: { state: string };
  fields: Record<string, unknown>;
}

/** A list with a column of each kind. */
export const sampleList = {
  displayName: 'Risks of Northshire',
  list: { template: 'genericList' },
  columns: [
    { name: 'RiskId', displayName: 'Risk ID', text: {}, indexed: true, enforceUniqueValues: true },
    { name: 'Note', displayName: "Owner's note", text: { allowMultipleLines: true } },
    { name: 'Level', choice: { choices: ['Low', 'High'] } },
    { name: 'Category', choice: { choices: ['Dog'], allowTextEntry: true }, indexed: true },
    { name: 'LookedAt', dateTime: { format: 'dateOnly' } },
    { name: 'SentAt', dateTime: { format: 'dateTime' } },
    { name: 'Score', number: { minimum: 0, maximum: 10 } },
    { name: 'IsOver', boolean: {} },
    { name: 'Owner', personOrGroup: {} },
    { name: 'Shown', text: {}, readOnly: true },
    { name: 'Seq', text: {}, hidden: true },
  ],
};

/** The address of a fresh sample list. */
export async function madeList(box: RunningBox, definition: object = sampleList): Promise<string> {
  const { id } = await jsonOf<{ id: string }>(box.graph('POST', lists, definition));
  return `${lists}/${id}`;
}

/** Adds an item with these cells. */
export const addItem = (box: RunningBox, list: string, fields: object): Promise<GraphItem> =>
  jsonOf<GraphItem>(box.graph('POST', `${list}/items`, { fields }));

/** All items of a page with their cells. */
export const itemsOf = (
  box: RunningBox,
  list: string,
  query = '$expand=fields',
): Promise<{ value: GraphItem[]; '@odata.nextLink'?: string }> =>
  // prettier-ignore
  jsonOf(box.graph('GET', `${list}/items?${query}`));
