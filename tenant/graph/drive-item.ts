/** The drive and its files as drive item resources, and the checks that a request means them. */
import { itemNotFound } from './errors';
import { fileNameOf, itemIdOf, type Office } from './office';
import { type WorkbookVersion } from '../workbook/live-workbook';
import { type GraphCall, type GraphReply } from './route';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Refuses drives the box does not have. */
export function requireDrive(office: Office, call: GraphCall): void {
  if (call.params['drive'] !== office.box.options.drive.driveId) throw itemNotFound('the drive');
}

/** Whether the request means the drive's root folder. */
export const isRootFolder = (office: Office, call: GraphCall): boolean =>
  ['root', office.box.options.drive.folderId].includes(String(call.params['item']));

/** Refuses items other than the workbook, and the workbook while its file is not on disk. */
export function requireWorkbookItem(office: Office, call: GraphCall): void {
  requireDrive(office, call);
  if (call.params['item'] !== itemIdOf(office.box)) throw itemNotFound('the item');
  if (office.workbook.state() === 'missing') throw itemNotFound('the workbook file');
}

/** The drive resource. */
export const driveBody = (office: Office): object => ({
  id: office.box.options.drive.driveId,
  name: 'Documents',
  driveType: 'documentLibrary',
  webUrl: `${office.box.url()}/files`,
});

/** The root folder. */
export const folderBody = (office: Office): object => ({
  id: office.box.options.drive.folderId,
  name: 'root',
  webUrl: `${office.box.url()}/files`,
  folder: { childCount: office.library.files().length },
  root: {},
  parentReference: { driveId: office.box.options.drive.driveId, driveType: 'documentLibrary' },
});

/** The workbook as a drive item; the version may be that of a private copy or of an earlier content. */
export function fileBody(office: Office, version: WorkbookVersion = office.workbook.version()): object {
  const { eTag, cTag, modifiedAt, size } = version;
  const { driveId, folderId, siteId } = office.box.options.drive;
  return {
    id: itemIdOf(office.box),
    name: fileNameOf(office.box),
    size,
    eTag,
    cTag,
    lastModifiedDateTime: modifiedAt.toISOString(),
    webUrl: `${office.box.url()}/files/download`,
    parentReference: {
      driveId,
      driveType: 'documentLibrary',
      id: folderId,
      path: `/drives/${driveId}/root:`,
      siteId,
    },
    file: { mimeType: xlsx },
  };
}

const bare = (tag: string): string => tag.trim().replace(/^W\//, '').replaceAll('"', '');

/** 304 when the client's If-None-Match names the content's eTag or cTag, else null. */
export function unchanged(
  office: Office,
  call: GraphCall,
  version: WorkbookVersion = office.workbook.version(),
): GraphReply | null {
  const asked = call.headers['if-none-match'];
  if (asked === undefined) return null;
  const { eTag, cTag } = version;
  const known = [bare(eTag), bare(cTag)];
  // Tags of drive items hold commas, so the header is also compared as one tag.
  const tags = [asked, ...asked.split(/,\s*(?="|W\/)/)].map(bare);
  return tags.some((tag) => tag === '*' || known.includes(tag)) ? { status: 304 } : null;
}
