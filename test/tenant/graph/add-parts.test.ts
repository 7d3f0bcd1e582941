/** Adding worksheets and tables over HTTP: what is made, what is refused, and that other programs can read the file. */
import ExcelJS from 'exceljs';
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let workbook: string;
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(
    box.graph('GET', `/drives/${boxDrive.driveId}/root/children`),
  );
  workbook = `/drives/${boxDrive.driveId}/items/${value[0]?.id}/workbook`;
});
afterEach(() => box.stop());

const ask = (method: string, path: string, body?: unknown) => box.graph(method, workbook + path, body);

it('adds a worksheet at the end, writes headings, makes a table of them, renames it and fills it', async () => {
  const added = await ask('POST', '/worksheets/add', { name: 'New & old' });
  expect(added.status).toBe(201);
  expect(await jsonOf(added)).toMatchObject({ name: 'New & old', position: 2, visibility: 'Visible' });
  await ask('PATCH', "/worksheets/New%20%26%20old/range(address='B2:D2')", { values: [['Seq', '', 'A "b" & c']] });

  const made = await ask('POST', '/worksheets/New%20%26%20old/tables/add', { address: 'B2:D3', hasHeaders: true });
  expect(made.status).toBe(201);
  const { id, name } = await jsonOf<{ id: string; name: string }>(made);
  expect(name).toBe('Table2');
  expect(await jsonOf(ask('PATCH', `/tables/${id}`, { name: 'Ev' }))).toMatchObject({ id, name: 'Ev' });
  await ask('POST', '/tables/Ev/rows', { index: null, values: [[1, 'x', 'y'], [2, 'x', '=[@Seq]*2']] }); // prettier-ignore

  const range = await jsonOf(ask('GET', '/tables/Ev/range()'));
  expect(range).toMatchObject({ address: "'New & old'!B2:D4" });
  expect(range['values']).toEqual([
    ['Seq', 'Column2', 'A "b" & c'],
    [1, 'x', 'y'],
    [2, 'x', 4],
  ]);
  expect(box.tenant.wire.at(1)).toMatchObject({ table: 'Table2', columns: ['Seq', 'Column2', 'A "b" & c'], rows: [-1] });
}); // prettier-ignore

it('hides and shows a worksheet', async () => {
  for (const visibility of ['VeryHidden', 'Hidden', 'Visible'])
    expect(await jsonOf(ask('PATCH', '/worksheets/Guide', { visibility }))).toMatchObject({ name: 'Guide', visibility });
}); // prettier-ignore

it('leaves a file that other programs read, with everything that was in it', async () => {
  await ask('POST', '/worksheets/add', { name: 'More' });
  await ask('PATCH', '/worksheets/More', { visibility: 'VeryHidden' });
  await ask('PATCH', "/worksheets/More/range(address='A1:B1')", { values: [['One', 'Two']] });
  await ask('POST', '/worksheets/More/tables/add', { address: 'A1:B2', hasHeaders: true });
  await ask('PATCH', "/worksheets/More/range(address='E1:F1')", { values: [['Three', 'Four']] });
  await ask('POST', '/worksheets/More/tables/add', { address: 'E1:F2', hasHeaders: true });

  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await box.tenant.workbook.bytes()) as unknown as ExcelJS.Buffer);

  const more = book.getWorksheet('More');
  expect(book.worksheets.map(({ name }) => name)).toEqual(["North shire's", 'Guide', 'More']);
  expect(more?.state).toBe('veryHidden');
  const { tables } = more as unknown as { tables: Record<string, { table: { tableRef: string } }> };
  expect(Object.entries(tables).map(([name, { table }]) => [name, table.tableRef])).toEqual([
    ['Table2', 'A1:B2'],
    ['Table3', 'E1:F2'],
  ]);
  expect(book.getWorksheet('Guide')?.getCell('A1').value).toBe('Plain words');
});

it('refuses names that are taken or impossible, and tables over tables', async () => {
  const taken = { status: 409, innerCode: 'itemAlreadyExists' };
  const wrong = { status: 400, innerCode: 'invalidArgument' };

  expect(await errorOf(ask('POST', '/worksheets/add', { name: 'guide' }))).toMatchObject(taken);
  expect(await errorOf(ask('POST', '/worksheets/add', { name: 'a/b' }))).toMatchObject(wrong);
  expect(await errorOf(ask('POST', '/worksheets/add', { name: '' }))).toMatchObject(wrong);
  expect(await errorOf(ask('PATCH', '/worksheets/Guide', { name: 'x' }))).toMatchObject(wrong);
  const over = { address: 'B2:B5', hasHeaders: true };
  expect(await errorOf(ask('POST', "/worksheets/North%20shire's/tables/add", over))).toMatchObject(wrong);
  const without = { address: 'J1:K2', hasHeaders: false };
  expect(await errorOf(ask('POST', "/worksheets/North%20shire's/tables/add", without))).toMatchObject({ status: 501 });
  await ask('POST', "/worksheets/North%20shire's/tables/add", { address: 'J1:K2', hasHeaders: true });
  expect(await errorOf(ask('PATCH', '/tables/Table2', { name: 'register_ns' }))).toMatchObject(taken);
  expect(await errorOf(ask('PATCH', '/tables/Table2', { name: '1 x' }))).toMatchObject(wrong);
}); // prettier-ignore
