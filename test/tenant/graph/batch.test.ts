/** Several requests in one: order, what depends on what, and that each is a request like any other. */
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let workbook: string;
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(box.graph('GET', `/drives/${boxDrive.driveId}/root/children`)); // prettier-ignore
  workbook = `/drives/${boxDrive.driveId}/items/${value[0]?.id}/workbook`;
});
afterEach(() => box.stop());

interface Part {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown> | null;
}

const json = { 'Content-Type': 'application/json' };
const cell = () => `${workbook}/worksheets/Guide/range(address='H9')`;
const write = (id: string, value: number, dependsOn?: string[]) => ({ id, method: 'PATCH', url: cell(), headers: json, body: { values: [[value]] }, dependsOn }); // prettier-ignore
const look = (id: string, url: string, dependsOn?: string[]) => ({ id, method: 'GET', url, dependsOn });
const batch = (requests: unknown[]) => box.graph('POST', '/$batch', { requests });
const answers = async (requests: unknown[]) => (await jsonOf<{ responses: Part[] }>(batch(requests))).responses; // prettier-ignore
const inCell = async () => (await jsonOf<{ values: unknown[][] }>(box.graph('GET', cell()))).values[0]?.[0];

it('are carried out in order, each with a status and a body of its own', async () => {
  const found = await answers([
    write('a', 7),
    look('b', `${cell()}?$select=values`, ['a']),
    look('c', '/sites/none'),
  ]);

  expect(found.map(({ id, status }) => [id, status])).toEqual([['a', 200], ['b', 200], ['c', 404]]); // prettier-ignore
  expect(found[1]?.body).toMatchObject({ values: [[7]] });
});

it('are kept back with 424 when one they depend on failed, and so is what depends on them; others go on', async () => {
  const found = await answers([
    look('a', `${workbook}/names/None/range()`),
    write('b', 7, ['a']),
    write('c', 8, ['b']),
    write('d', 9),
  ]);

  expect(found.map(({ status }) => status)).toEqual([404, 424, 424, 200]);
  expect(await inCell()).toBe(9);
});

it('are asked with the token of the whole, whatever a part brings', async () => {
  const part = { ...look('a', `${workbook}/tables`), headers: { Authorization: 'Bearer another' } };

  expect((await answers([part])).map(({ status }) => status)).toEqual([200]);
});

it('meet faults one by one, with the wait each was asked for', async () => {
  box.tenant.faults.add({ match: { method: 'PATCH' }, answer: { status: 429, retryAfter: 12 } });
  box.tenant.faults.add({ match: { method: 'PATCH' }, answer: { reset: true, commit: 'before' } });

  const found = await answers([write('a', 1), write('b', 2)]);

  expect(found.map(({ status }) => status)).toEqual([429, 504]);
  expect(found[0]?.headers['retry-after']).toBe('12');
  expect(await inCell()).toBe(2);
});

it('are refused as a whole without a token, and when the batch is not well formed', async () => {
  const plain = await fetch(`${box.tenant.url}/v1.0/$batch`, { method: 'POST', headers: json, body: JSON.stringify({ requests: [write('a', 1)] }) }); // prettier-ignore
  expect(plain.status).toBe(401);
  const one = look('a', '/sites/none');
  const wrong = [
    [],
    [one, one],
    [look('a', '/x', ['b']), look('b', '/x')],
    [{ ...write('a', 1), headers: {} }],
    Array.from({ length: 21 }, (_, at) => look(String(at), '/x')),
    [{ ...one, method: 'TRACE' }],
  ];
  for (const requests of wrong) expect(await errorOf(batch(requests))).toMatchObject({ status: 400 });
});
