/** What Graph's handlers share: the box, the workbook (or another file of the library), its post office and the records tests read. */
import { createHash } from 'node:crypto';
import { type Box } from '../box';
import { type SiteLists } from '../lists/site-lists';
import { type Mailboxes } from '../mailboxes';
import { type Versions } from '../versions';
import { type LiveWorkbook } from '../workbook/live-workbook';
import { type Downloads } from './downloads';
import { type Subscriptions } from './subscriptions/subscriptions';
import { type Sessions } from './workbook/sessions';
import { type Wire } from './workbook/wire';

/** Everything behind `/v1.0`. */
export interface Office {
  box: Box;
  workbook: LiveWorkbook;
  mailboxes: Mailboxes;
  lists: SiteLists;
  versions: Versions;
  downloads: Downloads;
  /** The library with every file in it. */
  library: Library;
  subscriptions: Subscriptions;
  sessions: Sessions;
  wire: Wire;
  /** How often each kind of request was answered, keyed by method and route, e.g. `GET /users/{user}`. */
  requests: Record<string, number>;
}

/** The files of the library by name and item id; each has an office of its own. */
export interface Library {
  /** Those that are there. */
  files(): Office[];
  /** What belongs to the file with this item id; the workbook's for every other. */
  withItem(id: string | undefined): Office;
  /** The item id of a file with this name, whether it is there or not; undefined for a name no file here may have. */
  idOf(name: string): string | undefined;
  /** May a file of this name be made? */
  mayTake(name: string): boolean;
  /** What belongs to a file of this name, which need not be there yet. */
  open(name: string): Promise<Office>;
}

/** The workbook's file name in the drive and on disk. */
export const fileNameOf = (box: Box): string => box.options.drive.fileName ?? 'Casework Risk Register.xlsx';

/** The drive item id of the workbook: the same for the life of the home, whatever happens to the file. */
export function itemIdOf(box: Box): string {
  const digest = createHash('sha256')
    .update(`${box.options.drive.driveId}/${fileNameOf(box)}`)
    .digest('hex');
  return `01${digest.slice(0, 32).toUpperCase()}`;
}
