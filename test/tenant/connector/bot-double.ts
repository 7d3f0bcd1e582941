/** A bot's endpoint that remembers what it received and answers what the test says. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';

/** One request the bot received. */
export interface Received {
  headers: IncomingHttpHeaders;
  activity: Record<string, never> & { type: string };
}

/** The bot; `answer` may be replaced at any time, a promise delays the answer. */
export interface BotDouble {
  endpoint: string;
  received: Received[];
  answer: (received: Received) => BotAnswer | Promise<BotAnswer>;
  stop(): Promise<void>;
}

/** An HTTP answer. */
export interface BotAnswer {
  status: number;
  body?: unknown;
}

export async function startBotDouble(): Promise<BotDouble> {
  const bot: BotDouble = {
    endpoint: '',
    received: [],
    answer: () => ({ status: 200 }),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (activity) => {
      const received = { headers: request.headers, activity } as Received;
      bot.received.push(received);
      const { status, body } = await bot.answer(received);
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  bot.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  return bot;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
