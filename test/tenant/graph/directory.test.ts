/** People and groups over HTTP. */
import { boxGroup, errorOf, jsonOf, people, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
beforeAll(async () => {
  box = await startRunningBox();
});
afterAll(() => box.stop());

interface Page {
  value: Record<string, unknown>[];
  '@odata.nextLink'?: string;
  '@odata.count'?: number;
}
const page = (path: string): Promise<Page> => jsonOf<Page>(box.graph('GET', path));
const [rom, caseworker] = people;

describe('/users', () => {
  it('answers the usual properties, and accountEnabled only when asked', async () => {
    const { value } = await page('/users');
    expect(value).toHaveLength(people.length);
    expect(value[0]).toMatchObject({
      id: rom?.id,
      displayName: 'ROM NS',
      jobTitle: 'Regional Office Manager',
      officeLocation: null,
    });
    expect(value[0]).not.toHaveProperty('accountEnabled');
    const selected = await page('/users?$select=id,accountEnabled');
    expect(Object.keys(selected.value[0] ?? {})).toEqual(['id', 'accountEnabled']);
  });

  it('pages with $top and a nextLink that leads to the end', async () => {
    const first = await page('/users?$top=3&$select=displayName&$count=true');
    expect(first.value).toHaveLength(3);
    expect(first['@odata.count']).toBe(4);
    const link = String(first['@odata.nextLink']);
    expect(link).toContain(`${box.url}/v1.0/users?`);
    const rest = await jsonOf<Page>(fetch(link, { headers: { Authorization: `Bearer ${box.token}` } }));
    expect(rest.value).toEqual([{ displayName: 'Leaver NS-09' }]);
    expect(rest['@odata.nextLink']).toBeUndefined();
  });

  it('filters by accountEnabled and names every other filter as not imitated', async () => {
    expect((await page('/users?$filter=accountEnabled%20eq%20true')).value).toHaveLength(3);
    expect((await page('/users?$filter=accountEnabled eq false')).value).toHaveLength(1);
    expect((await box.graph('GET', "/users?$filter=startswith(mail,'a')")).status).toBe(501);
  });

  it.each(['$top=0', '$top=1000', '$top=x', '$skip=-1', '$select=shoeSize'])('refuses %s', async (query) => {
    expect(await errorOf(box.graph('GET', `/users?${query}`))).toMatchObject({
      status: 400,
      code: 'BadRequest',
    });
  });

  it('finds a person by id and by user principal name in any letter case', async () => {
    expect(await jsonOf(box.graph('GET', `/users/${caseworker?.id}`))).toMatchObject({
      displayName: 'Caseworker NS-01',
    });
    const byName = String(caseworker?.userPrincipalName).toUpperCase();
    expect(await jsonOf(box.graph('GET', `/users/${byName}?$select=id`))).toEqual({ id: caseworker?.id });
  });

  it('answers 404 for a person and a manager that do not exist', async () => {
    const code = 'Request_ResourceNotFound';
    expect(await errorOf(box.graph('GET', '/users/nobody'))).toMatchObject({ status: 404, code });
    expect(await errorOf(box.graph('GET', `/users/${rom?.id}/manager`))).toMatchObject({ status: 404, code });
  });

  it('names the line manager', async () => {
    expect(await jsonOf(box.graph('GET', `/users/${caseworker?.id}/manager`))).toMatchObject({ id: rom?.id });
  });
});

describe('/groups', () => {
  it('lists groups and their members', async () => {
    expect((await page('/groups')).value).toMatchObject([{ id: boxGroup.id, displayName: 'RO NS' }]);
    const direct = await page(`/groups/${boxGroup.id}/members?$select=id`);
    expect(direct.value).toEqual(
      boxGroup.memberIds.map((id) => ({ '@odata.type': '#microsoft.graph.user', id })),
    );
    expect(await page(`/groups/${boxGroup.id}/transitiveMembers?$select=id`)).toEqual(direct);
    expect((await page(`/groups/${boxGroup.id}/members?$top=1`))['@odata.nextLink']).toBeDefined();
  });

  it('asks for ConsistencyLevel on the cast to users', async () => {
    const path = `/groups/${boxGroup.id}/transitiveMembers/graph.user`;
    expect(await errorOf(box.graph('GET', path))).toMatchObject({
      status: 400,
      code: 'Request_UnsupportedQuery',
    });
    for (const cast of [path, path.replace('graph.user', 'microsoft.graph.user')]) {
      const answer = await box.graph('GET', cast, undefined, { ConsistencyLevel: 'eventual' });
      expect((await jsonOf<Page>(answer)).value).toHaveLength(2);
    }
  });

  it('answers 404 for an unknown group', async () => {
    expect((await box.graph('GET', '/groups/none/members')).status).toBe(404);
  });
});
