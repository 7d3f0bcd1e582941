/** The one formula of each service column, in the spelling of the file and in the spelling of the API. Constants of ours only. */
import {
  columnOf,
  pairedFields,
  type ColumnKey,
  type PairedField,
  type ProjectedField,
} from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { keyLimits } from '../../protocol/hand-rows';
import { checkWords } from '../../words';
import { observedHeading, serviceTable, valueHeading } from './sheet';

/** file: as the .xlsx stores it. api: as people and Graph write it. */
export type Spelling = 'file' | 'api';

/** How the table a formula stands in is called, and its headings now. */
export interface FormulaPlace {
  region: RegionId;
  table: string;
  heading(key: ColumnKey): string;
}

interface Writer {
  /** The cell of this row in a column. */
  cell(key: ColumnKey): string;
  /** A whole column of the table. */
  column(key: ColumnKey): string;
  /** A column of the service's table. */
  event(heading: string): string;
  maxIfs: string;
}

/** Brackets, # and the quote itself are escaped by a quote inside a structured reference. */
const escaped = (heading: string) => heading.replace(/['#[\]@]/g, "'$&");

function writerFor(place: FormulaPlace, spelling: Spelling): Writer {
  const heading = (key: ColumnKey) => escaped(place.heading(key));
  return {
    cell: (key) =>
      spelling === 'file' ? `${place.table}[[#This Row],[${heading(key)}]]` : `[@[${heading(key)}]]`,
    column: (key) => `${place.table}[${heading(key)}]`,
    event: (name) => `${serviceTable}[${name}]`,
    // Written without its prefix into a file, the name is not understood when the file is opened.
    maxIfs: spelling === 'file' ? '_xlfn.MAXIFS' : 'MAXIFS',
  };
}

const text = (words: string) => `"${words.replaceAll('"', '""')}"`;

/** Makes wildcards in a person's text mean themselves. */
const literal = (value: string) =>
  [['~', '~~'], ['*', '~*'], ['?', '~?']].reduce((inner, [from, to]) => `SUBSTITUTE(${inner},"${from}","${to}")`, value); // prettier-ignore

/** A text as it is compared: line ends, tabs and other control characters say nothing, nor do blanks around it and more than one within. */
const plain = (value: string) => `TRIM(CLEAN(${value}))`;

/**
 * Which line of the service's table counts for exactly this Risk ID: the one with the highest sequence; 0 when there is none. MAXIFS takes
 * wildcards and ignores case, so wildcards are made to mean themselves, and Risk IDs have no small letters. The one look-up of a row, for
 * it costs as many comparisons as that table has lines: every other column takes its value from the line found.
 */
function lineFormula(w: Writer): string {
  const id = plain(w.cell('riskId'));
  const highest = `${w.maxIfs}(${w.event('Seq')},${w.event('Key')},${literal(id)})`;
  return `IF(AND(${id}<>"",EXACT(${id},UPPER(${id}))),IFERROR(MATCH(${highest},${w.event('Seq')},0),0),0)`;
}

const published = (w: Writer, heading: string, line = w.cell('line')) => `INDEX(${w.event(heading)},${line})`;

/** INDEX of an empty cell is 0, so a day is looked at before it is shown. */
const shown = (value: string, isDay: boolean) => (isDay ? `IF(${value}="","",${value})` : `${value}&""`);

function projectedFormula(w: Writer, field: ProjectedField): string {
  const isDay = columnOf(field).kind === 'date';
  return `IF(${w.cell('line')}=0,"",${shown(published(w, valueHeading(field)), isDay)})`;
}

/** As the reader reads; a day typed as text counts as its serial number, and the time of day says nothing. */
const comparable = (value: string, isDay: boolean) =>
  isDay ? `IFERROR(INT(VALUE(${value})),${plain(value)})&""` : plain(value);

/** What was typed since the service last looked wins; else what the register holds. An empty cell, as nearly all are, is compared with nothing. */
function nowFormula(w: Writer, field: PairedField): string {
  const isDay = columnOf(`now:${field}`).kind === 'date';
  const typed = w.cell(`type:${field}`);
  const line = w.cell('line');
  const seen = published(w, observedHeading(field));
  const isSeen = `IF(${typed}="",TRUE,EXACT(${comparable(typed, isDay)},${comparable(seen, isDay)}))`;
  const holds = `IF(${line}=0,FALSE,${isSeen})`;
  const held = published(w, valueHeading(field));
  if (!isDay) return `IF(${holds},${held},${typed})&""`;
  return `IF(${holds},${shown(held, isDay)},${shown(typed, isDay)})`;
}

/** The key under which the service answers a line without a Risk ID (fingerprintOf). Exactly this text: no wildcard, no other spelling. */
function newLineFormula(w: Writer, region: string): string {
  const part = (key: 'caseRef' | 'summary') => `LEFT(${plain(w.cell(key))},${keyLimits[key]})`;
  const key = `"new:${region}|"&${part('caseRef')}&"|"&${part('summary')}`;
  const seq = `SUMPRODUCT(MAX(EXACT(${w.event('Key')},${key})*${w.event('Seq')}))`;
  const note = `INDEX(${w.event(valueHeading('attention'))},MATCH(${seq},${w.event('Seq')},0))&""`;
  return `IFERROR(IF(${note}="",${text(checkWords.newLine)},${note}),${text(checkWords.newLine)})`;
}

function checkFormula(w: Writer, region: string): string {
  const id = plain(w.cell('riskId'));
  const content = (['caseRef', 'atRisk', 'summary', 'notes'] as const).map((key) => w.cell(key)).join('&');
  const known = `IF(COUNTIF(${w.column('riskId')},${id})>1,${text(checkWords.twice)},${w.cell('attention')}&"")`;
  const withId = `IF(${w.cell('line')}=0,${text(checkWords.unknownId)},${known})`;
  return `IF(${id}="",IF(${content}="","",${newLineFormula(w, region)}),${withId})`;
}

/** The formula of a service column, without the leading equals sign. */
export function formulaOf(key: ColumnKey, place: FormulaPlace, spelling: Spelling): string {
  if (columnOf(key).owner === 'person') throw new Error(`${key} belongs to people and has no formula.`);
  const w = writerFor(place, spelling);
  if (key === 'line') return lineFormula(w);
  if (key === 'check') return checkFormula(w, place.region);
  const paired = pairedFields.find((field) => key === `now:${field}`);
  return paired ? nowFormula(w, paired) : projectedFormula(w, key as ProjectedField);
}

/** Two spellings of one formula are equal after this: blanks, case and the prefix of newer functions say nothing. */
export function normalFormula(formula: string): string {
  return formula
    .replace(/^=/, '')
    .replace(/\s+/g, '')
    .replaceAll('_xlfn.', '')
    .replaceAll('_XLFN.', '')
    .toLowerCase();
}
