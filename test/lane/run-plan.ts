/** Runs one schedule of the lane through the real thing, then lets everything come to rest. */
import { setClockOffset } from '../../state/clock';
import { Crew, tell } from './crew';
import { commonEdits } from './editors';
import { excelLane } from './excel-lane';
import { PlannedFaults } from './faults';
import { lateEffectsDone } from './late-effects';
import { listLane } from './list-lane';
import { type Office } from './office';
import { checkAlways, checkAtRest } from './oracle';
import { type Plan } from './plan';
import { teamActs } from './team-acts';
import { Violation } from './violation';
import { type Passed } from './worker';
import { note, type World, type Edit } from './world';

export interface Outcome {
  violation: Violation | Error | null;
  coverage: ReadonlyMap<string, number>;
  story: readonly string[];
}

const mostRounds = 14;
const roundMs = 150_000;

class Run {
  private readonly crew: Crew;
  private readonly faults: PlannedFaults;
  private readonly acts: Readonly<Record<string, Edit>>;

  constructor(
    private readonly world: World,
    private readonly plan: Plan,
  ) {
    const { office, lane } = world;
    this.crew = new Crew(world, plan.workers);
    this.faults = new PlannedFaults(office.tenant, lane.faults, (what) => note(world, what));
    const fault: Edit = (_world, action) => Promise.resolve(this.faults.plan(action.a, action.b));
    this.acts = { ...commonEdits, ...lane.edits, ...teamActs, ...this.crew.acts, fault };
  }

  async go(): Promise<void> {
    for (const action of this.plan.actions) {
      this.world.step = action.n;
      const act = this.acts[action.kind];
      if (!act) throw new Error(`Nobody knows how to do "${action.kind}".`);
      const told = await act(this.world, action);
      if (told !== null) note(this.world, action.kind, told);
      await checkAlways(this.world);
    }
    await this.settleDown();
    await checkAtRest(this.world);
  }

  close(): void {
    this.faults.end();
    this.world.lane.paper.close();
    this.crew.letGo();
  }

  private async settleDown(): Promise<void> {
    this.world.step = 1000;
    this.faults.end();
    while (this.crew.isStalled()) note(this.world, 'resume', (await this.crew.resume()) ?? '');
    await lateEffectsDone();
    for (let round = 0; round < mostRounds; round++) {
      await this.world.office.time.skip(roundMs);
      for (const worker of this.crew.workers) await worker.pass();
      await checkAlways(this.world);
    }
    await this.checkQuiet();
  }

  /** I15: at rest a look takes the fewest requests there can be, nothing is written and nothing concluded. */
  private async checkQuiet(): Promise<void> {
    const { office, lane } = this.world;
    // Held by one worker for sure, whoever had it before.
    await office.time.skip(100_000);
    const [worker] = this.crew.workers;
    if (!worker) throw new Error('A schedule without a worker is none.');
    await worker.pass();
    const asked = () => Object.values(office.tenant.requests).reduce((sum, count) => sum + count, 0);
    const before = asked();
    const passed = await worker.pass();
    const took = asked() - before;
    if (!isQuiet(passed) || took !== (lane.restRequests() ?? took) || lane.hasWritten())
      throw new Violation('I15', `at rest a pass ${tell(passed)} and asks ${took} times`);
  }
}

const isQuiet = (passed: Passed): boolean =>
  passed.kind === 'passed' && passed.sent === 0 && isNoNews(passed.read);

const isNoNews = (read: Extract<Passed, { kind: 'passed' }>['read']): boolean =>
  read.kind === 'unchanged' || (read.kind === 'read' && read.findings === 0);

async function openWorld(office: Office): Promise<World> {
  await setClockOffset(office.db, 0);
  const state = await office.fresh();
  const lane = office.store === 'excel' ? excelLane(office) : listLane(office);
  return {
    office, state, lane, accepted: [], handMade: [], typings: [], teams: new Map(), restored: new Set(), saves: 0,
    coverage: new Map(), story: [], step: 0,
  }; // prettier-ignore
}

/** A violation is answered, not thrown. */
export async function runPlan(office: Office, plan: Plan): Promise<Outcome> {
  const world = await openWorld(office);
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
