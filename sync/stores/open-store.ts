/** Which store the register is kept in: the one place that chooses. */
import { type Organisation } from '../../register/organisation';
import { type RegisterStore } from '../../register/store';
import { type SyncConfig } from '../config';
import { type Graph } from '../graph/graph';
import { addMissingParts, ensureWorkbook } from './excel/provision';
import { type WorkbookTraits } from './excel/traits';
import { createExcelStore } from './excel/workbook-store';
import { createListsStore } from './lists/lists-store';
import { ensureLists } from './lists/provision';

/** The configured store; `traits` is what was found out about workbooks in this tenant. */
export function openStore(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
  traits?: WorkbookTraits,
): RegisterStore {
  switch (config.CRR_STORE) {
    case 'excel':
      return createExcelStore(graph, config, org, traits);
    case 'lists':
      return createListsStore(graph, config, org);
  }
}

/** Makes what the configured store needs and is not there; what is there is never touched. */
export function ensureStore(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
): Promise<'present' | 'created'> {
  switch (config.CRR_STORE) {
    case 'excel':
      return ensureWorkbook(graph, config, org);
    case 'lists':
      return ensureLists(graph, config, org);
  }
}

/** Makes parts that an existing register lacks, without touching what is there. Lists get theirs whenever the store is ensured. */
export async function addMissing(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
): Promise<{ added: string[] }> {
  return config.CRR_STORE === 'excel' ? addMissingParts(graph, config, org) : { added: [] };
}
