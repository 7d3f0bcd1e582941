/** Lines people typed without a Risk ID: registered once they stand still, never written to. Pure. */
import { typedFields } from '../../register/columns';
import { type HandRow } from '../../register/sheet-memory';
import { type Cut, type CutRow } from '../../register/store';
import { type NewLine } from './findings';
import { misplacedId } from './misplaced';
import { notAfter } from './typing';

/** Names a line by what it says, never by where it stands. The sheet's own formula builds the same text. */
export function fingerprintOf(row: Pick<CutRow, 'typed'>): string {
  return `new:${row.typed.caseRef}|${row.typed.summary.slice(0, 80)}`;
}

interface HandRules {
  at: string;
  settleMs: number;
  held: ReadonlySet<string>;
  /** The Risk ID is one the register has given. */
  isOurs(id: string): boolean;
}

/** Lines that have settled, and what to remember. A line needs a summary; until then it simply waits where it is. */
export function readHandRows(
  before: readonly HandRow[],
  cut: Cut,
  rules: HandRules,
): { remembered: HandRow[]; lines: NewLine[] } {
  const known = new Map(before.map((hand) => [hand.fingerprint, hand]));
  // Registered lines are remembered for good: an older content saved again must not register them twice.
  const remembered = new Map(
    before.filter((hand) => hand.riskId !== null).map((hand) => [hand.fingerprint, hand]),
  );
  const lines: NewLine[] = [];
  for (const { region, rows } of cut.regions)
    for (const row of rows) {
      if (row.riskId !== '' || rules.held.has(region) || misplacedId(row, rules.isOurs) !== null) continue;
      const line = withoutFormulas(row);
      if (line.typed.summary === '') continue;
      const fingerprint = fingerprintOf(line);
      if (remembered.has(fingerprint)) continue;
      const content = contentOf(line);
      const seen = known.get(fingerprint);
      const since = seen && seen.content === content ? notAfter(seen.since, rules.at) : rules.at;
      remembered.set(fingerprint, { fingerprint, region, since, content, riskId: null });
      if (Date.parse(rules.at) - Date.parse(since) >= rules.settleMs)
        lines.push({ fingerprint, region, row: line });
    }
  return { remembered: [...remembered.values()], lines };
}

/** What a person's formula shows is not taken as typing, here as anywhere. */
function withoutFormulas(row: CutRow): CutRow {
  if (row.formulaIn.length === 0) return row;
  const typed = { ...row.typed };
  for (const field of row.formulaIn) typed[field] = '';
  return { ...row, typed };
}

function contentOf(row: CutRow): string {
  return JSON.stringify(typedFields.map((field) => row.typed[field]));
}
