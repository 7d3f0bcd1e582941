/** Reads the register cell by cell through the workbook API: for files that may not be downloaded, or whose download lags. */
import { type Organisation } from '../../../register/organisation';
import { type Cut } from '../../../register/store';
import { cutFrom } from './read-cut';
import { serviceTable, tableNameOf } from './sheet';
import { placeOf, type SheetCell, type SheetCells } from './sheet-cells';
import { type FoundTable } from './tables';
import { type WorkbookLink } from './workbook-link';

/** One question for the list of tables and three for each. The tag is left to the caller. Together they are not one moment: the caller compares the file's tag before and
 *  after. Merged cells and the 1904 calendar cannot be seen this way. */
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
  const none: SheetCells = { rows: new Map(), merged: [] };
  const cellsOf = (table: FoundTable) => cells.get(table.sheet.name) ?? none;
  return cutFrom({ tables, cellsOf, date1904: false, spelling: 'api' }, org, '');
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
  const [from, to] = address
    .slice(split + 1)
    .replaceAll('$', '')
    .split(':')
    .map(placeOf);
  if (!from) return null;
  const lastRow = (to ?? from).row;
  return {
    name,
    sheet: { name: plainSheet(address.slice(0, split)), path: '', tablePaths: [] },
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
  const { body } = await link.send({ method: 'GET', path, parts, query: { $select: select.slice(''.length) } }); // prettier-ignore
  return (body ?? {}) as Body;
}
