/** New lines in one request with the question where the columns stand, and every way in which that can end. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type RegisterStore } from '../../../../register/store';
import { asMadeName } from '../../../../sync/stores/excel/as-made';
import { ensureWorkbook } from '../../../../sync/stores/excel/provision';
import { usualTraits } from '../../../../sync/stores/excel/traits';
import { createExcelStore } from '../../../../sync/stores/excel/workbook-store';
import { type Fault } from '../../../../tenant/faults';
import { aNewRow, NS } from '../../../contract/register-store';
import { demoOrg, startBox, type TestBox } from '../../box';

let box: TestBox;
let store: RegisterStore;
/** Requests that left the service, as method and path. */
let sent: string[];

beforeEach(async () => {
  box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
  sent = [];
  const watched: typeof box.graph = {
    ...box.graph,
    send: (call) => {
      sent.push(`${call.method} ${call.path.replace('/drives/{drive}/items/{item}/workbook', '')}`);
      return box.graph.send(call);
    },
  };
  store = createExcelStore(watched, box.config, demoOrg, { ...usualTraits, keepsBack: true });
});
afterEach(() => box.stop());

const row = aNewRow('NS-2026-0001', { summary: 'Dog in the hall' });
const append = () => store.appendRows(NS, [row]);
const batch = 'POST /$batch';
const careful = ['GET /tables/{table}/columns', 'POST /tables/{table}/rows'];
const writes = () => sent.filter((one) => !one.includes('Session') && !one.includes('/children'));

function lines(): string[] {
  const { values } = box.tenant.workbook.tableRange('Risks_NS', 'body');
  return values.map((line) => String(line[0])).filter((id) => id !== '');
}

async function edit(path: string, change: (xml: string) => string): Promise<void> {
  const parts = unzipSync(await box.tenant.workbook.bytes());
  parts[path] = strToU8(change(strFromU8(parts[path] ?? new Uint8Array())));
  await box.tenant.workbook.put(zipSync(parts));
}

const fault = (path: string, answer: Fault['answer'], times = 1) => box.tenant.faults.add({ match: { path }, times, answer }); // prettier-ignore
const question = '/names/';
const rows = '/rows$';

it('STO79 adds a line with one request while the columns stand as they were made', async () => {
  expect(await append()).toEqual({ kind: 'ok' });

  expect(writes()).toEqual([batch]);
  expect(lines()).toEqual([row.riskId]);
});

it('STO79 asks where the columns stand when nobody has made the name', async () => {
  await edit('xl/workbook.xml', (xml) => xml.replace(asMadeName(NS), 'Something_else'));

  expect(await append()).toEqual({ kind: 'ok' });

  expect(writes()).toEqual([batch, ...careful]);
  expect(lines()).toEqual([row.riskId]);
});

it.each([
  [404, 'ItemNotFound'],
  [400, 'InvalidReference'],
  [400, 'InvalidArgument'],
])('STO79 takes %i %s for a column that has moved', async (status, code) => {
  fault(question, { status, code, commit: 'never' });

  expect(await append()).toEqual({ kind: 'ok' });

  expect(writes()).toEqual([batch, ...careful]);
  expect(lines()).toEqual([row.riskId]);
});

it('STO79 keeps the lines back when a heading was renamed, and finds the column', async () => {
  await edit('xl/tables/table1.xml', (xml) => xml.replace('name="Summary"', 'name="What happened"'));
  await edit('xl/sharedStrings.xml', (xml) => xml.replaceAll('>Summary<', '>What happened<'));

  expect(await append()).toEqual({ kind: 'ok' });

  expect(writes()).toEqual([batch, ...careful]);
  expect(lines()).toEqual([row.riskId]);
});

describe('with nothing written', () => {
  afterEach(() => expect(lines()).toEqual([]));

  it.each([
    ['the question', question],
    ['the batch', 'batch$'],
  ])('STO79 waits as long as asked when %s is throttled', async (_, path) => {
    fault(path, { status: 429, retryAfter: 7, commit: 'never' });

    expect(await append()).toEqual({ kind: 'failed', code: 'throttled', retryAfterMs: 7000, final: false });

    expect(writes()).toEqual([batch]);
  });

  it('STO79 takes nothing for unknown when only the question failed', async () => {
    fault(question, { status: 504, commit: 'never' });

    expect(await append()).toMatchObject({ kind: 'failed', code: 'timeout', final: false });
    expect(writes()).toEqual([batch]);
  });

  it('STO79 tells lines Excel refuses as refused', async () => {
    fault(rows, { status: 423, code: 'EditModeCannotAcquireLock', commit: 'never' });

    expect(await append()).toMatchObject({ kind: 'failed', code: 'locked', final: false });
  });

  it('STO79 sends nothing once it may no longer', async () => {
    expect(await store.appendRows(NS, [row], () => false)).toMatchObject({
      kind: 'failed',
      code: 'too-late',
    });

    expect(writes()).toEqual([]);
  });
});

it.each([
  ['the lines, which were written', rows, { status: 504, commit: 'before' }, 1],
  ['the lines, which were not', rows, { status: 503, commit: 'never' }, 0],
  ['the lines, with a broken connection', rows, { reset: true, commit: 'before' }, 1],
  ['the batch', 'batch$', { status: 504, commit: 'before' }, 1],
  ['the batch, with a broken connection', 'batch$', { reset: true, commit: 'never' }, 0],
  ['the batch, cut off', 'batch$', { truncate: true }, 1],
] as const)(
  'STO79 leaves unknown what failed at %s, and sends nothing again',
  async (_, path, answer, stand) => {
    fault(path, answer);

    expect(await append()).toMatchObject({ kind: 'unknown' });

    expect(lines()).toHaveLength(stand);
    expect(writes()).toEqual([batch]);
  },
);

it('STO79 makes a lost session anew and adds the line once', async () => {
  await append();
  await box.tenant.clock.advance(10 * 60_000);
  sent = [];

  expect(await store.appendRows(NS, [aNewRow('NS-2026-0002')])).toEqual({ kind: 'ok' });

  expect(writes()).toEqual([batch, batch]);
  expect(lines()).toEqual([row.riskId, 'NS-2026-0002']);
});
