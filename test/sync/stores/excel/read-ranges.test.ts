/** The workbook read cell by cell: the same cut as the file gives, and what happens when the file is not given out. */
import { type Cut, type RegisterStore } from '../../../../register/store';
import { usualTraits, type WorkbookTraits } from '../../../../sync/stores/excel/traits';
import { createExcelStore } from '../../../../sync/stores/excel/workbook-store';
import { demoOrg } from '../../box';
import { aFullOffice, type Office } from '../../rebuild/office';
import { withStates } from '../../../kit/state';

const states = withStates();
let office: Office;
beforeEach(async () => {
  office = await aFullOffice(states);
});
afterEach(() => office.stop());

const ranges: WorkbookTraits = { ...usualTraits, reading: 'ranges' };
const storeWith = (traits?: WorkbookTraits): RegisterStore =>
  createExcelStore(office.box.graph, office.box.config, demoOrg, traits);

async function cutOf(store: RegisterStore): Promise<Cut> {
  const outcome = await store.read(null);
  if (outcome.kind !== 'cut') throw new Error(JSON.stringify(outcome));
  return outcome.cut;
}

const asked = (kind: string) =>
  Object.entries(office.box.tenant.requests).reduce((sum, [route, count]) => sum + (route.includes(kind) ? count : 0), 0); // prettier-ignore

it('STO54 gives the same cut as the file: typed, typed over, formulas of people, lines below the table, texts like formulas', async () => {
  const { workbook } = office.box.tenant;
  await office.type('NS-2026-0002', 'Change next review due', 46356);
  await office.type('NS-2026-0002', 'Notes', "'=1+1");
  await office.type('NS-2026-0003', 'Summary', '=1+1');
  await office.type('NS-2026-0003', 'Status', 'Whatever');
  await office.type('NS-2026-0001', 'Level', '');
  await office.type('NS-2026-0001', 'Change owner', 'TRUE');
  const end = Number(/:[A-Z]+(\d+)$/.exec(workbook.table('Risks_NS').address)?.[1]);
  const sheet = workbook.worksheet(demoOrg.regions[0]?.name ?? '');
  await workbook.patchRange(sheet.id, `H${end + 3}`, { values: [['Typed below the table']] });

  const [file, cells] = [await cutOf(storeWith()), await cutOf(storeWith(ranges))];

  expect({ ...cells, tag: '' }).toEqual({ ...file, tag: '' });
  const rows = cells.regions[0]?.rows ?? [];
  expect(rows.at(-1)).toMatchObject({ place: 'below-table' });
  expect(rows.filter((row) => row.formulaIn.length > 0).map((row) => row.riskId)).toEqual(['NS-2026-0003']);
});

it('STO21 sees cell by cell what reaches outside: on other worksheets, beside the tables, on lines', async () => {
  const { workbook } = office.box.tenant;
  const outside = '=WEBSERVICE("https://collect.caseworkcharity.example/")';
  const added = await workbook.addWorksheet('Ours');
  await workbook.patchRange(added.id, 'B3', { formulas: [[outside]] });
  await workbook.patchRange(workbook.worksheet(demoOrg.regions[0]?.name ?? '').id, 'AZ1', {
    formulas: [[outside]],
  });
  await office.type('NS-2026-0002', 'Notes', outside);

  const [file, cells] = [await cutOf(storeWith()), await cutOf(storeWith(ranges))];

  expect(file.reachesOut).toEqual([
    { kind: 'formula', sheet: 2, cell: 'AZ1' },
    { kind: 'formula', sheet: demoOrg.regions.length + 4, cell: 'B3' },
  ]);
  expect(cells.reachesOut).toEqual(file.reachesOut);
  const rows = cells.regions[0]?.rows ?? [];
  expect(rows.filter((row) => row.reachesOut === true).map((row) => row.riskId)).toEqual(['NS-2026-0002']);
});

it('STO54 tells missing tables and columns as the file does', async () => {
  const more = {
    ...demoOrg,
    regions: [...demoOrg.regions, { ...demoOrg.regions[0], id: 'ZZ', name: 'New' }],
  };
  const store = createExcelStore(office.box.graph, office.box.config, more as typeof demoOrg, ranges);

  expect((await cutOf(store)).problems).toEqual([
    { code: 'missing-table', region: 'ZZ', object: 'Risks_ZZ' },
  ]);
});

it.each([403, 413, 501])(
  'STO54 reads the cells when the download is answered %d, and the file again when it is given out',
  async (status) => {
    const store = storeWith();
    const file = await cutOf(store);
    office.box.tenant.faults.add(
      { match: { method: 'GET', path: '/download/' }, answer: { status: 403, commit: 'never' } },
      { match: { method: 'GET', path: '/content$' }, answer: { status, commit: 'never' } },
    );
    const before = asked('usedRange');

    const cells = await cutOf(store);

    expect(asked('usedRange') - before).toBe(demoOrg.regions.length + 3);
    expect({ ...cells, tag: '' }).toEqual({ ...file, tag: '' });
    expect((await store.read(cells.tag)).kind).toBe('cut');
    expect(asked('usedRange') - before).toBe(demoOrg.regions.length + 3);
  },
);

it('STO54 believes no unchanged tag of the file soon after it has written itself', async () => {
  const { graph, config, tenant } = office.box;
  const { cTag } = tenant.workbook.version();
  // As long as Excel has not saved, the file keeps its tag while its cells have changed.
  const lagging = {
    ...graph,
    send: async (call: Parameters<typeof graph.send>[0]) => {
      const answer = await graph.send({ ...call, headers: {} });
      return call.path.endsWith('/{item}') ? { ...answer, body: { cTag } } : answer;
    },
  };
  const store = createExcelStore(lagging, config, demoOrg, ranges);
  const { tag } = await cutOf(store);
  const before = asked('usedRange');
  expect(await store.read(tag)).toEqual({ kind: 'unchanged' });
  expect(asked('usedRange')).toBe(before);

  const region = demoOrg.regions[0]?.id as never;
  const cells = { caseRef: 'MOS-90001', atRisk: '', summary: 'New', notes: '', publication: null };
  await store.appendRows(region, [{ riskId: 'NS-2026-0995' as never, region, ...cells }]);
  const read = await store.read(tag);

  if (read.kind !== 'cut') throw new Error(read.kind);
  expect(read.cut.regions[0]?.rows.map((row) => row.riskId)).toContain('NS-2026-0995');
  expect(await store.read(read.cut.tag)).toEqual({ kind: 'unchanged' });
});

it('STO54 concludes nothing from cells that change while they are read', async () => {
  const store = storeWith(ranges);
  const { workbook } = office.box.tenant;
  const sheet = workbook.worksheet('Guide').id;
  let typing = 0;
  const type = async (): Promise<void> => {
    typing += 1;
    await office.type('NS-2026-0002', 'Notes', `Typing ${typing}`);
    await workbook.patchRange(sheet, 'H90', { values: [[typing]] });
  };
  const { graph } = office.box;
  const busy = {
    ...graph,
    send: async (call: Parameters<typeof graph.send>[0]) => {
      if (call.path.includes('usedRange')) await type();
      return graph.send(call);
    },
  };
  const unlucky = createExcelStore(busy, office.box.config, demoOrg, ranges);

  expect(await unlucky.read(null)).toEqual({
    kind: 'unavailable',
    code: 'changed-while-read',
    retryAfterMs: null,
  });
  expect(
    (await cutOf(store)).regions[0]?.rows.find((row) => row.riskId === 'NS-2026-0002')?.typed.notes,
  ).toBe(`Typing ${typing}`);
});

it('STO55 sends no more rows at once than the tenant takes, and says unknown when only some were taken', async () => {
  const { store, box } = { ...office, store: storeWith({ ...ranges, mostRows: 2 }) };
  const rows = ['NS-2026-0991', 'NS-2026-0992', 'NS-2026-0993'].map((riskId) => ({
    riskId: riskId as never, region: demoOrg.regions[0]?.id as never, caseRef: 'MOS-90001', atRisk: '', summary: 'Many', notes: '', publication: null,
  })); // prettier-ignore
  const [region] = demoOrg.regions;
  const posts = () => box.tenant.wire.filter((write) => write.table === `Risks_${region?.id}`).length;
  const before = posts();

  expect(await store.appendRows(region?.id as never, rows)).toEqual({ kind: 'ok' });
  expect(posts() - before).toBe(2);

  const match = { method: 'POST', path: 'Risks_NS/rows' };
  box.tenant.faults.add(
    { match, answer: { delayMs: 1 } },
    { match, answer: { status: 429, retryAfter: 7, commit: 'never' } },
  );
  expect(await store.appendRows(region?.id as never, rows)).toEqual({
    kind: 'unknown',
    code: 'throttled',
    retryAfterMs: 7000,
  });
});
