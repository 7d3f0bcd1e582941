/** Makes a region's worksheet: its table, drop-downs, hints and colours. */
import { type Cell, type DataValidation, type PaperSize, type Workbook, type Worksheet } from 'exceljs';
import { columns, type Column, type ColumnKey } from '../../../register/columns';
import { type Region } from '../../../register/organisation';
import { doubtWords, promptWords, shadedCellWords } from '../../words';
import { listRange } from './lists-sheet';
import { formulaOf, type FormulaPlace } from './formulas';
import { colours, letterOf, styleHeader, styleBody } from './look';
import { tableNameOf, worksheetNameOf } from './sheet';

/** Drop-downs, hints and colours reach this line, so that lines typed below the table have them too. */
const preparedRows = 2000;

/** The width of a register needs it; ExcelJS does not declare the number. */
const a3 = 8 as PaperSize;

/** ExcelJS keeps validations of whole ranges here and does not declare it. */
interface WithValidations {
  dataValidations: { add(range: string, validation: DataValidation): void };
}

/** Adds the worksheet of a region with an empty table. */
export function addRegionSheet(workbook: Workbook, region: Region): void {
  const sheet = workbook.addWorksheet(worksheetNameOf(region), {
    // Two lines of text: not every program finds the height of a wrapped cell itself.
    properties: { tabColor: { argb: colours.tab }, defaultRowHeight: 31, dyDescent: 0.25 },
    views: [{ state: 'frozen', xSplit: 1, ySplit: 1, zoomScale: 90 }],
    pageSetup: { orientation: 'landscape', paperSize: a3, fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  const table = tableNameOf(region.id);
  sheet.addTable({
    name: table,
    ref: 'A1',
    headerRow: true,
    style: { theme: 'TableStyleLight15', showRowStripes: false },
    columns: columns.map((column) => ({ name: column.heading, filterButton: true })),
    rows: [columns.map((column) => emptyCell(column, { region: region.id, table }))],
  });
  columns.forEach((column, index) => shapeColumn(sheet, column, index + 1));
  sheet.getRow(1).height = 34;
  for (const column of columns) addValidation(sheet, column);
  addColours(sheet);
  printFirstPart(sheet);
}

function emptyCell(column: Column, at: Pick<FormulaPlace, 'region' | 'table'>): unknown {
  if (column.owner === 'person') return null;
  const place = { ...at, heading: (key: ColumnKey) => columns.find((one) => one.key === key)?.heading ?? '' };
  return { formula: formulaOf(column.key, place, 'file'), result: column.key === 'line' ? 0 : '' };
}

function shapeColumn(sheet: Worksheet, column: Column, at: number): void {
  const shape = sheet.getColumn(at);
  shape.width = column.width + 2;
  shape.hidden = column.owner === 'hidden';
  shape.alignment = { vertical: 'top', wrapText: true };
  if (column.kind === 'date') shape.numFmt = 'dd mmm yyyy';
  const cell = (row: number): Cell => sheet.getRow(row).getCell(at);
  styleHeader(cell(1), column);
  styleBody(cell(2), column);
}

const rangeOf = (key: ColumnKey) => {
  const letter = letterOf(columns.findIndex((column) => column.key === key) + 1);
  return `${letter}2:${letter}${preparedRows}`;
};

function addValidation(sheet: Worksheet, column: Column): void {
  const { dataValidations } = sheet as unknown as WithValidations;
  dataValidations.add(rangeOf(column.key), validationFor(column));
}

function validationFor(column: Column): DataValidation {
  if (column.owner !== 'person') return shadedCell;
  if (column.key === 'summary')
    return asked('textLength', { formulae: [500], operator: 'lessThanOrEqual', prompt: promptWords.summary, error: doubtWords.summary }); // prettier-ignore
  const list = listRange(column.key);
  if (column.kind === 'list' && list !== null)
    return asked('list', { formulae: [list], prompt: promptWords.list, error: doubtWords.list });
  if (column.kind === 'date')
    return asked('date', { formulae: [new Date('2000-01-01T00:00:00Z')], operator: 'greaterThan', prompt: promptWords.date, error: doubtWords.date }); // prettier-ignore
  return hint(promptFor(column));
}

function promptFor(column: Column): string {
  switch (column.key) {
    case 'riskId':
    case 'caseRef':
    case 'atRisk':
    case 'notes':
      return promptWords[column.key];
    case 'type:owner':
      return promptWords.owner;
    default:
      return promptWords.many;
  }
}

/** Typing over a formula is possible and harmless; it is only talked out of. */
const shadedCell: DataValidation = {
  type: 'custom',
  formulae: ['1=2'],
  allowBlank: true,
  showErrorMessage: true,
  errorStyle: 'warning',
  errorTitle: shadedCellWords.title,
  error: shadedCellWords.text,
};

const hint = (prompt: string) =>
  ({ type: 'any', allowBlank: true, showInputMessage: true, prompt }) as unknown as DataValidation;

function asked(
  type: 'list' | 'date' | 'textLength',
  more: Pick<DataValidation, 'operator' | 'prompt' | 'error'> & { formulae: unknown[] },
): DataValidation {
  const said = { showInputMessage: true, showErrorMessage: true, errorStyle: 'warning' };
  return { type, allowBlank: true, ...said, ...more } as DataValidation;
}

interface Colour {
  key: ColumnKey;
  formula: string;
  fill?: string;
  font?: string;
  bold?: boolean;
}

function addColours(sheet: Worksheet): void {
  const at = (key: ColumnKey) => `$${letterOf(columns.findIndex((column) => column.key === key) + 1)}2`;
  const rules: Colour[] = [
    { key: 'now:nextReviewOn', formula: `AND(ISNUMBER(${at('now:nextReviewOn')}),${at('now:nextReviewOn')}<TODAY())`, fill: colours.red, bold: true },
    { key: 'now:level', formula: `${at('now:level')}="Very high"`, fill: colours.red, bold: true },
    { key: 'now:level', formula: `${at('now:level')}="High"`, fill: colours.amber },
    { key: 'check', formula: `LEN(${at('check')})>0`, fill: colours.amber },
    { key: 'now:status', formula: `OR(${at('now:status')}="Inactive",${at('now:status')}="Entered in error")`, font: colours.faint },
    ...columns
      .filter((column) => column.key.startsWith('type:'))
      .map(({ key }): Colour => {
        const shown = at(key.replace('type:', 'now:') as ColumnKey);
        return { key, formula: `AND(${at(key)}<>"",${at(key)}&""<>${shown}&"")`, fill: colours.amber };
      }),
  ]; // prettier-ignore
  rules.forEach((rule, index) =>
    sheet.addConditionalFormatting({
      ref: rangeOf(rule.key),
      rules: [
        {
          type: 'expression',
          priority: index + 1,
          formulae: [rule.formula],
          style: {
            ...(rule.fill && { fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: rule.fill } } }),
            font: { ...(rule.font && { color: { argb: rule.font } }), ...(rule.bold && { bold: true }) },
          },
        },
      ],
    }),
  );
}

/** Paper gets what people read; the columns for typing stay on the screen. */
function printFirstPart(sheet: Worksheet): void {
  const last = letterOf(columns.findIndex((column) => column.key === 'check') + 1);
  sheet.pageSetup.printArea = `A$1:${last}$200`; // ExcelJS puts a $ before each column itself
  sheet.pageSetup.printTitlesRow = '1:1';
  sheet.headerFooter.oddFooter = '&L&A&RPage &P of &N';
}
