/** Peculiar files: what other programs write must be read and must survive our writes. */
import { writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type LiveWorkbook } from '../../../tenant/workbook/live-workbook';
import { Desk, partOf, sampleBook, until } from './sample-book';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.set();
});
afterAll(() => desk.clear());

type Edits = Record<string, (xml: string) => string>;

/** The sample with some parts edited as text, opened. */
async function opened(edits: Edits): Promise<LiveWorkbook> {
  const parts = unzipSync(await sampleBook());
  for (const [name, edit] of Object.entries(edits)) {
    parts[name] = strToU8(edit(parts[name] ? strFromU8(parts[name]) : ''));
  }
  const path = desk.path();
  await writeFile(path, zipSync(parts));
  return desk.open(path);
}
const guide = 'xl/worksheets/sheet4.xml';
const withRows =
  (rows: string) =>
  (xml: string): string =>
    xml.replace('</sheetData>', `${rows}</sheetData>`);
const row = (id: string): (string | null)[] => [id, null, 'Reported', null, null, null, null];

describe('a file another program wrote', () => {
  it('keeps results of functions the engine does not know, and formulas that use them', async () => {
    const foreign = '<row r="5"><c r="A5"><f>NETWORKDAYS(1,9)</f><v>7</v></c><c r="B5"><f>A5+1</f></c></row>';
    const book = await opened({ [guide]: withRows(foreign) });

    await book.appendRows('Northshire', [row('R-3')]);

    expect(book.range('Guide', 'A5:B5').values).toEqual([[7, 8]]);
    expect(partOf(await book.bytes(), guide)).toContain('<c r="A5"><f>NETWORKDAYS(1,9)</f><v>7</v></c>');
  });

  it('keeps shared formulas as they are until one of them is overwritten', async () => {
    const shared =
      '<row r="5"><c r="A5"><v>1</v></c><c r="B5"><f t="shared" ref="B5:B6" si="0">A5*10</f><v>10</v></c></row>' +
      '<row r="6"><c r="A6"><v>2</v></c><c r="B6"><f t="shared" si="0"/><v>20</v></c></row>';
    const book = await opened({ [guide]: withRows(shared) });

    await book.patchRange('Guide', 'A6', { values: [[5]] });
    expect(book.range('Guide', 'B6')).toMatchObject({ values: [[50]], formulas: [['=A6*10']] });
    expect(partOf(await book.bytes(), guide)).toContain('<f t="shared" si="0"/>');

    await book.patchRange('Guide', 'B5', { values: [['gone']] });
    expect(partOf(await book.bytes(), guide)).toContain('<c r="B6"><f>A6*10</f><v>50</v></c>');
  });

  it('is not looped through down to a styled last row', async () => {
    const last = '<row r="1048576" ht="15"><c r="A1048576" s="1"/></row>';
    const book = await opened({ 'xl/worksheets/sheet1.xml': withRows(last) });

    await book.appendRows('Northshire', [row('R-3')]);

    expect(book.usedRange('Northshire').rowCount).toBe(4);
    expect(partOf(await book.bytes(), 'xl/worksheets/sheet1.xml')).toContain(last);
  });

  it('loses its calculation chain, with relation and content type, and nothing else', async () => {
    const book = await opened({
      'xl/calcChain.xml': () =>
        '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
      'xl/_rels/workbook.xml.rels': (xml) =>
        xml.replace(
          '</Relationships>',
          '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>',
        ),
      '[Content_Types].xml': (xml) =>
        xml.replace(
          '</Types>',
          '<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>',
        ),
      'custom/unknown.bin': () => 'anything at all',
    });

    await book.appendRows('Northshire', [row('R-3')]);

    const bytes = await book.bytes();
    expect(() => partOf(bytes, 'xl/calcChain.xml')).toThrow();
    expect(partOf(bytes, 'xl/_rels/workbook.xml.rels')).not.toContain('calcChain');
    expect(partOf(bytes, '[Content_Types].xml')).not.toContain('calcChain');
    expect(partOf(bytes, 'custom/unknown.bin')).toBe('anything at all');
  });

  it('may have renamed sheets, added columns, a namespace prefix, rows without numbers, rich text', async () => {
    const prefixed = (xml: string): string =>
      xml
        .replace(/<(\/?)(worksheet|sheetData|row|c|v|f|is|t)\b/g, '<$1x:$2')
        .replace(
          '<x:worksheet xmlns=',
          '<x:worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x=',
        );
    const rich =
      '<row><c t="inlineStr"><is><r><t>Two </t></r><r><t>parts</t></r></is></c><c><v>5</v></c></row>';
    const book = await opened({
      'xl/workbook.xml': (xml) => xml.replace('name="Northshire"', 'name="North &amp; East"'),
      'xl/worksheets/sheet2.xml': prefixed,
      [guide]: withRows(rich),
      'xl/tables/table1.xml': (xml) => xml.replace('name="Summary"', 'name="What people say"'),
    });

    expect(book.table('Northshire')).toMatchObject({ sheet: 'North & East', columns: expect.any(Array) });
    expect(book.tableRange('Northshire').address).toBe("'North & East'!A1:G3");
    expect(book.columnRange('Northshire', '2', 'body').values[0]?.[0]).toBe('Dog at the gate');
    await book.appendRows('Westvale', [row('R-9')]);
    expect(partOf(await book.bytes(), 'xl/worksheets/sheet2.xml')).toMatch(
      /<x:row r="3"><x:c r="A3"[^>]*><x:is>/,
    );
    await book.patchRange('Guide', 'C2', { values: [['new']] });
    expect(book.range('Guide', 'A2:C2').values).toEqual([['Two parts', 5, 'new']]);
    expect(partOf(await book.bytes(), guide)).toContain('<is><r><t>Two </t></r><r><t>parts</t></r></is>');
  });
});

const office = ['/usr/bin/soffice', '/usr/local/bin/soffice'].find(existsSync);
const withOffice = office ? describe : describe.skip;

withOffice('LibreOffice', () => {
  const convert = async (path: string, kind: string): Promise<string> => {
    const out = join(desk.folder, 'out');
    const profile = `-env:UserInstallation=file://${join(desk.folder, 'profile')}`;
    await promisify(execFile)(office ?? '', [
      profile,
      '--headless',
      '--convert-to',
      kind,
      '--outdir',
      out,
      path,
    ]);
    return join(out, basename(path).replace(/xlsx$/, kind.slice(0, 4).replace(':', '')));
  };

  it('opens what was written, and its own save is read and written again', async () => {
    const book = await opened({});
    await book.appendRows('Northshire', [
      row('R-1'),
      ["'=1+1", 'a <b> & c', null, '2026-03-05', '007', null, null],
    ]);
    const before = book.tableRange('Northshire').values;
    const path = desk.path();
    await writeFile(path, await book.bytes());

    const saved = await desk.open(await convert(path, 'xlsx'));
    await until(() => saved.state() === 'ready', 'the saved file is read');

    expect(saved.tableRange('Northshire').values).toEqual(before);
    const { rows } = await saved.appendRows('Northshire', [row('R-2')]);
    expect(rows.values[0]?.slice(5)).toEqual([2, 'Recorded']);
  }, 60_000);
});
