/** A box with nothing in it but an Express app, its clock and its keys: for testing one room of the tenant alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { type Box, type BoxChange, type BoxOptions, type BoxUser } from '../../tenant/box';
import { openClock } from '../../tenant/clock';
import { openKeys } from '../../tenant/keys';

/** A running stub. `change` tells the listeners of `box.onChange`. */
export interface BoxStub {
  box: Box;
  url: string;
  change(what: BoxChange): void;
  stop(): Promise<void>;
}

export const tenantId = '00000000-0000-4000-8000-00000000f00d';

/** A caseworker of the fictional directory. */
export const caseworker: BoxUser = {
  id: '11111111-1111-4111-8111-111111111111',
  displayName: 'Caseworker NS-01',
  mail: 'cw-ns-01@caseworkcharity.example',
  userPrincipalName: 'cw-ns-01@caseworkcharity.example',
  jobTitle: 'Caseworker',
  accountEnabled: true,
};

/** A regional office manager of the fictional directory. */
export const manager: BoxUser = {
  id: '22222222-2222-4222-8222-222222222222',
  displayName: 'ROM NS',
  mail: 'rom-ns@caseworkcharity.example',
  userPrincipalName: 'rom-ns@caseworkcharity.example',
  jobTitle: 'Regional Office Manager',
  accountEnabled: true,
};

/** Somebody whose account is switched off. */
export const leaver: BoxUser = {
  ...caseworker,
  id: '33333333-3333-4333-8333-333333333333',
  accountEnabled: false,
};

/** Starts on 127.0.0.1 with a home of its own (or the one given, which is then kept). */
export async function startBoxStub(
  mount: (box: Box) => void,
  wanted: Partial<BoxOptions['teamsApp']> & { home?: string } = {},
): Promise<BoxStub> {
  const { home: kept, ...teamsApp } = wanted;
  const home = kept ?? (await mkdtemp(join(tmpdir(), 'box-stub-')));
  const app = express();
  const closers: (() => Promise<void> | void)[] = [];
  const listeners = new Set<(what: BoxChange) => void>();
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = optionsOf(home, teamsApp);
  const box: Box = {
    options,
    url: () => url,
    app,
    clock: await openClock(home, () => listeners.forEach((listener) => listener('clock'))),
    keys: await openKeys(home),
    user: (id) => options.users.find((user) => user.id === id || user.userPrincipalName === id),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStop: (close) => void closers.unshift(close),
  };
  mount(box);
  return {
    box,
    url,
    change: (what) => listeners.forEach((listener) => listener(what)),
    stop: async () => {
      for (const close of closers) await close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (kept === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

function optionsOf(home: string, teamsApp: Partial<BoxOptions['teamsApp']>): BoxOptions {
  return {
    port: 0,
    home,
    tenantId,
    users: [caseworker, manager, leaver],
    groups: [],
    sharedMailboxes: [],
    apps: [],
    teamsApp: {
      name: 'Casework Risk Register',
      botEndpoint: 'http://127.0.0.1:9/nobody',
      botAppId: '',
      tabUrl: 'http://127.0.0.1:9/tab',
      tabAppId: '44444444-4444-4444-8444-444444444444',
      manifestId: '55555555-5555-4555-8555-555555555555',
      ...teamsApp,
    },
    drive: { siteId: 'site', driveId: 'drive', folderId: 'folder' },
  };
}
