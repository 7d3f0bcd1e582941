/** POST /notices over HTTP: the handshake, the genuine, strangers, forgeries, floods and nonsense. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { changeSubscriptions, hearing, putChangeSubscription } from '../../../state/change-subscriptions';
import { type State } from '../../../state/state';
import { mountNotices } from '../../../sync/notices/mount';
import { createReceiver, type Receiver } from '../../../sync/notices/receive';
import { secretHashOf } from '../../../sync/notices/subscribe';
import { withStates } from '../../kit/state';

const states = withStates();
const secret = 'the secret of the subscription';
const quietMs = 150;

interface Endpoint {
  state: State;
  url: string;
  nudges: () => number;
}
let running: { server: Server; receiver: Receiver }[] = [];
beforeAll(async () => {
  const state = await states.aState();
  await state.jobs.define({ name: 'notices', policy: 'short' });
});
afterEach(async () => {
  for (const { server, receiver } of running) {
    receiver.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  running = [];
});

async function anEndpoint(known: State | null = null): Promise<Endpoint> {
  const state = known ?? (await states.aState());
  if (!known)
    await putChangeSubscription(state.db, state, {
      resource: '/drives/d/root', id: 's-1', secretHash: secretHashOf(secret), expiresAt: new Date('2030-01-01Z'),
    }); // prettier-ignore
  let nudged = 0;
  const receiver = createReceiver({ state, nudge: () => (nudged += 1), quietMs });
  const app = express();
  mountNotices(app, receiver);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push({ server, receiver });
  const { port } = server.address() as AddressInfo;
  return { state, url: `http://127.0.0.1:${port}/notices`, nudges: () => nudged };
}

const notice = (parts: object = {}) => ({
  subscriptionId: 's-1',
  clientState: secret,
  changeType: 'updated',
  ...parts,
});
const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const send = ({ url }: Endpoint, ...value: object[]) => post(url, { value });

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It did not come about in time.');
    await pause(10);
  }
}
/** Longer than any ring could still be on its way. */
const settled = () => pause(quietMs * 3);
const refusedCount = () =>
  states.database.log.lines
    .filter((line) => line.event === 'notices-refused')
    .reduce((sum, line) => sum + Number((line.fields as { count: number }).count), 0);

describe('the handshake', () => {
  it('STO62 gives the decoded token back as plain text', async () => {
    const { url } = await anEndpoint();
    const token =
      'Validation: Testing client application reachability for subscription Request-Id: 6f1d1c5e-0b5f';

    const answer = await post(`${url}?validationToken=${encodeURIComponent(token)}`, '', {
      'Content-Type': 'text/plain',
    });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe(token);
  });

  it.each([
    ['markup', encodeURIComponent('<script>alert(1)</script>')],
    ['markup encoded twice and quotes', encodeURIComponent('"onload=x\'')],
    ['a line break', 'a%0Ab'],
    ['more than 4 KB', 'a'.repeat(4097)],
    ['nothing', ''],
    ['two tokens', 'a&validationToken=b'],
  ])('STO62 sends nothing back of %s', async (_, token) => {
    const { url } = await anEndpoint();

    const answer = await post(`${url}?validationToken=${token}`, '');

    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe('');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    'STO62 takes nothing but POST: %s',
    async (method) => {
      const { url } = await anEndpoint();

      const answer = await fetch(`${url}?validationToken=abc`, { method });

      expect(answer.status).toBe(405);
      expect(await answer.text()).toBe('');
    },
  );
});

describe('a notice', () => {
  it('STO63 that is genuine has the register looked at, here and by the job, and is kept', async () => {
    const endpoint = await anEndpoint();
    const { state } = endpoint;

    const answer = await send(endpoint, notice());

    expect(answer.status).toBe(202);
    await until(() => endpoint.nudges() === 1);
    expect((await hearing(state.db, state)).heardAt).not.toBeNull();
    expect(await state.jobs.send('sync', {})).toBeNull();
  });

  it('STO63 of a subscription another process made is known as well', async () => {
    const endpoint = await anEndpoint();
    await send(endpoint, notice());
    await until(() => endpoint.nudges() === 1);
    await pause(quietMs);
    await putChangeSubscription(endpoint.state.db, endpoint.state, {
      resource: '/sites/s/lists/l', id: 's-2', secretHash: secretHashOf('another'), expiresAt: new Date('2030-01-01Z'),
    }); // prettier-ignore

    await send(endpoint, notice({ subscriptionId: 's-2', clientState: 'another' }));

    await until(() => endpoint.nudges() === 2);
  });

  it.each([
    ['an unknown subscription', { value: [notice({ subscriptionId: 's-9' })] }],
    ['a forged clientState', { value: [notice({ clientState: 'guess' })] }],
    ['no clientState', { value: [{ subscriptionId: 's-1' }] }],
    ['a clientState that is no text', { value: [notice({ clientState: { a: 1 } })] }],
    [
      'an unknown subscription and no secret',
      { value: [notice({ subscriptionId: 's-9', clientState: '' })] },
    ],
    ['an empty list', { value: [] }],
    ['another shape', { hello: 'stranger' }],
    ['a number', 7],
    ['broken JSON', '{"value": ['],
    ['nothing', ''],
    ['a prototype', '{"__proto__": {"value": []}}'],
  ])('STO63 of a stranger (%s) is answered alike, counted, and does nothing', async (_, body) => {
    const endpoint = await anEndpoint();
    const before = refusedCount();

    const answer = await post(endpoint.url, body);

    expect([answer.status, await answer.text()]).toEqual([202, '']);
    await settled();
    expect(endpoint.nudges()).toBe(0);
    expect((await hearing(endpoint.state.db, endpoint.state)).heardAt).toBeNull();
    expect(refusedCount()).toBe(before + 1);
  });

  it('STO63 leaves no word of a stranger in the log', async () => {
    const endpoint = await anEndpoint();

    await send(endpoint, notice({ clientState: 'Colleague 7 was here', resource: 'Colleague 7' }));
    await settled();

    expect(JSON.stringify(states.database.log.lines)).not.toContain('Colleague 7');
  });

  it('STO63 that is genuine counts though a forged one came along with it', async () => {
    const endpoint = await anEndpoint();

    await send(endpoint, notice({ clientState: 'guess' }), notice(), notice({ subscriptionId: 's-9' }));

    await until(() => endpoint.nudges() === 1);
  });

  it('STO62 of more than 64 KB, or packed, is not read', async () => {
    const endpoint = await anEndpoint();
    const filler = 'x'.repeat(70 * 1024);

    const large = await post(endpoint.url, { value: [notice({ filler })] });
    const packed = await post(endpoint.url, { value: [notice()] }, { 'Content-Encoding': 'gzip' });

    expect([large.status, packed.status]).toEqual([413, 202]);
    await settled();
    expect(endpoint.nudges()).toBe(0);
  });

  it('STO64 floods and replays ring once a second', async () => {
    const endpoint = await anEndpoint();
    const began = performance.now();

    for (let round = 0; round < 60; round++) await send(endpoint, notice(), notice());
    await settled();

    const seconds = Math.ceil((performance.now() - began) / quietMs);
    expect(endpoint.nudges()).toBeGreaterThan(0);
    expect(endpoint.nudges()).toBeLessThanOrEqual(seconds + 1);
  });

  it('STO64 a flood of strangers asks the database once a second', async () => {
    const states_ = await states.aState();
    let asked = 0;
    const db = Object.assign(Object.create(states_.db) as State['db'], {
      query: (sql: string, params?: readonly unknown[]) => {
        asked += 1;
        return states_.db.query<object>(sql, params);
      },
    });
    const endpoint = await anEndpoint({ ...states_, db });
    const began = performance.now();

    for (let round = 0; round < 60; round++) await send(endpoint, notice({ subscriptionId: `s-${round}` }));

    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(Math.ceil((performance.now() - began) / quietMs) + 1);
  });

  it('STO63 is lost without a sound but in the log when the database is away', async () => {
    const state = await states.aState();
    const db = Object.assign(Object.create(state.db) as State['db'], {
      query: () => Promise.reject(Object.assign(new Error('gone'), { code: 'unreachable' })),
    });
    const endpoint = await anEndpoint({ ...state, db });

    const answer = await send(endpoint, notice());

    expect(answer.status).toBe(202);
    await until(() => states.database.log.lines.some((line) => line.event === 'notice-not-taken'));
    expect(endpoint.nudges()).toBe(0);
  });

  it.each([
    ['reauthorizationRequired', { isRenewalAsked: true, isDoubted: false }],
    ['subscriptionRemoved', { isRenewalAsked: false, isDoubted: true }],
  ])('STO60 about the subscription itself (%s) is heeded', async (lifecycleEvent, expected) => {
    const endpoint = await anEndpoint();
    const { state } = endpoint;

    await send(endpoint, notice({ lifecycleEvent }));

    await until(() => endpoint.nudges() === 1);
    expect(await changeSubscriptions(state.db, state)).toMatchObject([expected]);
    expect(await state.jobs.send('notices', {})).toBeNull();
  });
});
