/** `/workbook/tables`: the tables and their columns. */
import {
  type RangePatch,
  type RangeView,
  type Table,
  type TableColumn,
  type TablePart,
} from '../../workbook/live-workbook';
import { itemNotFound } from '../errors';
import { type Office } from '../office';
import { collection } from '../query';
import { type GraphReply, type GraphRoute, ok, route } from '../route';
import { readRangePatch, readTableName } from './bodies';
import { patchBlock, rangeReply } from './ranges';
import { atDesk, type Desk, workbookPath } from './target';

/** A table resource. */
export const tableBody = ({ id, name, hasHeader, hasTotals }: Table): object => ({
  id,
  name,
  showHeaders: hasHeader,
  showTotals: hasTotals,
});

/** The table a request names by id or name. */
export const tableMeant = ({ call, workbook }: Desk): Table => workbook.table(String(call.params['table']));

function columnMeant(desk: Desk, table: Table): TableColumn {
  const wanted = String(desk.call.params['column']);
  const column =
    table.columns.find(({ id }) => id === wanted) ??
    table.columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (!column) throw itemNotFound('the column');
  return column;
}

const columnBody = (desk: Desk, table: Table, column: TableColumn): object => ({
  id: column.id,
  name: column.name,
  index: column.index,
  values: desk.workbook.columnRange(table.id, column.id).values,
});

const onlyValue = (patch: RangePatch): RangePatch['values'] => patch.formulas ?? patch.values;

/** Writes the body of a column: one value for all its cells, or a cell each. */
async function patchColumn(desk: Desk): Promise<RangeView> {
  const table = tableMeant(desk);
  const column = columnMeant(desk, table);
  const patch = readRangePatch(desk.call.body);
  const body = desk.workbook.columnRange(table.id, column.id, 'body');
  const [[first] = []] = onlyValue(patch) ?? [];
  const fillsWithOne =
    !patch.numberFormat && !(patch.values && patch.formulas) && onlyValue(patch)?.length === 1;
  if (!fillsWithOne || first === undefined || first === null)
    return await patchBlock(desk, body.address, patch);
  // A single value goes through the column, so that rows appended meanwhile are covered as well.
  const view = await desk.workbook.setColumnBody(table.id, column.id, first);
  const { method, path } = desk.call;
  const rows = view.values.map((_, index) => index);
  desk.record([{ method, path, table: table.name, columns: [column.name], rows }]);
  return view;
}

function rangeRoutes(office: Office, table: string): GraphRoute[] {
  const part = (segment: string, name: TablePart): GraphRoute[] => [
    route(
      'GET',
      `${table}/${segment}`,
      atDesk(office, (desk) => rangeReply(desk.workbook.tableRange(tableMeant(desk).id, name))),
    ),
    route(
      'GET',
      `${table}/columns/{column}/${segment}`,
      atDesk(office, (desk) => {
        const found = tableMeant(desk);
        return rangeReply(desk.workbook.columnRange(found.id, columnMeant(desk, found).id, name));
      }),
    ),
  ];
  return [
    ...part('range()', 'all'),
    ...part('headerRowRange()', 'header'),
    ...part('dataBodyRange()', 'body'),
  ];
}

async function rename(desk: Desk): Promise<GraphReply> {
  const name = readTableName(desk.call.body);
  return ok(tableBody(await desk.workbook.renameTable(tableMeant(desk).id, name)));
}

/** The routes of tables and columns; rows have their own file. */
export function tableRoutes(office: Office): GraphRoute[] {
  const tables = `${workbookPath}/tables`;
  const table = `${tables}/{table}`;
  return [
    route(
      'GET',
      tables,
      atDesk(office, ({ call, workbook }) => collection(call, workbook.tables().map(tableBody))),
    ),
    route(
      'GET',
      table,
      atDesk(office, (desk) => ok(tableBody(tableMeant(desk)))),
    ),
    route('PATCH', table, atDesk(office, rename)),
    route(
      'GET',
      `${table}/columns`,
      atDesk(office, (desk) => {
        const found = tableMeant(desk);
        return collection(
          desk.call,
          found.columns.map((column) => columnBody(desk, found, column)),
        );
      }),
    ),
    route(
      'GET',
      `${table}/columns/{column}`,
      atDesk(office, (desk) => {
        const found = tableMeant(desk);
        return ok(columnBody(desk, found, columnMeant(desk, found)));
      }),
    ),
    route(
      'PATCH',
      `${table}/columns/{column}/dataBodyRange()`,
      atDesk(office, async (desk) => rangeReply(await patchColumn(desk))),
    ),
    ...rangeRoutes(office, table),
  ];
}
