/** `/drives/{drive}`: the library, its root folder and the workbook as a file. */
import { contentRoutes } from './content';
import {
  driveBody,
  fileBody,
  folderBody,
  isRootFolder,
  requireDrive,
  requireWorkbookItem,
  unchanged,
} from './drive-item';
import { type Office } from './office';
import { collection } from './query';
import { earlierContent } from './stale';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from './route';
import { versionRoutes } from './versions';
import { recordWrite } from './workbook/wire';

async function item(office: Office, call: GraphCall): Promise<GraphReply> {
  requireDrive(office, call);
  if (isRootFolder(office, call)) return ok(folderBody(office));
  requireWorkbookItem(office, call);
  const earlier = await earlierContent(office, call);
  return unchanged(office, call, earlier?.version) ?? ok(fileBody(office, earlier?.version));
}

async function remove(office: Office, call: GraphCall): Promise<GraphReply> {
  requireWorkbookItem(office, call);
  recordWrite(office.wire, { method: call.method, path: call.path, table: null, columns: [], rows: [] });
  if (call.persist) await office.workbook.remove();
  return { status: 204 };
}

function children(office: Office, call: GraphCall): GraphReply {
  requireDrive(office, call);
  if (!isRootFolder(office, call)) requireWorkbookItem(office, call);
  const files = isRootFolder(office, call) ? office.library.files() : [];
  return collection(
    call,
    files.map((file) => fileBody(file)),
  );
}

/** The routes of the drive. */
export function driveRoutes(office: Office): GraphRoute[] {
  const drive = '/drives/{drive}';
  const asRoot = (call: GraphCall): GraphCall => ({ ...call, params: { ...call.params, item: 'root' } });
  return [
    route('GET', drive, (call) => {
      requireDrive(office, call);
      return ok(driveBody(office));
    }),
    route('GET', `${drive}/root`, (call) => item(office, asRoot(call))),
    route('GET', `${drive}/root/children`, (call) => children(office, asRoot(call))),
    route('GET', `${drive}/items/{item}`, (call) => item(office, call)),
    route('DELETE', `${drive}/items/{item}`, (call) => remove(office, call)),
    route('GET', `${drive}/items/{item}/children`, (call) => children(office, call)),
    ...contentRoutes(office),
    ...versionRoutes(office),
  ];
}
