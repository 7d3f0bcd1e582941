/** Measurements in processes of their own, whose memory counts from nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Runs this same program with these words and reads the figures it prints. */
export function apart<Figures>(...words: string[]): Figures {
  const child = spawnSync(process.execPath, ['--expose-gc', process.argv[1] ?? '', 'apart', ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Figures;
}

/** Clears rubbish away; only in processes that were started for it. */
export function collect(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** Processor time of a piece of work after rubbish was cleared away: a busy machine disturbs it less than the clock. */
export function cpuMsOf(work: () => void): number {
  collect();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Highest memory of this process so far, in megabytes. Linux tells its own; elsewhere what was before the program may count too. */
export function peakMb(): number {
  const told = existsSync(status) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return told === undefined ? process.resourceUsage().maxRSS / 1024 : Number(told) / 1024;
}

const status = '/proc/self/status';

export function medianOf(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}
