/** Reads XML event by event: fast, because a worksheet repeats long formulas thousands of times; without entities of its own. */
import { CutError } from './cut-error';

/** What a reader listens to. Names come without their prefix, attributes as written. */
export interface XmlListener {
  /** True asks for the text inside, up to the next tag of its own. */
  open?(name: string, attributes: string): boolean | void;
  text?(text: string): void;
  close?(name: string): void;
}

const broken = () =>
  new CutError('not-a-workbook', 'A part of the workbook is broken; restore an earlier version.');

const local = (name: string) => name.slice(name.indexOf(':') + 1);

/** Throws CutError for XML that is broken or declares a document type: entity bombs need one. */
export function readXml(xml: string, listener: XmlListener): void {
  const open: string[] = [];
  const unescaped = rememberingUnescape();
  let wanted = false;
  const say = (text: string) => {
    if (wanted && text !== '') listener.text?.(text);
  };
  let at = 0;
  for (;;) {
    const tag = xml.indexOf('<', at);
    if (wanted) say(unescaped(xml.slice(at, tag < 0 ? xml.length : tag)));
    if (tag < 0) break;
    if (xml.startsWith('<![CDATA[', tag)) {
      at = after(xml, ']]>', tag);
      say(xml.slice(tag + 9, at - 3));
    } else if (xml.startsWith('<!--', tag)) at = after(xml, '-->', tag + 4);
    else if (xml.startsWith('<?', tag)) at = after(xml, '?>', tag);
    else if (xml.startsWith('<!', tag)) throw broken();
    else {
      at = endOfTag(xml, tag);
      wanted = readTag(xml.slice(tag + 1, at - 1), open, listener);
    }
  }
  if (open.length > 0) throw broken();
}

/** One tag without its brackets; tells whether the text that follows is wanted. */
function readTag(tag: string, open: string[], listener: XmlListener): boolean {
  if (tag.startsWith('/')) {
    const name = tag.slice(1).trimEnd();
    if (open.pop() !== name) throw broken();
    listener.close?.(local(name));
    return false;
  }
  const isEmpty = tag.endsWith('/');
  const space = tag.search(/[\s/]/);
  const name = space < 0 ? tag : tag.slice(0, space);
  if (name === '') throw broken();
  const attributes = space < 0 ? '' : tag.slice(space, isEmpty ? -1 : undefined);
  const wanted = listener.open?.(local(name), attributes) === true;
  if (!isEmpty) open.push(name);
  else listener.close?.(local(name));
  return wanted && !isEmpty;
}

function after(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  if (found < 0) throw broken();
  return found + mark.length;
}

/** Place after the closing bracket; one inside a quoted value does not close the tag. */
function endOfTag(xml: string, from: number): number {
  let quote = 0;
  for (let at = from + 1; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === 34 || code === 39) quote = code;
    else if (code === 62) return at + 1;
  }
  throw broken();
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of escaped XML; an entity XML does not know by itself is a broken file. */
function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;]{0,12});?/g, (_, name: string) => {
    const number = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
    const code = number ? parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : null;
    const character = code === null ? named[name] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (character === undefined) throw broken();
    return character;
  });
}

/** The same formula stands in every line of a column; it is unescaped once. */
function rememberingUnescape(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    if (!text.includes('&')) return text;
    const found = known.get(text) ?? unescapeXml(text);
    if (known.size < 1000) known.set(text, found);
    return found;
  };
}

const patterns = new Map<string, RegExp>();

/** One attribute by its name without prefix; undefined when absent. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const pattern = patterns.get(name) ?? new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  patterns.set(name, pattern);
  const found = pattern.exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : unescapeXml(value);
}

/** Spreadsheets write characters XML cannot hold as _x000D_, and an underscore that could be read so as _x005F_. */
export function unescapeCells(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
}
