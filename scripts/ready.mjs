// Lets `npm start` and `npm test` install and build what a fresh clone lacks, and nothing more when nothing is missing.
// Plain JavaScript without packages: it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...rest] = process.argv.slice(2);
const rooms = ['register', 'state', 'sync', 'bot', 'teams-app', 'manifest', 'cli', 'tenant'];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(69);
}

function runTool(words, what) {
  console.log(what);
  const started = Date.now();
  const done = spawnSync(words[0], words.slice(1), {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error(
      `That failed (${words.join(' ')}). Mend what it says above and run the same command again.`,
    );
    process.exit(done.status ?? 70);
  }
  console.log(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
}

// node_modules fits the lock file when its own copy of it was written after the last change of ours.
function install() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.installed-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  // Not `npm ci`: it refuses a lock file that lacks the optional packages of other platforms, and those could not be resolved where the
  // lock was made. Elsewhere than on Linux the lock is left aside for that reason; direct dependencies are pinned exactly either way.
  const lock = process.platform === 'linux' ? [] : ['--no-package-lock'];
  runTool(
    ['npm', 'install', '--no-save', '--no-fund', '--no-audit', ...lock],
    'Installing packages (first start only; a minute or two) ...',
  );
  writeFileSync(stamp, hash);
}

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

function build() {
  const stamp = join(root, 'dist', '.built');
  const since = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const latest = Math.max(
    ...rooms.map((room) => newest(join(root, room))),
    statSync(join(root, 'package-lock.json')).mtimeMs,
  );
  if (latest <= since) return;
  runTool(['npm', 'run', '--silent', 'build'], 'Building ...');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, '');
}

install();
build();
const require = createRequire(join(root, 'package.json'));
if (command === 'start') {
  // In this very process: one pid to stop, one set of signals.
  process.argv = [process.argv[0], 'risk-register', 'run', ...rest];
  require('./dist/cli/main.js');
} else if (command === 'test') {
  const done = spawnSync(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...rest], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exit(done.status ?? 70);
} else if (command !== 'build') {
  console.error('Usage: node scripts/ready.mjs start|test|build [words for the command]');
  process.exit(64);
}
