/** Runs one schedule to its end and to rest. The same plan gives the same trace, always. */
import { type RiskId } from '../../register/ids';
import { requestTimeoutMs } from '../../sync/request-time';
import { checkAtRest } from './at-rest';
import { colleague, org, people, regions, rom } from './cast';
import { type Desk } from './cell-typing';
import { type Client } from './client';
import { act, type Scene } from './deeds';
import { listClient, sweepMs } from './list-client';
import { idOf, Untold } from './list-world';
import { Oracle } from './oracle';
import { spanMs, type Action, type ActionKind, type Plan, type WriteFate } from './plan';
import { Service } from './service';
import { sheetClient } from './sheet-client';
import { Violation } from './violation';
import { Killed, type Line, type Pace, type Surroundings } from './wire';
import { processOf } from './worker';
import { readableOn, World } from './world';

export interface Outcome {
  violation: Violation | Error | null;
  /** Digest of everything that happened. */
  trace: string;
  coverage: Map<string, number>;
  /** What happened, a line each; empty unless asked for. */
  story: string[];
}

interface Step {
  at: number;
  order: number;
  run: () => void;
}

/** What becomes of the notice that something was committed. */
type Nudges = 'kept' | 'lost' | 'twice' | 'late';

interface Seat {
  running: Generator<Pace, never> | null;
  line: Line;
  /** Rises with every step planned: an older plan of the same process is void. */
  turn: number;
  isAsleep: boolean;
  /** Nudged while at work: looks once more at once. */
  again: boolean;
  pausedUntil: number;
}

/** Often while people are busy, seldom while only time has to pass. */
const pollMs = 10_000;
const restPollMs = 30_000;

const began = Date.parse('2026-11-23T09:00:00Z');

class Run {
  private readonly queue: Step[] = [];
  private order = 0;
  private time = 0;
  /** Business time against real time. */
  private jumped = 0;
  private readonly next = { write: 0, read: 0, stale: 0, delay: 0, name: 0 };
  private hash = 0x811c9dc5;
  private readonly seats: Seat[] = [];
  private readonly service = new Service({ org, people, rom });
  private readonly oracle = new Oracle(this.service, (what) => this.count(what));
  private readonly world = new World(regions, this.oracle);
  private readonly untold = new Untold();
  private readonly accepted: RiskId[] = [];
  private readonly traffic = { until: 0, holder: '', requests: 0, writes: 0 };
  private readonly around: Surroundings;
  private readonly desk: Desk;
  private readonly scene: Scene;
  private nudges: Nudges = 'kept';
  private pollMs = pollMs;
  /** What happens to the processes, the clock and the notices; everything else people do. */
  private readonly disturbances: Partial<Record<ActionKind, (action: Action) => boolean>> = {
    crash: (action) => this.crash(this.seatOf(action), 2_000 + action.a * 100),
    restart: (action) => this.restart(this.seatOf(action)),
    pause: (action) => this.pause(this.seatOf(action), action.a * 400),
    'clock-forward': ({ a }) => this.jump(a * 86_400),
    'clock-back': ({ a }) => this.jump(-a * 86_400),
    'notice-lost': () => this.setNudges('lost'),
    'notice-twice': () => this.setNudges('twice'),
    'notice-late': () => this.setNudges('late'),
  };
  readonly coverage = new Map<string, number>();
  readonly story: string[] = [];

  constructor(
    private plan: Plan,
    private readonly isTold: boolean,
  ) {
    this.oracle.world = this.world;
    this.oracle.viewsLag = plan.stale.some((ms) => ms > 0);
    this.around = this.surroundings();
    this.desk = {
      store: plan.store,
      world: this.world,
      untold: this.untold,
      typings: [],
      cleared: new Set(),
      open: new Map(),
      removed: [],
      remembered: (id, field) => this.service.rows.get(id as RiskId)?.typed[field] ?? null,
      hideNext: false,
      colleague: colleague.name,
    };
    const { service, oracle, desk, accepted } = this;
    this.scene = {
      service,
      oracle,
      desk,
      accepted,
      now: () => this.time,
      nudge: () => this.nudge(),
      count: (what) => this.count(what),
    };
  }

  go(): void {
    for (let index = 0; index < this.plan.workers; index++) this.seat(index);
    for (const action of this.plan.actions) this.schedule(action.at, () => this.act(action));
    for (let at = 0; at < spanMs; at += 600_000) this.schedule(at, () => this.tick());
    this.until(spanMs);
    this.settleDown();
  }

  get trace(): string {
    return (this.hash >>> 0).toString(16);
  }

  private count(what: string): void {
    this.coverage.set(what, (this.coverage.get(what) ?? 0) + 1);
  }

  private note(what: string): void {
    this.count(what);
    const line = `${this.time} ${what}`;
    for (let index = 0; index < line.length; index++)
      this.hash = Math.imul(this.hash ^ line.charCodeAt(index), 0x01000193);
    this.hash = Math.imul(this.hash ^ this.world.version ^ (this.service.intents.length << 12), 0x01000193);
    if (this.isTold && what !== 'read-ok' && what !== 'stale-view')
      this.story.push(`${String(Math.round(this.time / 1000)).padStart(5)} s  ${what}`);
  }

  /** In order of time; what is due at once in order of planning. */
  private schedule(at: number, run: () => void): void {
    const step = { at, order: this.order++, run };
    let index = this.queue.length;
    while (index > 0 && (this.queue[index - 1] as Step).at <= at) index--;
    this.queue.splice(index, 0, step);
  }

  private until(end: number): void {
    for (;;) {
      const step = this.queue.at(-1);
      if (!step || step.at > end) break;
      this.queue.pop();
      this.moveTo(step.at);
      step.run();
    }
    this.moveTo(end);
  }

  private moveTo(time: number): void {
    this.time = time;
    this.oracle.now = time;
    this.service.realMs = time;
    this.service.businessMs = began + time + this.jumped;
  }

  private surroundings(): Surroundings {
    const cycle = <Item>(items: readonly Item[], at: number, none: Item): Item =>
      items.length === 0 ? none : (items[at % items.length] as Item);
    const pollMsNow = () => this.pollMs;
    return {
      get pollMs() {
        return pollMsNow();
      },
      now: () => this.time,
      nextWrite: () => this.plan.writes[this.next.write++] ?? 'ok',
      peekWrite: (): WriteFate => this.plan.writes[this.next.write] ?? 'ok',
      nextRead: () => this.plan.reads[this.next.read++] ?? 'ok',
      nextStale: () => cycle(this.plan.stale, this.next.stale++, 0),
      delay: (longest) => Math.floor(cycle(this.plan.delays, this.next.delay++, 0) * longest),
      later: (at, effect) => this.schedule(at, () => { this.note('late-commit-arrives'); effect(); }), // prettier-ignore
      note: (what) => this.note(what),
      traffic: this.traffic,
    };
  }

  private seat(index: number): void {
    const line: Line = {
      holder: `process ${this.next.name++}`,
      notBefore: 0,
      mayStill: () => true,
      timeoutMs: this.plan.store === 'lists' ? 15_000 : requestTimeoutMs - 3_000,
      doom: null,
    };
    const { around, service, oracle } = this;
    const running = processOf({
      around,
      service,
      client: this.client(line),
      line,
      concluded: (what) => oracle.concluded(what),
      sending: (next) => oracle.sending(next, line.holder),
      answered: (next, outcome) => oracle.answered(next, outcome),
    });
    const turn = (this.seats[index]?.turn ?? 0) + 1;
    this.seats[index] = { running, line, turn, isAsleep: false, again: false, pausedUntil: 0 };
    this.stepSeat(index, turn);
  }

  private client(line: Line): Client {
    return this.plan.store === 'excel'
      ? sheetClient(this.around, line, this.world)
      : listClient(this.around, line, { world: this.world, untold: this.untold });
  }

  private stepSeat(index: number, turn: number): void {
    const seat = this.seats[index] as Seat;
    if (seat.turn !== turn || !seat.running) return;
    if (seat.pausedUntil > this.time)
      return this.schedule(seat.pausedUntil, () => this.stepSeat(index, turn));
    try {
      const { value } = seat.running.next();
      seat.isAsleep = typeof value !== 'number';
      const waits = typeof value === 'number' ? value : seat.again ? 0 : value.sleepMs;
      if (seat.isAsleep) seat.again = false;
      this.schedule(this.time + waits, () => this.stepSeat(index, turn));
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.note('died');
      this.kill(index, 5_000);
    }
  }

  private kill(index: number, downMs: number): void {
    const seat = this.seats[index] as Seat;
    seat.running = null;
    seat.turn += 1;
    // Its connection went with it; what the server still does with its last request nobody can know.
    if (this.traffic.holder === seat.line.holder) this.traffic.until = this.time;
    this.schedule(this.time + downMs, () => {
      // Whoever starts as the only process ends the tenure of the one that was killed.
      if (this.plan.workers === 1 && downMs < 15_000) {
        this.count('crash-at-once-restarted');
        this.service.lease = { ...this.service.lease, until: -1 };
      }
      this.seat(index);
    });
  }

  /** Something was committed: the processes look soon, if the notice gets there. */
  private nudge(): void {
    this.note('notice');
    if (this.nudges === 'lost') return;
    if (this.nudges === 'late') return this.schedule(this.time + 45_000, () => this.wake());
    if (this.nudges === 'twice') this.schedule(this.time + 50, () => this.wake());
    this.wake();
  }

  private wake(): void {
    this.seats.forEach((seat, index) => {
      seat.again = !seat.isAsleep;
      if (!seat.isAsleep || !seat.running) return;
      seat.turn += 1;
      seat.isAsleep = false;
      this.stepSeat(index, seat.turn);
    });
  }

  private tick(): void {
    const given = this.service.tick();
    if (given.length > 0) this.note('found-reminder');
    this.oracle.reminded(given);
  }

  private act(action: Action): void {
    const done = this.disturbances[action.kind]?.(action) ?? act(this.scene, action);
    if (done) this.note(action.kind);
  }

  private seatOf({ who }: Action): number {
    return who % this.plan.workers;
  }

  private crash(index: number, downMs: number): boolean {
    this.kill(index, downMs);
    return true;
  }

  private pause(index: number, forMs: number): boolean {
    (this.seats[index] as Seat).pausedUntil = this.time + forMs;
    return true;
  }

  /** The clock of the business is put forward or back; the time that passes is not. */
  private jump(byMs: number): boolean {
    this.jumped += byMs;
    this.moveTo(this.time);
    this.tick();
    return true;
  }

  private setNudges(how: Nudges): boolean {
    this.nudges = how;
    return true;
  }

  /** A planned stop gives the lease back. */
  private restart(index: number): boolean {
    const { lease } = this.service;
    const seat = this.seats[index] as Seat;
    if (!seat.isAsleep) return false;
    if (lease.holder === seat.line.holder) this.service.lease = { ...lease, until: -1 };
    seat.running = null;
    seat.turn += 1;
    this.schedule(this.time + 1_000, () => this.seat(index));
    return true;
  }

  /** Faults off, people idle: first the longest of all waits, then what must hold, then what it costs to stay so. */
  private settleDown(): void {
    this.plan = { ...this.plan, writes: [], reads: [], stale: [], delays: [] };
    this.nudges = 'kept';
    this.pollMs = restPollMs;
    for (const seat of this.seats) seat.pausedUntil = 0;
    this.until(spanMs + 25 * 60_000 + sweepMs);
    this.tick();
    const { service, world, oracle, accepted, desk } = this;
    const rest = { store: this.plan.store, service, world, oracle, accepted, typings: desk.typings };
    checkAtRest(rest);
    this.pollMs = pollMs;
    this.until(this.time + restPollMs);
    this.checkQuiet();
    this.checkPrompt();
    this.note('rest');
  }

  /** I15: at rest nothing is written, and a look costs one request (of lists: one each). */
  private checkQuiet(): void {
    const before = { ...this.traffic };
    const polls = 5;
    this.until(this.time + polls * pollMs);
    const requests = this.traffic.requests - before.requests;
    // A publication to a row that was deleted stays open for good: now and then it costs one look more.
    const most = (polls + 2) * (this.plan.store === 'lists' ? regions.length : 1);
    if (this.traffic.writes > before.writes) throw new Violation('I15', 'writes at rest');
    if (requests > most) throw new Violation('I15', `${requests} requests at rest in ${polls} polls`);
  }

  /** I15: a change is visible within two polls. */
  private checkPrompt(): void {
    const { service, world } = this;
    const id = this.accepted.find((one) => {
      const row = service.rows.get(one);
      const isThere = world.all().some((item) => idOf(item) === one);
      return (
        isThere && row?.presence === 'present' && !row.duplicated && !world.state.lost.includes(row.region)
      );
    });
    if (!id) return;
    const to = service.risks.get(id)?.level === 'high' ? 'low' : 'high';
    if (!service.change(id, { level: { to, reason: 'Probe' } }, this.time)) return;
    this.nudge();
    this.until(this.time + 2 * pollMs);
    const row = world.all().find((one) => idOf(one) === id);
    const shown = row && readableOn(world.state, row);
    if (shown?.level.toLowerCase() !== to) throw new Violation('I15', `${id} is not shown within two polls`);
  }
}

/** Runs a plan; a violation is answered, not thrown. */
export function runPlan(plan: Plan, isTold = false): Outcome {
  const run = new Run(plan, isTold);
  let violation: Violation | Error | null = null;
  try {
    run.go();
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  }
  return { violation, trace: run.trace, coverage: run.coverage, story: run.story };
}
