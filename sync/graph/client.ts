/** The one door to Graph: paths as templates, time limits, repeated reading, never a repeated write. */
import { Client, GraphClientError, ResponseType } from '@microsoft/microsoft-graph-client';
import { type SyncConfig } from '../config';
import { addressOf } from './address';
import { readAnswer } from './answer';
import { GraphError } from './errors';
import { type Graph, type GraphAnswer, type GraphCall } from './graph';
import { nextWait, readingLimits } from './retry-timing';
import { type TokenSource } from './token';
import { createWire, fetchOpen, mayFetchOpen } from './wire';

const defaultTimeoutMs = 45_000;
/** A directory of this many pages is a loop. */
const mostPages = 500;

const repeatable: ReadonlySet<string> = new Set([
  'throttled', 'timeout', 'server-failed', 'unavailable', 'connection-lost', 'bad-answer',
]); // prettier-ignore

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A client for the configured Graph; the SDK's own replay of requests is not part of its chain. `wait` passes the time between two attempts. */
export function createGraph(
  config: SyncConfig,
  tokens: TokenSource,
  wait: (ms: number) => Promise<void> = sleep,
): Graph {
  const root = new URL(config.CRR_GRAPH_ROOT);
  const version = root.pathname.split('/').filter(Boolean).at(-1) ?? 'v1.0';
  const base = config.CRR_GRAPH_ROOT.slice(0, -version.length - 1);
  const client = Client.initWithMiddleware({
    baseUrl: base,
    defaultVersion: version,
    customHosts: new Set([root.hostname]),
    middleware: createWire(config, tokens),
  });

  async function once(call: GraphCall): Promise<GraphAnswer> {
    try {
      return await readAnswer(call, await ask(client, config, call));
    } catch (error) {
      throw failureOf(call, error);
    }
  }

  async function send(call: GraphCall): Promise<GraphAnswer> {
    const began = performance.now();
    for (let made = 1; ; made += 1) {
      try {
        return await once(call);
      } catch (error) {
        if (call.method !== 'GET' || !(error instanceof GraphError) || !repeatable.has(error.code))
          throw error;
        const spentMs = performance.now() - began;
        const { retryAfterMs } = error;
        const waitMs = nextWait({ made, spentMs, retryAfterMs, chance: Math.random() }, readingLimits);
        if (waitMs === null) throw error;
        await wait(waitMs);
      }
    }
  }

  return { send, list: (call) => listPages(send, call, config.CRR_GRAPH_ROOT) };
}

async function ask(client: Client, config: SyncConfig, call: GraphCall): Promise<Response> {
  const signal = AbortSignal.timeout(call.timeoutMs ?? defaultTimeoutMs);
  if (call.address !== undefined) {
    if (!mayFetchOpen(call.address, config)) throw unprotected(call);
    return fetchOpen(call.address, { signal, config });
  }
  const request = client.api(addressOf(call)).responseType(ResponseType.RAW);
  request.headers({ ...call.headers }).option('signal', signal);
  return (await sendWith(request, call)) as Response;
}

function sendWith(request: ReturnType<Client['api']>, call: GraphCall): Promise<unknown> {
  // The SDK sends a typed array's whole memory, so bytes go as a Buffer.
  const content = call.bytes ? Buffer.from(call.bytes) : (call.body ?? {});
  if (call.bytes) request.header('Content-Type', 'application/octet-stream');
  switch (call.method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(content);
    case 'PATCH':
      return request.patch(content);
    case 'PUT':
      return request.put(content);
    case 'DELETE':
      return request.delete();
  }
}

/** The next page lies on the same Graph; another host's link would carry our token away. */
function following(call: Omit<GraphCall, 'method'>, link: string, root: string): GraphCall {
  if (!link.startsWith(`${root}/`))
    throw lost({ ...call, method: 'GET' }, new Error('The next page is elsewhere.'));
  return { ...call, method: 'GET', query: Object.fromEntries(new URL(link).searchParams.entries()) };
}

/** Reads page after page; a collection that never ends is cut off loudly. */
async function listPages<Item>(
  send: Graph['send'],
  call: Omit<GraphCall, 'method'>,
  root: string,
): Promise<Item[]> {
  const items: Item[] = [];
  let page: GraphCall = { ...call, method: 'GET' };
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { body } = await send(page);
    const { value, '@odata.nextLink': next } = (body ?? {}) as { value?: Item[]; '@odata.nextLink'?: string };
    if (!Array.isArray(value)) throw lost(page, new Error('The answer is not a collection.'));
    items.push(...value);
    if (next === undefined) return items;
    page = following(call, next, root);
  }
  throw lost(page, new Error('The collection has too many pages.'));
}

/** The SDK lets errors of its own family through, so the chain wraps what happened in one. */
function failureOf(call: GraphCall, error: unknown): GraphError {
  const inner = error instanceof GraphClientError ? error.cause : error;
  return inner instanceof GraphError ? inner : lost(call, inner);
}

function lost(call: GraphCall, inner: unknown): GraphError {
  const name = (inner as { name?: unknown } | null)?.name;
  const isTimeout = name === 'TimeoutError' || name === 'AbortError';
  const code = isTimeout ? 'timeout' : 'connection-lost';
  return new GraphError({ ...unanswered(call), code, serviceCode: null }, { cause: inner });
}

/** Nothing was sent, and the address is not told: whoever has it may read the file. */
const unprotected = (call: GraphCall): GraphError =>
  new GraphError({ ...unanswered(call), code: 'denied', serviceCode: 'unprotected-address' });

const unanswered = ({ method, path }: GraphCall) =>
  ({ method, path, status: null, requestId: null, retryAfterMs: null }) as const;
