/** The two-workers bar: worker processes, stopped by SIGSTOP beyond their lease, append rows under faults; every row must stand once. */
import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { decision } from '../../register/decision';
import { type Risk } from '../../register/risk';
import { type RegionId } from '../../register/ids';
import { commit } from '../../state/commit';
import { openDatabase } from '../../state/db';
import { migrations } from '../../state/migrations';
import { nextRiskId } from '../../state/risks';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { buildWorkbook } from '../../sync/stores/excel/template';
import { type Tenant } from '../../tenant/start';
import { aRisk } from '../kit/builders';
import { cloneDatabase, dropDatabase, keepLog } from '../kit/db';
import { seeded, type Chance } from '../kit/seeded';
import { org, regionIds } from './cast';
import { excelFaults } from './excel-faults';
import { appendFigures, type Order, type Word } from './append-worker';
import { ExcelPaper } from './excel-paper';
import { PlannedFaults } from './faults';
import { lateEffectsDone, watchLateEffects } from './late-effects';
import { defineJobs, freshState, startBox } from './office';

export interface Figures {
  rows: number;
  twice: number;
  missing: number;
  requests: number;
  struck: number;
  stops: number;
  /** Stops that lasted beyond the lease of the worker that had it. */
  turnsTakenOver: number;
  seconds: number;
}

/** One workbook holds so many rows before a fresh one is taken: a request must not outlast the short leases. */
const rowsPerRound = 500;
const mostPerBatch = 25;
const betweenBatchesMs = 350;
/** Longer than lease, settle time and a pass of the other one together. */
const longStopMs = appendFigures.leaseTtlMs + appendFigures.resendSettleMs + 900;
const deadlineMs = 90_000;

class Child {
  stoppedUntil = 0;
  private readonly words: ((word: Word) => void)[] = [];

  constructor(
    readonly process: ChildProcess,
    onTurn: (child: Child) => void,
  ) {
    process.on('message', (word) => {
      if ((word as Word).kind === 'turn') onTurn(this);
      for (const hear of this.words) hear(word as Word);
    });
  }

  order(order: Order): void {
    this.process.send(order);
  }

  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.words.push((word) => {
        if (word.kind === 'ended') resolve();
      });
    });
  }

  isStopped(): boolean {
    return this.stoppedUntil > 0;
  }

  stop(ms: number): void {
    this.process.kill('SIGSTOP');
    this.stoppedUntil = performance.now() + ms;
  }

  goOn(): void {
    this.process.kill('SIGCONT');
    this.stoppedUntil = 0;
  }
}

interface Bar {
  tenant: Tenant;
  state: State;
  children: readonly Child[];
  chance: Chance;
  figures: Figures;
  /** The worker that last said it has the turn. */
  working: Child | null;
  /** A request on which the worker that sent it is stopped. */
  ambush: RegExp | null;
}

/** Runs the bar; `start` makes a worker process that speaks the words of append-worker.ts. */
export async function runAppends(
  wanted: { rows: number; workers: number; seed: number },
  start: (role: string[]) => ChildProcess,
): Promise<Figures> {
  const began = performance.now();
  const home = mkdtempSync(join(tmpdir(), 'crr-appends-'));
  const databaseUrl = await cloneDatabase(migrations);
  const db = await openDatabase({ CRR_HOME: '', DATABASE_URL: databaseUrl }, keepLog());
  const jobs = await defineJobs(db);
  const tenant = await startBox(home);
  const stopWatching = watchLateEffects();
  const figures: Figures = { rows: 0, twice: 0, missing: 0, requests: 0, struck: 0, stops: 0, turnsTakenOver: 0, seconds: 0 }; // prettier-ignore
  let bar: Bar | null = null;
  const onTurn = (child: Child) => {
    if (!bar) return;
    if (bar.working !== child && bar.working?.isStopped()) figures.turnsTakenOver += 1;
    bar.working = child;
  };
  const children = Array.from(
    { length: wanted.workers },
    () => new Child(start(['--append-worker']), onTurn),
  );
  const template = await buildWorkbook(org);
  try {
    const chance = seeded(wanted.seed);
    while (figures.rows < wanted.rows) {
      await tenant.workbook.put(template);
      const state = await freshState({ db, jobs, prefix: 'appends' });
      bar = { tenant, state, children, chance, figures, working: null, ambush: null };
      for (const [index, child] of children.entries()) {
        const { organisationId } = state;
        child.order({
          kind: 'work',
          databaseUrl,
          boxUrl: tenant.url,
          organisationId,
          keepsBack: index % 2 === 0,
        });
      }
      await oneRound(bar, Math.min(rowsPerRound, wanted.rows - figures.rows));
    }
  } finally {
    for (const child of children) child.goOn();
    for (const child of children) child.order({ kind: 'end' });
    stopWatching();
    await tenant.stop();
    await jobs.stop();
    await db.close();
    await dropDatabase(databaseUrl);
    rmSync(home, { recursive: true, force: true });
  }
  figures.seconds = (performance.now() - began) / 1000;
  return figures;
}

async function oneRound(bar: Bar, rows: number): Promise<void> {
  const { tenant, figures, chance } = bar;
  const paper = new ExcelPaper(tenant.workbook);
  const faults = new PlannedFaults(tenant, excelFaults, (what) => {
    if (what.startsWith('struck-on-')) figures.struck += 1;
  });
  const release = lieInWait(bar);
  try {
    const ids: string[] = [];
    const commits = (async () => {
      while (ids.length < rows) {
        const count = Math.min(1 + chance.below(mostPerBatch), rows - ids.length);
        ids.push(...(await reportMany(bar.state, count, chance.pick(regionIds))));
        if (chance.flip(0.6)) faults.plan(chance.below(24), chance.below(1000));
        await pause(chance.below(betweenBatchesMs));
      }
    })();
    await Promise.all([commits, stopNowAndThen(bar, commits)]);
    faults.end();
    for (const child of bar.children) child.goOn();
    await lateEffectsDone();
    await allSeen(bar.state);
    const standing = paper.lines().map((line) => line.riskId);
    figures.rows += rows;
    figures.twice += standing.length - new Set(standing).size;
    figures.missing += ids.filter((id) => !standing.includes(id)).length;
  } finally {
    release();
    faults.end();
    paper.close();
    await endRound(bar);
  }
}

async function endRound({ children }: Bar): Promise<void> {
  const over = Promise.all(children.map((child) => child.ended()));
  for (const child of children) child.order({ kind: 'end' });
  await over;
}

/** Sees every request that reaches the box, and stops its sender when it is the one waited for. */
function lieInWait(bar: Bar): () => void {
  const { faults } = bar.tenant;
  const take = faults.take;
  faults.take = (req) => {
    bar.figures.requests += 1;
    if (bar.ambush?.test(`${req.method} ${req.path}`) && bar.working && !bar.working.isStopped()) {
      bar.ambush = null;
      stop(bar, bar.working);
    }
    return take.call(faults, req);
  };
  return () => {
    faults.take = take;
  };
}

function stop(bar: Bar, child: Child): void {
  bar.figures.stops += 1;
  child.stop(
    bar.chance.flip(0.7) ? longStopMs + bar.chance.below(1500) : bar.chance.below(appendFigures.leaseTtlMs),
  );
}

const ambushes = [
  /^GET .*\/columns$/,
  /^POST .*\/Risks_[A-Z]+\/rows$/,
  /^POST .*\/Ev\/rows$/,
  /^GET \/download\//,
];

/** One worker at a time stands still, at a random moment or while a request of its own is on its way. */
async function stopNowAndThen(bar: Bar, until: Promise<void>): Promise<void> {
  let isOver = false;
  const over = until.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await pause(100 + bar.chance.below(400));
    for (const child of bar.children)
      if (child.isStopped() && performance.now() > child.stoppedUntil) child.goOn();
    if (bar.children.some((child) => child.isStopped())) continue;
    if (bar.chance.flip(0.7)) bar.ambush = bar.chance.pick(ambushes);
    else stop(bar, bar.chance.pick(bar.children));
  }
  await over;
}

/** Commits new risks as one act, as the product would. */
function reportMany(state: State, count: number, region: RegionId): Promise<string[]> {
  return state.db.tx(async (tx) => {
    const at = await today(tx, state);
    const risks: Risk[] = [];
    for (let index = 0; index < count; index++) {
      const id = await nextRiskId(tx, state, region, Number(at.today.slice(0, 4)));
      risks.push(aRisk({ id, region, caseRef: `MOS-9${id.slice(-4)}`, summary: `Reported as ${id}` }));
    }
    const changes = risks.map((risk) => ({ kind: 'risk' as const, risk, was: 0 }));
    await commit(tx, state, decision({ changes, audit: [] }), at);
    return risks.map((risk) => risk.id);
  });
}

/** Until everything sent was read back; fails with how much is still open. */
async function allSeen(state: State): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const [open] = await state.db.query<{ n: number }>(
      `select count(*)::int as n from intent where organisation_id = $1 and kind = 'row' and state <> 'seen'`,
      [state.organisationId],
    );
    if (!open?.n) return;
    if (performance.now() > deadline) throw new Error(`${open.n} rows were never read back.`);
    await pause(100);
  }
}

export function tellAppends(figures: Figures): string {
  const { rows, twice, missing, requests, struck, stops, turnsTakenOver, seconds } = figures;
  return [
    `${rows} rows: ${twice} stand twice, ${missing} are missing`,
    `${requests} requests, ${struck} struck by a fault; ${stops} stops of a worker, ${turnsTakenOver} turns taken over from one that stood still`,
    `${seconds.toFixed(0)} s`,
  ].join('\n');
}
