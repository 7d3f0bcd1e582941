/** Lines people typed without a Risk ID: registered once they stand still, never written to. Pure. */
import { cutText } from '../../register/cell-text';
import { typedFields, type TypedValues } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { type HandRow, type RowMemory } from '../../register/sheet-memory';
import { type Cut, type CutRow } from '../../register/store';
import { type Finding, type NewLine } from './findings';
import { misplacedId } from './misplaced';
import { identityOf } from './quarantine';
import { notAfter } from './typing';

/** Parts of a line that name it, in UTF-16 units: what a key of the database takes, in any script. */
export const keyLimits = { caseRef: 40, summary: 500 } as const;

/** Names a line by what it says and on which worksheet, never by its place there. The sheet's own formula builds the same text. */
export function fingerprintOf(region: RegionId, { typed }: Pick<CutRow, 'typed'>): string {
  const part = (field: 'caseRef' | 'summary') => cutText(compared(typed[field]), keyLimits[field]);
  return `new:${region}|${part('caseRef')}|${part('summary')}`;
}

/** As a spreadsheet's CLEAN and TRIM leave it. */
const compared = (text: string) => text.replace(/[\u0000-\u001F]/g, '').replace(/ +/g, ' ').replace(/^ | $/g, ''); // prettier-ignore

/** So long after a registered line was last seen, the same words are a line of their own and not the old one brought back. */
export const rememberedMs = 24 * 3_600_000;

interface HandRules {
  at: string;
  settleMs: number;
  held: ReadonlySet<string>;
  /** An older content stands in the register: a line that is back was not typed now. */
  isOlder: boolean;
  /** The Risk ID is one the register has given. */
  isOurs(id: string): boolean;
  /** Rows that stood there a moment ago and do not now. Asked only when a line without a Risk ID stands there. */
  absent(): readonly RowMemory[];
}

/** Lines that have settled, and what to remember. A line needs words; until then it simply waits where it is. */
export function readHandRows(
  before: readonly HandRow[],
  cut: Cut,
  rules: HandRules,
): { remembered: HandRow[]; findings: Finding[] } {
  const known = new Map(before.map((hand) => [hand.fingerprint, hand]));
  const seen = new Map<string, HandRow>();
  const findings: Finding[] = [];
  let gone: Vanished | null = null;
  const lines = newLines(cut, rules);
  const cutOut = vanishedJustNow(before, lines, rules);
  for (const line of lines) {
    if (seen.has(line.fingerprint)) continue;
    const was = known.get(line.fingerprint) ?? cutOut.get(wordsOf(line));
    cutOut.delete(wordsOf(line));
    const answer = was && standsAgain(was, line, rules);
    if (answer) {
      seen.set(line.fingerprint, answer.hand);
      findings.push(...answer.findings);
      continue;
    }
    const content = contentOf(line.row);
    const since = was?.riskId === null && was.content === content ? notAfter(was.since, rules.at) : rules.at;
    gone ??= vanished(rules.absent());
    const lostBy = gone.take(line);
    const isSettled = Date.parse(rules.at) - Date.parse(since) >= rules.settleMs;
    seen.set(line.fingerprint, { ...placeOf(line), since, content, riskId: isSettled ? lostBy : null });
    if (isSettled) findings.push(lostBy ? { kind: 'line-unnumbered', line, lostBy } : { kind: 'new-line', line }); // prettier-ignore
  }
  const isElsewhere = new Set(
    [...seen.values()].flatMap(({ fingerprint, riskId }) =>
      riskId === null || known.has(fingerprint) ? [] : [riskId],
    ),
  );
  const unseen = before.filter(
    ({ fingerprint, riskId }) => riskId !== null && !seen.has(fingerprint) && !isElsewhere.has(riskId),
  );
  const forgotten = unseen.map((hand) => notSeen(hand, rules));
  return {
    remembered: [...forgotten, ...seen.values()],
    findings: [...findings, ...forgotten.flatMap((hand, at) => withdrawal(unseen[at] as HandRow, hand))],
  };
}

/** What a line says, wherever it stands. */
const wordsOf = ({ fingerprint, region }: Pick<HandRow, 'fingerprint' | 'region'>) =>
  fingerprint.slice(`new:${region}|`.length);

/** Registered lines that stood there at the last reading: one of them may have been cut to another worksheet. By their words. */
function vanishedJustNow(
  before: readonly HandRow[],
  lines: readonly NewLine[],
  { held }: HandRules,
): Map<string, HandRow> {
  const standing = new Set(lines.map((line) => line.fingerprint));
  const isGone = ({ fingerprint, region, riskId, goneSince }: HandRow) =>
    riskId !== null && goneSince === undefined && !standing.has(fingerprint) && !held.has(region);
  return new Map(before.filter(isGone).map((hand) => [wordsOf(hand), hand]));
}

const placeOf = ({ fingerprint, region }: NewLine) => ({ fingerprint, region });

/** Lines without a Risk ID that say something. */
function newLines(cut: Cut, { held, isOurs }: HandRules): NewLine[] {
  return cut.regions.flatMap(({ region, rows }) =>
    held.has(region)
      ? []
      : rows.flatMap((found) => {
          if (found.riskId !== '' || misplacedId(found, isOurs) !== null) return [];
          const row = asSaid(found);
          const hasWords = /[\p{L}\p{N}]/u.test(row.typed.summary);
          return hasWords ? [{ fingerprint: fingerprintOf(region, row), region, row }] : [];
        }),
  );
}

/** What is typed over the service's formulas is said too; what a person's formula shows is not taken as typing, here as anywhere. */
function asSaid(row: CutRow): CutRow {
  const typed = { ...row.typed, ...row.typedOver };
  for (const field of row.formulaIn) typed[field] = '';
  return { ...row, typed };
}

function contentOf(row: CutRow): string {
  return JSON.stringify(typedFields.map((field) => row.typed[field]));
}

/** A line that has been answered already; null for one that only says the same, long after that one was deleted. */
function standsAgain(
  was: HandRow,
  line: NewLine,
  { isOlder }: HandRules,
): { hand: HandRow; findings: Finding[] } | null {
  if (was.riskId === null || (was.isWithdrawn && !isOlder)) return null;
  const { goneSince: _gone, isWithdrawn, ...hand } = was;
  const isAnswered = !isWithdrawn && was.fingerprint === line.fingerprint;
  return {
    hand: { ...hand, ...placeOf(line) },
    findings: isAnswered ? [] : [{ kind: 'line-answered', line, as: was.riskId }],
  };
}

/** A registered line that does not stand there is remembered for good: an older content may bring it back. */
function notSeen(hand: HandRow, { at, held }: HandRules): HandRow {
  if (hand.isWithdrawn || held.has(hand.region)) return hand;
  const goneSince = notAfter(hand.goneSince ?? at, at);
  const isWithdrawn = Date.parse(at) - Date.parse(goneSince) >= rememberedMs;
  return { ...hand, goneSince, ...(isWithdrawn ? { isWithdrawn } : {}) };
}

/** The answer goes with the line, so that the same words typed anew are not told that they are registered. */
function withdrawal(was: HandRow, is: HandRow): Finding[] {
  if (!is.isWithdrawn || was.isWithdrawn || is.riskId === null) return [];
  const { fingerprint, region } = is;
  return [{ kind: 'line-forgotten', fingerprint, region, of: is.riskId }];
}

interface Vanished {
  /** The row that this line was until its Risk ID was cleared; each row is named once. */
  take(line: NewLine): RiskId | null;
}

function vanished(rows: readonly RowMemory[]): Vanished {
  const bySaying = new Map<string, RowMemory[]>();
  for (const row of rows) {
    const says = identityOf(row.typed as TypedValues);
    bySaying.set(says, [...(bySaying.get(says) ?? []), row]);
  }
  return {
    take({ region, row }) {
      const among = bySaying.get(identityOf(row.typed)) ?? [];
      const at = Math.max(0, among.findIndex((one) => one.region === region)); // prettier-ignore
      return among.splice(at, 1)[0]?.riskId ?? null;
    },
  };
}
