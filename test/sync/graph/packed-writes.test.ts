/** Writes that travel together: each has its own end, whatever becomes of the request they travel in. */
import { GraphError, outcomeOf, type GraphErrorCode } from '../../../sync/graph/errors';
import { type Graph, type GraphAnswer, type GraphCall } from '../../../sync/graph/graph';
import { PackedWrites } from '../../../sync/graph/packed-writes';

const change = (item: number): GraphCall => ({ method: 'PATCH', path: '/items/{item}/fields', parts: { item: String(item) }, headers: { 'If-Match': `"${item}"` }, body: { Level: 'High' } }); // prettier-ignore
const some = (count: number) => Array.from({ length: count }, (_, index) => change(index + 1));

interface Sent {
  id: string;
  url: string;
}
type Answers = (call: GraphCall, sent: readonly Sent[]) => object | GraphError;

function packed(answers: Answers): { writes: PackedWrites; calls: GraphCall[] } {
  const calls: GraphCall[] = [];
  const send = (call: GraphCall): Promise<GraphAnswer> => {
    calls.push(call);
    const { requests } = (call.body ?? {}) as { requests?: Sent[] };
    const body = answers(call, requests ?? []);
    return body instanceof GraphError
      ? Promise.reject(body)
      : Promise.resolve({ status: 200, headers: new Headers({ 'request-id': 'r1' }), body });
  };
  const graph: Graph = { send, list: () => Promise.reject(new Error('not asked')) };
  return { writes: new PackedWrites(graph), calls };
}

const error = (code: GraphErrorCode, status: number | null) =>
  new GraphError({ code, method: 'POST', path: '/$batch', status, serviceCode: null, requestId: null, retryAfterMs: 3000 }); // prettier-ignore
const allDone: Answers = (_call, sent) => ({
  responses: sent.map(({ id, url }) => ({ id, status: 200, body: { url } })),
});
const isBatch = ({ path }: GraphCall) => path === '/$batch';
const endsOf = async (ends: readonly Promise<GraphAnswer>[]) =>
  (await Promise.allSettled(ends)).map((end) => (end.status === 'fulfilled' ? 'done' : (end.reason as GraphError))); // prettier-ignore

it('STO80 one goes as it is', async () => {
  const { writes, calls } = packed(allDone);

  await writes.send(change(1));

  expect(calls).toEqual([change(1)]);
});

it('STO80 those asked for at the same moment go together, at most twenty in a request, each with its own tag and answer', async () => {
  const { writes, calls } = packed(allDone);

  const answers = await Promise.all(some(45).map((call) => writes.send(call)));

  expect(calls.map((call) => (call.body as { requests: Sent[] }).requests.length)).toEqual([20, 20, 5]);
  expect((calls[0]?.body as { requests: object[] }).requests[1]).toEqual({
    id: '2', method: 'PATCH', url: '/items/2/fields', headers: { 'If-Match': '"2"', 'Content-Type': 'application/json' }, body: { Level: 'High' },
  }); // prettier-ignore
  expect(answers.map(({ body }) => body)).toEqual(some(45).map((_, index) => ({ url: `/items/${index + 1}/fields` }))); // prettier-ignore
});

it('STO80 what is asked for later goes later', async () => {
  const { writes, calls } = packed(allDone);

  await Promise.all(some(2).map((call) => writes.send(call)));
  await writes.send(change(3));

  expect(calls.map(isBatch)).toEqual([true, false]);
});

it('STO80 each has its own end, and one without an answer is unknown', async () => {
  const { writes } = packed(() => ({
    responses: [
      { id: '3', status: 412, body: { error: { code: 'notAllowed' } } },
      { id: '1', status: 200, body: {} },
      { id: '4', status: 429, headers: { 'Retry-After': '7' }, body: null },
    ],
  }));

  const [first, second, third, fourth] = await endsOf(some(4).map((call) => writes.send(call)));

  expect(first).toBe('done');
  expect(second).toMatchObject({ code: 'bad-answer', failure: { method: 'PATCH', path: '/items/{item}/fields' } });
  expect(outcomeOf(second as GraphError).kind).toBe('unknown');
  expect(third).toMatchObject({ code: 'changed-meanwhile' });
  expect(fourth).toMatchObject({ code: 'throttled', retryAfterMs: 7000 });
}); // prettier-ignore

it.each<[GraphErrorCode, number | null, 'unknown' | 'failed']>([
  ['timeout', 504, 'unknown'],
  ['connection-lost', null, 'unknown'],
  ['throttled', 429, 'failed'],
  ['unauthenticated', 401, 'failed'],
])(
  'STO80 a request that ends with %s is the end of each in it, and is not repeated',
  async (code, status, kind) => {
    const { writes, calls } = packed(() => error(code, status));

    const ends = await endsOf(some(3).map((call) => writes.send(call)));

    expect(calls).toHaveLength(1);
    for (const end of ends) {
      expect(end).toMatchObject({ code, retryAfterMs: 3000, failure: { method: 'PATCH', path: '/items/{item}/fields' } }); // prettier-ignore
      expect(outcomeOf(end as GraphError).kind).toBe(kind);
    }
  },
);

it('STO80 where batches are refused they go one by one, from then on', async () => {
  const { writes, calls } = packed((call) => (isBatch(call) ? error('not-supported', 501) : {}));
  expect(writes.together).toBe(20);

  const ends = await endsOf(some(3).map((call) => writes.send(call)));
  const later = await endsOf(some(2).map((call) => writes.send(call)));

  expect([...ends, ...later]).toEqual(Array(5).fill('done'));
  expect(calls.map(isBatch)).toEqual([true, false, false, false, false, false]);
  expect(writes.together).toBe(1);
});

it('STO80 what is too large together goes one by one this time only', async () => {
  const { writes, calls } = packed((call) => (isBatch(call) ? error('too-large', 413) : {}));

  await Promise.all(some(2).map((call) => writes.send(call)));
  await Promise.all(some(2).map((call) => writes.send(call)));

  expect(calls.map(isBatch)).toEqual([true, false, false, true, false, false]);
  expect(writes.together).toBe(20);
});
