/** The same database from a second process: for commands that look while the service runs. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type StateConfig } from './config';
import { openDatabase, type Database } from './db';
import { StateError } from './errors';
import { readPidFile } from './launcher/orphan';
import { takeSeat } from './launcher/seat';
import { type Log } from './log';

/** As openDatabase; an embedded server that another process of ours runs is joined instead of refused. Whoever joins must only read. */
export async function openBeside(
  config: Pick<StateConfig, 'CRR_HOME' | 'DATABASE_URL'>,
  log: Log,
): Promise<Database> {
  try {
    return await openDatabase(config, log);
  } catch (error) {
    if (!(error instanceof StateError) || error.code !== 'home-in-use') throw error;
    const url = await addressOfRunning(config.CRR_HOME, log);
    if (url === null) throw error;
    return openDatabase({ ...config, DATABASE_URL: url }, log);
  }
}

/** Null while the other process is still starting its server. */
async function addressOfRunning(home: string, log: Log): Promise<string | null> {
  const { folder, dataDir } = await takeSeat({ home, shelter: '/var/lib/casework-risk-register', log });
  const running = await readPidFile(dataDir);
  if (running?.status !== 'ready') return null;
  if (running.socketFolder)
    return `postgresql:///postgres?user=crr&host=${encodeURIComponent(running.socketFolder)}`;
  const password = (await readFile(path.join(folder, 'password.txt'), 'utf8')).trim();
  const port = (await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[3]?.trim() ?? '';
  return `postgresql://crr:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}
