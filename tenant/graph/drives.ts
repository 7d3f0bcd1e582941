/** `/drives/{drive}`: the library, its root folder and the workbook as a file. */
import { contentRoutes } from './content';
import { downloadAddress } from './downloads';
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
import { collection, selected } from './query';
import { type Earlier, earlierContent } from './stale';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from './route';
import { versionRoutes } from './versions';
import { recordWrite } from './workbook/wire';

async function item(office: Office, call: GraphCall): Promise<GraphReply> {
  requireDrive(office, call);
  if (isRootFolder(office, call)) return ok(folderBody(office));
  requireWorkbookItem(office, call);
  const earlier = await earlierContent(office, call);
  return unchanged(office, call, earlier?.version) ?? ok(fileWithAddress(office, call, earlier));
}

/** With the address of its content, which Graph tells unless $select leaves it out; there it goes by its old name. */
function fileWithAddress(office: Office, call: GraphCall, earlier: Earlier | null = null): object {
  const body = fileBody(office, earlier?.version);
  const chosen = selected(call.query)?.map((name) => name.toLowerCase());
  if (chosen && !chosen.includes('content.downloadurl')) return body;
  return { '@microsoft.graph.downloadUrl': downloadAddress(office, call, earlier?.versionId), ...body };
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
    files.map((file) => fileWithAddress(file, call)),
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
