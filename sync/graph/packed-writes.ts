/** Writes asked for at the same moment travel in one request, each with an end of its own. */
import { mostInBatch, sendBatch, type BatchAnswer } from './batch';
import { GraphError, type GraphErrorCode } from './errors';
import { type Graph, type GraphAnswer, type GraphCall } from './graph';

interface Waiting {
  call: GraphCall;
  resolve: (answer: GraphAnswer) => void;
  reject: (error: unknown) => void;
}

/** Refusals of a batch as a whole that its parts, sent one by one, need not meet. Nothing of it was carried out. */
const refusedWhole: ReadonlySet<GraphErrorCode> = new Set([
  'invalid', 'denied', 'not-found', 'not-supported', 'too-large',
]); // prettier-ignore

/** What was to go together is begun one by one no longer than this, so that all of it is over within the time of one write. */
const oneByOneMs = 5_000;

export class PackedWrites {
  private waiting: Waiting[] = [];
  private takesBatches = true;

  constructor(private readonly graph: Graph) {}

  /** How many are worth asking for at once: one where Graph was seen to refuse batches. */
  get together(): number {
    return this.takesBatches ? mostInBatch : 1;
  }

  /** As Graph.send, for what changes something; it leaves once everybody in this turn of the event loop has asked. */
  send(call: GraphCall): Promise<GraphAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => void this.leave());
    });
  }

  private async leave(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    for (let from = 0; from < all.length; from += mostInBatch) {
      const some = all.slice(from, from + mostInBatch);
      await (some.length > 1 && this.takesBatches ? this.inOne(some) : this.oneByOne(some, null));
    }
  }

  private async inOne(some: readonly Waiting[]): Promise<void> {
    const parts = some.map(({ call }, index) => ({ id: String(index + 1), call }));
    let batch: BatchAnswer;
    try {
      batch = await sendBatch(this.graph, parts, parts[0]?.call.timeoutMs);
    } catch (error) {
      if (error instanceof GraphError && refusedWhole.has(error.code)) return this.refused(some, error);
      for (const { call, reject } of some) reject(ofPart(error, call));
      return;
    }
    await Promise.all(
      some.map(({ resolve, reject }, index) =>
        batch.answerTo(parts[index] as (typeof parts)[number]).then(resolve, reject),
      ),
    );
  }

  private refused(some: readonly Waiting[], error: GraphError): Promise<void> {
    if (error.code !== 'too-large') this.takesBatches = false;
    return this.oneByOne(some, error);
  }

  /** `refusal`: of the batch they were to go in; it is the end of those for which there is no time. */
  private async oneByOne(some: readonly Waiting[], refusal: GraphError | null): Promise<void> {
    const began = performance.now();
    for (const { call, resolve, reject } of some) {
      if (refusal && performance.now() - began > oneByOneMs) reject(ofPart(refusal, call));
      else await this.graph.send(call).then(resolve, reject);
    }
  }
}

/** What became of the whole is what became of each. */
function ofPart(error: unknown, { method, path }: GraphCall): unknown {
  return error instanceof GraphError
    ? new GraphError({ ...error.failure, method, path }, { cause: error })
    : error;
}
