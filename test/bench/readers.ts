/** The workbook's reader against kept libraries and against JSON.parse of what it reads (docs/decisions/0005). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { stream, Workbook } from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { openPackage } from '../../sync/stores/excel/package-parts';
import { readCut } from '../../sync/stores/excel/read-cut';
import { readXml } from '../../sync/stores/excel/xml';
import { bookBytes, bookRows } from './book';
import { benchOffice } from './office';
import { apart, collect, medianOf, peakMb } from './processes';
import { ms, printTable, whole } from './table';

interface Figures {
  timeMs: number;
  cpuMs: number;
  peakMb: number;
  baseMb: number;
}

const readers = {
  ours: 'own reader, complete cut',
  scanner: 'own scanner, events alone',
  saxes: 'saxes, events alone',
  exceljs: 'ExcelJS, whole workbook',
  exceljsStream: 'ExcelJS, row by row',
  json: 'JSON.parse of the cut',
} as const;
type Reader = keyof typeof readers;

/** Prints a table for each number of rows. */
export async function compareReaders(counts: readonly number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crr-readers-'));
  try {
    for (const count of counts) await compare(folder, count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(folder: string, count: number): Promise<void> {
  const org = benchOffice();
  const bytes = await bookBytes(org, bookRows(org, count));
  const paths = {
    book: join(folder, 'book.xlsx'),
    plain: join(folder, 'plain.xlsx'),
    json: join(folder, 'cut.json'),
  };
  writeFileSync(paths.book, bytes);
  writeFileSync(paths.plain, withoutColumnFormulas(bytes));
  writeFileSync(paths.json, JSON.stringify(readCut(bytes, org, 't')));
  const file: Record<Reader, string> = {
    ours: paths.book, scanner: paths.book, saxes: paths.book, exceljs: paths.plain, exceljsStream: paths.plain, json: paths.json,
  }; // prettier-ignore
  const names = Object.keys(readers) as Reader[];
  const found = new Map(names.map((name) => [name, apart<Figures>('read', name, file[name])]));
  const own = found.get('ours')?.cpuMs ?? NaN;
  printTable(
    `Reading a workbook of ${whole(count)} rows`,
    ['Reader', 'Time', 'Processor', '÷ own', 'Peak MB', 'Before MB'],
    names.map((name) => {
      const { timeMs, cpuMs, ...memory } = found.get(name) as Figures;
      return [readers[name], ms(timeMs), ms(cpuMs), (cpuMs / own).toFixed(2), whole(memory.peakMb), whole(memory.baseMb)]; // prettier-ignore
    }),
  );
  console.log(
    `\nExcelJS with the register as it is: ${await refusalOf(bytes)}. Measured without column formulas.`,
  );
}

/** What ExcelJS says to tables whose columns carry formulas. */
async function refusalOf(bytes: Uint8Array): Promise<string> {
  try {
    await new Workbook().xlsx.load(Buffer.from(bytes) as never);
    return 'it reads it';
  } catch (error) {
    return `"${error instanceof Error ? error.message : String(error)}"`.slice(0, 90);
  }
}

function withoutColumnFormulas(bytes: Uint8Array): Uint8Array {
  const files = unzipSync(bytes);
  for (const [name, content] of Object.entries(files))
    if (name.startsWith('xl/tables/'))
      files[name] = strToU8(strFromU8(content).replace(/<calculatedColumnFormula>[\s\S]*?<\/calculatedColumnFormula>/g, '')); // prettier-ignore
  return zipSync(files, { level: 6 });
}

const works: Record<Reader, (bytes: Buffer) => unknown> = {
  ours: (bytes) => readCut(bytes, benchOffice(), 't'),
  scanner: (bytes) => eachSheet(bytes, (xml) => readXml(xml, { open: () => true, text: () => undefined })),
  saxes: (bytes) =>
    eachSheet(bytes, (xml) => {
      const parser = new SaxesParser();
      parser.on('opentag', () => undefined);
      parser.on('text', () => undefined);
      parser.write(xml).close();
    }),
  exceljs: (bytes) => new Workbook().xlsx.load(bytes as never),
  exceljsStream: streamed,
  json: (bytes) => JSON.parse(bytes.toString()) as unknown,
};

function eachSheet(bytes: Uint8Array, work: (xml: string) => void): void {
  const parts = openPackage(bytes);
  for (const { path } of parts.sheets) work(parts.text(path) ?? '<worksheet/>');
}

async function streamed(bytes: Buffer): Promise<void> {
  const { Readable } = await import('node:stream');
  const book = new stream.xlsx.WorkbookReader(Readable.from([bytes]), {
    worksheets: 'emit', sharedStrings: 'cache', hyperlinks: 'ignore', styles: 'ignore', entries: 'ignore',
  }); // prettier-ignore
  for await (const sheet of book) for await (const row of sheet) void row.values;
}

/** What a process of one reader does. */
export async function reading(name: string, path: string): Promise<Figures> {
  const work = works[name as Reader];
  const bytes = readFileSync(path);
  const baseMb = peakMb();
  await work(bytes);
  const afterOne = peakMb();
  const times: number[] = [];
  const cpus: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    collect();
    const cpu = process.cpuUsage();
    const began = performance.now();
    await work(bytes);
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1000);
  }
  return { timeMs: medianOf(times), cpuMs: medianOf(cpus), peakMb: afterOne, baseMb };
}
