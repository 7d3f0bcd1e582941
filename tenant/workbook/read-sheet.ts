/** Reads a worksheet's XML into rows and cells, remembering the source of each. */
import { type Cell, type CellFormula, storedValue } from './cell';
import { columnNumber } from './formula/references';
import { moveFormula } from './formula/rewrite';
import { numberFromText } from './formula/text-number';
import { type SheetContent, type SheetRow } from './sheet-part';
import { escapeAttribute, readEscapes, readXml, type Tag } from './xml';

interface OpenCell {
  tag: Tag;
  column: number;
  value: string;
  formula: { tag: Tag; text: string; xml: string } | null;
  held: string;
  children: string;
}

/** Shared formulas: the first cell of a group holds the text, the others follow by position. */
interface Master {
  text: string;
  row: number;
  column: number;
}

class SheetReader {
  readonly rows = new Map<number, SheetRow>();
  head = '';
  tail = '';
  prefix = '';
  #depth = 0;
  #row: { number: number; tag: Tag; complete: boolean } | null = null;
  #cells = new Map<number, Cell>();
  #cell: OpenCell | null = null;
  #child: { tag: Tag; depth: number } | null = null;
  #text = '';
  #phonetic = 0;
  #data = false;
  #collecting = false;
  readonly #masters = new Map<string, Master>();

  constructor(
    readonly xml: string,
    readonly strings: string[],
  ) {}

  open(tag: Tag): void {
    this.#depth++;
    if (!this.#data) return this.#openOutside(tag);
    if (this.#child) {
      if (tag.name === 'rPh') this.#phonetic++;
      if (tag.name === 't' && this.#phonetic === 0) this.#collecting = true;
    } else if (this.#cell) {
      this.#child = { tag, depth: this.#depth };
      this.#text = '';
      this.#collecting = tag.name === 'v' || tag.name === 'f';
    } else if (tag.name === 'row') this.#openRow(tag);
    else if (tag.name === 'c') this.#openCell(tag);
  }

  #openOutside(tag: Tag): void {
    if (tag.name !== 'sheetData' || this.tail !== '') return;
    this.#data = true;
    const source = this.xml.slice(tag.start, tag.end);
    this.prefix = /^<([^\s:/>]+:)/.exec(source)?.[1] ?? '';
    this.head = this.xml.slice(0, tag.start) + source.replace(/\s*\/>$/, '>');
  }

  #openRow(tag: Tag): void {
    const previous = this.#row?.number ?? 0;
    const number = tag.attributes.r === undefined ? previous + 1 : Number(tag.attributes.r);
    this.#row = { number, tag, complete: tag.attributes.r !== undefined };
    this.#cells = new Map();
  }

  #openCell(tag: Tag): void {
    const letters = /^[A-Za-z]+/.exec(tag.attributes.r ?? '')?.[0];
    if (!letters && this.#row) this.#row.complete = false;
    const column = letters ? columnNumber(letters) : Math.max(0, ...this.#cells.keys()) + 1;
    this.#cell = { tag, column, value: '', formula: null, held: '', children: '' };
  }

  text(text: string): void {
    if (this.#collecting) this.#text += text;
  }

  close(name: string, start: number, end: number): void {
    const depth = this.#depth--;
    if (!this.#data) return;
    if (this.#child) this.#closeInside(name, end, depth);
    else if (this.#cell && name === 'c') this.#closeCell(end);
    else if (name === 'row') this.#closeRow(end);
    else if (name === 'sheetData') this.#closeData(start, end);
  }

  #closeInside(name: string, end: number, depth: number): void {
    if (name === 'rPh') this.#phonetic--;
    if (name === 't') this.#collecting = false;
    if (!this.#child || !this.#cell || depth !== this.#child.depth) return;
    const { tag } = this.#child;
    const xml = this.xml.slice(tag.start, end);
    if (name === 'f') this.#cell.formula = { tag, text: this.#text, xml };
    else if (name === 'v' || name === 'is') {
      this.#cell.value = this.#text;
      this.#cell.held = xml;
    } else this.#cell.children += xml;
    this.#child = null;
    this.#collecting = false;
  }

  #closeCell(end: number): void {
    const cell = this.#cell;
    this.#cell = null;
    if (!cell || !this.#row) return;
    const { r, s, t = 'n', ...others } = cell.tag.attributes;
    const extra = Object.entries(others).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
    this.#cells.set(cell.column, {
      style: Number(s ?? 0),
      extra: extra.join(''),
      type: t,
      value: this.#valueOf(t, cell),
      held: cell.held,
      source: this.#formulaOf(cell, this.#row.number),
      children: cell.children,
      raw: r === undefined ? null : this.xml.slice(cell.tag.start, end),
    });
  }

  #valueOf(type: string, cell: OpenCell): Cell['value'] {
    if (cell.held === '') return null;
    if (type === 's') return this.strings[Number(cell.value)] ?? '';
    if (type === 'd') return numberFromText(cell.value.replace('T', ' ')) ?? cell.value;
    const text = type === 'str' || type === 'inlineStr' ? readEscapes(cell.value) : cell.value;
    return storedValue(type, text);
  }

  #formulaOf({ formula, column }: OpenCell, row: number): CellFormula | null {
    if (!formula) return null;
    const { t, si } = formula.tag.attributes;
    if (t === 'array' || t === 'dataTable') return { text: formula.text, xml: formula.xml, kind: 'array' };
    if (t !== 'shared' || si === undefined) return { text: formula.text, xml: formula.xml, kind: 'plain' };
    if (formula.text !== '') this.#masters.set(si, { text: formula.text, row, column });
    const master = this.#masters.get(si);
    const text = master ? moveFormula(master.text, row - master.row, column - master.column) : '';
    return { text, xml: formula.xml, kind: 'shared', group: si };
  }

  #closeRow(end: number): void {
    if (!this.#row) return;
    const { number, tag, complete } = this.#row;
    const open = this.xml.slice(tag.start, tag.end).replace(/\s*\/>$/, '>');
    const raw = complete ? this.xml.slice(tag.start, end) : null;
    const named = complete
      ? open
      : open.replace(/^<[^\s/>]+(?![^>]*\sr=)/, (start) => `${start} r="${number}"`);
    this.rows.set(number, { open: named, cells: this.#cells, raw });
  }

  #closeData(start: number, end: number): void {
    this.#data = false;
    const closed = this.xml.slice(start, end);
    this.tail = (closed === '' ? `</${this.prefix}sheetData>` : closed) + this.xml.slice(end);
  }
}

/** Reads a worksheet; `strings` are the workbook's shared strings. Throws when the XML is not well formed. */
export function readSheet(xml: string, strings: string[]): SheetContent {
  const reader = new SheetReader(xml, strings);
  readXml(xml, {
    open: (tag) => reader.open(tag),
    close: (name, start, end) => reader.close(name, start, end),
    text: (text) => reader.text(text),
  });
  if (reader.tail === '') throw new Error('The worksheet has no sheetData.');
  return { head: reader.head, tail: reader.tail, prefix: reader.prefix, rows: reader.rows };
}

/** The shared strings of a workbook as plain texts. */
export function readSharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let phonetic = 0;
  let inText = false;
  readXml(xml, {
    open: ({ name }) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic++;
      inText = name === 't' && phonetic === 0;
    },
    close: (name) => {
      if (name === 'rPh') phonetic--;
      if (name === 't') inText = false;
      if (name === 'si') strings.push(readEscapes(text));
    },
    text: (part) => {
      if (inText) text += part;
    },
  });
  return strings;
}
