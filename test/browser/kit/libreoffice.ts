/** LibreOffice for the tests: found or announced as missing, started without a window, led by a Python script. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { freePorts } from '../../scenario/kit/place';
import { laneOf } from './lane';

const office = '/usr/bin/soffice';
/** The distribution's Python first: the UNO bridge comes with it, not with one somebody installed beside it. */
const python = ['/usr/bin/python3', 'python3'].find(
  (one) => spawnSync(one, ['-c', 'import uno'], { stdio: 'ignore' }).status === 0,
);

/** `describe` where LibreOffice and its Python bridge are installed; elsewhere skipped with a notice, and failing in CI. */
export const describeInLibreOffice = laneOf(
  existsSync(office) && python !== undefined
    ? null
    : 'LibreOffice Calc (soffice) or its Python bridge (python3-uno) was not found.',
);

/** A line of a worksheet: what each column shows. */
export type SheetLine = Record<string, string>;

/** A person at LibreOffice. */
export interface Desk {
  open(path: string): Promise<void>;
  /** Saves the whole file over whatever lies on the disk by now. */
  save(): Promise<void>;
  close(): Promise<void>;
  type(sheet: string, risk: string, cell: { heading: string; text: string }): Promise<void>;
  /** A new line above that of a risk, with nothing but what is given. */
  insert(sheet: string, before: string, cells: SheetLine): Promise<void>;
  delete(sheet: string, risk: string): Promise<void>;
  sort(sheet: string, heading: string, ascending: boolean): Promise<void>;
  /** Calculates and reads. */
  read(sheet: string): Promise<SheetLine[]>;
  /** An area of a sheet as a PDF file of one page. */
  print(page: { sheet: string; area: string; path: string }): Promise<void>;
  stop(): Promise<void>;
}

/** Starts LibreOffice with a profile of its own, so that it never meets one somebody works in. */
export async function openDesk(): Promise<Desk> {
  const profile = await mkdtemp(join(tmpdir(), 'crr-office-'));
  const [port] = await freePorts(1);
  const soffice = spawn(
    office,
    [
      `-env:UserInstallation=${pathToFileURL(profile).href}`,
      '--headless', '--norestore', '--nologo', '--nodefault',
      `--accept=socket,host=127.0.0.1,port=${port};urp;`,
    ],
    { detached: true, stdio: 'ignore' },
  ); // prettier-ignore
  const script = join(__dirname, '..', 'libreoffice', 'desk.py');
  const led = spawn(python ?? 'python3', [script, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ask = asking(led);
  return {
    open: (path) => ask('open', { path }),
    save: () => ask('save'),
    close: () => ask('close'),
    type: (sheet, risk, cell) => ask('type', { sheet, risk, ...cell }),
    insert: (sheet, before, cells) => ask('insert', { sheet, before, cells }),
    delete: (sheet, risk) => ask('delete', { sheet, risk }),
    sort: (sheet, heading, ascending) => ask('sort', { sheet, heading, ascending }),
    read: (sheet) => ask('read', { sheet }),
    print: (page) => ask('print', page),
    stop: async () => {
      await ask('quit').catch(() => undefined); // gone already is as good
      await Promise.all([ended(led), ended(soffice)]);
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** One command a line out, one answer a line in, in turn. */
function asking(led: ChildProcess): <T>(what: string, words?: object) => Promise<T> {
  if (!led.stdin || !led.stdout) throw new Error('The script was started without pipes.');
  const { stdin } = led;
  const answers = createInterface({ input: led.stdout })[Symbol.asyncIterator]();
  return async <T>(what: string, words: object = {}): Promise<T> => {
    stdin.write(`${JSON.stringify({ do: what, with: words })}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`The script ended during "${what}".`);
    const answer = JSON.parse(value as string) as { ok?: T; error?: string };
    if (answer.error !== undefined) throw new Error(`LibreOffice, ${what}: ${answer.error}`);
    return answer.ok as T;
  };
}

/** Waits until the process is gone; whatever does not leave by itself within five seconds is ended, children included. */
function ended(process_: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process_.exitCode !== null || process_.signalCode !== null) return resolve();
    const late = setTimeout(() => endGroup(process_), 5_000);
    process_.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It left between the deadline and the signal.
  }
}
