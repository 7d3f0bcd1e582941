/** Graph's error answers: `{error:{code,message,innerError:{code?,date,'request-id'}}}`. */
import { randomUUID } from 'node:crypto';
import { type Response } from 'express';

/** A request the box refuses the way Graph does. `innerCode` is the second-level code clients should read first. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly innerCode: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { innerCode?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'GraphRefusal';
    this.status = status;
    this.code = code;
    this.innerCode = options.innerCode;
  }
}

/** Top-level code by status, as on the workbook error-codes page; 'generalException' for the rest. */
const codeByStatus: Record<number, string> = {
  400: 'invalidRequest',
  401: 'unauthenticated',
  403: 'accessDenied',
  404: 'itemNotFound',
  405: 'methodNotAllowed',
  409: 'conflict',
  410: 'resourceGone',
  412: 'preconditionFailed',
  413: 'payloadTooLarge',
  423: 'resourceLocked',
  429: 'tooManyRequests',
  500: 'internalServerError',
  501: 'notImplemented',
  502: 'badGateway',
  503: 'serviceUnavailable',
  504: 'gatewayTimeout',
};

/** The usual top-level code of a status. */
export const usualCode = (status: number): string => codeByStatus[status] ?? 'generalException';

/** The error body; `date` and `request-id` are fresh each time. */
export function errorBody(code: string, message: string, innerCode?: string): object {
  const requestId = randomUUID();
  const date = new Date().toISOString().slice(0, 19);
  const about = { date, 'request-id': requestId, 'client-request-id': requestId };
  return {
    error: { code, message, innerError: innerCode === undefined ? about : { code: innerCode, ...about } },
  };
}

/** Sends a refusal as Graph would. */
export function sendRefusal(res: Response, refusal: GraphRefusal): void {
  if (refusal.status === 401) res.set('WWW-Authenticate', 'Bearer realm="", error="invalid_token"');
  res.status(refusal.status).json(errorBody(refusal.code, refusal.message, refusal.innerCode));
}

/** 501 naming the method and the path, for everything the box does not imitate. */
export const notImitated = (method: string, path: string, why = ''): GraphRefusal =>
  new GraphRefusal(501, 'notImplemented', `The box does not imitate ${method} ${path}.${why && ` ${why}`}`);

/** 404 as drive items and workbooks answer it. */
export const itemNotFound = (what: string): GraphRefusal =>
  new GraphRefusal(404, 'itemNotFound', `The resource could not be found: ${what}.`, {
    innerCode: 'itemNotFound',
  });

/** 400 for a body or argument Excel refuses. */
export const invalidArgument = (sentence: string): GraphRefusal =>
  new GraphRefusal(400, 'InvalidArgument', sentence, { innerCode: 'invalidArgument' });
