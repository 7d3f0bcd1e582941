/** Mounts `/v1.0`: token check, bodies, routing, Graph's error answers, and 501 for everything unknown. */
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { faultOf, twistOf } from '../faults';
import { graphAudience } from '../login-grants';
import { issuerOf, originOf } from '../login';
import { ListError } from '../lists/list-error';
import { WorkbookError } from '../workbook/live-workbook';
import { canonical } from './address';
import { mountBatch } from './batch';
import { driveRoutes } from './drives';
import { GraphRefusal, notImitated, sendRefusal, usualCode } from './errors';
import { groupRoutes } from './groups';
import { listRoutes } from './lists/list-routes';
import { itemRoutes } from './lists/item-routes';
import { deltaRoutes } from './lists/delta-routes';
import { listRefusal } from './lists/list-target';
import { type Office } from './office';
import { applySelect, refuseUnknownOptions } from './query';
import { type GraphCall, type GraphReply, type GraphRoute, matchPath, segmentsOf } from './route';
import { mailRoutes } from './send-mail';
import { siteRoutes } from './sites';
import { earlierContent } from './stale';
import { subscriptionRoutes } from './subscriptions/routes';
import { userRoutes } from './users';
import { applicationRoutes } from './workbook/application';
import { nameRoutes } from './workbook/names';
import { rowRoutes } from './workbook/rows';
import { sessionRoutes } from './workbook/session-routes';
import { tableRoutes } from './workbook/tables';
import { refusalOf } from './workbook/target';
import { worksheetRoutes } from './workbook/worksheets';

const contentLimit = '30mb';
const jsonLimit = '5mb';

const pathOf = (req: Request): string => String(req.originalUrl.split('?')[0]);

const clients = new WeakMap<Request, GraphCall['client']>();

/** Only tokens this authority gave for Graph open the door. */
function onlyWithToken(office: Office): RequestHandler {
  return async (req, res, next) => {
    const token = /^Bearer\s+(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
    const expected = { audience: graphAudience, issuer: issuerOf(office.box) };
    const claims = token === undefined ? null : await office.box.keys.verify(token, expected);
    if (claims) {
      const userId = claims['idtyp'] === 'user' ? String(claims['oid']) : undefined;
      clients.set(req, { appId: String(claims['appid']), userId });
      return next();
    }
    const message = token === undefined ? 'Access token is empty.' : 'Access token validation failure.';
    sendRefusal(res, new GraphRefusal(401, 'InvalidAuthenticationToken', message));
  };
}

function callOf(req: Request): GraphCall {
  const query = new URLSearchParams(req.originalUrl.split('?')[1] ?? '');
  const fault = faultOf(req)?.answer;
  return {
    method: req.method,
    path: pathOf(req),
    params: {},
    query,
    headers: req.headers,
    body: req.body,
    origin: originOf(req),
    client: clients.get(req) ?? { appId: '' },
    persist: !(fault && 'ok' in fault),
    twist: fault ? twistOf(fault) : {},
  };
}

function find(
  routes: readonly GraphRoute[],
  call: GraphCall,
  segments: string[],
): [GraphRoute, GraphCall] | null {
  for (const candidate of routes) {
    if (candidate.method !== call.method) continue;
    const params = matchPath(candidate.path, segments);
    if (params) return [candidate, { ...call, params }];
  }
  return null;
}

type RoutesOf = (file: Office) => readonly GraphRoute[];

async function answer(office: Office, routesOf: RoutesOf, call: GraphCall): Promise<GraphReply> {
  const raw = segmentsOf(call.path.replace(/^\/v1\.0/i, ''));
  if (!raw) throw new GraphRefusal(400, 'BadRequest', 'The address holds a broken percent escape.');
  const segments = canonical(office, raw);
  const file = segments[0]?.toLowerCase() === 'drives' ? office.library.withItem(segments[3]) : office;
  const found = find(routesOf(file), call, segments);
  if (!found) throw notImitated(call.method, call.path);
  const [{ method, path, handle, options }, filled] = found;
  const kind = `${method} ${path}`;
  office.requests[kind] = (office.requests[kind] ?? 0) + 1;
  refuseUnknownOptions(filled, options);
  const reply = await handle(filled);
  return method === 'GET' && reply.body !== undefined
    ? { ...reply, body: applySelect(reply.body, call.query) }
    : reply;
}

function send(res: Response, reply: GraphReply): void {
  res.status(reply.status).set(reply.headers ?? {});
  if (typeof reply.body === 'string') res.type('text/plain').send(reply.body);
  else if (reply.body === undefined) res.end();
  else res.json(reply.body);
}

/** Puts whatever went wrong into Graph's words; an unexpected failure is the box's own and says so. */
function asRefusal(error: unknown): GraphRefusal {
  if (error instanceof GraphRefusal) return error;
  if (error instanceof WorkbookError) return refusalOf(error);
  if (error instanceof ListError) return listRefusal(error);
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413)
    return new GraphRefusal(413, usualCode(413), 'The request is larger than the box takes.');
  if (type === 'entity.parse.failed') {
    return new GraphRefusal(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
  process.emitWarning(
    `The box failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new GraphRefusal(500, usualCode(500), 'The box failed. Its own log says how.', { cause: error });
}

/** The routes of a file of the library. */
const fileRoutes = (file: Office): GraphRoute[] => [
  ...driveRoutes(file),
  ...sessionRoutes(file),
  ...worksheetRoutes(file),
  ...tableRoutes(file),
  ...rowRoutes(file),
  ...nameRoutes(file),
  ...applicationRoutes(file),
];

/** Everything behind `/v1.0`, and the pre-authenticated downloads. */
export function mountGraph(office: Office): void {
  const rooms = [
    ...siteRoutes(office),
    ...listRoutes(office),
    // Before the items: `delta` would else be taken for the number of one.
    ...deltaRoutes(office),
    ...itemRoutes(office),
    ...userRoutes(office),
    ...groupRoutes(office),
    ...mailRoutes(office),
    ...subscriptionRoutes(office),
  ];
  const known = new Map<Office, readonly GraphRoute[]>();
  const routesOf: RoutesOf = (file) => {
    const routes = known.get(file) ?? [...rooms, ...fileRoutes(file)];
    known.set(file, routes);
    return routes;
  };
  const { app } = office.box;
  const isContent = (req: Request): boolean => pathOf(req).toLowerCase().endsWith('/content');
  const raw = express.raw({ type: () => true, limit: contentLimit });
  const parsed = express.json({ type: () => true, limit: jsonLimit, strict: false });
  app.use('/v1.0', onlyWithToken(office));
  app.use('/v1.0', (req, res, next) => (isContent(req) ? raw : parsed)(req, res, next));
  mountBatch(app);
  app.use('/v1.0', async (req, res) => send(res, await answer(office, routesOf, callOf(req))));
  app.use('/v1.0', (error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    sendRefusal(res, asRefusal(error));
  });
  mountDownloads(office);
}

function mountDownloads(office: Office): void {
  office.box.app.get('/download/:token', async (req, res) => {
    const kind = 'GET /download/{token}';
    office.requests[kind] = (office.requests[kind] ?? 0) + 1;
    const file = office.library.files().find((one) => one.downloads.find(req.params.token)) ?? office;
    const found = file.downloads.find(req.params.token);
    const fault = faultOf(req)?.answer;
    const earlier = fault ? await earlierContent(file, { twist: twistOf(fault) }) : null;
    const versionId = earlier?.versionId ?? found?.versionId;
    const isThere = found !== undefined && file.workbook.state() !== 'missing';
    const bytes = versionId === undefined ? undefined : await file.versions.bytes(versionId);
    if (!isThere || (versionId !== undefined && !bytes)) {
      sendRefusal(
        res,
        new GraphRefusal(
          404,
          'itemNotFound',
          'The download address is unknown, too old, or the file is gone.',
        ),
      );
      return;
    }
    res.type('application/octet-stream').send(Buffer.from(bytes ?? (await file.workbook.bytes())));
  });
}
