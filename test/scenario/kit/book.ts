/** The workbook as a file in a person's hands: read, typed into, sorted, cut and saved whole, without the service's code. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** A cell as the file holds it. */
interface Cell {
  style: string;
  /** `str`, `inlineStr`, `s`, `n` and so on. */
  type: string;
  /** The `<f>` element, '' when it is no formula. */
  formula: string;
  /** The text or figure it shows. */
  shows: string;
}

/** A line of a table; cells in the order of the headings. */
export type Line = Cell[];

const unescape = (xml: string) =>
  xml
    .replace(/&#x([0-9a-f]+);/gi, (_all, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const attribute = (xml: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(xml)?.[1];

function letterOf(column: number): string {
  return column > 26
    ? letterOf(Math.floor((column - 1) / 26)) + letterOf(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column);
}

function numberOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

const texts = (xml: string) =>
  [...xml.matchAll(/<t(?:\s[^>]*)?>([\s\S]*?)<\/t>/g)].map((found) => unescape(found[1] ?? '')).join('');

/** One worksheet's table, e.g. Northshire's. */
export class Table {
  /** The lines of the table; take out, put in and reorder as you like. */
  lines: Line[];
  /** Lines directly under the table, as a program that does not grow tables leaves them. */
  below: Line[] = [];

  constructor(
    readonly headings: readonly string[],
    lines: Line[],
  ) {
    this.lines = lines;
  }

  /** What a cell shows; days as YYYY-MM-DD. */
  shows(line: Line, heading: string): string {
    const cell = this.cell(line, heading);
    const isDay = /Next review due|Last reviewed|Reported on/.test(heading);
    if (!isDay || !/^\d{5}(\.0+)?$/.test(cell.shows)) return cell.shows;
    return new Date(Date.UTC(1899, 11, 30 + Number(cell.shows))).toISOString().slice(0, 10);
  }

  /** Whether the cell holds a formula. */
  isFormula(line: Line, heading: string): boolean {
    return this.cell(line, heading).formula !== '';
  }

  /** The line with this Risk ID; undefined when there is none. */
  find(riskId: string): Line | undefined {
    return this.lines.find((line) => this.shows(line, 'Risk ID') === riskId);
  }

  /** As find; fails with the ids there are. */
  line(riskId: string): Line {
    const found = this.find(riskId);
    if (found) return found;
    throw new Error(`No line ${riskId} but: ${this.ids().join(', ')}`);
  }

  ids(): string[] {
    return this.lines.map((line) => this.shows(line, 'Risk ID'));
  }

  /** Types text into a cell; what stood there, formula or not, is gone. */
  type(line: Line, heading: string, words: string): void {
    const cell = this.cell(line, heading);
    Object.assign(cell, { type: 'inlineStr', formula: '', shows: words });
  }

  /** A new line as a table makes one: the formulas of the table and empty cells; ready to be typed into. */
  fresh(typed: Readonly<Record<string, string>> = {}): Line {
    const pattern = this.lines[0];
    if (!pattern) throw new Error('A table without lines has no pattern for a new one.');
    const line = pattern.map((cell): Cell => ({
      ...cell,
      ...(cell.formula === '' ? { type: 'n' } : {}),
      shows: '',
    }));
    for (const [heading, words] of Object.entries(typed)) this.type(line, heading, words);
    return line;
  }

  /** A copy as copy and paste makes it. */
  copy(line: Line): Line {
    return line.map((cell) => ({ ...cell }));
  }

  private cell(line: Line, heading: string): Cell {
    const cell = line[this.headings.indexOf(heading)];
    if (!cell) throw new Error(`No column "${heading}" but: ${this.headings.join(' | ')}`);
    return cell;
  }
}

interface Place {
  sheetPath: string;
  tablePath: string;
}

/** The whole file. */
export class Book {
  private readonly tables = new Map<string, Table>();

  private constructor(private readonly files: Record<string, Uint8Array>) {}

  static of(bytes: Uint8Array): Book {
    return new Book(unzipSync(bytes));
  }

  /** The table on the worksheet of this name. */
  sheet(name: string): Table {
    const known = this.tables.get(name);
    if (known) return known;
    const table = this.read(this.placeOf(name));
    this.tables.set(name, table);
    return table;
  }

  /** A part of the file as text, for damage no program would do. */
  edit(path: string, change: (xml: string) => string): void {
    this.files[path] = strToU8(change(this.text(path)));
  }

  /** The parts that declare tables, for the same. */
  tableParts(): string[] {
    return Object.keys(this.files).filter((path) => /^xl\/tables\/[^/]+\.xml$/.test(path));
  }

  /** The file as a whole-file save writes it. */
  bytes(): Uint8Array {
    for (const [name, table] of this.tables) this.write(this.placeOf(name), table);
    return zipSync(this.files);
  }

  private text(path: string): string {
    const found = this.files[path];
    if (!found) throw new Error(`The workbook has no ${path}.`);
    return strFromU8(found);
  }

  private placeOf(name: string): Place {
    const sheet = [...this.text('xl/workbook.xml').matchAll(/<sheet\s[^>]*>/g)].find(
      ([xml]) => unescape(attribute(xml, 'name') ?? '') === name,
    )?.[0];
    const id = sheet && attribute(sheet, 'r:id');
    const target = this.target('xl/_rels/workbook.xml.rels', (xml) => attribute(xml, 'Id') === id);
    const sheetPath = `xl/${target}`;
    const rels = `xl/worksheets/_rels/${target.split('/').at(-1)}.rels`;
    const table = this.target(rels, (xml) => (attribute(xml, 'Type') ?? '').endsWith('/table'));
    return { sheetPath, tablePath: `xl/tables/${table.split('/').at(-1)}` };
  }

  private target(rels: string, isIt: (xml: string) => boolean): string {
    const found = [...this.text(rels).matchAll(/<Relationship\s[^>]*>/g)].find(([xml]) => isIt(xml))?.[0];
    const target = found && attribute(found, 'Target');
    if (!target) throw new Error(`${rels} leads nowhere.`);
    return target.replace(/^\/xl\//, '');
  }

  private strings(): string[] {
    return [...this.text('xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>/g)].map(([xml]) =>
      texts(xml),
    );
  }

  private read({ sheetPath, tablePath }: Place): Table {
    const about = this.text(tablePath);
    const headings = [...about.matchAll(/<tableColumn\s[^>]*>/g)].map(([xml]) =>
      unescape(attribute(xml, 'name') ?? ''),
    );
    const last = Number(/:[A-Z]+(\d+)/.exec(attribute(about, 'ref') ?? '')?.[1]);
    const strings = this.strings();
    const lines = rowsOf(this.text(sheetPath))
      .filter(({ row }) => row > 1)
      .map(({ row, xml }) => ({ row, line: lineOf(xml, headings.length, strings) }));
    const table = new Table(headings, lines.filter(({ row }) => row <= last).map(({ line }) => line)); // prettier-ignore
    table.below = lines.filter(({ row }) => row > last).map(({ line }) => line);
    return table;
  }

  private write({ sheetPath, tablePath }: Place, table: Table): void {
    const all = [...table.lines, ...table.below];
    this.edit(sheetPath, (xml) => {
      const header = rowsOf(xml).find(({ row }) => row === 1)?.xml ?? '';
      const data = `<sheetData>${header}${all.map((line, at) => rowXml(line, at + 2)).join('')}</sheetData>`;
      return xml.replace(/<sheetData>[\s\S]*<\/sheetData>/, () => data);
    });
    const ref = `A1:${letterOf(table.headings.length)}${Math.max(table.lines.length, 1) + 1}`;
    this.edit(tablePath, (xml) => xml.replace(/\sref="[^"]*"/g, ` ref="${ref}"`));
  }
}

function rowsOf(xml: string): { row: number; xml: string }[] {
  return [...xml.matchAll(/<row\s[^>]*?(?:\/>|>[\s\S]*?<\/row>)/g)].map(([row]) => ({
    row: Number(attribute(row, 'r')),
    xml: row,
  }));
}

function lineOf(row: string, width: number, strings: readonly string[]): Line {
  const line = Array.from({ length: width }, (): Cell => ({ style: '0', type: 'n', formula: '', shows: '' }));
  for (const [xml] of row.matchAll(/<c\s[^>]*?(?:\/>|>[\s\S]*?<\/c>)/g)) {
    const at = numberOf(/^[A-Z]+/.exec(attribute(xml, 'r') ?? '')?.[0] ?? 'A') - 1;
    if (at < width) line[at] = cellOf(xml, strings);
  }
  return line;
}

function cellOf(xml: string, strings: readonly string[]): Cell {
  const type = attribute(/^<c\s[^>]*>/.exec(xml)?.[0] ?? '', 't') ?? 'n';
  const value = unescape(/<v(?:\s[^>]*)?>([\s\S]*?)<\/v>/.exec(xml)?.[1] ?? '');
  const formula = /<f(?:\s[^>]*)?>[\s\S]*?<\/f>/.exec(xml)?.[0] ?? '';
  const shows = type === 's' ? (strings[Number(value)] ?? '') : type === 'inlineStr' ? texts(xml) : value;
  return { style: attribute(xml, 's') ?? '0', type: type === 's' ? 'inlineStr' : type, formula, shows };
}

function rowXml(line: Line, row: number): string {
  const cells = line.map(({ style, type, formula, shows }, at) => {
    const head = `<c r="${letterOf(at + 1)}${row}" s="${style}"`;
    if (formula === '' && shows === '') return `${head}/>`;
    if (type === 'inlineStr')
      return `${head} t="inlineStr"><is><t xml:space="preserve">${escape(shows)}</t></is></c>`;
    const value = shows === '' && type === 'n' ? '' : `<v>${escape(shows)}</v>`;
    return `${head}${type === 'n' ? '' : ` t="${type}"`}>${formula}${value}</c>`;
  });
  return `<row r="${row}">${cells.join('')}</row>`;
}
