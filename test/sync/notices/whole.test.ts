/** Everything together with the box: a person saves an edit, Graph rings, and the register is read long before the next sweep. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { createBell } from '../../../sync/notices/bell';
import { mountNotices, noticePath } from '../../../sync/notices/mount';
import { createReceiver } from '../../../sync/notices/receive';
import { workbookResources } from '../../../sync/notices/resources';
import { keepSubscriptions } from '../../../sync/notices/subscribe';
import { ensureWorkbook } from '../../../sync/stores/excel/provision';
import { tableNameOf } from '../../../sync/stores/excel/sheet';
import { createExcelStore } from '../../../sync/stores/excel/workbook-store';
import { startWatch, type Watch } from '../../../sync/watch';
import { type RegionId } from '../../../register/ids';
import { withStates } from '../../kit/state';
import { cast, rules } from '../desk';
import { demoOrg, startBox, type TestBox } from '../box';

const states = withStates();
const question = 'GET /drives/{drive}/items/{item}';
let box: TestBox;
let server: Server;
let closing: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await box.stop();
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It did not come about in time.');
    await pause(20);
  }
}

/** The service with a sweep of an hour: whatever it notices sooner, it was told. */
async function aService(): Promise<Watch> {
  const state = await states.aState(cast, { org: demoOrg });
  const resources = () => Promise.resolve(workbookResources(box.config));
  let watch: Watch | null = null;
  const receiver = createReceiver({ state, nudge: () => watch?.nudge(), quietMs: 50 });
  const app = express();
  mountNotices(app, receiver);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${noticePath}`;
  await keepSubscriptions({ state, graph: box.graph, url, resources });
  const bell = createBell({
    state,
    resources,
    sweepMs: 3_600_000,
    staleMs: 500,
    renew: () => Promise.resolve(),
  });
  watch = startWatch({
    state, rules, resendSettleMs: 0, requestTimeoutMs: 30_000, pollMs: 1000, bell,
    store: createExcelStore(box.graph, box.config, demoOrg),
  }); // prettier-ignore
  closing = [() => watch?.stop(), () => receiver.stop()];
  await until(() => watch?.trouble() === null);
  return watch;
}
const asked = () => box.tenant.requests[question] ?? 0;

/** A person adds an empty line in the first region. */
const edit = async (): Promise<void> => {
  const table = tableNameOf(demoOrg.regions[0]?.id as RegionId);
  const { columns } = box.tenant.workbook.table(table);
  await box.tenant.workbook.appendRows(table, [columns.map(() => null)]);
};

it('STO60, STO63, STO65 an edit rings and is read; then nothing is asked any more', async () => {
  await aService();
  await until(async () => {
    const before = asked();
    await pause(2500);
    return asked() === before;
  });
  const before = asked();

  await edit();

  await until(() => asked() > before);
});

it('STO65 a lost notice leaves it to the sweep', async () => {
  await aService();
  await until(async () => {
    const before = asked();
    await pause(2500);
    return asked() === before;
  });
  const before = asked();
  box.tenant.faults.add({ notices: 'lost' });

  await edit();
  await pause(3000);

  expect(asked()).toBe(before);
});
