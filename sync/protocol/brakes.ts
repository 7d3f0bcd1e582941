/** The brake on typing: a large part of one column typed anew at once (fill-down, a column sorted by itself, a paste) is asked about. Pure. */
import { type TypedField } from '../../register/columns';
import { holdId, holdOf } from '../../register/hold';
import { type RegionId, type RiskId } from '../../register/ids';
import { type Hold, type RegisterMemory } from '../../register/sheet-memory';
import { type Finding } from './findings';

/** One row of a region as the reading sees it. */
export interface Sight {
  riskId: RiskId;
  region: RegionId;
  /** Fields that hold something typed and not taken, and those of them that the reading before did not show so. */
  standing: readonly TypedField[];
  fresh: readonly TypedField[];
}

export interface MassSeen {
  holds: Record<string, Hold>;
  findings: Finding[];
  /** Regions from which nothing is taken. */
  held: RegionId[];
  /** Rows whose typing a person has said to take, or to leave standing in these columns. */
  taken: ReadonlySet<RiskId>;
  left: ReadonlyMap<RiskId, readonly TypedField[]>;
}

/** More cells of one column than people type between two looks. */
function isMass(cells: number, rows: number): boolean {
  return cells >= 5 && cells > rows * 0.3;
}

/** Regions to stop, those that stay stopped, and those a person has spoken about. A hold ends by itself when the cells go back. */
export function massChanges(memory: RegisterMemory, sights: readonly Sight[], at: string): MassSeen {
  const seen = { holds: {} as MassSeen['holds'], findings: [] as Finding[], held: [] as RegionId[] };
  const answered = answersOf(memory);
  for (const [region, rows] of byRegion(sights)) {
    const id = holdId(region, 'mass-change');
    const before = memory.holds[id];
    const waiting = before && before.word === undefined ? before : null;
    const fresh = columnsOf(rows, (row) => row.fresh).filter((field) => !isAnswered(answered, region, field));
    const still = (waiting?.fields ?? []).filter((field) =>
      columnsOf(rows, (row) => row.standing).includes(field),
    );
    const fields = [...new Set([...still, ...fresh])];
    if (fields.length === 0) continue;
    const changed = rows.filter((row) => fields.some((field) => row.standing.includes(field)));
    const ids = changed.map((row) => row.riskId);
    seen.held.push(region);
    seen.holds[id] = { why: 'mass-change', since: waiting?.since ?? at, rows: ids, fields };
    if (fresh.length > 0) seen.findings.push({ kind: 'hold', region, why: 'mass-change', rows: ids, fields });
  }
  return { ...seen, ...spoken(answered) };
}

function byRegion(sights: readonly Sight[]): Map<RegionId, Sight[]> {
  const regions = new Map<RegionId, Sight[]>();
  for (const sight of sights) {
    const rows = regions.get(sight.region);
    if (rows) rows.push(sight);
    else regions.set(sight.region, [sight]);
  }
  return regions;
}

function columnsOf(rows: readonly Sight[], of: (row: Sight) => readonly TypedField[]): TypedField[] {
  const counts = new Map<TypedField, number>();
  for (const row of rows) for (const field of of(row)) counts.set(field, (counts.get(field) ?? 0) + 1);
  return [...counts].filter(([, cells]) => isMass(cells, rows.length)).map(([field]) => field);
}

interface Answer {
  region: RegionId;
  hold: Hold;
}

function answersOf(memory: RegisterMemory): Answer[] {
  return Object.entries(memory.holds).flatMap(([id, hold]) => {
    const of = holdOf(id);
    return of?.why === 'mass-change' && hold.word !== undefined ? [{ region: of.region, hold }] : [];
  });
}

/** What a word has just been given about is not asked again in the same reading. */
function isAnswered(answers: readonly Answer[], region: RegionId, field: TypedField): boolean {
  return answers.some((one) => one.region === region && one.hold.fields?.includes(field) === true);
}

function spoken(answers: readonly Answer[]): Pick<MassSeen, 'taken' | 'left'> {
  const rows = (word: Hold['word']) => answers.filter(({ hold }) => hold.word === word);
  return {
    taken: new Set(rows('take').flatMap(({ hold }) => hold.rows as RiskId[])),
    left: new Map(
      rows('leave').flatMap(({ hold }) =>
        hold.rows.map((id): [RiskId, readonly TypedField[]] => [id as RiskId, hold.fields ?? []]),
      ),
    ),
  };
}
