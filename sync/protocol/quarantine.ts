/** Rows that are set apart: half a line pasted over another case, or text of ours that came back as a formula or under another heading. Pure. */
import { type TypedValues } from '../../register/columns';
import { cellsThatDiffer, quarantineMark } from '../../register/set-apart';
import { type Quarantine, type RowMemory } from '../../register/sheet-memory';
import { type CutRow } from '../../register/store';
import { isMisplaced, ownTexts } from './misplaced';
import { type Typed } from './typing';

type Identity = Pick<TypedValues, 'caseRef' | 'summary'>;

/** What a line is about, to find another row that is about the same. */
export function identityOf({ caseRef, summary }: Identity): string {
  return `${caseRef}\n${summary}`;
}

/** Words of a summary by which two are compared; short ones say nothing. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

/** Fewer than a third of the words in common: written about something else, not corrected. */
function isForeign(was: string, is: string): boolean {
  const [before, after] = [wordsOf(was), wordsOf(is)];
  const shared = [...after].filter((word) => before.has(word)).length;
  return shared < Math.min(before.size, after.size) / 3 || before.size === 0 || after.size === 0;
}

/** The summary became another row's, case reference included; or both jumped to something that has nothing of the old one. */
export function isPastedOver(was: Identity, is: Identity, others: ReadonlyMap<string, number>): boolean {
  if (is.summary === '' || is.summary === was.summary) return false;
  if (others.has(identityOf(is))) return true;
  const isAnotherCase = was.caseRef !== is.caseRef && was.caseRef !== '';
  return isAnotherCase && was.summary !== '' && isForeign(was.summary, is.summary);
}

/** Somebody wrote a line of their own under the reference that the register was about to give: it says nothing of what was sent. */
function isSomebodyElses({ presence }: RowMemory, { base, typed }: Typed): boolean {
  if (presence !== 'expected' || base.summary === '') return false;
  const sent = ownTexts.filter((field) => base[field] !== '');
  return sent.every((field) => typed[field] !== base[field]) && isForeign(base.summary, typed.summary);
}

/** A row appended as text whose own cells now hold a formula: something on the way armed it. */
function isArmed(row: RowMemory, line: CutRow): boolean {
  const isFirstSight = row.presence === 'expected' || row.quarantine?.why === 'formula';
  return isFirstSight && line.formulaIn.some((field) => ownTexts.includes(field));
}

export type Verdict =
  /** Go on as with any row; `released` when it was set apart before. */
  | { kind: 'free'; released: boolean }
  | { kind: 'held'; quarantine: Quarantine; isNew: boolean }
  | { kind: 'left' };

/** `isTakeable`: what was typed has stood still. Before that a person may still be in the middle of it. */
export function quarantineOf(
  row: RowMemory,
  seen: {
    line: CutRow;
    now: Typed;
    isTakeable: boolean;
    isTrusted: boolean;
    others: ReadonlyMap<string, number>;
    at: string;
  },
): Verdict {
  const before = row.quarantine ?? null;
  const why = causeOf(row, seen);
  if (before?.word !== undefined && isAsShown(before, seen.now))
    return before.word === 'take' ? { kind: 'free', released: true } : { kind: 'left' };
  if (why === null) return { kind: 'free', released: before !== null };
  // Something else stands there than the word was about: people are asked again.
  const isKnown = before?.why === why && before.word === undefined;
  if (isKnown) return { kind: 'held', quarantine: before, isNew: false };
  return { kind: 'held', quarantine: { why, since: seen.at }, isNew: true };
}

function isAsShown({ why, mark }: Quarantine, { base, typed }: Typed): boolean {
  return mark === undefined || mark === quarantineMark(why, cellsThatDiffer(base, typed));
}

function causeOf(row: RowMemory, seen: Parameters<typeof quarantineOf>[1]): Quarantine['why'] | null {
  if (isArmed(row, seen.line)) return 'formula';
  if (isMisplaced(row, seen.now)) return 'misplaced';
  if (seen.isTrusted) return null;
  const { base, typed } = seen.now;
  // What the other row says by now frees nobody: the cells go back, or a person speaks.
  if (row.quarantine?.why === 'pasted-over') return seen.now.changed.length > 0 ? 'pasted-over' : null;
  if (isSomebodyElses(row, seen.now)) return 'pasted-over';
  return seen.isTakeable && isPastedOver(base, typed, seen.others) ? 'pasted-over' : null;
}
