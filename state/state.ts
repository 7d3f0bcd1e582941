/** What every query of this folder needs to know; made once by cli and handed around. */
import { type Organisation } from '../register/organisation';
import { type Database } from './db';
import { type Jobs } from './jobs';
import { type Log } from './log';

export interface State {
  db: Database;
  jobs: Jobs;
  org: Organisation;
  organisationId: string;
  log: Log;
}
