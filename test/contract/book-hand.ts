/** Somebody's hand in the box's workbook: looks at a cell by its row and heading, and types there. */
import { type RegionId } from '../../register/ids';
import { demoOrg, type TestBox } from '../sync/box';

interface Place {
  row: number;
  column: number;
}

function placeIn(box: TestBox, region: RegionId, riskId: string, heading: string): Place {
  const view = box.tenant.workbook.tableRange(box.tenant.workbook.table(`Risks_${region}`).id, 'all');
  const row = view.values.findIndex((line) => line[0] === riskId);
  const column = view.values[0]?.indexOf(heading) ?? -1;
  if (row < 0 || column < 0) throw new Error(`Nothing at ${riskId}, ${heading}`);
  return { row, column };
}

/** What the cell of this row shows. */
export function shown(box: TestBox, region: RegionId, riskId: string, heading: string): string {
  const at = placeIn(box, region, riskId, heading);
  const view = box.tenant.workbook.tableRange(box.tenant.workbook.table(`Risks_${region}`).id, 'all');
  return String(view.text[at.row]?.[at.column] ?? '');
}

/** Types into it. */
export async function type(
  box: TestBox,
  region: RegionId,
  riskId: string,
  heading: string,
  value: string | number,
): Promise<void> {
  const at = placeIn(box, region, riskId, heading);
  const letter =
    at.column < 26 ? String.fromCharCode(65 + at.column) : `A${String.fromCharCode(39 + at.column)}`;
  const name = demoOrg.regions.find((one) => one.id === region)?.name;
  const sheet = box.tenant.workbook.worksheets().find((one) => one.name === name);
  await box.tenant.workbook.patchRange(sheet?.id ?? '', `${letter}${at.row + 1}`, { values: [[value]] });
}
