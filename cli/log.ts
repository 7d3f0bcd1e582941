/** The service's log: one JSON line per event, ids and codes only. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, type LogFields } from '../state/log';

export interface OpenLog extends Log {
  /** Where it goes, for the banner; null for stdout. */
  path: string | null;
  close(): Promise<void>;
}

/** Opens the log on stdout, or as <home>/service.log. */
export function openLog(where: 'stdout' | 'file', home: string): OpenLog {
  if (where === 'stdout')
    return { ...logTo((line) => process.stdout.write(line)), path: null, close: () => Promise.resolve() };
  mkdirSync(home, { recursive: true });
  const path = join(home, 'service.log');
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // A full disk must not stop the service; the failure is said once where somebody may see it.
  stream.once('error', (error) =>
    process.stderr.write(`The log ${path} cannot be written: ${error.message}\n`),
  );
  return {
    ...logTo((line) => stream.write(line)),
    path,
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

function logTo(write: (line: string) => void): Log {
  const line = (level: string) => (event: string, fields?: LogFields) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
