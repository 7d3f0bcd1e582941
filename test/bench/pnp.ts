/** PnPjs, with its own retries; it has no part for "nothing changed" either. */
import { columns } from '../../register/columns';
import { type Organisation } from '../../register/organisation';
import { tableNameOf } from '../../sync/stores/excel/sheet';
import { type Contestant } from './contestant';
import { indexOf, newLine, reviewed } from './plain';
import { type Place } from './place';

/** The packages are ES modules only. */
async function workbookOf(place: Place) {
  const { graphfi, DefaultHeaders, DefaultInit } = await import('@pnp/graph');
  await import('@pnp/graph/files/index.js');
  await import('@pnp/graph/workbooks/index.js');
  const { BearerToken, BrowserFetchWithRetry, DefaultParse } = await import('@pnp/queryable');
  const graph = graphfi().using(
    DefaultHeaders(),
    DefaultInit(`${place.root}v1.0`),
    BrowserFetchWithRetry(),
    DefaultParse(),
    BearerToken(place.token),
  );
  return graph.drives.getById(place.drive).getItemById(place.item).workbook;
}

export function pnp(place: Place, org: Organisation): Contestant {
  let opened: Awaited<ReturnType<typeof workbookOf>> | null = null;
  const table = (region: string) => {
    if (!opened) throw new Error('Not prepared.');
    return opened.tables.getByName(tableNameOf(region as never));
  };
  const idColumn = columns.findIndex(({ key }) => key === 'riskId');
  const rowsOf = async (region: string) => (await table(region).rows()) as { values: unknown[][] }[];
  const idsOf = async (region: string) => (await rowsOf(region)).map(({ values }) => values[0]?.[idColumn]);
  const mark = (region: string, index: number) =>
    table(region)
      .rows.getItemAt(index)
      .update({ values: [reviewed] as never });
  const readAll = async () => {
    let rows = 0;
    for (const { id } of org.regions) rows += (await rowsOf(id)).length;
    return rows;
  };
  return {
    name: '@pnp/graph',
    async prepare() {
      opened = await workbookOf(place);
    },
    readAll,
    async readAgain() {
      await readAll();
    },
    async appendOne(row) {
      await table(row.riskId.slice(0, 2)).rows.add({ values: [newLine(row)] });
    },
    async changeOne({ riskId }) {
      const region = riskId.slice(0, 2);
      await mark(region, indexOf(await idsOf(region), riskId));
    },
    async review(rows) {
      const ids = new Map<string, unknown[]>();
      for (const { id } of org.regions) ids.set(id, await idsOf(id));
      for (const { riskId } of rows) {
        const region = riskId.slice(0, 2);
        await mark(region, indexOf(ids.get(region) ?? [], riskId));
      }
    },
  };
}
