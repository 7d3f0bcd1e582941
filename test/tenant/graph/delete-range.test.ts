/** Deleting a range over HTTP: what moves up, what is refused, what the record of writes says. */
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let sheet: string;
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(
    box.graph('GET', `/drives/${boxDrive.driveId}/root/children`),
  );
  sheet = `/drives/${boxDrive.driveId}/items/${value[0]?.id}/workbook/worksheets/North%20shire%27s`;
});
afterEach(() => box.stop());

const erase = (address: string, shift: string) =>
  box.graph('POST', `${sheet}/range(address='${address}')/delete`, { shift });
const ids = () => box.tenant.workbook.tableRows('Register_NS').map(({ values }) => values[0]);

it('takes rows out of a table and records which', async () => {
  expect((await erase('A2%3AC2', 'Up')).status).toBe(204);

  expect(ids()).toEqual(['R-NS-0002']);
  expect(box.tenant.wire).toEqual([
    {
      method: 'POST',
      path: expect.stringMatching(/\/delete$/) as string,
      table: 'Register_NS',
      columns: ['Risk ID', "Owner's note", 'Level'],
      rows: [0],
    },
  ]);
});

it('refuses what would tear the table, and another direction', async () => {
  expect(await errorOf(erase('A2:B2', 'Up'))).toMatchObject({
    status: 409,
    innerCode: 'insertDeleteConflict',
  });
  expect(await errorOf(erase('A2:C2', 'Left'))).toMatchObject({ status: 501 });
  expect(await errorOf(erase('A2:C2', 'Down'))).toMatchObject({ status: 400 });

  expect(ids()).toHaveLength(2);
  expect(box.tenant.wire).toEqual([]);
});

it('does nothing when a fault keeps the write from lasting', async () => {
  box.tenant.faults.add({ match: { method: 'POST', path: '/delete' }, answer: { ok: true, persist: false } });

  expect((await erase('A2:C2', 'Up')).status).toBe(204);

  expect(ids()).toHaveLength(2);
});
