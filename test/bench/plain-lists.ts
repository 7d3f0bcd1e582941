/** Microsoft's Graph client by itself with lists: pages, delta and tags as Graph's pages describe them. */
import { type Client } from '@microsoft/microsoft-graph-client';
import { type Organisation } from '../../register/organisation';
import { listColumnOf, listNameOf } from '../../sync/stores/lists/list-columns';
import { type BookRow } from './book';
import { type Contestant } from './contestant';
import { clientFor, patchAll, type Change } from './plain';
import { type Door } from './place';

export interface Site extends Door {
  site: string;
}

/** What people read; the service's own hidden cell is nobody else's. */
const shown = (['caseRef', 'riskId', 'status', 'level', 'types', 'category', 'atRisk', 'summary', 'mitigations', 'posture', 'warning', 'owner', 'nextReviewOn', 'lastReviewedOn', 'lastReviewedBy', 'reportedOn', 'reportedBy', 'attention', 'notes'] as const).map((field) => listColumnOf(field).name); // prettier-ignore

export const shownCells = `fields($select=${shown.join(',')})`;
export const ownCells = 'fields($select=RiskId)';
export const pageSize = 5000;

export const newFields = ({ riskId, caseRef, atRisk, summary, notes }: BookRow) => ({
  [listColumnOf('riskId').name]: riskId,
  [listColumnOf('caseRef').name]: caseRef,
  [listColumnOf('atRisk').name]: atRisk,
  [listColumnOf('summary').name]: summary,
  ...(notes !== '' && { [listColumnOf('notes').name]: notes }),
});

export const reviewedFields = { [listColumnOf('notes').name]: 'Reviewed 24 Nov 2026' };

export interface FoundItem {
  id: string;
  eTag: string;
  fields: Record<string, unknown>;
}

export const withId = (riskId: string) => `fields/${listColumnOf('riskId').name} eq '${riskId}'`;

/** Items by Risk ID. */
export const byId = (items: readonly FoundItem[]) =>
  new Map(items.map((item) => [String(item.fields[listColumnOf('riskId').name]), item]));

export function plainOnLists(at: Site, org: Organisation): Contestant {
  const client = clientFor(at);
  const lists = new Map<string, string>();
  const deltas = new Map<string, string>();
  const itemsPath = (region: string) => `/sites/${at.site}/lists/${lists.get(region)}/items`;
  const itemsOf = (region: string) =>
    pagesOf(client, `${itemsPath(region)}?$expand=${shownCells}&$top=${pageSize}`);
  const readAll = async () => {
    const all: FoundItem[] = [];
    for (const { id } of org.regions) all.push(...(await itemsOf(id)));
    return all;
  };
  return {
    name: 'graph-client',
    sampled: 200,
    async prepare() {
      const found = await pagesOf<{ id: string; name: string }>(client, `/sites/${at.site}/lists?$select=id,name`); // prettier-ignore
      for (const { id } of org.regions)
        lists.set(id, found.find((list) => list.name === listNameOf(id))?.id ?? '');
      for (const { id } of org.regions) {
        const page = (await client.api(`${itemsPath(id)}/delta?token=latest`).get()) as DeltaPage;
        deltas.set(id, belowVersion(page['@odata.deltaLink'] ?? ''));
      }
    },
    readAll: async () => (await readAll()).length,
    async readAgain() {
      for (const link of deltas.values()) {
        const page = (await client.api(link).get()) as DeltaPage;
        if (page.value.length > 0) throw new Error('Something has changed.');
      }
    },
    async appendOne(row) {
      await client.api(itemsPath(row.riskId.slice(0, 2))).post({ fields: newFields(row) });
    },
    async changeOne({ riskId }) {
      const items = itemsPath(riskId.slice(0, 2));
      const [item] = await pagesOf(client, `${items}?$expand=${ownCells}&$filter=${withId(riskId)}`);
      if (!item) throw new Error('The item is not there.');
      await client.api(`${items}/${item.id}/fields`).header('If-Match', item.eTag).patch(reviewedFields);
    },
    async review(rows) {
      const known = byId(await readAll());
      const changes = rows.map(({ riskId }): Change => {
        const item = known.get(riskId);
        const path = `${itemsPath(riskId.slice(0, 2))}/${item?.id ?? ''}/fields`;
        return { path, body: reviewedFields, headers: { 'If-Match': item?.eTag ?? '' } };
      });
      await patchAll(client, changes);
    },
  };
}

interface DeltaPage {
  value: unknown[];
  '@odata.deltaLink'?: string;
}

/** The client takes whole addresses with https only, and the box has none. */
const belowVersion = (link: string) => link.slice(link.indexOf('/v1.0') + '/v1.0'.length);

async function pagesOf<Item = FoundItem>(client: Client, first: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | undefined = first; next !== undefined;) {
    const page = (await client.api(next).get()) as { value: Item[]; '@odata.nextLink'?: string };
    items.push(...page.value);
    const link = page['@odata.nextLink'];
    next = link === undefined ? undefined : belowVersion(link);
  }
  return items;
}
