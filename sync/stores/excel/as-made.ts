/** A name of the workbook that stands for a table's headings while they stand as they were made, and for nothing once one has moved. */
import { columns } from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { layoutOf, tableNameOf, type TableLayout } from './sheet';
import { type WorkbookLook } from './workbook-link';

const headings: readonly string[] = columns.map((column) => column.heading);

/** Name of the workbook for a region's table. */
export const asMadeName = (region: RegionId): string => `${tableNameOf(region)}_as_made`;

/** The formula behind it, without the leading equals sign; the same in files and in the API. Another count of columns is an error, and no cells either. */
export function asMadeFormula(table: string, wanted: readonly string[] = headings): string {
  const words = wanted.map((heading) => `"${heading.replaceAll('"', '""')}"`).join(',');
  const found = `${table}[#Headers]`;
  return `IF(SUMPRODUCT(--(${found}={${words}}))=${wanted.length},${found})`;
}

/** Fails unless the region's columns stand as they were made. */
export function asMadeLook(region: RegionId): WorkbookLook {
  return {
    path: '/names/{name}/range()',
    parts: { name: asMadeName(region) },
    query: { $select: 'address' },
  };
}

/** Where the columns stand then. */
export const asMadeLayout: TableLayout = layoutOf(headings.map((name, index) => ({ id: index + 1, name })));
/** How many columns the table has then. */
export const asMadeWidth: number = headings.length;
