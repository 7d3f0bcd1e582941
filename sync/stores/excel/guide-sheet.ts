/** Makes the first worksheet: how to use the register, in plain words. */
import { type Cell, type Workbook } from 'exceljs';
import { columnOf } from '../../../register/columns';
import { type Organisation } from '../../../register/organisation';
import { guideLines, type GuideLine } from '../../words';
import { wordLists } from './lists-sheet';
import { colours } from './look';
import { guideSheet } from './sheet';

const textWidth = 112;
/** Letters are narrower than the digits widths are measured in. */
const lettersALine = textWidth * 1.1;

/** Parts of a rich text do not take over the font of their cell. */
const textFont = { name: 'Calibri', size: 11, color: { argb: colours.ink } };

/** Adds the guide. */
export function addGuideSheet(workbook: Workbook, org: Organisation): void {
  const sheet = workbook.addWorksheet(guideSheet, {
    properties: { tabColor: { argb: colours.headerService } },
    views: [{ showGridLines: false }],
    pageSetup: { orientation: 'portrait', paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.getColumn(1).width = 3;
  sheet.getColumn(2).width = textWidth;
  let row = 2;
  for (const line of guideLines(org)) {
    const isHeading = line.style === 'heading' || line.style === 'alert';
    if (isHeading) row += 1;
    const cell = sheet.getCell(row, 2);
    cell.value = line.style === 'item' ? `•  ${line.text}` : line.text;
    dress(cell, line.style);
    sheet.getRow(row).height = heightOf(line);
    row += 1;
  }
  for (const list of wordLists) {
    const cell = sheet.getCell(row, 2);
    const name = columnOf(list.key).heading.replace(/^Change (.)/, (_, first: string) => first.toUpperCase());
    cell.value = {
      richText: [
        { font: { ...textFont, bold: true }, text: `${name}:  ` },
        { font: textFont, text: list.words.join('; ') },
      ],
    };
    dress(cell, 'item');
    sheet.getRow(row).height = heightOf({ style: 'item', text: `${name}:  ${list.words.join('; ')}` });
    row += 1;
  }
}

const sizes: Record<GuideLine['style'], number> = { title: 20, heading: 13, alert: 12, text: 11, item: 11 };

/** Row heights are given because programs differ in whether they find them themselves. */
function heightOf(line: GuideLine): number {
  const lines = Math.ceil((line.text.length * (sizes[line.style] / 11)) / lettersALine);
  return Math.max(1, lines) * sizes[line.style] * 1.5 + (line.style === 'alert' ? 12 : 2);
}

function dress(cell: Cell, style: GuideLine['style']): void {
  const isLoud = style === 'title' || style === 'heading' || style === 'alert';
  cell.font = {
    name: 'Calibri',
    size: sizes[style],
    bold: isLoud,
    color: { argb: style === 'title' || style === 'heading' ? colours.headerPerson : colours.ink },
  };
  cell.alignment = { vertical: 'middle', wrapText: true, indent: style === 'item' ? 1 : 0 };
  if (style === 'alert') cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: colours.alert } };
}
