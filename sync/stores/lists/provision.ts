/** Makes the lists and columns that are missing. Nothing is ever deleted, renamed by people's choice or given another kind. */
import { type Organisation } from '../../../register/organisation';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { listWords } from './words';
import { definitionOf, listColumnOf, listColumns, listNameOf, type FoundColumn } from './list-columns';
import { ListLink, type FoundList } from './list-link';

interface Builder {
  graph: Graph;
  site: string;
  link: ListLink;
}

interface RegionList {
  name: string;
  /** What people see. */
  title: string;
}

const title = listColumnOf('caseRef');
const made = listColumns.filter((column) => column !== title);

/** Makes what is missing; repeatable, and after an interruption it goes on where it stopped. */
export async function ensureLists(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
): Promise<'present' | 'created'> {
  const site = config.CRR_SITE_ID;
  const builder: Builder = { graph, site, link: new ListLink(graph, site) };
  const there = await builder.link.lists();
  let hasMade = false;
  for (const region of org.regions) {
    const wanted = { name: listNameOf(region.id), title: listWords.title(region.name) };
    const found = there.find((list) => list.name.toLowerCase() === wanted.name.toLowerCase());
    const list = found ?? (await createList(builder, wanted));
    hasMade = (await completeList(builder, wanted, list)) || found === undefined || hasMade;
  }
  return hasMade ? 'created' : 'present';
}

/** A list is made under its lasting name, for its address is taken from the first title it has. */
async function createList({ graph, site }: Builder, wanted: RegionList): Promise<FoundList> {
  const { body } = await graph.send({
    method: 'POST',
    path: '/sites/{site}/lists',
    parts: { site },
    body: {
      displayName: wanted.name,
      description: listWords.about,
      list: { template: 'genericList' },
      columns: made.map(definitionOf),
    },
  });
  return body as FoundList;
}

/** Adds columns that are not there, and does what follows the making. Answers whether anything was missing. */
async function completeList(builder: Builder, wanted: RegionList, list: FoundList): Promise<boolean> {
  const columns = await builder.link.columns(list.id);
  const names = new Set(columns.map((column) => column.name));
  const missing = made.filter((column) => !names.has(column.name));
  for (const column of missing)
    await builder.graph.send({
      method: 'POST',
      path: '/sites/{site}/lists/{list}/columns',
      parts: { site: builder.site, list: list.id },
      body: definitionOf(column),
    });
  await openTitleColumn(builder, list, columns);
  // Only the name it was made under is replaced: what people called the list stays.
  if (list.displayName === wanted.name) await giveTitle(builder, list, wanted.title);
  return missing.length > 0;
}

/** A line may be begun without a case reference, so the column every list demands to be filled is not demanded. */
async function openTitleColumn(
  { graph, site }: Builder,
  list: FoundList,
  columns: readonly FoundColumn[],
): Promise<void> {
  const found = columns.find((column) => column.name === title.name);
  if (!found || (found.required === false && found.displayName !== title.name)) return;
  const displayName = found.displayName === title.name ? { displayName: title.heading } : {};
  await graph.send({
    method: 'PATCH',
    path: '/sites/{site}/lists/{list}/columns/{column}',
    parts: { site, list: list.id, column: title.name },
    body: { required: false, ...displayName },
  });
}

async function giveTitle({ graph, site }: Builder, list: FoundList, displayName: string): Promise<void> {
  try {
    await graph.send({
      method: 'PATCH',
      path: '/sites/{site}/lists/{list}',
      parts: { site, list: list.id },
      body: { displayName },
    });
  } catch (error) {
    // Another list has the title: this one keeps its plain name, and people may give it a better one.
    if (!(error instanceof GraphError) || error.code !== 'already-exists') throw error;
  }
}
