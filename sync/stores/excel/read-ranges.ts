/** Reads the register cell by cell through the workbook API: for files that may not be downloaded, or whose download lags. */
import { type Organisation } from '../../../register/organisation';
import { type Cut, type ReachOut } from '../../../register/store';
import { GraphError } from '../../graph/errors';
import { Spent } from './bounds';
import { besideSheets, firstOutside, onSheet, outsideCheck, type OutsideCheck } from './reach-out';
import { cutFrom, linesTold, withReachOut } from './read-cut';
import { serviceTable, tableNameOf } from './sheet';
import { placeOf, type SheetCell, type SheetCells } from './sheet-cells';
import { type FoundTable } from './tables';
import { type WorkbookLink } from './workbook-link';

/** One question for the list of tables and three for each, one for the worksheets and one for each other of them, one for the names. The tag
 *  is left to the caller. Together they are not one moment: the caller compares the file's tag before and after. Merged cells, the 1904
 *  calendar, links and connections cannot be seen this way. */
export async function readRanges(link: WorkbookLink, org: Organisation): Promise<Cut> {
  const wanted = new Set([...org.regions.map(({ id }) => tableNameOf(id)), serviceTable].map(lower));
  const listed = await get<{ value?: TableAbout[] }>(link, '/tables', 'id,name,showHeaders,showTotals');
  const tables = new Map<string, FoundTable>();
  const cells = new Map<string, SheetCells>();
  for (const about of listed.value ?? []) {
    if (!wanted.has(lower(about.name))) continue;
    const table = await readTable(link, about);
    if (!table) continue;
    tables.set(lower(about.name), table);
    cells.set(table.sheet.name, cells.get(table.sheet.name) ?? (await readSheet(link, table.sheet.name)));
  }
  const cellsOf = (table: FoundTable) => cells.get(table.sheet.name) ?? none;
  const isOutside = outsideCheck(new Spent());
  const cut = cutFrom({ tables, cellsOf, spelling: 'api', isOutside }, org, '');
  return withReachOut(cut, await reachingOut(link, { cells, told: linesTold(cut, tables), isOutside }));
}

const none: SheetCells = { rows: new Map(), merged: [] };

/** Everything that reaches outside and stands on no line that tells it itself. */
async function reachingOut(
  link: WorkbookLink,
  known: {
    cells: ReadonlyMap<string, SheetCells>;
    told: ReadonlyMap<string, ReadonlySet<number>>;
    isOutside: OutsideCheck;
  },
): Promise<ReachOut[]> {
  const { cells, told, isOutside } = known;
  const sheets = await get<{ value?: { name: string; position: number }[] }>(link, '/worksheets', 'id,name,position'); // prettier-ignore
  const found: ReachOut[] = [];
  for (const { name, position } of sheets.value ?? []) {
    const all = cells.get(name) ?? (await readOther(link, name));
    const address = firstOutside(all, isOutside, told.get(name) ?? new Set());
    if (address !== null) found.push(onSheet(position + 1, address));
  }
  const named = await get<{ value?: { value?: unknown }[] }>(link, '/names', 'name,value');
  const names = (named.value ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  return [...found, ...besideSheets({ names, relations: new Set() }, isOutside)];
}

/** A worksheet of people's may be larger than Graph answers; then the register is read all the same. */
async function readOther(link: WorkbookLink, sheet: string): Promise<SheetCells> {
  try {
    return await readSheet(link, sheet);
  } catch (error) {
    if (error instanceof GraphError && error.code === 'too-large') return none;
    throw error;
  }
}

interface TableAbout {
  name: string;
  showHeaders: boolean;
  showTotals: boolean;
}

const lower = (text: string) => text.toLowerCase();

async function readTable(link: WorkbookLink, about: TableAbout): Promise<FoundTable | null> {
  const { name } = about;
  const columns = await get<{ value?: { id: string; name: string; index: number }[] }>(link, '/tables/{table}/columns', 'id,name,index', { table: name }); // prettier-ignore
  const { address = '' } = await get<{ address?: string }>(link, '/tables/{table}/range()', 'address', { table: name }); // prettier-ignore
  const split = address.lastIndexOf('!');
  const sheet = plainSheet(address.slice(0, split));
  const [from, to] = address
    .slice(split + 1)
    .replaceAll('$', '')
    .split(':')
    .map(placeOf);
  if (!from) return null;
  const lastRow = (to ?? from).row;
  return {
    name,
    sheet: { name: sheet, path: sheet, tablePaths: [] },
    columns: [...(columns.value ?? [])]
      .sort((a, b) => a.index - b.index)
      .map((column) => ({ id: Number(column.id), name: column.name })),
    firstColumn: from.column,
    bodyFrom: from.row + (about.showHeaders ? 1 : 0),
    bodyTo: lastRow - (about.showTotals ? 1 : 0),
    lastRow,
  };
}

const plainSheet = (name: string) => (name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name);

interface Range {
  address?: string;
  values?: unknown[][];
  formulas?: unknown[][];
}

/** All cells of a worksheet in use, also those below the table. */
async function readSheet(link: WorkbookLink, sheet: string): Promise<SheetCells> {
  const range = await get<Range>(link, '/worksheets/{sheet}/usedRange(valuesOnly=true)', 'address,values,formulas', { sheet }); // prettier-ignore
  const address = range.address ?? '';
  const from = placeOf((address.slice(address.lastIndexOf('!') + 1).split(':')[0] ?? '').replaceAll('$', ''));
  const rows = new Map<number, Map<number, SheetCell>>();
  if (!from) return { rows, merged: [] };
  (range.values ?? []).forEach((line, down) => {
    const cells = new Map<number, SheetCell>();
    line.forEach((value, right) => {
      const cell = cellOf(value, range.formulas?.[down]?.[right]);
      if (cell) cells.set(from.column + right, cell);
    });
    if (cells.size > 0) rows.set(from.row + down, cells);
  });
  return { rows, merged: [] };
}

/** Text with an apostrophe before it comes back among the formulas without the apostrophe; only there it equals its own value. */
function cellOf(value: unknown, written: unknown): SheetCell | null {
  const formula = typeof written === 'string' && written.startsWith('=') && written !== value ? written.slice(1) : null; // prettier-ignore
  if (formula === null && (value === '' || value === null || value === undefined)) return null;
  if (typeof value === 'number') return { kind: 'number', value: String(value), formula };
  if (typeof value === 'boolean') return { kind: 'boolean', value: String(value), formula };
  return { kind: 'text', value: typeof value === 'string' ? value : '', formula };
}

async function get<Body>(
  link: WorkbookLink,
  path: string,
  select: string,
  parts: Record<string, string> = {},
): Promise<Body> {
  const { body } = await link.send({ method: 'GET', path, parts, query: { $select: select } });
  return (body ?? {}) as Body;
}
