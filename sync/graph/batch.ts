/** Several requests in one, each with an end of its own (concepts/json-batching). */
import { addressOf } from './address';
import { readAnswer } from './answer';
import { GraphError } from './errors';
import { type Graph, type GraphAnswer, type GraphCall } from './graph';

/** The most requests Graph takes in one. */
export const mostInBatch = 20;

/** One request; it is kept back, and answered 424, when one it depends on fails. */
export interface BatchPart {
  id: string;
  call: GraphCall;
  dependsOn?: string[];
}

/** What was answered, part by part. */
export interface BatchAnswer {
  /** HTTP status of the part; null when it has no answer that counts. */
  statusOf(id: string): number | null;
  /** As if the part had been sent alone. Throws GraphError: the part's own, or `bad-answer` when it has none, so that its end is unknown. */
  answerTo(part: BatchPart): Promise<GraphAnswer>;
  /** The error of a call whose end the answer leaves open. */
  unclear(call: GraphCall, serviceCode: string): GraphError;
}

/** Sends them together, once. Throws GraphError when the batch as a whole was refused, or got no answer. */
export async function sendBatch(
  graph: Graph,
  parts: readonly BatchPart[],
  timeoutMs: number | undefined,
): Promise<BatchAnswer> {
  const answer = await graph.send({
    method: 'POST', path: '/$batch', body: { requests: parts.map(asSent) }, timeoutMs,
  }); // prettier-ignore
  const unclear = (call: GraphCall, serviceCode: string) => unclearEnd(call, answer, serviceCode);
  return {
    statusOf: (id) => answerIn(answer, id)?.status ?? null,
    answerTo: async ({ id, call }) => {
      const found = answerIn(answer, id);
      if (!found) throw unclear(call, 'incomplete-batch');
      return readAnswer(call, responseOf(found));
    },
    unclear,
  };
}

function asSent({ id, call, dependsOn }: BatchPart): object {
  const { method, path, parts, query, headers, body } = call;
  const typed = body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' };
  const sent = { id, method, url: addressOf({ path, parts, query }), headers: typed, body };
  return dependsOn ? { ...sent, dependsOn } : sent;
}

interface Answered {
  id?: unknown;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

function answerIn({ body }: GraphAnswer, id: string): Answered | undefined {
  const { responses } = (body ?? {}) as { responses?: unknown };
  if (!Array.isArray(responses)) return undefined;
  const found = (responses as (Partial<Answered> | null)[]).find((one) => one?.id === id);
  // Anything else is no status a Response takes.
  const isAnswered = Number.isInteger(found?.status) && Number(found?.status) >= 200 && Number(found?.status) < 600; // prettier-ignore
  return isAnswered ? (found as Answered) : undefined;
}

const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);
const readHeaders: ReadonlySet<string> = new Set(['retry-after', 'request-id']);

/** The part as an answer of its own, so that its codes and waits are read in the one way there is. */
function responseOf({ status, headers, body }: Answered): Response {
  const text = body === undefined || body === null || withoutBody.has(status) ? null : JSON.stringify(body);
  const told = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    readHeaders.has(name.toLowerCase())
      ? [[name, String(value).replace(/[^ -~]/g, '')] as [string, string]]
      : [],
  );
  return new Response(text, { status, headers: told });
}

function unclearEnd(
  { method, path }: GraphCall,
  { status, headers }: GraphAnswer,
  serviceCode: string,
): GraphError {
  const requestId = headers.get('request-id');
  return new GraphError({ code: 'bad-answer', method, path, status, serviceCode, requestId, retryAfterMs: null }); // prettier-ignore
}
