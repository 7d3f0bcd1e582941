/** Writing cells as if typed. */
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { type LiveWorkbook } from '../../../tenant/workbook/live-workbook';
import { Desk, partOf, readBook, sampleBook } from './sample-book';

let desk: Desk;
let book: LiveWorkbook;
beforeAll(async () => {
  desk = await Desk.set();
});
beforeEach(async () => {
  const path = desk.path();
  await writeFile(path, await sampleBook());
  book = await desk.open(path);
});
afterAll(() => desk.clear());

const typed = async (input: string): Promise<unknown[]> => {
  const { values, valueTypes, formulas } = await book.patchRange('Guide', 'C3', { values: [[input]] });
  return [values[0]?.[0], valueTypes[0]?.[0], formulas[0]?.[0]];
};

describe('typing into a cell', () => {
  it.each([
    ['49', 49, 'Double', 49],
    [' 49 ', 49, 'Double', 49],
    ['1,234.5', 1234.5, 'Double', 1234.5],
    ['50%', 0.5, 'Double', 0.5],
    ['1/1/2016', 42370, 'Double', 42370],
    ['2026-03-04', 46085, 'Double', 46085],
    ['1-2', 46024, 'Double', 46024],
    ['31/12/2026', '31/12/2026', 'String', '31/12/2026'],
    ['12:00', 0.5, 'Double', 0.5],
    ['true', true, 'Boolean', true],
    ['#N/A', '#N/A', 'Error', '#N/A'],
    ['=1+1', 2, 'Double', '=1+1'],
    [' =1+1', 2, 'Double', '=1+1'],
    ['+1+1', 2, 'Double', '=+1+1'],
    ['-1', -1, 'Double', -1],
    ['-A9', 0, 'Double', '=-A9'],
    ['@SUM(1,2)', 3, 'Double', '=SUM(1,2)'],
    ['-', '-', 'String', '-'],
    ["'=1+1", '=1+1', 'String', '=1+1'],
    ["'49", '49', 'String', '49'],
    ["''quoted'", "'quoted'", 'String', "'quoted'"],
    ['＝1+1', '＝1+1', 'String', '＝1+1'],
    ['a <b> & "c" \u{1F600}', 'a <b> & "c" \u{1F600}', 'String', 'a <b> & "c" \u{1F600}'],
    ['_x0041_\u0007', '_x0041_\u0007', 'String', '_x0041_\u0007'],
    ['line\none', 'line\none', 'String', 'line\none'],
    ['  spaced', '  spaced', 'String', '  spaced'],
  ])('%p becomes %p', async (input, value, kind, formula) => {
    expect(await typed(input)).toEqual([value, kind, formula]);

    // Another program reads the same from the file.
    const again = await desk.open(desk.path());
    await again.put(await book.bytes());
    expect(again.range('Guide', 'C3').values[0]?.[0]).toBe(value);
  });

  it.each([
    '=1+',
    '=NoSuch[Col]',
    '=Ev[NoSuch]',
    "='No sheet'!A1",
    '- a note',
    "=cmd|'/c calc'!A0",
    '=[@Summary]',
  ])('refuses %p and leaves the file alone', async (input) => {
    const before = await book.bytes();

    await expect(typed(input)).rejects.toMatchObject({ code: 'invalidArgument' });

    expect(Buffer.compare(await book.bytes(), before)).toBe(0);
  });

  it('leaves a cell alone for null and clears it for the empty string', async () => {
    await book.patchRange('Guide', 'C3:E3', { values: [['a', 'b', 'c']] });

    const after = await book.patchRange('Guide', 'C3:E3', { values: [[null, '', 'd']] });

    expect(after).toMatchObject({ values: [['a', '', 'd']], valueTypes: [['String', 'Empty', 'String']] });
  });

  it('copies a single value to every cell of a larger range, formulas moving along', async () => {
    await book.patchRange('Guide', 'A3:A4', { values: [[5], [6]] });

    const after = await book.patchRange('Guide', 'B3:B4', { formulas: [['=A3*2']] });

    expect(after).toMatchObject({ values: [[10], [12]], formulas: [['=A3*2'], ['=A4*2']] });
  });

  it('refuses values of another shape and headers of tables', async () => {
    const wrong = book.patchRange('Guide', 'A1:B2', { values: [['a', 'b']] });
    await expect(wrong).rejects.toMatchObject({ code: 'invalidArgument' });

    const header = book.patchRange('Northshire', 'A1', { values: [['ID']] });
    await expect(header).rejects.toMatchObject({ code: 'invalidArgument' });
  });

  it('keeps everything as text in a cell of format @, even what looks like a formula', async () => {
    const after = await book.patchRange('Guide', 'C3:C4', {
      numberFormat: [['@'], ['@']],
      values: [['=1+1'], [49]],
    });

    expect(after).toMatchObject({ values: [['=1+1'], ['49']], valueTypes: [['String'], ['String']] });
    const seen = await readBook(await book.bytes());
    expect(seen.getWorksheet('Guide')?.getCell('C3').value).toBe('=1+1');
  });

  it('marks text written with an apostrophe so that editing it makes no formula of it', async () => {
    await book.patchRange('Guide', 'C3', { values: [["'=HYPERLINK(1)"]] });

    expect(partOf(await book.bytes(), 'xl/styles.xml')).toMatch(/quotePrefix="1"/);

    await book.patchRange('Guide', 'C3', { values: [['plain']] });
    expect(partOf(await book.bytes(), 'xl/worksheets/sheet4.xml')).toMatch(/<c r="C3" t="inlineStr">/);
  });
});

describe('text behind an apostrophe', () => {
  it('comes back unchanged from the file for any text, and is never a formula', async () => {
    const starts = fc.constantFrom('', '=', '+', '-', '@', '\t=', '\r', '\n', ' =', '=1+', "'", '_x000D_');
    const texts = fc.sample(fc.tuple(starts, fc.string({ unit: 'binary', minLength: 1 })), {
      numRuns: 500,
      seed: 20260304,
    });
    const values = texts.map(([start, rest]) => [start + rest]);

    await book.patchRange('Guide', `C1:C${values.length}`, { values: values.map(([text]) => [`'${text}`]) });

    const again = await desk.open(desk.path());
    await again.put(await book.bytes());
    const read = again.range('Guide', `C1:C${values.length}`);
    expect(read.values).toEqual(values);
    expect(new Set(read.valueTypes.flat())).toEqual(new Set(['String']));
    expect(partOf(await book.bytes(), 'xl/worksheets/sheet4.xml')).not.toContain('<f');
  });
});

describe('filling a column of a table', () => {
  it('writes one formula to every row and to rows added later', async () => {
    const after = await book.setColumnBody(
      'Northshire',
      'Summary',
      '=[@[Risk ID]]&"/"&MAXIFS(Ev[Seq],Ev[Key],[@[Risk ID]])',
    );

    expect(after.values).toEqual([['R-1/3'], ['R-2/2']]);
    const sheet = partOf(await book.bytes(), 'xl/worksheets/sheet1.xml');
    const stored =
      'Northshire[[#This Row],[Risk ID]]&amp;"/"&amp;_xlfn.MAXIFS(Ev[Seq],Ev[Key],Northshire[[#This Row],[Risk ID]])';
    expect(sheet.split(stored)).toHaveLength(3);
    expect(partOf(await book.bytes(), 'xl/tables/table1.xml')).toContain(
      '<calculatedColumnFormula>Northshire[[#This Row]',
    );
    const { rows } = await book.appendRows('Northshire', [['R-2', null, null, null, null, null, null]]);
    expect(rows.values[0]?.[1]).toBe('R-2/2');
  });

  it('writes a matrix row by row, finds columns by id, and recalculates what depends on them', async () => {
    const id = book.table('Ev').columns[2]?.id ?? '';

    await book.setColumnBody('Ev', id, [['Reported'], [null], ['Void']]);

    expect(book.columnRange('Northshire', 'State now', 'body').values).toEqual([['Void'], ['Recorded']]);
  });
});
