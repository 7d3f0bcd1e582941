/** The parts that hold a workbook together: relations, the list of sheets, the calculation settings. */
import { posix } from 'node:path';
import { type Sheet } from './views';
import { editTags, readXml, tagsNamed, withAttribute } from './xml';
import { type ZipParts } from './zip';

/** A link from one part to another; `type` is the last word of its relationship's address. */
export interface Relation {
  id: string;
  type: string;
  target: string;
}

/** A worksheet and the name of its part, which is its key everywhere in the engine. */
export interface BookSheet extends Sheet {
  key: string;
}

/** Where the relations of a part stand; the empty name means the container. */
export const relationsPart = (part: string): string =>
  part === '' ? '_rels/.rels' : posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);

/** The relations of a part; the empty name means the container. */
export function readRelations(parts: ZipParts, part: string): Relation[] {
  const xml = parts.text(relationsPart(part));
  if (xml === undefined) return [];
  return tagsNamed(xml, 'Relationship')
    .filter(({ attributes }) => attributes.TargetMode !== 'External')
    .map(({ attributes }) => {
      const target = attributes.Target ?? '';
      const path = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(part), target);
      return { id: attributes.Id ?? '', type: posix.basename(attributes.Type ?? ''), target: path };
    });
}

const visibilities: Record<string, Sheet['visibility']> = { hidden: 'Hidden', veryHidden: 'VeryHidden' };

/** The worksheets in their order; chart sheets are left out. */
export function bookSheets(parts: ZipParts, bookPart: string): BookSheet[] {
  const xml = parts.text(bookPart);
  if (xml === undefined) throw new Error('The file has no workbook part.');
  const relations = new Map(readRelations(parts, bookPart).map((one) => [one.id, one]));
  return tagsNamed(xml, 'sheet').flatMap(({ attributes }, position) => {
    const link = Object.entries(attributes).find(([name]) => /^\w+:id$/.test(name))?.[1];
    const relation = relations.get(link ?? '');
    if (relation?.type !== 'worksheet') return [];
    const number = Math.max(0, Number(attributes.sheetId ?? 1) - 1);
    return {
      key: relation.target,
      id: `{${number.toString(16).toUpperCase().padStart(8, '0')}-0001-0000-0000-000000000000}`,
      name: attributes.name ?? '',
      position,
      visibility: visibilities[attributes.state ?? ''] ?? 'Visible',
    };
  });
}

/** Takes whole elements of a name out of a document where the test says so. */
function withoutElements(
  xml: string,
  name: string,
  gone: (attributes: Record<string, string>) => boolean,
): string {
  let out = '';
  let from = 0;
  let start = -1;
  readXml(xml, {
    open: (tag) => {
      if (tag.name === name && gone(tag.attributes)) start = tag.start;
    },
    close: (closed, _at, end) => {
      if (closed !== name || start < 0) return;
      out += xml.slice(from, start);
      from = end;
      start = -1;
    },
  });
  return out + xml.slice(from);
}

/** Removes the calculation chain, which other programs rebuild, with its relation and content type. */
export function withoutCalcChain(parts: ZipParts, bookPart: string): void {
  const chain = readRelations(parts, bookPart).find((one) => one.type === 'calcChain');
  if (!chain) return;
  parts.remove(chain.target);
  const links = relationsPart(bookPart);
  parts.replace(
    links,
    withoutElements(parts.text(links) ?? '', 'Relationship', ({ Id }) => Id === chain.id),
  );
  const types = '[Content_Types].xml';
  const named = ({ PartName }: Record<string, string>): boolean => PartName === `/${chain.target}`;
  parts.replace(types, withoutElements(parts.text(types) ?? '', 'Override', named));
}

/** `manual` when formulas are worked out only when somebody asks; `auto` is what a workbook says nothing about. */
export function calculationMode(parts: ZipParts, bookPart: string): string {
  return tagsNamed(parts.text(bookPart) ?? '', 'calcPr')[0]?.attributes.calcMode ?? 'auto';
}

/** Elements that follow calcPr in a workbook part, in the order the schema wants. */
const afterCalc =
  /<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr|webPublishObjects|extLst)\b|<\/(?:\w+:)?workbook\s*>/;

/** Asks the next program that opens the file to recalculate it. */
export function withRecalculation(parts: ZipParts, bookPart: string): void {
  const xml = parts.text(bookPart) ?? '';
  const settings = tagsNamed(xml, 'calcPr')[0];
  if (settings?.attributes.fullCalcOnLoad === '1') return;
  if (settings) {
    const edited = editTags(xml, ({ name }, source) =>
      name === 'calcPr' ? withAttribute(source, 'fullCalcOnLoad', '1') : null,
    );
    parts.replace(bookPart, edited);
    return;
  }
  const prefix = /<(\w+:)?workbook\b/.exec(xml)?.[1] ?? '';
  parts.replace(
    bookPart,
    xml.replace(afterCalc, (next) => `<${prefix}calcPr fullCalcOnLoad="1"/>${next}`),
  );
}
