/** The list a probe plays with: made on the register's site for the purpose, as the register's own are, and taken away again. */
import { type SyncConfig } from '../config';
import { GraphError } from '../graph/errors';
import { type Graph } from '../graph/graph';
import { definitionOf } from '../stores/lists/column-shape';
import { listColumns } from '../stores/lists/list-columns';
import { ListLink } from '../stores/lists/list-link';

export interface ListScratch {
  graph: Graph;
  link: ListLink;
  site: string;
  /** Id of the list. */
  list: string;
  name: string;
  /** Answers null, or the code of why it stays: then a person has to delete it. */
  remove(): Promise<string | null>;
}

/** Makes the list; throws GraphError when it may not be made, and never touches one that has the name. */
export async function makeListScratch(graph: Graph, config: SyncConfig, name: string): Promise<ListScratch> {
  const site = config.CRR_SITE_ID;
  const { body } = await graph.send({
    method: 'POST',
    path: '/sites/{site}/lists',
    parts: { site },
    body: {
      displayName: name,
      list: { template: 'genericList' },
      columns: listColumns.slice(1).map(definitionOf),
    },
  });
  const list = (body as { id?: unknown } | null)?.id;
  if (typeof list !== 'string') throw new Error('Graph made a list and did not tell its id.');
  return {
    graph,
    link: new ListLink(graph, site),
    site,
    list,
    name,
    remove: () => remove(graph, site, list),
  };
}

async function remove(graph: Graph, site: string, list: string): Promise<string | null> {
  try {
    await graph.send({ method: 'DELETE', path: '/sites/{site}/lists/{list}', parts: { site, list } });
    return null;
  } catch (error) {
    if (error instanceof GraphError) return error.code;
    throw error;
  }
}
