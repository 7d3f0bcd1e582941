/** The box as a whole: where it listens, whom it serves, what it says about what it does not know. */
import { request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTenant } from '../../tenant/start';
import { boxOptions, errorOf, type RunningBox, startRunningBox } from '../kit/running-box';

let box: RunningBox;
beforeAll(async () => {
  box = await startRunningBox();
});
afterAll(() => box.stop());

/** fetch does not let a caller choose the Host header. */
const statusWithHost = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(`${box.url}/clock.json`, { headers: { Host: host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });

describe('the tenant in a box', () => {
  it('says loudly in one line that it is not secure', () => {
    expect(box.tenant.banner).toContain('NOT SECURE');
    expect(box.tenant.banner).not.toContain('\n');
    expect(box.tenant.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each([
    ['GET', '/nothing/here'],
    ['POST', '/v1.0/search/query'],
    ['GET', '/v1.0/me'],
    ['PATCH', `/v1.0/users/x`],
    ['GET', '/v1.0/users/x/presence'],
  ])('answers 501 to %s %s and names both', async (method, path) => {
    const headers = { Authorization: `Bearer ${box.token}` };
    const error = await errorOf(fetch(`${box.url}${path}`, { method, headers }));
    expect(error).toMatchObject({ status: 501, code: 'notImplemented' });
    expect(error.message).toContain(`${method} ${path}`);
  });

  it('answers 501 to query options it would otherwise ignore', async () => {
    const error = await errorOf(box.graph('GET', '/users?$orderby=displayName'));
    expect(error).toMatchObject({ status: 501 });
    expect(error.message).toContain('$orderby');
  });

  it.each(['127.0.0.1', 'localhost:3979', '[::1]:3979', 'LOCALHOST'])(
    'serves the loopback name %s',
    async (host) => {
      expect(await statusWithHost(host)).toBe(200);
    },
  );

  it.each(['box.example', 'localhost.box.example', '127.0.0.1.box.example', '10.0.0.1'])(
    'refuses the name %s, so that no page elsewhere can reach it',
    async (host) => {
      expect(await statusWithHost(host)).toBe(403);
    },
  );

  it('refuses a taken port with a sentence and leaves nothing open', async () => {
    const home = await mkdtemp(join(tmpdir(), 'box-taken-'));
    const port = Number(new URL(box.url).port);

    const start = startTenant(boxOptions(home, { port }));

    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(start).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program`);
    await rm(home, { recursive: true });
  });

  it.each([
    ['no token', {}, 'Access token is empty.'],
    ['a made-up token', { Authorization: 'Bearer a.b.c' }, 'Access token validation failure.'],
  ])('refuses Graph requests with %s', async (_what, headers: Record<string, string>, message) => {
    const answer = await fetch(`${box.url}/v1.0/users`, { headers });
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await errorOf(answer)).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken', message });
  });

  it('refuses a token of its own authority that is meant for another service', async () => {
    const form = {
      grant_type: 'client_credentials',
      scope: 'https://api.botframework.com/.default',
      client_id: boxOptions('').apps[0]?.clientId ?? '',
      client_secret: boxOptions('').apps[0]?.clientSecret ?? '',
    };
    const given = await fetch(`${box.url}/botframework.com/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const { access_token: token } = (await given.json()) as { access_token: string };
    const answer = await fetch(`${box.url}/v1.0/users`, { headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
  });

  it('answers a body that is no JSON, and one that is too large, in Graph words', async () => {
    const path = `${box.url}/v1.0/users/x/sendMail`;
    const headers = { Authorization: `Bearer ${box.token}`, 'Content-Type': 'application/json' };
    expect(await errorOf(fetch(path, { method: 'POST', headers, body: '{"a":' }))).toMatchObject({
      status: 400,
      code: 'BadRequest',
    });
    const huge = JSON.stringify('x'.repeat(6_000_000));
    expect(await errorOf(fetch(path, { method: 'POST', headers, body: huge }))).toMatchObject({
      status: 413,
      code: 'payloadTooLarge',
    });
  });
});
