/** A list, or an item, that refuses: what else there is to write is written. */
import { type RegisterStore } from '../../../../register/store';
import { createListsStore } from '../../../../sync/stores/lists/lists-store';
import { ensureLists } from '../../../../sync/stores/lists/provision';
import { aNewRow, anEvent, EM, NS, rowOf } from '../../../contract/register-store';
import { itemWith, listOf } from '../../../kit/lists';
import { demoOrg, startBox, type TestBox } from '../../box';

describe('lists that refuse', () => {
  let box: TestBox;
  let store: RegisterStore;
  beforeEach(async () => {
    box = await startBox();
    await ensureLists(box.graph, box.config, demoOrg);
    store = createListsStore(box.graph, box.config, demoOrg);
    await store.appendRows(NS, [aNewRow('NS-2026-0001'), aNewRow('NS-2026-0002')]);
    await store.appendRows(EM, [aNewRow('EM-2026-0001', { region: EM })]);
    await store.read(null);
  });
  afterEach(() => box.stop());

  const refuse = (path: string, status: number, more: object = {}, times = 1_000) =>
    box.tenant.faults.add({
      match: { method: 'PATCH', path },
      times,
      answer: { status, commit: 'never', ...more },
    });
  const all = [anEvent(1, 'NS-2026-0001'), anEvent(2, 'NS-2026-0002'), anEvent(3, 'EM-2026-0001')];
  const seqOf = async (riskId: string) => (await rowOf(store, riskId))?.carried?.seq;

  it.each([
    ['may not be written', 403, { code: 'accessDenied' }],
    ['is locked', 423, {}],
  ])('SHT34 an item that %s is named, and the others are written', async (_what, status, more) => {
    const { item } = itemWith(listOf(box, NS), 'NS-2026-0001');
    refuse(`/items/${item.id}/fields`, status, more);

    const outcome = await store.publish(all.slice(0, 2));

    expect(outcome).toMatchObject({ kind: 'failed', refused: ['NS-2026-0001'] });
    expect(await seqOf('NS-2026-0002')).toBe(2);
  });

  it('SHT34 an item that never says how it ended keeps nothing from the others, and nothing is said of any', async () => {
    const { item } = itemWith(listOf(box, NS), 'NS-2026-0001');
    refuse(`/lists/${listOf(box, NS).id}/items/${item.id}/fields`, 504);

    expect(await store.publish(all)).toMatchObject({ kind: 'unknown', retryAfterMs: null });
    expect(await seqOf('NS-2026-0002')).toBe(2);
    expect(await seqOf('EM-2026-0001')).toBe(3);

    box.tenant.faults.clear();
    expect(await store.publish(all)).toEqual({ kind: 'ok' });
    expect(await seqOf('NS-2026-0001')).toBe(1);
  });

  it('SHT34 one that is unknown among refusals makes the end unknown, and how long to wait is kept', async () => {
    const items = ['NS-2026-0001', 'NS-2026-0002'].map((id) => itemWith(listOf(box, NS), id).item);
    refuse(`/lists/${listOf(box, NS).id}/items/${items[0]?.id ?? 0}/fields`, 504);
    refuse(`/lists/${listOf(box, NS).id}/items/${items[1]?.id ?? 0}/fields`, 429, { retryAfter: 30 });

    expect(await store.publish(all)).toMatchObject({ kind: 'unknown', retryAfterMs: 30_000 });
    expect(await seqOf('EM-2026-0001')).toBeUndefined();
  });

  it('SHT34 when three ends are unknown it is no longer one item’s trouble, and the others wait', async () => {
    await store.appendRows(NS, [aNewRow('NS-2026-0003'), aNewRow('NS-2026-0004')]);
    refuse('/items/', 504, {}, 3);

    await store.publish([...all.slice(0, 2), anEvent(4, 'NS-2026-0003'), anEvent(5, 'NS-2026-0004')]);

    expect(box.tenant.faults.pending()).toEqual([]);
    expect(await seqOf('NS-2026-0004')).toBeUndefined();
  });

  it('SHT35 asks whether it may still write each time it has looked at an item again', async () => {
    refuse('/items/', 412, { code: 'notAllowed' }, 1);
    let asked = 0;
    const mayStill = () => (asked += 1) < 2;

    expect(await store.publish(all.slice(0, 1), mayStill)).toMatchObject({
      kind: 'failed',
      code: 'too-late',
    });
    expect(asked).toBe(2);
    expect(await seqOf('NS-2026-0001')).toBeUndefined();
  });

  it('SHT34 a list that may not be written keeps nothing from the other lists', async () => {
    refuse(`/lists/${listOf(box, NS).id}/items`, 403, { code: 'accessDenied' });

    const outcome = await store.publish(all);

    expect(outcome).toMatchObject({ kind: 'failed', refused: ['NS-2026-0001', 'NS-2026-0002'] });
    expect(await seqOf('EM-2026-0001')).toBe(3);
  });

  it('SHT23 a register that asks to be left alone is not asked about the other items', async () => {
    refuse('/items/', 429, { retryAfter: 30 });

    const outcome = await store.publish(all);

    expect(outcome).toMatchObject({ kind: 'failed', code: 'throttled', retryAfterMs: 30_000 });
    expect(outcome).not.toHaveProperty('refused');
  });
});
