/** Starting safely: never without a token check by accident, never answering to an address of somebody else. */
import { botConfig, botConfigProblem, isServiceUrlAllowed } from '../../bot/config';
import { teamsDeepLink } from '../../bot/deep-link';
import { failureOf } from '../../bot/gateway-failure';
import { rateLimiter } from '../../bot/rate-limit';
import { aBotConfig } from './kit';

const appId = '00000000-0000-4000-8000-0000000000b0';
const secured = {
  CRR_BOT_ANONYMOUS: 'false',
  CRR_BOT_APP_ID: appId,
  CRR_BOT_APP_SECRET: 'a secret for tests',
};

it.each([
  ['neither an app id nor anonymous', { CRR_BOT_ANONYMOUS: 'false' }, 'CRR_BOT_APP_ID'],
  ['an app id without a secret', { ...secured, CRR_BOT_APP_SECRET: '' }, 'CRR_BOT_APP_SECRET'],
  ['an app id and anonymous', { ...secured, CRR_BOT_ANONYMOUS: 'true' }, 'CRR_BOT_ANONYMOUS'],
])('refuses to start with %s', (_what, parts, name) => {
  expect(botConfigProblem(aBotConfig(parts))?.name).toBe(name);
});

it('starts with an app id and secret, or anonymous on this machine', () => {
  expect(botConfigProblem(aBotConfig(secured))).toBeNull();
  expect(botConfigProblem(aBotConfig())).toBeNull();
});

it('knows the Teams hosts by default and takes a list', () => {
  expect(aBotConfig().CRR_BOT_SERVICE_HOSTS).toContain('smba.trafficmanager.net');
  expect(aBotConfig({ CRR_BOT_SERVICE_HOSTS: ' A.example , b.example ' }).CRR_BOT_SERVICE_HOSTS).toEqual([
    'a.example',
    'b.example',
  ]);
  expect(botConfig.safeParse({ CRR_BOT_SERVICE_HOSTS: 'https://a.example' }).success).toBe(false);
});

it.each([
  ['https://smba.trafficmanager.net/uk/', {}, true],
  ['https://SMBA.trafficmanager.net/uk/', {}, true],
  ['http://smba.trafficmanager.net/uk/', {}, false],
  ['https://user@smba.trafficmanager.net/', {}, false],
  ['http://127.0.0.1:3979/connector/', {}, true],
  ['http://127.0.0.1:3979/connector/', secured, false],
  ['http://127.0.0.1:3979/connector/', { ...secured, CRR_BOT_SERVICE_HOSTS: '127.0.0.1' }, true],
])('the address %s with %j is allowed: %s', (url, parts, allowed) => {
  expect(isServiceUrlAllowed(aBotConfig(parts), url)).toBe(allowed);
});

it('deep links carry an id and nothing else, and stay short', () => {
  const url = new URL(teamsDeepLink(aBotConfig())('NS-2026-0001'));

  expect(url.pathname).toBe('/l/entity/00000000-0000-4000-8000-0000000000cc/register');
  expect(JSON.parse(url.searchParams.get('context') ?? '')).toEqual({ subEntityId: 'NS-2026-0001' });
  expect(url.searchParams.get('webUrl')).toBe(
    'https://register.caseworkcharity.example/tab?open=NS-2026-0001',
  );
  expect(url.toString().length).toBeLessThan(1900);
});

it('one sender’s loop is stopped, comes back after a while and hinders nobody else', () => {
  let now = 0;
  const may = rateLimiter({ burst: 3, everyMs: 1000 }, () => now);

  expect([may('a'), may('a'), may('a'), may('a'), may('b')]).toEqual([true, true, true, false, true]);
  now = 1000;
  expect([may('a'), may('a')]).toEqual([true, false]);
});

it('reads failures of any shape without repeating what they say', () => {
  expect(failureOf(new TypeError('text about a case')).facts).toEqual({
    status: null,
    serviceCode: 'unknown',
    retryAfterMs: null,
  });
  expect(failureOf(undefined).message).not.toContain('case');
  expect(failureOf({ statusCode: 403, details: { error: { code: '<b>' } } }).facts.serviceCode).toBe(
    'unknown',
  );
});
