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

/** What of the reading the brake looks at. */
export interface Watched {
  /** Rows that stand in one place, in regions that can be used. */
  sights: readonly Sight[];
  /** Known rows of which nothing can be said now: out of sight, or standing twice. */
  unseen: ReadonlySet<RiskId>;
  /** Regions that cannot be used. What waits there goes on waiting, and a word given about it too. */
  troubled: readonly string[];
  at: string;
}

/** Regions to stop, those that stay stopped, and those a person has spoken about. A hold ends by itself when every one of its cells went back. */
export function massChanges(memory: RegisterMemory, watched: Watched): MassSeen {
  const seen = { holds: keptBack(memory, watched), findings: [] as Finding[], held: [] as RegionId[] };
  const answered = answersOf(memory, watched);
  const regions = byRegion(watched.sights);
  for (const region of new Set([...regions.keys(), ...waitingRegions(memory, watched)])) {
    const rows = regions.get(region) ?? [];
    const id = holdId(region, 'mass-change');
    const before = memory.holds[id];
    const waiting = before && before.word === undefined ? stillWaiting(before, watched) : null;
    const fresh = freshColumns(rows, answered);
    const fields = [...new Set([...(waiting?.fields ?? []), ...fresh])];
    if (fields.length === 0) continue;
    const leaving = answered.filter(({ hold: { word } }) => word === 'leave');
    const isOpen = (row: Sight, field: TypedField) =>
      row.standing.includes(field) && !isAnswered(leaving, row, field);
    const changed = rows.filter((row) => fields.some((field) => isOpen(row, field)));
    const ids = [...new Set([...((waiting?.rows ?? []) as RiskId[]), ...changed.map((row) => row.riskId)])];
    seen.held.push(region);
    seen.holds[id] = { why: 'mass-change', since: waiting?.since ?? watched.at, rows: ids, fields };
    if (fresh.length > 0) seen.findings.push({ kind: 'hold', region, why: 'mass-change', rows: ids, fields });
  }
  return { ...seen, ...spoken(answered) };
}

/** Also a region all of whose rows are out of sight goes on waiting. */
function waitingRegions(memory: RegisterMemory, { troubled }: Watched): RegionId[] {
  const held = Object.keys(memory.holds).flatMap((id) => holdOf(id) ?? []);
  return held.filter(({ why, region }) => why === 'mass-change' && !troubled.includes(region)).map(({ region }) => region); // prettier-ignore
}

function keptBack(memory: RegisterMemory, { troubled }: Watched): MassSeen['holds'] {
  const isTroubled = ([id]: [string, Hold]) => {
    const of = holdOf(id);
    return of?.why === 'mass-change' && troubled.includes(of.region);
  };
  return Object.fromEntries(Object.entries(memory.holds).filter(isTroubled));
}

/** The rows and columns of a hold that have not gone back; null when all have. Rows out of sight may still come back as they were. */
function stillWaiting(hold: Hold, { sights, unseen }: Watched): Hold | null {
  const standing = new Map(sights.map((row) => [row.riskId, row.standing]));
  const holds = (id: string, field: TypedField) =>
    unseen.has(id as RiskId) || standing.get(id as RiskId)?.includes(field) === true;
  const fields = (hold.fields ?? []).filter((field) => hold.rows.some((id) => holds(id, field)));
  const rows = hold.rows.filter((id) => fields.some((field) => holds(id, field)));
  return fields.length === 0 ? null : { ...hold, rows, fields };
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

/** Columns of which a large part was typed anew, besides what a word has just been given about: more stands there than was shown. */
function freshColumns(rows: readonly Sight[], answered: readonly Answer[]): TypedField[] {
  const counts = new Map<TypedField, number>();
  for (const row of rows)
    for (const field of row.fresh)
      if (!isAnswered(answered, row, field)) counts.set(field, (counts.get(field) ?? 0) + 1);
  return [...counts].filter(([, cells]) => isMass(cells, rows.length)).map(([field]) => field);
}

interface Answer {
  region: RegionId;
  hold: Hold;
}

function answersOf(memory: RegisterMemory, { troubled }: Watched): Answer[] {
  return Object.entries(memory.holds).flatMap(([id, hold]) => {
    const of = holdOf(id);
    const isSaid = of?.why === 'mass-change' && hold.word !== undefined && !troubled.includes(of.region);
    return isSaid ? [{ region: of.region, hold }] : [];
  });
}

function isAnswered(answers: readonly Answer[], { region, riskId }: Sight, field: TypedField): boolean {
  return answers.some(
    (one) =>
      one.region === region && one.hold.fields?.includes(field) === true && one.hold.rows.includes(riskId),
  );
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
