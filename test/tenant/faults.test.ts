/** Faults on request: each kind, its match, its times. */
import { type Fault } from '../../tenant/faults';
import { boxDrive, errorOf, jsonOf, people, type RunningBox, startRunningBox } from '../kit/running-box';

let box: RunningBox;
let rows: string;
const row = { values: [['R-NS-0003', 'a', 1]] };
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(
    box.graph('GET', `/drives/${boxDrive.driveId}/root/children`),
  );
  rows = `/drives/${boxDrive.driveId}/items/${value[0]?.id}/workbook/tables/Register_NS/rows`;
});
afterEach(() => box.stop());

const plan = (...faults: Fault[]): Promise<Response> =>
  fetch(`${box.url}/faults.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(faults),
  });
const add = (): Promise<Response> => box.graph('POST', rows, row);
const count = async (): Promise<number> => Number(await (await box.graph('GET', `${rows}/$count`)).text());
const struck = (answer: Fault['answer']): Promise<Response> =>
  plan({ match: { method: 'POST', path: '/rows$' }, times: 1, answer });

describe('faults', () => {
  it('answer an error with its Retry-After and code, as often as asked, with no effect', async () => {
    await plan({
      match: { method: 'post', path: 'rows$' },
      times: 2,
      answer: { status: 429, retryAfter: 7, code: 'tooManyRequestsUncategorized' },
    });
    for (const _ of [1, 2]) {
      const answer = await add();
      expect(answer.headers.get('retry-after')).toBe('7');
      expect(await errorOf(answer)).toMatchObject({ status: 429, innerCode: 'tooManyRequestsUncategorized' });
    }
    expect((await add()).status).toBe(201);
    expect(await count()).toBe(3);
  });

  it('commit before: the request takes effect and then the error is answered', async () => {
    await struck({ status: 504, commit: 'before' });
    expect(await errorOf(add())).toMatchObject({ status: 504, code: 'gatewayTimeout' });
    expect(await count()).toBe(3);
  });

  it('commit after: the error comes first and the effect later', async () => {
    await struck({ status: 504, commit: 'after', afterMs: 60 });
    expect((await add()).status).toBe(504);
    expect(await count()).toBe(2);
    const deadline = Date.now() + 5_000;
    while ((await count()) === 2 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await count()).toBe(3);
  });

  it('break the connection, without effect or with it', async () => {
    await struck({ reset: true });
    await expect(add()).rejects.toThrow('fetch failed');
    expect(await count()).toBe(2);
    await struck({ reset: true, commit: 'before' });
    await expect(add()).rejects.toThrow('fetch failed');
    expect(await count()).toBe(3);
  });

  it('delay the answer', async () => {
    await struck({ delayMs: 80 });
    let isAnswered = false;
    const answer = add().then((response) => {
      isAnswered = true;
      return response;
    });
    expect(await count()).toBe(2);
    expect(isAnswered).toBe(false);
    expect((await answer).status).toBe(201);
  });

  it('cut the body in the middle', async () => {
    await plan({ match: { path: '/users' }, times: 1, answer: { truncate: true } });
    const answer = await box.graph('GET', '/users');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it('answer success and keep nothing: rows, content and mail', async () => {
    await plan({ match: { path: '.' }, times: 3, answer: { ok: true, persist: false } });
    const answer = await add();
    expect([answer.status, await jsonOf(answer)]).toEqual([
      201,
      { index: 2, values: [['R-NS-0003', 'a', 1]] },
    ]);
    const item = rows.slice(0, rows.indexOf('/workbook'));
    const before = Buffer.from(await box.tenant.workbook.bytes());
    expect((await box.graph('PUT', `${item}/content`, new Uint8Array([1, 2, 3]))).status).toBe(200);
    const message = {
      subject: 's',
      body: { content: 'c' },
      toRecipients: [{ emailAddress: { address: people[0]?.mail } }],
    };
    expect((await box.graph('POST', `/users/${people[0]?.id}/sendMail`, { message })).status).toBe(202);
    expect(await count()).toBe(2);
    expect(Buffer.from(await box.tenant.workbook.bytes())).toEqual(before);
    expect(box.tenant.mailboxes.list().flatMap(({ messages }) => messages)).toEqual([]);
  });

  it('strike Graph only, unless they name another path', async () => {
    await plan({ answer: { status: 503 } });
    expect((await fetch(`${box.url}/clock.json`)).status).toBe(200);
    expect((await box.graph('GET', '/users')).status).toBe(503);
    await plan({ match: { path: '/oauth2/v2.0/token' }, answer: { status: 500 } });
    expect((await fetch(`${box.url}/x/oauth2/v2.0/token`, { method: 'POST' })).status).toBe(500);
  });

  it('are listed, forgotten and refused when not well formed', async () => {
    await plan({ match: { path: 'a' }, answer: { status: 503 } }, { answer: { reset: true } });
    expect(await jsonOf<unknown[]>(fetch(`${box.url}/faults.json`))).toHaveLength(2);
    expect((await fetch(`${box.url}/faults.json`, { method: 'DELETE' })).status).toBe(204);
    const wrong = [
      { answer: { status: 200 } },
      { answer: {} },
      { match: { path: '(' }, answer: { reset: true } },
      { answer: { status: 503 }, times: 0 },
    ];
    for (const fault of wrong) expect((await plan(fault as Fault)).status).toBe(400);
    expect(box.tenant.faults.pending()).toEqual([]);
  });
});

describe('what workbooks are known to suffer', () => {
  const item = (): string => rows.slice(0, rows.indexOf('/workbook'));

  it.each([
    [{ status: 429, retryAfter: 3 }, '3'],
    [{ status: 429 }, null],
    [{ status: 503, retryAfter: 'Wed, 25 Nov 2026 10:00:00 GMT' }, 'Wed, 25 Nov 2026 10:00:00 GMT'],
    [{ status: 503 }, null],
  ])('%j comes with the Retry-After that was asked for, or without one', async (answer, retryAfter) => {
    await struck(answer);
    const refused = await add();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([answer.status, retryAfter]);
    expect((await add()).status).toBe(201);
  });

  it.each([
    ['a lost session', 404, 'invalidSessionReCreatable'],
    ['a locked file', 423, 'EditModeCannotAcquireLock'],
    ['a file somebody edits', 409, 'EditModeCannotAcquireLock'],
    ['an expired token', 401, 'InvalidAuthenticationToken'],
    ['refused app-only access', 403, 'EditModeAccessDenied'],
  ])('%s is answered once and then is over', async (_what, status, code) => {
    await struck({ status, code });
    expect(await errorOf(add())).toMatchObject({ status, code, innerCode: code });
    expect(await count()).toBe(2);
    expect((await add()).status).toBe(201);
  });

  it('a session ends at any time, and a new one goes on', async () => {
    const session = async (): Promise<string> =>
      String(
        (await jsonOf(box.graph('POST', `${item()}/workbook/createSession`, { persistChanges: true })))['id'],
      );
    const first = await session();
    const send = (id: string): Promise<Response> =>
      box.graph('POST', rows, row, { 'workbook-session-id': id });
    expect((await send(first)).status).toBe(201);
    await box.tenant.clock.advance(6 * 60_000);
    expect(await errorOf(send(first))).toMatchObject({ status: 404, innerCode: 'invalidSessionReCreatable' });
    expect((await send(await session())).status).toBe(201);
    expect(await count()).toBe(4);
  });

  it('a download, its tags and its 304 are older than the last write', async () => {
    const before = Buffer.from(await box.tenant.workbook.bytes());
    const { eTag } = await jsonOf<{ eTag: string }>(box.graph('GET', item()));
    await add();
    await plan({ match: { method: 'GET', path: '/items/' }, times: 3, answer: { staleMs: 60_000 } });
    const moved = await box.graph('GET', `${item()}/content`);
    const bytes = await (await fetch(String(moved.headers.get('location')))).arrayBuffer();
    expect(Buffer.from(bytes)).toEqual(before);
    expect(await jsonOf(box.graph('GET', item()))).toMatchObject({ eTag, size: before.length });
    const same = { 'If-None-Match': eTag };
    expect((await box.graph('GET', `${item()}/content`, undefined, same)).status).toBe(304);
    expect((await box.graph('GET', `${item()}/content`, undefined, same)).status).toBe(302);
    expect((await jsonOf<{ eTag: string }>(box.graph('GET', item()))).eTag).not.toBe(eTag);
  });

  it('somebody brings an earlier version back, and rows written since are gone', async () => {
    await add();
    expect(await count()).toBe(3);
    expect((await box.graph('POST', `${item()}/versions/1.0/restoreVersion`)).status).toBe(204);
    expect(await count()).toBe(2);
  });
});
