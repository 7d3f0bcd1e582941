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

/** Throws CutError for what is no XML, is broken or declares a document type: entity bombs need one. */
export function readXml(xml: string, listener: XmlListener): void {
  const open: string[] = [];
  const unescaped = rememberingUnescape();
  let wanted = false;
  let isEmpty = true;
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
    else if (xml.charCodeAt(tag + 1) === slash) {
      at = after(xml, '>', tag);
      closeTag(xml.slice(tag + 2, at - 1), open, listener);
      wanted = false;
    } else {
      at = endOfTag(xml, tag);
      isEmpty = false;
      wanted = openTag(xml.slice(tag + 1, at - 1), open, listener);
    }
  }
  if (open.length > 0 || isEmpty) throw broken();
}

/** No part of a workbook nests half as deep. */
const mostDepth = 64;

const slash = 47;
const colon = 58;

function closeTag(tag: string, open: string[], listener: XmlListener): void {
  const name = open.pop();
  if (name === undefined || (name !== tag && name !== tag.trimEnd())) throw broken();
  listener.close?.(local(name));
}

/** One tag without its brackets; tells whether the text that follows is wanted. */
function openTag(tag: string, open: string[], listener: XmlListener): boolean {
  const isEmpty = tag.charCodeAt(tag.length - 1) === slash;
  const end = isEmpty ? tag.length - 1 : tag.length;
  let nameEnd = 0;
  let prefixEnd = 0;
  for (; nameEnd < end; nameEnd += 1) {
    const code = tag.charCodeAt(nameEnd);
    if (code <= space || code === slash) break;
    if (code === colon && prefixEnd === 0) prefixEnd = nameEnd + 1;
  }
  if (nameEnd === 0) throw broken();
  const name = tag.slice(prefixEnd, nameEnd);
  const wanted = listener.open?.(name, tag.slice(nameEnd, end)) === true;
  if (isEmpty) listener.close?.(name);
  else if (open.push(prefixEnd === 0 ? name : tag.slice(0, nameEnd)) > mostDepth) throw broken();
  return wanted && !isEmpty;
}

const space = 32;
const local = (name: string) => name.slice(name.indexOf(':') + 1);

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

/** How many texts of one length are remembered. */
const mostAlike = 8;

/** The same formula stands in every line of a column; it is unescaped once. Looked for by length: comparing is faster than hashing. */
function rememberingUnescape(): (text: string) => string {
  const known = new Map<number, { written: string; meant: string }[]>();
  return (text) => {
    if (!text.includes('&')) return text;
    const alike = known.get(text.length);
    if (alike) for (const one of alike) if (one.written === text) return one.meant;
    const meant = unescapeXml(text);
    if (!alike) known.set(text.length, [{ written: text, meant }]);
    else if (alike.length < mostAlike) alike.push({ written: text, meant });
    return meant;
  };
}

interface Attribute {
  /** As nearly everybody writes it. */
  usual: string;
  pattern: RegExp;
}

const attributes = new Map<string, Attribute>();

function attributeNamed(name: string): Attribute {
  const pattern = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  const made = { usual: ` ${name}="`, pattern };
  attributes.set(name, made);
  return made;
}

/** One attribute by its name without prefix; undefined when absent. */
export function attributeOf(written: string, name: string): string | undefined {
  const { usual, pattern } = attributes.get(name) ?? attributeNamed(name);
  const at = written.indexOf(usual);
  if (at >= 0) {
    const from = at + usual.length;
    const to = written.indexOf('"', from);
    if (to >= 0) return unescapeXml(written.slice(from, to));
  }
  if (!written.includes(name)) return undefined;
  const found = pattern.exec(written);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : unescapeXml(value);
}

/** Spreadsheets write characters XML cannot hold as _x000D_, and an underscore that could be read so as _x005F_. */
export function unescapeCells(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
}
