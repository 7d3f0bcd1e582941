import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createGraph } from '../../../sync/graph/client';
import { type Graph } from '../../../sync/graph/graph';
import { createTokenSource } from '../../../sync/graph/token';
import { configFor } from '../../kit/product-tenant';
import { startBox, type TestBox } from '../box';

/** A server that answers with what the test says next and writes down what it was asked. */
interface Probe {
  url: string;
  asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  answers: ((response: ServerResponse) => void)[];
  server: Server;
}

async function startProbe(): Promise<Probe> {
  const probe: Probe = { url: '', asked: [], answers: [], server: createServer() };
  probe.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      probe.asked.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
      });
      const answer = probe.answers.shift();
      if (answer) answer(response);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => probe.server.listen(0, '127.0.0.1', resolve));
  probe.url = `http://127.0.0.1:${(probe.server.address() as AddressInfo).port}`;
  return probe;
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end('{"error":{"code":"x"}}');

describe('the Graph client', () => {
  let probe: Probe;
  let graph: Graph;
  beforeEach(async () => {
    probe = await startProbe();
    graph = createGraph(configFor(probe.url), { tokenFor: () => Promise.resolve('token-1') });
  });
  afterEach(async () => {
    probe.server.closeAllConnections();
    await new Promise((resolve) => probe.server.close(resolve));
  });

  it.each([429, 500, 503, 504])('STO7 sends a write once, whatever the answer: %d', async (code) => {
    probe.answers.push(status(code, { 'retry-after': '0' }));

    await expect(graph.send({ method: 'POST', path: '/a', body: { b: 1 } })).rejects.toMatchObject({
      status: code,
    });

    expect(probe.asked.map(({ method, body }) => [method, body])).toEqual([['POST', '{"b":1}']]);
  });

  it('STO7 sends a write once when the connection breaks', async () => {
    probe.answers.push((response) => void response.destroy());

    await expect(graph.send({ method: 'PATCH', path: '/a', body: {} })).rejects.toMatchObject({
      code: 'connection-lost',
    });

    expect(probe.asked).toHaveLength(1);
  });

  it.each(['GET', 'POST'] as const)(
    'STO23 drops a token that was refused and sends a %s once more',
    async (method) => {
      const asked: (string | undefined)[] = [];
      const tokenFor = (_scope: string, refused?: string) => Promise.resolve(`token-${asked.push(refused)}`);
      const own = createGraph(configFor(probe.url), { tokenFor });
      probe.answers.push(status(401));

      await own.send({ method, path: '/a', body: { b: 1 } });

      expect(asked).toEqual([undefined, 'token-1']);
      expect(probe.asked.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer token-1',
        'Bearer token-2',
      ]);
      expect(probe.asked[1]?.body).toBe(probe.asked[0]?.body);
    },
  );

  it('STO23 gives up when the new token is refused as well, or there is none', async () => {
    probe.answers.push(status(401));
    await expect(graph.send({ method: 'POST', path: '/a' })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(probe.asked).toHaveLength(1);

    let made = 0;
    const own = createGraph(configFor(probe.url), {
      tokenFor: () => Promise.resolve(`token-${(made += 1)}`),
    });
    probe.answers.push(status(401), status(401));
    await expect(own.send({ method: 'POST', path: '/a' })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(probe.asked).toHaveLength(3);
  });

  it('STO19 reads again after a passing failure', async () => {
    probe.answers.push(status(503, { 'retry-after': '0' }), (response) => void response.destroy());

    const answer = await graph.send({ method: 'GET', path: '/a' });

    expect(answer.status).toBe(200);
    expect(probe.asked).toHaveLength(3);
  });

  it('STO19 does not repeat what cannot change', async () => {
    probe.answers.push(status(403));

    await expect(graph.send({ method: 'GET', path: '/a' })).rejects.toMatchObject({ code: 'denied' });

    expect(probe.asked).toHaveLength(1);
  });

  it('STO6 calls an answer that never comes a timeout', async () => {
    probe.answers.push(() => undefined);

    await expect(graph.send({ method: 'POST', path: '/a', timeoutMs: 50 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('STO20 escapes every part of an address and keeps them out of errors', async () => {
    probe.answers.push(status(404));
    const call = {
      path: '/tables/{table}/rows',
      parts: { table: "a/b?c=d#e'{f}" },
      query: { $select: 'id,name' },
    };

    const error: unknown = await graph.send({ method: 'GET', ...call }).catch((thrown: unknown) => thrown);

    expect(probe.asked[0]?.url).toBe("/v1.0/tables/a%2Fb%3Fc%3Dd%23e'%7Bf%7D/rows?$select=id%2Cname");
    expect(String(error)).toContain('/tables/{table}/rows');
    expect(String(error)).not.toContain('a/b');
  });

  it('STO20 follows a download without its token', async () => {
    probe.answers.push(
      status(302, { location: `${probe.url}/download/1` }),
      (response) => void response.end('abc'),
    );

    const { body } = await graph.send({ method: 'GET', path: '/content', expect: 'bytes' });

    expect(Buffer.from(body as Uint8Array).toString()).toBe('abc');
    expect(probe.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', undefined]);
  });

  describe('at a pre-authenticated address', () => {
    const name = '{download address}';
    const at = (address: string, from = graph) =>
      from.send({ method: 'GET', path: name, address, expect: 'bytes' });

    it('STO29 asks it and where it leads without a token', async () => {
      probe.answers.push(status(302, { location: '/b?tempauth=2' }), (response) => void response.end('abc'));

      const { body } = await at(`${probe.url}/a?tempauth=1`);

      expect(Buffer.from(body as Uint8Array).toString()).toBe('abc');
      expect(probe.asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        ['/a?tempauth=1', undefined],
        ['/b?tempauth=2', undefined],
      ]);
    });

    it.each([
      ['http elsewhere', 'http://files.caseworkcharity.example/secret-7', undefined],
      ['http on this machine, told by a Graph that is not', 'http://127.0.0.1:1/secret-7', 'https://graph.microsoft.com'],
      ['a name and password', 'https://secret-7:b@files.caseworkcharity.example/', undefined],
      ['another protocol', 'file:///secret-7', undefined],
      ['nonsense', 'https://secret-7 [', undefined],
    ])('STO29 does not ask %s, nor follow there, and never repeats it', async (_what, address, root) => {
      const own = createGraph(configFor(root ?? probe.url), { tokenFor: () => Promise.resolve('token-1') });

      const refused: unknown = await at(address, own).catch((thrown: unknown) => thrown);

      expect(refused).toMatchObject({ code: 'denied', serviceCode: 'unprotected-address', status: null });
      if (root === undefined) {
        const impatient = createGraph(configFor(probe.url), { tokenFor: () => Promise.resolve('t') }, () => Promise.resolve()); // prettier-ignore
        probe.answers.push(...Array.from({ length: 4 }, () => status(302, { location: encodeURI(address) })));
        const led: unknown = await at(`${probe.url}/a`, impatient).catch((thrown: unknown) => thrown);
        expect(led).toMatchObject({ code: 'connection-lost' });
        expect(`${String(led)} ${String((led as Error).cause)}`).not.toContain('secret-7');
      }
      expect(`${String(refused)} ${JSON.stringify(refused)}`).not.toContain('secret-7');
    }); // prettier-ignore

    it('STO29 tells a refusal by what the address is, not by which', async () => {
      probe.answers.push(status(410));

      const refused: unknown = await at(`${probe.url}/secret-7`).catch((thrown: unknown) => thrown);

      expect(refused).toMatchObject({ status: 410, failure: { path: name } });
      expect(String(refused)).not.toContain('secret-7');
    });
  });

  it.each(['bytes', 'json'] as const)(
    'STO12 reads no more of an answer in %s than a register can be, though it never says how long it is',
    async (kind) => {
      let sent = 0;
      const piece = Buffer.alloc(1024 * 1024, '1');
      const isOver = new Promise((resolve) => {
        probe.answers.push((response) => {
          response.on('close', resolve);
          const goOn = () => {
            while (!response.destroyed && response.write(piece)) sent += 1;
            sent += 1;
          };
          response.on('drain', goOn);
          goOn();
        });
      });

      await expect(graph.send({ method: 'GET', path: '/content', expect: kind })).rejects.toMatchObject({
        code: 'too-large',
      });

      await isOver; // the rest was declined; otherwise this never ends
      expect(sent).toBeGreaterThan(64);
      expect(probe.asked).toHaveLength(1);
    },
  );

  it('STO20 does not carry its token to another host for the next page', async () => {
    const next = 'http://127.0.0.1:1/v1.0/users?$skiptoken=2';
    probe.answers.push(
      (response) => void response.end(JSON.stringify({ value: [1], '@odata.nextLink': next })),
    );

    await expect(graph.list({ path: '/users' })).rejects.toMatchObject({ code: 'connection-lost' });
    expect(probe.asked).toHaveLength(1);
  });

  it('reads all pages of a collection', async () => {
    const next = `${probe.url}/v1.0/users?$top=1&$skiptoken=b%20c`;
    probe.answers.push(
      (response) => void response.end(JSON.stringify({ value: [1], '@odata.nextLink': next })),
    );
    probe.answers.push((response) => void response.end(JSON.stringify({ value: [2] })));

    expect(await graph.list({ path: '/users', query: { $top: '1' } })).toEqual([1, 2]);
    expect(probe.asked[1]?.url).toBe('/v1.0/users?$top=1&$skiptoken=b%20c');
  });
});

describe('signing in', () => {
  let box: TestBox;
  beforeAll(async () => {
    box = await startBox();
  });
  afterAll(() => box.stop());

  it('STO20 gets a token from an authority on this machine and uses it again', async () => {
    const tokens = createTokenSource(box.config);
    const scope = 'https://graph.microsoft.com/.default';

    const [one, two] = await Promise.all([tokens.tokenFor(scope), tokens.tokenFor(scope)]);

    expect(one).toMatch(/^ey/);
    expect(two).toBe(one);
    expect(await tokens.tokenFor(scope)).toBe(one);
  });

  it('STO23 gets another token for one that was refused, once for all that were refused with it', async () => {
    const tokens = createTokenSource(box.config);
    const scope = 'https://graph.microsoft.com/.default';
    const first = await tokens.tokenFor(scope);

    const [one, two] = await Promise.all([tokens.tokenFor(scope, first), tokens.tokenFor(scope, first)]);

    expect(one).not.toBe(first);
    expect(two).toBe(one);
    expect(await tokens.tokenFor(scope, first)).toBe(one);
    expect(await tokens.tokenFor(scope)).toBe(one);
  });

  it('STO23 does not give a refused token again when no other can be had', async () => {
    const tokens = createTokenSource(box.config);
    const scope = 'https://graph.microsoft.com/.default';
    const first = await tokens.tokenFor(scope);
    box.tenant.faults.add({ match: { path: 'oauth2' }, answer: { reset: true }, times: 100 });

    await expect(tokens.tokenFor(scope, first)).rejects.toMatchObject({ code: 'token-refused' });

    box.tenant.faults.clear();
    expect(await tokens.tokenFor(scope, first)).not.toBe(first);
  });

  it('STO20 says what to check when it is refused, and never the secret', async () => {
    const config = configFor(box.tenant.url, { CRR_GRAPH_CLIENT_SECRET: 'wrong-secret-7' });
    const tokens = createTokenSource(config);

    const error: unknown = await tokens
      .tokenFor('https://graph.microsoft.com/.default')
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'token-refused' });
    expect(String(error)).toContain('secret or certificate');
    expect(String(error)).not.toContain('wrong-secret-7');
    await expect(createGraph(config, tokens).send({ method: 'GET', path: '/users' })).rejects.toMatchObject({
      code: 'token-refused',
    });
  });
});
