/** `/drives/{drive}/items/{item}/versions`: earlier contents of the workbook, to look at or to bring back. */
import { downloadAddress } from './downloads';
import { requireWorkbookItem } from './drive-item';
import { itemNotFound } from './errors';
import { type Office } from './office';
import { collection } from './query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from './route';
import { type FileVersion } from '../versions';
import { recordWrite } from './workbook/wire';

const versionBody = ({ id, modifiedAt, size }: FileVersion): object => ({
  id,
  lastModifiedDateTime: modifiedAt.toISOString(),
  size,
});

async function versionMeant(office: Office, call: GraphCall): Promise<FileVersion> {
  requireWorkbookItem(office, call);
  await office.versions.keepNow();
  const found = office.versions.list().find(({ id }) => id === call.params['version']);
  if (!found) throw itemNotFound('the version');
  return found;
}

async function restore(office: Office, call: GraphCall): Promise<GraphReply> {
  const { id } = await versionMeant(office, call);
  const bytes = await office.versions.bytes(id);
  if (!bytes) throw itemNotFound('the version');
  recordWrite(office.wire, { method: call.method, path: call.path, table: null, columns: [], rows: [] });
  if (call.persist) await office.workbook.put(bytes);
  await office.versions.keepNow();
  return { status: 204 };
}

/** The routes of versions; the newest stands first and is the present content. */
export function versionRoutes(office: Office): GraphRoute[] {
  const versions = '/drives/{drive}/items/{item}/versions';
  const version = `${versions}/{version}`;
  return [
    route('GET', versions, async (call) => {
      requireWorkbookItem(office, call);
      await office.versions.keepNow();
      return collection(call, office.versions.list().map(versionBody));
    }),
    route('GET', version, async (call) => ok(versionBody(await versionMeant(office, call)))),
    route('GET', `${version}/content`, async (call) => {
      const { id } = await versionMeant(office, call);
      return { status: 302, headers: { Location: downloadAddress(office, call, id) } };
    }),
    route('POST', `${version}/restoreVersion`, (call) => restore(office, call)),
  ];
}
