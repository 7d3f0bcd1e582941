/** `createSession`, `refreshSession` and `closeSession`. */
import { GraphRefusal, itemNotFound } from '../errors';
import { requireWorkbookItem } from '../drive-item';
import { type Office } from '../office';
import { type GraphCall, type GraphRoute, route } from '../route';
import { readSession } from './bodies';
import { workbookPath } from './target';

function sessionIdOf(call: GraphCall): string {
  const id = call.headers['workbook-session-id'];
  if (typeof id === 'string') return id;
  const message = 'The request needs the header workbook-session-id.';
  throw new GraphRefusal(400, 'invalidRequest', message, { innerCode: 'invalidSessionNotFound' });
}

function requireReadable(office: Office): void {
  const state = office.workbook.state();
  if (state === 'missing') throw itemNotFound('the workbook file');
  if (state === 'unreadable') {
    const message = 'The file is not a workbook Excel can open.';
    throw new GraphRefusal(400, 'invalidRequest', message, {
      innerCode: 'invalidSessionUnsupportedWorkbook',
    });
  }
}

/** The routes of sessions. */
export function sessionRoutes(office: Office): GraphRoute[] {
  return [
    route('POST', `${workbookPath}/createSession`, async (call) => {
      requireWorkbookItem(office, call);
      requireReadable(office);
      const persistChanges = readSession(call.body);
      return { status: 201, body: { id: await office.sessions.create(persistChanges), persistChanges } };
    }),
    route('POST', `${workbookPath}/refreshSession`, async (call) => {
      requireWorkbookItem(office, call);
      await office.sessions.use(sessionIdOf(call));
      return { status: 204 };
    }),
    route('POST', `${workbookPath}/closeSession`, async (call) => {
      requireWorkbookItem(office, call);
      await office.sessions.end(sessionIdOf(call));
      return { status: 204 };
    }),
  ];
}
