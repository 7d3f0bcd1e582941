/** Runs one schedule of the lane through the real thing, then lets everything come to rest. */
import { levels, postures } from '../../register/vocabulary';
import { setClockOffset } from '../../state/clock';
import { type RegionId } from '../../register/ids';
import { edit } from './editors';
import { ExcelPaper } from './excel-paper';
import { PlannedFaults } from './faults';
import { lateEffectsDone, lateEffectsPending } from './late-effects';
import { regionIds, type Office } from './office';
import { checkAlways, checkAtRest, Violation } from './oracle';
import { waits, type Action, type Plan } from './plan';
import { changeInTeams, keepMonitored, nasty, report, settleInTeams } from './teams';
import { Worker, type Passed } from './worker';
import { note, type World } from './world';

export interface Outcome {
  violation: Violation | Error | null;
  coverage: ReadonlyMap<string, number>;
  story: readonly string[];
}

/** A late write comes within this; beyond it the product may believe it never will. */
const latestEffectMs = 60_000;
/** A pass in which nothing goes wrong waits for the database and for Graph about so often. */
const crossings = 44;
const mostRounds = 14;

class Run {
  private readonly workers: Worker[];
  private readonly faults: PlannedFaults;
  /** Passes that a pause holds up. */
  private readonly stalled = new Map<number, Promise<Passed>>();
  /** Time skipped since a late write was planned. */
  private sinceLate = 0;

  constructor(
    private readonly world: World,
    private readonly plan: Plan,
  ) {
    this.workers = Array.from({ length: plan.workers }, () => this.aWorker());
    this.faults = new PlannedFaults(world.office.tenant, (what) => note(world, what));
  }

  private aWorker(): Worker {
    return new Worker(this.world.office, this.world.state);
  }

  async go(): Promise<void> {
    for (const action of this.plan.actions) {
      this.world.step = action.n;
      const told = await this.act(action);
      if (told !== null) note(this.world, action.kind, told);
      await checkAlways(this.world);
    }
    await this.settleDown();
    await checkAtRest(this.world);
  }

  close(): void {
    this.faults.end();
    this.world.paper.close();
    for (const worker of this.workers) worker.gate.open();
  }

  /** What the story says of it; null when there was nothing to do. */
  private act(action: Action): Promise<string | null> {
    switch (action.kind) {
      case 'report':
      case 'report-twice-pressed':
        return this.report(action);
      case 'teams-change':
        return this.changeInTeams(action);
      case 'settle-in-teams':
        return this.settleInTeams(action);
      case 'pass':
        return this.pass(action.who % this.plan.workers);
      case 'both-pass':
        return this.bothPass();
      case 'wait':
        return this.wait(waits[action.a % waits.length] as number);
      case 'pause':
        return this.pause(action);
      case 'resume':
        return this.resume();
      case 'kill':
        return this.kill(action);
      case 'clock-jump':
        return this.jump(action);
      case 'fault':
        return Promise.resolve(this.faults.plan(action.a, action.b));
      default:
        return edit(this.world, action);
    }
  }

  private async report(action: Action): Promise<string> {
    const { state } = this.world;
    const region = regionIds[action.a % regionIds.length] as RegionId;
    const summary = `${nasty[action.b % nasty.length]} reported ${action.n}`;
    const asked = { region, key: `report-${action.n}`, summary };
    const id =
      action.a % 4 > 1 ? await keepMonitored(state, { region, summary }) : await report(state, asked);
    if (action.kind === 'report-twice-pressed' && action.a % 4 <= 1) {
      const again = await report(state, asked);
      if (again !== id) throw new Violation('I1', `one press made ${id} and ${again}`);
    }
    this.world.accepted.push(id);
    return `${id} "${summary}"`;
  }

  private async changeInTeams(action: Action): Promise<string | null> {
    const { state, accepted, teams, step } = this.world;
    const id = accepted[action.a % accepted.length];
    if (!id) return null;
    const isLevel = action.b % 3 > 0;
    const reason = 'Seen in Teams';
    const change = isLevel
      ? { level: { to: levels[action.b % levels.length] as 'low', reason } }
      : { posture: { to: postures[action.b % postures.length] as 'normal', reason } };
    if (!(await changeInTeams(state, id, change))) return null;
    teams.set(`${id}|${isLevel ? 'level' : 'posture'}`, step);
    return `${id} ${isLevel ? 'level' : 'posture'}`;
  }

  private async settleInTeams(action: Action): Promise<string | null> {
    const { state, teams, step, restored } = this.world;
    const settled = await settleInTeams(state, { key: `settle-${action.n}`, a: action.a, b: action.b });
    if (!settled) return null;
    if (settled.restored) restored.add(settled.riskId);
    for (const field of ['level', 'status', 'nextReviewOn', 'owner'])
      teams.set(`${settled.riskId}|${field}`, step);
    return `${settled.riskId} ${settled.restored ? 'put back' : 'conflict'}`;
  }

  private async pass(index: number): Promise<string | null> {
    if (this.stalled.has(index)) return null;
    return `${index}: ${tell(await (this.workers[index] as Worker).pass())}`;
  }

  private async bothPass(): Promise<string | null> {
    if (this.plan.workers < 2 || this.stalled.size > 0) return null;
    const passed = await Promise.all(this.workers.map((worker) => worker.pass()));
    return passed.map(tell).join(' and ');
  }

  private async wait(ms: number): Promise<string> {
    if (!lateEffectsPending()) this.sinceLate = 0;
    this.sinceLate += ms;
    if (this.sinceLate >= latestEffectMs) await lateEffectsDone();
    await this.world.office.time.skip(ms);
    return `${ms / 1000} s`;
  }

  /** The worker begins a pass and stops in the middle of it. */
  private async pause(action: Action): Promise<string | null> {
    const index = action.who % this.plan.workers;
    const worker = this.workers[index] as Worker;
    if (this.stalled.has(index)) return null;
    const reached = worker.gate.arm(1 + (action.a % crossings), 'pause');
    const pass = worker.pass();
    await Promise.race([reached, pass]);
    worker.gate.disarm();
    if (!worker.gate.isHolding()) return null;
    this.stalled.set(index, pass);
    return `worker ${index} at its crossing ${1 + (action.a % crossings)}`;
  }

  private async resume(): Promise<string | null> {
    const [entry] = this.stalled;
    if (!entry) return null;
    const [index, pass] = entry;
    this.stalled.delete(index);
    (this.workers[index] as Worker).gate.open();
    return `worker ${index}: ${tell(await pass)}`;
  }

  private async kill(action: Action): Promise<string | null> {
    const index = action.who % this.plan.workers;
    const worker = this.workers[index] as Worker;
    const held = this.stalled.get(index);
    const crossing = 1 + (action.a % crossings);
    const reached = worker.gate.arm(held ? 1 : crossing, 'kill');
    worker.gate.open();
    this.stalled.delete(index);
    await Promise.race([reached, held ?? worker.pass()]);
    this.workers[index] = this.aWorker();
    return `worker ${index}${held ? ', paused' : ` at its crossing ${crossing}`}`;
  }

  private async jump(action: Action): Promise<string> {
    const ms = action.a * 100_000;
    await setClockOffset(this.world.state.db, ms);
    return `business time ${Math.round(ms / 3_600_000)} h ahead`;
  }

  private async settleDown(): Promise<void> {
    this.world.step = 1000;
    this.faults.end();
    while (this.stalled.size > 0) note(this.world, 'resume', (await this.resume()) ?? '');
    await lateEffectsDone();
    for (let round = 0; round < mostRounds; round++) {
      await this.world.office.time.skip(150_000);
      for (const worker of this.workers) await worker.pass();
      await checkAlways(this.world);
    }
    await this.checkQuiet();
  }

  /** I15: at rest a look is one request, nothing is written and nothing concluded. */
  private async checkQuiet(): Promise<void> {
    const { office } = this.world;
    // Held by one worker for sure, whoever had it before.
    await office.time.skip(100_000);
    const [worker] = this.workers as [Worker];
    await worker.pass();
    const asked = () => Object.values(office.tenant.requests).reduce((sum, count) => sum + count, 0);
    const before = asked();
    const passed = await worker.pass();
    const isQuiet = passed.kind === 'passed' && passed.sent === 0 && isNoNews(passed.read);
    if (!isQuiet || asked() !== before + 1 || office.tenant.wire.length > 0)
      throw new Violation('I15', `at rest a pass ${tell(passed)} and asks ${asked() - before} times`);
  }
}

const isNoNews = (read: Extract<Passed, { kind: 'passed' }>['read']): boolean =>
  read.kind === 'unchanged' || (read.kind === 'read' && read.findings === 0);

function tell(passed: Passed): string {
  if (passed.kind === 'idle') return 'has no turn';
  const { read, sent } = passed;
  const seen =
    read.kind === 'read'
      ? `reads ${read.findings} findings`
      : read.kind === 'unavailable'
        ? `cannot read (${read.code})`
        : 'reads nothing new';
  return `${seen}, sends ${sent}`;
}

/** A violation is answered, not thrown. */
export async function runPlan(office: Office, plan: Plan): Promise<Outcome> {
  await setClockOffset(office.db, 0);
  const state = await office.fresh();
  office.tenant.wire.length = 0;
  const world: World = {
    office, state, paper: new ExcelPaper(office.tenant.workbook), accepted: [], handMade: [], typings: [], teams: new Map(), formulas: new Set(),
    open: new Map(), saves: 0, restored: new Set(), coverage: new Map(), story: [], step: 0,
  }; // prettier-ignore
  const run = new Run(world, plan);
  let violation: Error | null = null;
  try {
    await run.go();
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  } finally {
    run.close();
  }
  return { violation, coverage: world.coverage, story: world.story };
}
