/** What Graph can be asked to ring for. */
import { type SyncConfig } from '../config';

/** The document library of the workbook: of a library only the whole can be watched, so other files of it ring as well. */
export const workbookResources = (config: Pick<SyncConfig, 'CRR_DRIVE_ID'>): readonly string[] => [
  `/drives/${config.CRR_DRIVE_ID}/root`,
];
