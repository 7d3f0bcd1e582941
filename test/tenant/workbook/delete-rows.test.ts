/** Rows of tables deleted together, with everything around them kept. */
import { writeFile } from 'node:fs/promises';
import { type Workbook } from 'exceljs';
import { type LiveWorkbook } from '../../../tenant/workbook/live-workbook';
import { Desk, partOf, sampleBook, type Typed } from './sample-book';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.set();
});
afterAll(() => desk.clear());

const rows: Typed[] = [1, 2, 3, 4, 5].map((n) => [`R-${n}`, `Line ${n}`, 'Reported']);

async function opened(): Promise<LiveWorkbook> {
  const path = desk.path();
  const edit = (book: Workbook): void => {
    const sheet = book.getWorksheet('Northshire');
    if (sheet) sheet.getCell('I6').value = 'beside';
  };
  await writeFile(path, await sampleBook({ rows, edit }));
  return desk.open(path);
}

const ids = (book: LiveWorkbook) => book.tableRows('Northshire').map(({ values }) => values[0]);

it('moves up what lies below, within the columns of the table only', async () => {
  const book = await opened();

  await book.deleteRange('Northshire', 'A2:G4');

  expect(ids(book)).toEqual(['R-4', 'R-5']);
  expect(book.table('Northshire').address).toBe('A1:G3');
  expect(book.range('Northshire', 'I6').values).toEqual([['beside']]);
  const sheet = partOf(await book.bytes(), 'xl/worksheets/sheet1.xml');
  expect(sheet).toMatch(/<conditionalFormatting sqref="A2:G3">/);
});

it('lets the formulas of other tables go on over what is left', async () => {
  const book = await opened();
  const events = book.tableRows('Ev').length;
  const before = book.tableRange('Northshire', 'body').values.map((row) => row.slice(5));

  await book.deleteRange(
    book.table('Ev').sheet,
    `A2:${book.table('Ev').address.split(':')[1]?.replace(/\d+/, '2')}`,
  );

  expect(book.tableRows('Ev')).toHaveLength(events - 1);
  expect(before[0]).not.toEqual([0, '']);
  expect(book.tableRange('Northshire', 'body').values.map((row) => row.slice(5))).toEqual(before);
});

it('empties the last row of a table instead of taking it away', async () => {
  const book = await opened();

  await book.deleteRange('Northshire', 'A2:G6');

  expect(ids(book)).toEqual([null].map(() => ''));
  expect(book.table('Northshire').address).toBe('A1:G2');
});

it.each(['A1:G2', 'A2:F3', 'A6:G7', 'I6', 'A2:H3'])(
  'refuses %s, which is not whole rows of the table',
  async (address) => {
    const book = await opened();

    await expect(book.deleteRange('Northshire', address)).rejects.toMatchObject({
      code: 'insertDeleteConflict',
    });

    expect(ids(book)).toHaveLength(5);
  },
);
