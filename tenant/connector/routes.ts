/** The bot channel's REST routes under /connector, as botbuilder 4.23.3 calls them. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { type Box } from '../box';
import { type Chats } from './chats';
import { isBot } from './channel-token';
import { beginChat } from './begin-chat';
import { carryOut, type ChannelAnswer, refusal } from './carry-out';
import { type ChannelCall, type ConnectorFault, type ConnectorFaults, faultProblem } from './faults';
import { contentOf, isTooBig } from './message-content';
import { memberOf, membersOf } from './members';

interface Parts {
  box: Box;
  chats: Chats;
  faults: ConnectorFaults;
}

/** Everything below /connector; unknown paths answer 501 and name themselves. */
export function connectorRouter(box: Box, chats: Chats, faults: ConnectorFaults): Router {
  const parts = { box, chats, faults };
  const router = Router();
  router.use(express.json({ limit: '5mb' }));
  faultRoutes(router, faults);
  router.use('/v3', onlyTheBot(box), conversationRoutes(parts));
  router.use((request, response) => {
    const what = `${request.method} ${request.baseUrl}${request.path}`;
    response.status(501).json(refusal('NotImplemented', `The box's bot channel does not know ${what}.`));
  });
  router.use(badBody);
  return router;
}

function onlyTheBot(box: Box): RequestHandler {
  return async (request, response, next) => {
    if (await isBot(box, request.headers.authorization)) return next();
    const message = 'A token of this tenant for https://api.botframework.com is needed.';
    response.status(401).json(refusal('Unauthorized', message));
  };
}

function conversationRoutes(parts: Parts): Router {
  const router = Router();
  const { box, chats } = parts;
  router.post(
    '/conversations',
    answer(parts, 'create', (request) => beginChat(box, chats, request.body)),
  );
  const activities = '/conversations/:conversation/activities';
  const say = answer(parts, 'send', (request) => sendTo(parts, request));
  router.post([activities, `${activities}/:activity`], say);
  router.put(
    `${activities}/:activity`,
    answer(parts, 'edit', (request) => editIn(parts, request)),
  );
  router.delete(
    `${activities}/:activity`,
    answer(parts, 'delete', (request) => removeFrom(parts, request)),
  );
  const members = '/conversations/:conversation';
  router.get(
    `${members}/members`,
    answer(parts, 'members', (r) => membersOf(box, chats, part(r, 'conversation'))),
  );
  router.get(
    `${members}/pagedmembers`,
    answer(parts, 'members', (r) => {
      const all = membersOf(box, chats, part(r, 'conversation'));
      return all.status === 200 ? { status: 200, body: { members: all.body } } : all;
    }),
  );
  router.get(
    `${members}/members/:member`,
    answer(parts, 'members', (r) => memberOf(box, chats, part(r, 'conversation'), part(r, 'member'))),
  );
  return router;
}

/** Express 5 types a path part as one text or several; ours are always one. */
function part(request: Request, name: string): string {
  return String(request.params[name]);
}

function answer(parts: Parts, call: ChannelCall, work: (request: Request) => ChannelAnswer): RequestHandler {
  return (request, response) => {
    const conversation =
      request.params.conversation === undefined ? undefined : part(request, 'conversation');
    const fault = parts.faults.take(call, conversation);
    const { status, body, headers } = carryOut(fault, () => work(request));
    response.set(headers ?? {}).status(status);
    if (body === undefined) response.end();
    else response.json(body);
  };
}

function sendTo({ chats }: Parts, request: Request): ChannelAnswer {
  const chat = chats.byConversation(part(request, 'conversation'));
  if (chat === undefined) return notFound('ConversationNotFound', 'There is no such conversation.');
  const content = contentOf(request.body);
  // Typing and trace activities are accepted and shown to nobody.
  if (content === 'silent') return { status: 201, body: { id: String(Date.now()) } };
  if (content === null) return badActivity();
  if (isTooBig(request.body)) return tooBig();
  return { status: 201, body: { id: chats.append(chat, 'bot', content).id } };
}

function editIn({ chats }: Parts, request: Request): ChannelAnswer {
  const chat = chats.byConversation(part(request, 'conversation'));
  const old = chat?.messages.find((message) => message.id === part(request, 'activity'));
  if (chat === undefined || old === undefined) return activityGone();
  if (old.from !== 'bot') return forbidden();
  const content = contentOf(request.body);
  if (content === null || content === 'silent') return badActivity();
  if (isTooBig(request.body)) return tooBig();
  chats.replace(chat, old.id, content);
  return { status: 200, body: { id: old.id } };
}

function removeFrom({ chats }: Parts, request: Request): ChannelAnswer {
  const chat = chats.byConversation(part(request, 'conversation'));
  const old = chat?.messages.find((message) => message.id === part(request, 'activity'));
  if (chat === undefined || old === undefined) return activityGone();
  if (old.from !== 'bot') return forbidden();
  chats.remove(chat, old.id);
  return { status: 200 };
}

function faultRoutes(router: Router, faults: ConnectorFaults): void {
  router.get('/faults.json', (_request, response) => void response.json(faults.list()));
  router.delete('/faults.json', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.post('/faults.json', (request, response) => {
    const wanted: unknown[] = Array.isArray(request.body) ? request.body : [request.body];
    const problem = wanted.map(faultProblem).find((one) => one !== null);
    if (problem !== undefined) return void response.status(400).json(refusal('BadArgument', problem));
    for (const fault of wanted) faults.add(fault as ConnectorFault);
    response.json(faults.list());
  });
}

const notFound = (code: string, message: string) => ({ status: 404, body: refusal(code, message) });
const activityGone = () => notFound('ActivityNotFoundInConversation', 'There is no such message here.');
const forbidden = () => ({
  status: 403,
  body: refusal('ForbiddenOperationException', 'A bot may change its own messages only.'),
});
const tooBig = () => ({
  status: 413,
  body: refusal('MessageSizeTooBig', 'The message is larger than 100 KB. Send less.'),
});
const badActivity = () => ({
  status: 400,
  body: refusal('BadArgument', 'The activity is not a message with text, a card or suggested actions.'),
});

const badBody: ErrorRequestHandler = (error: { type?: string }, _request, response, next) => {
  if (error.type === 'entity.too.large') response.status(413).json(tooBig().body);
  else if (error.type === 'entity.parse.failed') response.status(400).json(refusal('BadSyntax', 'Not JSON.'));
  else next(error);
};
