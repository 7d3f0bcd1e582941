/** One process per database folder: a hold the operating system lets go of when its owner dies, however it dies. */
import { createHash } from 'node:crypto';
import { readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { StateError } from '../errors';

/** An exclusive hold on a folder. */
export interface Hold {
  /** False: this file system has no sockets, so the server's own socket must live elsewhere. */
  readonly socketsWork: boolean;
  release(): Promise<void>;
}

const longestSocketPath = 100;

/** Takes the folder for this process; refuses at once, harming nothing, when another process has it. */
export async function holdFolder(folder: string, home: string): Promise<Hold> {
  const note = path.join(folder, 'in-use-by.txt');
  const held: net.Server[] = [];
  let socketsWork = true;
  const release = async (): Promise<void> => {
    for (const server of held.splice(0)) await new Promise((done) => server.close(done));
  };
  for (const address of await addresses(folder)) {
    const server = await take(address);
    if (server === 'unsupported') socketsWork = false;
    else if (server !== 'taken') held.push(server);
    else {
      await release();
      throw new StateError(
        'home-in-use',
        `The data folder ${home} is in use by ${await whoHolds(note)}. Stop it first, or set CRR_HOME to another folder.`,
      );
    }
  }
  // Another account may have written the last note; it may be removed where it may not be rewritten.
  await rm(note, { force: true });
  await writeFile(note, `process ${process.pid} on ${os.hostname()}\n`);
  return {
    socketsWork,
    release: async () => {
      await rm(note, { force: true });
      await release();
    },
  };
}

/**
 * Names only one living process can listen on. An abstract socket (Linux) or a named pipe (Windows) is freed by the
 * kernel; the socket in the folder is also seen from other containers that share it.
 */
async function addresses(folder: string): Promise<string[]> {
  const real = await realpath(folder);
  const { dev, ino } = await stat(real);
  const id = createHash('sha256')
    .update(process.platform === 'win32' ? real : `${dev}:${ino}`)
    .digest('hex')
    .slice(0, 24);
  if (process.platform === 'win32') return [`\\\\.\\pipe\\casework-risk-register-${id}`];
  const inFolder = path.join(real, 'in-use.sock');
  const socket = inFolder.length <= longestSocketPath ? inFolder : path.join(os.tmpdir(), `crr-${id}.sock`);
  return process.platform === 'linux' ? [`\0casework-risk-register-${id}`, socket] : [socket];
}

type Taking = net.Server | 'taken' | 'unsupported';

async function take(address: string): Promise<Taking> {
  const first = await listen(address);
  if (first !== 'taken' || (await answers(address))) return first;
  // Left behind by a killed owner: a socket file outlives its process.
  if (path.isAbsolute(address)) await rm(address, { force: true });
  return listen(address);
}

function listen(address: string): Promise<Taking> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else if (process.platform === 'linux' && path.isAbsolute(address)) resolve('unsupported');
      else
        reject(
          new StateError('embedded-failed', `The lock of the data folder cannot be made (${error.code}).`, {
            cause: error,
          }),
        );
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}

async function whoHolds(note: string): Promise<string> {
  // The note is a courtesy; the hold is the socket, so a missing note changes only the wording.
  const text = await readFile(note, 'utf8').catch(() => '');
  return text.trim() || 'another process';
}
