/** SharePoint's throttling by resource units: off until a budget is set, then 429 once it is used up. */
import { type Express, json, type Request } from 'express';
import { z } from 'zod';
import { GraphRefusal, sendRefusal } from './graph/errors';

const budgetShape = z.strictObject({
  /** Units that may be used within a window; null switches throttling off. */
  unitsPerMinute: z.int().min(1).nullable(),
  /** Length of the window in milliseconds of real time; for tests that cannot wait a minute. */
  windowMs: z.int().min(100).max(60_000).default(60_000),
});

/** A budget of resource units per window of real time. */
export type Budget = z.input<typeof budgetShape>;

const collections = /\/(lists|items|columns|versions|children|drives)$/i;

/** What a request costs, by SharePoint's price list; workbook calls are not on it and cost nothing here. */
export function unitsOf(method: string, address: string): number {
  const [path = '', query = ''] = address.split('?');
  if (!/^\/v1\.0\/(sites|drives)\//i.test(path) || /\/workbook(\/|$)/i.test(path)) return 0;
  if (/\/permissions(\/|$)/i.test(path) || /\$expand=[^&]*permissions/i.test(query)) return 5;
  if (method !== 'GET') return 2;
  if (/\/delta(\(.*\))?$/i.test(path)) return /token=/i.test(address) ? 1 : 2;
  return collections.test(path) ? 2 : 1;
}

/** Counts units in windows that begin with their first request; refused requests count as well. */
export class Throttle {
  private budget: z.output<typeof budgetShape> = { unitsPerMinute: null, windowMs: 60_000 };
  private windowEnds = 0;
  private used = 0;

  /** Sets the budget; what was used so far is forgotten. */
  set(budget: Budget): void {
    this.budget = budgetShape.parse(budget);
    this.windowEnds = 0;
    this.used = 0;
  }

  /** The budget and what is used of it. */
  state(): { unitsPerMinute: number | null; windowMs: number; used: number } {
    return { ...this.budget, used: this.used };
  }

  /** Uses units; the answer tells what is left and when the window ends, or null when nothing is counted. */
  use(units: number): { limit: number; left: number; endsInMs: number } | null {
    const { unitsPerMinute: limit, windowMs } = this.budget;
    if (limit === null || units === 0) return null;
    const now = Date.now();
    if (now >= this.windowEnds) {
      this.windowEnds = now + windowMs;
      this.used = 0;
    }
    this.used += units;
    return { limit, left: limit - this.used, endsInMs: this.windowEnds - now };
  }
}

const secondsOf = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));

/** Puts the budget in front of Graph, and `GET` and `POST /throttle.json` beside it. */
export function mountThrottle(app: Express, throttle: Throttle): void {
  app.get('/throttle.json', (_req, res) => void res.json(throttle.state()));
  app.post('/throttle.json', json(), (req: Request, res) => {
    const wanted = budgetShape.safeParse(req.body);
    if (!wanted.success) {
      res.status(400).json({ error: 'Send {"unitsPerMinute":1250}, or null for no throttling.' });
      return;
    }
    throttle.set(wanted.data);
    res.json(throttle.state());
  });
  app.use('/v1.0', (req, res, next) => {
    const left = throttle.use(unitsOf(req.method, req.originalUrl));
    if (!left) return next();
    // SharePoint tells what is left once four fifths are used.
    if (left.left <= left.limit / 5) {
      res.set({
        'RateLimit-Limit': String(left.limit),
        'RateLimit-Remaining': String(Math.max(0, left.left)),
        'RateLimit-Reset': secondsOf(left.endsInMs),
      });
    }
    if (left.left >= 0) return next();
    res.set('Retry-After', secondsOf(left.endsInMs));
    sendRefusal(res, new GraphRefusal(429, 'activityLimitReached', 'The request has been throttled.'));
  });
}
