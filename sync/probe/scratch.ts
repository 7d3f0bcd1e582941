/** The workbook a probe plays with: made beside the register for the purpose, and taken away again. */
import { type Organisation, type Region } from '../../register/organisation';
import { type SyncConfig } from '../config';
import { GraphError } from '../graph/errors';
import { type Graph, type GraphAnswer } from '../graph/graph';
import { ensureWorkbook } from '../stores/excel/provision';
import { WorkbookLink, type WorkbookCall } from '../stores/excel/workbook-link';

export interface Scratch {
  graph: Graph;
  config: SyncConfig;
  /** The organisation with its first region alone. */
  org: Organisation;
  region: Region;
  /** Requests below the workbook's address, in a session of the probe's own. */
  send(call: WorkbookCall): Promise<GraphAnswer>;
  item(): Promise<string>;
  /** Answers null, or the code of why it stays: then a person has to delete it. */
  remove(): Promise<string | null>;
}

/** Makes the workbook; throws GraphError when it may not be made, and never touches one that has the name. */
export async function makeScratch(
  graph: Graph,
  register: { config: SyncConfig; org: Organisation },
  name: string,
): Promise<Scratch> {
  const config = { ...register.config, CRR_WORKBOOK_NAME: name };
  const [region] = register.org.regions;
  if (!region) throw new Error('The organisation file has no region.');
  const org = { ...register.org, regions: [region] };
  if ((await ensureWorkbook(graph, config, org)) === 'present')
    throw new Error(`There is already a file "${name}" beside the register; remove it or wait a minute.`);
  const link = new WorkbookLink(graph, config);
  return {
    graph,
    config,
    org,
    region,
    send: (call) => link.alone(() => link.send(call)),
    item: () => link.item(),
    remove: () => remove(graph, config, link),
  };
}

async function remove(graph: Graph, config: SyncConfig, link: WorkbookLink): Promise<string | null> {
  try {
    // An open session keeps the file locked.
    await link.close();
    const parts = { drive: config.CRR_DRIVE_ID, item: await link.item() };
    await graph.send({ method: 'DELETE', path: '/drives/{drive}/items/{item}', parts });
    return null;
  } catch (error) {
    if (error instanceof GraphError) return error.code;
    throw error;
  }
}
