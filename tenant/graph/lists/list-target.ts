/** Finds the list and the item a request means, names who asks, and puts a list's refusals in Graph's words. */
import { ListError, type ListErrorCode } from '../../lists/list-error';
import { type SiteList } from '../../lists/site-list';
import { type Editor } from '../../lists/views';
import { GraphRefusal, itemNotFound } from '../errors';
import { type Office } from '../office';
import { type GraphCall } from '../route';

/** Where the lists of a site live. */
export const listsPath = '/sites/{site}/lists';
/** Where one list lives. */
export const listPath = `${listsPath}/{list}`;

const answers: Record<ListErrorCode, { status: number; code: string; innerCode?: string }> = {
  itemNotFound: { status: 404, code: 'itemNotFound', innerCode: 'itemNotFound' },
  invalidRequest: { status: 400, code: 'invalidRequest' },
  nameAlreadyExists: { status: 409, code: 'nameAlreadyExists' },
  eTagMismatch: { status: 412, code: 'resourceModified', innerCode: 'resourceModified' },
  notIndexed: { status: 400, code: 'invalidRequest' },
  threshold: { status: 400, code: 'notSupported' },
  notImitated: { status: 501, code: 'notImplemented' },
};

/** A list's refusal as Graph answers it. */
export function listRefusal(error: ListError): GraphRefusal {
  const { status, code, innerCode } = answers[error.code];
  return new GraphRefusal(status, code, error.message, { innerCode, cause: error });
}

/** Refuses sites the box does not have. */
export function requireSite(office: Office, call: GraphCall): void {
  if (call.params['site'] !== office.box.options.drive.siteId) throw itemNotFound('the site');
}

/** The list a request names by id, name or title. */
export function listMeant(office: Office, call: GraphCall): SiteList {
  requireSite(office, call);
  return office.lists.list(String(call.params['list']));
}

/** Who asks, as the list keeps it. */
export function editorOf(office: Office, call: GraphCall): Editor {
  const { appId, userId } = call.client;
  const user = userId === undefined ? undefined : office.box.user(userId);
  return user
    ? { kind: 'user', id: user.id, displayName: user.displayName }
    : { kind: 'application', id: appId, displayName: office.box.options.teamsApp.name };
}

/** The condition a write is made under, and whether it is kept. */
export function writeOptions(call: GraphCall): { ifMatch?: string; keep: boolean } {
  return { ifMatch: call.headers['if-match'], keep: call.persist };
}

/** A body that must be a JSON object. */
export function objectBody(call: GraphCall): Record<string, unknown> {
  const { body } = call;
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new ListError('invalidRequest', 'The request needs a JSON object as its body.');
}
