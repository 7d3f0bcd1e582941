/** Makes the lists and columns that are missing. Nothing is ever deleted, renamed by people's choice or given another kind. */
import { type Organisation } from '../../../register/organisation';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { definitionOf, type ColumnShape, type FoundColumn } from './column-shape';
import { listColumns, listNameOf } from './list-columns';
import { ListLink, type FoundList } from './list-link';
import { recordLists } from './record-columns';
import { listWords } from './words';

interface Builder {
  graph: Graph;
  site: string;
  link: ListLink;
}

interface WantedList {
  name: string;
  /** What people see. */
  title: string;
  about: string;
  /** The first is the column every list has. */
  shapes: readonly ColumnShape[];
}

/** Makes what is missing; repeatable, and after an interruption it goes on where it stopped. Answers whether something of the register
 *  itself was made: lists of records hold copies only. */
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
    const wanted = {
      name: listNameOf(region.id),
      title: listWords.title(region.name),
      about: listWords.about,
      shapes: listColumns,
    };
    hasMade = (await ensureList(builder, wanted, there)) || hasMade;
  }
  await ensureRecordLists(builder, there);
  return hasMade ? 'created' : 'present';
}

async function ensureRecordLists(builder: Builder, there: readonly FoundList[]): Promise<void> {
  try {
    for (const { name, shapes, kind } of recordLists) {
      const title = listWords.recordTitle(kind);
      await ensureList(builder, { name, shapes, title, about: listWords.aboutRecords }, there);
    }
  } catch (error) {
    // The right to make lists may have been taken back after the first start. The register is whole without these; records wait, and
    // sending them tells that their lists are missing.
    if (!(error instanceof GraphError) || error.code !== 'denied') throw error;
  }
}

/** Whether anything of it was missing. */
async function ensureList(
  builder: Builder,
  wanted: WantedList,
  there: readonly FoundList[],
): Promise<boolean> {
  const found = there.find((list) => list.name.toLowerCase() === wanted.name.toLowerCase());
  const list = found ?? (await createList(builder, wanted));
  return (await completeList(builder, wanted, list)) || found === undefined;
}

/** A list is made under its lasting name, for its address is taken from the first title it has. */
async function createList({ graph, site }: Builder, wanted: WantedList): Promise<FoundList> {
  const { body } = await graph.send({
    method: 'POST',
    path: '/sites/{site}/lists',
    parts: { site },
    body: {
      displayName: wanted.name,
      description: wanted.about,
      list: { template: 'genericList' },
      columns: wanted.shapes.slice(1).map(definitionOf),
    },
  });
  return body as FoundList;
}

/** Adds columns that are not there, and does what follows the making. Answers whether anything was missing. */
async function completeList(builder: Builder, wanted: WantedList, list: FoundList): Promise<boolean> {
  const columns = await builder.link.columns(list.id);
  const names = new Set(columns.map((column) => column.name));
  const missing = wanted.shapes.slice(1).filter((column) => !names.has(column.name));
  for (const column of missing)
    await builder.graph.send({
      method: 'POST',
      path: '/sites/{site}/lists/{list}/columns',
      parts: { site: builder.site, list: list.id },
      body: definitionOf(column),
    });
  await openTitleColumn(builder, { list, columns, title: wanted.shapes[0] });
  // Only the name it was made under is replaced: what people called the list stays.
  if (list.displayName === wanted.name) await giveTitle(builder, list, wanted.title);
  return missing.length > 0;
}

/** A line may be begun without a case reference, so the column every list demands to be filled is not demanded. */
async function openTitleColumn(
  { graph, site }: Builder,
  at: { list: FoundList; columns: readonly FoundColumn[]; title: ColumnShape | undefined },
): Promise<void> {
  const { list, columns, title } = at;
  const found = columns.find((column) => column.name === title?.name);
  if (!title || !found || (found.required === false && found.displayName !== title.name)) return;
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
