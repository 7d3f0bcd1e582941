/** The guard before the adapter: what is not a post of our tenant's Teams channel never reaches the SDK. */
import { type ErrorRequestHandler, json, type Request, type RequestHandler, type Response } from 'express';
import { envelopeSchema } from './activity';
import { type BotConfig, isServiceUrlAllowed } from './config';

/** Largest body taken, in bytes; Teams' own activities stay far below. */
const bodyLimit = 256 * 1024;

/** A short refusal without any detail of ours. */
export function refuseRequest(response: Response, status: number, code: string): void {
  if (!response.headersSent) response.status(status).json({ error: { code } });
}

/** The checks in order: method, token present, size and JSON, then whose activity it claims to be. */
export function edge(config: BotConfig): (RequestHandler | ErrorRequestHandler)[] {
  return [
    onlyPosts,
    onlyHere(config),
    hasToken(config),
    onlyJson,
    json({ limit: bodyLimit, strict: true, type: () => true, inflate: false }),
    badBody,
    onlyOurTeams(config),
  ];
}

const onlyPosts: RequestHandler = (request, response, next) => {
  if (request.method === 'POST') return next();
  response.set('Allow', 'POST');
  refuseRequest(response, 405, 'MethodNotAllowed');
};

const thisMachine = /^(::ffff:)?127\.|^::1$/;

/** Without tokens anybody could be anybody, so anonymous development is for this machine alone. */
function onlyHere(config: BotConfig): RequestHandler {
  return (request, response, next) => {
    const isLocal = thisMachine.test(request.socket.remoteAddress ?? '');
    if (config.CRR_BOT_ANONYMOUS === 'false' || isLocal) return next();
    refuseRequest(response, 403, 'LoopbackOnly');
  };
}

/** Without a token the answer is known before the body is read; whether one is genuine the adapter decides. */
function hasToken(config: BotConfig): RequestHandler {
  return (request, response, next) => {
    if (config.CRR_BOT_ANONYMOUS === 'true' || isChannelToken(config, request)) return next();
    refuseRequest(response, 401, 'Unauthorized');
  };
}

/** The SDK also takes emulator and skill tokens; only the channel's own issuer gets as far as the SDK. */
function isChannelToken(config: BotConfig, request: Request): boolean {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(request.headers.authorization ?? '')?.[1];
  if (payload === undefined) return false;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return (claims as { iss?: unknown } | null)?.iss === config.CRR_BOT_TOKEN_ISSUER;
  } catch {
    return false; // not JSON, so not a token
  }
}

const onlyJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json') !== false) return next();
  refuseRequest(response, 400, 'NotJson');
};

const badBody: ErrorRequestHandler = (error: { type?: string }, _request, response, _next) => {
  if (error.type === 'entity.too.large') refuseRequest(response, 413, 'TooLarge');
  else refuseRequest(response, 400, 'NotJson');
};

function onlyOurTeams(config: BotConfig): RequestHandler {
  return (request, response, next) => {
    const envelope = envelopeSchema.safeParse(request.body);
    if (!envelope.success) return refuseRequest(response, 400, 'NotAnActivity');
    const { channelId, serviceUrl, conversation, channelData } = envelope.data;
    // AseChannel makes the SDK accept tokens without checking their audience, so the channel is fixed here.
    if (channelId !== 'msteams') return refuseRequest(response, 403, 'WrongChannel');
    if (!isServiceUrlAllowed(config, serviceUrl)) return refuseRequest(response, 403, 'WrongServiceUrl');
    const tenants = [channelData?.tenant?.id, conversation.tenantId].filter((id) => id !== undefined);
    if (tenants.length === 0 || tenants.some((id) => id !== config.CRR_TENANT_ID))
      return refuseRequest(response, 403, 'WrongTenant');
    next();
  };
}
