/** PnPjs with a workbook: its tables and rows, its batches, its retries as delivered. */
import type { Drives } from '@pnp/graph/files/index.js' with { 'resolution-mode': 'import' };
import type { ListItems } from '@pnp/graph/list-item/index.js' with { 'resolution-mode': 'import' };
import type { Lists } from '@pnp/graph/lists/index.js' with { 'resolution-mode': 'import' };
import { columns } from '../../register/columns';
import { type Organisation } from '../../register/organisation';
import { tableNameOf } from '../../sync/stores/excel/sheet';
import { batchSize, chunksOf, type Contestant } from './contestant';
import { indexOf, newLine, reviewed } from './plain';
import { type Door, type Place } from './place';

interface Site {
  lists: Omit<ReturnType<typeof Lists>, 'getById'> & {
    (): Promise<{ id?: string; name?: string | null }[]>;
    getById(id: string): { items: ReturnType<typeof ListItems> };
  };
}

interface Parts {
  drives: ReturnType<typeof Drives>;
  sites: { getById(id: string): Site };
  batched(): [Parts, () => Promise<void>];
}

/** The packages are ES modules only, and declare their parts in a way this project's way of finding modules does not see. */
export async function pnpFor({ root, token }: Door) {
  const { graphfi, GraphBrowser } = await import('@pnp/graph');
  const { BearerToken, InjectHeaders } = await import('@pnp/queryable');
  await import('@pnp/graph/files/index.js');
  await import('@pnp/graph/sites/index.js');
  await import('@pnp/graph/workbooks/index.js');
  await import('@pnp/graph/lists/index.js');
  await import('@pnp/graph/list-item/index.js');
  await import('@pnp/graph/batching.js');
  const graph = graphfi().using(GraphBrowser({ baseUrl: `${root}v1.0` }), BearerToken(token));
  const ifMatch = (etag: string) => InjectHeaders({ 'If-Match': etag });
  return { graph: graph as unknown as Parts, ifMatch };
}

export type Pnp = Awaited<ReturnType<typeof pnpFor>>;

export function pnp(place: Place, org: Organisation): Contestant {
  let opened: Pnp | null = null;
  const graphNow = () => {
    if (!opened) throw new Error('Not prepared.');
    return opened.graph;
  };
  const tableIn = (graph: Pnp['graph'], region: string) =>
    graph.drives.getById(place.drive).getItemById(place.item).workbook.tables.getByName(tableNameOf(region as never)); // prettier-ignore
  const idColumn = columns.findIndex(({ key }) => key === 'riskId');
  const rowsOf = async (region: string) =>
    (await tableIn(graphNow(), region).rows()) as { values: unknown[][] }[];
  const idsOf = async (region: string) => (await rowsOf(region)).map(({ values }) => values[0]?.[idColumn]);
  const mark = (graph: Pnp['graph'], region: string, index: number) =>
    tableIn(graph, region)
      .rows.getItemAt(index)
      .update({ values: [reviewed] as never });
  const readAll = async () => {
    let rows = 0;
    for (const { id } of org.regions) rows += (await rowsOf(id)).length;
    return rows;
  };
  return {
    name: '@pnp/graph',
    sampled: batchSize,
    async prepare() {
      opened = await pnpFor(place);
    },
    readAll,
    async readAgain() {
      await readAll();
    },
    async appendOne(row) {
      await tableIn(graphNow(), row.riskId.slice(0, 2)).rows.add({ values: [newLine(row)] });
    },
    async changeOne({ riskId }) {
      const region = riskId.slice(0, 2);
      await mark(graphNow(), region, indexOf(await idsOf(region), riskId));
    },
    async review(rows) {
      const ids = new Map<string, unknown[]>();
      for (const { id } of org.regions) ids.set(id, await idsOf(id));
      for (const some of chunksOf(rows, batchSize)) {
        const [batched, execute] = graphNow().batched();
        const done = some.map(({ riskId }) => {
          const region = riskId.slice(0, 2);
          return mark(batched, region, indexOf(ids.get(region) ?? [], riskId));
        });
        await execute();
        await Promise.all(done);
      }
    },
  };
}
