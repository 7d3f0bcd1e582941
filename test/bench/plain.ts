/** Microsoft's Graph client by itself with a workbook, used as frugally as its documentation shows. */
import {
  BatchRequestContent,
  Client,
  HTTPMessageHandler,
  RedirectHandler,
  RetryHandler,
  type BatchRequestStep,
  type Context,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { columns, type ColumnKey } from '../../register/columns';
import { type Organisation } from '../../register/organisation';
import { tableNameOf, worksheetNameOf } from '../../sync/stores/excel/sheet';
import { type BookRow } from './book';
import { batchSize, chunksOf, type Contestant } from './contestant';
import { type Door, type Place } from './place';

/** One row of values in the order of the columns; null leaves a cell alone. */
export const cellsOf = (own: Partial<Record<ColumnKey, string>>): (string | null)[] =>
  columns.map(({ key }) => own[key] ?? null);

export const newLine = ({ riskId, caseRef, atRisk, summary, notes }: BookRow) =>
  cellsOf({ riskId, caseRef, atRisk, summary, notes: notes === '' ? 'none' : notes });

export const reviewed = cellsOf({ notes: 'Reviewed 24 Nov 2026' });

/** Place of a Risk ID among the values of its column. */
export function indexOf(values: readonly unknown[], riskId: string): number {
  const index = values.findIndex((value) => (Array.isArray(value) ? value[0] === riskId : value === riskId));
  if (index < 0) throw new Error('The line is not there.');
  return index;
}

/** The client's usual chain, retries as delivered; its own link for tokens gives none to an address on this machine. */
export function clientFor({ root, token }: Door): Client {
  const links: Middleware[] = [new RetryHandler(), new RedirectHandler(), new HTTPMessageHandler()];
  links.forEach((link, index) => link.setNext?.(links[index + 1] as Middleware));
  const middleware: Middleware = {
    execute(context: Context) {
      const headers = { ...(context.options?.headers as object), Authorization: `Bearer ${token}` };
      context.options = { ...context.options, headers };
      return (links[0] as Middleware).execute(context);
    },
  };
  return Client.initWithMiddleware({ baseUrl: root, middleware });
}

/** One part of a batch. */
export interface Change {
  path: string;
  body: object;
  headers?: Record<string, string>;
}

/** Sends these changes twenty at a time; throws when one of them was refused. */
export async function patchAll(client: Client, changes: readonly Change[]): Promise<void> {
  for (const some of chunksOf(changes, batchSize)) {
    const steps = some.map(({ path, body, headers }, index): BatchRequestStep => ({
      id: String(index + 1),
      request: new Request(`https://graph.microsoft.com${path}`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    }));
    const content = await new BatchRequestContent(steps).getContent();
    const { responses } = (await client.api('/$batch').post(content)) as { responses: { status: number }[] };
    const refused = responses.find(({ status }) => status >= 300);
    if (refused) throw new Error(`A part of the batch was answered with ${refused.status}.`);
  }
}

export function plain(place: Place, org: Organisation): Contestant {
  const client = clientFor(place);
  const book = place.workbook;
  const table = (region: string) => `${book}/tables/${tableNameOf(region as never)}`;
  const idsOf = async (region: string): Promise<unknown[]> => {
    const path = `${table(region)}/columns/Risk ID/dataBodyRange()`;
    const { values } = (await client.api(encodeURI(path)).select('values').get()) as { values: unknown[] };
    return values;
  };
  const rowAt = (region: string, index: number) => `${table(region)}/rows/itemAt(index=${index})`;
  const readAll = async () => {
    let rows = 0;
    for (const region of org.regions) {
      const path = `${book}/worksheets/${encodeURIComponent(worksheetNameOf(region))}/usedRange()`;
      const { values } = (await client.api(path).select('address,values').get()) as { values: unknown[] };
      rows += values.length - 1;
    }
    return rows;
  };
  return {
    name: 'graph-client',
    sampled: batchSize,
    prepare: () => Promise.resolve(),
    readAll,
    async readAgain() {
      await readAll();
    },
    async appendOne(row) {
      await client.api(`${table(row.riskId.slice(0, 2))}/rows`).post({ index: null, values: [newLine(row)] });
    },
    async changeOne({ riskId }) {
      const region = riskId.slice(0, 2);
      const index = indexOf(await idsOf(region), riskId);
      await client.api(rowAt(region, index)).patch({ values: [reviewed] });
    },
    async review(rows) {
      await readAll();
      const ids = new Map<string, unknown[]>();
      for (const { id } of org.regions) ids.set(id, await idsOf(id));
      const changes = rows.map(({ riskId }): Change => {
        const region = riskId.slice(0, 2);
        return { path: rowAt(region, indexOf(ids.get(region) ?? [], riskId)), body: { values: [reviewed] } };
      });
      await patchAll(client, changes);
    },
  };
}
