/** Finds what in a workbook fetches or sends something outside it, wherever it stands. */
import { reachesOutside } from '../../../register/formula-danger';
import { type ReachOut } from '../../../register/store';
import { type Spent } from './bounds';
import { letterOf } from './look';
import { type SheetCells } from './sheet-cells';
import { attributeOf, readXml } from './xml';

/** Whether a formula reaches outside; remembers what it was asked, for a column holds the same one thousands of times. */
export type OutsideCheck = (formula: string) => boolean;

/** Four times what a person can type: files spell references out. */
const longestFormula = 32_768;
/** Longest name and longest text of a formula. */
const longestWord = 255;

export function outsideCheck(spent: Spent): OutsideCheck {
  const known = new Map<string, boolean>();
  return (formula) => {
    const before = known.get(formula);
    if (before !== undefined) return before;
    spent.add('formulas', formula.length);
    // What nobody could have typed was not made by a person, and may be made to be endless work.
    const isOutside = formula.length > longestFormula || hasEndlessWord(formula) || reachesOutside(formula);
    known.set(formula, isOutside);
    return isOutside;
  };
}

function hasEndlessWord(formula: string): boolean {
  let run = 0;
  for (let at = 0; at < formula.length && run <= longestWord; at += 1)
    run = isWord(formula.charCodeAt(at)) ? run + 1 : 0;
  return run > longestWord;
}

const dot = 46;
const underscore = 95;

function isWord(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === dot || code === underscore;
}

/** Address of the first cell with such a formula, outside the lines that tell it themselves; null when there is none. */
export function firstOutside(
  cells: SheetCells,
  isOutside: OutsideCheck,
  told: ReadonlySet<number>,
): string | null {
  for (const [row, line] of cells.rows) {
    if (told.has(row)) continue;
    for (const [column, { formula }] of line)
      if (formula !== null && isOutside(formula)) return `${letterOf(column)}${row}`;
  }
  return null;
}

/** Formulas of cells, of drop-downs and of colours. */
const formulaTags: ReadonlySet<string> = new Set(['f', 'formula', 'formula1', 'formula2']);

/** The same in a worksheet of which nothing else is wanted; '' for a formula that stands in no cell. */
export function firstOutsideIn(xml: string, isOutside: OutsideCheck): string | null {
  let [found, cell, formula]: [string | null, string, string] = [null, '', ''];
  readXml(xml, {
    open(name, attributes) {
      if (name === 'c') cell = attributeOf(attributes, 'r') ?? '';
      formula = '';
      return found === null && formulaTags.has(name);
    },
    text(part) {
      formula += part;
    },
    close(name) {
      if (found === null && formula !== '' && formulaTags.has(name) && isOutside(formula))
        found = name === 'f' ? cell : '';
      formula = '';
    },
  });
  return found;
}

/** A worksheet by its place among all of them, counted from 1, and the address found on it. */
export const onSheet = (sheet: number, address: string): ReachOut => ({
  kind: 'formula',
  sheet,
  cell: address === '' ? null : address,
});

/** Relations of a workbook that are links to other files or programs (DDE among them), or connections to data. */
const relationKinds: Readonly<Record<string, ReachOut['kind']>> = {
  externalLink: 'link',
  externalLinkPath: 'link',
  connections: 'connection',
};

/** What reaches out without standing on a worksheet; each kind once. */
export function besideSheets(
  about: { names: readonly string[]; relations: ReadonlySet<string> },
  isOutside: OutsideCheck,
): ReachOut[] {
  const kinds = new Set<ReachOut['kind']>();
  if (about.names.some(isOutside)) kinds.add('name');
  for (const relation of about.relations) {
    const kind = relationKinds[relation];
    if (kind !== undefined) kinds.add(kind);
  }
  return [...kinds].map((kind) => ({ kind, sheet: null, cell: null }));
}
