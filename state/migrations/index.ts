/** Every migration, oldest first. Never edit one that has been released: add the next number. */
import { first } from './0001-first';
import { changeNotices } from './0003-change-notices';
import { probeResults } from './0004-probe';

export const migrations = [first, changeNotices, probeResults];
