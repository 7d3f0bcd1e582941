/** Starts Microsoft 365 in a box: login, Graph, mail, files, clock, bot channel and shell on one loopback port. */
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Box, type BoxChange, type BoxClock, type BoxOptions, type BoxUser } from './box';
import { mountClock, openClock } from './clock';
import { mountConnector } from './connector/mount';
import { mountFaults } from './fault-answers';
import { Faults, mountFaultList } from './faults';
import { mountFiles } from './files';
import { Downloads } from './graph/downloads';
import { GraphRefusal, notImitated, sendRefusal, usualCode } from './graph/errors';
import { withLibrary } from './graph/library';
import { mountGraph } from './graph/mount';
import { fileNameOf, type Office } from './graph/office';
import { Subscriptions } from './graph/subscriptions/subscriptions';
import { Sessions } from './graph/workbook/sessions';
import { type Wire } from './graph/workbook/wire';
import { openKeys } from './keys';
import { mountLogin } from './login';
import { mountLists } from './lists/mount';
import { SiteLists } from './lists/site-lists';
import { Mailboxes, mountMail } from './mailboxes';
import { mountShell } from './shell/mount';
import { mountThrottle, Throttle } from './throttle';
import { Versions } from './versions';
import { LiveWorkbook } from './workbook/live-workbook';

/** A running box, and what tests may look at and play with. */
export interface Tenant {
  url: string;
  /** One loud line for whoever starts the box to print. */
  banner: string;
  clock: BoxClock;
  mailboxes: Mailboxes;
  workbook: LiveWorkbook;
  /** The lists of the site, and every write to their items that came over Graph. */
  lists: SiteLists;
  faults: Faults;
  throttle: Throttle;
  subscriptions: Subscriptions;
  /** Every write to the workbook that came over Graph. */
  wire: Wire;
  /** How often each kind of Graph request was answered, keyed by method and route. */
  requests: Record<string, number>;
  stop(): Promise<void>;
}

/** The box could not start. `EADDRINUSE`: its port belongs to another program. */
export class TenantError extends Error {
  override readonly name = 'TenantError';

  constructor(
    readonly code: 'EADDRINUSE' | 'listen-failed',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Changes that pages and the lead may listen to, and things to close when the box stops. */
class Hooks {
  private readonly listeners = new Set<(what: BoxChange) => void>();
  private readonly closers: (() => Promise<void> | void)[] = [];

  readonly onChange = (listener: (what: BoxChange) => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly announce = (what: BoxChange): void => {
    for (const listener of this.listeners) listener(what);
  };

  readonly onStop = (close: () => Promise<void> | void): void => void this.closers.push(close);

  /** Closes everything, last added first; one failure does not keep the others open, the first is reported. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The box did not stop cleanly.');
  }
}

function userFinder(users: readonly BoxUser[]): (idOrUpn: string) => BoxUser | undefined {
  const byKey = new Map<string, BoxUser>();
  for (const user of users) {
    byKey.set(user.id.toLowerCase(), user);
    byKey.set(user.userPrincipalName.toLowerCase(), user);
  }
  return (idOrUpn) => byKey.get(idOrUpn.toLowerCase());
}

const isLoopback = (host: string): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);

/** A page elsewhere whose name was pointed at this machine must not reach the box (DNS rebinding). */
function onlyLoopback(req: Request, res: Response, next: NextFunction): void {
  if (isLoopback(req.get('host') ?? '')) return next();
  sendRefusal(res, new GraphRefusal(403, usualCode(403), 'The box answers to loopback names only.'));
}

async function listen(app: Express, port: number): Promise<Server> {
  const server = createServer(app);
  return await new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') {
        const message = `Port ${port} on 127.0.0.1 is taken by another program. Stop it or choose another port for the box.`;
        return reject(new TenantError('EADDRINUSE', message, { cause }));
      }
      reject(
        new TenantError('listen-failed', `The box cannot listen on port ${port}: ${cause.message}`, {
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function openOffice(box: Box, faults: Faults, announce: (what: BoxChange) => void): Promise<Office> {
  const { home, users, sharedMailboxes } = box.options;
  const now = (): Date => box.clock.now();
  const mailboxes = await Mailboxes.open(home, [...users, ...sharedMailboxes], now);
  mailboxes.onMail(() => announce('mail'));
  const workbook = await LiveWorkbook.open(join(home, fileNameOf(box)), { now });
  box.onStop(() => workbook.close());
  workbook.onChange(() => announce('file'));
  const versions = await Versions.open(join(home, 'versions'), workbook);
  box.onStop(() => versions.close());
  const lists = await SiteLists.open(home, users, now);
  box.onStop(() => lists.close());
  const subscriptions = await Subscriptions.open(home, { now, tenantId: box.options.tenantId, faults });
  box.onStop(() => subscriptions.close());
  workbook.onChange(() => subscriptions.ring('drive'));
  lists.onChange((list) => {
    announce('list');
    subscriptions.ring(list.id);
  });
  const sessions = new Sessions(workbook, now);
  box.onStop(() => sessions.close());
  box.onStop(() => mailboxes.settled());
  const office = {
    box,
    workbook,
    mailboxes,
    lists,
    subscriptions,
    versions,
    sessions,
    downloads: new Downloads(now),
    wire: [],
    requests: {},
  };
  return withLibrary(office);
}

/** Answers what must end before the server closes. */
function mountRooms(office: Office, faults: Faults, throttle: Throttle): () => Promise<void> {
  const { box, workbook, versions, mailboxes, lists } = office;
  const { app } = box;
  app.use(onlyLoopback);
  const endFaults = mountFaults(app, box, faults);
  mountFaultList(app, faults);
  mountThrottle(app, throttle);
  mountClock(app, box.clock);
  mountMail(app, mailboxes);
  mountLists(app, lists, { user: (idOrUpn) => box.user(idOrUpn), first: box.options.users[0] });
  const name = fileNameOf(box);
  mountFiles(app, { path: join(box.options.home, name), name, workbook, versions });
  mountGraph(office);
  const connector = mountConnector(box);
  mountShell(box, connector);
  // The login authority comes late: its addresses begin with any tenant's id.
  mountLogin(box);
  app.use((req, res) => sendRefusal(res, notImitated(req.method, String(req.originalUrl.split('?')[0]))));
  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    const { status, message } = error as { status?: number; message?: string };
    const isTheirs = status !== undefined && status >= 400 && status < 500;
    if (!isTheirs)
      process.emitWarning(`The box failed: ${error instanceof Error ? error.stack : String(error)}`);
    const words = isTheirs ? String(message) : 'The box failed. Its own log says how.';
    sendRefusal(res, new GraphRefusal(isTheirs ? status : 500, usualCode(isTheirs ? status : 500), words));
  });
  return endFaults;
}

/** Starts a box; it listens on 127.0.0.1 only, and everything it keeps lies in its home folder. */
export async function startTenant(options: BoxOptions): Promise<Tenant> {
  await mkdir(options.home, { recursive: true });
  const hooks = new Hooks();
  const app = express().disable('x-powered-by').set('etag', false);
  let url = '';
  const clock = await openClock(options.home, async (offsetMs) => {
    hooks.announce('clock');
    await options.onClockMoved?.(offsetMs);
  });
  const keys = await openKeys(options.home);
  const { onChange, onStop } = hooks;
  const box: Box = {
    options,
    url: () => url,
    app,
    clock,
    keys,
    user: userFinder(options.users),
    onChange,
    onStop,
  };
  try {
    const faults = new Faults();
    const office = await openOffice(box, faults, hooks.announce);
    const throttle = new Throttle();
    const endFaults = mountRooms(office, faults, throttle);
    const server = await listen(app, options.port);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onStop(async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });
    onStop(endFaults);
    const banner = `Microsoft 365 in a box at ${url} - NOT SECURE, a stand-in for this machine only, not Microsoft's.`;
    const { mailboxes, workbook, lists, subscriptions, wire, requests } = office;
    const stop = (): Promise<void> => hooks.close();
    const parts = { mailboxes, workbook, lists, subscriptions, wire, requests };
    return { url, banner, clock, faults, throttle, ...parts, stop };
  } catch (error) {
    await hooks.close();
    throw error;
  }
}
