/** Reads XML event by event, without entities of its own or document types. */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { CutError } from './cut-error';

/** What a reader listens to; names come without their prefix. */
export interface XmlListener {
  open?(name: string, tag: SaxesTagPlain): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string) => name.slice(name.indexOf(':') + 1);

/** Throws CutError for XML that is broken or declares a document type: entity bombs need one. */
export function readXml(xml: string, listener: XmlListener): void {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('doctype', () => {
    throw new CutError(
      'not-a-workbook',
      'The workbook declares a document type, which no spreadsheet program writes.',
    );
  });
  parser.on('error', (cause) => {
    throw new CutError('not-a-workbook', 'A part of the workbook is broken; restore an earlier version.', {
      cause,
    });
  });
  parser.on('opentag', (tag) => listener.open?.(local(tag.name), tag));
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  parser.on('closetag', (tag) => listener.close?.(local(tag.name)));
  parser.write(xml).close();
}

/** Attributes by name without prefix. */
export function attributesOf(tag: SaxesTagPlain): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(tag.attributes).map(([name, value]) => [local(name), value]));
}

/** Spreadsheets write characters XML cannot hold as _x000D_, and an underscore that could be read so as _x005F_. */
export function unescapeCells(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
}
