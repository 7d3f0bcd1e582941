/** The box in a process of its own, so that its work is not counted as a client's. */
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSender, demoUsers } from '../../cli/demo/people';
import { startTenant } from '../../tenant/start';
import { startFront } from './front';
import { app, drive, tenantId, workbookName } from './office';

export interface BenchBox {
  url: string;
  stop(): Promise<void>;
}

/** Starts this same program as `box` over a workbook with these bytes. */
export async function startBenchBox(workbook: Uint8Array): Promise<BenchBox> {
  const home = await mkdtemp(join(tmpdir(), 'crr-bench-'));
  await writeFile(join(home, workbookName), workbook);
  const child = fork(process.argv[1] ?? '', ['box', home], { execArgv: ['--max-old-space-size=4096'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`The box ended with ${String(code)}`)));
  });
  return {
    url,
    async stop() {
      child.kill();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What the process `box` does. */
export async function serveBox(home: string): Promise<void> {
  const tenant = await startTenant({
    port: 0,
    home,
    tenantId,
    users: demoUsers,
    groups: [],
    sharedMailboxes: [{ mail: demoSender, displayName: 'Risk register' }],
    apps: [app],
    teamsApp: {
      name: 'Casework Risk Register',
      botEndpoint: 'http://127.0.0.1:9/api/messages',
      botAppId: '',
      tabUrl: 'http://127.0.0.1:9/tab',
      tabAppId: 'tab-app',
      manifestId: 'manifest',
    },
    drive,
  });
  process.send?.(await startFront(tenant.url));
}
