/** Turns an HTTP answer into a body or a GraphError. */
import { codeFor, GraphError, type GraphErrorCode } from './errors';
import { type GraphAnswer, type GraphCall } from './graph';
import { retryAfterMs } from './retry-timing';

/** Reads the answer to its end: an answer cut short is no answer. */
export async function readAnswer(call: GraphCall, response: Response): Promise<GraphAnswer> {
  const { status, headers } = response;
  if (status === 304) return { status, headers, body: null };
  if (status >= 400) throw await refusal(call, response);
  if (call.expect === 'bytes') return { status, headers, body: await bytesOf(call, response) };
  const text = await response.text();
  if (text === '') return { status, headers, body: null };
  try {
    return { status, headers, body: JSON.parse(text) as unknown };
  } catch (cause) {
    throw failure(call, response, { code: 'bad-answer', serviceCode: null, cause });
  }
}

/** Larger than any register; a file of this size is not read into memory. */
const mostBytes = 64 * 1024 * 1024;

async function bytesOf(call: GraphCall, response: Response): Promise<Uint8Array> {
  const told = Number(response.headers.get('content-length') ?? 0);
  if (told > mostBytes) throw failure(call, response, { code: 'too-large', serviceCode: null });
  return new Uint8Array(await response.arrayBuffer());
}

async function refusal(call: GraphCall, response: Response): Promise<GraphError> {
  // A refusal without a readable body is still a refusal; its status says enough.
  const text = await response.text().catch(() => '');
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
