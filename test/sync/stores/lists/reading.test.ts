/** Reading lists: by what changed, whole when that cannot be relied on, and nothing concluded from half an answer. */
import { sweepMs } from '../../../../sync/stores/lists/lists-mirror';
import { createListsStore } from '../../../../sync/stores/lists/lists-store';
import { ensureLists } from '../../../../sync/stores/lists/provision';
import { type Cut, type RegisterStore } from '../../../../register/store';
import { aNewRow, anEvent, cutOf, EM, NS, rowOf } from '../../../contract/register-store';
import { addItem, colleague, itemWith, listOf, typeInto } from '../../../kit/lists';
import { demoOrg, startBox, type TestBox } from '../../box';

const deltas = '/items/delta';

describe('reading the lists', () => {
  let box: TestBox;
  let store: RegisterStore;
  let nowMs = 0;
  beforeEach(async () => {
    nowMs = 0;
    box = await startBox();
    await ensureLists(box.graph, box.config, demoOrg);
    store = createListsStore(box.graph, box.config, demoOrg, () => nowMs);
  });
  afterEach(() => box.stop());

  const requests = () => Object.entries(box.tenant.requests);
  const asked = (what: RegExp) =>
    requests().reduce((sum, [kind, count]) => (what.test(kind) ? sum + count : sum), 0);
  const ids = (cut: Cut) => cut.regions.flatMap((region) => region.rows.map((row) => row.riskId));
  const level = async (riskId: string) => (await rowOf(store, riskId))?.typed.level;

  it('STO38 asks each list once whether anything changed, and writes nothing', async () => {
    const { tag } = await cutOf(store);
    const before = requests().reduce((sum, [, count]) => sum + count, 0);

    expect(await store.read(tag)).toEqual({ kind: 'unchanged' });

    const after = requests().reduce((sum, [, count]) => sum + count, 0);
    expect(after - before).toBe(demoOrg.regions.length);
    expect(box.tenant.lists.writes).toEqual([]);
  });

  it('STO38 reads lists of more than five thousand items whole', async () => {
    const list = listOf(box, NS);
    for (let from = 0; from < 5_200; from += 400)
      await Promise.all(
        Array.from({ length: 400 }, (_, at) =>
          list.add({ RiskId: `NS-2026-${from + at + 1000}`, RiskSummary: 'A dog' }, colleague(box)),
        ),
      );

    const cut = await cutOf(store);

    expect(new Set(ids(cut)).size).toBe(5_200);
    await typeInto(box, NS, 'NS-2026-6000', 'Level', 'High');
    expect(await level('NS-2026-6000')).toBe('High');
  }, 60_000);

  it('STO39 finds out at the next full reading that a column was taken away and made anew, though no item tells', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0009', { publication: anEvent(9, 'NS-2026-0009', { values: { warning: 'None' } }) })]); // prettier-ignore
    const { tag } = await cutOf(store);
    await listOf(box, NS).removeColumn('MosaicWarning');
    await ensureLists(box.graph, box.config, demoOrg);

    nowMs += sweepMs;
    const outcome = await store.read(tag);

    const rows = outcome.kind === 'cut' ? outcome.cut.regions.flatMap((region) => region.rows) : [];
    expect(rows.find((row) => row.riskId === 'NS-2026-0009')?.typed.warning).toBe('');
  });

  it('STO39 begins anew when the service no longer tells what changed since', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001')]);
    await cutOf(store);
    await listOf(box, NS).expireTokens();
    await typeInto(box, NS, 'NS-2026-0001', 'Level', 'High');

    expect(await level('NS-2026-0001')).toBe('High');
  });

  it('STO39 begins anew when an error stands in an item’s place', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001'), aNewRow('NS-2026-0002')]);
    await cutOf(store);
    await listOf(box, NS).remove(itemWith(listOf(box, NS), 'NS-2026-0001').item.id);
    box.tenant.faults.add({ match: { path: deltas }, answer: { delta: 'error' } });

    expect(ids(await cutOf(store))).toEqual(['NS-2026-0002']);
  });

  it('STO39 takes the last of what is told twice, and what was left out when it comes', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001')]);
    await cutOf(store);
    await typeInto(box, NS, 'NS-2026-0001', 'Level', 'High');
    box.tenant.faults.add({ match: { path: deltas }, answer: { delta: 'twice' } });
    expect(await level('NS-2026-0001')).toBe('High');

    await typeInto(box, NS, 'NS-2026-0001', 'Level', 'Low');
    const list = listOf(box, NS).about().id;
    box.tenant.faults.add({ match: { path: `${list}${deltas}` }, answer: { delta: 'gap' } });

    expect([await level('NS-2026-0001'), await level('NS-2026-0001')]).toEqual(['High', 'Low']);
  });

  it('STO40 finds in a sweep what no answer ever told', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001')]);
    const list = listOf(box, NS).about().id;
    const late = createListsStore(box.graph, box.config, demoOrg, () => nowMs);
    box.tenant.faults.add({ match: { path: `${list}/items\\?` }, answer: { staleMs: 600_000 } });
    const first = await cutOf(late);
    expect(ids(first)).toEqual([]);
    expect(await late.read(first.tag)).toEqual({ kind: 'unchanged' });

    nowMs += sweepMs;

    expect(ids(await cutOf(late))).toEqual(['NS-2026-0001']);
  });

  it('STO40 says unchanged when a sweep finds what was known', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001')]);
    const { tag } = await cutOf(store);
    const before = asked(/items$/);
    nowMs += sweepMs;

    expect(await store.read(tag)).toEqual({ kind: 'unchanged' });

    expect(asked(/GET .*items$/)).toBeGreaterThan(before);
  });

  it.each([
    ['429', { status: 429, retryAfter: 90, commit: 'never' as const }, 'throttled', 90_000],
    ['a list view threshold', { status: 400, code: 'notSupported', commit: 'never' as const }, 'invalid', null],
  ])('STO12 says unavailable on %s part-way, and is whole afterwards', async (_, answer, code, retryAfterMs) => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001')]);
    await store.appendRows(EM, [aNewRow('EM-2026-0001', { region: EM })]);
    const other = createListsStore(box.graph, box.config, demoOrg, () => nowMs);
    const last = listOf(box, demoOrg.regions.at(-1)?.id ?? '').about().id;
    box.tenant.faults.add({ match: { path: `${last}/items\\?` }, answer });

    expect(await other.read(null)).toEqual({ kind: 'unavailable', code, retryAfterMs });

    expect(ids(await cutOf(other)).sort()).toEqual(['EM-2026-0001', 'NS-2026-0001']);
  }); // prettier-ignore

  it('STO41 a list and its columns may be called anything', async () => {
    await store.appendRows(NS, [
      aNewRow('NS-2026-0001', { publication: anEvent(1, 'NS-2026-0001', { values: { level: 'Low' } }) }),
    ]);
    await box.tenant.lists.rename('Risks_NS', { displayName: 'Our risks' });
    await listOf(box, NS).changeColumn('RiskLevel', { displayName: 'How bad' });

    nowMs += sweepMs;

    const cut = await cutOf(store);
    expect(cut.problems).toEqual([]);
    expect(await level('NS-2026-0001')).toBe('Low');
    expect(await store.publish([anEvent(2, 'NS-2026-0001', { values: { level: 'High' } })])).toEqual({
      kind: 'ok',
    });
    expect(itemWith(listOf(box, NS), 'NS-2026-0001').shows('How bad')).toBe('High');
  });

  it('STO11 a column that was taken out is told once a write meets it, and the other regions go on', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0001')]);
    await store.appendRows(EM, [aNewRow('EM-2026-0001', { region: EM })]);
    await cutOf(store);
    await listOf(box, NS).removeColumn('RiskLevel');
    const events = [1, 2].map((seq) =>
      anEvent(seq, seq === 1 ? 'NS-2026-0001' : 'EM-2026-0001', { values: { level: 'Low' } }),
    );

    expect(await store.publish(events)).toMatchObject({ kind: 'failed', code: 'invalid' });

    const cut = await cutOf(store);
    expect(cut.problems).toEqual([{ code: 'missing-columns', region: 'NS', object: 'Level' }]);
    expect(ids(cut)).toEqual(['EM-2026-0001']);
    expect((await rowOf(store, 'EM-2026-0001'))?.typed.level).toBe('Low');
    await ensureLists(box.graph, box.config, demoOrg);
    expect((await cutOf(store)).problems).toEqual([]);
  });

  it('STO11 a column of another kind is told, and left as it is', async () => {
    const list = listOf(box, NS);
    await list.removeColumn('NextReviewOn');
    await list.addColumn({ name: 'NextReviewOn', displayName: 'Next review due', number: {} });

    await ensureLists(box.graph, box.config, demoOrg);

    expect((await cutOf(store)).problems).toEqual([
      { code: 'missing-columns', region: 'NS', object: 'Next review due' },
    ]);
    expect(list.column('NextReviewOn')).toHaveProperty('number');
    expect(await store.appendRows(NS, [aNewRow('NS-2026-0009')])).toMatchObject({
      kind: 'failed',
      final: false,
    });
  });

  it('STO11 a Risk ID column that takes the same ID twice is told: nothing would keep a line from being made twice', async () => {
    await listOf(box, NS).changeColumn('RiskId', { enforceUniqueValues: false });

    expect((await cutOf(store)).problems).toEqual([
      { code: 'missing-columns', region: 'NS', object: 'Risk ID' },
    ]);
  });

  it('STO11 a list that was deleted is told, and the other regions go on', async () => {
    await store.appendRows(EM, [aNewRow('EM-2026-0001', { region: EM })]);
    await cutOf(store);

    await box.tenant.lists.remove('Risks_NS');

    const cut = await cutOf(store);
    expect(cut.problems).toEqual([{ code: 'missing-table', region: 'NS', object: 'Risks_NS' }]);
    expect(ids(cut)).toEqual(['EM-2026-0001']);
  });

  it('SHT9 a line somebody adds is a row without a Risk ID', async () => {
    await cutOf(store);

    await addItem(box, NS, { 'Case ref': 'MOS-90777', Summary: 'A gate that sticks', Level: 'High' });

    const [row] = (await cutOf(store)).regions.flatMap((region) => region.rows);
    expect(row).toMatchObject({ riskId: '', typed: { caseRef: 'MOS-90777', level: 'High' }, carried: null });
  });
});
