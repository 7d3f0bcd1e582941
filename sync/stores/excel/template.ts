/** Builds the workbook offices start with: guide, one worksheet a region, and the service's hidden sheets. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { Workbook } from 'exceljs';
import { columns, type ColumnKey } from '../../../register/columns';
import { type Organisation } from '../../../register/organisation';
import { asMadeFormula, asMadeName } from './as-made';
import { formulaOf, type FormulaPlace } from './formulas';
import { addGuideSheet } from './guide-sheet';
import { addListsSheet, addServiceSheet } from './lists-sheet';
import { addRegionSheet } from './region-sheet';
import { formulaColumns, tableNameOf } from './sheet';

/** The bytes of an .xlsx file without any risk in it. */
export async function buildWorkbook(org: Organisation): Promise<Uint8Array> {
  const workbook = new Workbook();
  workbook.creator = 'Casework Risk Register';
  workbook.calcProperties.fullCalcOnLoad = true;
  addGuideSheet(workbook, org);
  for (const region of org.regions) addRegionSheet(workbook, region);
  addServiceSheet(workbook);
  addListsSheet(workbook);
  return withFormulas(new Uint8Array(await workbook.xlsx.writeBuffer()), org);
}

/** Lines added later take their formulas from the table, and names may stand for formulas; ExcelJS writes neither. */
function withFormulas(bytes: Uint8Array, org: Organisation): Uint8Array {
  const parts = unzipSync(bytes);
  const tables = new Map(org.regions.map((region) => [tableNameOf(region.id), region]));
  for (const [name, part] of Object.entries(parts)) {
    if (!/^xl\/tables\/table\d+\.xml$/.test(name)) continue;
    const xml = strFromU8(part);
    const table = / name="([^"]*)"/.exec(xml)?.[1] ?? '';
    const region = tables.get(table)?.id;
    if (region) parts[name] = strToU8(addFormulas(xml, { region, table }));
  }
  parts[bookPart] = strToU8(withNames(strFromU8(parts[bookPart] ?? new Uint8Array()), org));
  return zipSync(parts, { level: 6 });
}

const bookPart = 'xl/workbook.xml';

function withNames(xml: string, org: Organisation): string {
  const made = org.regions.map(({ id }) => {
    const formula = escapeXml(asMadeFormula(tableNameOf(id)));
    return `<definedName name="${asMadeName(id)}">${formula}</definedName>`;
  });
  // ExcelJS has written the print areas of the worksheets there.
  return xml.replace('</definedNames>', `${made.join('')}</definedNames>`);
}

function addFormulas(xml: string, at: Pick<FormulaPlace, 'region' | 'table'>): string {
  const headings = new Map(columns.map((column) => [column.key, column.heading]));
  const place = { ...at, heading: (key: ColumnKey) => headings.get(key) ?? '' };
  const formulas = new Map(
    formulaColumns.map((column) => [column.heading, formulaOf(column.key, place, 'file')]),
  );
  return xml.replace(
    /<tableColumn ([^>]*?)name="([^"]*)"([^>]*?)\/>/g,
    (all, before: string, name: string, after: string) => {
      const formula = formulas.get(name);
      if (formula === undefined) return all;
      const inner = `<calculatedColumnFormula>${escapeXml(formula)}</calculatedColumnFormula>`;
      return `<tableColumn ${before}name="${name}"${after}>${inner}</tableColumn>`;
    },
  );
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
