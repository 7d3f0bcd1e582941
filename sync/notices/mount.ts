/** POST /notices: Graph asks whether we want its notices, and then sends them. Strangers are answered like Graph and learn nothing. */
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { type Receiver } from './receive';

/** Largest body taken, in bytes. Graph's own stay far below; a lost one is made good by the next look at the register. */
const bodyLimit = 64 * 1024;
const longestToken = 4096;

/** What Graph's tokens are made of. Markup is no token: it is neither echoed nor escaped but refused. */
const tokenShape = /^[\w .:;,=+/%~@()!?*$|#[\]{}-]+$/;

/** Path of the endpoint below the product's address. */
export const noticePath = '/notices';

/** Mount before any body parser of the app: the limit here is its own. */
export function mountNotices(app: Express, receiver: Receiver): void {
  const badBody: ErrorRequestHandler = (error: { type?: string }, _request, response, next) => {
    if (response.headersSent) return next(error);
    receiver.refuse();
    if (error.type === 'entity.too.large') return void response.set('Connection', 'close').status(413).end();
    response.status(202).end();
  };
  app.all(
    noticePath,
    onlyPosts,
    handshake(receiver),
    express.raw({ limit: bodyLimit, type: () => true, inflate: false }),
    taking(receiver),
    badBody,
  );
}

const onlyPosts: RequestHandler = (request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  if (request.method === 'POST') return next();
  response.set('Allow', 'POST').status(405).end();
};

/** Graph asks once before it makes a subscription and wants its token back, within ten seconds. */
function handshake(receiver: Receiver): RequestHandler {
  return (request, response, next) => {
    const { validationToken: token } = request.query;
    if (token === undefined) return next();
    if (typeof token === 'string' && token.length <= longestToken && tokenShape.test(token))
      return void response.status(200).type('text/plain').send(token);
    receiver.refuse();
    response.status(400).end();
  };
}

function taking(receiver: Receiver) {
  return async (request: Request, response: Response): Promise<void> => {
    // Before anything is looked at: neither the answer nor its time may depend on what was sent.
    response.status(202).end();
    await receiver.take(parsed(request.body));
  };
}

/** Null for what is no JSON; the receiver counts it like any other stranger. */
function parsed(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return null;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null; // counted by whoever is given it
  }
}
