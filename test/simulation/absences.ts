/** I12: gone is who was absent from two cuts the set time apart; who vanished with many others, or with an older content, is not gone. */
import { holdOf } from '../../register/hold';
import { type RegionId, type RiskId } from '../../register/ids';
import { readingRules, type Concluded } from './reading';
import { Violation } from './violation';

interface Absence {
  /** Business instant of the first cut without the row, and how many cuts since. */
  first: number;
  cuts: number;
  /** An older content lay over the sheet then. */
  wasOlder: boolean;
}

export class Absences {
  private readonly absent = new Map<RiskId, Absence>();
  private readonly mass = new Set<RiskId>();

  check({ memory, reading, observed }: Concluded): void {
    const at = Date.parse(reading.at);
    const vanished = this.count({ memory, reading, observed }, at);
    if (reading.cut.carrier === 'rows') checkMadeAgain(memory, observed.rowsLost);
    for (const finding of observed.findings)
      if (finding.kind === 'missing' && !finding.confirmed) this.checkMissing(finding.riskId, at);
    for (const [region, ids] of vanished) {
      const before = memory.rows.filter((row) => row.region === region).length;
      if (isMass(ids.length, before)) for (const id of ids) this.mass.add(id);
    }
  }

  /** Counts every row as here or absent; answers who was here at the reading before and is not now. */
  private count({ memory, reading, observed }: Concluded, at: number): Map<RegionId, RiskId[]> {
    const { cut, past } = reading;
    const present = new Set(cut.regions.flatMap(({ rows }) => rows.map((row) => row.riskId)));
    // Of a region that waits for a word about its typing no absence is noted; what vanished with many others there may be back before.
    const waits = Object.keys(observed.memory.register.holds).flatMap((id) => holdOf(id) ?? []);
    const held = waits.filter(({ why }) => why === 'mass-change').map(({ region }) => region);
    const closed = new Set([...held, ...cut.problems.map((problem) => problem.region)]);
    const vanished = new Map<RegionId, RiskId[]>();
    for (const { riskId, region, presence } of memory.rows) {
      if (present.has(riskId)) this.noteHere(riskId);
      else if (!closed.has(region)) {
        this.noteAbsent(riskId, at, past !== null && cut.carrier === 'table');
        if (presence === 'present') vanished.set(region, [...(vanished.get(region) ?? []), riskId]);
      }
    }
    return vanished;
  }

  private noteHere(id: RiskId): void {
    this.absent.delete(id);
    this.mass.delete(id);
  }

  private noteAbsent(id: RiskId, at: number, wasOlder: boolean): void {
    const before = this.absent.get(id) ?? { first: at, cuts: 0, wasOlder };
    this.absent.set(id, { ...before, first: Math.min(before.first, at), cuts: before.cuts + 1 });
  }

  private checkMissing(id: RiskId, at: number): void {
    const absence = this.absent.get(id);
    if (!absence || absence.cuts < 2 || at - absence.first < readingRules.deleteAfterMs)
      throw new Violation('I12', `${id} is taken for deleted after ${absence?.cuts ?? 0} readings`);
    if (absence.wasOlder)
      throw new Violation('I12', `${id} is missing in an older content and taken for deleted`);
    if (this.mass.has(id))
      throw new Violation('I12', `${id} vanished with many others and is taken for deleted`);
  }
}

/** Where rows carry their values each goes back alone: one that is gone was taken out, and comes back by a person's word only. */
function checkMadeAgain({ register }: Concluded['memory'], made: readonly RiskId[]): void {
  const asked = Object.values(register.holds).flatMap(({ word, rows }) => (word === 'put-back' ? rows : []));
  const unasked = made.find((id) => !asked.includes(id));
  if (unasked)
    throw new Violation('I12', `${unasked} was deleted, and is made again though nobody asked for it`);
}

const isMass = (gone: number, before: number) => gone > 5 || (gone >= 3 && gone > before * 0.1);
