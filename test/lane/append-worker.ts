/** A worker process of the append bar: it reads and sends until it is told to end, and may be stopped by a signal at any moment. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Cut } from '../../register/store';
import { openDatabase } from '../../state/db';
import { errorCode } from '../../state/errors';
import { renewLease, takeLease, type Lease } from '../../state/lease';
import { type State } from '../../state/state';
import { readRegister, type ReadingParts } from '../../sync/read-register';
import { sendRegister, type SendingParts, type Tenure } from '../../sync/send-register';
import { createGraph } from '../../sync/graph/client';
import { createTokenSource } from '../../sync/graph/token';
import { usualTraits } from '../../sync/stores/excel/traits';
import { createExcelStore } from '../../sync/stores/excel/workbook-store';
import { keepLog } from '../kit/db';
import { configFor } from '../kit/product-tenant';
import { org } from './cast';
import { defineJobs } from './office';

/** What the parent says: work on this register, or end. */
export type Order =
  | { kind: 'work'; databaseUrl: string; boxUrl: string; organisationId: string; keepsBack: boolean }
  | { kind: 'end' };
/** What the worker says. `turn`: it has the lease and begins a pass. */
export type Word = { kind: 'turn' } | { kind: 'ended' };

/** Short, so that a stop of seconds outlasts lease and settle time together; their order is that of the product's own figures. */
export const appendFigures = { leaseTtlMs: 1200, requestTimeoutMs: 400, resendSettleMs: 1600 };
const betweenPassesMs = 25;

export async function workAppends(): Promise<void> {
  const orders = anInbox();
  for (;;) {
    const order = await orders.next();
    if (order.kind === 'end') return;
    await workOn(order, orders);
    process.send?.({ kind: 'ended' } satisfies Word);
  }
}

interface Inbox {
  next(): Promise<Order>;
  isEmpty(): boolean;
}

function anInbox(): Inbox {
  const orders: Order[] = [];
  let wake: () => void = () => undefined;
  process.on('message', (order) => {
    orders.push(order as Order);
    wake();
  });
  return {
    isEmpty: () => orders.length === 0,
    async next() {
      while (orders.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return orders.shift() as Order;
    },
  };
}

/** Passes until the next order is there; that order is an end and is taken here. */
async function workOn(order: Extract<Order, { kind: 'work' }>, orders: Inbox): Promise<void> {
  const db = await openDatabase({ CRR_HOME: '', DATABASE_URL: order.databaseUrl }, keepLog());
  const jobs = await defineJobs(db);
  const state: State = { db, jobs, org, organisationId: order.organisationId, log: keepLog() };
  const config = configFor(order.boxUrl);
  const store = createExcelStore(createGraph(config, createTokenSource(config)), config, org, { ...usualTraits, keepsBack: order.keepsBack }); // prettier-ignore
  const { leaseTtlMs, requestTimeoutMs, resendSettleMs } = appendFigures;
  const request = { organisationId: order.organisationId, name: 'register', holder: `worker-${process.pid}`, ttlMs: leaseTtlMs }; // prettier-ignore
  let lease: Lease | null = null;
  let cut: Cut | null = null;
  while (orders.isEmpty()) {
    const untilMs = performance.now() + leaseTtlMs;
    lease = (lease && (await renewLease(db, lease))) ?? (await takeLease(db, request));
    if (lease) {
      process.send?.({ kind: 'turn' } satisfies Word);
      const rules = { settleMs: 60_000, deleteAfterMs: 600_000, lagMs: 3_000 };
      const sending = { state, store, resendSettleMs, requestTimeoutMs };
      const passed: Passed | null = await onePass({ ...sending, rules }, cut, { lease, untilMs }).catch(
        stopped,
      );
      cut = passed ? passed.cut : cut;
      if (passed?.retryAfterMs) await pause(passed.retryAfterMs);
    }
    await pause(betweenPassesMs);
  }
  await orders.next();
  await jobs.stop();
  await db.close();
}

interface Passed {
  cut: Cut | null;
  retryAfterMs: number | null;
}

async function onePass(
  parts: ReadingParts & SendingParts,
  last: Cut | null,
  tenure: Tenure,
): Promise<Passed> {
  const { result, cut } = await readRegister(parts, last);
  if (result.kind === 'unavailable') return { cut, retryAfterMs: result.retryAfterMs };
  const { retryAfterMs } = await sendRegister(parts, tenure);
  return { cut, retryAfterMs };
}

/** As the watch does: nothing was half committed, and the next pass begins from what is stored. What is broken for good shows as rows missing. */
function stopped(error: unknown): null {
  process.emitWarning(`A pass failed: ${errorCode(error)}`);
  return null;
}
