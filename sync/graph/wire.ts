/** The last link of the client's chain: token, user agent, redirects of downloads, fetch. */
import { GraphClientError, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import { isLoopback, type SyncConfig } from '../config';
import { type TokenSource } from './token';

const userAgent = 'NONISV|CaseworkRiskRegister|RiskRegister/1.0';
const mostRedirects = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Anything that went wrong before there was an answer; `cause` tells what. */
class WireFailure extends GraphClientError {
  constructor(override readonly cause: unknown) {
    super('The request to Graph got no answer.');
  }
}

/** Sends with a token, to the configured Graph only. */
export function createWire(config: SyncConfig, tokens: TokenSource): Middleware {
  const { origin } = new URL(config.CRR_GRAPH_ROOT);
  const scope = `${scopeHost(config.CRR_GRAPH_ROOT)}/.default`;

  async function execute(context: Context): Promise<void> {
    try {
      const url = typeof context.request === 'string' ? context.request : context.request.url;
      if (new URL(url).origin !== origin) throw new Error('The address is not the configured Graph.');
      const options = (context.options ?? {}) as RequestInit;
      const token = await tokens.tokenFor(scope);
      let first = await sendWith(token, url, options);
      if (first.status === 401) first = await sendAgain(first, token, { url, options });
      context.response = await follow(first, { url, options, config });
    } catch (error) {
      throw new WireFailure(error);
    }
  }

  /** Refused for its token a request did nothing, so even a write may be sent once more, within its own time limit. */
  async function sendAgain(
    answer: Response,
    refused: string,
    { url, options }: { url: string; options: RequestInit },
  ): Promise<Response> {
    const token = await tokens.tokenFor(scope, refused);
    if (token === refused) return answer;
    await answer.body?.cancel();
    return sendWith(token, url, options);
  }
  return { execute };
}

function sendWith(token: string, url: string, { headers, ...options }: RequestInit): Promise<Response> {
  const own = {
    ...(headers as Record<string, string>),
    'User-Agent': userAgent,
    Authorization: `Bearer ${token}`,
  };
  return fetch(url, { ...options, headers: own, redirect: 'manual' });
}

/** Whether an address that lets everybody in may be asked: over https, or http between programs of this machine. */
export function mayFetchOpen(address: string, config: SyncConfig): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  // fetch refuses names and passwords in an address, and its refusal repeats the address.
  if (username !== '' || password !== '') return false;
  const isPlainAllowed = isLoopback(config.CRR_GRAPH_ROOT) && isLoopback(address);
  return protocol === 'https:' || (protocol === 'http:' && isPlainAllowed);
}

/** Asks a pre-authenticated address, which must not see our token; redirections are followed as those of a download are. */
export async function fetchOpen(
  address: string,
  { signal, config }: { signal: AbortSignal; config: SyncConfig },
): Promise<Response> {
  return follow(await fetchBare(address, signal), { url: address, options: { signal }, config });
}

const fetchBare = (address: string, signal: RequestInit['signal']): Promise<Response> =>
  fetch(address, { redirect: 'manual', signal, headers: { 'User-Agent': userAgent } });

/** Downloads lead to a pre-authenticated address, which must not see our token. */
async function follow(
  answer: Response,
  from: { url: string; options: RequestInit; config: SyncConfig },
): Promise<Response> {
  let current = answer;
  let at = from.url;
  for (let hops = 0; redirects.has(current.status); hops += 1) {
    const location = current.headers.get('location');
    if (location === null || hops === mostRedirects || (from.options.method ?? 'GET') !== 'GET')
      throw new Error('The redirection cannot be followed.');
    at = URL.canParse(location, at) ? new URL(location, at).href : '';
    if (!mayFetchOpen(at, from.config)) throw new Error('The redirection leads to an unprotected address.');
    await current.body?.cancel();
    current = await fetchBare(at, from.options.signal);
  }
  return current;
}

/** National clouds have their own audience; a Graph on this machine stands in for the public one. */
function scopeHost(root: string): string {
  return isLoopback(root) ? 'https://graph.microsoft.com' : new URL(root).origin;
}
