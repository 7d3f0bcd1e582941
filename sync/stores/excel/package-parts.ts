/** Opens an .xlsx package within bounds and finds its worksheets and tables. */
import { mostOf, Spent, tooMuch } from './bounds';
import { CutError } from './cut-error';
import { attributeOf, readXml } from './xml';
import { readZipList, unpackEntry, type ZipEntry } from './zip';

/** Spreadsheet XML repeats itself; beyond this, and beyond a megabyte, it is a bomb rather than a register. */
const mostRatio = 200;
const ratioMattersFrom = 1024 * 1024;

/** The parts a cut needs, still as XML. */
export interface PackageParts {
  /** Parts by path without a leading slash; null when absent. Whoever asks keeps what it needs: each asking unpacks again. */
  text(path: string): string | null;
  date1904: boolean;
  /** Path of the shared strings; '' when the file has none. */
  strings: string;
  /** Whether formulas are worked out only when somebody asks. */
  calculatesByHand: boolean;
  /** Each once, in the order of the workbook. */
  sheets: SheetPart[];
  /** The workbook's defined names, as the formulas they are. */
  names: string[];
  /** Kinds of relations of the workbook, such as worksheet or externalLink. */
  relations: ReadonlySet<string>;
}

/** One worksheet and the tables on it; no part is named twice in a package. */
export interface SheetPart {
  name: string;
  path: string;
  tablePaths: string[];
}

const wanted = /^xl\/(workbook\.xml|sharedStrings\d*\.xml|_rels\/|worksheets\/|tables\/)/i;

/** Looks into the package; throws CutError, at once or when a part is asked for, for what is no workbook or too large a one. */
export function openPackage(bytes: Uint8Array, spent = new Spent()): PackageParts {
  const entries = wantedIn(bytes, spent);
  const text = (path: string) => {
    const entry = entries.get(path.toLowerCase());
    if (entry === undefined) return null;
    spent.add('bytes', entry.size);
    return asCutError(() => textOf(unpackEntry(bytes, entry)));
  };
  const workbook = text('xl/workbook.xml');
  if (workbook === null)
    throw new CutError('not-a-workbook', 'The file holds no workbook; put the register back.');
  const relations = relationsOf(text('xl/_rels/workbook.xml.rels'), 'xl', spent);
  const { told, ...about } = readAbout(workbook, spent);
  const sheets = sheetsOf(told, { relations, text, spent });
  const kinds = new Set([...relations.values()].map((one) => one.type.slice(one.type.lastIndexOf('/') + 1)));
  const strings = [...relations.values()].find(({ type }) => type.endsWith('/sharedStrings'))?.target ?? '';
  return { ...about, text, sheets, strings, relations: kinds };
}

/** Several times as fast as a TextDecoder where a part is plain ASCII. A mark of the byte order stays before the first tag, where nothing is read. */
const textOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('utf8');

interface About {
  date1904: boolean;
  calculatesByHand: boolean;
  names: string[];
  told: { name: string; id: string }[];
}

/** What the workbook part itself says. */
function readAbout(workbook: string, spent: Spent): About {
  const about: About = { date1904: false, calculatesByHand: false, names: [], told: [] };
  let isName = false;
  readXml(workbook, {
    open(name, attributes) {
      isName = name === 'definedName';
      if (isName) about.names.push('');
      if (name === 'workbookPr')
        about.date1904 = ['1', 'true'].includes(attributeOf(attributes, 'date1904') ?? '');
      if (name === 'calcPr') about.calculatesByHand = attributeOf(attributes, 'calcMode') === 'manual';
      if (name !== 'sheet') return isName;
      spent.add('sheets');
      about.told.push({
        name: attributeOf(attributes, 'name') ?? '',
        id: attributeOf(attributes, 'id') ?? '',
      });
      return false;
    },
    text(part) {
      if (isName) about.names.push(`${about.names.pop() ?? ''}${part}`);
    },
  });
  return about;
}

interface Relation {
  type: string;
  target: string;
}

/** A worksheet or table named again is the one named before. */
function sheetsOf(
  told: About['told'],
  from: { relations: ReadonlyMap<string, Relation>; text: PackageParts['text']; spent: Spent },
): SheetPart[] {
  const known = new Set<string>();
  const isNew = (path: string) => known.size < known.add(path.toLowerCase()).size;
  return told.flatMap(({ name, id }) => {
    const path = from.relations.get(id)?.target;
    if (path === undefined || path === '' || !isNew(path)) return [];
    return [{ name, path, tablePaths: tablesOf(from.text, path, from.spent).filter(isNew) }];
  });
}

/** The wanted entries by their lower-case names; nothing is unpacked. */
function wantedIn(bytes: Uint8Array, spent: Spent): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  for (const entry of asCutError(() => readZipList(bytes, spent))) {
    if (!wanted.test(entry.name)) continue;
    total += entry.size;
    if (total > mostOf.bytes || isBomb(entry)) throw tooMuch();
    const name = entry.name.toLowerCase();
    if (entries.has(name))
      throw new CutError(
        'not-a-workbook',
        'A part of the workbook is there twice; restore an earlier version.',
      );
    entries.set(name, entry);
  }
  return entries;
}

const isBomb = ({ size, packed }: ZipEntry) => size > ratioMattersFrom && size > packed * mostRatio;

function asCutError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CutError) throw cause;
    throw new CutError('not-a-workbook', 'The file is not an .xlsx workbook; restore an earlier version.', {
      cause,
    });
  }
}

function tablesOf(text: PackageParts['text'], sheetPath: string, spent: Spent): string[] {
  const cut = sheetPath.lastIndexOf('/');
  const folder = sheetPath.slice(0, cut);
  const relations = relationsOf(text(`${folder}/_rels/${sheetPath.slice(cut + 1)}.rels`), folder, spent);
  return [...relations.values()].filter((one) => one.type.endsWith('/table')).map((one) => one.target);
}

function relationsOf(xml: string | null, folder: string, spent: Spent): Map<string, Relation> {
  const found = new Map<string, Relation>();
  if (xml === null) return found;
  readXml(xml, {
    open(name, attributes) {
      if (name === 'Relationship') spent.add('relations');
      if (name !== 'Relationship' || attributeOf(attributes, 'TargetMode') === 'External') return;
      const [id, type, target] = ['Id', 'Type', 'Target'].map((one) => attributeOf(attributes, one) ?? '');
      found.set(id ?? '', { type: type ?? '', target: resolve(folder, target ?? '') });
    },
  });
  return found;
}

/** Targets are relative to the folder of their part, or absolute in the package. */
function resolve(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
