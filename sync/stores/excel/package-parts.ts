/** Opens an .xlsx package within bounds and finds its worksheets and tables. */
import { strFromU8, unzipSync } from 'fflate';
import { CutError } from './cut-error';
import { attributeOf, readXml } from './xml';

/** Twenty thousand risks unpack to some 160 megabytes: every line repeats its formulas. One part at a time is unpacked. */
const mostBytes = 512 * 1024 * 1024;
/** Spreadsheet XML repeats itself; beyond this, and beyond a megabyte, it is a bomb rather than a register. */
const mostRatio = 200;
const ratioMattersFrom = 1024 * 1024;

/** The parts a cut needs, still as XML. */
export interface PackageParts {
  /** Parts by path without a leading slash; null when absent. */
  text(path: string): string | null;
  date1904: boolean;
  sheets: SheetPart[];
}

/** One worksheet and the tables on it. */
export interface SheetPart {
  name: string;
  path: string;
  tablePaths: string[];
}

const wanted = /^xl\/(workbook\.xml|sharedStrings\d*\.xml|_rels\/|worksheets\/|tables\/)/i;

/** Looks into the package; throws CutError, at once or when a part is asked for, for what is no workbook or too large a one. */
export function openPackage(bytes: Uint8Array): PackageParts {
  const names = namesIn(bytes);
  const text = (path: string) => {
    const name = names.get(path.toLowerCase());
    return name === undefined ? null : strFromU8(unpack(bytes, name));
  };
  const workbook = text('xl/workbook.xml');
  if (workbook === null)
    throw new CutError('not-a-workbook', 'The file holds no workbook; put the register back.');
  const relations = relationsOf(text('xl/_rels/workbook.xml.rels'), 'xl');
  const sheets: SheetPart[] = [];
  let date1904 = false;
  readXml(workbook, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      const path = relations.get(attributeOf(attributes, 'id') ?? '')?.target;
      if (path)
        sheets.push({ name: attributeOf(attributes, 'name') ?? '', path, tablePaths: tablesOf(text, path) });
    },
  });
  return { text, date1904, sheets };
}

/** Names of the wanted parts by their lower-case spelling; nothing is unpacked. */
function namesIn(bytes: Uint8Array): Map<string, string> {
  const names = new Map<string, string>();
  let total = 0;
  asCutError(() =>
    unzipSync(bytes, {
      filter(file) {
        if (!wanted.test(file.name)) return false;
        total += file.originalSize;
        const isBomb = file.originalSize > ratioMattersFrom && file.originalSize > file.size * mostRatio;
        if (total > mostBytes || isBomb)
          throw new CutError(
            'too-large',
            'The workbook unpacks to more than a register can be; restore an earlier version.',
          );
        names.set(file.name.toLowerCase(), file.name);
        return false;
      },
    }),
  );
  return names;
}

/** Sizes were checked when the names were read; a part that lies about its own does not get more room. */
function unpack(bytes: Uint8Array, name: string): Uint8Array {
  const files = asCutError(() => unzipSync(bytes, { filter: (file) => file.name === name }));
  return files[name] ?? new Uint8Array();
}

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

function tablesOf(text: PackageParts['text'], sheetPath: string): string[] {
  const cut = sheetPath.lastIndexOf('/');
  const folder = sheetPath.slice(0, cut);
  const relations = relationsOf(text(`${folder}/_rels/${sheetPath.slice(cut + 1)}.rels`), folder);
  return [...relations.values()].filter((one) => one.type.endsWith('/table')).map((one) => one.target);
}

function relationsOf(xml: string | null, folder: string): Map<string, { type: string; target: string }> {
  const found = new Map<string, { type: string; target: string }>();
  if (xml === null) return found;
  readXml(xml, {
    open(name, attributes) {
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
