/** Ranges as Graph answers them, and writes to a block with their record. */
import { blockOf } from '../../workbook/address';
import { type RangePatch, type RangeView } from '../../workbook/live-workbook';
import { type GraphReply, ok } from '../route';
import { type Desk } from './target';
import { sentCells, writesTo } from './wire';

/** A range resource. */
export function rangeBody(view: RangeView): object {
  const { top, left } = blockOf(view.address);
  return {
    address: view.address,
    addressLocal: view.address,
    cellCount: view.rowCount * view.columnCount,
    columnCount: view.columnCount,
    columnIndex: left - 1,
    rowCount: view.rowCount,
    rowIndex: top - 1,
    formulas: view.formulas,
    formulasLocal: view.formulas,
    numberFormat: view.numberFormat,
    text: view.text,
    valueTypes: view.valueTypes,
    values: view.values,
  };
}

const indexes = (count: number): number[] => [...Array(count).keys()];

/** Which cells a patch sends, as offsets in the block; a 1 by 1 matrix means the whole block. */
function offsetsOf(patch: RangePatch, view: RangeView): { rows: number[]; columns: number[] } {
  const matrices = [patch.values, patch.formulas, patch.numberFormat].filter(
    (matrix) => matrix !== undefined,
  );
  const fills = matrices.some(
    (matrix) => matrix.length === 1 && matrix[0]?.length === 1 && matrix[0][0] !== null,
  );
  return fills ? { rows: indexes(view.rowCount), columns: indexes(view.columnCount) } : sentCells(matrices);
}

/** Writes a patch to a block of a sheet (by name) and records which tables' cells it sent. */
export async function patchBlock(desk: Desk, address: string, patch: RangePatch): Promise<RangeView> {
  const sheet = desk.workbook.worksheet(sheetOf(address));
  const cells = cellsOf(address);
  const view = await desk.workbook.patchRange(sheet.id, cells, patch);
  const { method, path } = desk.call;
  const block = blockOf(cells);
  desk.record(
    writesTo(desk.workbook.tables(), { method, path, sheet: sheet.name, block, ...offsetsOf(patch, view) }),
  );
  return view;
}

const cellsOf = (address: string): string => address.slice(address.lastIndexOf('!') + 1);

/** The sheet's name of an address such as `'North shire'!A1`. */
export function sheetOf(address: string): string {
  const name = address.slice(0, address.lastIndexOf('!'));
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
}

/** A range answer. */
export const rangeReply = (view: RangeView): GraphReply => ok(rangeBody(view));
