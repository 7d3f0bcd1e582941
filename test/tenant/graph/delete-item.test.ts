/** The workbook deleted as a file, over HTTP. */
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let item: string;
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(
    box.graph('GET', `/drives/${boxDrive.driveId}/root/children`),
  );
  item = `/drives/${boxDrive.driveId}/items/${value[0]?.id}`;
});
afterEach(() => box.stop());

it('is gone at once, and stands in the record of writes', async () => {
  expect((await box.graph('DELETE', item)).status).toBe(204);

  expect(box.tenant.workbook.state()).toBe('missing');
  expect(await errorOf(box.graph('GET', item))).toMatchObject({ status: 404 });
  expect(await errorOf(box.graph('DELETE', item))).toMatchObject({ status: 404 });
  expect(box.tenant.wire.map(({ method, table }) => [method, table])).toEqual([['DELETE', null]]);
});

it('stays when a fault keeps the deletion from lasting', async () => {
  box.tenant.faults.add({ match: { method: 'DELETE' }, answer: { ok: true, persist: false } });

  expect((await box.graph('DELETE', item)).status).toBe(204);

  expect(box.tenant.workbook.state()).toBe('ready');
});
