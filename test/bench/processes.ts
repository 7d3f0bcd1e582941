/** Measurements in processes of their own, whose memory counts from nothing. */
import { spawnSync } from 'node:child_process';

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

/** Highest memory of this process so far, in megabytes. */
export const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

export function medianOf(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}
