/** Reads XML with the place of every tag, and writes text into it. */
import { SaxesParser } from 'saxes';

/** A start tag and where it stands in the source; `name` is without its namespace prefix. */
export interface Tag {
  name: string;
  attributes: Record<string, string>;
  start: number;
  end: number;
  selfClosing: boolean;
}

/** What a reader wants to hear of; positions are offsets into the source. */
export interface XmlHandlers {
  open?(tag: Tag): void;
  /** `start` is where the end tag begins; for a self-closing tag it equals `end`. */
  close?(name: string, start: number, end: number): void;
  text?(text: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads a document from start to end; throws the parser's error when it is not well formed. */
export function readXml(xml: string, handlers: XmlHandlers): void {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const end = parser.position;
    const start = xml.lastIndexOf('<', end - 1);
    const { attributes, isSelfClosing } = tag;
    handlers.open?.({ name: local(tag.name), attributes, start, end, selfClosing: isSelfClosing });
  });
  parser.on('closetag', (tag) => {
    const end = parser.position;
    handlers.close?.(local(tag.name), tag.isSelfClosing ? end : xml.lastIndexOf('<', end - 1), end);
  });
  if (handlers.text) {
    parser.on('text', handlers.text);
    parser.on('cdata', handlers.text);
  }
  parser.write(xml).close();
}

/** The start tags of one name, in order. */
export function tagsNamed(xml: string, name: string): Tag[] {
  const found: Tag[] = [];
  readXml(xml, {
    open: (tag) => {
      if (tag.name === name) found.push(tag);
    },
  });
  return found;
}

/** Text for between tags. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => (letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : '&gt;'));

/** Text for an attribute in double quotes. */
export const escapeAttribute = (text: string): string =>
  escapeText(text).replace(/["\n\r\t]/g, (letter) =>
    letter === '"' ? '&quot;' : `&#${letter.charCodeAt(0)};`,
  );

/** Reads the `_x000D_` escapes with which workbooks keep characters XML cannot hold. */
export const readEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/** Writes those escapes, and escapes text that only looks like one. */
export const writeEscapes = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      // The characters XML forbids or changes.
      /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g,
      (letter) => `_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');

/** A start tag's source with one attribute changed, added or (null) taken away. */
export function withAttribute(tag: string, name: string, value: string | null): string {
  const present = new RegExp(`\\s+${name}\\s*=\\s*("[^"]*"|'[^']*')`);
  const written = value === null ? '' : ` ${name}="${escapeAttribute(value)}"`;
  if (present.test(tag)) return tag.replace(present, () => written);
  return tag.replace(/^<[^\s/>]+/, (opening) => opening + written);
}

/** A document with some start tags changed; `edit` answers the new source of a tag, or null to leave it. */
export function editTags(xml: string, edit: (tag: Tag, source: string) => string | null): string {
  let out = '';
  let from = 0;
  readXml(xml, {
    open: (tag) => {
      const source = xml.slice(tag.start, tag.end);
      const changed = edit(tag, source);
      if (changed === null) return;
      out += xml.slice(from, tag.start) + changed;
      from = tag.end;
    },
  });
  return out + xml.slice(from);
}
