/** Rows added to and deleted from tables, with everything around them kept. */
import { writeFile } from 'node:fs/promises';
import { type CellInput, type LiveWorkbook } from '../../../tenant/workbook/live-workbook';
import { Desk, partOf, readBook, sampleBook, type SampleOptions } from './sample-book';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.set();
});
afterAll(() => desk.clear());

async function opened(options: SampleOptions = {}): Promise<LiveWorkbook> {
  const path = desk.path();
  await writeFile(path, await sampleBook(options));
  return desk.open(path);
}

const row = (id: string, text = 'Second worker needed'): CellInput[] => [
  id,
  text,
  'Reported',
  46085,
  '007',
  null,
  null,
];

describe('adding rows to a table', () => {
  it('extends the table, its filter, validation and conditional format, and fills formula columns', async () => {
    const book = await opened();

    const added = await book.appendRows('Northshire', [row('R-1'), row('R-3')]);

    expect(added.firstIndex).toBe(2);
    expect(added.rows.address).toBe('Northshire!A4:G5');
    expect(added.rows.values.map((cells) => cells.slice(5))).toEqual([
      [3, 'Monitored'],
      [0, ''],
    ]);
    expect(added.rows.formulas[0]?.[5]).toBe('=MAXIFS(Ev[Seq],Ev[Key],[@[Risk ID]])');
    expect(book.table('Northshire').address).toBe('A1:G5');
    const sheet = partOf(await book.bytes(), 'xl/worksheets/sheet1.xml');
    expect(sheet).toMatch(/<conditionalFormatting sqref="A2:G5">/);
    expect(sheet).toMatch(/<dataValidation [^>]*sqref="C2:C5"/);
    expect(sheet).toContain('<f>_xlfn.MAXIFS(Ev[Seq],Ev[Key],Northshire[[#This Row],[Risk ID]])</f><v>3</v>');
    const table = partOf(await book.bytes(), 'xl/tables/table1.xml');
    expect(table).toMatch(/ ref="A1:G5"[^]*<autoFilter ref="A1:G5"/);
  });

  it('copies the look of the row above and keeps text cells text', async () => {
    const book = await opened();

    const { rows } = await book.appendRows('Northshire', [row('R-3')]);

    expect(rows.numberFormat[0]?.slice(3, 5)).toEqual(['yyyy-mm-dd', '@']);
    expect(rows.text[0]?.slice(3, 5)).toEqual(['2026-03-04', '007']);
    expect(rows.values[0]?.[4]).toBe('007');
    const seen = await readBook(await book.bytes());
    expect(seen.getWorksheet('Northshire')?.getCell('B4').fill).toMatchObject({
      fgColor: { argb: 'FFFFEECC' },
    });
  });

  it('leaves every other part of the file and every other row as they were', async () => {
    const path = desk.path();
    const before = await sampleBook();
    await writeFile(path, before);
    const book = await desk.open(path);
    // The first write stores results of formulas that ExcelJS left without one.
    await book.appendRows('Northshire', [row('R-3')]);
    const first = await book.bytes();

    await book.appendRows('Northshire', [row('R-4')]);
    const second = await book.bytes();

    for (const part of [
      'xl/styles.xml',
      'xl/worksheets/sheet2.xml',
      'xl/worksheets/sheet3.xml',
      'xl/tables/table2.xml',
    ]) {
      expect([part, partOf(second, part)]).toEqual([part, partOf(first, part)]);
    }
    for (const part of [
      'xl/sharedStrings.xml',
      'xl/comments1.xml',
      'xl/theme/theme1.xml',
      'docProps/app.xml',
    ]) {
      expect([part, partOf(second, part)]).toEqual([part, partOf(before, part)]);
    }
    const rowsOf = (bytes: Uint8Array): string[] =>
      partOf(bytes, 'xl/worksheets/sheet1.xml').match(/<row [^]*?<\/row>/g) ?? [];
    expect(rowsOf(second).slice(0, 4)).toEqual(rowsOf(first).slice(0, 4));
    expect(partOf(second, 'xl/workbook.xml')).toMatch(/fullCalcOnLoad="1"/);
  });

  it('moves text below the table down instead of writing over it', async () => {
    const book = await opened({
      edit: (made) => {
        const sheet = made.getWorksheet('Northshire');
        if (!sheet) return;
        sheet.getCell('A4').value = 'Kept by hand';
        sheet.getCell('J4').value = 'Beside';
        sheet.getCell('J1').value = { formula: 'A4&"!"' };
      },
    });

    await book.appendRows('Northshire', [row('R-3')]);

    expect(book.range('Northshire', 'A4:A5').values).toEqual([['R-3'], ['Kept by hand']]);
    expect(book.range('Northshire', 'J4').values).toEqual([['Beside']]);
    expect(book.range('Northshire', 'J1')).toMatchObject({
      formulas: [['=A5&"!"']],
      values: [['Kept by hand!']],
    });
  });

  it('moves a table below down whole, with its own formulas', async () => {
    const book = await opened({
      edit: (made) => {
        const sheet = made.getWorksheet('Guide');
        const columns = [{ name: 'Key' }, { name: 'Twice' }];
        const rows = [[4, { formula: 'Lower[[#This Row],[Key]]*2' }]];
        sheet?.addTable({ name: 'Upper', ref: 'A3', headerRow: true, columns, rows: [[1, 2]] });
        sheet?.addTable({ name: 'Lower', ref: 'A5', headerRow: true, columns, rows });
      },
    });

    await book.appendRows('Upper', [
      [2, 4],
      [3, 6],
    ]);

    expect(book.table('Upper').address).toBe('A3:B6');
    expect(book.table('Lower').address).toBe('A7:B8');
    expect(book.tableRange('Lower').values).toEqual([
      ['Key', 'Twice'],
      [4, 8],
    ]);
    await book.setColumnBody('Lower', 'Key', 5);
    expect(book.tableRows('Lower')[0]?.values).toEqual([5, 10]);
  });

  it('refuses when merged cells would be torn, and changes nothing', async () => {
    const path = desk.path();
    await writeFile(
      path,
      await sampleBook({
        edit: (made) => {
          const sheet = made.getWorksheet('Northshire');
          if (sheet) sheet.getCell('G4').value = 'Wide';
          sheet?.mergeCells('G4:H4');
        },
      }),
    );
    const book = await desk.open(path);
    const before = await book.bytes();

    await expect(book.appendRows('Northshire', [row('R-3')])).rejects.toMatchObject({
      code: 'insertDeleteConflict',
    });

    expect(Buffer.compare(await book.bytes(), before)).toBe(0);
    expect(book.table('Northshire').address).toBe('A1:G3');
  });

  it('inserts above a totals row', async () => {
    const path = desk.path();
    const bytes = await sampleBook({
      edit: (made) => {
        const sheet = made.getWorksheet('Guide');
        sheet?.addTable({
          name: 'Sums',
          ref: 'B3',
          headerRow: true,
          totalsRow: true,
          columns: [
            { name: 'What', totalsRowLabel: 'Total' },
            { name: 'How many', totalsRowFunction: 'sum' },
          ],
          rows: [['visits', 2]],
        });
      },
    });
    await writeFile(path, bytes);
    const book = await desk.open(path);

    await book.appendRows('Sums', [['calls', 3]]);

    expect(book.table('Sums').address).toBe('B3:C6');
    expect(book.tableRange('Sums', 'body').values).toEqual([
      ['visits', 2],
      ['calls', 3],
    ]);
    expect(book.tableRange('Sums', 'totals').values[0]?.[0]).toBe('Total');
  });

  it('uses the blank row of an empty table first', async () => {
    const book = await opened({ rows: [['', '', '']] });
    await book.patchRange('Northshire', 'A2:E2', { values: [['', '', '', '', '']] });

    const { firstIndex } = await book.appendRows('Northshire', [row('R-1'), row('R-2')]);

    expect(firstIndex).toBe(0);
    expect(book.table('Northshire').address).toBe('A1:G3');
    expect(book.tableRows('Northshire').map(({ values }) => [values[0], values[6]])).toEqual([
      ['R-1', 'Monitored'],
      ['R-2', 'Recorded'],
    ]);
  });

  it('inserts before a row when an index is given', async () => {
    const book = await opened();

    await book.appendRows('Northshire', [row('R-0')], { at: 0 });

    expect(book.tableRows('Northshire').map(({ values }) => values[0])).toEqual(['R-0', 'R-1', 'R-2']);
    expect(book.tableRows('Northshire').map(({ values }) => values[5])).toEqual([0, 3, 2]);
  });

  it('refuses rows of the wrong width and unknown tables', async () => {
    const book = await opened();

    await expect(book.appendRows('Northshire', [['R-9']])).rejects.toMatchObject({ code: 'invalidArgument' });
    await expect(book.appendRows('Nowhere', [['R-9']])).rejects.toMatchObject({ code: 'itemNotFound' });
  });
});

describe('deleting a row of a table', () => {
  it('moves the rows below up and shortens table and ranges', async () => {
    const book = await opened({
      edit: (made) => void (made.getWorksheet('Northshire')!.getCell('A6').value = 'Below'),
    });

    await book.deleteTableRow('Northshire', 0);

    expect(book.table('Northshire').address).toBe('A1:G2');
    expect(book.tableRows('Northshire')[0]?.values.slice(0, 2)).toEqual(['R-2', 'Visits in pairs']);
    expect(book.range('Northshire', 'A5:A6').values).toEqual([['Below'], ['']]);
    expect(partOf(await book.bytes(), 'xl/worksheets/sheet1.xml')).toMatch(
      /<conditionalFormatting sqref="A2:G2">/,
    );
  });

  it('empties the last row instead of removing it', async () => {
    const book = await opened();

    await book.deleteTableRow('Westvale', 0);

    expect(book.table('Westvale').address).toBe('A1:G2');
    expect(book.tableRows('Westvale')[0]?.values.slice(0, 5)).toEqual(['', '', '', '', '']);
  });
});
