/** Workbook sessions: ids that expire after five idle minutes of the box's time, and private copies for those that persist nothing. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveWorkbook } from '../../workbook/live-workbook';
import { GraphRefusal } from '../errors';

const idleMs = 5 * 60_000;

interface Session {
  persistChanges: boolean;
  usedAt: number;
  copy?: Promise<PrivateCopy>;
}

/** A throwaway copy of the workbook, for requests whose writes must not last. */
export interface PrivateCopy {
  workbook: LiveWorkbook;
  discard(): Promise<void>;
}

/** Copies the workbook as it is now into a temporary folder. */
export async function privateCopy(original: LiveWorkbook, now: () => Date): Promise<PrivateCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'box-session-'));
  const path = join(folder, 'copy.xlsx');
  if (original.state() !== 'missing') await writeFile(path, await original.bytes());
  const workbook = await LiveWorkbook.open(path, { now });
  return {
    workbook,
    async discard() {
      await workbook.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The sessions of the one workbook. */
export class Sessions {
  private readonly open = new Map<string, Session>();

  constructor(
    private readonly original: LiveWorkbook,
    private readonly now: () => Date,
  ) {}

  /** Starts a session and answers its id. */
  async create(persistChanges: boolean): Promise<string> {
    await this.forgetIdle();
    const id = `cluster=BOX&session=${randomUUID()}`;
    this.open.set(id, { persistChanges, usedAt: this.now().getTime() });
    return id;
  }

  /** Counts as use of the session; an unknown or idle one is refused so that the client makes a new one. */
  async use(id: string): Promise<LiveWorkbook> {
    await this.forgetIdle();
    const session = this.open.get(id);
    if (!session) {
      const message =
        'The session specified in the request does not exist or is invalid due to a transient error.';
      throw new GraphRefusal(404, 'ItemNotFound', message, { innerCode: 'invalidSessionReCreatable' });
    }
    session.usedAt = this.now().getTime();
    if (session.persistChanges) return this.original;
    session.copy ??= privateCopy(this.original, this.now);
    return (await session.copy).workbook;
  }

  /** Ends a session; ending an unknown one is refused. */
  async end(id: string): Promise<void> {
    await this.use(id);
    await this.drop(id);
  }

  /** Ends every session. */
  async close(): Promise<void> {
    for (const id of [...this.open.keys()]) await this.drop(id);
  }

  private async forgetIdle(): Promise<void> {
    const oldest = this.now().getTime() - idleMs;
    for (const [id, session] of [...this.open]) if (session.usedAt < oldest) await this.drop(id);
  }

  private async drop(id: string): Promise<void> {
    const session = this.open.get(id);
    this.open.delete(id);
    await (await session?.copy)?.discard();
  }
}
