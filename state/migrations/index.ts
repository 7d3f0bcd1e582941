/** Every migration, oldest first. Never edit one that has been released: add the next number. */
import { first } from './0001-first';
import { changeNotices } from './0003-change-notices';
import { probeResults } from './0004-probe';
import { registerRecords } from './0005-register-records';
import { lateRows } from './0006-late-rows';
import { standingLines } from './0007-standing-lines';

export const migrations = [first, changeNotices, probeResults, registerRecords, lateRows, standingLines];
