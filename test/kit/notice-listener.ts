/** A subscriber to change notices: proves its address, keeps what it is sent, and answers as it is told. */
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** One notice as it came. */
export interface Notice {
  subscriptionId: string;
  clientState: string | null;
  resource: string;
  changeType: string;
  tenantId: string;
}

export interface NoticeListener {
  url: string;
  notices: Notice[];
  /** Answers to notices to come; 202 when there are none left. */
  answers: number[];
  /** What becomes of the next proofs of address. */
  proof: 'good' | 'encoded' | 'json' | 'silent' | 'refused';
  stop(): Promise<void>;
}

export async function startNoticeListener(): Promise<NoticeListener> {
  const server = createServer((req, res) => {
    const token = new URL(String(req.url), 'http://x').searchParams.get('validationToken');
    if (token !== null) {
      if (listener.proof === 'silent') return;
      const type = listener.proof === 'json' ? 'application/json' : 'text/plain';
      res.writeHead(listener.proof === 'refused' ? 403 : 200, { 'Content-Type': type });
      res.end(listener.proof === 'encoded' ? encodeURIComponent(token) : token);
      return;
    }
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const { value } = JSON.parse(Buffer.concat(parts).toString()) as { value: Notice[] };
      listener.notices.push(...value);
      res.writeHead(listener.answers.shift() ?? 202).end();
    });
  });
  const listener: NoticeListener = {
    url: '',
    notices: [],
    answers: [],
    proof: 'good',
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices?from=graph`;
  return listener;
}
