/** One reading of the sheet against what was remembered: what people did, what arrived, what went missing. Pure. */
import { type TypedValues } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { type Cut } from '../../register/store';
import { massChanges, type Sight } from './brakes';
import { type Memory, type Observed, type Reading, type ReadingRules } from './findings';
import { readHandRows } from './hand-rows';
import { brake, holdsOf } from './holds';
import { isStill, observeRow, type Context, type Place, type RowObserved } from './observe-row';
import { identityOf } from './quarantine';
import { newestByKey, serviceTableFindings } from './service-table';
import { toldOnce } from './told-once';
import { isAsRemembered, isQuiet, standingEdits, typedAnew, typedNow, type Typed } from './typing';

/** Reads a cut. The returned memory and everything that follows from the findings must be committed together. */
export function observe(memory: Memory, reading: Reading, rules: ReadingRules): Observed {
  const { cut } = reading;
  const events = cut.events ?? [];
  const trouble = holdsOf(memory.register, cut, reading.at);
  const context = contextOf(memory, reading, { rules, trouble: trouble.holds });
  const { rows, known } = observeRows(context);
  const standing = { ...trouble.holds, ...context.mass.holds };
  const braked = brake(memory.register, rows, standing, reading.at);
  let ids: ReadonlySet<string> | null = null;
  // Counted when somebody asks, for most readings do not.
  const isOurs = (id: string) => (ids ??= new Set(memory.rows.map((row) => row.riskId))).has(id);
  const once = toldOnce(memory.register.told ?? [], cut, isOurs);
  const hands = readHandRows(memory.handRows, cut, {
    at: reading.at,
    settleMs: rules.settleMs,
    held: context.held,
    isOlder: reading.past !== null,
    isOurs,
    absent: () => memory.rows.filter((row) => stoodThere(row) && !context.places.has(row.riskId)),
  });
  return {
    memory: {
      register: { tag: cut.tag, readAt: reading.readAt, holds: braked.holds, told: once.told },
      rows: braked.rows,
      handRows: hands.remembered,
    },
    findings: [
      ...trouble.findings,
      ...context.mass.findings,
      ...braked.findings,
      ...serviceTableFindings(reading.service),
      ...once.findings,
      ...known
        .flatMap((one) => one.findings)
        .filter((finding) => !(finding.kind === 'missing' && braked.kept.has(finding.riskId))),
      ...hands.findings,
    ],
    seqsPresent: events.map((event) => event.seq),
    rowsPresent: [...context.places.keys()],
    rowsLost: [...known.filter((one) => one.lost).map((one) => one.row.riskId), ...braked.back],
    repairs: cut.regions.flatMap((region) =>
      region.formulas
        .filter((formula) => !formula.constants)
        .map(({ column }) => ({ region: region.region, column })),
    ),
  };
}

function contextOf(
  memory: Memory,
  reading: Reading,
  { rules, trouble }: Pick<Context, 'rules' | 'trouble'>,
): Context {
  const { cut, at } = reading;
  const troubled = Object.keys(trouble);
  const { places, twice } = placesById(cut);
  const newest = newestByKey(cut.events ?? []);
  const typed = new Map<string, Typed>();
  const open: number[] = [];
  const sights: Sight[] = [];
  const unseen = new Set<RiskId>();
  const blanks = new Map<RegionId, Sight>();
  // All that is asked of a row is asked here, one row after the other: looking each up once more costs more than the work itself.
  memory.rows.forEach((row, index) => {
    const place = places.get(row.riskId);
    if (!place || twice.has(row.riskId)) {
      if (row.presence !== 'deleted') unseen.add(row.riskId);
      open.push(index);
      return;
    }
    const now = isAsRemembered(row, place.row) ? null : typedNow(row, place.row);
    if (now || !isStill(row, place, newest)) open.push(index);
    if (now && (!isQuiet(now) || now.base !== row.typed)) typed.set(row.riskId, now);
    if (trouble[place.region]) return;
    if (!now || now.changed.length === 0) {
      sights.push(blankSight(blanks, place.region));
      return;
    }
    const standing = standingEdits({ reading, rules }, row, now);
    const fresh = standing.length === 0 ? standing : typedAnew({ reading, rules }, row, now);
    sights.push({ riskId: row.riskId, region: place.region, standing, fresh });
  });
  const mass = massChanges(memory.register, { sights, unseen, troubled, at });
  const held = new Set([...troubled, ...mass.held]);
  let counted: ReadonlyMap<string, number> | null = null;
  const identities = () => (counted ??= countIdentities(memory.rows));
  return { memory, reading, rules, trouble, newest, places, twice, open, typed, identities, mass, held };
}

const stoodThere = ({ presence }: RowMemory) => presence === 'present' || presence === 'missing';

/** A row on which nothing is typed counts among its region's; one object serves for all of them. */
function blankSight(known: Map<RegionId, Sight>, region: RegionId): Sight {
  const sight = known.get(region) ?? { riskId: '' as RiskId, region, standing: [], fresh: [] };
  known.set(region, sight);
  return sight;
}

function countIdentities(rows: readonly RowMemory[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const identity = identityOf(row.typed as TypedValues);
    counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  return counts;
}

function placesById(cut: Cut): Pick<Context, 'places' | 'twice'> {
  const places = new Map<string, Place>();
  const twice = new Set<string>();
  for (const { region, rows } of cut.regions)
    for (const row of rows) {
      if (row.riskId === '') continue;
      const before = places.size;
      places.set(row.riskId, { region, row });
      if (places.size === before) twice.add(row.riskId);
    }
  return { places, twice };
}

/** Every row as it is remembered from now on, and what was observed of those that are not as before. */
function observeRows(context: Context): { rows: RowMemory[]; known: RowObserved[] } {
  const known: RowObserved[] = [];
  const rows = [...context.memory.rows];
  // A person's word is also carried out on rows that stand as before.
  for (const index of context.mass.left.size > 0 ? rows.keys() : context.open) {
    const row = rows[index] as RowMemory;
    const observed = observeRow(context, row);
    if (observed === null) continue;
    known.push(observed);
    rows[index] = observed.row;
  }
  return { rows, known };
}
