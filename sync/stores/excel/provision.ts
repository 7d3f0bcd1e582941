/** Puts the workbook where the configuration says, once. */
import { type Organisation } from '../../../register/organisation';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { buildWorkbook } from './template';
import { findWorkbook } from './workbook-link';

/** Uploads the template unless a file of that name is there; an existing one is never touched. */
export async function ensureWorkbook(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
): Promise<'present' | 'created'> {
  if ((await findWorkbook(graph, config)) !== null) return 'present';
  try {
    await graph.send({
      method: 'PUT',
      path: '/drives/{drive}/items/{folder}:/{name}:/content',
      parts: {
        drive: config.CRR_DRIVE_ID,
        folder: config.CRR_WORKBOOK_FOLDER_ID,
        name: config.CRR_WORKBOOK_NAME,
      },
      // Somebody may have put a file there since we looked; it stays.
      query: { '@microsoft.graph.conflictBehavior': 'fail' },
      bytes: await buildWorkbook(org),
    });
    return 'created';
  } catch (error) {
    if (error instanceof GraphError && error.code === 'already-exists') return 'present';
    throw error;
  }
}
