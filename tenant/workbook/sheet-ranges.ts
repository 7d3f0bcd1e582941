/** The ranges a worksheet keeps beside its cells: validations, conditional formats, merged cells, links. */
import { type Block, blockAddress, overlaps, readBlock } from './address';
import { type SheetPart } from './sheet-part';
import { editTags, tagsNamed, withAttribute } from './xml';

/** Answers what becomes of a block; a block may fall into several. */
export type BlockEdit = (block: Block) => Block[];

function editedSqref(text: string, edit: BlockEdit): string {
  const blocks = text
    .trim()
    .split(/\s+/)
    .flatMap((one) => {
      const block = readBlock(one);
      return block ? edit(block).map(blockAddress) : [one];
    });
  return blocks.join(' ');
}

/** Elements that name one block; the others keep lists. */
const single = new Set(['mergeCell', 'hyperlink']);

/** Applies an edit to the ranges kept outside the cells; `lists` leaves merged cells and links alone. */
export function editRanges(sheet: SheetPart, edit: BlockEdit, which: 'all' | 'lists' = 'all'): void {
  const edited = editTags(sheet.head + sheet.tail, ({ name, attributes, start }, source) => {
    if (start < sheet.head.length || (which === 'lists' && single.has(name))) return null;
    const attribute = single.has(name) ? 'ref' : 'sqref';
    const old = attributes[attribute];
    if (old === undefined) return null;
    const fresh = editedSqref(old, edit);
    return fresh === old ? null : withAttribute(source, attribute, fresh);
  });
  // Newer features keep their ranges as text inside an extension.
  const tail = edited
    .slice(sheet.head.length)
    .replace(
      /(<(?:\w+:)?sqref>)([^<]+)(?=<\/)/g,
      (_, open: string, text: string) => open + editedSqref(text, edit),
    );
  if (tail === sheet.tail) return;
  sheet.tail = tail;
  sheet.changed = true;
}

/** Blocks of merged cells. */
export function mergedBlocks(sheet: SheetPart): Block[] {
  return tagsNamed(sheet.head + sheet.tail, 'mergeCell').flatMap(
    ({ attributes }) => readBlock(attributes.ref ?? '') ?? [],
  );
}

/** Lengthens the ranges that end with a table's last body row, so that new rows have its validations and formats. */
export function extendRanges(sheet: SheetPart, body: Block, by: number): void {
  const longer = (block: Block): Block[] =>
    block.bottom === body.bottom && overlaps(block, body)
      ? [{ ...block, bottom: block.bottom + by }]
      : [block];
  editRanges(sheet, longer, 'lists');
}
