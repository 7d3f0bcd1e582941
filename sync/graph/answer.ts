/** Turns an HTTP answer into a body or a GraphError. */
import { codeFor, GraphError, type GraphErrorCode } from './errors';
import { type GraphAnswer, type GraphCall } from './graph';
import { retryAfterMs } from './retry-timing';

/** Reads the answer to its end: an answer cut short is no answer. */
export async function readAnswer(call: GraphCall, response: Response): Promise<GraphAnswer> {
  const { status, headers } = response;
  if (status === 304) return { status, headers, body: null };
  if (status >= 400) throw await refusal(call, response);
  const bytes = await bytesOf(call, response);
  if (call.expect === 'bytes') return { status, headers, body: bytes };
  const text = new TextDecoder().decode(bytes);
  if (text === '') return { status, headers, body: null };
  try {
    return { status, headers, body: JSON.parse(text) as unknown };
  } catch (cause) {
    throw failure(call, response, { code: 'bad-answer', serviceCode: null, cause });
  }
}

/** Larger than any register; more is not read into memory. */
const mostBytes = 64 * 1024 * 1024;

/** Counts what comes: what the answer says of its own length need not be true, and need not be said. */
async function bytesOf(call: GraphCall, response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > mostBytes) {
      await reader?.cancel();
      throw failure(call, response, { code: 'too-large', serviceCode: null });
    }
    parts.push(part.value);
  }
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function refusal(call: GraphCall, response: Response): Promise<GraphError> {
  // A refusal without a readable body is still a refusal; its status says enough.
  const bytes = await bytesOf(call, response).catch(() => new Uint8Array());
  const text = new TextDecoder().decode(bytes);
  const codes = serviceCodes(text);
  return failure(call, response, { code: codeFor(response.status, codes), serviceCode: codes[0] ?? null });
}

function failure(
  call: GraphCall,
  response: Response,
  what: { code: GraphErrorCode; serviceCode: string | null; cause?: unknown },
): GraphError {
  const { headers, status } = response;
  return new GraphError(
    {
      code: what.code,
      method: call.method,
      path: call.path,
      status,
      serviceCode: what.serviceCode,
      requestId: headers.get('request-id'),
      retryAfterMs: retryAfterMs(headers.get('retry-after'), new Date()),
    },
    { cause: what.cause },
  );
}

interface Level {
  code?: unknown;
  innerError?: Level;
  innererror?: Level;
}

/** Codes of an error body, innermost first: the deepest level is the most specific. Message texts are never read. */
function serviceCodes(text: string): string[] {
  let level: Level | undefined;
  try {
    level = (JSON.parse(text) as { error?: Level }).error;
  } catch {
    return []; // a gateway's HTML page has no code, and its status says what is needed
  }
  const codes: string[] = [];
  for (let depth = 0; level && depth < 8; depth += 1) {
    if (typeof level.code === 'string') codes.unshift(level.code.slice(0, 80));
    level = level.innerError ?? level.innererror;
  }
  return codes;
}
