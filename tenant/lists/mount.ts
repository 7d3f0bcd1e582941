/** `/lists.json`: the lists for people and scripts, without Graph; who writes here plays a colleague on the site's own pages. */
import { type Express, json, type Request, type Response } from 'express';
import { z } from 'zod';
import { type BoxUser } from '../box';
import { ListError } from './list-error';
import { type SiteList } from './site-list';
import { type SiteLists } from './site-lists';
import { writtenName } from './values';
import { currentOf, type Editor, eTagOf, type Fields, type ItemVersion, kindOf, type ListColumn, type ListItem } from './views'; // prettier-ignore

const columnView = (column: ListColumn): object => ({
  name: writtenName(column),
  displayName: column.displayName,
  kind: kindOf(column),
  required: column.required,
  hidden: column.hidden,
  readOnly: column.readOnly,
  ...(column.choice && { choices: column.choice.choices, allowTextEntry: column.choice.allowTextEntry }),
  ...(column.choice?.displayAs === 'checkBoxes' && { isMany: true }),
  ...(column.text?.allowMultipleLines === true && { isLong: true }),
  ...(column.dateTime?.format === 'dateOnly' && { isDay: true }),
});

const fieldsView = (list: SiteList, fields: Fields): Fields =>
  Object.fromEntries(
    list.columns().flatMap((column) => {
      const value = fields[column.name];
      return value === undefined ? [] : [[writtenName(column), value]];
    }),
  );

const versionView = (list: SiteList, { number, at, by, fields }: ItemVersion): object => ({
  version: `${number}.0`,
  modifiedAt: at,
  modifiedBy: by.displayName,
  fields: fieldsView(list, fields),
});

const itemView = (list: SiteList, item: ListItem): object => ({
  id: String(item.id),
  eTag: eTagOf(item),
  ...versionView(list, currentOf(item)),
});

function listView(list: SiteList): object {
  const { id, name, displayName } = list.about();
  const columns = list.columns().filter(({ isSystem }) => !isSystem);
  return { id, name, displayName, columns: columns.map(columnView), itemCount: list.items().length };
}

/** One list with its items, one item with its versions, or all lists without their items. */
function view(lists: SiteLists, listName: unknown, itemId: unknown): object {
  if (typeof listName !== 'string') return lists.all().map(listView);
  const list = lists.list(listName);
  if (typeof itemId === 'string') {
    const item = list.item(itemId);
    return { ...itemView(list, item), versions: item.versions.map((version) => versionView(list, version)) };
  }
  const people = lists.people
    .all()
    .map(({ lookupId, editor }) => ({ lookupId, displayName: editor.displayName }));
  return { ...listView(list), people, items: list.items().map((item) => itemView(list, item)) };
}

const writeShape = z.strictObject({
  list: z.string(),
  id: z.coerce.string().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  delete: z.literal(true).optional(),
  /** The whole list goes, with everything in it. */
  deleteList: z.literal(true).optional(),
  /** A column goes, by its name, with everything in it. */
  deleteColumn: z.string().optional(),
  /** A version to bring back, e.g. `1.0`. */
  restore: z.string().optional(),
  /** Refused when the item has another tag by now. */
  eTag: z.string().optional(),
  /** The person who does it, by id or user principal name; the first of the directory when absent. */
  as: z.string().optional(),
});

async function write(lists: SiteLists, body: z.output<typeof writeShape>, by: Editor): Promise<object> {
  const { id, fields, restore, eTag: ifMatch } = body;
  const list = lists.list(body.list);
  if (body.deleteList === true) {
    await lists.remove(list.id);
    return { list: list.id, deleted: true };
  }
  if (body.deleteColumn !== undefined) {
    await list.removeColumn(body.deleteColumn);
    return listView(list);
  }
  if (id === undefined) return itemView(list, await list.add(fields ?? {}, by));
  if (body.delete === true) {
    await list.remove(id, { ifMatch });
    return { id, deleted: true };
  }
  if (restore !== undefined) return itemView(list, await list.restore(id, restore, by));
  return itemView(list, await list.change(id, fields ?? {}, by, { ifMatch }));
}

const statuses: Partial<Record<string, number>> = {
  itemNotFound: 404,
  eTagMismatch: 409,
  nameAlreadyExists: 409,
};

const meanwhile = 'Somebody else has changed this item meanwhile. Cancel to see what it holds now.';

async function orRefusal(res: Response, work: () => Promise<object> | object): Promise<void> {
  try {
    res.json(await work());
  } catch (error) {
    if (!(error instanceof ListError)) throw error;
    const sentence = error.code === 'eTagMismatch' ? meanwhile : error.message;
    res.status(statuses[error.code] ?? 400).json({ error: sentence, code: error.code });
  }
}

const usage = 'Send {"list":"...","fields":{...}} for a new item, with "id" to change one, with "delete":true or "restore":"1.0" instead of fields; or "deleteColumn":"..." or "deleteList":true.'; // prettier-ignore

/** `GET /lists.json` (`?list=`, `&item=`) and `POST /lists.json {list, id?, fields | delete | restore | deleteColumn | deleteList, as?, eTag?}`. */
export function mountLists(
  app: Express,
  lists: SiteLists,
  people: { user(idOrUpn: string): BoxUser | undefined; first: BoxUser | undefined },
): void {
  const editor = (as: string | undefined): Editor => {
    const found = as === undefined ? people.first : people.user(as);
    if (!found) throw new ListError('itemNotFound', 'Nobody in this tenant has that id.');
    return { kind: 'user', id: found.id, displayName: found.displayName };
  };
  app.get('/lists.json', (req: Request, res) =>
    orRefusal(res, () => view(lists, req.query['list'], req.query['item'])),
  );
  app.post('/lists.json', json(), async (req, res) => {
    const wanted = writeShape.safeParse(req.body);
    if (!wanted.success) return void res.status(400).json({ error: usage });
    await orRefusal(res, () => write(lists, wanted.data, editor(wanted.data.as)));
  });
}
