/** The box's answers, held against the shapes Microsoft publishes. Skipped with a notice where the contract is not at hand. */
import { contractPath, loadGraphContract } from '../../kit/graph-contract';
import { madeList, sampleList } from '../../kit/box-lists';
import { startNoticeListener } from '../../kit/notice-listener';
import {
  boxDrive,
  boxGroup,
  jsonOf,
  people,
  type RunningBox,
  sampleWorkbook,
  startRunningBox,
  workbookName,
} from '../../kit/running-box';

const contract = loadGraphContract();
if (!contract)
  process.stderr.write(`The Graph contract is not at ${contractPath()}: its tests are skipped.\n`);

let box: RunningBox;
const drive = `/drives/${boxDrive.driveId}`;
const user = `/users/${people[1]?.id}`;
const sheet = "/worksheets/North shire's";
const table = '/tables/Register_NS';
const address = { emailAddress: { address: people[0]?.mail } };
const message = {
  subject: 'Notice',
  body: { contentType: 'HTML', content: '<p>x</p>' },
  toRecipients: [address],
  internetMessageHeaders: [{ name: 'x-id', value: '1' }],
};
const row = { values: [['R-NS-0003', 'a', 1]] };

const risk = { fields: { RiskId: 'R-1', Note: 'a', Level: 'Low', OwnerLookupId: 7, LookedAt: '2026-07-01' } };

/** method, path (`{item}` stands for the workbook, `{w}` for its API, `{l}` for a list), body. */
type Probe = [string, string, unknown?];
const probes: Probe[] = [
  ['GET', `/sites/${boxDrive.siteId}`],
  ['GET', `/sites/${boxDrive.siteId}/drive`],
  ['GET', `/sites/${boxDrive.siteId}/drives`],
  ['GET', drive],
  ['GET', `${drive}/root`],
  ['GET', '{item}'],
  ['GET', `${drive}/items/${boxDrive.folderId}`],
  ['GET', `${drive}/items/${boxDrive.folderId}/children`],
  ['GET', '{item}/content'],
  ['GET', '{item}/versions'],
  ['GET', '{item}/versions/1.0'],
  ['GET', '{item}/versions/1.0/content'],
  ['POST', '{item}/versions/1.0/restoreVersion'],
  ['GET', '{item}/versions/99.0'],
  ['POST', '{w}/createSession', { persistChanges: true }],
  ['POST', '{w}/refreshSession'],
  ['GET', '{w}/worksheets'],
  ['GET', `{w}${sheet}`],
  ['GET', `{w}${sheet}/tables`],
  ['GET', `{w}${sheet}/usedRange()`],
  ['GET', `{w}${sheet}/usedRange(valuesOnly=true)`],
  ['GET', `{w}${sheet}/range(address='A1:C3')`],
  ['PATCH', `{w}${sheet}/range(address='F1')`, { values: [['x']] }],
  ['GET', '{w}/tables'],
  ['GET', `{w}${table}`],
  ['GET', `{w}${table}/columns`],
  ['GET', `{w}${table}/columns/Level`],
  ['GET', `{w}${table}/columns/Level/dataBodyRange()`],
  ['GET', `{w}${table}/range()`],
  ['GET', `{w}${table}/headerRowRange()`],
  ['GET', `{w}${table}/dataBodyRange()`],
  ['GET', `{w}${table}/rows`],
  ['POST', `{w}${table}/rows`, row],
  ['POST', `{w}${table}/rows/add`, row],
  ['GET', `{w}${table}/rows/$count`],
  ['GET', `{w}${table}/rows/itemAt(index=0)`],
  ['PATCH', `{w}${table}/rows/itemAt(index=0)`, row],
  ['GET', `{w}${table}/rows/itemAt(index=0)/range()`],
  ['GET', `{w}${table}/rows/0`],
  ['DELETE', `{w}${table}/rows/itemAt(index=0)`],
  ['GET', '{w}/application'],
  ['POST', '{w}/application/calculate', { calculationType: 'Full' }],
  ['GET', '{w}/names'],
  ['POST', '{w}/names/add', { name: 'Headings', reference: '=Register_NS[#Headers]' }],
  ['GET', '{w}/names/Headings'],
  ['GET', '{w}/names/Headings/range()'],
  ['GET', '{w}/names/None/range()'],
  ['POST', '/$batch', { requests: [{ id: '1', method: 'GET', url: `/sites/${boxDrive.siteId}` }] }],
  ['POST', '{w}/worksheets/add', { name: 'More' }],
  ['POST', '{w}/worksheets/add', { name: 'More' }],
  ['PATCH', '{w}/worksheets/More', { visibility: 'VeryHidden' }],
  ['POST', '{w}/worksheets/More/tables/add', { address: 'A1:B2', hasHeaders: true }],
  ['PATCH', `{w}${table}`, { name: 'Renamed' }],
  ['GET', '{w}/tables/None'],
  ['PATCH', `{w}${sheet}/range(address='A1')`, {}],
  ['GET', `/sites/${boxDrive.siteId}/lists`],
  ['POST', `/sites/${boxDrive.siteId}/lists`, { ...sampleList, displayName: 'More' }],
  ['GET', '{l}'],
  ['PATCH', '{l}', { description: 'x' }],
  ['GET', '{l}/columns'],
  ['GET', '{l}/columns/Level'],
  ['POST', '{l}/columns', { name: 'More', number: {} }],
  ['PATCH', '{l}/columns/More', { displayName: 'Even more' }],
  ['DELETE', '{l}/columns/More'],
  ['POST', '{l}/items', risk],
  ['POST', '{l}/items', risk],
  ['GET', '{l}/items?$expand=fields'],
  ['GET', '{l}/items/1'],
  ['GET', '{l}/items/1/fields'],
  ['PATCH', '{l}/items/1', { fields: { Note: 'b' } }],
  ['PATCH', '{l}/items/1/fields', { Note: 'c' }],
  ['PATCH', '{l}/items/1/fields', { Nothing: 1 }],
  ['GET', '{l}/items/1/versions'],
  ['GET', '{l}/items/1/versions/1.0'],
  ['GET', '{l}/items/1/versions/1.0/fields'],
  ['POST', '{l}/items/1/versions/1.0/restoreVersion'],
  ['GET', '{l}/items/delta()'],
  ['GET', "{l}/items/delta(token='latest')"],
  ['DELETE', '{l}/items/1'],
  ['GET', '{l}/items/1'],
  ['GET', '/users'],
  ['GET', user],
  ['GET', `${user}/manager`],
  ['GET', '/users/nobody'],
  ['GET', `/groups/${boxGroup.id}`],
  ['GET', `/groups/${boxGroup.id}/members`],
  ['GET', `/groups/${boxGroup.id}/transitiveMembers`],
  ['GET', `/groups/${boxGroup.id}/transitiveMembers/graph.user`],
  ['POST', `${user}/sendMail`, { message }],
  ['POST', `${user}/sendMail`, {}],
  ['POST', `${user}/messages`, message],
];

const whenThere = contract ? describe : describe.skip;

whenThere('the answers of the box', () => {
  const names: Record<string, string> = {};
  beforeAll(async () => {
    box = await startRunningBox();
    const found = await jsonOf(box.graph('GET', `${drive}/root:/${workbookName}`));
    const item = `${drive}/items/${String(found['id'])}`;
    Object.assign(names, { '{item}': item, '{w}': `${item}/workbook`, '{l}': await madeList(box) });
  });
  afterAll(() => box.stop());
  const real = (path: string): string => path.replace(/^\{\w+\}/, (name) => String(names[name]));

  async function problemsOf(method: string, path: string, sent?: unknown, headers = {}): Promise<string[]> {
    const answer = await box.graph(method, encodeURI(path), sent, {
      ConsistencyLevel: 'eventual',
      ...headers,
    });
    const text = await answer.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return contract?.problems({ method, path: path.replace(/\?.*/, ''), status: answer.status, body }) ?? [];
  }

  const cases = probes.map(([method, path, sent]) => ({ method, path, sent }));
  it.each(cases)('$method $path has the published shape', async ({ method, path, sent }) => {
    expect(await problemsOf(method, real(path), sent)).toEqual([]);
  });

  it('has the published shape for subscriptions', async () => {
    const listener = await startNoticeListener();
    const wanted = {
      changeType: 'updated',
      notificationUrl: listener.url,
      resource: `${drive}/root`,
      expirationDateTime: new Date(Date.now() + 60_000).toISOString(),
    };
    expect(await problemsOf('POST', '/subscriptions', wanted)).toEqual([]);
    const [made] = box.tenant.subscriptions.all();
    const one = `/subscriptions/${made?.id}`;
    expect(await problemsOf('GET', '/subscriptions')).toEqual([]);
    expect(await problemsOf('GET', one)).toEqual([]);
    expect(await problemsOf('PATCH', one, { expirationDateTime: wanted.expirationDateTime })).toEqual([]);
    expect(await problemsOf('POST', `${one}/reauthorize`)).toEqual([]);
    expect(await problemsOf('DELETE', one)).toEqual([]);
    expect(await problemsOf('POST', '/subscriptions', {})).toEqual([]);
    await listener.stop();
  });

  it('has the published shape for new content, a sent draft, and a selected user', async () => {
    expect(await problemsOf('PUT', real('{item}/content'), await sampleWorkbook())).toEqual([]);
    const draft = String((await jsonOf(box.graph('POST', `${user}/messages`, message)))['id']);
    expect(await problemsOf('GET', `${user}/messages/${draft}`)).toEqual([]);
    expect(await problemsOf('POST', `${user}/messages/${draft}/send`)).toEqual([]);
    const some = await jsonOf(
      box.graph('GET', '/users?$select=accountEnabled,userType,department,businessPhones&$top=2&$count=true'),
    );
    expect(contract?.problems({ method: 'GET', path: '/users', status: 200, body: some })).toEqual([]);
  });
});

whenThere('the checker itself', () => {
  const seen = (body: unknown, path = '/users/x'): string[] =>
    contract?.problems({ method: 'GET', path, status: 200, body }) ?? [];
  it('finds undeclared properties, wrong types, missing bodies and unknown operations', () => {
    expect(seen({ id: '1', shoeSize: 44 })).toEqual(['$.shoeSize is not declared']);
    expect(seen({ accountEnabled: 'yes' })).toEqual([
      '$.accountEnabled is "yes", which is not of the declared type',
    ]);
    expect(seen({ value: [{ id: 1 }] }, '/users')).toHaveLength(1);
    expect(seen({ id: '1', file: { mimeType: 3 } }, '/drives/a/items/b')).toHaveLength(1);
    expect(seen(undefined)).toEqual(['no body where one is declared']);
    expect(seen({}, '/planets')).toEqual(['unknown operation']);
    const error = { error: { message: 'no code' } };
    expect(contract?.problems({ method: 'GET', path: '/users/x', status: 404, body: error })).toEqual([
      '$.error.code is missing',
    ]);
  });
});
