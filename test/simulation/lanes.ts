/** The same schedules on several cores: each thread takes every n-th seed, and the lowest failing seed is told. */
import { Worker } from 'node:worker_threads';
import { runSchedules, type Result, type Wanted } from './schedules';

export async function runOnCores(wanted: Wanted, cores: number): Promise<Result> {
  if (cores <= 1) return runSchedules(wanted);
  const lanes = Array.from({ length: cores }, (_, first) => inThread({ ...wanted, first, step: cores }));
  return together(await Promise.all(lanes));
}

/** The bundle runs itself once more as a thread; `file` is another bundle. */
export function inThread(wanted: Wanted, file = __filename): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(file, { workerData: wanted });
    thread.once('message', (result: Result) => resolve(result));
    thread.once('error', reject);
    thread.once('exit', (code) => (code === 0 ? undefined : reject(new Error(`A lane ended with ${code}`))));
  });
}

function together(results: readonly Result[]): Result {
  const coverage = new Map<string, number>();
  for (const result of results)
    for (const [what, count] of result.coverage) coverage.set(what, (coverage.get(what) ?? 0) + count);
  const failures = results.flatMap((result) => result.failure ?? []).sort((a, b) => a.seed - b.seed);
  return {
    store: (results[0] as Result).store,
    ran: results.reduce((sum, result) => sum + result.ran, 0),
    coverage,
    failure: failures[0] ?? null,
    story: results.flatMap((result) => result.story),
  };
}
