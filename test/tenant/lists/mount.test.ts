/** The lists for people and scripts. */
import { addItem, madeList } from '../../kit/box-lists';
import { jsonOf, people, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let list: string;
const name = 'Risks of Northshire';
beforeEach(async () => {
  box = await startRunningBox();
  list = await madeList(box);
});
afterEach(() => box.stop());

const post = (body: unknown): Promise<Response> =>
  fetch(`${box.url}/lists.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const get = <T>(query = ''): Promise<T> => jsonOf<T>(fetch(`${box.url}/lists.json${query}`));

describe('/lists.json', () => {
  it('tells the lists with their columns, one with its items, an item with its versions', async () => {
    await addItem(box, list, { RiskId: 'R-1', OwnerLookupId: 7 });
    const [only] = await get<{ columns: { name: string }[] }[]>();
    expect(only).toMatchObject({ displayName: name, itemCount: 1 });
    expect(only?.columns.find((column) => column.name === 'Category')).toMatchObject({
      kind: 'choice',
      choices: ['Dog'],
      allowTextEntry: true,
    });
    expect(only?.columns.map((column) => column.name)).not.toContain('Created');
    const one = await get<{ items: object[]; people: object[] }>(`?list=${name}`);
    expect(one.items).toMatchObject([
      { id: '1', version: '1.0', fields: { RiskId: 'R-1', OwnerLookupId: 7 } },
    ]);
    expect(one.people).toHaveLength(people.length + 1);
    expect(await get(`?list=${name}&item=1`)).toMatchObject({ versions: [{ version: '1.0' }] });
  });

  it('lets a colleague add, change, restore and delete, in their name and not on the record of Graph', async () => {
    const added = await jsonOf(post({ list: name, fields: { RiskId: 'R-2' }, as: people[1]?.id }));
    expect(added).toMatchObject({ id: '1', modifiedBy: people[1]?.displayName });
    const changed = await jsonOf(post({ list: name, id: 1, fields: { Note: 'x' }, eTag: added['eTag'] }));
    expect(changed).toMatchObject({ version: '2.0', fields: { RiskId: 'R-2', Note: 'x' }, modifiedBy: people[0]?.displayName }); // prettier-ignore
    expect((await post({ list: name, id: '1', fields: { Note: 'y' }, eTag: added['eTag'] })).status).toBe(
      409,
    );
    expect(await jsonOf(post({ list: name, id: '1', restore: '1.0' }))).toMatchObject({ version: '3.0', fields: { RiskId: 'R-2' } }); // prettier-ignore
    const seen = await jsonOf(box.graph('GET', `${list}/items/1`));
    expect(seen['lastModifiedBy']).toMatchObject({ user: { id: people[0]?.id } });
    expect(await jsonOf(post({ list: name, id: '1', delete: true }))).toEqual({ id: '1', deleted: true });
    expect((await box.graph('GET', `${list}/items/1`)).status).toBe(404);
    expect(box.tenant.lists.writes).toEqual([]);
  });

  it('lets a colleague delete a column, and a whole list', async () => {
    const after = await jsonOf<{ columns: { name: string }[] }>(post({ list: name, deleteColumn: 'Note' }));
    expect(after.columns.map((column) => column.name)).not.toContain('Note');
    expect((await post({ list: name, deleteColumn: 'Title' })).status).toBe(400);

    expect(await jsonOf(post({ list: name, deleteList: true }))).toMatchObject({ deleted: true });
    expect(await get()).toEqual([]);
  });

  it('refuses with a sentence what cannot be', async () => {
    for (const [body, status] of [
      [{ fields: {} }, 400],
      [{ list: name, fields: { Nothing: 1 } }, 400],
      [{ list: name, fields: { Level: 'Medium' } }, 400],
      [{ list: 'None', fields: {} }, 404],
      [{ list: name, id: '9', delete: true }, 404],
      [{ list: name, fields: {}, as: 'nobody' }, 404],
    ] as const) {
      const answer = await post(body);
      expect([answer.status, typeof (await jsonOf(answer))['error']]).toEqual([status, 'string']);
    }
    expect((await fetch(`${box.url}/lists.json?list=None`)).status).toBe(404);
  });
});
