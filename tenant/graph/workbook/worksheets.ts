/** `/workbook/worksheets`: the sheets, their tables and ranges. */
import { blockOf } from '../../workbook/address';
import { type Sheet } from '../../workbook/live-workbook';
import { notImitated } from '../errors';
import { collection } from '../query';
import { type GraphReply, type GraphRoute, ok, route } from '../route';
import { readNewSheet, readNewTable, readRangePatch, readShift, readVisibility } from './bodies';
import { patchBlock, rangeReply } from './ranges';
import { atDesk, type Desk, workbookPath } from './target';
import { type Office } from '../office';
import { tableBody } from './tables';
import { writesTo } from './wire';

const sheetBody = ({ id, name, position, visibility }: Sheet): object => ({ id, name, position, visibility });

const sheetMeant = ({ call, workbook }: Desk): Sheet => workbook.worksheet(String(call.params['sheet']));

const quoted = (name: string): string => `'${name.replaceAll("'", "''")}'`;

/** The routes below a worksheet. */
export function worksheetRoutes(office: Office): GraphRoute[] {
  const sheets = `${workbookPath}/worksheets`;
  const sheet = `${sheets}/{sheet}`;
  return [
    route(
      'GET',
      sheets,
      atDesk(office, ({ call, workbook }) => collection(call, workbook.worksheets().map(sheetBody))),
    ),
    route(
      'GET',
      sheet,
      atDesk(office, (desk) => ok(sheetBody(sheetMeant(desk)))),
    ),
    route(
      'POST',
      `${sheets}/add`,
      atDesk(office, async (desk) => {
        const body = sheetBody(await desk.workbook.addWorksheet(readNewSheet(desk.call.body)));
        return { status: 201, body };
      }),
    ),
    route(
      'PATCH',
      sheet,
      atDesk(office, async (desk) => {
        const visibility = readVisibility(desk.call.body);
        return ok(sheetBody(await desk.workbook.setVisibility(sheetMeant(desk).id, visibility)));
      }),
    ),
    route('POST', `${sheet}/tables/add`, atDesk(office, addTable)),
    route(
      'GET',
      `${sheet}/tables`,
      atDesk(office, (desk) => {
        const { name } = sheetMeant(desk);
        const tables = desk.workbook.tables().filter((table) => table.sheet === name);
        return collection(desk.call, tables.map(tableBody));
      }),
    ),
    ...rangeRoutes(office, sheet),
  ];
}

function rangeRoutes(office: Office, sheet: string): GraphRoute[] {
  const range = `${sheet}/range(address={address})`;
  return [
    route(
      'GET',
      `${sheet}/usedRange()`,
      atDesk(office, (desk) => rangeReply(desk.workbook.usedRange(sheetMeant(desk).id))),
    ),
    route(
      'GET',
      `${sheet}/usedRange(valuesOnly={valuesOnly})`,
      atDesk(office, (desk) => {
        const valuesOnly = desk.call.params['valuesOnly'] === 'true';
        return rangeReply(desk.workbook.usedRange(sheetMeant(desk).id, { valuesOnly }));
      }),
    ),
    route(
      'GET',
      range,
      atDesk(office, (desk) =>
        rangeReply(desk.workbook.range(sheetMeant(desk).id, String(desk.call.params['address']))),
      ),
    ),
    route(
      'PATCH',
      range,
      atDesk(office, async (desk) => {
        const address = `${quoted(sheetMeant(desk).name)}!${String(desk.call.params['address'])}`;
        return rangeReply(await patchBlock(desk, address, readRangePatch(desk.call.body)));
      }),
    ),
    route(
      'POST',
      `${range}/delete`,
      atDesk(office, (desk) => deleteRange(desk)),
    ),
  ];
}

/** Makes a table of cells and records its headings as written. */
async function addTable(desk: Desk): Promise<GraphReply> {
  const { call, workbook } = desk;
  const { address, hasHeaders } = readNewTable(call.body);
  if (!hasHeaders) throw notImitated(call.method, call.path, 'Only tables whose headings stand there.');
  const table = await workbook.addTable(sheetMeant(desk).id, address);
  const columns = table.columns.map(({ name }) => name);
  desk.record([{ method: call.method, path: call.path, table: table.name, columns, rows: [-1] }]);
  return { status: 201, body: tableBody(table) };
}

/** Deletes cells, those below moving up, and records which rows of which table went. */
async function deleteRange(desk: Desk): Promise<GraphReply> {
  const { call, workbook } = desk;
  if (readShift(call.body) !== 'Up') throw notImitated(call.method, call.path, 'Only shift "Up".');
  const { id, name } = sheetMeant(desk);
  const address = String(call.params['address']);
  const block = blockOf(address);
  const indexes = (count: number): number[] => [...Array(count).keys()];
  const writes = writesTo(workbook.tables(), {
    method: call.method,
    path: call.path,
    sheet: name,
    block,
    rows: indexes(block.bottom - block.top + 1),
    columns: indexes(block.right - block.left + 1),
  });
  await workbook.deleteRange(id, address);
  desk.record(writes);
  return { status: 204 };
}
