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

  const refuse = (path: string, status: number, more: object = {}) =>
    box.tenant.faults.add({
      match: { method: 'PATCH', path },
      times: 1_000,
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
