/** Counts what this process asks of HTTP servers: requests, bytes of bodies, time and processor time. */
import diagnostics from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';

/** What one job cost the client; the server runs in a process of its own. */
export interface Cost {
  requests: number;
  /** How many of them were answered with 304, "not modified". */
  unmodified: number;
  /** Bytes of request bodies and of answers' bodies, as on the wire. */
  up: number;
  down: number;
  wallMs: number;
  /** User and system time of this process. */
  cpuMs: number;
}

const seen = { requests: 0, unmodified: 0, up: 0, down: 0 };

/** Fields of undici's request as it announces it; Node's own fetch is built on it. */
interface Announced {
  contentLength?: number | null;
  headers?: string | string[];
  body?: unknown;
}

diagnostics.subscribe('undici:request:create', (message) => {
  const { request } = message as { request: Announced };
  seen.requests += 1;
  const length = request.contentLength ?? lengthIn(request.headers);
  seen.up += Number(length ?? 0);
});
diagnostics.subscribe('undici:request:headers', (message) => {
  const { headers, statusCode } = (message as { response: { headers: Buffer[]; statusCode: number } })
    .response;
  if (statusCode === 304) seen.unmodified += 1;
  for (let at = 0; at + 1 < headers.length; at += 2)
    if (headers[at]?.toString().toLowerCase() === 'content-length')
      seen.down += Number(headers[at + 1]?.toString());
});

function lengthIn(headers: Announced['headers']): string | undefined {
  const text = Array.isArray(headers) ? headers.join('\r\n') : (headers ?? '');
  return /content-length:?\s*(\d+)/i.exec(text)?.[1];
}

/** Runs a job and tells what it cost. */
export async function measured(work: () => Promise<unknown>): Promise<Cost> {
  const before = { ...seen };
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return {
    requests: seen.requests - before.requests,
    unmodified: seen.unmodified - before.unmodified,
    up: seen.up - before.up,
    down: seen.down - before.down,
    wallMs,
    cpuMs: (user + system) / 1000,
  };
}
