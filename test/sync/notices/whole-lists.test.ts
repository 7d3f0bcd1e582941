/** The same with the register in lists: each region's list rings, and between the rings nothing is asked. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { changeSubscriptions } from '../../../state/change-subscriptions';
import { type State } from '../../../state/state';
import { createBell } from '../../../sync/notices/bell';
import { mountNotices, noticePath } from '../../../sync/notices/mount';
import { createReceiver } from '../../../sync/notices/receive';
import { registerResources } from '../../../sync/notices/resources';
import { keepSubscriptions } from '../../../sync/notices/subscribe';
import { createListsStore } from '../../../sync/stores/lists/lists-store';
import { ensureLists } from '../../../sync/stores/lists/provision';
import { startWatch, type Watch } from '../../../sync/watch';
import { addItem, listOf } from '../../kit/lists';
import { withStates } from '../../kit/state';
import { cast, rules } from '../desk';
import { configFor } from '../../kit/product-tenant';
import { demoOrg, startBox, type TestBox } from '../box';

const states = withStates();
let box: TestBox;
let state: State;
let server: Server | undefined;
let closing: (() => Promise<void> | void)[] = [];
// A drive left over from the years of the workbook.
const config = () => configFor(box.tenant.url, { CRR_STORE: 'lists', CRR_DRIVE_ID: 'drive-1' });

beforeEach(async () => {
  box = await startBox();
  await ensureLists(box.graph, box.config, demoOrg);
  state = await states.aState(cast, { org: demoOrg });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  const listening = server;
  server = undefined;
  listening?.closeAllConnections();
  if (listening) await new Promise((resolve) => listening.close(resolve));
  await box.stop();
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It did not come about in time.');
    await pause(20);
  }
}

const resources = () => registerResources(box.graph, config(), demoOrg);

/** The service with a sweep of an hour: whatever it notices sooner, it was told. */
async function aService(): Promise<void> {
  const register = resources();
  let watch: Watch | null = null;
  const receiver = createReceiver({ state, nudge: () => watch?.nudge(), quietMs: 50 });
  const app = express();
  mountNotices(app, receiver);
  server = createServer(app);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${noticePath}`;
  await keepSubscriptions({ state, graph: box.graph, url, resources: () => register.there() });
  const bell = createBell({
    state,
    resources: () => register.needed(),
    sweepMs: 3_600_000,
    staleMs: 500,
    renew: () => Promise.resolve(),
  });
  watch = startWatch({
    state, rules, resendSettleMs: 0, requestTimeoutMs: 30_000, pollMs: 1000, bell,
    store: createListsStore(box.graph, config(), demoOrg),
  }); // prettier-ignore
  closing = [() => watch?.stop(), () => receiver.stop()];
  await until(() => watch?.trouble() === null);
}

/** Everything that Graph was asked. */
const asked = () => Object.values(box.tenant.requests).reduce((sum, count) => sum + count, 0);

/** Two and a half polls without a question. */
const atRest = () =>
  until(async () => {
    const before = asked();
    await pause(2500);
    return asked() === before;
  });

it('STO60, STO63, STO65 an edit in a list rings and is read; then nothing is asked any more', async () => {
  await aService();
  await atRest();
  const before = asked();

  await addItem(box, 'NS', {});

  await until(() => asked() > before);
  await atRest();
});

it('STO60 rings for the list of each region of the configured site, and for no drive left over', async () => {
  await aService();

  const watched = (await changeSubscriptions(state.db, state)).map((one) => one.resource);

  const ids = demoOrg.regions.map(({ id }) => listOf(box, id).id);
  expect(watched.sort()).toEqual(ids.map((id) => `/sites/site-1/lists/${id}`).sort());
});

it('STO65 a list that is missing lets nobody rest, and one made anew is subscribed to', async () => {
  const register = resources();
  const whole = await register.needed();
  await box.tenant.lists.remove(listOf(box, 'NS').id);

  expect(await register.there()).toHaveLength(whole.length - 1);
  expect(await register.needed()).toEqual([]);

  await ensureLists(box.graph, box.config, demoOrg);
  expect(await register.needed()).toHaveLength(whole.length);
  expect(await register.needed()).not.toEqual(whole);
});

it('STO65 Graph away lets nobody rest', async () => {
  box.tenant.faults.add({
    match: { method: 'GET', path: '/sites/[^/]+/lists\\?' },
    answer: { status: 403, commit: 'never' },
  });

  expect(await resources().needed()).toEqual([]);
});
