#!/usr/bin/env node
/** `risk-register run|doctor|package|verify|rebuild|probe`: reads the words on the command line and calls the same functions tests call. */
import { doctor } from './doctor';
import { exitOf } from './exit';
import { packageApp } from './package';
import { probe } from './probe';
import { rebuild } from './rebuild';
import { run } from './run';
import { verify } from './verify';

const usage = `risk-register <command>

  run [--empty]        start the service; without CRR_GRAPH_ROOT also Microsoft 365 in a box (--empty: without the sample)
  doctor               check settings, database, sign-in, directory and workbook, with a remedy for each failure
  package [--out FILE] build the Teams app package from the settings
  verify               hold database and register against each other; changes nothing, runs beside the service
  rebuild --from register [--dry-run] | --to register
                       make a lost database, or a lost workbook, whole from the other; stop the service first
  probe                ask this tenant, in a scratch workbook, what no page says for certain
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(words: string[]): Promise<number | null> {
  const [command = 'run', ...rest] = words;
  switch (command) {
    case 'run':
      return serve(rest);
    case 'doctor':
      return doctor(process.env, say);
    case 'package':
      return packageApp(process.env, rest, say);
    case 'verify':
      return verify(process.env, say);
    case 'probe':
      return probe(process.env, say);
    case 'rebuild':
      return rebuild(process.env, rest, say);
    default:
      process.stderr.write(`There is no command "${command}".\n\n${usage}`);
      return 64;
  }
}

async function serve(words: string[]): Promise<number | null> {
  const strangers = words.filter((word) => word !== '--empty');
  if (strangers.length > 0) {
    process.stderr.write(`run does not know "${strangers.join(' ')}".\n\n${usage}`);
    return 64;
  }
  const running = await run({ environment: process.env, empty: words.includes('--empty'), say });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    running.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return null;
}

function fail(error: unknown): void {
  const exit = exitOf(error);
  process.stderr.write(`${exit.message}\n`);
  process.exit(exit.code);
}

main(process.argv.slice(2)).then((code) => {
  if (code !== null) process.exit(code);
}, fail);
