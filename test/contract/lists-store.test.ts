/** The lists store against lists served by the box. */
import { columnOf, columns, type ColumnKey } from '../../register/columns';
import { fromSerial } from '../../register/local-date';
import { type RegisterStore } from '../../register/store';
import { createListsStore } from '../../sync/stores/lists/lists-store';
import { ensureLists } from '../../sync/stores/lists/provision';
import { checkWords } from '../../sync/words';
import { addItem, colleague, itemWith, itemsOf, listOf, typeInto } from '../kit/lists';
import { demoOrg, startBox, type TestBox } from '../sync/box';
import {
  aNewRow,
  anEvent,
  cutOf,
  describeRegisterStore,
  NS,
  rowOf,
  type StoreUnderTest,
} from './register-store';

/** A list has one column where the workbook has two. */
function headingInList(heading: string): string {
  const typed = columns.find((column) => column.heading === heading);
  return typed?.key.startsWith('type:')
    ? columnOf(`now:${typed.key.slice(5)}` as ColumnKey).heading
    : heading;
}

function asTyped(heading: string, value: string | number): string {
  if (typeof value === 'string') return value;
  return /due|reviewed|Reported on/.test(heading) ? (fromSerial(value) ?? '') : String(value);
}

async function openStore(): Promise<StoreUnderTest> {
  const box = await startBox();
  await ensureLists(box.graph, box.config, demoOrg);
  return {
    store: createListsStore(box.graph, box.config, demoOrg),
    shown: (region, riskId, heading) =>
      Promise.resolve(itemWith(listOf(box, region), riskId).shows(headingInList(heading))),
    type: (region, riskId, heading, value) =>
      typeInto(box, region, riskId, headingInList(heading), asTyped(heading, value)),
    close: () => box.stop(),
  };
}

describeRegisterStore('SharePoint lists', openStore);

const peoplesColumns = ['Title', 'WhoIsAtRisk', 'RiskSummary', 'RiskNotes'];
const itemWrites = 'items/\\d+/fields$';

describe('SharePoint lists over Graph', () => {
  let box: TestBox;
  let store: RegisterStore;
  beforeAll(async () => {
    box = await startBox();
    await ensureLists(box.graph, box.config, demoOrg);
    store = createListsStore(box.graph, box.config, demoOrg);
  });
  afterAll(() => box.stop());
  afterEach(() => box.tenant.faults.clear());

  const shown = (riskId: string, heading: string) => itemWith(listOf(box, NS), riskId).shows(heading);
  const type = (riskId: string, heading: string, text: string) => typeInto(box, NS, riskId, heading, text);
  const formulasOf = async () => (await cutOf(store)).regions.find((one) => one.region === NS)?.formulas;

  it('STO30 a publication never writes a cell that only people fill', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0101', { publication: anEvent(1, 'NS-2026-0101') })]);
    await type('NS-2026-0101', 'Summary', 'Two dogs in the hall');
    const from = box.tenant.lists.writes.length;

    await store.publish([
      anEvent(2, 'NS-2026-0101', { values: { level: 'High', attention: 'A word.', reportedBy: 'Asha' } }),
    ]);
    await store.repair(NS, 'check');

    const written = box.tenant.lists.writes.slice(from).flatMap((write) => write.columns);
    expect(written).toContain('RiskLevel');
    expect(written.filter((name) => peoplesColumns.includes(name))).toEqual([]);
    expect(shown('NS-2026-0101', 'Summary')).toBe('Two dogs in the hall');
  });

  it('STO31 a cell typed into between the look and the write stays, and is in the next reading', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0102', { publication: anEvent(11, 'NS-2026-0102', { values: { level: 'Low' } }) })]); // prettier-ignore
    await cutOf(store);
    box.tenant.faults.add({
      match: { method: 'PATCH', path: itemWrites },
      answer: { edit: { RiskLevel: 'High' } },
    });

    expect(await store.publish([anEvent(12, 'NS-2026-0102', { values: { level: 'Medium' } })])).toEqual({
      kind: 'ok',
    });

    const row = await rowOf(store, 'NS-2026-0102');
    expect(row?.typed.level).toBe('High');
    expect(row?.carried).toMatchObject({ seq: 12, values: { level: 'Medium' } });
  });

  it('STO31 looks again when somebody was faster, a few times, and then says so', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0103')]);
    const storm = (times: number) =>
      box.tenant.faults.add({
        match: { method: 'PATCH', path: itemWrites },
        times,
        answer: { status: 412, commit: 'never' },
      });
    storm(3);
    expect(await store.publish([anEvent(21, 'NS-2026-0103')])).toEqual({ kind: 'ok' });

    storm(100);
    const outcome = await store.publish([anEvent(22, 'NS-2026-0103')]);

    expect(outcome).toEqual({
      kind: 'failed',
      code: 'changed-meanwhile',
      retryAfterMs: null,
      final: false,
      refused: ['NS-2026-0103'],
    });
    box.tenant.faults.clear();
    expect((await rowOf(store, 'NS-2026-0103'))?.carried?.seq).toBe(21);
  });

  it('STO31 an item deleted between the look and the write is left deleted', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0104')]);
    await cutOf(store);
    box.tenant.faults.add({ match: { method: 'PATCH', path: itemWrites }, answer: { edit: 'delete' } });

    expect(await store.publish([anEvent(31, 'NS-2026-0104')])).toEqual({ kind: 'ok' });

    expect(await rowOf(store, 'NS-2026-0104')).toBeUndefined();
  });

  it('STO32 a line that is there already is not made again, whoever made it', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0105')]);
    const other = createListsStore(box.graph, box.config, demoOrg);

    expect(await other.appendRows(NS, [aNewRow('NS-2026-0105'), aNewRow('NS-2026-0106')])).toEqual({
      kind: 'ok',
    });

    const ids = itemsOf(listOf(box, NS)).map((item) => item.shows('Risk ID'));
    expect(ids.filter((id) => id === 'NS-2026-0105')).toHaveLength(1);
    expect(ids).toContain('NS-2026-0106');
  });

  it.each([
    ['a 504 after it took effect', { status: 504, commit: 'before' as const }, 'unknown', 1],
    ['a 503 before it took effect', { status: 503, commit: 'never' as const }, 'unknown', 0],
    ['a connection that breaks', { reset: true as const, commit: 'before' as const }, 'unknown', 1],
    ['an answer cut short', { truncate: true as const }, 'unknown', 1],
    ['a 429', { status: 429, retryAfter: 7, commit: 'never' as const }, 'failed', 0],
  ])('STO6 STO32 tells %s as what it is, and sent again it makes one line', async (what, answer, kind, written) => {
    const id = `NS-2026-02${String(what.length).padStart(2, '0')}`;
    const there = () => itemsOf(listOf(box, NS)).filter((item) => item.shows('Risk ID') === id).length;
    box.tenant.faults.add({ match: { method: 'POST', path: '/items$' }, answer });

    expect((await store.appendRows(NS, [aNewRow(id)])).kind).toBe(kind);

    expect(there()).toBe(written);
    expect(await store.appendRows(NS, [aNewRow(id)])).toEqual({ kind: 'ok' });
    expect(there()).toBe(1);
  }); // prettier-ignore

  it('STO6 passes on how long the service wants to be left alone', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0107')]);
    box.tenant.faults.add({
      match: { method: 'PATCH', path: itemWrites },
      answer: { status: 429, retryAfter: 7, commit: 'never' },
    });

    expect(await store.publish([anEvent(71, 'NS-2026-0107')])).toEqual({
      kind: 'failed',
      code: 'throttled',
      retryAfterMs: 7000,
      final: false,
    });
  });

  it('STO33 takes no write for done that the next reading does not show', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0108')]);
    await cutOf(store);
    box.tenant.faults.add({
      match: { method: 'PATCH', path: itemWrites },
      answer: { ok: true, persist: false },
    });
    expect(await store.publish([anEvent(81, 'NS-2026-0108')])).toEqual({ kind: 'ok' });

    expect((await rowOf(store, 'NS-2026-0108'))?.carried).toBeNull();
    await store.publish([anEvent(81, 'NS-2026-0108')]);

    expect((await rowOf(store, 'NS-2026-0108'))?.carried?.seq).toBe(81);
  });

  it('STO34 puts back what somebody emptied, and writes over nothing that was typed', async () => {
    const values = { level: 'Low', category: 'Data' };
    await store.appendRows(NS, [
      aNewRow('NS-2026-0109', { publication: anEvent(91, 'NS-2026-0109', { values }) }),
      aNewRow('NS-2026-0110', { publication: anEvent(92, 'NS-2026-0110', { values }) }),
    ]);
    await type('NS-2026-0109', 'Level', '');
    await type('NS-2026-0110', 'Level', 'Rather high');
    expect(await formulasOf()).toContainEqual({ column: 'now:level', constants: false });

    expect(await store.repair(NS, 'now:level')).toEqual({ kind: 'ok' });

    expect(shown('NS-2026-0109', 'Level')).toBe('Low');
    expect(shown('NS-2026-0110', 'Level')).toBe('Rather high');
    expect((await formulasOf())?.map(({ column }) => column)).not.toContain('now:level');
  });

  it('STO34 puts back what somebody wrote over the service’s own cells, the Risk ID among them', async () => {
    const publication = anEvent(95, 'NS-2026-0111', { values: { reportedOn: '2026-11-20', reportedBy: 'Asha' } }); // prettier-ignore
    await store.appendRows(NS, [aNewRow('NS-2026-0111', { publication })]);
    await type('NS-2026-0111', 'Reported by', 'Nobody');
    await type('NS-2026-0111', 'Reported on', '2020-01-01');
    await type('NS-2026-0111', 'Risk ID', 'mine');

    const wrong = (await formulasOf())?.map(({ column }) => column) ?? [];
    expect(wrong).toEqual(expect.arrayContaining(['riskId', 'reportedOn', 'reportedBy']));
    for (const column of wrong) await store.repair(NS, column);

    expect(shown('NS-2026-0111', 'Reported by')).toBe('Asha');
    expect(shown('NS-2026-0111', 'Reported on')).toBe('2026-11-20');
  });

  it.each(['summary', 'caseRef', 'atRisk', 'notes', 'line'] as const)(
    'STO34 refuses to put anything into the column %s',
    async (column) => {
      expect(await store.repair(NS, column)).toMatchObject({ kind: 'failed', final: true });
    },
  );

  it('STO35 answers somebody’s own line in Check and leaves it to them otherwise', async () => {
    await addItem(box, NS, { 'Case ref': 'MOS-90777', Summary: 'A gate that sticks', Level: 'High' });
    await cutOf(store);
    await store.repair(NS, 'check');
    const check = () =>
      itemsOf(listOf(box, NS))
        .find((item) => item.shows('Case ref') === 'MOS-90777')
        ?.shows('Check');
    expect(check()).toBe(checkWords.newLine);
    const from = box.tenant.lists.writes.length;

    const attention = 'Registered as NS-2026-0299. Please delete this line.';
    await store.publish([
      anEvent(99, 'new:NS|MOS-90777|A gate that sticks', { values: { attention, level: 'Low' } }),
    ]);

    expect(check()).toBe(attention);
    const written = box.tenant.lists.writes.slice(from).flatMap((write) => write.columns);
    expect([...new Set(written)].sort()).toEqual(['RiskCheck', 'ServiceState']);
    expect(await formulasOf()).not.toContainEqual({ column: 'check', constants: false });
  });

  it('STO35 points at a Risk ID nobody gave', async () => {
    await addItem(box, NS, { 'Risk ID': 'NS-2026-9999', Summary: 'Invented' });
    await cutOf(store);

    await store.repair(NS, 'check');

    expect(shown('NS-2026-9999', 'Check')).toBe(checkWords.unknownId);
  });

  it('STO36 a text in dispute stays where it stands, and goes where it stood when the line is made anew', async () => {
    const parts = { values: { level: 'Low' }, observed: { level: 'Enormous' }, disputed: ['level' as const] };
    await store.appendRows(NS, [
      aNewRow('NS-2026-0113', { publication: anEvent(131, 'NS-2026-0113', parts) }),
    ]);

    await store.publish([anEvent(132, 'NS-2026-0113', parts)]);

    expect(shown('NS-2026-0113', 'Level')).toBe('Enormous');
  });

  it('STO37 an item brought back to an older version is written again with what the register holds', async () => {
    const at = (seq: number, level: string) => anEvent(seq, 'NS-2026-0114', { values: { level } });
    await store.appendRows(NS, [aNewRow('NS-2026-0114', { publication: at(141, 'Low') })]);
    await store.publish([at(142, 'High')]);
    const { item } = itemWith(listOf(box, NS), 'NS-2026-0114');

    await listOf(box, NS).restore(item.id, '1.0', colleague(box));

    expect((await rowOf(store, 'NS-2026-0114'))?.carried?.seq).toBe(141);
    await store.publish([at(142, 'High')]);
    expect(shown('NS-2026-0114', 'Level')).toBe('High');
  });

  it('STO37 a hidden cell that somebody spoilt counts as empty, and is written again', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0115', { publication: anEvent(151, 'NS-2026-0115') })]);
    await type('NS-2026-0115', 'Service state', '{"seq":99999');
    expect(await rowOf(store, 'NS-2026-0115')).toMatchObject({ riskId: 'NS-2026-0115', carried: null });

    await store.publish([anEvent(151, 'NS-2026-0115')]);

    expect((await rowOf(store, 'NS-2026-0115'))?.carried?.seq).toBe(151);
  });
});
