/** Requests to the lists of the configured site: find them, read their items and changes, write one item. */
import { GraphError, type GraphErrorCode } from '../../graph/errors';
import { type Graph, type GraphCall } from '../../graph/graph';
import { PackedWrites } from '../../graph/packed-writes';
import { textOf, type Fields } from './cells';
import { itemOf, type Item } from './items';
import { columnSelect, type FoundColumn } from './column-shape';
import { listColumns, listColumnOf } from './list-columns';
import { type WrittenFields } from './outgoing-items';

/** A list as Graph tells it. */
export interface FoundList {
  id: string;
  /** Given when it was made; `displayName` is what people may change. */
  name: string;
  displayName: string;
}

/** Cells of a new item by column name; null leaves one empty. */
export type NewFields = Readonly<Record<string, string | number | null>>;

/** Where in the history of a list a reader stands: the options of a link that Graph gave. Opaque. */
export type Cursor = Readonly<Record<string, string>>;

/** Changes since a cursor; `cursor` is for the next time. */
export interface Changes {
  cursor: Cursor;
  /** Latest state of what changed; null for an item that is gone. In the order told. */
  items: Map<string, Item | null>;
}

const listPath = '/sites/{site}/lists/{list}';
const itemsPath = `${listPath}/items`;
const cells = `fields($select=${listColumns.map((column) => column.name).join(',')})`;

/** SharePoint's largest page. */
const pageSize = '5000';
/** A chain of pages longer than this is a loop. */
const mostPages = 500;
/** A write of one item takes less than a second, and twenty that travel together some seconds; what takes this long is given up and
 *  unknown. */
const writeTimeoutMs = 12_000;

interface WireItem {
  id?: unknown;
  eTag?: unknown;
  fields?: unknown;
  deleted?: unknown;
}

/** The lists of one site. Failures are GraphErrors. */
export class ListLink {
  private readonly writes: PackedWrites;

  constructor(
    private readonly graph: Graph,
    private readonly site: string,
  ) {
    this.writes = new PackedWrites(graph);
  }

  /** How many items are worth writing at once: those asked for at the same moment travel together. */
  together(): number {
    return this.writes.together;
  }

  lists(): Promise<FoundList[]> {
    return this.graph.list<FoundList>({
      path: '/sites/{site}/lists',
      parts: { site: this.site },
      query: { $select: 'id,name,displayName' },
    });
  }

  columns(list: string): Promise<FoundColumn[]> {
    return this.graph.list<FoundColumn>({
      path: `${listPath}/columns`,
      parts: this.parts(list),
      query: { $select: columnSelect },
    });
  }

  /** Every item; an item that comes without its cells is asked for them. */
  async items(list: string): Promise<Map<string, Item>> {
    const told = await this.graph.list<WireItem>({
      path: itemsPath,
      parts: this.parts(list),
      query: { $expand: cells, $top: pageSize },
    });
    const items = new Map<string, Item>();
    for (const one of told) {
      const item = await this.read(list, one);
      items.set(item.id, item);
    }
    return items;
  }

  /** The place from which on changes are told. */
  async latest(list: string): Promise<Cursor> {
    const changes = await this.changes(list, { token: 'latest' });
    if (changes === null) throw badAnswer('GET', `${itemsPath}/delta`);
    return changes.cursor;
  }

  /** What changed since then; null when the answer cannot be relied on and everything is to be read anew. */
  async changes(list: string, since: Cursor): Promise<Changes | null> {
    const items: Changes['items'] = new Map();
    let cursor = since;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const body = await this.deltaPage(list, cursor);
      if (body === null) return null;
      for (const one of body.value) {
        if (typeof one.id !== 'string') return null; // an error in an item's place: what it stood for is not known
        items.set(one.id, one.deleted === undefined ? await this.read(list, one) : null);
      }
      cursor = body.cursor;
      if (body.isLast) return { cursor, items };
    }
    return null;
  }

  item(list: string, id: string): Promise<Item> {
    return this.ask(list, id);
  }

  /** The item with this Risk ID; null when there is none. */
  async find(list: string, riskId: string): Promise<Item | null> {
    const [found] = await this.graph.list<WireItem>({
      path: itemsPath,
      parts: this.parts(list),
      query: {
        $expand: cells,
        $filter: equals(listColumnOf('riskId').name, riskId),
      },
    });
    return found === undefined ? null : this.read(list, found);
  }

  /** What stands in this column, item by item; with `only`, of the items in which it is that text: the column must then be indexed. */
  async texts(list: string, column: string, only?: string): Promise<string[]> {
    const told = await this.graph.list<WireItem>({
      path: itemsPath,
      parts: this.parts(list),
      query: {
        $expand: `fields($select=${column})`,
        ...(only === undefined ? { $top: pageSize } : { $filter: equals(column, only) }),
      },
    });
    return told.map(({ fields }) => {
      if (!isFields(fields)) throw badAnswer('GET', itemsPath);
      return textOf(fields[column], { kind: 'line' });
    });
  }

  /** Makes an item; answers it as it stands. */
  async add(list: string, fields: NewFields): Promise<Item> {
    const { body } = await this.write({ method: 'POST', path: itemsPath, parts: this.parts(list), body: { fields } }); // prettier-ignore
    const { id, eTag } = (body ?? {}) as WireItem;
    if (typeof id !== 'string') throw badAnswer('POST', itemsPath);
    return itemOf(id, typeof eTag === 'string' ? eTag : null, fields);
  }

  /** Writes cells of an item unless somebody saved it since it was read; answers it as it stands after. */
  async change(list: string, item: Item, fields: WrittenFields): Promise<Item> {
    const { body } = await this.write({
      method: 'PATCH',
      path: `${itemsPath}/{item}/fields`,
      parts: { ...this.parts(list), item: item.id },
      // Without a tag nothing may be written; one that matches nothing makes Graph say so.
      headers: { 'If-Match': item.etag ?? '"none"' },
      body: fields,
    });
    const etag = (body as Record<string, unknown> | null)?.['@odata.etag'];
    return itemOf(item.id, typeof etag === 'string' ? etag : null, { ...item.fields, ...fields });
  }

  private write(call: GraphCall) {
    return this.writes.send({ ...call, timeoutMs: writeTimeoutMs });
  }

  private parts(list: string) {
    return { site: this.site, list };
  }

  private async deltaPage(
    list: string,
    cursor: Cursor,
  ): Promise<{ value: WireItem[]; cursor: Cursor; isLast: boolean } | null> {
    const { body } = await this.graph.send({
      method: 'GET',
      path: `${itemsPath}/delta`,
      parts: this.parts(list),
      query: { $expand: cells, ...cursor },
    });
    const page = (body ?? {}) as Record<string, unknown>;
    const last = page['@odata.deltaLink'];
    const next = cursorIn(last ?? page['@odata.nextLink']);
    if (!Array.isArray(page['value']) || next === null) return null;
    return { value: page['value'] as WireItem[], cursor: next, isLast: last !== undefined };
  }

  private async read(list: string, told: WireItem): Promise<Item> {
    const { id, eTag, fields } = told;
    if (typeof id !== 'string') throw badAnswer('GET', itemsPath);
    // An item without its cells would look as if somebody had emptied them.
    if (!isFields(fields)) return this.ask(list, id);
    return itemOf(id, typeof eTag === 'string' ? eTag : null, fields);
  }

  private async ask(list: string, id: string): Promise<Item> {
    const path = `${itemsPath}/{item}`;
    const parts = { ...this.parts(list), item: id };
    const { body } = await this.graph.send({ method: 'GET', path, parts, query: { $expand: cells } });
    const { eTag, fields } = (body ?? {}) as WireItem;
    if (!isFields(fields) || typeof eTag !== 'string') throw badAnswer('GET', path);
    return itemOf(id, eTag, fields);
  }
}

const equals = (column: string, text: string) => `fields/${column} eq '${text.replaceAll("'", "''")}'`;

const isFields = (fields: unknown): fields is Fields => typeof fields === 'object' && fields !== null;

/** The options of a link, or the token it carries as an argument; null when there is neither. */
function cursorIn(link: unknown): Cursor | null {
  if (typeof link !== 'string' || !URL.canParse(link)) return null;
  const { searchParams, pathname } = new URL(link);
  const argument = /delta\(token='([^']+)'\)$/.exec(decodeURIComponent(pathname))?.[1];
  const options = Object.fromEntries(searchParams.entries());
  const cursor = argument === undefined ? options : { ...options, token: argument };
  return Object.keys(cursor).length === 0 ? null : cursor;
}

function badAnswer(method: string, path: string): GraphError {
  const code: GraphErrorCode = 'bad-answer';
  return new GraphError({
    code,
    method,
    path,
    status: null,
    serviceCode: null,
    requestId: null,
    retryAfterMs: null,
  });
}
