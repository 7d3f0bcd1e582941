/** Names a workbook gives to formulas, as its own part keeps them. */
import { editTags, escapeAttribute, escapeText, readXml, tagsNamed } from './xml';
import { WorkbookError } from './workbook-error';
import { type ZipParts } from './zip';

/** A name of the whole workbook; `formula` is in file form, without an equals sign. */
export interface DefinedName {
  name: string;
  formula: string;
  isVisible: boolean;
}

/** The names of the whole workbook in their order; those of single worksheets and Excel's own are left out. */
export function readNames(parts: ZipParts, bookPart: string): DefinedName[] {
  const found: DefinedName[] = [];
  let open: DefinedName | null = null;
  readXml(parts.text(bookPart) ?? '', {
    open: ({ name, attributes }) => {
      if (name !== 'definedName' || attributes.localSheetId !== undefined) return;
      const isVisible = attributes.hidden !== '1' && attributes.hidden !== 'true';
      open = { name: attributes.name ?? '', formula: '', isVisible };
    },
    text: (text) => {
      if (open) open.formula += text;
    },
    close: (name) => {
      if (name === 'definedName' && open && !open.name.startsWith('_xlnm.')) found.push(open);
      if (name === 'definedName') open = null;
    },
  });
  return found;
}

const possible = /^[\p{L}_\\][\p{L}\d_.\\]{0,254}$/u;
const cellLike = /^(?:[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc])$/;

/** Adds a name; it must be one Excel takes and not be taken. */
export function addName(
  parts: ZipParts,
  bookPart: string,
  { name, formula }: Omit<DefinedName, 'isVisible'>,
): void {
  if (!possible.test(name) || cellLike.test(name))
    throw new WorkbookError('invalidArgument', 'Nothing can have this name.');
  if (readNames(parts, bookPart).some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw new WorkbookError('itemAlreadyExists', 'The name is taken.');
  const xml = parts.text(bookPart) ?? '';
  const made = (prefix: string) =>
    `<${prefix}definedName name="${escapeAttribute(name)}">${escapeText(formula)}</${prefix}definedName>`;
  parts.replace(bookPart, tagsNamed(xml, 'definedNames').length > 0 ? into(xml, made) : asFirst(xml, made));
}

function into(xml: string, made: (prefix: string) => string): string {
  const open = editTags(xml, ({ name, selfClosing }, source) =>
    name === 'definedNames' && selfClosing
      ? `${source.replace(/\s*\/>$/, '>')}</${source.slice(1, source.search(/[\s/>]/))}>`
      : null,
  );
  return open.replace(/<\/((?:\w+:)?)definedNames\s*>/, (end, prefix: string) => `${made(prefix)}${end}`);
}

/** The schema wants the names after the worksheets and links to other files, before the settings of the calculation. */
function asFirst(xml: string, made: (prefix: string) => string): string {
  const last = /<\/((?:\w+:)?)externalReferences\s*>/.test(xml) ? 'externalReferences' : 'sheets';
  return xml.replace(
    new RegExp(`</((?:\\w+:)?)${last}\\s*>`),
    (end, prefix: string) => `${end}<${prefix}definedNames>${made(prefix)}</${prefix}definedNames>`,
  );
}
