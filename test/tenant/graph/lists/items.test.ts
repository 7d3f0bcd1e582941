/** Items over Graph: cells, tags, versions, pages, filters, the record of writes. */
import { boxApp, errorOf, jsonOf, people, type RunningBox, startRunningBox } from '../../../kit/running-box';
import { addItem, type GraphItem, itemsOf, lists, madeList } from '../../../kit/box-lists';

let box: RunningBox;
let list: string;
beforeEach(async () => {
  box = await startRunningBox();
  list = await madeList(box);
});
afterEach(() => box.stop());

const patch = (id: string, fields: object, headers = {}): Promise<Response> =>
  box.graph('PATCH', `${list}/items/${id}/fields`, fields, headers);
const fieldsNow = (id: string): Promise<Record<string, unknown>> =>
  jsonOf(box.graph('GET', `${list}/items/${id}/fields`));

describe('cells', () => {
  it('of every kind are kept and shown as SharePoint shows them; empty ones are left out', async () => {
    const written = {
      Title: 'one',
      RiskId: 'R-1',
      Note: 'two\nlines',
      Level: 'High',
      Category: 'Something else',
      LookedAt: '2026-07-01',
      SentAt: '2026-07-01T10:30:00+01:00',
      Score: 7,
      IsOver: false,
      OwnerLookupId: '7',
      Shown: 'by the service',
      Seq: '12',
    };
    const { id, eTag } = await addItem(box, list, written);
    const shown = await fieldsNow(id);
    expect(shown).toMatchObject({
      '@odata.etag': eTag,
      id: '1',
      Note: 'two\nlines',
      LookedAt: '2026-06-30T23:00:00Z',
      SentAt: '2026-07-01T09:30:00Z',
      IsOver: false,
      OwnerLookupId: '7',
      Shown: 'by the service',
      _UIVersionString: '1.0',
    });
    expect(shown['Seq']).toBeUndefined();
    expect(shown['Owner']).toBeUndefined();
    const { value } = await itemsOf(box, list, '$select=id&$expand=fields($select=Seq,Owner,LookedAt)');
    expect(value).toEqual([
      {
        '@odata.etag': eTag,
        id: '1',
        fields: {
          '@odata.etag': eTag,
          LookedAt: '2026-06-30T23:00:00Z',
          Owner: people[1]?.displayName,
          Seq: '12',
        },
      },
    ]);
    const emptied = await jsonOf(patch(id, { Note: '', Level: null }));
    expect(Object.keys(emptied)).not.toEqual(expect.arrayContaining(['Note']));
    expect(emptied['Level']).toBeUndefined();
  });

  it('of a day in winter are that midnight in UTC', async () => {
    const { id } = await addItem(box, list, { LookedAt: '2026-01-15T23:30:00Z' });
    expect(await fieldsNow(id)).toMatchObject({ LookedAt: '2026-01-15T00:00:00Z' });
  });

  it.each([
    { Nothing: 'x' },
    { Owner: '7' },
    { OwnerLookupId: 999 },
    { Created: '2026-01-01' },
    { Score: '7' },
    { Score: 11 },
    { Level: 'Medium' },
    { Level: 3 },
    { RiskId: 7 },
    { RiskId: 'x'.repeat(256) },
    { LookedAt: '1 July' },
    { IsOver: 'yes' },
  ])('%j is refused with 400 and nothing is written', async (fields) => {
    const { id, eTag } = await addItem(box, list, { RiskId: 'R-1' });
    expect(await errorOf(patch(id, { Note: 'more', ...fields }))).toMatchObject({
      status: 400,
      code: 'invalidRequest',
    });
    expect((await box.graph('POST', `${list}/items`, { fields })).status).toBe(400);
    expect((await itemsOf(box, list)).value.map((item) => item.eTag)).toEqual([eTag]);
  });

  it('of a unique column are refused a second time, without regard to case', async () => {
    await addItem(box, list, { RiskId: 'R-1' });
    const { id } = await addItem(box, list, { RiskId: 'R-2' });
    const refused = await errorOf(box.graph('POST', `${list}/items`, { fields: { RiskId: 'r-1' } }));
    expect(refused).toMatchObject({ status: 400, code: 'invalidRequest' });
    expect(refused.message).toContain('unique');
    expect((await patch(id, { RiskId: 'R-1' })).status).toBe(400);
    expect((await patch(id, { RiskId: 'R-2' })).status).toBe(200);
    expect((await itemsOf(box, list)).value).toHaveLength(2);
    await box.graph('DELETE', `${list}/items/1`);
    expect((await patch(id, { RiskId: 'R-1' })).status).toBe(200);
  });

  it('name people by their number in the list of the users of the site', async () => {
    const { value } = await jsonOf<{ value: GraphItem[] }>(
      box.graph('GET', `${lists}/User%20Information%20List/items?$expand=fields`),
    );
    expect(value.map(({ fields }) => fields['EMail'])).toEqual(people.map(({ mail }) => mail));
    const owner = value[2];
    await addItem(box, list, { OwnerLookupId: owner?.id });
    expect((await itemsOf(box, list, '$expand=fields($select=Owner)')).value[0]?.fields['Owner']).toBe(
      owner?.fields['Title'],
    );
  });
});

describe('the tag of an item', () => {
  it('changes with every write, and a write under an older one is refused on both addresses', async () => {
    const { id, eTag } = await addItem(box, list, { Note: 'one' });
    expect(eTag).toMatch(/^"[0-9a-f-]{36},1"$/);
    const second = await patch(id, { Note: 'two' }, { 'If-Match': eTag });
    expect((await jsonOf(second))['@odata.etag']).toBe(eTag.replace(',1"', ',2"'));
    const stale = { 'If-Match': eTag };
    const item = `${list}/items/${id}`;
    for (const answer of [
      patch(id, { Note: 'three' }, stale),
      box.graph('PATCH', item, { fields: { Note: 'three' } }, stale),
      box.graph('DELETE', item, undefined, stale),
    ]) {
      expect(await errorOf(answer)).toMatchObject({ status: 412, code: 'resourceModified' });
    }
    expect(await fieldsNow(id)).toMatchObject({ Note: 'two' });
    expect((await patch(id, { Note: 'three' }, { 'If-Match': '*' })).status).toBe(200);
    expect((await patch(id, { Note: 'four' })).status).toBe(200);
    const { eTag: now } = await jsonOf<GraphItem>(box.graph('GET', item));
    expect((await box.graph('DELETE', item, undefined, { 'If-Match': now })).status).toBe(204);
    expect((await box.graph('GET', item)).status).toBe(404);
    expect((await addItem(box, list, {})).id).toBe('2');
  });
});

describe('versions of an item', () => {
  it('are made by every write, tell who wrote, and can be brought back', async () => {
    const { id } = await addItem(box, list, { Note: 'one', Score: 1 });
    await patch(id, { Note: 'two', Score: null });
    const versions = `${list}/items/${id}/versions`;
    const { value } = await jsonOf<{ value: { id: string; lastModifiedBy: unknown }[] }>(
      box.graph('GET', versions),
    );
    expect(value.map((version) => version.id)).toEqual(['2.0', '1.0']);
    expect(value[0]?.lastModifiedBy).toMatchObject({ application: { id: boxApp.clientId } });
    expect(await jsonOf(box.graph('GET', `${versions}/1.0/fields`))).toMatchObject({ Note: 'one', Score: 1 });
    expect(await jsonOf(box.graph('GET', `${versions}/1.0`))).toMatchObject({
      id: '1.0',
      fields: { Note: 'one' },
    });
    expect((await box.graph('GET', `${versions}/9.0`)).status).toBe(404);
    expect((await box.graph('POST', `${versions}/1.0/restoreVersion`)).status).toBe(204);
    expect(await fieldsNow(id)).toMatchObject({ Note: 'one', Score: 1, _UIVersionString: '3.0' });
  });

  it('are kept up to fifty', async () => {
    const { id } = await addItem(box, list, { Score: 0 });
    for (let round = 1; round <= 55; round += 1) await patch(id, { Score: round % 10 });
    const { value } = await jsonOf<{ value: { id: string }[] }>(
      box.graph('GET', `${list}/items/${id}/versions`),
    );
    expect([value.length, value[0]?.id, value.at(-1)?.id]).toEqual([50, '56.0', '7.0']);
  });
});

describe('pages of items', () => {
  it('begin where the last one ended, whatever happens meanwhile', async () => {
    for (let round = 1; round <= 5; round += 1) await addItem(box, list, { Score: round });
    const first = await itemsOf(box, list, '$top=2&$expand=fields($select=Score)');
    expect(first.value.map(({ fields }) => fields['Score'])).toEqual([1, 2]);
    await box.graph('DELETE', `${list}/items/1`);
    const link = String(first['@odata.nextLink']);
    const second = await jsonOf<{ value: GraphItem[]; '@odata.nextLink'?: string }>(
      box.graph('GET', link.slice(link.indexOf('/v1.0') + 5)),
    );
    expect(second.value.map(({ fields }) => fields['Score'])).toEqual([3, 4]);
    expect(second['@odata.nextLink']).toBeDefined();
    expect((await itemsOf(box, list, '$top=4'))['@odata.nextLink']).toBeUndefined();
    expect((await box.graph('GET', `${list}/items?$skiptoken=x`)).status).toBe(400);
    expect((await box.graph('GET', `${list}/items?$skip=1`)).status).toBe(501);
  });
});

describe('filters', () => {
  beforeEach(async () => {
    for (const [RiskId, Category, Score] of [
      ['R-1', 'Dog', 1],
      ['R-2', "It's and or", 2],
      ['S-3', 'Dog', 3],
    ]) {
      await addItem(box, list, { RiskId, Category, Score, LookedAt: `2026-0${Score}-01` });
    }
  });
  const found = async (filter: string, headers = {}): Promise<unknown[]> => {
    const path = `${list}/items?$expand=fields&$filter=${encodeURIComponent(filter)}`;
    const { value } = await jsonOf<{ value: GraphItem[] }>(box.graph('GET', path, undefined, headers));
    return value.map(({ fields }) => fields['RiskId']);
  };
  const riskTaken = { Prefer: 'HonorNonIndexedQueriesWarningMayFailRandomly' };

  it.each([
    ["fields/RiskId eq 'r-2'", ['R-2']],
    ["fields/Category eq 'It''s and or'", ['R-2']],
    ["fields/Category eq 'Dog' and fields/RiskId ne 'R-1'", ['S-3']],
    ["startswith(fields/RiskId,'R-')", ['R-1', 'R-2']],
    ['fields/id ge 2', ['R-2', 'S-3']],
    ['fields/Score gt 1', ['R-2', 'S-3']],
    ["fields/LookedAt lt '2026-02-01T00:00:00Z'", ['R-1']],
    ['fields/Note eq null', ['R-1', 'R-2', 'S-3']],
  ])('%s finds %j', async (filter, ids) => expect(await found(filter, riskTaken)).toEqual(ids));

  it('on a column without index need the header that takes the risk', async () => {
    const refused = await errorOf(box.graph('GET', `${list}/items?$filter=fields/Score eq 1`));
    expect(refused).toMatchObject({ status: 400, code: 'invalidRequest' });
    expect(refused.message).toContain('not indexed');
  });

  it('beyond five thousand items need an index in any case', async () => {
    const kept = box.tenant.lists.list('Risks of Northshire');
    const by = { kind: 'application', id: 'x', displayName: 'x' } as const;
    await Promise.all(Array.from({ length: 4_998 }, (_, at) => kept.add({ Score: at % 10 }, by)));
    const refused = await errorOf(
      box.graph('GET', `${list}/items?$filter=fields/Score eq 1`, undefined, riskTaken),
    );
    expect(refused.message).toContain('list view threshold');
    expect(await found("fields/RiskId eq 'R-2'")).toEqual(['R-2']);
    expect(await found("fields/Category eq 'Dog' and fields/Score eq 3", riskTaken)).toEqual(['S-3']);
  });

  it.each(['fields/Score eq 1 or fields/Score eq 2', "contains(fields/Note,'x')"])(
    '%s is not imitated',
    async (filter) => {
      expect((await box.graph('GET', `${list}/items?$filter=${encodeURIComponent(filter)}`)).status).toBe(
        501,
      );
    },
  );
});

describe('the record of writes', () => {
  it('tells the columns each request touched and who asked, refused ones too', async () => {
    const { id } = await addItem(box, list, { RiskId: 'R-1', OwnerLookupId: 7 });
    await patch(id, { Note: 'x' }, { 'If-Match': '"old,1"' });
    await box.graph('DELETE', `${list}/items/${id}`);
    const about = { list: 'Risks of Northshire', client: boxApp.clientId };
    expect(box.tenant.lists.writes).toMatchObject([
      { ...about, method: 'POST', item: null, columns: ['RiskId', 'OwnerLookupId'] },
      { ...about, method: 'PATCH', item: id, columns: ['Note'] },
      { ...about, method: 'DELETE', item: id, columns: [] },
    ]);
  });
});
