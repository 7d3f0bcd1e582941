/** The workbook store against a real .xlsx served by the box. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { columns } from '../../register/columns';
import { type RegisterStore } from '../../register/store';
import { ensureWorkbook } from '../../sync/stores/excel/provision';
import { usualTraits, type WorkbookTraits } from '../../sync/stores/excel/traits';
import { createExcelStore } from '../../sync/stores/excel/workbook-store';
import { checkWords } from '../../sync/words';
import { demoOrg, startBox, type TestBox } from '../sync/box';
import { shown, type } from './book-hand';
import {
  aNewRow,
  anEvent,
  cutOf,
  describeRegisterStore,
  NS,
  rowOf,
  type StoreUnderTest,
} from './register-store';

const people = new Set(columns.filter((column) => column.owner === 'person').map((column) => column.heading));

let made = 0;

/** Somebody sets the workbook to be calculated otherwise, and saves. */
async function setCalculation(box: TestBox, mode: string): Promise<void> {
  const parts = unzipSync(await box.tenant.workbook.bytes());
  const xml = strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array());
  parts['xl/workbook.xml'] = strToU8(xml.replace(/<calcPr (calcMode="\w+" )?/, `<calcPr ${mode}`));
  await box.tenant.workbook.put(zipSync(parts));
}

async function openStore(traits: WorkbookTraits): Promise<StoreUnderTest> {
  const box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
  return {
    store: createExcelStore(box.graph, box.config, demoOrg, traits),
    shown: (region, riskId, heading) => Promise.resolve(shown(box, region, riskId, heading)),
    type: (region, riskId, heading, value) => type(box, region, riskId, heading, value),
    close: () => box.stop(),
  };
}

describeRegisterStore('the Excel workbook', () => openStore(usualTraits));
describeRegisterStore('the Excel workbook, read cell by cell', () =>
  openStore({ reading: 'ranges', knowsUnchanged: false, mostRows: 1, keepsBack: false }),
);
describeRegisterStore('the Excel workbook, where new lines wait for a question', () =>
  openStore({ ...usualTraits, keepsBack: true }),
);

describe('the Excel workbook over Graph', () => {
  let box: TestBox;
  let store: RegisterStore;
  beforeAll(async () => {
    box = await startBox();
    await ensureWorkbook(box.graph, box.config, demoOrg);
    store = createExcelStore(box.graph, box.config, demoOrg);
  });
  afterAll(() => box.stop());
  afterEach(() => box.tenant.faults.clear());

  it('STO14 provisions once and never touches a workbook that is there', async () => {
    const before = await box.tenant.workbook.bytes();

    expect(await ensureWorkbook(box.graph, box.config, demoOrg)).toBe('present');

    expect(Buffer.compare(await box.tenant.workbook.bytes(), before)).toBe(0);
  });

  it('STO1 writes into people’s columns only when it makes a line, and never again', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0101')]);
    const from = box.tenant.wire.length;

    await store.publish([anEvent(1011, 'NS-2026-0101')]);
    await store.repair(NS, 'now:level');

    const later = box.tenant.wire.slice(from).filter((write) => write.table === 'Risks_NS');
    expect(later.map((write) => write.columns)).toEqual([['Level']]);
    expect(later.flatMap((write) => write.columns).filter((name) => people.has(name))).toEqual([]);
  });

  it('STO13 refuses to repair a column of people’s', async () => {
    expect(await store.repair(NS, 'summary')).toMatchObject({ kind: 'failed', final: true });
  });

  it('STO13 repairs a column whose formula is gone, with one formula for all lines', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0102')]);
    await store.publish([anEvent(1021, 'NS-2026-0102', { values: { category: 'Weapons in the house' } })]);
    await type(box, NS, 'NS-2026-0102', 'Category', '');
    const broken = (await cutOf(store)).regions.find((one) => one.region === 'NS');
    expect(broken?.formulas).toEqual([{ column: 'now:category', constants: false }]);

    await store.repair(NS, 'now:category');

    expect((await cutOf(store)).regions.find((one) => one.region === 'NS')?.formulas).toEqual([]);
    expect(shown(box, NS, 'NS-2026-0102', 'Category')).toBe('Weapons in the house');
  });

  it('STO13 tells a constant typed over a formula, and what it says', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0103')]);
    await type(box, NS, 'NS-2026-0103', 'Status', 'Monitored');

    const cut = await cutOf(store);

    expect((await rowOf(store, 'NS-2026-0103'))?.typedOver).toEqual({ status: 'Monitored' });
    expect(cut.regions[0]?.formulas).toEqual([{ column: 'now:status', constants: true }]);
    await store.repair(NS, 'now:status');
  });

  it('STO2 shows values beside their own Risk ID when people change the order of lines', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0111'), aNewRow('NS-2026-0112')]);
    await store.publish([
      anEvent(1111, 'NS-2026-0111', { values: { level: 'Low' } }),
      anEvent(1112, 'NS-2026-0112', { values: { level: 'High' } }),
    ]);

    await type(box, NS, 'NS-2026-0111', 'Risk ID', 'away');
    await type(box, NS, 'NS-2026-0112', 'Risk ID', 'NS-2026-0111');
    await type(box, NS, 'away', 'Risk ID', 'NS-2026-0112');

    expect(['NS-2026-0111', 'NS-2026-0112'].map((id) => shown(box, NS, id, 'Level'))).toEqual([
      'Low',
      'High',
    ]);
  });

  it('STO3 asks one question when nothing has changed', async () => {
    const { tag } = await cutOf(store);
    const before = Object.values(box.tenant.requests).reduce((sum, count) => sum + count, 0);

    expect(await store.read(tag)).toEqual({ kind: 'unchanged' });

    expect(Object.values(box.tenant.requests).reduce((sum, count) => sum + count, 0)).toBe(before + 1);
  });

  it('STO10 says in the Check column what is wrong with a line', async () => {
    const ids = ['NS-2026-0201', 'NS-2026-0202', 'ns-2026-0203', 'NS-2026-02*', '>1'];
    await store.appendRows(
      NS,
      [...ids, 'NS-2026-0202'].map((id) => aNewRow(id)),
    );
    const attention = 'Sheet and Teams differ.';
    await store.publish([
      anEvent(2011, 'NS-2026-0201', { values: { attention } }),
      anEvent(2021, 'NS-2026-0202'),
      anEvent(2031, 'NS-2026-0203'),
    ]);

    const said = ids.map((id) => shown(box, NS, id, 'Check'));

    const { unknownId, twice } = checkWords;
    expect(said).toEqual([attention, twice, unknownId, unknownId, unknownId]);
  });

  it('SHT54 asks Excel to calculate after each write while the workbook is calculated by hand, and only then', async () => {
    const [id, other] = ['NS-2026-0191', 'NS-2026-0192'];
    const asked = () => box.tenant.requests['POST /drives/{drive}/items/{item}/workbook/application/calculate'] ?? 0; // prettier-ignore
    const level = (seq: number, key: string, text: string) => store.publish([anEvent(seq, key, { values: { level: text } })]); // prettier-ignore
    await store.appendRows(NS, [aNewRow(id), aNewRow(other)]);
    await level(1911, id, 'Low');
    expect(asked()).toBe(0);
    await setCalculation(box, 'calcMode="manual" ');
    // Before a reading has seen it nothing is asked, and nothing shows.
    await level(1912, id, 'High');
    expect([asked(), shown(box, NS, id, 'Level')]).toEqual([0, 'Low']);
    expect((await cutOf(store)).calculatesByHand).toBe(true);

    expect(await level(1913, id, 'Very high')).toEqual({ kind: 'ok' });
    expect([asked(), shown(box, NS, id, 'Level')]).toEqual([1, 'Very high']);
    // Excel may refuse: what was written stands, and shows with the next write.
    box.tenant.faults.add({ match: { path: 'calculate$' }, answer: { status: 503, commit: 'never' } });
    expect(await level(1914, id, 'Medium')).toEqual({ kind: 'ok' });
    expect(shown(box, NS, id, 'Level')).toBe('Very high');
    await level(1921, other, 'Low');
    expect([shown(box, NS, id, 'Level'), shown(box, NS, other, 'Level')]).toEqual(['Medium', 'Low']);

    await setCalculation(box, '');
    await cutOf(store);
    const before = asked();
    await level(1915, id, 'High');
    expect([asked() - before, shown(box, NS, id, 'Level')]).toEqual([0, 'High']);
  });

  it('STO9 shows what is typed on a line of which the register has told nothing yet', async () => {
    const ids = ['NS-2026-0181', 'NS-2026-0182', 'NS-2026-0183', 'NS-2026-0184'];
    await store.appendRows(NS, ids.map((id) => aNewRow(id))); // prettier-ignore
    const last = ids.at(-1) ?? '';

    await type(box, NS, last, 'Change status', 'Monitored');
    await type(box, NS, last, 'Change next review due', 46_357);

    expect(shown(box, NS, last, 'Status')).toBe('Monitored');
    expect(shown(box, NS, last, 'Next review due')).toBe('01 Dec 2026');
    expect(shown(box, NS, ids[0] ?? '', 'Status')).toBe('');
  });

  it('STO9 shows the register’s day again once the day that was typed is taken over', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0301')]);
    await type(box, NS, 'NS-2026-0301', 'Change next review due', 46356);
    await store.publish([
      anEvent(3011, 'NS-2026-0301', {
        values: { nextReviewOn: '2026-12-07' },
        observed: { nextReviewOn: '2026-11-30' },
      }),
    ]);

    expect(shown(box, NS, 'NS-2026-0301', 'Next review due')).toBe('07 Dec 2026');
  });

  it.each([
    ['504 after it took effect', { status: 504, commit: 'before' as const }, 'unknown', 1],
    ['503 before it took effect', { status: 503, commit: 'never' as const }, 'unknown', 0],
    ['a connection that breaks', { reset: true as const, commit: 'before' as const }, 'unknown', 1],
    ['429', { status: 429, retryAfter: 7, commit: 'never' as const }, 'failed', 0],
    [
      'a locked file',
      { status: 409, code: 'EditModeCannotAcquireLock', commit: 'never' as const },
      'failed',
      0,
    ],
    ['an answer cut short', { truncate: true as const }, 'unknown', 1],
  ])('STO6 tells %s as what it is, and sends the line once', async (_, answer, kind, written) => {
    made += 1;
    const id = `NS-2026-${4000 + made}`;
    box.tenant.faults.add({ match: { method: 'POST', path: 'Risks_NS/rows' }, answer });

    const outcome = await store.appendRows(NS, [aNewRow(id)]);

    expect(outcome.kind).toBe(kind);
    const { regions } = await cutOf(store);
    expect(regions.flatMap((one) => one.rows).filter((row) => row.riskId === id)).toHaveLength(written);
  });

  it('STO6 passes on how long the service wants to be left alone', async () => {
    box.tenant.faults.add({
      match: { method: 'POST', path: 'Ev/rows' },
      answer: { status: 429, retryAfter: 7, commit: 'never' },
    });

    expect(await store.publish([anEvent(4991, 'NS-2026-0499')])).toEqual({
      kind: 'failed',
      code: 'throttled',
      retryAfterMs: 7000,
      final: false,
    });
  });

  it('STO23 writes the line once, and has, when its token is refused half way', async () => {
    box.tenant.faults.add({ match: { method: 'POST', path: 'Risks_NS/rows' }, answer: { status: 401, commit: 'never' } }); // prettier-ignore

    expect(await store.appendRows(NS, [aNewRow('NS-2026-0511')])).toEqual({ kind: 'ok' });

    const { regions } = await cutOf(store);
    expect(regions.flatMap((one) => one.rows).filter((row) => row.riskId === 'NS-2026-0511')).toHaveLength(1);
  });

  it('STO26 waits longer each time the file is locked, and says so', async () => {
    const answer = { status: 423, code: 'EditModeCannotAcquireLock', commit: 'never' as const };
    box.tenant.faults.add({ match: { method: 'POST', path: 'Ev/rows' }, answer, times: 2 });
    const publish = () => store.publish([anEvent(5021, 'NS-2026-0502')]);

    expect(await publish()).toEqual({ kind: 'failed', code: 'locked', retryAfterMs: 5_000, final: false });
    expect(await publish()).toEqual({ kind: 'failed', code: 'locked', retryAfterMs: 10_000, final: false });
    expect(await publish()).toEqual({ kind: 'ok' });
  });

  it('STO22 sends no further lines when the time is up, and does not know of all of them', async () => {
    const slow = createExcelStore(box.graph, box.config, demoOrg, { ...usualTraits, mostRows: 2 });
    const ids = [1, 2, 3, 4, 5].map((number) => `NS-2026-052${number}`);
    let asked = 0;
    const mayStill = () => (asked += 1) <= 2;

    expect(await slow.appendRows(NS, ids.map((id) => aNewRow(id)), mayStill)).toMatchObject({ kind: 'unknown', code: 'too-late' }); // prettier-ignore
    expect(await slow.appendRows(NS, [aNewRow('NS-2026-0529')], mayStill)).toMatchObject({ kind: 'failed', code: 'too-late' }); // prettier-ignore

    const rows = (await cutOf(store)).regions.flatMap((one) => one.rows).map((row) => row.riskId);
    expect(ids.filter((id) => rows.includes(id))).toEqual(ids.slice(0, 4));
    expect(rows).not.toContain('NS-2026-0529');
  });

  it('STO8 makes a lost session anew and sends the request again, for it did nothing', async () => {
    await store.publish([anEvent(5011, 'NS-2026-0501')]);
    await box.tenant.clock.advance(10 * 60_000);

    expect(await store.publish([anEvent(5012, 'NS-2026-0501')])).toEqual({ kind: 'ok' });

    expect((await cutOf(store)).events?.filter((event) => event.seq === 5012)).toHaveLength(1);
  });

  it('STO8 sends nothing beside a request that is under way', async () => {
    const outcomes = await Promise.all(
      [601, 602, 603].map((seq) => store.publish([anEvent(seq, 'NS-2026-0601')])),
    );

    expect(outcomes).toEqual([{ kind: 'ok' }, { kind: 'ok' }, { kind: 'ok' }]);
    const sequences = (await cutOf(store)).events
      ?.map((event) => event.seq)
      .filter((seq) => seq > 600 && seq < 604);
    expect(sequences).toEqual([601, 602, 603]);
  });

  it('STO12 says unavailable for a file that is no workbook, and goes on when it is back', async () => {
    const path = join(box.home, box.config.CRR_WORKBOOK_NAME);
    const good = await box.tenant.workbook.bytes();
    await writeFile(path, 'half a file');
    await until(() => box.tenant.workbook.state() === 'unreadable');

    expect(await store.read(null)).toMatchObject({ kind: 'unavailable', code: 'not-a-workbook' });
    const downloads = () => box.tenant.requests['GET /download/{token}'];
    const before = downloads();
    expect(before).toBeGreaterThan(0);
    expect(await store.read(null)).toMatchObject({ kind: 'unavailable', code: 'not-a-workbook' });
    expect(downloads()).toBe(before); // the same content is not fetched and looked at again

    await writeFile(path, good);
    await until(() => box.tenant.workbook.state() === 'ready');
    expect(await store.read(null)).toMatchObject({ kind: 'cut' });
  });

  it('STO12 says unavailable while the workbook is gone', async () => {
    const path = join(box.home, box.config.CRR_WORKBOOK_NAME);
    await rename(path, `${path}.away`);
    await until(() => box.tenant.workbook.state() === 'missing');

    expect(await store.read(null)).toMatchObject({ kind: 'unavailable', code: 'not-found' });
    expect(await store.publish([anEvent(7001, 'NS-2026-0701')])).toMatchObject({
      kind: 'failed',
      final: false,
    });

    await rename(`${path}.away`, path);
    await until(() => box.tenant.workbook.state() === 'ready');
    expect(await store.read(null)).toMatchObject({ kind: 'cut' });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('It never came about.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
