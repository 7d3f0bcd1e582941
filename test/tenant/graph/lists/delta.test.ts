/** Delta queries of a list: latest state, pages, deletions, tokens that are worth nothing. */
import { errorOf, jsonOf, type RunningBox, startRunningBox } from '../../../kit/running-box';
import { addItem, type GraphItem, madeList } from '../../../kit/box-lists';

interface Delta {
  value: GraphItem[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}

let box: RunningBox;
let list: string;
beforeEach(async () => {
  box = await startRunningBox();
  list = await madeList(box);
  for (const Score of [1, 2, 3]) await addItem(box, list, { Score });
});
afterEach(() => box.stop());

const path = (link: string | undefined): string => String(link).slice(String(link).indexOf('/v1.0') + 5);
const ask = (where: string): Promise<Delta> => jsonOf<Delta>(box.graph('GET', where));
const scores = ({ value }: Delta): unknown[] =>
  value.map(({ id, fields }) => [id, fields?.['Score'] ?? 'deleted']);
const patch = (id: number, Score: number): Promise<Response> =>
  box.graph('PATCH', `${list}/items/${id}/fields`, { Score });

describe('delta of a list', () => {
  it('tells everything first, then what changed in its latest state, then nothing', async () => {
    const first = await ask(`${list}/items/delta`);
    expect(scores(first)).toEqual([['1', 1], ['2', 2], ['3', 3]]); // prettier-ignore
    await patch(2, 5);
    await patch(2, 6);
    await box.graph('DELETE', `${list}/items/1`);
    await addItem(box, list, { Score: 4 });
    const second = await ask(path(first['@odata.deltaLink']));
    expect(scores(second)).toEqual([['2', 6], ['1', 'deleted'], ['4', 4]]); // prettier-ignore
    expect(second.value[1]).toEqual({ id: '1', deleted: { state: 'deleted' } });
    expect((await ask(path(second['@odata.deltaLink']))).value).toEqual([]);
    expect(scores(await ask(path(first['@odata.deltaLink'])))).toEqual(scores(second));
    expect(scores(await ask(`${list}/items/delta`))).toEqual([['3', 3], ['2', 6], ['4', 4]]); // prettier-ignore
  });

  it.each(['delta?token=latest', "delta(token='latest')", 'microsoft.graph.delta(token=%27latest%27)'])(
    'begins now with %s',
    async (asked) => {
      const first = await ask(`${list}/items/${asked}`);
      expect(first.value).toEqual([]);
      await patch(3, 9);
      expect(scores(await ask(path(first['@odata.deltaLink'])))).toEqual([['3', 9]]);
    },
  );

  it('pages, keeps its options in the links, and misses nothing that happens between the pages', async () => {
    const first = await ask(`${list}/items/delta?$top=2&$expand=fields($select=Score)&$select=id`);
    expect(Object.keys(first.value[0]?.fields ?? {})).toEqual(['@odata.etag', 'Score']);
    await patch(1, 7);
    await box.graph('DELETE', `${list}/items/2`);
    const second = await ask(path(first['@odata.nextLink']));
    expect(scores(second)).toEqual([['3', 3], ['1', 7]]); // prettier-ignore
    const third = await ask(path(second['@odata.nextLink']));
    expect(third.value).toEqual([{ id: '2', deleted: { state: 'deleted' } }]);
    expect(third['@odata.deltaLink']).toBeDefined();
  });

  it('answers 410 with the address to begin anew for tokens made up, too old, thrown away, or of another list', async () => {
    const link = path((await ask(`${list}/items/delta`))['@odata.deltaLink']);
    const other = await madeList(box, { displayName: 'Another', list: { template: 'genericList' } });
    const foreign = path((await ask(`${other}/items/delta`))['@odata.deltaLink']).replace(other, list);
    const own = path((await ask(`${other}/items/delta`))['@odata.deltaLink']);
    await box.tenant.lists.list('Another').expireTokens();
    const expectGone = async (gone: string): Promise<void> => {
      const answer = await box.graph('GET', gone);
      expect(answer.headers.get('location')).toMatch(/\/items\/delta$/);
      expect(await errorOf(answer)).toMatchObject({
        status: 410,
        innerCode: 'resyncChangesApplyDifferences',
      });
    };
    for (const gone of [`${list}/items/delta?token=made-up`, foreign, own]) await expectGone(gone);
    expect((await box.graph('GET', link)).status).toBe(200);
    await box.tenant.clock.advance(31 * 86_400_000);
    await expectGone(link);
  });
});
