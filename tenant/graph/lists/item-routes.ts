/** `/sites/{site}/lists/{list}/items`: items, their cells and their versions. */
import { ListError } from '../../lists/list-error';
import { type SiteList } from '../../lists/site-list';
import { type ListItem } from '../../lists/views';
import { notImitated } from '../errors';
import { type Office } from '../office';
import { collection, nextLink, wholeNumber } from '../query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from '../route';
import { expandedFields, filtered } from './item-query';
import { fieldsBody, itemBody, versionBody } from './list-bodies';
import { editorOf, listMeant, listPath, objectBody, writeOptions } from './list-target';

const usualPage = 200;
const largestPage = 5_000;

/** The list as it is, or as a fault wants it seen. */
function itemsSeen(office: Office, call: GraphCall, list: SiteList): ListItem[] {
  const { staleMs } = call.twist;
  return staleMs === undefined
    ? list.items()
    : list.itemsAt(new Date(office.box.clock.now().getTime() - staleMs));
}

/** A page begins after the item the last one ended with, so that items added meanwhile shift nothing. */
function page(office: Office, call: GraphCall): GraphReply {
  for (const option of ['$skip', '$count']) {
    if (call.query.has(option)) throw notImitated(call.method, call.path, `Query option ${option}.`);
  }
  const list = listMeant(office, call);
  const fields = expandedFields(call);
  const skiptoken = /^Paged=TRUE&p_ID=(\d+)$/.exec(call.query.get('$skiptoken') ?? '')?.[1];
  if (call.query.has('$skiptoken') && skiptoken === undefined) {
    throw new ListError('invalidRequest', 'The value of $skiptoken is not one this list gave.');
  }
  const after = Number(skiptoken ?? 0);
  const size = Math.min(wholeNumber(call, '$top') ?? usualPage, largestPage);
  if (size === 0) throw new ListError('invalidRequest', 'Invalid page size specified.');
  const rest = filtered(call, list, itemsSeen(office, call, list)).filter(({ id }) => id > after);
  const shown = rest.slice(0, size);
  return ok({
    ...(rest.length > size && { '@odata.nextLink': nextLink(call, `Paged=TRUE&p_ID=${shown.at(-1)?.id}`) }),
    value: shown.map((item) => itemBody(office, list, item, fields)),
  });
}

/** The item a request reads. */
function itemSeen(office: Office, call: GraphCall): { list: SiteList; item: ListItem } {
  const list = listMeant(office, call);
  const found = itemsSeen(office, call, list).find(({ id }) => String(id) === call.params['item']);
  return { list, item: found ?? list.item(String(call.params['item'])) };
}

/** Adds to the record of writes, whatever becomes of the request. */
function record(office: Office, call: GraphCall, list: SiteList, fields: unknown): void {
  const columns = Object.keys((fields ?? {}) as object).filter((name) => !name.includes('@'));
  const { method, path, params, client } = call;
  office.lists.record({
    method,
    path,
    list: list.about().name,
    item: params['item'] ?? null,
    columns,
    client: client.appId,
  });
}

/** Lets a colleague be faster when a fault asks for it. */
async function editFirst(office: Office, call: GraphCall, list: SiteList): Promise<void> {
  const { edit } = call.twist;
  const [colleague] = office.box.options.users;
  if (edit === undefined || !colleague) return;
  const id = String(call.params['item']);
  if (edit === 'delete') return await list.remove(id);
  await list.change(id, edit, { kind: 'user', id: colleague.id, displayName: colleague.displayName });
}

async function add(office: Office, call: GraphCall): Promise<GraphReply> {
  const list = listMeant(office, call);
  const { fields = {} } = objectBody(call);
  record(office, call, list, fields);
  const item = await list.add(fields, editorOf(office, call), writeOptions(call));
  return { status: 201, body: itemBody(office, list, item, { shown: null }) };
}

async function write(
  office: Office,
  call: GraphCall,
  fields: unknown,
): Promise<{ list: SiteList; item: ListItem }> {
  const list = listMeant(office, call);
  record(office, call, list, fields);
  await editFirst(office, call, list);
  const item = await list.change(
    String(call.params['item']),
    fields,
    editorOf(office, call),
    writeOptions(call),
  );
  return { list, item };
}

async function remove(office: Office, call: GraphCall): Promise<GraphReply> {
  const list = listMeant(office, call);
  record(office, call, list, {});
  await editFirst(office, call, list);
  await list.remove(String(call.params['item']), writeOptions(call));
  return { status: 204 };
}

async function restore(office: Office, call: GraphCall): Promise<GraphReply> {
  const list = listMeant(office, call);
  const { item, version } = call.params;
  const { fields } = list.version(String(item), String(version));
  record(office, call, list, fields);
  await list.restore(String(item), String(version), editorOf(office, call), writeOptions(call));
  return { status: 204 };
}

function versionRoutes(office: Office): GraphRoute[] {
  const versions = `${listPath}/items/{item}/versions`;
  const version = `${versions}/{version}`;
  const meant = (call: GraphCall): { list: SiteList; item: ListItem } => {
    const list = listMeant(office, call);
    return { list, item: list.item(String(call.params['item'])) };
  };
  const one = ({ list, item }: { list: SiteList; item: ListItem }, call: GraphCall) =>
    list.version(item.id, String(call.params['version']));
  return [
    route(
      'GET',
      versions,
      (call) => {
        const place = meant(call);
        const withFields = expandedFields(call) !== undefined;
        return collection(
          call,
          place.item.versions.map((each) => versionBody(office, place, each, withFields)),
        );
      },
      ['$expand'],
    ),
    route('GET', version, (call) => {
      const place = meant(call);
      return ok(versionBody(office, place, one(place, call), true));
    }),
    route('GET', `${version}/fields`, (call) => {
      const { list, item } = meant(call);
      return ok(fieldsBody(office, list, item, { version: one({ list, item }, call) }));
    }),
    route('POST', `${version}/restoreVersion`, (call) => restore(office, call)),
  ];
}

/** The routes of items. */
export function itemRoutes(office: Office): GraphRoute[] {
  const items = `${listPath}/items`;
  const item = `${items}/{item}`;
  return [
    route('GET', items, (call) => page(office, call), ['$expand', '$filter']),
    route('POST', items, (call) => add(office, call)),
    route(
      'GET',
      item,
      (call) => {
        const seen = itemSeen(office, call);
        return ok(itemBody(office, seen.list, seen.item, expandedFields(call) ?? { shown: null }));
      },
      ['$expand'],
    ),
    route('PATCH', item, async (call) => {
      const { list, item: changed } = await write(office, call, objectBody(call)['fields'] ?? {});
      return ok(itemBody(office, list, changed, { shown: null }));
    }),
    route('DELETE', item, (call) => remove(office, call)),
    route('GET', `${item}/fields`, (call) => {
      const seen = itemSeen(office, call);
      return ok(fieldsBody(office, seen.list, seen.item));
    }),
    route('PATCH', `${item}/fields`, async (call) => {
      const { list, item: changed } = await write(office, call, objectBody(call));
      return ok(fieldsBody(office, list, changed));
    }),
    ...versionRoutes(office),
  ];
}
