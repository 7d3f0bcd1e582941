/** The product as a program of its own: started, watched and killed as an operating system would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { placeOf, type Place } from './place';
import { until } from './until';

const main = resolve(__dirname, '..', '..', '..', 'dist', 'cli', 'main.js');

/** A started program. */
export interface Program extends Place {
  pid: number;
  /** Its exit code, or the signal that ended it; null while it runs. */
  ended(): number | string | null;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end. */
  stop(): Promise<void>;
}

/** Starts `risk-register` with these settings and nothing else of ours in its environment. */
export function startProgram(settings: Record<string, string>, words: readonly string[] = ['run']): Program {
  if (!existsSync(main)) throw new Error('The product is not built; run "npm run build" first.');
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(CRR_|DATABASE_URL|NODE_OPTIONS)/.test(name),
  );
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...Object.fromEntries(inherited), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(String(chunk)));
  return {
    ...placeOf(settings, () => printed.join('')),
    pid: child.pid ?? 0,
    ended: () => endOf(child),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

const endOf = (child: ChildProcess) => child.exitCode ?? child.signalCode;

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (endOf(child) !== null) return;
  const gone = new Promise((done) => child.once('close', done));
  child.kill(signal);
  await gone;
}

/** Waits until /readyz says ready; a program that ended instead fails with what it printed. */
export async function isReady(program: Program, withinMs = 40_000): Promise<void> {
  await until(
    'the product is ready',
    async () => {
      if (program.ended() !== null) return 'ended';
      const answer = await fetch(`${program.product}/readyz`);
      return answer.ok && 'ready';
    },
    withinMs,
  );
  if (program.ended() !== null) throw new Error(`It ended (${program.ended()}): ${program.printed()}`);
}

/** Waits for the end; answers code and everything printed. */
export async function ending(program: Program): Promise<{ code: number | string; printed: string }> {
  const code = await until(
    'the program ends',
    () => (program.ended() === null ? null : String(program.ended())),
    40_000,
  ).catch(async (error) => {
    await program.kill();
    throw error;
  });
  return { code, printed: program.printed() };
}
