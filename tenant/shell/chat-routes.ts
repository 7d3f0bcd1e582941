/** The shell's JSON API for chats: the page and scripts act as a person of the tenant through it. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { type Box } from '../box';
import { type CardAction } from '../connector/person-acts';
import { ConnectorError } from '../connector/connector-error';
import { type Connector } from '../connector/mount';

/** Mounts /shell/tenant.json and /shell/chats/... */
export function chatRoutes(box: Box, connector: Connector): void {
  const { chats, people } = connector;
  const router = Router();
  router.use(express.json({ limit: '1mb' }));
  router.get('/tenant.json', (_request, response) => void response.json(tenantOf(box, connector)));
  router.get('/chats/:person', (request, response) => {
    const person = personOf(request);
    response.json({ messages: chats.messages(person), unread: chats.unread(person) });
  });
  router.post(
    '/chats/:person/open',
    act(async (request) => {
      await people.open(personOf(request));
      return { kind: 'nothing' };
    }),
  );
  router.post(
    '/chats/:person/read',
    act((request) => {
      people.read(personOf(request));
      return Promise.resolve({ kind: 'nothing' });
    }),
  );
  router.post(
    '/chats/:person/messages',
    act((request) => people.say(personOf(request), textOf(request))),
  );
  router.post(
    '/chats/:person/actions',
    act((request) => people.press(personOf(request), actionOf(request))),
  );
  router.post(
    '/chats/:person/refreshes',
    act((request) => people.refresh(personOf(request), String(bodyOf(request).messageId))),
  );
  router.use(refusals);
  box.app.use('/shell', router);
}

function tenantOf(box: Box, connector: Connector): Record<string, unknown> {
  const { users, tenantId, teamsApp } = box.options;
  const people = users
    .filter((user) => user.accountEnabled)
    .map(({ id, displayName, jobTitle, officeLocation, mail, userPrincipalName }) => ({
      id,
      displayName,
      jobTitle,
      officeLocation,
      mail,
      userPrincipalName,
      unread: connector.chats.unread(id),
    }));
  const { name, tabUrl, manifestId, tabAppId } = teamsApp;
  return { tenantId, app: { name, tabUrl, manifestId, tabAppId }, users: people };
}

class BadRequest extends Error {}

function act(work: (request: Request) => Promise<unknown>): RequestHandler {
  return async (request, response) => void response.json(await work(request));
}

function personOf(request: Request): string {
  return String(request.params['person']);
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new BadRequest('Send a JSON object with Content-Type: application/json.');
}

function textOf(request: Request): string {
  const { text } = bodyOf(request);
  if (typeof text === 'string' && text.trim() !== '') return text;
  throw new BadRequest('Send {"text":"..."} with something in it.');
}

function actionOf(request: Request): CardAction {
  const { messageId, type, id, verb, data } = bodyOf(request);
  if (typeof messageId !== 'string' || (type !== 'Action.Execute' && type !== 'Action.Submit')) {
    throw new BadRequest(
      'Send {"messageId":"...","type":"Action.Execute"|"Action.Submit","verb":...,"data":...}.',
    );
  }
  return { messageId, type, id: optionalText(id), verb: optionalText(verb), data };
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const refusals: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof BadRequest) response.status(400).json({ error: error.message });
  else if (error instanceof ConnectorError) response.status(404).json({ error: error.message });
  else next(error);
};
