/** A register of many rows as Excel saves it: shared strings, formulas with their results in every cell. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import {
  columnOf,
  columns,
  nothingTyped,
  pairedFields,
  projectedFields,
  type ColumnKey,
  type PairedField,
  type SheetValues,
} from '../../register/columns';
import { localDateSchema, toSerial } from '../../register/local-date';
import { type Organisation } from '../../register/organisation';
import { type EventRow } from '../../register/store';
import { formulaOf } from '../../sync/stores/excel/formulas';
import { letterOf } from '../../sync/stores/excel/look';
import { Spent } from '../../sync/stores/excel/bounds';
import { openPackage } from '../../sync/stores/excel/package-parts';
import { type RegionId } from '../../register/ids';
import { eventColumns, serviceTable, tableNameOf } from '../../sync/stores/excel/sheet';
import { readTables } from '../../sync/stores/excel/tables';
import { buildWorkbook } from '../../sync/stores/excel/template';
import { seeded, type Chance } from '../kit/seeded';

/** One risk of the made-up register. */
export interface BookRow {
  riskId: string;
  caseRef: string;
  atRisk: string;
  summary: string;
  notes: string;
  event: EventRow;
}

/** Rows by region id, in the order of the worksheet. */
export type BookRows = ReadonlyMap<string, readonly BookRow[]>;

const words =
  'dog garden hall gate loose visit client door bail condition child neighbour street corner lift stairs shouting advice office evening'.split(
    ' ',
  );
const sentence = (chance: Chance, length: number): string =>
  Array.from({ length }, () => chance.pick(words)).join(' ');

const blank = Object.fromEntries(
  [...pairedFields, ...projectedFields].map((field) => [field, '']),
) as SheetValues;

/** So many fictional risks, shared out over the regions of the organisation; the same seed makes the same. */
export function bookRows(org: Organisation, count: number, seed = 1): BookRows {
  const chance = seeded(seed);
  const rows = new Map<string, BookRow[]>(org.regions.map(({ id }) => [id, []]));
  for (let number = 0; number < count; number += 1) {
    const region = org.regions[number % org.regions.length]?.id ?? '';
    const list = rows.get(region) ?? [];
    const riskId = `${region}-2026-${String(list.length + 1).padStart(4, '0')}`;
    list.push(bookRow(chance, riskId, number + 1));
    rows.set(region, list);
  }
  return rows;
}

function bookRow(chance: Chance, riskId: string, seq: number): BookRow {
  const day = `2026-${chance.pick(['09', '10', '11'])}-${String(10 + chance.below(18))}`;
  const values: SheetValues = {
    ...blank,
    status: chance.pick(['Recorded', 'Analysed', 'Mitigated', 'Monitored']),
    level: chance.pick(['Low', 'Medium', 'High', 'Very high']),
    types: chance.pick(['General', 'Safeguarding', 'General, Reputational']),
    category: chance.pick(['Dangerous animal', 'Weapons in the house', 'Threats']),
    mitigations: chance.pick(['Public place', 'Two people', 'Public place, Call before']),
    posture: chance.pick(['Normal', 'Restricted']),
    warning: chance.pick(['Placed', 'Not needed']),
    owner: `Colleague ${1 + chance.below(40)}`,
    nextReviewOn: '2026-12-01',
    lastReviewedOn: day,
    lastReviewedBy: `Colleague ${1 + chance.below(40)}`,
    reportedOn: day,
    reportedBy: `Colleague ${1 + chance.below(400)}`,
  };
  const observed = Object.fromEntries(pairedFields.map((field) => [field, ''])) as Record<
    PairedField,
    string
  >;
  return {
    riskId,
    caseRef: `MOS-${String(10_000 + chance.below(80_000))}`,
    atRisk: chance.pick(['Client', 'Volunteer or caseworker', 'Child']),
    summary: sentence(chance, 8 + chance.below(16)),
    notes: chance.flip(0.3) ? sentence(chance, 10) : '',
    event: { seq, key: riskId, values, observed },
  };
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Shared strings of the file, those of the template first. */
class Strings {
  private readonly places = new Map<string, number>();
  private readonly added: string[] = [];
  private readonly first: number;

  constructor(private readonly xml: string) {
    this.first = [...xml.matchAll(/<si\b/g)].length;
  }

  place(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    const place = this.first + this.added.length;
    this.added.push(`<si><t xml:space="preserve">${escapeXml(text)}</t></si>`);
    this.places.set(text, place);
    return place;
  }

  whole(): string {
    const all = this.xml.replace(/ (count|uniqueCount)="\d+"/g, '');
    return all.replace('</sst>', `${this.added.join('')}</sst>`);
  }
}

/** The bytes of the workbook with these rows. */
export async function bookBytes(org: Organisation, rows: BookRows): Promise<Uint8Array> {
  const template = await buildWorkbook(org);
  const parts = openPackage(template);
  const tables = readTables(parts, new Spent());
  const files = unzipSync(template);
  const strings = new Strings(strFromU8(files['xl/sharedStrings.xml'] ?? new Uint8Array()));
  const fill = (name: string, lines: readonly Cells[], isShown: boolean) => {
    const table = tables.get(name.toLowerCase());
    if (!table) throw new Error(`The template has no table ${name}`);
    const { path, tablePaths } = table.sheet;
    const last = `${letterOf(table.columns.length)}${Math.max(lines.length, 1) + 1}`;
    files[path] = strToU8(withLines(strFromU8(files[path] ?? new Uint8Array()), lines, { strings, isShown }));
    for (const one of tablePaths)
      files[one] = strToU8(
        strFromU8(files[one] ?? new Uint8Array()).replace(/ ref="A1:[A-Z]+\d+"/g, ` ref="A1:${last}"`),
      );
  };
  const all = [...rows.values()].flat();
  for (const { id } of org.regions) {
    const formulas = formulasOf(id);
    fill(tableNameOf(id), (rows.get(id) ?? []).map((row) => regionCells(row, formulas)), true); // prettier-ignore
  }
  fill(serviceTable, [...all].sort((a, b) => a.event.seq - b.event.seq).map(({ event }) => eventCellsOf(event)), false); // prettier-ignore
  files['xl/sharedStrings.xml'] = strToU8(strings.whole());
  return zipSync(files, { level: 6 });
}

/** A cell: its text, day, number or formula with a result. */
type Cell = { formula?: string; value: string | number } | null;
type Cells = readonly Cell[];

const isDay = (text: string) => localDateSchema.safeParse(text).success;
const plain = (text: string): Cell =>
  text === '' ? null : { value: isDay(text) ? toSerial(localDateSchema.parse(text)) : text };

function formulasOf(region: RegionId): ReadonlyMap<ColumnKey, string> {
  const place = { region, table: tableNameOf(region), heading: (key: ColumnKey) => columnOf(key).heading };
  const ours = columns.filter((column) => column.owner !== 'person');
  return new Map(ours.map(({ key }) => [key, escapeXml(formulaOf(key, place, 'file'))]));
}

function regionCells(row: BookRow, formulas: ReadonlyMap<ColumnKey, string>): Cells {
  const { riskId, caseRef, atRisk, summary, notes, event } = row;
  const own: Partial<Record<ColumnKey, string>> = { riskId, caseRef, atRisk, summary, notes };
  const values: Partial<Record<string, string>> = event.values;
  return columns.map(({ key }): Cell => {
    const formula = formulas.get(key);
    if (formula === undefined) return plain(own[key] ?? '');
    // Lines of the service's table stand in the order of their sequence, which counts from 1.
    if (key === 'line') return { formula, value: event.seq };
    const result = plain(values[key.replace('now:', '')] ?? '');
    return { formula, value: result?.value ?? '' };
  });
}

function eventCellsOf(event: EventRow): Cells {
  return eventColumns.map(({ part, field }): Cell => {
    if (part === 'seq') return { value: event.seq };
    if (part === 'key') return plain(event.key);
    if (part === 'op') return plain('0123456789ab');
    const values: Partial<Record<string, string>> = part === 'value' ? event.values : event.observed;
    return plain(values[field ?? ''] ?? '');
  });
}

/** The worksheet with these lines below its headings, in the styles of the template's first line. */
function withLines(
  xml: string,
  lines: readonly Cells[],
  how: { strings: Strings; isShown: boolean },
): string {
  const styles = new Map(
    [...xml.matchAll(/<c r="([A-Z]+)2"(?: s="(\d+)")?/g)].map((match) => [match[1] ?? '', match[2]]),
  );
  const made = lines.map((cells, index) => {
    const row = index + 2;
    const inner = cells.map((cell, place) => {
      const letter = letterOf(place + 1);
      const style = styles.get(letter);
      return cellXml(cell, `r="${letter}${row}"${style === undefined ? '' : ` s="${style}"`}`, how.strings);
    });
    return `<row r="${row}">${inner.join('')}</row>`;
  });
  const before = /<sheetData>\s*(<row r="1"[\s\S]*?<\/row>)/.exec(xml)?.[1] ?? '';
  return xml
    .replace(/<sheetData>[\s\S]*<\/sheetData>/, () => `<sheetData>${before}${made.join('')}</sheetData>`)
    .replace(/<dimension ref="[^"]*"\/>/, '');
}

function cellXml(cell: Cell, about: string, strings: Strings): string {
  // An empty cell is kept for its style only.
  if (cell === null) return about.includes(' s=') ? `<c ${about}/>` : '';
  const { formula, value } = cell;
  if (formula !== undefined) {
    const type = typeof value === 'number' ? '' : ' t="str"';
    return `<c ${about}${type}><f>${formula}</f><v>${typeof value === 'number' ? value : escapeXml(value)}</v></c>`;
  }
  return typeof value === 'number'
    ? `<c ${about}><v>${value}</v></c>`
    : `<c ${about} t="s"><v>${strings.place(value)}</v></c>`;
}

/** What the protocol remembers of these rows when nothing has happened since. */
export const typedOf = ({ caseRef, atRisk, summary, notes }: BookRow) => ({
  ...nothingTyped,
  caseRef,
  atRisk,
  summary,
  notes,
});
