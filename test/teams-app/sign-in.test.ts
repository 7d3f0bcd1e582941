/** The tab's door: only a token that Teams got for one of our people, from our tenant, for this app, opens it. */
import { generateKeyPair, UnsecuredJWT } from 'jose';
import { aPerson } from '../kit/builders';
import { tabUnderTest } from './tab-under-test';

const tab = tabUnderTest();
const somebody = aPerson();
const gone = aPerson({ active: false });
const me = '/tab/api/me';

beforeAll(() => tab.hold([somebody, gone], []));

describe('a token', () => {
  it('of our tenant, app and Teams client opens the door', async () => {
    const answer = await tab.as(somebody, me);

    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ id: somebody.id, name: somebody.name });
  });

  it('is found by object id whatever its case, and never by name or address', async () => {
    const upper = await tab.as({ ...somebody, id: somebody.id.toUpperCase() as typeof somebody.id }, me);
    const other = await tab.as(aPerson(), me, { preferred_username: somebody.mail, upn: somebody.mail });

    expect(upper.status).toBe(200);
    expect(other.status).toBe(403);
  });

  it.each([
    ['another audience', { aud: '99999999-0000-4000-8000-000000000009' }, 401, 'token-refused'],
    ['another issuer', { iss: 'https://login.elsewhere.example/x/v2.0' }, 401, 'token-refused'],
    ['another tenant', { tid: '99999999-0000-4000-8000-000000000009' }, 401, 'token-refused'],
    ['no tenant', { tid: undefined }, 401, 'token-refused'],
    ['no expiry', { exp: undefined }, 401, 'token-refused'],
    ['no object id', { oid: undefined }, 401, 'token-refused'],
    ['an object id that is none', { oid: "x' or 1=1" }, 401, 'token-refused'],
    ['another scope', { scp: 'User.Read' }, 403, 'scope-missing'],
    ['a scope that only begins like ours', { scp: 'access_as_user_2' }, 403, 'scope-missing'],
    ['no scope', { scp: undefined }, 403, 'scope-missing'],
    ['another client', { azp: '99999999-0000-4000-8000-000000000009' }, 403, 'client-refused'],
    ['no client', { azp: undefined }, 403, 'client-refused'],
    ['an expiry that has passed', { exp: 1_700_000_000 }, 401, 'token-expired'],
    ['a beginning still ahead', { nbf: 4_000_000_000 }, 401, 'token-refused'],
  ])('with %s is refused', async (_title, wrong, status, code) => {
    const answer = await tab.as(somebody, me, wrong);

    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });

  it('signed by somebody else, signed by nobody or cut short is refused', async () => {
    const stranger = await generateKeyPair('RS256');
    const forged = await tab.sign(tab.claims(somebody.id), stranger.privateKey);
    const unsigned = new UnsecuredJWT(tab.claims(somebody.id)).encode();
    const codes = [];
    for (const token of [forged, unsigned, forged.slice(0, 40), 'a.b.c'])
      codes.push((await tab.get(me, { authorization: `Bearer ${token}` })).status);

    expect(codes).toEqual([401, 401, 401, 401]);
  });

  it('is needed', async () => {
    const none = await tab.get(me);
    const basic = await tab.get(me, { authorization: 'Basic eDp5' });

    expect([none.status, basic.status]).toEqual([401, 401]);
    expect(none.json().code).toBe('no-token');
  });

  it('of a person who has left, or whom the directory does not know, is answered with whom to ask', async () => {
    for (const person of [gone, aPerson()]) {
      const answer = await tab.as(person, '/tab/api/risks');

      expect(answer.status).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'unknown-person' });
      expect(answer.json().detail).toContain('Casework Support Manager');
    }
    expect(await tab.auditLines()).toEqual([]);
  });

  it('is checked with keys fetched once', async () => {
    await tab.restart({});
    const before = tab.keyRequests();
    for (let time = 0; time < 3; time += 1) await tab.as(somebody, me);

    expect(tab.keyRequests() - before).toBe(1);
  });

  it('never stands in the log', () => {
    expect(JSON.stringify(tab.log.lines)).not.toMatch(/eyJ|Bearer/);
    expect(tab.log.lines.map((line) => line.event)).toContain('tab.sign-in-refused');
  });
});

describe('when the login authority cannot be asked', () => {
  afterAll(() => tab.restart({}));

  it.each([
    ['answers something else', () => `${tab.authority()}/elsewhere`],
    ['does not answer', () => 'http://127.0.0.1:1'],
  ])('the person is not told that their token is wrong: it %s', async (_title, address) => {
    const authority = address();
    await tab.restart({ CRR_AUTHORITY: authority });
    const answer = await tab.as(somebody, me, { iss: `${authority}/x/v2.0` });

    expect(answer.status).toBe(503);
    expect(answer.json().code).toBe('sign-in-unavailable');
    expect(answer.headers.get('retry-after')).toBe('30');
  });
});
