import { strFromU8, unzipSync } from 'fflate';
import { columns } from '../../../../register/columns';
import { labels } from '../../../../register/vocabulary';
import { formulaOf, normalFormula } from '../../../../sync/stores/excel/formulas';
import { formulaColumns } from '../../../../sync/stores/excel/sheet';
import { buildWorkbook } from '../../../../sync/stores/excel/template';
import { promptWords } from '../../../../sync/words';
import { demoOrg } from '../../box';
import { region } from '../../../kit/builders';

let parts: Record<string, string>;
beforeAll(async () => {
  const files = unzipSync(await buildWorkbook(demoOrg));
  parts = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
});

const sheet = () => parts['xl/worksheets/sheet2.xml'] ?? '';

describe('the workbook offices start with', () => {
  it('STO15 opens on the guide, then a worksheet a region; the service’s sheets cannot be unhidden by accident', () => {
    const sheets = [...(parts['xl/workbook.xml'] ?? '').matchAll(/<sheet [^>]*>/g)].map(([tag]) => tag);

    expect(sheets.map((tag) => / name="([^"]*)"/.exec(tag)?.[1])).toEqual([
      'Guide',
      ...demoOrg.regions.map((region) => region.name),
      '_service',
      '_lists',
    ]);
    expect(sheets.filter((tag) => tag.includes('state="veryHidden"'))).toHaveLength(2);
  });

  it('STO15 says 999 first and never client names in the guide', () => {
    const words = parts['xl/sharedStrings.xml'] ?? '';

    expect(words.indexOf('call 999 first')).toBeGreaterThan(0);
    expect(words).toContain('Never write client names');
    expect(words.indexOf('call 999 first')).toBeLessThan(words.indexOf('To change a risk'));
  });

  it('STO15 gives the table every column, and lines added later their formulas', () => {
    const table = parts['xl/tables/table1.xml'] ?? '';
    const names = [...table.matchAll(/<tableColumn [^>]*name="([^"]*)"/g)].map((found) => found[1]);

    expect(table).toContain('name="Risks_NS"');
    expect(names).toEqual(columns.map((column) => column.heading));
    expect(table.match(/<calculatedColumnFormula>/g)).toHaveLength(formulaColumns.length);
    expect(table).not.toContain('[@');
    expect(table.replaceAll('_xlfn.MAXIFS', '')).not.toContain('MAXIFS');
  });

  it('STO15 offers word lists where people type, discourages typing where the service shows, and freezes the headings', () => {
    expect(sheet()).toMatch(/<pane xSplit="1" ySplit="1"/);
    const lists = [...sheet().matchAll(/<dataValidation [^>]*type="list"[^>]*>/g)];
    expect(lists).toHaveLength(5);
    expect(lists.every(([tag]) => tag.includes('errorStyle="warning"'))).toBe(true);
    const shaded = [...sheet().matchAll(/<dataValidation [^>]*type="custom"/g)];
    expect(shaded).toHaveLength(formulaColumns.length);
    for (const label of Object.values(labels.category))
      expect(parts['xl/sharedStrings.xml']).toContain(label);
  });

  it('STO15 keeps hints within what Excel shows', () => {
    for (const prompt of Object.values(promptWords)) expect(prompt.length).toBeLessThanOrEqual(255);
  });

  it('STO15 has no formula Excel would refuse for its length', () => {
    const place = {
      region: region('NS'),
      table: 'Risks_NS',
      heading: (key: string) => columns.find((column) => column.key === key)?.heading ?? '',
    };

    for (const { key } of formulaColumns) expect(formulaOf(key, place, 'file').length).toBeLessThan(8192);
  });
});

describe('the two spellings of a formula', () => {
  it('STO13 differ in references and prefixes only', () => {
    const place = {
      region: region('NS'),
      table: 'Risks_NS',
      heading: (key: string) => columns.find((column) => column.key === key)?.heading ?? '',
    };

    for (const { key } of formulaColumns) {
      const api = formulaOf(key, place, 'api');
      const asFile = normalFormula(api).replace(/\[@(\[[^\]]*\])\]/g, 'risks_ns[[#thisrow],$1]');
      expect(asFile).toBe(normalFormula(formulaOf(key, place, 'file')));
    }
  });

  it('STO13 escape what a heading may hold', () => {
    const place = { region: region('NS'), table: 'T', heading: () => "It's [#1] @home" };

    expect(formulaOf('attention', place, 'api')).toContain("[@[It''s '['#1'] '@home]]");
  });

  it('STO1 exist for the service’s columns only', () => {
    expect(() =>
      formulaOf('summary', { region: region('NS'), table: 'T', heading: () => '' }, 'api'),
    ).toThrow('belongs to people');
  });
});
