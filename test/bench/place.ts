/** Where the register lies, for libraries that take addresses and tokens. */
import { createGraph } from '../../sync/graph/client';
import { createTokenSource } from '../../sync/graph/token';
import { type SyncConfig } from '../../sync/config';
import { findWorkbook } from '../../sync/stores/excel/workbook-link';

export interface Door {
  /** Graph without its version, with a slash at the end. */
  root: string;
  token: string;
}

export async function doorOf(config: SyncConfig): Promise<Door> {
  const token = await createTokenSource(config).tokenFor('https://graph.microsoft.com/.default');
  return { root: config.CRR_GRAPH_ROOT.replace(/v1\.0$/, ''), token };
}

export interface Place extends Door {
  /** Path of the workbook below the version. */
  workbook: string;
  drive: string;
  item: string;
}

export async function placeOf(config: SyncConfig): Promise<Place> {
  const item = await findWorkbook(createGraph(config, createTokenSource(config)), config);
  if (item === null) throw new Error('The box has no workbook.');
  return {
    ...(await doorOf(config)),
    workbook: `/drives/${config.CRR_DRIVE_ID}/items/${item}/workbook`,
    drive: config.CRR_DRIVE_ID,
    item,
  };
}
