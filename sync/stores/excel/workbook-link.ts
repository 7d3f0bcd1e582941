/** The one line to the workbook: finds the file, holds the session, sends one request at a time. */
import { performance } from 'node:perf_hooks';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { sendIf } from '../../graph/conditional';
import { type Graph, type GraphAnswer, type GraphCall } from '../../graph/graph';
import { requestTimeoutMs } from '../../request-time';

/** A request below the workbook's own address, such as /tables/{table}/rows. */
export type WorkbookCall = Pick<GraphCall, 'method' | 'path' | 'parts' | 'body' | 'query'> & {
  /** Asked when nothing but the request itself is left to do; a no ends it with TooLate. */
  mayStill?: (() => boolean) | undefined;
  /** Asked first, in the same batch: unless it succeeds nothing else is done, and the failure is that of the question. */
  onlyIf?: WorkbookLook;
};

/** A question below the workbook's own address. */
export type WorkbookLook = Pick<GraphCall, 'path' | 'parts' | 'query'>;

/** The request did not leave: whoever asked for it may send nothing any more. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
  readonly code = 'too-late';

  constructor() {
    super('The time in which this request might be sent is over; whoever has the lease now sends it.');
  }
}

/** Excel takes its time to open and to show large files; nothing is changed by that, so no lease has to outlast it. */
const lookTimeoutMs = 90_000;
/** How long requests go without a session before one is asked for again: what was refused may have been mended. */
const sessionlessMs = 5 * 60_000;

/** Some tenants refuse sessions to applications and take the same requests without one. */
const sessionRefusals: ReadonlySet<string> = new Set(['denied', 'session-refused']);
/** After these the session is not trusted any more (graph page "workbook error handling"). */
const sessionEnds: ReadonlySet<string> = new Set([
  'session-lost',
  'session-refused',
  'server-failed',
  'unavailable',
]);

/** Requests to one workbook: one at a time, in one session that all of them share. */
export class WorkbookLink {
  private known: string | null = null;
  private session: string | null = null;
  /** On the clock of `now`. */
  private sessionlessUntilMs = Number.NEGATIVE_INFINITY;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly graph: Graph,
    private readonly config: SyncConfig,
    /** Milliseconds on a clock that never goes back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Runs when everything asked before is finished: Excel merges parallel requests wrongly. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined); // its own caller is told; the next request must not be
    return next;
  }

  /** The file's item id; looked up once, and again after `forget`. */
  async item(): Promise<string> {
    this.known ??= await findWorkbook(this.graph, this.config);
    if (this.known === null) throw missing();
    return this.known;
  }

  /** After a 404: the file was replaced or renamed. */
  forget(): void {
    this.known = null;
    this.session = null;
    this.sessionlessUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** A request in the shared session. A lost session is made anew and the request sent once more, for it did nothing. */
  async send(call: WorkbookCall): Promise<GraphAnswer> {
    try {
      return await this.attempt(call);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (sessionEnds.has(error.code)) this.session = null;
      if (error.code !== 'session-lost') throw error;
      return await this.attempt(call);
    }
  }

  /** Ends the session, so that nobody is kept out of the file; the next request opens another. */
  async close(): Promise<void> {
    if (this.session === null) return;
    await this.attempt({ method: 'POST', path: '/closeSession' });
    this.session = null;
  }

  private async attempt({ mayStill, onlyIf, ...call }: WorkbookCall): Promise<GraphAnswer> {
    await this.openSession();
    const item = await this.item();
    if (mayStill && !mayStill()) throw new TooLate();
    const whole = this.addressed(call, item);
    if (!onlyIf) return await this.graph.send(whole);
    return await sendIf(this.graph, { condition: this.addressed({ ...onlyIf, method: 'GET' }, item), then: whole }); // prettier-ignore
  }

  private addressed(call: Omit<WorkbookCall, 'mayStill' | 'onlyIf'>, item: string): GraphCall {
    return {
      ...call,
      path: `/drives/{drive}/items/{item}/workbook${call.path}`,
      parts: { ...call.parts, drive: this.config.CRR_DRIVE_ID, item },
      headers: this.session === null ? {} : { 'workbook-session-id': this.session },
      timeoutMs: call.method === 'GET' ? lookTimeoutMs : requestTimeoutMs,
    };
  }

  private async openSession(): Promise<void> {
    if (this.session !== null || this.now() < this.sessionlessUntilMs) return;
    const at = { drive: this.config.CRR_DRIVE_ID, item: await this.item() };
    try {
      this.session = await createSession(this.graph, at);
    } catch (error) {
      if (!(error instanceof GraphError) || !sessionRefusals.has(error.code)) throw error;
      this.sessionlessUntilMs = this.now() + sessionlessMs;
    }
  }
}

/** Whether the failed request could have changed a cell: asking for a session or for columns changes none. */
export function mayHaveWritten(error: GraphError): boolean {
  return error.failure.method !== 'GET' && !error.failure.path.endsWith('/createSession');
}

async function createSession(graph: Graph, at: { drive: string; item: string }): Promise<string> {
  const { body } = await graph.send({
    method: 'POST',
    path: '/drives/{drive}/items/{item}/workbook/createSession',
    parts: at,
    body: { persistChanges: true },
    timeoutMs: lookTimeoutMs,
  });
  const { id } = (body ?? {}) as { id?: unknown };
  if (typeof id !== 'string') throw new Error('Graph opened a session and did not tell its id.');
  return id;
}

/** Id of the workbook in its folder; null when no file has the name. */
export async function findWorkbook(graph: Graph, config: SyncConfig): Promise<string | null> {
  const wanted = config.CRR_WORKBOOK_NAME.toLowerCase();
  const items = await graph.list<{ id: string; name: string; file?: object }>({
    path: '/drives/{drive}/items/{folder}/children',
    parts: { drive: config.CRR_DRIVE_ID, folder: config.CRR_WORKBOOK_FOLDER_ID },
    query: { $select: 'id,name,file' },
  });
  return items.find((one) => one.file !== undefined && one.name.toLowerCase() === wanted)?.id ?? null;
}

function missing(): GraphError {
  return new GraphError({
    code: 'not-found',
    method: 'GET',
    path: '/drives/{drive}/items/{folder}/children',
    status: null,
    serviceCode: 'workbook-missing',
    requestId: null,
    retryAfterMs: null,
  });
}
