/** Stands before the box as Graph's own front does: packs JSON answers for clients that take them packed. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

interface Asked {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Listens on a free port before the box at this address; answers its own address. */
export async function startFront(box: string): Promise<string> {
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(box, request, response).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(box: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url: path = '/', headers } = request;
  const asked = { method, path, headers, body: await buffer(request) };
  const got = await pass(box, asked);
  const packed = packedFor(headers['accept-encoding'], got);
  response.writeHead(packed.status, packed.headers).end(packed.body);
}

/** Hop-by-hop fields and the length are the front's own; the host stays, so that addresses in answers lead here. */
function pass(box: string, { method, path, headers, body }: Asked): Promise<Answered> {
  const { connection: _, 'accept-encoding': __, ...own } = headers;
  return new Promise((resolve, reject) => {
    const request = http.request(`${box}${path}`, { method, headers: own, agent }, (response) => {
      const { connection: ___, 'keep-alive': ____, 'transfer-encoding': _____, ...told } = response.headers;
      buffer(response).then(
        (content) => resolve({ status: response.statusCode ?? 502, headers: told, body: content }),
        reject,
      );
    });
    request.on('error', reject).end(body);
  });
}

const agent = new http.Agent({ keepAlive: true });

function packedFor(accepted: string | string[] | undefined, got: Answered): Answered {
  const isJson = String(got.headers['content-type'] ?? '').startsWith('application/json');
  const isPacked = isJson && /\bgzip\b/.test(String(accepted ?? ''));
  const body = isPacked ? gzipSync(got.body) : got.body;
  const mayHaveLength = got.status !== 304 && got.status !== 204;
  return {
    status: got.status,
    headers: {
      ...got.headers,
      ...(isPacked && { 'content-encoding': 'gzip' }),
      ...(mayHaveLength && { 'content-length': String(body.length) }),
    },
    body,
  };
}
