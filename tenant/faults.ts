/** Faults on request: makes the box answer late, wrongly, halfway or not at all, so that clients can be tested against it. */
import { type Express, json, type Request } from 'express';
import { z } from 'zod';

const commit = z.enum(['before', 'after', 'never']).default('never');

const answerShape = z.union([
  /** An error answer. `before`: the request takes effect first. `after`: it takes effect later. `never`: it has none. */
  z.strictObject({
    status: z.int().min(400).max(599),
    retryAfter: z.union([z.int().min(0), z.string()]).optional(),
    code: z.string().optional(),
    commit,
    /** How long after the answer the effect comes, with commit `after`. */
    afterMs: z.int().min(0).max(60_000).default(2_000),
  }),
  /** The connection breaks without an answer. */
  z.strictObject({ reset: z.literal(true), commit, afterMs: z.int().min(0).max(60_000).default(2_000) }),
  z.strictObject({ delayMs: z.int().min(1).max(600_000) }),
  /** The answer breaks off in the middle of its body. */
  z.strictObject({ truncate: z.literal(true) }),
  /** The answer says success and nothing is kept. */
  z.strictObject({ ok: z.literal(true), persist: z.literal(false) }),
  /** A read shows the state of so many milliseconds ago: a download, a list's items. */
  z.strictObject({ staleMs: z.int().min(1) }),
  /** Somebody writes these cells of the list item, or deletes it, between the caller's look and this request. */
  z.strictObject({ edit: z.union([z.record(z.string(), z.unknown()), z.literal('delete')]) }),
  /** A delta answer of a list leaves out a change until the next one, tells an item twice, or holds an error object. */
  z.strictObject({ delta: z.enum(['gap', 'twice', 'error']) }),
]);

type Answer = z.output<typeof answerShape>;

/** The part of a fault that only the handler of the request can carry out; undefined when it is none of those. */
type HandlersPart = Extract<
  Answer,
  { ok: true } | { staleMs: number } | { edit: unknown } | { delta: string }
>;

/** Whether the request goes on to its handler, which does what the fault asks. */
export const isForHandler = (answer: Answer): answer is HandlersPart =>
  ['ok', 'staleMs', 'edit', 'delta'].some((name) => name in answer);

/** What the fault asks of the handler, apart from not keeping anything. */
export function twistOf(answer: Answer): Exclude<HandlersPart, { ok: true }> | Record<string, never> {
  return isForHandler(answer) && !('ok' in answer) ? answer : {};
}

const isRegex = (text: string): boolean => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    // A pattern that does not compile is simply not one.
    return false;
  }
};

const faultShape = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().refine(isRegex, 'is not a regular expression').optional(),
    })
    .default({}),
  times: z.int().min(1).max(1_000_000).default(1),
  answer: answerShape,
});

const noticeFaultShape = z.strictObject({
  /** What becomes of a change notice: never sent, sent twice, sent late, or sent after the one that follows it. */
  notices: z.enum(['lost', 'twice', 'late', 'reordered']),
  /** How late, with `late`. */
  lateMs: z.int().min(1).max(600_000).default(2_000),
  times: z.int().min(1).max(1_000_000).default(1),
});

/** A fault of change notices to come, and how many of them it strikes. */
export type NoticeFault = z.input<typeof noticeFaultShape>;

type PendingNotice = z.output<typeof noticeFaultShape>;

const anyFault = z.union([noticeFaultShape, faultShape]);

/** A fault to come: which requests (any Graph request when no path is given), how often, and what happens to them. */
export type Fault = z.input<typeof faultShape>;

/** What happens to a request a fault caught. */
export type FaultAnswer = z.output<typeof answerShape>;

type Pending = z.output<typeof faultShape>;

const caught = new WeakMap<Request, Pending>();

/** The fault that caught this request, or undefined. */
export const faultOf = (req: Request): Pending | undefined => caught.get(req);

/** Address and query both as sent and decoded, so that a pattern may be written either way. */
function addressesOf(req: Request): string[] {
  try {
    return [req.originalUrl, decodeURIComponent(req.originalUrl)];
  } catch {
    // An address with a broken escape can still be matched as sent.
    return [req.originalUrl];
  }
}

/** The faults that are planned; each is used up after its times, the earliest first. */
export class Faults {
  private planned: (Pending | PendingNotice)[] = [];

  /** Plans faults; one that is not well formed is refused with a sentence and none is planned. */
  add(...faults: (Fault | NoticeFault)[]): void {
    this.planned.push(...faults.map((fault) => anyFault.parse(fault)));
  }

  /** Forgets every fault. */
  clear(): void {
    this.planned = [];
  }

  /** The faults still to come. */
  pending(): readonly (Pending | PendingNotice)[] {
    return this.planned;
  }

  /** Uses up one turn of the first fault that fits the request. */
  take(req: Request): Pending | undefined {
    const addresses = addressesOf(req);
    const found = this.planned.find((fault): fault is Pending => {
      if ('notices' in fault) return false;
      const { match } = fault;
      if (match.method !== undefined && match.method.toUpperCase() !== req.method) return false;
      const pattern = new RegExp(match.path ?? '^/v1\\.0/');
      return addresses.some((address) => pattern.test(address));
    });
    if (!found) return undefined;
    this.use(found);
    caught.set(req, found);
    return found;
  }

  /** Uses up one turn of the first fault of change notices. */
  takeNotice(): PendingNotice | undefined {
    const found = this.planned.find((fault) => 'notices' in fault);
    if (found) this.use(found);
    return found;
  }

  private use(fault: Pending | PendingNotice): void {
    fault.times -= 1;
    this.planned = this.planned.filter(({ times }) => times > 0);
  }
}

/** `GET`, `POST` and `DELETE /faults.json`. */
export function mountFaultList(app: Express, faults: Faults): void {
  app.get('/faults.json', (_req, res) => void res.json(faults.pending()));
  app.delete('/faults.json', (_req, res) => {
    faults.clear();
    res.status(204).end();
  });
  app.post('/faults.json', json(), (req, res) => {
    const wanted = z.array(anyFault).safeParse(Array.isArray(req.body) ? req.body : [req.body]);
    if (!wanted.success) {
      res.status(400).json({ error: `The faults are not well formed: ${z.prettifyError(wanted.error)}` });
      return;
    }
    faults.add(...wanted.data);
    res.json(faults.pending());
  });
}
