/** The worker processes of a schedule: passes, pauses in the middle of one, kills, and time going by. */
import { setClockOffset } from '../../state/clock';
import { lateEffectsDone, lateEffectsPending } from './late-effects';
import { waits, type Action } from './plan';
import { Worker, type Passed } from './worker';
import { type World, type Edit } from './world';

/** A late write comes within this; beyond it the product may believe it never will. */
const latestEffectMs = 60_000;
/** A pass in which nothing goes wrong waits for the database and for Graph about so often. */
const crossings = 44;

export class Crew {
  readonly workers: Worker[];
  /** Passes that a pause holds up. */
  private readonly stalled = new Map<number, Promise<Passed>>();
  /** Time skipped since a late write was planned. */
  private sinceLate = 0;

  constructor(
    private readonly world: World,
    count: number,
  ) {
    this.workers = Array.from({ length: count }, () => this.aWorker());
  }

  private aWorker(): Worker {
    return new Worker(this.world.office, this.world.state);
  }

  readonly acts: Readonly<Record<string, Edit>> = {
    pass: (_world, action) => this.pass(this.indexOf(action)),
    'both-pass': () => this.bothPass(),
    wait: (_world, action) => this.wait(waits[action.a % waits.length] as number),
    pause: (_world, action) => this.pause(action),
    resume: () => this.resume(),
    kill: (_world, action) => this.kill(action),
    'clock-jump': (_world, action) => this.jump(action),
  };

  private indexOf(action: Action): number {
    return action.who % this.workers.length;
  }

  isStalled(): boolean {
    return this.stalled.size > 0;
  }

  /** Whoever is held up goes on, so that nothing is left waiting. */
  letGo(): void {
    for (const worker of this.workers) worker.gate.open();
  }

  private async pass(index: number): Promise<string | null> {
    if (this.stalled.has(index)) return null;
    return `${index}: ${tell(await (this.workers[index] as Worker).pass())}`;
  }

  private async bothPass(): Promise<string | null> {
    if (this.workers.length < 2 || this.isStalled()) return null;
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
    const index = this.indexOf(action);
    const worker = this.workers[index] as Worker;
    if (this.stalled.has(index)) return null;
    const crossing = 1 + (action.a % crossings);
    const reached = worker.gate.arm(crossing, 'pause');
    const pass = worker.pass();
    await Promise.race([reached, pass]);
    worker.gate.disarm();
    if (!worker.gate.isHolding()) return null;
    this.stalled.set(index, pass);
    return `worker ${index} at its crossing ${crossing}`;
  }

  async resume(): Promise<string | null> {
    const [entry] = this.stalled;
    if (!entry) return null;
    const [index, pass] = entry;
    this.stalled.delete(index);
    (this.workers[index] as Worker).gate.open();
    return `worker ${index}: ${tell(await pass)}`;
  }

  private async kill(action: Action): Promise<string | null> {
    const index = this.indexOf(action);
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
}

export function tell(passed: Passed): string {
  if (passed.kind === 'idle') return 'has no turn';
  const { read, sent } = passed;
  return `${tellRead(read)}, sends ${sent}`;
}

function tellRead(read: Extract<Passed, { kind: 'passed' }>['read']): string {
  switch (read.kind) {
    case 'read':
      return `reads ${read.findings} findings`;
    case 'unavailable':
      return `cannot read (${read.code})`;
    case 'unchanged':
      return 'reads nothing new';
  }
}
