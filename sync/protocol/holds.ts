/** Brakes: regions in which nothing is concluded, because the sheet is not as the service knows it. Pure. */
import { type RegionId, type RiskId } from '../../register/ids';
import { type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut } from '../../register/store';
import { type Finding } from './findings';

type Holds = RegisterMemory['holds'];

const blocking = ['missing-table', 'missing-columns', 'missing-service-table', 'merged-cells'] as const;

/** Holds that this cut calls for, with a finding for each that is new. Those for a table that is back are lifted. */
export function holdsOf(memory: RegisterMemory, cut: Cut, at: string): { holds: Holds; findings: Finding[] } {
  const holds: Holds = {};
  const findings: Finding[] = [];
  const regions = new Set<string>([
    ...cut.regions.map((region) => region.region),
    ...cut.problems.flatMap((problem) => problem.region ?? []),
  ]);
  for (const region of regions) {
    const problem = cut.problems.find(
      (one) =>
        (blocking as readonly string[]).includes(one.code) && (one.region === region || one.region === null),
    );
    if (!problem) continue;
    const before = memory.holds[region];
    holds[region] = before?.why === problem.code ? before : { why: problem.code, since: at, rows: [] };
    if (before?.why !== problem.code)
      findings.push({ kind: 'hold', region: region as RegionId, why: problem.code, rows: [] });
  }
  return { holds, findings };
}

/** More rows gone at once than a person deletes by hand. A share counts from three rows: one of four is not a mass. */
function isMass(gone: number, before: number): boolean {
  return gone > 5 || (gone >= 3 && gone > before * 0.1);
}

interface Braked {
  rows: RowMemory[];
  holds: Holds;
  findings: Finding[];
  /** Rows whose absence is not concluded from. */
  kept: ReadonlySet<RiskId>;
}

/** Stops a region from which many rows vanished at once: their absence counts for nothing until a person has looked. */
export function brake(
  before: readonly RowMemory[],
  after: readonly RowMemory[],
  holds: Holds,
  at: string,
): Braked {
  const wasAbsent = new Set(
    before.filter((row) => row.presence === 'missing' || row.presence === 'deleted').map((row) => row.riskId),
  );
  const result: Braked & { kept: Set<RiskId> } = {
    rows: [...after],
    holds: { ...holds },
    findings: [],
    kept: new Set(),
  };
  for (const region of new Set(after.map((row) => row.region))) {
    const rows = after.filter((row) => row.region === region);
    const gone = rows.filter((row) => row.presence === 'missing');
    if (!isMass(gone.length, rows.length)) continue;
    const ids = gone.map((row) => row.riskId);
    ids.forEach((id) => result.kept.add(id));
    const fresh = ids.some((id) => !wasAbsent.has(id));
    result.holds[region] = { why: 'many-rows-gone', since: at, rows: ids };
    if (fresh) result.findings.push({ kind: 'hold', region, why: 'many-rows-gone', rows: ids });
    // The clock of each absence starts again with every cut, so that a hold can never turn into deletions by waiting.
    result.rows = result.rows.map((row) =>
      result.kept.has(row.riskId) ? { ...row, missingSince: at } : row,
    );
  }
  return result;
}
