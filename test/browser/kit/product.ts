/** Starts product and box together on free ports, in a folder of their own, as `npm start` does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/run';

/** A started product. */
export interface StartedProduct {
  /** Address of the shell (chat, app, mail, clock, files). */
  shell: string;
  /** Address of the product itself. */
  product: string;
  /** The workbook on disk. */
  workbookPath: string;
  stop(): Promise<void>;
}

/** Starts with short waits, so that a test never waits for patience nobody needs. */
export async function startProduct(): Promise<StartedProduct> {
  const home = await mkdtemp(join(tmpdir(), 'crr-browser-'));
  const [port, tenantPort] = await freePorts();
  const running = await run({
    environment: {
      CRR_HOME: home,
      CRR_PORT: String(port),
      CRR_TENANT_PORT: String(tenantPort),
      CRR_POLL_SECONDS: '1',
      CRR_SETTLE_SECONDS: '1',
      CRR_RESEND_SETTLE_SECONDS: '2',
      CRR_DELETE_AFTER_MINUTES: '1',
    },
    empty: false,
    say: () => undefined,
  });
  if (running.box === null) throw new Error('CRR_GRAPH_ROOT is set: browser tests want the box.');
  return {
    shell: running.box.tenant.url,
    product: running.product.url,
    workbookPath: running.box.workbookPath,
    stop: async () => {
      await running.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Two ports nobody listens on just now; both are held until both are known, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
