/** Lists, columns, items and versions as Graph shows them. */
import { type SiteList } from '../../lists/site-list';
import { type SitePeople } from '../../lists/site-people';
import { currentOf, type Editor, eTagOf, type FieldValue, type ItemVersion, kindOf, type ListColumn, type ListItem } from '../../lists/views'; // prettier-ignore
import { type Office } from '../office';

const itemContentType = { id: '0x0100B2D6B0E4C1A94F4E9A5C6D7E8F901234', name: 'Item' };

const by = ({ kind, id, displayName }: Editor): object => ({ [kind]: { id, displayName } });
const instant = (text: string): string => `${text.slice(0, 19)}Z`;

/** A list without its columns and items. */
export function listBody(office: Office, list: SiteList): object {
  const { id, name, displayName, description, createdAt, modifiedAt, createdBy, eTag } = list.about();
  return {
    '@odata.etag': eTag,
    id,
    name,
    displayName,
    description,
    eTag,
    createdDateTime: instant(createdAt),
    lastModifiedDateTime: instant(modifiedAt),
    createdBy: by(createdBy),
    lastModifiedBy: by(createdBy),
    webUrl: `${office.box.url()}/lists?list=${id}`,
    parentReference: { siteId: office.box.options.drive.siteId },
    list: { contentTypesEnabled: false, hidden: false, template: 'genericList' },
  };
}

/** A column definition. */
export function columnBody(column: ListColumn): object {
  const { id, name, displayName, description, required, indexed, hidden, readOnly } = column;
  const kind = kindOf(column);
  return {
    id,
    name,
    displayName,
    description,
    columnGroup: 'Custom Columns',
    required,
    indexed,
    enforceUniqueValues: column.enforceUniqueValues,
    hidden,
    readOnly,
    [kind]: column[kind],
  };
}

/** Which cells are shown: without names all of the columns that are not hidden. */
export type Shown = readonly string[] | null;

function cell(
  people: SitePeople,
  column: ListColumn,
  value: FieldValue | undefined,
): Record<string, unknown> {
  if (value === undefined) return {};
  if (!column.personOrGroup) return { [column.name]: value };
  const lookupId = Number(value);
  return { [`${column.name}LookupId`]: String(lookupId), [column.name]: people.nameOf(lookupId) };
}

function kept(office: Office, item: ListItem, version: ItemVersion): Record<string, FieldValue> {
  const { people } = office.lists;
  return {
    ID: item.id,
    Created: instant(item.createdAt),
    Modified: instant(version.at),
    Author: people.lookupIdOf(item.createdBy),
    Editor: people.lookupIdOf(version.by),
    _UIVersionString: `${version.number}.0`,
    Attachments: false,
    ContentType: itemContentType.name,
  };
}

/** The cells of a version; empty cells are left out, and people's names are shown only when they are asked for. */
export function fieldsBody(
  office: Office,
  list: SiteList,
  item: ListItem,
  options: { shown?: Shown; version?: ItemVersion } = {},
): object {
  const { shown = null, version = currentOf(item) } = options;
  const values: Record<string, FieldValue> = { ...version.fields, ...kept(office, item, version) };
  const cells: Record<string, unknown> = { '@odata.etag': `"${item.guid},${version.number}"` };
  for (const column of list.columns()) {
    if (column.hidden && shown === null) continue;
    const shownCells = cell(office.lists.people, column, values[column.name]);
    for (const [name, value] of Object.entries(shownCells)) {
      const isName = column.personOrGroup !== undefined && name === column.name;
      const key = name === 'ID' ? 'id' : name;
      const isWanted = shown === null ? !isName : shown.includes(key);
      if (isWanted) cells[key] = key === 'id' ? String(value) : value;
    }
  }
  return cells;
}

/** An item; its cells come along when they are asked for. */
export function itemBody(office: Office, list: SiteList, item: ListItem, fields?: { shown: Shown }): object {
  const { at, by: editor } = currentOf(item);
  const eTag = eTagOf(item);
  return {
    '@odata.etag': eTag,
    id: String(item.id),
    eTag,
    createdDateTime: instant(item.createdAt),
    lastModifiedDateTime: instant(at),
    createdBy: by(item.createdBy),
    lastModifiedBy: by(editor),
    webUrl: `${office.box.url()}/lists?list=${list.id}&item=${item.id}`,
    parentReference: { id: list.id, siteId: office.box.options.drive.siteId },
    contentType: itemContentType,
    ...(fields && { fields: fieldsBody(office, list, item, fields) }),
  };
}

/** What is left of an item in a delta answer once it is deleted. */
export const deletedBody = (item: ListItem): object => ({
  id: String(item.id),
  deleted: { state: 'deleted' },
});

/** A version; its cells come along when they are asked for. */
export function versionBody(
  office: Office,
  place: { list: SiteList; item: ListItem },
  version: ItemVersion,
  withFields: boolean,
): object {
  const { list, item } = place;
  return {
    id: `${version.number}.0`,
    lastModifiedDateTime: instant(version.at),
    lastModifiedBy: by(version.by),
    ...(withFields && { fields: fieldsBody(office, list, item, { version }) }),
  };
}
