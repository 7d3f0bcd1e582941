/** Carries faults out on real requests: error answers, broken connections, delays, cut bodies, effects that come late. */
import { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Box } from './box';
import { type FaultAnswer, type Faults, isForHandler } from './faults';
import { errorBody, usualCode } from './graph/errors';

type ErrorAnswer = Extract<FaultAnswer, { status: number }>;
type Committed = Extract<FaultAnswer, { commit: string }>;

/** Marks the box's own late repetition of a request; only the box knows the value. */
const lateHeader = 'x-box-late';

function sendError(res: Response, answer: ErrorAnswer): void {
  if (answer.retryAfter !== undefined) res.set('Retry-After', String(answer.retryAfter));
  const code = answer.code ?? usualCode(answer.status);
  res
    .status(answer.status)
    .json(errorBody(code, `Asked for: the box answers ${answer.status}.`, answer.code));
}

const fail = (res: Response, answer: Committed): void => {
  if ('status' in answer) sendError(res, answer);
  else res.socket?.destroy();
};

/** Lets the handler run, then throws its answer away and calls `instead` with the body it would have sent. */
function replaceAnswer(res: Response, instead: (body: Buffer) => void): void {
  const end = res.end.bind(res);
  const parts: Buffer[] = [];
  const keep = (chunk: unknown, encoding?: unknown): void => {
    if (typeof chunk === 'string')
      parts.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) parts.push(Buffer.from(chunk));
  };
  res.write = ((chunk: unknown, encoding?: unknown) => {
    keep(chunk, encoding);
    return true;
  }) as typeof res.write;
  res.end = ((chunk: unknown, encoding?: unknown) => {
    keep(chunk, encoding);
    res.end = end;
    instead(Buffer.concat(parts));
    return res;
  }) as typeof res.end;
}

function clearAnswer(res: Response): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name);
}

/** Sends the announced length but only half of the body, then breaks the connection. */
function truncateAnswer(res: Response): void {
  const socket = res.socket;
  const { write } = res;
  replaceAnswer(res, (body) => {
    res.setHeader('Content-Length', Math.max(body.length, 2));
    res.flushHeaders();
    write.call(res, body.subarray(0, Math.floor(body.length / 2)), 'latin1', () => socket?.destroy());
  });
}

async function bodyOf(req: Request): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Repeats the request to the box itself once the time has come. */
async function repeatLater(box: Box, req: Request, answer: Committed, late: LateEffects): Promise<void> {
  const { method, originalUrl } = req;
  const body = method === 'GET' || method === 'HEAD' ? undefined : await bodyOf(req);
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    const isOfTheConnection = [
      'connection',
      'content-length',
      'host',
      'transfer-encoding',
      'expect',
    ].includes(name);
    if (!isOfTheConnection && value !== undefined) headers.set(name, String(value));
  }
  headers.set(lateHeader, late.mark);
  const payload = body && new Uint8Array(body);
  late.plan(answer.afterMs, () => fetch(`${box.url()}${originalUrl}`, { method, headers, body: payload }));
}

/** Effects that come after their answer; those still to come when the box stops do not happen any more. */
class LateEffects {
  readonly mark = crypto.randomUUID();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();

  plan(afterMs: number, effect: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const done = effect().then(
        () => undefined,
        (error: unknown) => process.emitWarning(`A late effect did not happen: ${String(error)}`),
      );
      this.running.add(done);
      void done.then(() => this.running.delete(done));
    }, afterMs);
    this.timers.add(timer);
  }

  async end(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.running);
  }
}

async function committed(
  request: { box: Box; req: Request; res: Response; next: NextFunction; late: LateEffects },
  answer: Committed,
): Promise<void> {
  const { box, req, res, next, late } = request;
  if (answer.commit === 'before') {
    replaceAnswer(res, () => {
      clearAnswer(res);
      fail(res, answer);
    });
    return next();
  }
  if (answer.commit === 'after') await repeatLater(box, req, answer, late);
  fail(res, answer);
}

/** Puts the faults in front of everything mounted later; their own list is never struck. Call the answer before the server closes. */
export function mountFaults(app: Express, box: Box, faults: Faults): () => Promise<void> {
  const late = new LateEffects();
  app.use(async (req, res, next) => {
    if (req.path === '/faults.json' || req.get(lateHeader) === late.mark) return next();
    const answer = faults.take(req)?.answer;
    if (!answer || isForHandler(answer)) return next();
    if ('delayMs' in answer) return void setTimeout(next, answer.delayMs);
    if ('truncate' in answer) {
      truncateAnswer(res);
      return next();
    }
    await committed({ box, req, res, next, late }, answer);
  });
  return () => late.end();
}
