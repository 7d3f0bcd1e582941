/** The box in a process of its own, so that its work is not counted as a client's. */
import { fork } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSender, demoUsers } from '../../cli/demo/people';
import { startProductTenant } from '../kit/product-tenant';
import { startFront } from './front';
import { workbookName } from './office';

export interface BenchBox {
  url: string;
  /** Its folder; gone once it has stopped. */
  home: string;
  stop(): Promise<void>;
}

/** What a box begins with: a workbook of these bytes, or everything another box has in its folder by now. */
export type Beginning = { workbook: Uint8Array } | { copyOf: string } | null;

/** Starts this same program as `box`. */
export async function startBenchBox(beginning: Beginning): Promise<BenchBox> {
  const home = await mkdtemp(join(tmpdir(), 'crr-bench-'));
  if (beginning !== null && 'copyOf' in beginning) await cp(beginning.copyOf, home, { recursive: true });
  if (beginning !== null && 'workbook' in beginning)
    await writeFile(join(home, workbookName), beginning.workbook);
  const child = fork(process.argv[1] ?? '', ['box', home], { execArgv: ['--max-old-space-size=4096'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`The box ended with ${String(code)}`)));
  });
  return {
    url,
    home,
    async stop() {
      child.kill();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What the process `box` does. */
export async function serveBox(home: string): Promise<void> {
  const sharedMailboxes = [{ mail: demoSender, displayName: 'Risk register' }];
  const tenant = await startProductTenant(home, { users: demoUsers, sharedMailboxes });
  process.send?.(await startFront(tenant.url));
}
