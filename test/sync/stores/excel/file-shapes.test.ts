/** Files as other programs and accidents leave them: read as they mean it, or refused as a whole. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Cut } from '../../../../register/store';
import { readCut } from '../../../../sync/stores/excel/read-cut';
import { buildWorkbook } from '../../../../sync/stores/excel/template';
import { demoOrg } from '../../box';

const northshire = 'xl/worksheets/sheet2.xml';
const table = 'xl/tables/table1.xml';
const inline = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
const one = `<row r="2">${inline('A2', 'NS-2026-0001')}</row>`;

type Parts = Record<string, Uint8Array>;
let template: Uint8Array;
beforeAll(async () => {
  template = await buildWorkbook(demoOrg);
});

/** The template with these lines on Northshire's worksheet; its table reaches line `to`. */
function withLines(lines: string, to = 2): Parts {
  const parts = unzipSync(template);
  edit(parts, northshire, (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, lines));
  edit(parts, table, (xml) => xml.replaceAll(/ref="A1:([A-Z]+)2"/g, `ref="A1:$1${to}"`));
  return parts;
}

function edit(parts: Parts, path: string, change: (xml: string) => string): void {
  parts[path] = strToU8(change(strFromU8(parts[path] ?? new Uint8Array())));
}

const read = (parts: Parts): Cut => readCut(zipSync(parts), demoOrg, 'tag');
const rowsOf = (cut: Cut) => cut.regions.find((region) => region.region === 'NS')?.rows ?? [];

describe('shared texts', () => {
  /** A row whose Risk ID is the last of the shared texts. */
  const shared = () => {
    const strings = strFromU8(unzipSync(template)['xl/sharedStrings.xml'] ?? new Uint8Array());
    const index = strings.split('<si>').length - 1;
    const parts = withLines(`<row r="2"><c r="A2" t="s"><v>${index}</v></c></row>`);
    parts['xl/sharedStrings.xml'] = strToU8(strings.replace('</sst>', '<si><t>NS-2026-0001</t></si></sst>'));
    return parts;
  };

  it('STO5 are found where the workbook says that they are', () => {
    const parts = shared();
    parts['xl/sharedStrings7.xml'] = parts['xl/sharedStrings.xml'] ?? new Uint8Array();
    delete parts['xl/sharedStrings.xml'];
    edit(parts, 'xl/_rels/workbook.xml.rels', (xml) =>
      xml.replace('sharedStrings.xml', 'sharedStrings7.xml'),
    );

    expect(rowsOf(read(parts))).toMatchObject([{ riskId: 'NS-2026-0001' }]);
  });

  it.each([
    ['the part', (parts: Parts) => delete parts['xl/sharedStrings.xml']],
    ['one of them', (parts: Parts) => (parts['xl/sharedStrings.xml'] = strToU8('<sst><si><t>X</t></si></sst>'))],
    ['their place', (parts: Parts) => edit(parts, 'xl/_rels/workbook.xml.rels', (xml) => xml.replace(/<Relationship [^>]*sharedStrings[^>]*>/, ''))],
  ])('STO5 without %s the file is refused: no row reads as emptied', (_what, damage) => {
    const parts = shared();
    damage(parts);

    expect(() => read(parts)).toThrow(expect.objectContaining({ code: 'not-a-workbook' }));
  }); // prettier-ignore
});

it('STO5 a worksheet that is missing in the file is no empty region', () => {
  const parts = withLines(one);
  delete parts[northshire];

  expect(() => read(parts)).toThrow(expect.objectContaining({ code: 'not-a-workbook' }));
});

it('STO5 a control on the worksheet counts no lines, even where the last line of all has a look', () => {
  const parts = withLines(`${one}<row r="1048576"><c r="A1048576" s="3"/></row>`);
  const control = '<controls><control shapeId="1" name="Button 1"><controlPr><anchor><from><xdr:col>1</xdr:col><xdr:row>5</xdr:row></from></anchor></controlPr></control></controls>'; // prettier-ignore
  edit(parts, northshire, (xml) => xml.replace(/<tableParts/, `${control}<tableParts`));

  expect(rowsOf(read(parts))).toHaveLength(1);
});

describe('beside the table of a region', () => {
  const totals = (line: string): Parts => {
    const parts = withLines(`${one}<row r="3">${line}</row>`, 3);
    edit(parts, table, (xml) => xml.replace(/totalsRow(Shown|Count)="\d"/g, '').replace('<table ', '<table totalsRowCount="1" ')); // prettier-ignore
    return parts;
  };

  it('SHT60 tells what is typed in a totals row, and no word of sums and their name', () => {
    const sums = '<c r="AF3"><f>SUBTOTAL(103,Risks_NS[Notes])</f><v>1</v></c>';

    expect(read(totals(inline('A3', 'Total') + sums)).problems).toEqual([]);
    expect(read(totals(inline('H3', 'A new risk'))).problems).toMatchObject([
      { code: 'typed-in-totals', region: 'NS' },
    ]);
  });

  it('STO5 leaves the lines of another table to whom they belong, and reads those beside it', () => {
    const below = `<row r="6">${inline('H6', 'Contact')}</row><row r="7">${inline('H7', 'Police 101')}</row><row r="9">${inline('H9', 'A new risk')}</row>`;
    const parts = withLines(one + below);
    const rels = 'xl/worksheets/_rels/sheet2.xml.rels';
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/table';
    edit(parts, rels, (xml) => xml.replace('</Relationships>', `<Relationship Id="rIdX" Type="${type}" Target="../tables/table99.xml"/></Relationships>`)); // prettier-ignore
    parts['xl/tables/table99.xml'] = strToU8('<table id="99" name="Contacts" displayName="Contacts" ref="H6:H7"><tableColumns count="1"><tableColumn id="1" name="Contact"/></tableColumns></table>'); // prettier-ignore

    expect(rowsOf(read(parts)).map(({ line }) => line)).toEqual([2, 9]);
  });
});
