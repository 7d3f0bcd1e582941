/** A request that is carried out only after another succeeded, both in one batch (concepts/json-batching). */
import { addressOf } from './address';
import { readAnswer } from './answer';
import { GraphError } from './errors';
import { type Graph, type GraphAnswer, type GraphCall } from './graph';

/** What is asked, and what is done only if it succeeds. */
export interface Conditional {
  condition: GraphCall;
  then: GraphCall;
}

/** Graph's answer to a part it did not carry out. */
const heldBack = 424;

/**
 * The answer of `then`. Throws GraphError: of the condition when that failed and `then` was kept back, so that nothing happened; of `then`
 * when it failed; of `then` with `bad-answer` when the answer does not say whether it was carried out.
 */
export async function sendIf(graph: Graph, { condition, then }: Conditional): Promise<GraphAnswer> {
  const requests = [partOf('1', condition), { ...partOf('2', then), dependsOn: ['1'] }];
  const { timeoutMs } = then;
  const answer = await graph.send({ method: 'POST', path: '/$batch', body: { requests }, timeoutMs });
  const asked = answerOf(answer, '1');
  const done = answerOf(answer, '2');
  if (!asked || !done) throw unclear(then, answer, 'incomplete-batch');
  const isMet = asked.status < 300;
  if (isMet === (done.status === heldBack)) throw unclear(then, answer, 'condition-ignored');
  return isMet ? await readAnswer(then, responseOf(done)) : await readAnswer(condition, responseOf(asked));
}

function partOf(id: string, { method, path, parts, query, headers, body }: GraphCall): object {
  const typed = body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' };
  return { id, method, url: addressOf({ path, parts, query }), headers: typed, body };
}

interface Part {
  id?: unknown;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

function answerOf({ body }: GraphAnswer, id: string): Part | undefined {
  const { responses } = (body ?? {}) as { responses?: unknown };
  if (!Array.isArray(responses)) return undefined;
  const found = (responses as (Partial<Part> | null)[]).find((one) => one?.id === id);
  // Anything else is no status a Response takes.
  const isAnswered = Number.isInteger(found?.status) && Number(found?.status) >= 200 && Number(found?.status) < 600; // prettier-ignore
  return isAnswered ? (found as Part) : undefined;
}

const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);
const readHeaders: ReadonlySet<string> = new Set(['retry-after', 'request-id']);

/** The part as an answer of its own, so that its codes and waits are read in the one way there is. */
function responseOf({ status, headers, body }: Part): Response {
  const text = body === undefined || body === null || withoutBody.has(status) ? null : JSON.stringify(body);
  const told = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    readHeaders.has(name.toLowerCase())
      ? [[name, String(value).replace(/[^ -~]/g, '')] as [string, string]]
      : [],
  );
  return new Response(text, { status, headers: told });
}

/** Whether `then` was carried out is not known. */
function unclear(
  { method, path }: GraphCall,
  { status, headers }: GraphAnswer,
  serviceCode: string,
): GraphError {
  const requestId = headers.get('request-id');
  return new GraphError({ code: 'bad-answer', method, path, status, serviceCode, requestId, retryAfterMs: null }); // prettier-ignore
}
