/** How MSAL talks to the login authority: fetch with a time limit, and plain http for an authority on this machine. */
import { type INetworkModule, type NetworkRequestOptions, type NetworkResponse } from '@azure/msal-node';

const timeoutMs = 15_000;

/** `plainOrigin`: the https spelling of an origin on this machine that speaks http; null when there is none. */
export function loginNetwork(plainOrigin: string | null): INetworkModule {
  const real = (url: string) =>
    plainOrigin !== null && new URL(url).origin === plainOrigin ? url.replace(/^https:/, 'http:') : url;

  async function send<T>(
    method: string,
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    const answer = await fetch(real(url), {
      method,
      headers: options?.headers ?? {},
      body: options?.body ?? null,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers.entries()),
      // MSAL declares the shape it expects and checks the parts it needs.
      body: (await answer.json()) as T,
    };
  }

  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}
