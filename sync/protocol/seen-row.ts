/** One row that stands in one place: taken, left by a person's word, set apart, or only watched while its region is held. Pure. */
import { type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { type CutRow } from '../../register/store';
import { type MassSeen } from './brakes';
import { type Finding } from './findings';
import { quarantineOf, type Verdict } from './quarantine';
import { leaveTyped, lookOnly, takeTyped, type Taken, type Typed, type TypingContext } from './typing';

/** The reading as far as one row is concerned. */
interface SeenContext extends TypingContext {
  mass: Pick<MassSeen, 'taken'>;
  /** How many rows are about what this identity says (quarantine.ts). */
  identities(): ReadonlyMap<string, number>;
}

/** What comes of one row that stands in one place. */
export interface SeenRow {
  taken: Taken;
  quarantine: RowMemory['quarantine'];
  findings: Finding[];
}

/** Nothing is taken while the region is held; what is typed is followed, so that it need not stand still once more afterwards. */
export function heldRow(context: TypingContext, row: RowMemory, now: Typed): SeenRow {
  return { taken: lookOnly(context, row, now), quarantine: row.quarantine, findings: [] };
}

/** The row is taken as it stands, left as a person has said, or set apart. */
export function freeRow(
  context: SeenContext,
  row: RowMemory,
  at: { region: RegionId; row: CutRow; now: Typed },
): SeenRow {
  const { now } = at;
  const taken = takeTyped(context, row, now);
  const verdict = quarantineOf(row, {
    line: at.row,
    now,
    isTakeable: taken.edits.length > 0,
    isTrusted: context.mass.taken.has(row.riskId),
    others: context.identities(),
    at: context.reading.at,
  });
  if (verdict.kind === 'left') return leave(row, at, now.changed);
  if (verdict.kind === 'held') return setApart(context, row, { now, verdict });
  const { riskId } = row;
  return { taken, quarantine: undefined, findings: verdict.released ? [{ kind: 'released', riskId }] : [] };
}

/** What stands in these columns is left, as a person has said; also while the rest of the region waits for another word. */
export function leaveRow(
  row: RowMemory,
  at: { region: RegionId; now: Typed; isHeld: boolean },
  columns: readonly TypedField[],
): SeenRow {
  const left = leave(row, at, at.now.changed.filter((field) => columns.includes(field))); // prettier-ignore
  return at.isHeld ? { ...left, quarantine: row.quarantine } : left;
}

function leave(row: RowMemory, at: { region: RegionId; now: Typed }, fields: Typed['changed']): SeenRow {
  const left = fields.map((field) => ({ field, is: at.now.typed[field] }));
  return {
    taken: leaveTyped(row, at.now, fields),
    quarantine: undefined,
    findings: [{ kind: 'left', riskId: row.riskId, region: at.region, fields: left }],
  };
}

function setApart(
  context: TypingContext,
  row: RowMemory,
  { now, verdict }: { now: Typed; verdict: Extract<Verdict, { kind: 'held' }> },
): SeenRow {
  const { quarantine, isNew } = verdict;
  const finding: Finding = { kind: 'quarantined', riskId: row.riskId, why: quarantine.why };
  return { taken: lookOnly(context, row, now), quarantine, findings: isNew ? [finding] : [] };
}
