/** Answers to a batch of two that a sound Graph would not give, and what is made of them. */
import { sendIf } from '../../../sync/graph/conditional';
import { GraphError, outcomeOf } from '../../../sync/graph/errors';
import { type Graph, type GraphCall } from '../../../sync/graph/graph';

const condition: GraphCall = { method: 'GET', path: '/names/{name}', parts: { name: "it's a/b" } };
const then: GraphCall = { method: 'POST', path: '/rows', body: { values: [['=1']] }, headers: { 'workbook-session-id': 's' } }; // prettier-ignore

function graphThat(body: unknown): { graph: Graph; calls: GraphCall[] } {
  const calls: GraphCall[] = [];
  const send = (call: GraphCall) => {
    calls.push(call);
    return Promise.resolve({ status: 200, headers: new Headers({ 'request-id': 'r1' }), body });
  };
  return { graph: { send, list: () => Promise.reject(new Error('not asked')) }, calls };
}

const asked = (status: number) => ({ id: '1', status, body: { error: { code: 'ItemNotFound' } } });
const done = (status: number, body: unknown = null) => ({ id: '2', status, headers: { 'Retry-After': '3' }, body }); // prettier-ignore

async function failure(body: unknown): Promise<GraphError> {
  const error = await sendIf(graphThat(body).graph, { condition, then }).then(() => null, (caught: unknown) => caught); // prettier-ignore
  if (!(error instanceof GraphError)) throw new Error(`Expected a GraphError, got ${String(error)}`);
  return error;
}

it('STO79 sends both in one batch, the second depending on the first, each with its own headers', async () => {
  const { graph, calls } = graphThat({ responses: [done(201, { index: 4 }), asked(200)] });

  expect((await sendIf(graph, { condition, then })).body).toEqual({ index: 4 });

  expect(calls).toEqual([
    {
      method: 'POST',
      path: '/$batch',
      body: {
        requests: [
          { id: '1', method: 'GET', url: "/names/it's%20a%2Fb" },
          {
            id: '2',
            method: 'POST',
            url: '/rows',
            headers: { 'workbook-session-id': 's', 'Content-Type': 'application/json' },
            body: then.body,
            dependsOn: ['1'],
          },
        ],
      },
    },
  ]);
});

it('STO79 tells the failure of the question when the rest was kept back', async () => {
  const error = await failure({ responses: [asked(404), done(424)] });

  expect([error.failure.method, error.code]).toEqual(['GET', 'not-found']);
});

it.each([
  ['was carried out although the question failed', { responses: [asked(404), done(201)] }],
  ['failed although the question failed', { responses: [asked(404), done(504)] }],
  ['was kept back although the question succeeded', { responses: [asked(200), done(424)] }],
  ['has no answer', { responses: [asked(200)] }],
  ['has a status that is none', { responses: [asked(200), done(999)] }],
  ['was redirected', { responses: [asked(302), done(201)] }],
  ['is no list', { responses: 'none' }],
  ['is nothing', null],
  ['holds nothing', { responses: [null, null] }],
])('STO79 leaves unknown what %s', async (_, body) => {
  const error = await failure(body);

  expect(error.failure).toMatchObject({ method: 'POST', path: '/rows', code: 'bad-answer', requestId: 'r1' });
  expect(outcomeOf(error).kind).toBe('unknown');
});

it('STO79 is not led astray by what cannot be a header', async () => {
  const headers = { 'request-id': 'a\r\nb: c', 'Retry-After': 4, 'not a name': 'x' };
  const error = await failure({ responses: [asked(200), { ...done(429), headers }] });

  expect([error.failure.requestId, error.retryAfterMs]).toEqual(['ab: c', 4000]);
});

it('STO79 reads codes and waits of the part itself', async () => {
  const error = await failure({
    responses: [asked(200), done(429, { error: { code: 'x', innerError: { code: 'TooManyRequestsUncategorized' } } })],
  }); // prettier-ignore

  expect([error.code, error.serviceCode, error.retryAfterMs]).toEqual(['throttled', 'TooManyRequestsUncategorized', 3000]); // prettier-ignore
});
