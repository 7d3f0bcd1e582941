/** The tab on a real server and database, with a login authority of the test's own that signs and publishes keys. */
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload, type KeyLike } from 'jose';
import { type Person } from '../../register/person';
import { type Risk } from '../../register/risk';
import { type Jobs } from '../../state/jobs';
import { migrations } from '../../state/migrations';
import { replacePeople } from '../../state/people';
import { type State } from '../../state/state';
import { openSheetDesk } from '../../sync/settle';
import { mountTab } from '../../teams-app/api/mount';
import { tabConfig, type TabConfig } from '../../teams-app/config';
import { anOrganisation } from '../kit/builders';
import { withDatabase } from '../kit/db';

export const tenantId = '77777777-0000-4000-8000-000000000007';
export const tabAppId = '33333333-0000-4000-8000-000000000003';
const teamsWeb = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';

/** Settling sends jobs that nobody works here. */
const quietJobs = { send: () => Promise.resolve(null) } as unknown as Jobs;

/** Reading routes send no job; one that does fails its test. */
const noJobs = new Proxy({} as Jobs, {
  get: () => () => {
    throw new Error('The tab must not send jobs while reading.');
  },
});

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: () => any; // eslint-disable-line @typescript-eslint/no-explicit-any -- bodies are asserted field by field
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const close = (server: Server | undefined) =>
  new Promise<void>((done) => (server ? server.close(() => done()) : done()));

/** Starts everything for the test file; members work from beforeAll on. */
export function tabUnderTest() {
  const database = withDatabase(migrations);
  const webRoot = mkdtempSync(path.join(os.tmpdir(), 'crr-tab-'));
  let key: KeyLike;
  let keyServer: Server | undefined;
  let product: Server | undefined;
  let authority = '';
  let url = '';
  let keyRequests = 0;

  beforeAll(async () => {
    writeFileSync(path.join(webRoot, 'main.js'), 'console.log("built");');
    const pair = await generateKeyPair('RS256');
    key = pair.privateKey;
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
    keyServer = createServer((request, response) => {
      keyRequests += 1;
      const known = request.url === `/${tenantId}/discovery/v2.0/keys`;
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
      response.end(known ? JSON.stringify(jwks) : '{}');
    });
    authority = await listen(keyServer);
    url = await start(config());
  });

  afterAll(async () => {
    await close(product);
    await close(keyServer);
    rmSync(webRoot, { recursive: true, force: true });
  });

  const state = (): State => ({
    db: database.db(),
    jobs: noJobs,
    org: anOrganisation(),
    organisationId: 'main',
    log: database.log,
  });

  const config = (more: Partial<Record<keyof TabConfig, string>> = {}): TabConfig =>
    tabConfig.parse({
      CRR_TAB_APP_ID: tabAppId,
      CRR_TENANT_ID: tenantId,
      CRR_AUTHORITY: authority,
      CRR_TAB_FRAME_HOSTS: 'http://127.0.0.1:3979',
      ...more,
    });

  async function start(with_: TabConfig): Promise<string> {
    await close(product);
    const app = express();
    const sheet = openSheetDesk({ ...state(), jobs: quietJobs });
    mountTab(app, { state: state(), config: with_, org: anOrganisation(), webRoot, sheet });
    product = createServer(app);
    return listen(product);
  }

  /** Claims as Entra gives the page of this person; `undefined` leaves one out. */
  const claims = (oid: string, more: Record<string, unknown> = {}): JWTPayload => {
    const now = Math.floor(Date.now() / 1000);
    const all = {
      iss: `${authority}/${tenantId}/v2.0`, aud: tabAppId, tid: tenantId, oid, azp: teamsWeb, scp: 'access_as_user',
      iat: now, nbf: now - 5, exp: now + 600, ver: '2.0', ...more,
    }; // prettier-ignore
    return JSON.parse(JSON.stringify(all)) as JWTPayload;
  };

  const sign = (payload: JWTPayload, by = key) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(by);

  async function get(address: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${url}${address}`, { headers, redirect: 'manual' });
    return answerOf(response);
  }

  async function answerOf(response: Response): Promise<Answer> {
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  }

  return {
    webRoot,
    log: database.log,
    db: () => database.db(),
    config,
    claims,
    sign,
    get,
    keyRequests: () => keyRequests,
    authority: () => authority,
    /** Restarts the product under other settings. */
    restart: async (more: Partial<Record<keyof TabConfig, string>>) => {
      url = await start(config(more));
    },
    as: async (person: Person, address: string, more: Record<string, unknown> = {}) =>
      get(address, { authorization: `Bearer ${await sign(claims(person.id, more))}` }),
    /** Posts as this person; a text goes as it is, anything else as JSON. */
    post: async (person: Person | null, address: string, body: unknown) =>
      answerOf(
        await fetch(`${url}${address}`, {
          method: 'POST',
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            ...(person ? { authorization: `Bearer ${await sign(claims(person.id))}` } : {}),
          },
        }),
      ),
    state,
    hold: async (people: readonly Person[], risks: readonly Risk[]) => {
      await database.db().tx(async (tx) => replacePeople(tx, state(), people));
      for (const risk of risks)
        await database.db().query(
          `insert into risk (organisation_id, id, version, region, status, next_review_on, doc, changed_at)
           values ('main', $1, $2, $3, $4, $5, $6, now())`,
          [risk.id, risk.version, risk.region, risk.status, risk.nextReviewOn, JSON.stringify(risk)],
        );
    },
    auditLines: () =>
      database
        .db()
        .query<{ actor: string; act: string; subject: string; detail: Record<string, unknown> }>(
          'select actor, act, subject, detail from crr_audit order by seq',
        ),
  };
}
