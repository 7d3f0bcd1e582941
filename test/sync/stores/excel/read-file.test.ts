/** The file fetched from the address its item tells: how many questions, what happens without the address, and which tag goes with which bytes. */
import { type RegisterStore } from '../../../../register/store';
import { type Graph, type GraphCall } from '../../../../sync/graph/graph';
import { createGraph } from '../../../../sync/graph/client';
import { createTokenSource } from '../../../../sync/graph/token';
import { ensureWorkbook } from '../../../../sync/stores/excel/provision';
import { createExcelStore } from '../../../../sync/stores/excel/workbook-store';
import { aNewRow, cutOf, NS } from '../../../contract/register-store';
import { demoOrg, startBox, type TestBox } from '../../box';

let box: TestBox;
let store: RegisterStore;
let made = 0;
beforeAll(async () => {
  box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
  store = createExcelStore(box.graph, box.config, demoOrg);
  await store.read(null); // the file is looked up once
});
afterAll(() => box.stop());
afterEach(() => box.tenant.faults.clear());

const item = 'GET /drives/{drive}/items/{item}';
const usual = 'GET /drives/{drive}/items/{item}/content';
const address = 'GET /download/{token}';

/** What the box was asked while this was done. */
async function askedBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = { ...box.tenant.requests };
  await work();
  const counts = Object.entries(box.tenant.requests).map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const); // prettier-ignore
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** A store whose requests go through these hands. */
const storeThrough = (send: (call: GraphCall, graph: Graph) => ReturnType<Graph['send']>): RegisterStore =>
  createExcelStore({ ...box.graph, send: (call) => send(call, box.graph) }, box.config, demoOrg);

/** A line is added past the store that reads. */
async function addLine(): Promise<string> {
  made += 1;
  const riskId = `NS-2026-${3000 + made}`;
  await createExcelStore(box.graph, box.config, demoOrg).appendRows(NS, [aNewRow(riskId)]);
  return riskId;
}

async function idsIn(outcome: ReturnType<RegisterStore['read']>): Promise<string[]> {
  const read = await outcome;
  if (read.kind !== 'cut') throw new Error(JSON.stringify(read));
  return read.cut.regions.flatMap(({ rows }) => rows.map(({ riskId }) => riskId));
}

it('STO29 reads the whole register with two requests, and asks one when nothing has changed', async () => {
  let tag = '';
  const first = await askedBy(async () => {
    ({ tag } = await cutOf(store));
  });

  expect(first).toEqual({ [item]: 1, [address]: 1 });
  expect(await askedBy(() => store.read(tag))).toEqual({ [item]: 1 });
});

it.each([401, 403, 404, 410])(
  'STO29 asks for the file in the usual way, in the same reading, when its address answers %d',
  async (status) => {
    box.tenant.faults.add({ match: { path: '^/download/' }, answer: { status, commit: 'never' } });

    // The address the box redirects to is another one, and good.
    expect(await askedBy(() => cutOf(store))).toEqual({ [item]: 1, [usual]: 1, [address]: 1 });
  },
);

it.each([undefined, 7, 'http://collect.caseworkcharity.example/file', 'no address'])(
  'STO29 asks for the file in the usual way when the address it is told is %p',
  async (told) => {
    const bare = storeThrough(async (call, graph) => {
      const answer = await graph.send(call);
      if (!call.path.endsWith('/{item}')) return answer;
      return { ...answer, body: { ...(answer.body as object), '@microsoft.graph.downloadUrl': told } };
    });
    await bare.read(null);

    expect(await askedBy(() => cutOf(bare))).toEqual({ [item]: 1, [usual]: 1, [address]: 1 });
  },
);

it('STO29 asks the address itself again after a passing failure', async () => {
  box.tenant.faults.add({ match: { path: '^/download/' }, answer: { status: 503, retryAfter: 0, commit: 'never' } }); // prettier-ignore

  expect(await askedBy(() => cutOf(store))).toEqual({ [item]: 1, [address]: 1 });
});

it('STO29 reads again what changed between the question and the download, whichever of the two the file shows', async () => {
  let change: (() => Promise<string>) | null = addLine;
  let added = '';
  const beside = storeThrough(async (call, graph) => {
    if (call.address !== undefined && change !== null) {
      const now = change;
      change = null;
      added = await now();
    }
    return graph.send(call);
  });

  const { tag, regions } = await cutOf(beside);

  expect(regions.flatMap(({ rows }) => rows.map(({ riskId }) => riskId))).toContain(added);
  expect(await idsIn(beside.read(tag))).toContain(added);
  expect(await beside.read((await cutOf(beside)).tag)).toEqual({ kind: 'unchanged' });
});

it('STO29 reads again after an item and an address that were behind', async () => {
  const added = await addLine();
  box.tenant.faults.add({ match: { method: 'GET', path: '/items/[^/]+$' }, answer: { staleMs: 60_000 } });

  const { tag, regions } = await cutOf(store);

  expect(regions.flatMap(({ rows }) => rows.map(({ riskId }) => riskId))).not.toContain(added);
  expect(await idsIn(store.read(tag))).toContain(added);
});

it('STO29 says the address nowhere: not in the cut, not in what is told of a failure', async () => {
  const impatient = createGraph(box.config, createTokenSource(box.config), () => Promise.resolve());
  const failures: unknown[] = [];
  const watched: Graph = {
    ...impatient,
    send: (call) =>
      impatient.send(call).catch((error: unknown) => {
        failures.push(error);
        throw error;
      }),
  };
  const reading = createExcelStore(watched, box.config, demoOrg);
  const cut = await cutOf(reading);
  const match = { path: '^/download/' };

  for (const answer of [{ status: 503, commit: 'never' as const }, { reset: true as const }, { truncate: true as const }]) {
    box.tenant.faults.add({ match, answer, times: 4 });
    expect((await reading.read(null)).kind).toBe('unavailable');
  } // prettier-ignore

  expect(failures).toHaveLength(3);
  const told = failures.flatMap((error) => chainOf(error)).map((error) => `${String(error)} ${JSON.stringify(error)}`); // prettier-ignore
  expect([JSON.stringify(cut), ...told].filter((text) => /\/download\/[\w-]/.test(text))).toEqual([]);
});

function chainOf(error: unknown): unknown[] {
  return error === undefined || error === null
    ? []
    : [error, ...chainOf((error as { cause?: unknown }).cause)];
}
