/** Stops a process at a chosen moment: every moment at which it waits for the database or for Graph is one. */
import { type Database } from '../../state/db';
import { type Graph } from '../../sync/graph/graph';

export type Stopping = 'pause' | 'kill';

/** Held by one worker. Crossings are counted from the moment it is armed. */
export class Gate {
  private left = Number.POSITIVE_INFINITY;
  private stopping: Stopping = 'pause';
  private isDead = false;
  private go: (() => void) | null = null;
  private reached: (() => void) | null = null;

  /** Stops at the crossing with this number, counted from 1. The answer resolves when it is reached. */
  arm(crossing: number, stopping: Stopping): Promise<void> {
    this.left = crossing;
    this.stopping = stopping;
    return new Promise((resolve) => {
      this.reached = resolve;
    });
  }

  disarm(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  isHolding(): boolean {
    return this.go !== null;
  }

  /** A paused process goes on. */
  open(): void {
    const { go } = this;
    this.go = null;
    go?.();
  }

  async cross(): Promise<void> {
    if (!this.isDead) this.left -= 1;
    if (this.isDead || (this.left <= 0 && this.stopping === 'kill')) {
      this.isDead = true;
      this.reached?.();
      // Whoever was killed does nothing more; what was sent goes on without them.
      return new Promise(() => undefined);
    }
    if (this.left > 0) return;
    this.disarm();
    this.reached?.();
    await new Promise<void>((resolve) => {
      this.go = resolve;
    });
  }
}

/** The database as this process meets it. Nobody is stopped inside a transaction: a killed process's one is rolled back by the server. */
export function gatedDatabase(db: Database, gate: Gate): Database {
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    await gate.cross();
    const done = await work();
    await gate.cross();
    return done;
  };
  return {
    kind: 'database',
    query: (sql, params) => around(() => db.query(sql, params)),
    tx: (work) => around(() => db.tx(work)),
    joined: (sql, params) => db.joined(sql, params),
    isInTransaction: () => db.isInTransaction(),
    close: () => Promise.resolve(),
  };
}

/**
 * Graph as this process meets it: it may be stopped when an answer has come. Not right before a request leaves: nothing could be
 * asked in between, and a process stopped there is the one case that only the register itself could refuse.
 */
export function gatedGraph(graph: Graph, gate: Gate): Graph {
  return {
    send: async (call) => {
      try {
        return await graph.send(call);
      } finally {
        await gate.cross();
      }
    },
    list: async (call) => {
      const items = await graph.list<never>(call);
      await gate.cross();
      return items;
    },
  };
}
