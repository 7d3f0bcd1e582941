/** What Graph refuses or fails to answer, as one class with a closed code, and what that means for a write. */
import { type WriteOutcome } from '../../register/store';

/** Read from the second-level code first, then the top-level code, then the status, as Microsoft asks. */
export type GraphErrorCode =
  | 'throttled'
  | 'locked'
  | 'session-lost'
  | 'session-refused'
  | 'not-found'
  | 'already-exists'
  | 'changed-meanwhile'
  | 'denied'
  | 'unauthenticated'
  | 'invalid'
  | 'blocked-by-sheet'
  | 'too-large'
  | 'unsupported-workbook'
  | 'not-supported'
  | 'timeout'
  | 'server-failed'
  | 'unavailable'
  | 'connection-lost'
  | 'bad-answer'
  | 'token-refused';

/** Facts of a failed request. `path` is the template, so that no id or name of anything gets into logs. */
export interface GraphFailure {
  code: GraphErrorCode;
  method: string;
  path: string;
  /** HTTP status; null when there was no answer. */
  status: number | null;
  /** Graph's own most specific code; null when it gave none. */
  serviceCode: string | null;
  requestId: string | null;
  /** Null when the service did not say. */
  retryAfterMs: number | null;
}

const remedies: Record<GraphErrorCode, string> = {
  throttled: 'Wait as long as it asks and send less.',
  locked: 'Somebody has the file open exclusively; it will be tried again.',
  'session-lost': 'The session ended; a new one is made.',
  'session-refused': 'Excel refused a session for this file; check that it opens in the browser.',
  'not-found': 'Check the ids in the configuration and that nobody moved or renamed the object.',
  'already-exists': 'It is left as it is.',
  'changed-meanwhile': 'Read it again and decide again.',
  denied: 'Check the consented permissions of the app registration.',
  unauthenticated: 'Check the app registration and its secret or certificate.',
  invalid: 'This is a mistake of the service; report it with the request id.',
  'blocked-by-sheet':
    'Something in the sheet is in the way: a filter, a locked cell or content below the table.',
  'too-large': 'The file or the request is too large.',
  'unsupported-workbook': 'Excel cannot open the file; restore an earlier version of it.',
  'not-supported': 'This Graph does not know the request.',
  timeout: 'Whether it took effect is not known.',
  'server-failed': 'Whether it took effect is not known.',
  unavailable: 'Whether it took effect is not known.',
  'connection-lost': 'Whether it took effect is not known.',
  'bad-answer': 'Whether it took effect is not known.',
  'token-refused': 'Check the tenant, the client id and the secret or certificate.',
};

/** A request to Graph that did not succeed. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly status: number | null;
  readonly serviceCode: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;

  constructor(
    readonly failure: GraphFailure,
    options?: { cause?: unknown },
  ) {
    const answer = failure.status === null ? 'got no answer' : `was answered ${failure.status}`;
    const detail = failure.serviceCode === null ? '' : ` (${failure.serviceCode})`;
    super(
      `${failure.method} ${failure.path} ${answer}${detail}: ${failure.code}. ${remedies[failure.code]}`,
      options,
    );
    this.code = failure.code;
    this.status = failure.status;
    this.serviceCode = failure.serviceCode;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
  }
}

/** Lower-case service codes, most specific level first; graph page "workbook error handling". */
const byServiceCode: Readonly<Record<string, GraphErrorCode>> = {
  accessconflict: 'locked',
  conflictuncategorized: 'locked',
  editmodecannotacquirelock: 'locked',
  editmodecannotacquirelocktoomanyrequests: 'throttled',
  resourcelocked: 'locked',
  lockmismatch: 'locked',
  lockownermismatch: 'locked',
  servicereadonly: 'locked',
  resourcemodified: 'changed-meanwhile',
  entitytagdoesnotmatch: 'changed-meanwhile',
  saveconflict: 'changed-meanwhile',
  invalidsessionrecreatable: 'session-lost',
  invalidsessionaccessconflict: 'session-refused',
  invalidsessionnotfound: 'session-refused',
  invalidsessionrestricted: 'session-refused',
  invalidsessionauthentication: 'session-refused',
  invalidsessionunsupportedworkbook: 'unsupported-workbook',
  invalidsessionunexpected: 'session-refused',
  editmodeaccessdenied: 'session-refused',
  toomanyrequestsuncategorized: 'throttled',
  // Seen now and then on an append that did nothing ("ObjectHandle is Invalid"): the session is worn out.
  invalidresourceid: 'session-refused',
  fileopenuserunauthorized: 'session-refused',
  deploymentinvalideditsession: 'session-lost',
  serviceunavailableuncategorized: 'unavailable',
  transientfailure: 'unavailable',
  gatewaytimeoutuncategorized: 'timeout',
  requestaborted: 'timeout',
  internalservererroruncategorized: 'server-failed',
  generalexception: 'server-failed',
  filteredrangeconflict: 'blocked-by-sheet',
  insertdeleteconflict: 'blocked-by-sheet',
  nonblankcelloffsheet: 'blocked-by-sheet',
  rangeexceedslimit: 'too-large',
  payloadtoolargeuncategorized: 'too-large',
  maxfilesizeexceeded: 'too-large',
  unsupportedworkbook: 'unsupported-workbook',
  itemalreadyexists: 'already-exists',
  namealreadyexists: 'already-exists',
  maxrequestdurationexceeded: 'timeout',
  itemnotfound: 'not-found',
  invalidargument: 'invalid',
  invalidreference: 'invalid',
  unsupportedoperation: 'not-supported',
  accessdenied: 'denied',
  accessrestricted: 'denied',
  openworkbookaccessdenied: 'denied',
  throttledrequest: 'throttled',
};

const byStatus: Readonly<Record<number, GraphErrorCode>> = {
  401: 'unauthenticated',
  403: 'denied',
  404: 'not-found',
  405: 'not-supported',
  409: 'locked',
  410: 'not-found',
  412: 'changed-meanwhile',
  413: 'too-large',
  423: 'locked',
  429: 'throttled',
  500: 'server-failed',
  501: 'not-supported',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
  509: 'throttled',
};

/** The code of an answered failure; `serviceCodes` innermost first. A 5xx stays one: its write may have happened. */
export function codeFor(status: number, serviceCodes: readonly string[]): GraphErrorCode {
  const plain = byStatus[status] ?? (status >= 500 ? 'server-failed' : 'invalid');
  if (status >= 500 && status !== 501) return plain;
  for (const code of serviceCodes) {
    const known = byServiceCode[code.toLowerCase()];
    if (known) return known;
  }
  return plain;
}

const unknownAfter: ReadonlySet<GraphErrorCode> = new Set([
  'timeout',
  'server-failed',
  'unavailable',
  'connection-lost',
  'bad-answer',
]);

/** Nothing was written, and waiting may cure it. */
const passing: ReadonlySet<GraphErrorCode> = new Set([
  'throttled',
  'locked',
  'session-lost',
  'session-refused',
  'changed-meanwhile',
  'not-found',
  'unauthenticated',
  'denied',
  'unsupported-workbook',
  'token-refused',
]);

/** What a failed write means: certainly not written, or unknown. Never thrown away, never guessed. */
export function outcomeOf(error: GraphError): Exclude<WriteOutcome, { kind: 'ok' }> {
  const { code, retryAfterMs } = error;
  if (unknownAfter.has(code)) return { kind: 'unknown', code, retryAfterMs };
  return { kind: 'failed', code, retryAfterMs, final: !passing.has(code) };
}
