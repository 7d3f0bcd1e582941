/** The embedded PostgreSQL: real server, child process, private socket, data in the data folder. */
import { type PoolConfig } from 'pg';
import { type Log } from './log';
import { type Access, prepareAccess } from './launcher/access';
import { locatePackage, prepareBinaries } from './launcher/binaries';
import { type Hold, holdFolder } from './launcher/hold';
import { clearOrphan } from './launcher/orphan';
import { type Seat, openShelter, takeSeat } from './launcher/seat';
import { type Server, initialise, startServer } from './launcher/server';

/** A running embedded server, held by this process alone. */
export interface Embedded {
  readonly connection: PoolConfig;
  readonly pid: number;
  /** The folder that holds the database, which is not always inside the data folder. */
  readonly folder: string;
  /** Stops the server and lets go of the folder; call it last, after every pool is closed. */
  stop(): Promise<void>;
}

/** What an embedded server is started from. */
export interface EmbeddedOptions {
  /** The data folder, CRR_HOME. */
  readonly home: string;
  readonly log: Log;
  /** For root only: where programs and data go when the server's account cannot enter the checkout or the home. */
  readonly shelter?: string;
  /** The folder of the package with PostgreSQL's programs; found by itself unless given. */
  readonly programs?: string;
}

const usualShelter = '/var/lib/casework-risk-register';

/** Starts the embedded server, or fails with a StateError that harms nothing. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { home, log, shelter = usualShelter } = options;
  const seat = await takeSeat({ home, shelter, log });
  const hold = await holdFolder(seat.folder, home);
  try {
    return await startHeld(options, seat, hold);
  } catch (error) {
    await hold.release();
    throw error;
  }
}

async function startHeld(options: EmbeddedOptions, seat: Seat, hold: Hold): Promise<Embedded> {
  const { log, shelter = usualShelter, programs = locatePackage() } = options;
  // Only root runs the server as somebody else; our own copy of the programs may lie beside our own data.
  const copyTo = async (): Promise<string> => (seat.account ? openShelter(shelter) : seat.folder);
  const binaries = await prepareBinaries({ source: programs, account: seat.account, copyTo, log });
  await clearOrphan(seat.dataDir, log);
  const access = await prepareAccess(seat, hold.socketsWork);
  try {
    const plan = { seat, binaries, access, log };
    await initialise(plan);
    const server = await startServer(plan);
    log.info('the embedded database is ready', { pid: server.pid, folder: seat.folder });
    return embedded(server, { seat, hold, access });
  } catch (error) {
    await access.close();
    throw error;
  }
}

function embedded(
  server: Server,
  { seat, hold, access }: { seat: Seat; hold: Hold; access: Access },
): Embedded {
  const stopAll = async (): Promise<void> => {
    await server.stop();
    await access.close();
    await hold.release();
  };
  let stopping: Promise<void> | undefined;
  return {
    connection: access.connection,
    pid: server.pid,
    folder: seat.folder,
    stop: () => (stopping ??= stopAll()),
  };
}
