/** Names of a workbook over HTTP: kept in the file, and worked out anew each time. */
import { strFromU8, unzipSync } from 'fflate';
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let workbook: string;
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(box.graph('GET', `/drives/${boxDrive.driveId}/root/children`)); // prettier-ignore
  workbook = `/drives/${boxDrive.driveId}/items/${value[0]?.id}/workbook`;
});
afterEach(() => box.stop());

const ask = (method: string, path: string, body?: unknown) => box.graph(method, `${workbook}${path}`, body);
const add = (name: string, reference: string) => ask('POST', '/names/add', { name, reference });
const addressOf = async (name: string) =>
  (await jsonOf<{ address: string }>(ask('GET', `/names/${name}/range()`))).address;

it('stand for cells, in any letter case, also in the file as others will read it', async () => {
  expect((await add('First_note', "='North shire''s'!$B$2")).status).toBe(201);
  expect((await add('Both', '=IF(1<2,Register_NS[#Headers])')).status).toBe(201);

  expect(await addressOf('first_NOTE')).toBe("'North shire''s'!B2");
  expect(await addressOf('Both')).toBe("'North shire''s'!A1:C1");
  const { value } = await jsonOf<{ value: object[] }>(ask('GET', '/names'));
  expect(value).toMatchObject([{ name: 'First_note' }, { name: 'Both', value: '=IF(1<2,Register_NS[#Headers])', visible: true }]); // prettier-ignore
  const xml = strFromU8(unzipSync(await box.tenant.workbook.bytes())['xl/workbook.xml'] ?? new Uint8Array());
  expect(xml).toMatch(/<\/sheets><definedNames><definedName name="First_note">.*<\/definedNames>/);
  expect(xml).toContain('IF(1&lt;2,Register_NS[#Headers])');
});

it('follow the cells: what stood for them stands for nothing once the condition is over', async () => {
  await add('While_low', '=IF(INDEX(Register_NS[Level],1)=2,Register_NS[Level])');
  expect(await addressOf('While_low')).toBe("'North shire''s'!C2:C3");

  await ask('PATCH', "/worksheets/North%20shire's/range(address='C2')", { values: [[3]] });

  expect(await errorOf(ask('GET', '/names/While_low/range()'))).toMatchObject({ status: 404, innerCode: 'itemNotFound' }); // prettier-ignore
});

it.each([
  ['a value', '=1+1'],
  ['an error', '=Nothing[#Headers]'],
  ['a function the box does not know', '=OFFSETS(Register_NS[Level],1)'],
  ['no formula', '=)('],
])('stand for no cells with %s', async (_, reference) => {
  await add('Odd', reference);

  expect(await errorOf(ask('GET', '/names/Odd/range()'))).toMatchObject({ status: 404 });
});

it('are refused when Excel would not take them, or when they are taken', async () => {
  for (const name of ['A1', 'R1C1', '1st', 'with blank', ''])
    expect(await errorOf(add(name, '=1'))).toMatchObject({ status: 400, innerCode: 'invalidArgument' });
  await add('Taken', '=1');

  expect(await errorOf(add('taken', '=2'))).toMatchObject({ status: 409, innerCode: 'itemAlreadyExists' });
});
