/** Lists and columns over Graph. */
import { startTenant } from '../../../../tenant/start';
import {
  boxOptions,
  errorOf,
  graphToken,
  jsonOf,
  type RunningBox,
  startRunningBox,
} from '../../../kit/running-box';
import { addItem, lists, madeList, sampleList } from '../../../kit/box-lists';

let box: RunningBox;
beforeEach(async () => {
  box = await startRunningBox();
});
afterEach(() => box.stop());

interface Column {
  id: string;
  name: string;
  [key: string]: unknown;
}
const columnsOf = async (list: string, query = ''): Promise<Column[]> =>
  (await jsonOf<{ value: Column[] }>(box.graph('GET', `${list}/columns${query}`))).value;

describe('lists of the site', () => {
  it('are created, found by id, name and title, renamed and deleted', async () => {
    expect(await jsonOf(box.graph('GET', lists))).toEqual({ value: [] });
    const list = await madeList(box);
    const found = await jsonOf(box.graph('GET', list));
    expect(found).toMatchObject({ displayName: 'Risks of Northshire', list: { template: 'genericList' } });
    expect(await jsonOf(box.graph('GET', `${lists}/risks%20of%20northshire`))).toEqual(found);
    expect(await jsonOf(box.graph('GET', lists))).toEqual({ value: [found] });
    const renamed = await jsonOf(box.graph('PATCH', list, { displayName: 'Risks' }));
    expect(renamed).toMatchObject({ displayName: 'Risks', name: 'Risks of Northshire' });
    expect(renamed['eTag']).not.toBe(found['eTag']);
    expect((await box.graph('DELETE', list)).status).toBe(204);
    expect(await errorOf(box.graph('GET', list))).toMatchObject({ status: 404, code: 'itemNotFound' });
  });

  it('have a name once only', async () => {
    await madeList(box);
    expect(
      await errorOf(box.graph('POST', lists, { ...sampleList, displayName: 'RISKS OF northshire' })),
    ).toMatchObject({
      status: 409,
      code: 'nameAlreadyExists',
    });
  });

  it.each([
    [{ displayName: 'x' }, 400],
    [{ list: { template: 'genericList' } }, 400],
    [{ ...sampleList, columns: [{ name: 'two words', text: {} }] }, 400],
    [{ ...sampleList, columns: [{ name: 'A' }] }, 400],
    [{ ...sampleList, columns: [{ name: 'A', text: {}, number: {} }] }, 400],
    [{ ...sampleList, columns: [{ name: 'A', text: {}, enforceUniqueValues: true }] }, 400],
    [{ ...sampleList, columns: [{ name: 'A', text: { allowMultipleLines: true }, indexed: true }] }, 400],
    [
      {
        ...sampleList,
        columns: [
          { name: 'A', text: {} },
          { name: 'a', text: {} },
        ],
      },
      409,
    ],
    [{ ...sampleList, columns: [{ name: 'A', displayName: 'Title', text: {} }] }, 409],
    [{ ...sampleList, columns: [{ name: 'A', calculated: {} }] }, 501],
    [{ ...sampleList, list: { template: 'documentLibrary' } }, 501],
  ])('refuse the definition %j with %i and leave nothing behind', async (definition, status) => {
    expect((await box.graph('POST', lists, definition)).status).toBe(status);
    expect(box.tenant.lists.all()).toEqual([]);
  });

  it('belong to the one site', async () => {
    expect((await box.graph('GET', '/sites/another/lists')).status).toBe(404);
    expect((await box.graph('GET', `${await madeList(box)}/drive`)).status).toBe(501);
  });

  it('survive a restart of the box with their columns, items, versions and people', async () => {
    const list = await madeList(box);
    await addItem(box, list, { RiskId: 'R-1', OwnerLookupId: 6 });
    await addItem(box, list, { RiskId: 'R-2' });
    await box.graph('PATCH', `${list}/items/1/fields`, { Note: 'twice' });
    await box.graph('DELETE', `${list}/items/2`);
    const before = await jsonOf(box.graph('GET', `${list}/items/1`));
    const delta = await jsonOf(box.graph('GET', `${list}/items/delta`));
    await box.tenant.stop();
    const again = await startTenant(boxOptions(box.home));
    const other = { ...box, url: again.url, token: await graphToken(again.url) };
    const ask = (path: string): Promise<Response> =>
      fetch(`${other.url}/v1.0${path}`, { headers: { Authorization: `Bearer ${other.token}` } });
    expect(await jsonOf(ask(`${list}/items/1`))).toMatchObject({
      eTag: before['eTag'],
      fields: before['fields'],
    });
    expect(await jsonOf(ask(`${list}/items/1/versions`))).toMatchObject({
      value: [{ id: '2.0' }, { id: '1.0' }],
    });
    expect((await ask(`${list}/items/2`)).status).toBe(404);
    const link = String(delta['@odata.deltaLink']);
    expect(await jsonOf(ask(link.slice(link.indexOf('/v1.0') + 5)))).toMatchObject({ value: [] });
    const { nextId } = again.lists.all()[0]?.about() ?? {};
    expect(nextId).toBe(3);
    await again.stop();
  });
});

describe('columns', () => {
  it('come after the usual ones; hidden ones only when asked for', async () => {
    const list = await madeList(box);
    const names = (await columnsOf(list)).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['Title', 'ID']);
    expect(names).toEqual(expect.arrayContaining(['RiskId', 'Owner', 'Shown']));
    expect(names).not.toContain('Seq');
    expect((await columnsOf(list, '?$select=name,hidden')).map(({ name }) => name)).toContain('Seq');
    const one = await jsonOf(box.graph('GET', `${list}/columns/RiskId`));
    expect(one).toMatchObject({ displayName: 'Risk ID', indexed: true, text: { maxLength: 255 } });
    expect(await jsonOf(box.graph('GET', `${list}/columns/${String(one['id'])}`))).toEqual(one);
  });

  it('are added, changed and deleted with what is in them', async () => {
    const list = await madeList(box);
    await addItem(box, list, { Note: 'x' });
    expect((await box.graph('POST', `${list}/columns`, { name: 'More', number: {} })).status).toBe(201);
    expect((await box.graph('POST', `${list}/columns`, { name: 'more', number: {} })).status).toBe(409);
    const change = { displayName: 'How bad', choice: { choices: ['Low', 'Middle', 'High'] } };
    expect(await jsonOf(box.graph('PATCH', `${list}/columns/Level`, change))).toMatchObject({
      name: 'Level',
      displayName: 'How bad',
      choice: { choices: ['Low', 'Middle', 'High'], allowTextEntry: false },
    });
    expect((await box.graph('DELETE', `${list}/columns/Note`)).status).toBe(204);
    expect((await jsonOf(box.graph('GET', `${list}/items/1/fields`)))['Note']).toBeUndefined();
    expect((await box.graph('GET', `${list}/columns/Note`)).status).toBe(404);
  });

  it.each([
    ['RiskId', { name: 'Other' }],
    ['RiskId', { number: {} }],
    ['RiskId', { indexed: false }],
    ['Created', { displayName: 'When' }],
  ])('refuse the change of %s to %j', async (column, change) => {
    const list = await madeList(box);
    expect((await box.graph('PATCH', `${list}/columns/${column}`, change)).status).toBe(400);
  });

  it('cannot become unique while there are duplicates', async () => {
    const list = await madeList(box);
    await addItem(box, list, { Category: 'Dog' });
    await addItem(box, list, { Category: 'dog' });
    expect((await box.graph('PATCH', `${list}/columns/Category`, { enforceUniqueValues: true })).status).toBe(
      400,
    );
    await box.graph('DELETE', `${list}/items/2`);
    expect((await box.graph('PATCH', `${list}/columns/Category`, { enforceUniqueValues: true })).status).toBe(
      200,
    );
  });
});
