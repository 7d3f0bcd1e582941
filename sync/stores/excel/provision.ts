/** Puts the workbook where the configuration says, once, and adds what an existing one has lost of its parts. */
import { columnOf, columns, type ColumnKey } from '../../../register/columns';
import { type Organisation, type Region } from '../../../register/organisation';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { formulaOf } from './formulas';
import { letterOf } from './look';
import {
  eventColumns,
  formulaColumns,
  serviceSheet,
  serviceTable,
  tableNameOf,
  worksheetNameOf,
} from './sheet';
import { buildWorkbook } from './template';
import { findWorkbook, WorkbookLink } from './workbook-link';

/** Uploads the template unless a file of that name is there; an existing one is never touched. */
export async function ensureWorkbook(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
): Promise<'present' | 'created'> {
  if ((await findWorkbook(graph, config)) !== null) return 'present';
  try {
    await graph.send({
      method: 'PUT',
      path: '/drives/{drive}/items/{folder}:/{name}:/content',
      parts: {
        drive: config.CRR_DRIVE_ID,
        folder: config.CRR_WORKBOOK_FOLDER_ID,
        name: config.CRR_WORKBOOK_NAME,
      },
      // Somebody may have put a file there since we looked; it stays.
      query: { '@microsoft.graph.conflictBehavior': 'fail' },
      bytes: await buildWorkbook(org),
    });
    return 'created';
  } catch (error) {
    if (error instanceof GraphError && error.code === 'already-exists') return 'present';
    throw error;
  }
}

/** What became of the tables that were missing, by their names. */
export interface MissingParts {
  added: string[];
  /** On the worksheet that should hold them stands something else. */
  inTheWay: string[];
}

/**
 * Makes the tables of ours that an existing workbook lacks: each on a worksheet of its usual name that is not there or is empty. Nothing that
 * stands anywhere is changed. May be stopped at any moment and repeated. For the holder of the register's lease: it opens a session of its own.
 * Drop-downs, hints and colours cannot be made this way.
 */
export async function addMissingParts(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
): Promise<MissingParts> {
  const link = new WorkbookLink(graph, config);
  const tables = await namesAt(link, '/tables');
  const sheets = await namesAt(link, '/worksheets');
  const result: MissingParts = { added: [], inTheWay: [] };
  // The formulas of the regions name the service's table, and Excel takes none that name what is not there.
  for (const part of [servicePart, ...org.regions.map(regionPart)]) {
    if (tables.has(part.table.toLowerCase())) continue;
    const isFree = !sheets.has(part.sheet.toLowerCase()) || (await isEmpty(link, part));
    if (isFree) await addPart(link, part, sheets);
    (isFree ? result.added : result.inTheWay).push(part.table);
  }
  await link.close();
  return result;
}

/** One table as the template makes it. */
interface Part {
  table: string;
  sheet: string;
  headings: readonly string[];
  /** What fills the body of a column, by its heading. */
  fills: readonly { heading: string; body: { formulas: string } | { numberFormat: string } }[];
  isHidden: boolean;
}

function regionPart(region: Region): Part {
  const table = tableNameOf(region.id);
  const place = { region: region.id, table, heading: (key: ColumnKey) => columnOf(key).heading };
  const days = columns.filter(({ kind }) => kind === 'date');
  return {
    table,
    sheet: worksheetNameOf(region),
    headings: columns.map(({ heading }) => heading),
    fills: [
      ...days.map(({ heading }) => ({ heading, body: { numberFormat: 'dd mmm yyyy' } })),
      ...formulaColumns.map(({ key, heading }) => ({
        heading,
        body: { formulas: `=${formulaOf(key, place, 'api')}` },
      })),
    ],
    isHidden: false,
  };
}

const servicePart: Part = {
  table: serviceTable,
  sheet: serviceSheet,
  headings: eventColumns.map(({ heading }) => heading),
  fills: eventColumns
    .filter(({ isDay }) => isDay)
    .map(({ heading }) => ({ heading, body: { numberFormat: 'yyyy-mm-dd' } })),
  isHidden: true,
};

async function namesAt(link: WorkbookLink, path: string): Promise<Set<string>> {
  const { body } = await link.send({ method: 'GET', path, query: { $select: 'id,name' } });
  const { value } = (body ?? {}) as { value?: { name: string }[] };
  return new Set((value ?? []).map(({ name }) => name.toLowerCase()));
}

/** Nothing stands on the worksheet, or only our headings: then an earlier attempt was broken off there. */
async function isEmpty(link: WorkbookLink, { sheet, headings }: Part): Promise<boolean> {
  const query = { $select: 'address,formulas' };
  const { body } = await link.send({ method: 'GET', path: '/worksheets/{sheet}/usedRange(valuesOnly=true)', parts: { sheet }, query }); // prettier-ignore
  const { address = '', formulas = [] } = (body ?? {}) as { address?: string; formulas?: unknown[][] };
  const [first = [], ...others] = formulas;
  const isBlank = (line: readonly unknown[]) => line.every((cell) => cell === '');
  if (!others.every(isBlank)) return false;
  const isOurs = /!\$?A\$?1(:|$)/.test(address) && first.length === headings.length;
  return isBlank(first) || (isOurs && first.every((cell, at) => cell === headings[at]));
}

async function addPart(link: WorkbookLink, part: Part, sheets: ReadonlySet<string>): Promise<void> {
  const { sheet, headings, table } = part;
  if (!sheets.has(sheet.toLowerCase()))
    await link.send({ method: 'POST', path: '/worksheets/add', body: { name: sheet } });
  const id = (await tableOn(link, sheet)) ?? (await makeTable(link, sheet, headings));
  if (part.isHidden)
    await link.send({ method: 'PATCH', path: '/worksheets/{sheet}', parts: { sheet }, body: { visibility: 'VeryHidden' } }); // prettier-ignore
  // Its name makes it ours, so it comes when the rest is there that nobody mends later.
  await link.send({ method: 'PATCH', path: '/tables/{id}', parts: { id }, body: { name: table } });
  for (const { heading, body } of part.fills)
    await link.send({ method: 'PATCH', path: '/tables/{table}/columns/{heading}/dataBodyRange()', parts: { table, heading }, body }); // prettier-ignore
}

/** The table an earlier attempt made on the otherwise empty worksheet. */
async function tableOn(link: WorkbookLink, sheet: string): Promise<string | undefined> {
  const { body } = await link.send({ method: 'GET', path: '/worksheets/{sheet}/tables', parts: { sheet }, query: { $select: 'id,name' } }); // prettier-ignore
  return ((body ?? {}) as { value?: { id: string }[] }).value?.[0]?.id;
}

async function makeTable(link: WorkbookLink, sheet: string, headings: readonly string[]): Promise<string> {
  const last = letterOf(headings.length);
  await link.send({
    method: 'PATCH',
    path: `/worksheets/{sheet}/range(address='{range}')`,
    parts: { sheet, range: `A1:${last}1` },
    body: { values: [headings] },
  });
  const { body } = await link.send({
    method: 'POST',
    path: '/worksheets/{sheet}/tables/add',
    parts: { sheet },
    body: { address: `A1:${last}2`, hasHeaders: true },
  });
  return String((body as { id?: unknown } | null)?.id);
}
