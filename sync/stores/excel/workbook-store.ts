/** The register in an Excel workbook, through Graph. */
import { type Organisation } from '../../../register/organisation';
import { type RegisterStore } from '../../../register/store';
import { type SyncConfig } from '../../config';
import { type Graph } from '../../graph/graph';

/** The register kept in the configured workbook. */
export function createExcelStore(_graph: Graph, _config: SyncConfig, _org: Organisation): RegisterStore {
  throw new Error('createExcelStore is being built.');
}
