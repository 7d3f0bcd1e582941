/** The workbook's bytes: downloads through a pre-authenticated address, uploads of a whole new content. */
import { downloadAddress } from './downloads';
import { fileBody, isRootFolder, requireDrive, requireWorkbookItem, unchanged } from './drive-item';
import { GraphRefusal, itemNotFound, notImitated } from './errors';
import { fileNameOf, type Office } from './office';
import { type GraphCall, type GraphReply, type GraphRoute, route } from './route';
import { earlierContent } from './stale';
import { withWorkbook } from './workbook/target';
import { recordWrite } from './workbook/wire';
import { type LiveWorkbook, WorkbookError } from '../workbook/live-workbook';
import { privateCopy } from './workbook/sessions';

async function download(office: Office, call: GraphCall): Promise<GraphReply> {
  requireWorkbookItem(office, call);
  const earlier = await earlierContent(office, call);
  const same = unchanged(office, call, earlier?.version);
  return same ?? { status: 302, headers: { Location: downloadAddress(office, call, earlier?.versionId) } };
}

function bytesOf(call: GraphCall): Uint8Array {
  if (call.body instanceof Uint8Array) return call.body;
  throw new GraphRefusal(400, 'invalidRequest', 'The request has no content to store.');
}

/** File-level refusals have their own words: a locked file, an eTag that is no longer current. */
function fileRefusal(error: unknown): unknown {
  if (!(error instanceof WorkbookError)) return error;
  if (error.code === 'locked') {
    return new GraphRefusal(423, 'notAllowed', error.message, { innerCode: 'resourceLocked', cause: error });
  }
  if (error.code !== 'preconditionFailed') return error;
  const message = 'The resource has changed since the caller last read it; usually an eTag mismatch.';
  return new GraphRefusal(412, 'resourceModified', message, { innerCode: 'resourceModified', cause: error });
}

async function store(office: Office, call: GraphCall, workbook: LiveWorkbook): Promise<GraphReply> {
  const isNew = workbook.state() === 'missing';
  const ifMatch = call.headers['if-match'];
  recordWrite(office.wire, { method: call.method, path: call.path, table: null, columns: [], rows: [] });
  try {
    await office.versions.keepNow();
    await workbook.put(bytesOf(call), ifMatch === undefined || ifMatch === '*' ? {} : { ifMatch });
    await office.versions.keepNow();
  } catch (error) {
    throw fileRefusal(error);
  }
  return { status: isNew ? 201 : 200, body: fileBody(office, workbook.version()) };
}

async function createByName(office: Office, call: GraphCall): Promise<GraphReply> {
  requireDrive(office, call);
  if (!isRootFolder(office, call)) throw itemNotFound('the folder');
  const name = call.params['name'] ?? '';
  if (!office.library.mayTake(name)) {
    throw notImitated(call.method, call.path, `It keeps "${fileNameOf(office.box)}" and a few .xlsx files beside it.`); // prettier-ignore
  }
  return createIn(await office.library.open(name), call);
}

async function createIn(office: Office, call: GraphCall): Promise<GraphReply> {
  const behaviour = call.query.get('@microsoft.graph.conflictBehavior') ?? 'replace';
  if (behaviour === 'rename') throw notImitated(call.method, call.path, 'conflictBehavior=rename.');
  if (behaviour === 'fail' && office.workbook.state() !== 'missing') {
    const message = 'An item with the same name already exists under the parent.';
    throw new GraphRefusal(409, 'nameAlreadyExists', message);
  }
  if (call.persist) return await store(office, call, office.workbook);
  const copy = await privateCopy(office.workbook, () => office.box.clock.now());
  try {
    return await store(office, call, copy.workbook);
  } finally {
    await copy.discard();
  }
}

/** The routes of the file's content. */
export function contentRoutes(office: Office): GraphRoute[] {
  const content = '/drives/{drive}/items/{item}/content';
  const named = '/drives/{drive}/items/{item}/children/{name}/content';
  return [
    route('GET', content, (call) => download(office, call)),
    route('PUT', content, (call) => withWorkbook(office, call, (workbook) => store(office, call, workbook))),
    route('PUT', named, (call) => createByName(office, call)),
  ];
}
