/** The lists in a colleague's browser, in the same hands as the workbook: read as tables, and what changed is typed item by item. */
import { Table, type Line } from './book';
import { type Place } from './place';

interface Column {
  name: string;
  displayName: string;
}

interface ListItem {
  id: string;
  fields: Record<string, unknown>;
}

interface SharedList {
  name: string;
  displayName: string;
  columns: Column[];
  items: ListItem[];
}

interface OpenTable {
  list: SharedList;
  table: Table;
  /** Items by the lines that show them. */
  items: Map<Line, ListItem>;
  before: Map<Line, string[]>;
}

/** A workbook has a column to read and one to type in; a list has one for both. */
const headingsOf = (column: Column): string[] => [
  column.displayName,
  /^Mosaic/.test(column.displayName)
    ? `Change ${column.displayName}`
    : `Change ${column.displayName.toLowerCase()}`,
];

async function ask<Answer>(place: Place, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${place.box}${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!answer.ok) throw new Error(`The list was not answered: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

function shownText(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value as string | number);
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return text;
  return new Date(text).toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
}

/** The list of a region, as a table. */
export async function listAsTable(place: Place, region: string): Promise<OpenTable> {
  const all = await ask<SharedList[]>(place, '/lists.json');
  const head = all.find(({ displayName }) => displayName.endsWith(region));
  if (!head) throw new Error(`No list for ${region} but: ${all.map((one) => one.displayName).join(' | ')}`);
  const list = await ask<SharedList>(place, `/lists.json?list=${encodeURIComponent(head.name)}`);
  const items = new Map<Line, ListItem>();
  const lines = list.items.map((item) => {
    const line: Line = list.columns.flatMap((column) => {
      const cell = {
        style: '0',
        type: 'inlineStr',
        formula: '',
        shows: shownText(item.fields[column.name]),
      };
      return [cell, cell];
    });
    items.set(line, item);
    return line;
  });
  const table = new Table(list.columns.flatMap(headingsOf), lines);
  return { list, table, items, before: new Map(lines.map((line) => [line, textsOf(line)])) };
}

/** What a colleague does to the list of a region as a whole, or to one of its items by Risk ID. */
export interface ListHands {
  deleteList(): Promise<void>;
  deleteColumn(heading: string): Promise<void>;
  /** Versions of an item, the newest first. */
  versions(riskId: string): Promise<{ version: string; modifiedBy: string }[]>;
  /** Brings back the item as it was before its last `back` saves. */
  restoreVersion(riskId: string, back: number): Promise<void>;
}

export async function listHands(place: Place, region: string): Promise<ListHands> {
  const { list, table, items } = await listAsTable(place, region);
  const write = (body: object) => ask<unknown>(place, '/lists.json', { list: list.name, ...body });
  const idOf = (riskId: string) => items.get(table.line(riskId))?.id ?? '';
  const versions: ListHands['versions'] = async (riskId) => {
    const path = `/lists.json?list=${encodeURIComponent(list.name)}&item=${idOf(riskId)}`;
    return (await ask<{ versions: { version: string; modifiedBy: string }[] }>(place, path)).versions;
  };
  return {
    versions,
    deleteList: async () => void (await write({ deleteList: true })),
    deleteColumn: async (heading) => {
      const column = list.columns.find(({ displayName }) => displayName === heading);
      if (!column) throw new Error(`No column ${heading}`);
      await write({ deleteColumn: column.name });
    },
    restoreVersion: async (riskId, back) => {
      const wanted = (await versions(riskId))[back];
      await write({ id: idOf(riskId), restore: wanted?.version });
    },
  };
}

const textsOf = (line: Line) => line.map((cell) => cell.shows);

/** Lists opened to be edited. */
export class ListBook {
  private constructor(
    private readonly place: Place,
    private readonly tables: ReadonlyMap<string, OpenTable>,
  ) {}

  static async open(place: Place): Promise<ListBook> {
    const all = await ask<SharedList[]>(place, '/lists.json');
    const names = all.map(({ displayName }) => displayName.split(' – ').at(-1) ?? displayName);
    const tables = await Promise.all(
      names.map(async (name) => [name, await listAsTable(place, name)] as const),
    );
    return new ListBook(place, new Map(tables));
  }

  /** Edits tables as `change` does and carries over each cell, new line and deleted line. */
  async edit(change: (book: { sheet(name: string): Table }) => void): Promise<void> {
    change({
      sheet: (name) => {
        const open = this.tables.get(name);
        if (!open) throw new Error(`No list for ${name}`);
        return open.table;
      },
    });
    for (const open of this.tables.values()) await this.carryOver(open);
  }

  private async carryOver({ list, table, items, before }: OpenTable): Promise<void> {
    for (const line of table.lines) {
      const fields = changedFields(list, textsOf(line), before.get(line) ?? null);
      const id = items.get(line)?.id;
      if (Object.keys(fields).length > 0) await ask(this.place, '/lists.json', { list: list.name, id, fields }); // prettier-ignore
    }
    for (const [line, { id }] of items)
      if (!table.lines.includes(line))
        await ask(this.place, '/lists.json', { list: list.name, id, delete: true });
  }
}

/** Cells that say something else than before; of a column's two headings the one typed under counts. */
function changedFields(
  list: SharedList,
  now: readonly string[],
  before: readonly string[] | null,
): Record<string, string | null> {
  const fields: Record<string, string | null> = {};
  list.columns.forEach(({ name }, at) => {
    for (const place of [2 * at, 2 * at + 1]) {
      const text = now[place] ?? '';
      if (text !== (before?.[place] ?? '')) fields[name] = text === '' ? null : text;
    }
  });
  return fields;
}
