/** A process that owns an embedded server: started by tests to be killed, refused or watched. Prints one JSON line. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { transformSync } from '@swc/core';

const load = createRequire(import.meta.url);
load.extensions['.ts'] = (module, filename) => {
  const options = {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  };
  module._compile(transformSync(readFileSync(filename, 'utf8'), { filename, ...options }).code, filename);
};

const { openDatabase } = load('../../../state/db.ts');
const { startEmbedded } = load('../../../state/launcher.ts');

const [, , act, home, shelter] = process.argv;
const quiet = { info() {}, warn() {}, error() {} };
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** Commits numbered rows for ever, saying each number after its commit. */
async function write() {
  const db = await openDatabase({ CRR_HOME: home }, quiet);
  await db.query('create table if not exists row (n int primary key)');
  const [{ last }] = await db.query('select coalesce(max(n), 0) as last from row');
  for (let n = last + 1; ; n++) {
    await db.query('insert into row values ($1)', [n]);
    say({ n });
  }
}

async function hold() {
  const server = await startEmbedded({ home, shelter, log: quiet });
  say({ pid: server.pid, folder: server.folder });
  if (act === 'leave') process.exit(3);
  process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 1000);
}

(act === 'write' ? write() : hold()).catch((error) => {
  say({ code: error.code, message: error.message });
  process.exit(1);
});
