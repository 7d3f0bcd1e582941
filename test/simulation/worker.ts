/** One worker process as a sequence of steps: between any two it may be paused, killed, or overtaken by the other. */
import { nextSend, type NextSend, type Outgoing } from '../../sync/protocol/send';
import { type Fate } from './plan';
import { type Service } from './service';
import { cutOf, type SheetWorld } from './sheet-world';

/** Everything outside the process. */
export interface Surroundings {
  now(): number;
  service: Service;
  sheet: SheetWorld;
  nextFate(): Fate;
  nextStale(): number;
  later(at: number, effect: () => void): void;
  note(what: string): void;
  random(below: number): number;
}

const pollMs = 10_000;
const leaseMs = 90_000;
const timeoutMs = 30_000;
export const resendSettleMs = 120_000;
/** A commit after its 504 comes no later than this. */
export const latestCommitMs = 60_000;

/** Yields milliseconds to the next step. Ends never; killed by dropping it. */
export function* worker(around: Surroundings, holder: number): Generator<number, never> {
  for (;;) {
    const until = takeLease(around, holder);
    if (until !== null) yield* pass(around, { holder, until });
    yield pollMs;
  }
}

interface Tenure {
  holder: number;
  until: number;
}

function takeLease(around: Surroundings, holder: number): number | null {
  const { lease } = around.service;
  const now = around.now();
  if (lease.holder !== holder && lease.until > now) return null;
  if (lease.holder !== holder || lease.until <= now) lease.fence += 1;
  around.service.lease = { holder, fence: lease.fence, until: now + leaseMs };
  return now + leaseMs;
}

function* pass(around: Surroundings, tenure: Tenure): Generator<number, void> {
  const readAt = around.now();
  yield 50 + around.random(400);
  const { state, version } = around.sheet.seen(around.now(), around.nextStale());
  yield 10;
  around.service.look(String(version), () => cutOf(state, String(version)), { readAt, now: around.now() });
  for (let round = 0; round < 6; round++) {
    const next = plan(around);
    if (next.kind === 'idle' || !hasTime(around, tenure)) return;
    yield 5;
    // The journal is one transaction that checks the lease; the request follows with only the clock in between.
    if (around.service.lease.holder !== tenure.holder || around.service.lease.until <= around.now()) return;
    journal(around, next.seqs);
    yield 1;
    if (!hasTime(around, tenure)) return;
    const outcome = request(around, next);
    yield 50 + around.random(1500);
    for (const intent of around.service.pick(next.seqs)) {
      if (outcome === 'ok' && intent.state !== 'seen') intent.state = 'sent';
      if (outcome === 'failed' && intent.state !== 'seen') intent.state = 'pending';
    }
    if (outcome !== 'ok') return;
  }
}

const hasTime = (around: Surroundings, tenure: Tenure) => around.now() + timeoutMs < tenure.until;

function plan(around: Surroundings): NextSend {
  const { register } = around.service;
  return nextSend(around.service.open() as Outgoing[], {
    now: around.now(),
    readAt: register.readAt === null ? null : Date.parse(register.readAt),
    resendSettleMs,
    closed: new Set(),
    notBefore: 0,
  });
}

function journal(around: Surroundings, seqs: readonly number[]): void {
  for (const intent of around.service.pick(seqs)) {
    intent.state = 'unknown';
    intent.attempts += 1;
    intent.triedAt = around.now();
  }
}

function request(
  around: Surroundings,
  next: Exclude<NextSend, { kind: 'idle' }>,
): 'ok' | 'failed' | 'unknown' {
  const { service, sheet } = around;
  const rows = next.kind === 'rows' ? service.newRows(next.seqs) : [];
  const events = next.kind === 'events' ? service.eventRows(next.seqs) : [];
  const commit = () => {
    if (next.kind === 'rows') sheet.appendRows(around.now(), next.region, rows);
    else sheet.publish(around.now(), events);
  };
  const fate = around.nextFate();
  around.note(`write-${fate}`);
  switch (fate) {
    case 'ok':
      commit();
      return 'ok';
    case 'refused':
      return 'failed';
    case 'lost':
      return 'unknown';
    case 'commit-unknown':
      commit();
      return 'unknown';
    case 'late-commit':
      around.later(around.now() + around.random(latestCommitMs), commit);
      return 'unknown';
    case 'not-persisted':
      return 'ok';
  }
}
