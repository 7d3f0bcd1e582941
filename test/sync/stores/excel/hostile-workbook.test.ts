/** Files made to do harm: small ones that ask for endless work, parts that lie, and a large honest one. Counted, not timed. */
import { randomBytes } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Cut } from '../../../../register/store';
import { mostOf, Spent } from '../../../../sync/stores/excel/bounds';
import { CutError } from '../../../../sync/stores/excel/cut-error';
import { readCut } from '../../../../sync/stores/excel/read-cut';
import { buildWorkbook } from '../../../../sync/stores/excel/template';
import { demoOrg } from '../../box';

const northshire = 'xl/worksheets/sheet2.xml';
const northshireRelations = 'xl/worksheets/_rels/sheet2.xml.rels';
const workbook = 'xl/workbook.xml';

let template: Uint8Array;
beforeAll(async () => {
  template = await buildWorkbook(demoOrg);
});

type Edits = Record<string, (xml: string) => string>;

function changed(edits: Edits, level: 0 | 6 = 6): Uint8Array {
  const parts = unzipSync(template);
  for (const [path, edit] of Object.entries(edits))
    parts[path] = strToU8(edit(strFromU8(parts[path] ?? new Uint8Array())));
  return zipSync(parts, { level });
}

/** Bytes of all parts together: what one reading may unpack at most. */
const unpackedBytes = (bytes: Uint8Array) =>
  Object.values(unzipSync(bytes)).reduce((total, part) => total + part.length, 0);

const sheets = (count: number) => (xml: string) =>
  xml.replace('</sheets>', `${'<sheet name="x" sheetId="9" r:id="rId2"/>'.repeat(count)}</sheets>`);

const tableRelation = (id: number) =>
  `<Relationship Id="t${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table1.xml"/>`;

const relations = (count: number) => (xml: string) =>
  xml.replace('</Relationships>', `${Array.from({ length: count }, (_, id) => tableRelation(id)).join('')}</Relationships>`); // prettier-ignore

function refused(bytes: Uint8Array): { code: string; spent: Spent; error: CutError } {
  const spent = new Spent();
  try {
    readCut(bytes, demoOrg, 'tag', spent);
  } catch (error) {
    if (error instanceof CutError) return { code: error.code, spent, error };
    throw error;
  }
  throw new Error('The file was read.');
}

function readAll(bytes: Uint8Array): { cut: Cut; spent: Spent } {
  const spent = new Spent();
  return { cut: readCut(bytes, demoOrg, 'tag', spent), spent };
}

describe('a workbook that was made to do harm', () => {
  it('STO12 refuses four hundred worksheets and eight thousand tables in a small file before they are looked at', () => {
    const bytes = changed({ [workbook]: sheets(400), [northshireRelations]: relations(8000) });
    expect(bytes.length).toBeLessThan(100_000);

    const { code, spent } = refused(bytes);

    expect(code).toBe('too-large');
    expect(spent.of('bytes')).toBeLessThan(unpackedBytes(template));
    expect(spent.of('tables')).toBe(0);
  });

  it('STO12 refuses more relations than a workbook can need', () => {
    const { code, spent } = refused(changed({ [northshireRelations]: relations(8000) }));

    expect(code).toBe('too-large');
    expect(spent.of('relations')).toBe(mostOf.relations + 1);
    expect(spent.of('tables')).toBe(0);
  });

  it('STO12 looks at a worksheet or table that is named many times once', () => {
    const bytes = changed({ [workbook]: sheets(200), [northshireRelations]: relations(1500) });

    const { cut, spent } = readAll(bytes);

    expect(cut.problems).toEqual([]);
    expect(cut.regions.map(({ region }) => region)).toEqual(demoOrg.regions.map(({ id }) => id));
    expect(spent.of('tables')).toBe(demoOrg.regions.length + 1);
    expect(spent.of('bytes')).toBeLessThanOrEqual(unpackedBytes(bytes));
  });

  it('STO12 refuses a package with two parts of one name', () => {
    const parts = unzipSync(template);
    const twice = zipSync({ ...parts, 'XL/Worksheets/Sheet2.xml': parts[northshire] ?? new Uint8Array() });

    expect(refused(twice).code).toBe('not-a-workbook');
  });

  it.each([
    ['unpacks no part beyond the size it claims', 10, 'ERR_BUFFER_TOO_LARGE'],
    ['refuses a part that is shorter than it claims', 600_000, undefined],
  ])('STO12 %s', (_, claimed, cause) => {
    const parts = unzipSync(template);
    const padded = `${strFromU8(parts[northshire] ?? new Uint8Array())}${' '.repeat(500_000)}`;
    const lying = zipSync({ ...parts, [northshire]: strToU8(padded) });
    const view = new DataView(lying.buffer, lying.byteOffset);
    // The list of entries stands at the end, so the last place of the name is the one in the list.
    const at = Buffer.from(lying).lastIndexOf(strToU8(northshire)) - 46;
    view.setUint32(at + 24, claimed, true);

    const { code, spent, error } = refused(lying);

    expect(code).toBe('not-a-workbook');
    expect((error.cause as { code?: string } | undefined)?.code).toBe(cause);
    expect(spent.of('bytes')).toBeLessThan(unpackedBytes(template) + claimed);
  });

  it('STO12 refuses a list of entries that has no end', () => {
    const parts: Record<string, Uint8Array> = { ...unzipSync(template) };
    for (let id = 0; id < mostOf.parts; id += 1) parts[`x${id}`] = new Uint8Array();

    const { code, spent } = refused(zipSync(parts, { level: 0 }));

    expect(code).toBe('too-large');
    expect(spent.of('bytes')).toBe(0);
  });

  it.each([
    ['elements in elements', (xml: string) => xml.replace('<sheetData>', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}<sheetData>`)],
    ['a package as a part', () => strFromU8(zipSync({ 'a.xml': new Uint8Array(100_000) }), true)],
    ['an entity of its own', (xml: string) => xml.replace('<worksheet', '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet')],
  ])('STO12 refuses %s', (_, edit) => {
    expect(refused(changed({ [northshire]: edit })).code).toBe('not-a-workbook');
  }); // prettier-ignore

  it('STO12 refuses more cells than a register can hold, however few bytes they take', () => {
    const row = `<row>${'<c><v>1</v></c>'.repeat(16_000)}</row>`;
    const rows = row.repeat(Math.ceil(mostOf.cells / 16_000) + 1);
    const bytes = changed({ [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, rows) }, 0);

    const { code, spent } = refused(bytes);

    expect(code).toBe('too-large');
    expect(spent.of('cells')).toBe(mostOf.cells + 1);
  });

  it('STO12 refuses one long text that stands in very many cells', () => {
    const long = `<si><t>${'x '.repeat(50_000)}</t></si>`;
    const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(16_000)}</row>`;
    const bytes = changed({
      'xl/sharedStrings.xml': (xml) => xml.replace(/(<sst[^>]*>)/, `$1${long}`),
      [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, row),
    });

    const { code, spent } = refused(bytes);

    expect(code).toBe('too-large');
    expect(spent.of('cells')).toBeLessThan(mostOf.characters / 32_767 + 100);
  });

  it('STO12 reads an honest workbook of 25 megabytes, each part once', () => {
    const count = 8000;
    const notes = randomBytes((count * 2_400 * 3) / 4).toString('base64');
    const line = (at: number) =>
      `<row r="${at + 2}"><c r="A${at + 2}" t="inlineStr"><is><t>NS-2026-${at + 1000}</t></is></c><c r="AB${at + 2}" t="inlineStr"><is><t>${notes.slice(at * 2400, at * 2400 + 2400)}</t></is></c></row>`;
    const lines = Array.from({ length: count }, (_, at) => line(at)).join('');
    // Notes of that many figures do not compress, so the file is as large as its cells.
    const bytes = changed(
      {
        [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, () => lines),
        'xl/tables/table1.xml': (xml) => xml.replaceAll(/ref="A1:([A-Z]+)2"/g, `ref="A1:$1${count + 1}"`),
        'docProps/core.xml': (xml) => xml + ' '.repeat(6 * 1024 * 1024),
      },
      0,
    );
    expect(bytes.length).toBeGreaterThan(25 * 1024 * 1024);

    const { cut, spent } = readAll(bytes);

    const rows = cut.regions.find(({ region }) => region === 'NS')?.rows ?? [];
    expect(rows).toHaveLength(count);
    expect(rows.at(-1)?.typed.notes).toBe(notes.slice(-2400));
    expect(spent.of('bytes')).toBeLessThanOrEqual(bytes.length);
    expect(spent.of('cells')).toBeLessThan(count * 2 + 5_000);
  });
});
