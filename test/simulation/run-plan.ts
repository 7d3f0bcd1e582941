/** Runs one schedule to its end and to rest. The same plan gives the same trace, always. */
import { createHash } from 'node:crypto';
import { type RegionId, type RiskId } from '../../register/ids';
import { levels } from '../../register/vocabulary';
import { aPerson, aRisk, aRom, anOrganisation, today } from '../kit/builders';
import { seeded } from '../kit/seeded';
import { edit, type Desk } from './editors';
import { checkAlways, checkAtRest, type Violation } from './oracle';
import { spanMs, type Action, type Plan } from './plan';
import { Service } from './service';
import { cutOf, SheetWorld } from './sheet-world';
import { worker, type Surroundings } from './worker';

export interface Outcome {
  violation: Violation | Error | null;
  /** Digest of everything that happened. */
  trace: string;
  coverage: Map<string, number>;
  story: string[];
}

type Step = { at: number; order: number; run: () => void };

class Run {
  private queue: Step[] = [];
  private order = 0;
  private time = 0;
  /** Business time may run ahead of real time. */
  private jumped = 0;
  private fate = 0;
  private stale = 0;
  private saves = 0;
  private readonly hash = createHash('sha256');
  private readonly chance;
  private readonly workers: (Generator<number, never> | null)[] = [];
  private readonly paused: number[] = [];
  private readonly service: Service;
  private readonly sheet: SheetWorld;
  private readonly desk: Desk;
  private readonly accepted: RiskId[] = [];
  private readonly teams = new Map<string, number>();
  readonly coverage = new Map<string, number>();
  readonly story: string[] = [];

  constructor(
    private plan: Plan,
    private readonly regions: readonly RegionId[],
  ) {
    this.chance = seeded(plan.seed ^ 0x5f3759df);
    const rom = aRom();
    const org = anOrganisation();
    this.service = new Service({
      org,
      people: [rom.person, aPerson()],
      rom,
      today,
      settleMs: 15_000,
      deleteAfterMs: 600_000,
    });
    this.sheet = new SheetWorld(regions);
    this.desk = { sheet: this.sheet, regions, typings: [], open: new Map(), note: (what) => this.note(what) };
  }

  go(): void {
    for (let index = 0; index < this.plan.workers; index++) this.startWorker(index);
    for (const action of this.plan.actions) this.schedule(action.at, () => this.act(action));
    this.until(spanMs);
    this.settleDown();
    checkAtRest({
      ...this.watched(),
      accepted: this.accepted,
      typings: this.desk.typings,
      teams: this.teams,
    });
  }

  trace(): string {
    return this.hash.copy().digest('hex');
  }

  private note(what: string): void {
    this.coverage.set(what, (this.coverage.get(what) ?? 0) + 1);
    this.hash.update(`${this.time}|${what}\n`);
    this.story.push(`${String(Math.round(this.time / 1000)).padStart(5)} s  ${what}`);
  }

  private schedule(at: number, run: () => void): void {
    this.queue.push({ at, order: this.order++, run });
    this.queue.sort((x, y) => x.at - y.at || x.order - y.order);
  }

  private until(end: number): void {
    while (this.queue.length > 0 && (this.queue[0] as Step).at <= end) {
      const step = this.queue.shift() as Step;
      this.time = step.at;
      step.run();
      checkAlways(this.watched());
    }
    this.time = end;
  }

  private watched() {
    return { service: this.service, state: this.sheet.state, wholeFileSaves: this.saves };
  }

  private settleDown(): void {
    this.plan = { ...this.plan, fates: [], stale: [] };
    this.paused.fill(0);
    // Twice the time after which an absence is believed, and more than any late commit.
    this.until(spanMs + 30 * 60_000);
    this.service.read(cutOf(this.sheet.state, 'rest'), { readAt: this.time, now: this.time + this.jumped });
  }

  private around(): Surroundings {
    return {
      now: () => this.time,
      service: this.service,
      sheet: this.sheet,
      nextFate: () => this.plan.fates[this.fate++] ?? 'ok',
      nextStale: () => this.plan.stale[this.stale++ % Math.max(1, this.plan.stale.length)] ?? 0,
      later: (at, effect) => this.schedule(at, () => { this.note('late-commit-arrives'); effect(); }), // prettier-ignore
      note: (what) => this.note(what),
      random: (below) => this.chance.below(below),
    };
  }

  private startWorker(index: number): void {
    this.workers[index] = worker(this.around(), index);
    this.stepWorker(index, this.workers[index] as Generator<number, never>);
  }

  private stepWorker(index: number, running: Generator<number, never>): void {
    if (this.workers[index] !== running) return; // killed meanwhile
    const wake = this.paused[index] ?? 0;
    if (wake > this.time) return this.schedule(wake, () => this.stepWorker(index, running));
    const { value } = running.next();
    this.schedule(this.time + value, () => this.stepWorker(index, running));
  }

  private act(action: Action): void {
    const before = this.desk.typings.length;
    const done = this.carryOut(action);
    for (const typing of this.desk.typings.slice(before))
      typing.observed = this.service.rows.get(typing.riskId as RiskId)?.typed[typing.field];
    if (done) this.note(action.kind);
  }

  private carryOut(action: Action): boolean {
    switch (action.kind) {
      case 'report':
        return this.report(action);
      case 'teams-change':
        return this.changeInTeams(action);
      case 'crash': {
        const index = action.who % this.plan.workers;
        this.workers[index] = null;
        this.schedule(this.time + 2_000 + action.a * 10, () => this.startWorker(index));
        return true;
      }
      case 'pause':
        this.paused[action.who % this.plan.workers] = this.time + action.a * 400;
        return true;
      case 'clock-jump':
        this.jumped += action.a * 100_000;
        return true;
      case 'save-file':
        this.saves += this.desk.open.has(action.who) ? 1 : 0;
        return edit(this.desk, action, this.time);
      default:
        return edit(this.desk, action, this.time);
    }
  }

  private report(action: Action): boolean {
    const region = this.regions[action.a % this.regions.length] as RegionId;
    const made = this.service.raise(
      (id) => aRisk({ id, region, version: 1, summary: `Report ${action.at}`, status: 'reported' }),
      region,
    );
    this.accepted.push(made);
    return true;
  }

  private changeInTeams(action: Action): boolean {
    const id = this.accepted[action.a % Math.max(1, this.accepted.length)];
    if (!id) return false;
    const to = levels[action.b % levels.length] as 'low';
    const changed = this.service.change(id, { level: { to, reason: 'Seen in Teams' } });
    if (changed) this.teams.set(`${id}|level`, this.time);
    return changed;
  }
}

/** Runs a plan; a violation is answered, not thrown. */
export function runPlan(plan: Plan): Outcome {
  const run = new Run(plan, anOrganisation().regions.slice(0, 2).map((region) => region.id)); // prettier-ignore
  let violation: Violation | Error | null = null;
  try {
    run.go();
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  }
  return { violation, trace: run.trace(), coverage: run.coverage, story: run.story };
}
