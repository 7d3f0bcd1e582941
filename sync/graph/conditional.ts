/** A request that is carried out only after another succeeded, both in one batch. */
import { sendBatch } from './batch';
import { type Graph, type GraphAnswer, type GraphCall } from './graph';

/** What is asked, and what is done only if it succeeds. */
export interface Conditional {
  condition: GraphCall;
  then: GraphCall;
}

/** Graph's answer to a part it did not carry out. */
const heldBack = 424;

/**
 * The answer of `then`. Throws GraphError: of the condition when that failed and `then` was kept back, so that nothing happened; of `then`
 * when it failed; of `then` with `bad-answer` when the answer does not say whether it was carried out.
 */
export async function sendIf(graph: Graph, { condition, then }: Conditional): Promise<GraphAnswer> {
  const question = { id: '1', call: condition };
  const write = { id: '2', call: then, dependsOn: ['1'] };
  const batch = await sendBatch(graph, [question, write], then.timeoutMs);
  const asked = batch.statusOf('1');
  const done = batch.statusOf('2');
  if (asked === null || done === null) throw batch.unclear(then, 'incomplete-batch');
  const isMet = asked < 300;
  if (isMet === (done === heldBack)) throw batch.unclear(then, 'condition-ignored');
  return batch.answerTo(isMet ? write : question);
}
