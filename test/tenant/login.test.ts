/** The login authority and the bot channel's documents, also as Microsoft's own library sees them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { openKeys } from '../../tenant/keys';
import { boxApp, boxTenantId, jsonOf, people, type RunningBox, startRunningBox } from '../kit/running-box';

let box: RunningBox;
beforeAll(async () => {
  box = await startRunningBox();
});
afterAll(() => box.stop());

const graphScope = 'https://graph.microsoft.com/.default';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ask = (form: Record<string, string>, headers = {}, tenant = boxTenantId): Promise<Response> =>
  fetch(`${box.url}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
const credentials = { client_id: boxApp.clientId, client_secret: boxApp.clientSecret };
const client = { grant_type: 'client_credentials', scope: graphScope, ...credentials };

describe('the login authority', () => {
  it('describes itself', async () => {
    const found = await jsonOf(fetch(`${box.url}/${boxTenantId}/v2.0/.well-known/openid-configuration`));
    expect(found).toMatchObject({
      issuer: `${box.url}/${boxTenantId}/v2.0`,
      token_endpoint: `${box.url}/${boxTenantId}/oauth2/v2.0/token`,
      jwks_uri: `${box.url}/${boxTenantId}/discovery/v2.0/keys`,
    });
  });

  it('gives an app a token that verifies against its keys', async () => {
    const { access_token: token, token_type: type } = await jsonOf<Record<string, string>>(ask(client));
    const keys = createRemoteJWKSet(new URL(`${box.url}/${boxTenantId}/discovery/v2.0/keys`));
    const { payload, protectedHeader } = await jwtVerify(String(token), keys, {
      issuer: `${box.url}/${boxTenantId}/v2.0`,
      audience: 'https://graph.microsoft.com',
    });
    expect(type).toBe('Bearer');
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ tid: boxTenantId, azp: boxApp.clientId, idtyp: 'app' });
  });

  it('takes the secret from a Basic header as well', async () => {
    const basic = Buffer.from(`${boxApp.clientId}:${encodeURIComponent(boxApp.clientSecret)}`).toString(
      'base64',
    );
    const answer = await ask(
      { grant_type: 'client_credentials', scope: graphScope },
      { Authorization: `Basic ${basic}` },
    );
    expect(answer.status).toBe(200);
  });

  it.each([
    ['a wrong secret', { ...client, client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no secret', { ...client, client_secret: '' }, 401, 'invalid_client', 7000218],
    ['an unknown app', { ...client, client_id: 'nobody' }, 400, 'unauthorized_client', 700016],
    ['an unknown grant', { ...client, grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['a scope that is not .default', { ...client, scope: 'User.Read' }, 400, 'invalid_scope', 1002012],
    [
      'an assertion that is none',
      { ...client, grant_type: jwtBearer, assertion: 'x', requested_token_use: 'on_behalf_of' },
      400,
      'invalid_grant',
      50013,
    ],
  ])('refuses %s as Entra does', async (_what, form, status, error, code) => {
    const answer = await ask(form);
    const body = await jsonOf<{ error: string; error_codes: number[]; error_description: string }>(answer);
    expect([answer.status, body.error, body.error_codes]).toEqual([status, error, [code]]);
    expect(body.error_description).toMatch(new RegExp(`^AADSTS${code}: `));
    expect(JSON.stringify(body)).not.toContain(boxApp.clientSecret);
  });

  it('refuses a tenant that is not its own', async () => {
    expect((await ask(client, {}, 'another-tenant')).status).toBe(400);
  });

  it('exchanges a person’s token for one on their behalf, and only for the app it was made for', async () => {
    const person = people[1];
    const sign = (aud: string): Promise<string> => signed({ aud, oid: person?.id, tid: boxTenantId });
    const form = {
      ...credentials,
      grant_type: jwtBearer,
      requested_token_use: 'on_behalf_of',
      scope: 'https://graph.microsoft.com/User.Read',
    };
    const good = await jsonOf<{ access_token: string }>(
      ask({ ...form, assertion: await sign(`api://box.example/${boxApp.clientId}`) }),
    );
    expect(decodeJwt(good.access_token)).toMatchObject({
      oid: person?.id,
      aud: 'https://graph.microsoft.com',
      scp: 'User.Read',
    });
    expect((await ask({ ...form, assertion: await sign('another-app') })).status).toBe(400);
  });

  it('keeps its private key readable to its owner only', async () => {
    expect(await readdir(box.home)).toContain('signing-key.json');
    expect((await stat(join(box.home, 'signing-key.json'))).mode & 0o777).toBe(0o600);
    const keys = JSON.stringify(await jsonOf(fetch(`${box.url}/${boxTenantId}/discovery/v2.0/keys`)));
    expect(keys).not.toMatch(/"(d|p|q)":/);
  });

  it('endorses its keys for Teams in the bot channel’s documents', async () => {
    const about = await jsonOf<{ issuer: string; jwks_uri: string }>(
      fetch(`${box.url}/v1/.well-known/openidconfiguration`),
    );
    expect(about.issuer).toBe('https://api.botframework.com');
    const { keys } = await jsonOf<{ keys: { endorsements: string[] }[] }>(fetch(about.jwks_uri));
    expect(keys[0]?.endorsements).toEqual(['msteams']);
  });
});

/** Signed as the shell signs for the tab. */
async function signed(claims: Record<string, unknown>): Promise<string> {
  return await (await openKeys(box.home)).sign({ iss: `${box.url}/${boxTenantId}/v2.0`, ...claims });
}

/** Sends what msal addresses to https over http, and shows it the answers as if they came over https. */
function plainNetwork(): INetworkModule {
  const send = async (
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ): Promise<never> => {
    const answer = await fetch(url.replace(/^https:/, 'http:'), {
      method,
      headers: options?.headers,
      body: options?.body,
    });
    const text = (await answer.text()).replaceAll(box.url, box.url.replace('http:', 'https:'));
    return {
      headers: Object.fromEntries(answer.headers),
      body: JSON.parse(text) as unknown,
      status: answer.status,
    } as never;
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

describe('msal-node against the box', () => {
  const app = (clientSecret: string): ConfidentialClientApplication => {
    const { host } = new URL(box.url);
    const authority = `https://${host}/${boxTenantId}`;
    return new ConfidentialClientApplication({
      auth: { clientId: boxApp.clientId, clientSecret, authority, knownAuthorities: [host] },
      system: { networkClient: plainNetwork() },
    });
  };

  it('gets a token with client credentials that Graph takes', async () => {
    const result = await app(boxApp.clientSecret).acquireTokenByClientCredential({ scopes: [graphScope] });
    const answer = await fetch(`${box.url}/v1.0/users`, {
      headers: { Authorization: `Bearer ${result?.accessToken}` },
    });
    expect(answer.status).toBe(200);
  });

  it('hears of a wrong secret as invalid_client', async () => {
    const refused = app('wrong').acquireTokenByClientCredential({ scopes: [graphScope] });
    await expect(refused).rejects.toMatchObject({ errorCode: 'invalid_client' });
  });
});
