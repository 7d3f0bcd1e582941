/** `POST /v1.0/$batch`: the parts one after the other, each as a request of its own, so that faults, budgets and records meet them as well. */
import { type Express, type Request } from 'express';
import { z } from 'zod';
import { originOf } from '../login';
import { errorBody, GraphRefusal, usualCode } from './errors';

/** The most requests Graph takes in one batch. */
const mostParts = 20;

const partShape = z.strictObject({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});
const batchShape = z.strictObject({ requests: z.array(partShape).min(1).max(mostParts) });

type Part = z.output<typeof partShape>;

interface Answered {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Each part waits for those before it that it depends on; after one of them failed it is not carried out, and answered 424. */
export function mountBatch(app: Express): void {
  app.post('/v1.0/\\$batch', async (req, res) => {
    const parts = readParts(req.body);
    const answers: Answered[] = [];
    for (const part of parts) {
      const isHeldBack = answers.some((one) => part.dependsOn.includes(one.id) && one.status >= 400);
      answers.push(isHeldBack ? failed(part.id, 424) : await carryOut(req, part));
    }
    res.json({ responses: answers });
  });
}

function readParts(body: unknown): Part[] {
  const found = batchShape.safeParse(body);
  if (!found.success) throw new GraphRefusal(400, 'BadRequest', 'The batch is not as Graph takes it.');
  const { requests } = found.data;
  const before = new Set<string>();
  for (const { id, dependsOn, body: content, headers } of requests) {
    if (before.has(id) || !dependsOn.every((one) => before.has(one)))
      throw new GraphRefusal(
        400,
        'BadRequest',
        'Ids of a batch are unique, and parts depend on earlier ones.',
      );
    const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    if (content !== undefined && !isTyped)
      throw new GraphRefusal(400, 'BadRequest', 'A part with a body says its Content-Type.');
    before.add(id);
  }
  return requests;
}

async function carryOut(req: Request, { id, method, url, headers, body }: Part): Promise<Answered> {
  const address = `${originOf(req)}/v1.0/${url.replace(/^\//, '')}`;
  // Some clients repeat the token in each part; the one of the batch counts.
  const own = new Headers(headers);
  own.set('authorization', String(req.get('authorization')));
  try {
    const response = await fetch(address, { method, headers: own, redirect: 'manual', body: body === undefined ? undefined : JSON.stringify(body) }); // prettier-ignore
    const text = await response.text();
    const told = Object.fromEntries([...response.headers].filter(([name]) => !ofTheConnection.has(name)));
    return { id, status: response.status, headers: told, body: text === '' ? null : (JSON.parse(text) as unknown) }; // prettier-ignore
  } catch {
    // A part whose connection breaks has an unknown end; the front tells it as a time limit reached.
    return failed(id, 504);
  }
}

const ofTheConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date', 'etag', 'x-powered-by']); // prettier-ignore

const failed = (id: string, status: number): Answered => ({
  id,
  status,
  headers: {},
  body: errorBody(
    status === 424 ? 'FailedDependency' : usualCode(status),
    `The part was answered ${status} by the batch.`,
  ),
});
