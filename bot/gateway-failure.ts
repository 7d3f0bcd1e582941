/** Errors of the SDK's HTTP client read defensively: the body's shape differs between refusals. */
import { GatewayError } from './gateway';

interface RestError {
  statusCode?: unknown;
  code?: unknown;
  details?: unknown;
  response?: { headers?: { get?: (name: string) => string | undefined } };
}

/** Any failure of a call as a GatewayError; one that is already passes through. */
export function failureOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const rest = (typeof error === 'object' && error !== null ? error : {}) as RestError;
  const status = typeof rest.statusCode === 'number' ? rest.statusCode : null;
  const facts = { status, serviceCode: serviceCodeOf(rest), retryAfterMs: retryAfterOf(rest) };
  return new GatewayError(status === null ? 'network' : 'http', facts, { cause: error });
}

/** The code in the body, wherever it is; MessageWritesBlocked comes as a number with a nested text (teams facts 3.3). */
function serviceCodeOf(error: RestError): string {
  const body = (typeof error.details === 'object' && error.details !== null ? error.details : {}) as {
    error?: { code?: unknown };
    errorCode?: unknown;
  };
  const code =
    body.error?.code ?? (body.errorCode === 209 ? 'MessageWritesBlocked' : undefined) ?? error.code;
  return typeof code === 'string' && /^[\w.-]{1,80}$/.test(code) ? code : 'unknown';
}

/** Milliseconds the channel asks us to wait, at most an hour; null when it does not say so in seconds. */
function retryAfterOf(error: RestError): number | null {
  const text = error.response?.headers?.get?.('retry-after');
  if (text === undefined || text === '') return null;
  const seconds = Number(text);
  if (!Number.isFinite(seconds)) return null;
  return Math.min(Math.max(0, seconds * 1000), 3_600_000);
}
