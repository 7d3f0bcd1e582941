/** The page is served so that only Teams can frame it and nothing but its own script runs. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tabConfig } from '../../teams-app/config';
import { tabUnderTest } from './tab-under-test';

const tab = tabUnderTest();

/** One directive of the policy as a list of sources. */
function sources(policy: string | null, directive: string): string[] {
  const found = (policy ?? '').split('; ').find((part) => part.startsWith(`${directive} `));
  return found?.split(' ').slice(1) ?? [];
}

describe('the page', () => {
  it('may be framed by the hosts of Teams and by those configured, by nobody else', async () => {
    const policy = (await tab.get('/tab')).headers.get('content-security-policy');
    const frames = sources(policy, 'frame-ancestors');

    expect(frames).toEqual(
      expect.arrayContaining([
        'https://teams.microsoft.com',
        'https://*.cloud.microsoft',
        'http://127.0.0.1:3979',
      ]),
    );
    expect(frames.filter((host) => !/^https:\/\/|^http:\/\/127/.test(host))).toEqual([]);
  });

  it('runs its own script only, and asks its own server and the list of Teams hosts only', async () => {
    const answer = await tab.get('/tab');
    const policy = answer.headers.get('content-security-policy');

    expect(sources(policy, 'default-src')).toEqual(["'none'"]);
    expect(sources(policy, 'script-src')).toEqual(["'self'"]);
    expect(sources(policy, 'connect-src')).toEqual(["'self'", 'https://res.cdn.office.net']);
    expect(policy).not.toContain('unsafe');
    expect(answer.text).not.toMatch(/<script(?![^>]* src=)/);
    expect(answer.text).not.toMatch(/ on\w+=/);
  });

  it('gets a fresh nonce for its styles each time', async () => {
    const [one, two] = [await tab.get('/tab'), await tab.get('/tab')];
    const nonce = /nonce="([^"]+)"/.exec(one.text)?.[1] ?? 'none';

    expect(sources(one.headers.get('content-security-policy'), 'style-src')).toContain(`'nonce-${nonce}'`);
    expect(two.text).not.toContain(nonce);
    expect(one.text).not.toContain('{{');
    expect(one.text).toContain('http://127.0.0.1:3979');
  });

  it.each(['/tab', '/tab/main.js', '/tab/api/me', '/tab/api/nothing'])(
    '%s cannot be sniffed and sends no referrer',
    async (address) => {
      const { headers } = await tab.get(address);

      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain('frame-ancestors https://teams.microsoft.com');
      expect(headers.get('x-frame-options')).toBeNull();
    },
  );

  it('is never stored, nor are the answers of its API', async () => {
    const stored = [];
    for (const address of ['/tab', '/tab/api/me', '/tab/api/nothing'])
      stored.push((await tab.get(address)).headers.get('cache-control'));

    expect(stored).toEqual(['no-store', 'no-store', 'no-store']);
  });

  it('comes with its script, and an unknown address of the API is a problem, not a page', async () => {
    const script = await tab.get('/tab/main.js');
    const unknown = await tab.get('/tab/api/nothing');

    expect(script.text).toContain('built');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
  });

  it('says so when it was never built', async () => {
    for (const file of readdirSync(tab.webRoot)) rmSync(join(tab.webRoot, file));
    const answer = await tab.get('/tab');

    expect(answer.status).toBe(501);
    expect(answer.text).toContain('npm run build');
  });
});

describe('the settings', () => {
  const good = {
    CRR_TAB_APP_ID: '33333333-0000-4000-8000-000000000003',
    CRR_TENANT_ID: '77777777-0000-4000-8000-000000000007',
  };

  it('default to the public cloud, the two Teams clients and no further host', () => {
    expect(tabConfig.parse(good)).toMatchObject({
      CRR_AUTHORITY: 'https://login.microsoftonline.com',
      CRR_TAB_CLIENTS: ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'],
      CRR_TAB_FRAME_HOSTS: [],
    });
  });

  it.each([
    { CRR_TAB_APP_ID: 'tab' },
    { CRR_TENANT_ID: undefined },
    { CRR_AUTHORITY: 'login' },
    { CRR_TAB_CLIENTS: 'teams' },
    { CRR_TAB_FRAME_HOSTS: '*' },
    { CRR_TAB_FRAME_HOSTS: 'http://teams.elsewhere.example' },
    { CRR_TAB_FRAME_HOSTS: "https://a.example;script-src 'unsafe-inline'" },
  ])('refuse %j', (wrong) => {
    expect(tabConfig.safeParse({ ...good, ...wrong }).success).toBe(false);
  });
});
