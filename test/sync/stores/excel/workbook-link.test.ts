import { GraphError, type GraphErrorCode } from '../../../../sync/graph/errors';
import { type Graph, type GraphAnswer, type GraphCall } from '../../../../sync/graph/graph';
import { leaseTtlMs, requestTimeoutMs } from '../../../../sync/request-time';
import { TooLate, WorkbookLink } from '../../../../sync/stores/excel/workbook-link';
import { configFor } from '../../../kit/product-tenant';

/** A Graph with one workbook that answers sessions as it is told. */
class FakeGraph implements Graph {
  readonly sent: GraphCall[] = [];
  refuses: GraphErrorCode | null = null;

  send(call: GraphCall): Promise<GraphAnswer> {
    this.sent.push(call);
    if (call.path.endsWith('/createSession')) return this.session(call);
    return Promise.resolve({ status: 200, headers: new Headers(), body: {} });
  }

  list<Item>(): Promise<Item[]> {
    return Promise.resolve([{ id: 'w', name: 'Casework Risk Register.xlsx', file: {} }] as Item[]);
  }

  asked(end: string): GraphCall[] {
    return this.sent.filter(({ path }) => path.endsWith(end));
  }

  private session({ method, path }: GraphCall): Promise<GraphAnswer> {
    const about = { method, path, status: 403, serviceCode: null, requestId: null, retryAfterMs: null };
    if (this.refuses !== null) return Promise.reject(new GraphError({ code: this.refuses, ...about }));
    return Promise.resolve({ status: 201, headers: new Headers(), body: { id: `s${this.sent.length}` } });
  }
}

let graph: FakeGraph;
let nowMs: number;
let link: WorkbookLink;
beforeEach(() => {
  graph = new FakeGraph();
  nowMs = 0;
  link = new WorkbookLink(graph, configFor('http://127.0.0.1:1'), () => nowMs);
});

const write = (mayStill?: () => boolean) =>
  link.send({ method: 'POST', path: '/tables/{table}/rows', parts: { table: 'Ev' }, body: {}, mayStill });
const isInSession = () => graph.asked('/rows').at(-1)?.headers?.['workbook-session-id'] !== undefined;

describe('the line to the workbook', () => {
  it.each(['denied', 'session-refused'] as const)(
    'STO24 goes without a session that was answered %s, and asks for one again after five minutes',
    async (code) => {
      graph.refuses = code;
      await write();
      await write();
      expect([graph.asked('/createSession').length, isInSession()]).toEqual([1, false]);

      graph.refuses = null;
      nowMs += 5 * 60_000 - 1;
      await write();
      expect(isInSession()).toBe(false);

      nowMs += 1;
      await write();
      await write();
      expect([graph.asked('/createSession').length, isInSession()]).toEqual([2, true]);
    },
  );

  it('STO24 asks for a session at once when the file is another', async () => {
    graph.refuses = 'denied';
    await write();
    graph.refuses = null;

    link.forget();
    await write();

    expect(isInSession()).toBe(true);
  });

  it('STO22 gives a write up in time, and lets reading take longer', async () => {
    await write();
    await link.send({ method: 'GET', path: '/tables' });

    expect(graph.asked('/rows')[0]?.timeoutMs).toBe(requestTimeoutMs);
    expect(graph.asked('/tables')[0]?.timeoutMs).toBe(leaseTtlMs);
  });

  it('STO22 asks whether there is still time when only the request itself is left to do', async () => {
    const asked: number[] = [];
    const mayStill = () => asked.push(graph.sent.length) < 2;
    await write(mayStill);

    await expect(write(mayStill)).rejects.toBeInstanceOf(TooLate);

    expect(asked).toEqual([1, 2]);
    expect(graph.asked('/rows')).toHaveLength(1);
  });
});
