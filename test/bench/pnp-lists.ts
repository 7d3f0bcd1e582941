/** PnPjs with lists: pages, batches and tags; it has no part for an item's delta. */
import { type Organisation } from '../../register/organisation';
import { listNameOf } from '../../sync/stores/lists/list-columns';
import { batchSize, chunksOf, type Contestant } from './contestant';
import { byId, newFields, ownCells, pageSize, reviewedFields, shownCells, withId, type FoundItem, type Site } from './plain-lists'; // prettier-ignore
import { pnpFor, type Pnp } from './pnp';

export function pnpOnLists(at: Site, org: Organisation): Contestant {
  let opened: Pnp | null = null;
  const lists = new Map<string, string>();
  const pnpNow = () => {
    if (!opened) throw new Error('Not prepared.');
    return opened;
  };
  const itemsIn = (graph: Pnp['graph'], region: string) =>
    graph.sites.getById(at.site).lists.getById(lists.get(region) ?? '').items;
  const mark = (graph: Pnp['graph'], riskId: string, item: FoundItem | undefined) => {
    if (!item) throw new Error('The item is not there.');
    const found = itemsIn(graph, riskId.slice(0, 2)).getById(item.id);
    return found.using(pnpNow().ifMatch(item.eTag)).update({ fields: reviewedFields } as never);
  };
  const readAll = async () => {
    const all: FoundItem[] = [];
    for (const { id } of org.regions)
      for await (const page of itemsIn(pnpNow().graph, id).expand(shownCells).top(pageSize))
        all.push(...(page as FoundItem[]));
    return all;
  };
  return {
    name: '@pnp/graph',
    sampled: 200,
    async prepare() {
      opened = await pnpFor(at);
      const found = await opened.graph.sites.getById(at.site).lists.select('id', 'name')();
      for (const { id } of org.regions)
        lists.set(id, found.find((list) => list.name === listNameOf(id))?.id ?? '');
    },
    readAll: async () => (await readAll()).length,
    async readAgain() {
      await readAll();
    },
    async appendOne(row) {
      await itemsIn(pnpNow().graph, row.riskId.slice(0, 2)).add({ fields: newFields(row) } as never);
    },
    async changeOne({ riskId }) {
      const { graph } = pnpNow();
      const found = await itemsIn(graph, riskId.slice(0, 2)).filter(withId(riskId)).expand(ownCells)();
      await mark(graph, riskId, found[0] as FoundItem | undefined);
    },
    async review(rows) {
      const known = byId(await readAll());
      for (const some of chunksOf(rows, batchSize)) {
        const [batched, execute] = pnpNow().graph.batched();
        const changed = some.map(({ riskId }) => mark(batched, riskId, known.get(riskId)));
        await execute();
        await Promise.all(changed);
      }
    },
  };
}
