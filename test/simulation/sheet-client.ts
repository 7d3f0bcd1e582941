/** The workbook's side of a process: one request a reading, one a write. */
import { type WriteOutcome } from '../../register/store';
import { type Client } from './client';
import { appendRows, cutOf, publish, repair } from './sheet-world';
import { Violation } from './violation';
import { read, write, type Answer, type Line, type Pace, type Surroundings } from './wire';
import { type World } from './world';

export function sheetClient(around: Surroundings, line: Line, world: World): Client {
  const send = function* (carryOut: () => void): Generator<Pace, WriteOutcome> {
    return outcomeOf(yield* write(around, line, () => onlyOurs(world, carryOut)));
  };
  return {
    *read(knownTag) {
      const answer = yield* read(around, line, (staleMs) => world.seen(around.now(), staleMs));
      if ('code' in answer) return { kind: 'unavailable', ...answer };
      const { state, version } = answer.body;
      if (String(version) === knownTag) return { kind: 'unchanged' };
      return { kind: 'cut', cut: cutOf(state, String(version)) };
    },
    *appendRows(region, rows) {
      if (world.state.lost.includes(region))
        return { kind: 'failed', code: 'not-found', retryAfterMs: null, final: true };
      return yield* send(() => appendRows(world, around.now(), region, rows));
    },
    publish: (events) => send(() => publish(world, around.now(), events)),
    repair: (region, column) => send(() => repair(world, around.now(), { region, column })),
  };
}

/** I4: whatever the service writes, the rows that stand there stay as people have them. */
function onlyOurs(world: World, carryOut: () => void): void {
  const before = world.all();
  carryOut();
  const after = new Set(world.all());
  for (const row of before)
    if (!after.has(row))
      throw new Violation('I4', `the service wrote into the standing row of ${row.riskId}`);
}

export function outcomeOf(answer: Answer<unknown>): WriteOutcome {
  return answer.kind === 'ok' ? { kind: 'ok' } : answer;
}
