/** Brakes: regions in which nothing is concluded, because the sheet is not as the service knows it. Pure. */
import { holdId } from '../../register/hold';
import { type RegionId, type RiskId } from '../../register/ids';
import { type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut } from '../../register/store';
import { type Finding } from './findings';

type Holds = RegisterMemory['holds'];

const blocking = ['missing-table', 'missing-columns', 'missing-service-table', 'merged-cells', 'other-calendar'] as const; // prettier-ignore

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

const manyGone = 'many-rows-gone';

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
  /** Rows that a person wants made again. */
  back: RiskId[];
}

/** True for a row that vanished together with many others and has not come back. */
export function isBraked(memory: RegisterMemory, row: RowMemory): boolean {
  return (
    row.presence === 'missing' &&
    Object.values(memory.holds).some((hold) => hold.why === manyGone && hold.rows.includes(row.riskId))
  );
}

/** Stops a region from which many rows vanished at once: their absence counts for nothing until they stand again or a person has decided. */
export function brake(memory: RegisterMemory, rows: readonly RowMemory[], holds: Holds, at: string): Braked {
  const answered = answer(memory, rows);
  const result: Braked = { ...answered, holds: { ...holds }, kept: new Set() };
  for (const [region, { count, gone }] of goneByRegion(answered.rows)) {
    const id = holdId(region, manyGone);
    const before = memory.holds[id] ?? null;
    const still = before ? gone.filter((id) => before.rows.includes(id)) : [];
    const fresh = gone.filter((id) => !still.includes(id));
    const mass = isMass(fresh.length, count - still.length);
    if (!mass && still.length === 0) continue;
    const held = mass ? gone : still;
    result.holds[id] = { why: manyGone, since: before?.since ?? at, rows: held };
    result.kept = new Set([...result.kept, ...held]);
    if (mass) result.findings.push({ kind: 'hold', region, why: manyGone, rows: held });
  }
  return result;
}

/** What a person has said about rows that vanished together: deleted after all, or to be made again. Those that stand again need neither. */
function answer(
  memory: RegisterMemory,
  rows: readonly RowMemory[],
): Pick<Braked, 'rows' | 'findings' | 'back'> {
  const words = new Map(
    Object.values(memory.holds).flatMap((hold) =>
      hold.why === manyGone && hold.word ? hold.rows.map((id) => [id, hold.word] as const) : [],
    ),
  );
  if (words.size === 0) return { rows: [...rows], findings: [], back: [] };
  const said = (row: RowMemory) => (row.presence === 'missing' ? words.get(row.riskId) : undefined);
  const idsOf = (word: string) => rows.filter((row) => said(row) === word).map((row) => row.riskId);
  return {
    rows: rows.map((row) => {
      const word = said(row);
      if (word === 'gone') return { ...row, presence: 'deleted' };
      return word === 'put-back' ? { ...row, presence: 'expected', missingSince: null } : row;
    }),
    findings: idsOf('gone').map((riskId): Finding => ({ kind: 'missing', riskId, confirmed: true })),
    back: idsOf('put-back'),
  };
}

/** How many rows each region has, and which of them are out of sight. */
function goneByRegion(rows: readonly RowMemory[]): Map<RegionId, { count: number; gone: RiskId[] }> {
  const regions = new Map<RegionId, { count: number; gone: RiskId[] }>();
  for (const { region, presence, riskId } of rows) {
    const here = regions.get(region) ?? { count: 0, gone: [] };
    here.count += 1;
    if (presence === 'missing') here.gone.push(riskId);
    if (here.count === 1) regions.set(region, here);
  }
  return regions;
}
