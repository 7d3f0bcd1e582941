/** What an adversary can do to a client of lists. */
import { type Fault } from '../../../../tenant/faults';
import { addItem, type GraphItem, itemsOf, madeList } from '../../../kit/box-lists';
import { errorOf, jsonOf, people, type RunningBox, startRunningBox } from '../../../kit/running-box';

interface Delta {
  value: (GraphItem & { error?: { code: string } })[];
  '@odata.deltaLink'?: string;
}

let box: RunningBox;
let list: string;
beforeEach(async () => {
  box = await startRunningBox();
  list = await madeList(box);
});
afterEach(() => box.stop());

const patch = (id: string, fields: object, ifMatch?: string): Promise<Response> =>
  box.graph(
    'PATCH',
    `${list}/items/${id}/fields`,
    fields,
    ifMatch === undefined ? {} : { 'If-Match': ifMatch },
  );
const now = (id: string): Promise<GraphItem> => jsonOf<GraphItem>(box.graph('GET', `${list}/items/${id}`));
const strike = (answer: Fault['answer'], method: string, times = 1): void =>
  box.tenant.faults.add({ match: { method, path: '/items' }, times, answer });
const deltaAfter = (first: Delta): Promise<Delta> => {
  const link = String(first['@odata.deltaLink']);
  return jsonOf<Delta>(box.graph('GET', link.slice(link.indexOf('/v1.0') + 5)));
};
const latest = (): Promise<Delta> => jsonOf<Delta>(box.graph('GET', `${list}/items/delta?token=latest`));

describe('a storm of 412', () => {
  it('may blow although nothing changed', async () => {
    const { id, eTag } = await addItem(box, list, { Note: 'one' });
    strike({ status: 412, code: 'resourceModified' }, 'PATCH', 3);
    for (const _ of [1, 2, 3]) {
      expect(await errorOf(patch(id, { Note: 'two' }, eTag))).toMatchObject({
        status: 412,
        code: 'resourceModified',
      });
    }
    expect((await now(id)).eTag).toBe(eTag);
    expect((await patch(id, { Note: 'two' }, eTag)).status).toBe(200);
  });

  it('may blow because a colleague was faster, again and again', async () => {
    const { id } = await addItem(box, list, { Note: 'one' });
    strike({ edit: { Category: 'Dog' } }, 'PATCH', 2);
    for (const version of [2, 3]) {
      expect((await patch(id, { Note: 'two' }, (await now(id)).eTag)).status).toBe(412);
      expect(await now(id)).toMatchObject({
        eTag: expect.stringContaining(`,${version}"`),
        fields: { Note: 'one', Category: 'Dog' },
        lastModifiedBy: { user: { id: people[0]?.id } },
      });
    }
    strike({ edit: { Note: "the colleague's" } }, 'PATCH');
    expect((await patch(id, { Note: 'overwritten blindly' })).status).toBe(200);
    expect((await now(id)).fields['_UIVersionString']).toBe('5.0');
  });

  it('may end in a deleted item', async () => {
    const { id, eTag } = await addItem(box, list, {});
    strike({ edit: 'delete' }, 'PATCH');
    expect((await patch(id, { Note: 'x' }, eTag)).status).toBe(404);
    expect((await itemsOf(box, list)).value).toEqual([]);
  });
});

describe('writes', () => {
  it('may be answered as done and not be kept', async () => {
    const { id, eTag } = await addItem(box, list, { Note: 'one' });
    box.tenant.faults.add({ match: { path: '/items' }, times: 3, answer: { ok: true, persist: false } });
    expect(await jsonOf(patch(id, { Note: 'two' }))).toMatchObject({
      Note: 'two',
      '@odata.etag': eTag.replace(',1"', ',2"'),
    });
    expect((await box.graph('POST', `${list}/items`, { fields: { Note: 'new' } })).status).toBe(201);
    expect((await box.graph('DELETE', `${list}/items/${id}`)).status).toBe(204);
    expect((await itemsOf(box, list)).value).toMatchObject([{ eTag, fields: { Note: 'one' } }]);
  });

  it('may be done although the answer is an error, so that a blind repetition meets its own key', async () => {
    strike({ status: 504, commit: 'before' }, 'POST');
    const fields = { RiskId: 'R-1' };
    expect((await box.graph('POST', `${list}/items`, { fields })).status).toBe(504);
    expect((await box.graph('POST', `${list}/items`, { fields })).status).toBe(400);
    expect((await itemsOf(box, list)).value).toHaveLength(1);
  });
});

describe('reads', () => {
  it('may be stale: older cells, items not yet there, items still there', async () => {
    const kept = await addItem(box, list, { Note: 'one' });
    const gone = await addItem(box, list, { Note: 'gone' });
    await box.tenant.clock.advance(60_000);
    await patch(kept.id, { Note: 'two' });
    await box.graph('DELETE', `${list}/items/${gone.id}`);
    await addItem(box, list, { Note: 'new' });
    strike({ staleMs: 30_000 }, 'GET', 2);
    const { value } = await itemsOf(box, list);
    expect(value.map(({ eTag, fields }) => [eTag, fields['Note']])).toEqual([
      [kept.eTag, 'one'],
      [gone.eTag, 'gone'],
    ]);
    expect(await now(kept.id)).toMatchObject({ eTag: kept.eTag, fields: { Note: 'one' } });
    expect((await itemsOf(box, list)).value.map(({ fields }) => fields['Note'])).toEqual(['two', 'new']);
  });
});

describe('delta', () => {
  it('may leave a change out, which comes with the next one', async () => {
    const { id } = await addItem(box, list, {});
    const first = await latest();
    await patch(id, { Score: 1 });
    strike({ delta: 'gap' }, 'GET');
    const second = await deltaAfter(first);
    expect(second.value).toEqual([]);
    const third = await deltaAfter(second);
    expect(third.value).toMatchObject([{ id, fields: { Score: 1 } }]);
    expect((await deltaAfter(third)).value).toEqual([]);
  });

  it('tells what it left out once, in its latest state', async () => {
    const { id } = await addItem(box, list, {});
    const first = await latest();
    await patch(id, { Score: 1 });
    strike({ delta: 'gap' }, 'GET');
    const second = await deltaAfter(first);
    await patch(id, { Score: 2 });
    expect((await deltaAfter(second)).value).toMatchObject([{ id, fields: { Score: 2 } }]);
  });

  it('may tell an item twice, an older state first', async () => {
    const { id } = await addItem(box, list, { Score: 1 });
    const first = await latest();
    await patch(id, { Score: 2 });
    strike({ delta: 'twice' }, 'GET');
    const { value } = await deltaAfter(first);
    expect(value.map((item) => item.fields['Score'])).toEqual([1, 2]);
  });

  it('may hold an error where a deletion should be', async () => {
    const { id } = await addItem(box, list, {});
    const { id: other } = await addItem(box, list, {});
    const first = await latest();
    await box.graph('DELETE', `${list}/items/${id}`);
    await patch(other, { Score: 1 });
    strike({ delta: 'error' }, 'GET');
    const { value } = await deltaAfter(first);
    expect(value).toMatchObject([{ error: { code: 'InternalServerError' } }, { id: other }]);
  });
});
