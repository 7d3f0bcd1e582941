/** Adds worksheets and tables to a workbook's container, as Excel writes them, and hides and renames what is there. */
import { posix } from 'node:path';
import { type Block, blockAddress } from './address';
import { readRelations, relationsPart } from './book-parts';
import { type Sheet } from './views';
import { editTags, escapeAttribute, tagsNamed, withAttribute, writeEscapes } from './xml';
import { type ZipParts } from './zip';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const links = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageLinks = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Puts text before the last end tag of the element; the prefix the document uses is handed in. */
function intoElement(xml: string, element: string, make: (prefix: string) => string): string {
  const empty = new RegExp(`<((?:\\w+:)?)${element}\\b([^>]*)/>\\s*$`);
  const open = xml.replace(
    empty,
    (_, prefix: string, rest: string) => `<${prefix}${element}${rest}></${prefix}${element}>`,
  );
  const end = new RegExp(`</((?:\\w+:)?)${element}\\s*>(?![\\s\\S]*</(?:\\w+:)?${element}\\s*>)`);
  return open.replace(end, (tag, prefix: string) => `${make(prefix)}${tag}`);
}

/** A name of this pattern that no part has. */
function freeName(parts: ZipParts, named: (number: number) => string): string {
  const names = new Set(parts.names().map((name) => name.toLowerCase()));
  let number = 1;
  while (names.has(named(number).toLowerCase())) number += 1;
  return named(number);
}

/** Adds a part with its content type and a relation from another; answers the relation's id. */
function addPart(parts: ZipParts, from: string, part: { name: string; kind: string; xml: string }): string {
  const types = '[Content_Types].xml';
  const override = `PartName="/${part.name}" ContentType="${contentType}${part.kind}+xml"`;
  parts.replace(part.name, part.xml);
  parts.replace(types, intoElement(parts.text(types) ?? '', 'Types', (prefix) => `<${prefix}Override ${override}/>`)); // prettier-ignore
  const relations = readRelations(parts, from);
  const ids = new Set(tagsNamed(parts.text(relationsPart(from)) ?? '<x/>', 'Relationship').map(({ attributes }) => attributes.Id)); // prettier-ignore
  let number = relations.length + 1;
  while (ids.has(`rId${number}`)) number += 1;
  const relation = `Id="rId${number}" Type="${links}/${part.kind}" Target="${posix.relative(posix.dirname(from), part.name)}"`;
  const before =
    parts.text(relationsPart(from)) ?? `${head}<Relationships xmlns="${packageLinks}"></Relationships>`;
  parts.replace(relationsPart(from), intoElement(before, 'Relationships', (prefix) => `<${prefix}Relationship ${relation}/>`)); // prettier-ignore
  return `rId${number}`;
}

/** Adds an empty worksheet at the end. */
export function addSheetPart(parts: ZipParts, bookPart: string, name: string): void {
  const folder = posix.dirname(bookPart);
  const part = freeName(parts, (number) => `${folder}/worksheets/sheet${number}.xml`);
  const xml = `${head}<worksheet xmlns="${main}"><dimension ref="A1"/><sheetData></sheetData></worksheet>`;
  const id = addPart(parts, bookPart, { name: part, kind: 'worksheet', xml });
  const book = parts.text(bookPart) ?? '';
  const numbers = tagsNamed(book, 'sheet').map(({ attributes }) => Number(attributes.sheetId));
  const about = `name="${escapeAttribute(name)}" sheetId="${Math.max(0, ...numbers) + 1}" r:id="${id}" xmlns:r="${links}"`;
  parts.replace(
    bookPart,
    intoElement(book, 'sheets', (prefix) => `<${prefix}sheet ${about}/>`),
  );
}

/** A table to be made. */
export interface NewTable {
  id: number;
  name: string;
  block: Block;
  headings: readonly string[];
}

/** Adds a table over cells of a worksheet; answers its part, its XML and what the worksheet has to say of it before it ends. */
export function addTablePart(
  parts: ZipParts,
  sheet: string,
  table: NewTable,
): { part: string; xml: string; mention: (tail: string) => string } {
  const part = freeName(parts, (number) => `xl/tables/table${number}.xml`);
  const ref = blockAddress(table.block);
  const columns = table.headings.map(
    (name, at) => `<tableColumn id="${at + 1}" name="${escapeAttribute(writeEscapes(name))}"/>`,
  );
  const names = `id="${table.id}" name="${table.name}" displayName="${table.name}"`;
  const xml = `${head}<table xmlns="${main}" ${names} ref="${ref}" totalsRowShown="0"><autoFilter ref="${ref}"/><tableColumns count="${columns.length}">${columns.join('')}</tableColumns><tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>`;
  const id = addPart(parts, sheet, { name: part, kind: 'table', xml });
  return { part, xml, mention: (tail) => mentioned(tail, id) };
}

/** The end of a worksheet's XML, naming one table more; the schema wants it right before extLst. */
function mentioned(tail: string, id: string): string {
  const one = (prefix: string) => `<${prefix}tablePart r:id="${id}" xmlns:r="${links}"/>`;
  const present = /<\/((?:\w+:)?)tableParts\s*>/.exec(tail);
  if (present) {
    const uncounted = tail.replace(/<(?:\w+:)?tableParts\b[^>]*>/, (tag) =>
      withAttribute(tag, 'count', null),
    );
    return uncounted.replace(/<\/((?:\w+:)?)tableParts\s*>/, (tag, prefix: string) => `${one(prefix)}${tag}`);
  }
  return tail.replace(
    /<(?=((?:\w+:)?)extLst\b)|<\/(?=((?:\w+:)?)worksheet\s*>$)/,
    (tag, a?: string, b?: string) => {
      const prefix = a ?? b ?? '';
      return `<${prefix}tableParts>${one(prefix)}</${prefix}tableParts>${tag}`;
    },
  );
}

const states: Record<Sheet['visibility'], string | null> = {
  Visible: null,
  Hidden: 'hidden',
  VeryHidden: 'veryHidden',
};

/** Shows or hides a worksheet. */
export function setVisibility(
  parts: ZipParts,
  bookPart: string,
  sheet: { name: string; visibility: Sheet['visibility'] },
): void {
  const edited = editTags(parts.text(bookPart) ?? '', (tag, source) =>
    tag.name === 'sheet' && tag.attributes.name === sheet.name
      ? withAttribute(source, 'state', states[sheet.visibility])
      : null,
  );
  parts.replace(bookPart, edited);
}
