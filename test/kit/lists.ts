/** The lists in a running box as a colleague has them on the screen: found by title or region, read and typed into by heading. */
import { listNameOf } from '../../sync/stores/lists/list-columns';
import { type SiteList } from '../../tenant/lists/site-list';
import { currentOf, type FieldValue, type ListItem } from '../../tenant/lists/views';
import { type TestBox } from '../sync/box';

/** A colleague of the fictional organisation, at the list. */
export const colleague = (box: Pick<TestBox, 'tenant'>, at = 0) => {
  const { editor } = box.tenant.lists.people.all()[at] ?? {};
  if (!editor) throw new Error('The site has nobody.');
  return editor;
};

/** The list of a region. */
export function listOf(box: Pick<TestBox, 'tenant'>, region: string): SiteList {
  return box.tenant.lists.list(listNameOf(region));
}

/** The column with this heading. */
export function columnNamed(list: SiteList, heading: string) {
  const found = list.columns().find((column) => column.displayName === heading);
  if (found) return found;
  throw new Error(`No column "${heading}" but: ${list.columns().map((one) => one.displayName).join(' | ')}`); // prettier-ignore
}

/** An item as it stands. */
export interface ShownItem {
  item: ListItem;
  /** What a cell shows; days as YYYY-MM-DD. */
  shows(heading: string): string;
}

export function itemsOf(list: SiteList): ShownItem[] {
  return list.items().map((item) => ({
    item,
    shows: (heading) => textOf(currentOf(item).fields[columnNamed(list, heading).name]),
  }));
}

/** The item with this Risk ID. */
export function itemWith(list: SiteList, riskId: string): ShownItem {
  const found = itemsOf(list).find((one) => one.shows('Risk ID') === riskId);
  if (found) return found;
  throw new Error(`No item ${riskId}`);
}

function textOf(value: FieldValue | undefined): string {
  const text = value === undefined ? '' : String(value);
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return text;
  return new Date(text).toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
}

/** Somebody types into a cell of the item with this Risk ID; '' empties it. */
export async function typeInto(
  box: Pick<TestBox, 'tenant'>,
  region: string,
  riskId: string,
  heading: string,
  text: string,
): Promise<void> {
  const list = listOf(box, region);
  const { item } = itemWith(list, riskId);
  await list.change(item.id, { [columnNamed(list, heading).name]: text === '' ? null : text }, colleague(box)); // prettier-ignore
}

/** Somebody adds an item by the list's form: cells by their headings. */
export async function addItem(
  box: Pick<TestBox, 'tenant'>,
  region: string,
  cells: Readonly<Record<string, string>>,
): Promise<void> {
  const list = listOf(box, region);
  const fields = Object.entries(cells).map(([heading, text]) => [columnNamed(list, heading).name, text]);
  await list.add(Object.fromEntries(fields), colleague(box));
}
