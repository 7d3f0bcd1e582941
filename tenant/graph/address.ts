/** Brings the several ways to name a drive item down to `/drives/{drive}/items/{item}`. */
import { type Office } from './office';

/** `/sites/{site}/drive/...` names the same things as `/drives/{drive}/...`. */
function fromSite(office: Office, segments: readonly string[]): string[] {
  const [first, site, second, ...rest] = segments;
  const { siteId, driveId } = office.box.options.drive;
  const isDrive = first?.toLowerCase() === 'sites' && site === siteId && second?.toLowerCase() === 'drive';
  return isDrive && rest.length > 0 ? ['drives', driveId, ...rest] : [...segments];
}

/** `root:/{path}:/rest` and `items/{folder}:/{path}:/rest` become `items/{folder}/children/{path}/rest`. */
function fromPath(office: Office, segments: readonly string[]): string[] {
  const [, drive = '', kind = '', ...after] = segments;
  const isRoot = kind.toLowerCase() === 'root:';
  const isItem = kind.toLowerCase() === 'items' && after[0]?.endsWith(':') === true;
  if (!isRoot && !isItem) return [...segments];
  const folder = isItem ? String(after[0]).slice(0, -1) : office.box.options.drive.folderId;
  const rest = isItem ? after.slice(1) : after;
  const last = rest.findIndex((segment) => segment.endsWith(':'));
  const path = (last < 0 ? rest : rest.slice(0, last + 1)).join('/').replace(/:$/, '');
  return ['drives', drive, 'items', folder, 'children', path, ...(last < 0 ? [] : rest.slice(last + 1))];
}

/** `items/{folder}/children/{name}/...` means the file of that name; `root` is the folder's other name. */
function fromFolder(office: Office, segments: readonly string[]): string[] {
  const [drives, drive, items, folder = '', children, name, ...rest] = segments;
  if (items?.toLowerCase() !== 'items' || children?.toLowerCase() !== 'children') return [...segments];
  const { folderId } = office.box.options.drive;
  const id = name === undefined ? undefined : office.library.idOf(name);
  const creates = rest.length === 1 && rest[0]?.toLowerCase() === 'content';
  const isFolder = folder === folderId || folder === 'root';
  if (id === undefined || !isFolder || creates) return [...segments];
  return [String(drives), String(drive), 'items', id, ...rest];
}

/** The segments with drive items named by id wherever they can be. */
export function canonical(office: Office, segments: readonly string[]): string[] {
  const onDrive = fromSite(office, segments);
  return onDrive[0]?.toLowerCase() === 'drives' ? fromFolder(office, fromPath(office, onDrive)) : onDrive;
}
