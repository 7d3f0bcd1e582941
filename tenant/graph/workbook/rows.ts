/** `/workbook/tables/{table}/rows`: rows by position, which is all Excel knows of them. */
import { type RangeView } from '../../workbook/live-workbook';
import { invalidArgument } from '../errors';
import { type Office } from '../office';
import { collection } from '../query';
import { type GraphReply, type GraphRoute, ok, route } from '../route';
import { readNewRows, readRow } from './bodies';
import { patchBlock, rangeReply } from './ranges';
import { tableMeant } from './tables';
import { atDesk, type Desk, workbookPath } from './target';
import { sentCells } from './wire';

const rowBody = (index: number, values: unknown[][]): object => ({ index, values });

/** The zero-based index a request names; `rowRange` refuses one beyond the table. */
function indexMeant(desk: Desk): number {
  const text = String(desk.call.params['index']);
  if (!/^\d{1,7}$/.test(text)) throw invalidArgument('A row is named by its zero-based index.');
  return Number(text);
}

const rowMeant = (desk: Desk): RangeView => desk.workbook.rowRange(tableMeant(desk).id, indexMeant(desk));

async function addRows(desk: Desk, status: 200 | 201): Promise<GraphReply> {
  const table = tableMeant(desk);
  const { index, values } = readNewRows(desk.call.body);
  const added = await desk.workbook.appendRows(table.id, values, index === undefined ? {} : { at: index });
  const sent = sentCells([values]);
  const { method, path } = desk.call;
  desk.record([
    {
      method,
      path,
      table: table.name,
      columns: sent.columns.map((offset) => table.columns[offset]?.name ?? ''),
      rows: values.map((_, offset) => added.firstIndex + offset),
    },
  ]);
  return { status, body: rowBody(added.firstIndex, added.rows.values) };
}

async function patchRow(desk: Desk): Promise<GraphReply> {
  const view = await patchBlock(desk, rowMeant(desk).address, { values: readRow(desk.call.body) });
  return ok(rowBody(indexMeant(desk), view.values));
}

async function deleteRow(desk: Desk): Promise<GraphReply> {
  const table = tableMeant(desk);
  const index = indexMeant(desk);
  await desk.workbook.deleteTableRow(table.id, index);
  const { method, path } = desk.call;
  desk.record([
    { method, path, table: table.name, columns: table.columns.map(({ name }) => name), rows: [index] },
  ]);
  return { status: 204 };
}

/** The routes of a table's rows. `itemAt` comes before `{index}`, which would match it too. */
export function rowRoutes(office: Office): GraphRoute[] {
  const rows = `${workbookPath}/tables/{table}/rows`;
  const oneRow = (path: string): GraphRoute[] => [
    route(
      'GET',
      path,
      atDesk(office, (desk) => ok(rowBody(indexMeant(desk), rowMeant(desk).values))),
    ),
    route('PATCH', path, atDesk(office, patchRow)),
    route('DELETE', path, atDesk(office, deleteRow)),
    route(
      'GET',
      `${path}/range()`,
      atDesk(office, (desk) => rangeReply(rowMeant(desk))),
    ),
  ];
  return [
    route(
      'GET',
      rows,
      atDesk(office, (desk) => {
        const found = desk.workbook.tableRows(tableMeant(desk).id);
        return collection(
          desk.call,
          found.map(({ index, values }) => rowBody(index, [values])),
        );
      }),
    ),
    route(
      'POST',
      rows,
      atDesk(office, (desk) => addRows(desk, 201)),
    ),
    route(
      'POST',
      `${rows}/add`,
      atDesk(office, (desk) => addRows(desk, 200)),
    ),
    route(
      'GET',
      `${rows}/$count`,
      atDesk(office, (desk) => {
        return { status: 200, body: String(desk.workbook.tableRows(tableMeant(desk).id).length) };
      }),
    ),
    ...oneRow(`${rows}/itemAt(index={index})`),
    ...oneRow(`${rows}/{index}`),
  ];
}
