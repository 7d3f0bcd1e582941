/** A small register made with ExcelJS: two regions, a hidden table of events, validations, formats, a guide. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook, type Worksheet } from 'exceljs';
import { unzipSync, strFromU8 } from 'fflate';
import { LiveWorkbook, type LiveWorkbookOptions } from '../../../tenant/workbook/live-workbook';

const columns = ['Risk ID', 'Summary', 'Status', 'Reported', 'Code', '_seq', 'State now'];
const seqFormula = (table: string): string => `_xlfn.MAXIFS(Ev[Seq],Ev[Key],${table}[[#This Row],[Risk ID]])`;
const nowFormula = (table: string): string =>
  `IF(${table}[[#This Row],[_seq]]=0,"",INDEX(Ev[State],MATCH(${table}[[#This Row],[_seq]],Ev[Seq],0)))`;

/** A row of a region as typed by people. */
export type Typed = [id: string, summary: string, status: string];

function addRegion(book: Workbook, name: string, rows: Typed[]): Worksheet {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  const formulas = [{ formula: seqFormula(name) }, { formula: nowFormula(name) }];
  sheet.addTable({
    name,
    ref: 'A1',
    headerRow: true,
    style: { theme: 'TableStyleMedium2', showRowStripes: true },
    columns: columns.map((column) => ({ name: column, filterButton: true })),
    rows: rows.map((row) => [...row, new Date(Date.UTC(2026, 2, 1)), '0042', ...formulas]),
  });
  const last = rows.length + 1;
  for (let row = 2; row <= last; row++) {
    sheet.getCell(row, 2).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFEECC' } };
    sheet.getCell(row, 3).dataValidation = {
      type: 'list',
      formulae: ['"Reported,Monitored"'],
      allowBlank: true,
    };
    sheet.getCell(row, 4).numFmt = 'yyyy-mm-dd';
    sheet.getCell(row, 5).numFmt = '@';
  }
  sheet.addConditionalFormatting({
    ref: `A2:G${last}`,
    rules: [
      { type: 'expression', priority: 1, formulae: ['$C2="Reported"'], style: { font: { bold: true } } },
    ],
  });
  sheet.getCell('B2').note = 'Spoken to the office.';
  return sheet;
}

/** What may be special about a sample. */
export interface SampleOptions {
  rows?: Typed[];
  totals?: boolean;
  edit?: (book: Workbook) => void;
}

/** The sample's bytes. */
export async function sampleBook(options: SampleOptions = {}): Promise<Buffer> {
  const book = new Workbook();
  const rows: Typed[] = options.rows ?? [
    ['R-1', 'Dog at the gate', 'Reported'],
    ['R-2', 'Visits in pairs', 'Monitored'],
  ];
  addRegion(book, 'Northshire', rows);
  addRegion(book, 'Westvale', [['R-7', 'Ring before you go', 'Monitored']]);
  const events = book.addWorksheet('_bot', { state: 'veryHidden' });
  events.addTable({
    name: 'Ev',
    ref: 'A1',
    headerRow: true,
    columns: ['Seq', 'Key', 'State'].map((name) => ({ name })),
    rows: [
      [1, 'R-1', 'Reported'],
      [2, 'R-2', 'Recorded'],
      [3, 'R-1', 'Monitored'],
    ],
  });
  book.addWorksheet('Guide').getCell('A1').value = 'How to use this register';
  options.edit?.(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** The XML of a part of a workbook. */
export function partOf(bytes: Uint8Array, name: string): string {
  const part = unzipSync(bytes)[name];
  if (!part) throw new Error(`No part ${name}.`);
  return strFromU8(part);
}

/** Reads a workbook as another program would. */
export async function readBook(bytes: Uint8Array): Promise<Workbook> {
  const book = new Workbook();
  await book.xlsx.load(Buffer.from(bytes) as unknown as ArrayBuffer);
  return book;
}

/** A folder for one test file's workbooks, and everything opened in it. */
export class Desk {
  readonly #open: LiveWorkbook[] = [];
  #count = 0;
  private constructor(
    readonly folder: string,
    readonly pollMs: number,
  ) {}

  /** A desk whose workbooks look at their files this often. */
  static async set(pollMs = 500): Promise<Desk> {
    return new Desk(await mkdtemp(join(tmpdir(), 'live-workbook-')), pollMs);
  }

  path(): string {
    return join(this.folder, `Register ${++this.#count}.xlsx`);
  }

  async open(path: string, options: LiveWorkbookOptions = {}): Promise<LiveWorkbook> {
    const now = (): Date => new Date('2026-03-04T12:00:00Z');
    const book = await LiveWorkbook.open(path, { now, pollMs: this.pollMs, lateLookMs: 120, ...options });
    this.#open.push(book);
    return book;
  }

  async clear(): Promise<void> {
    for (const book of this.#open) await book.close();
    await rm(this.folder, { recursive: true });
  }
}

/** Waits until something holds; fails after five seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
