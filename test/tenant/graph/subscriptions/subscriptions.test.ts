/** Change notifications: who may subscribe, for how long, and what is sent when something changes. */
import { type NoticeFault } from '../../../../tenant/faults';
import { addItem, lists, madeList } from '../../../kit/box-lists';
import { type NoticeListener, startNoticeListener } from '../../../kit/notice-listener';
import {
  boxApp,
  boxDrive,
  boxTenantId,
  errorOf,
  jsonOf,
  type RunningBox,
  startRunningBox,
} from '../../../kit/running-box';

let box: RunningBox;
let listener: NoticeListener;
let list: string;
const drive = `/drives/${boxDrive.driveId}/root`;
const quiet = (ms = 150): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(async () => {
  box = await startRunningBox();
  Object.assign(box.tenant.subscriptions.times, { debounceMs: 30, pausesMs: [20, 20], answerMs: 400 });
  listener = await startNoticeListener();
  list = await madeList(box);
  await quiet(40);
});
afterEach(async () => {
  await box.stop();
  await listener.stop();
});

const inMinutes = (minutes: number): string =>
  new Date(box.tenant.clock.now().getTime() + minutes * 60_000).toISOString();
const wanted = (more: object = {}): object => ({
  changeType: 'updated',
  notificationUrl: listener.url,
  resource: list,
  expirationDateTime: inMinutes(60),
  clientState: 'a secret',
  ...more,
});
const subscribe = (more: object = {}): Promise<Response> => box.graph('POST', '/subscriptions', wanted(more));
const subscribed = async (more: object = {}): Promise<string> =>
  String((await jsonOf(subscribe(more)))['id']);
async function until(count: number): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (listener.notices.length < count) {
    if (Date.now() > deadline) throw new Error(`Only ${listener.notices.length} notices came.`);
    await quiet(10);
  }
  await quiet(80);
}

describe('a subscription', () => {
  it('is made when the address sends the token back, is told, prolonged and ended', async () => {
    const made = await subscribe();
    expect(made.status).toBe(201);
    const subscription = await jsonOf(made);
    expect(subscription).toMatchObject({
      applicationId: boxApp.clientId,
      resource: list,
      clientState: 'a secret',
    });
    const one = `/subscriptions/${String(subscription['id'])}`;
    expect(await jsonOf(box.graph('GET', one))).toEqual(subscription);
    expect(await jsonOf(box.graph('GET', '/subscriptions'))).toEqual({ value: [subscription] });
    const later = inMinutes(42_000);
    expect(await jsonOf(box.graph('PATCH', one, { expirationDateTime: later }))).toMatchObject({
      expirationDateTime: later,
    });
    expect((await box.graph('POST', `${one}/reauthorize`)).status).toBe(204);
    expect((await box.graph('DELETE', one)).status).toBe(204);
    expect((await box.graph('GET', one)).status).toBe(404);
    await addItem(box, list, {});
    await quiet();
    expect(listener.notices).toEqual([]);
  });

  it.each(['encoded', 'json', 'silent', 'refused'] as const)(
    'is refused when the proof is %s',
    async (proof) => {
      listener.proof = proof;
      expect(await errorOf(subscribe())).toMatchObject({ status: 400, code: 'ValidationError' });
      expect(box.tenant.subscriptions.all()).toEqual([]);
    },
  );

  it.each([
    { changeType: 'created,updated' },
    { clientState: 'x'.repeat(129) },
    { expirationDateTime: '2020-01-01T00:00:00Z' },
    { expirationDateTime: 'soon' },
    { notificationUrl: 'https://register.caseworkcharity.example/notices' },
    { notificationUrl: 'notices' },
    { lifecycleNotificationUrl: 'http://127.0.0.1:9/none' },
    { resource: `${drive}/children` },
    { resource: '/users' },
    { resource: undefined },
  ])('is refused with 400 for %j', async (more) => {
    expect((await subscribe(more)).status).toBe(400);
    expect(box.tenant.subscriptions.all()).toEqual([]);
  });

  it('lasts 42,300 minutes at most and is over when its time has come', async () => {
    expect((await subscribe({ expirationDateTime: inMinutes(42_301) })).status).toBe(400);
    const id = await subscribed({ expirationDateTime: inMinutes(42_299) });
    await box.tenant.clock.advance(42_300 * 60_000);
    expect(
      (await box.graph('PATCH', `/subscriptions/${id}`, { expirationDateTime: inMinutes(5) })).status,
    ).toBe(404);
    await addItem(box, list, {});
    await quiet();
    expect(listener.notices).toEqual([]);
  });

  it('to a list that is not there is refused', async () => {
    expect((await subscribe({ resource: `${lists}/None` })).status).toBe(404);
  });
});

describe('notices', () => {
  it('come for changes of the list or the workbook that is watched, several changes in one, without their content', async () => {
    const byList = await subscribed();
    const byDrive = await subscribed({ resource: drive, clientState: null });
    // Long enough for three changes on a busy machine.
    Object.assign(box.tenant.subscriptions.times, { debounceMs: 1_500 });
    for (const Score of [1, 2, 3]) await addItem(box, list, { Score });
    Object.assign(box.tenant.subscriptions.times, { debounceMs: 30 });
    await until(1);
    const about = { changeType: 'updated', tenantId: boxTenantId };
    expect(listener.notices).toMatchObject([
      { ...about, subscriptionId: byList, clientState: 'a secret', resource: list },
    ]);
    expect(JSON.stringify(listener.notices)).not.toContain('Score');
    await box.tenant.workbook.patchRange("North shire's", 'F1', { values: [['changed']] });
    await until(2);
    expect(listener.notices[1]).toMatchObject({
      ...about,
      subscriptionId: byDrive,
      resource: drive,
      clientState: null,
    });
    await madeList(box, { displayName: 'Another', list: { template: 'genericList' } });
    await quiet();
    expect(listener.notices).toHaveLength(2);
  });

  it('are sent again for a while when the subscriber does not take them', async () => {
    await subscribed();
    listener.answers.push(500, 404);
    await addItem(box, list, {});
    await until(3);
    expect(listener.notices).toHaveLength(3);
    listener.answers.push(500, 500, 500);
    await addItem(box, list, {});
    await until(6);
    expect(listener.notices).toHaveLength(6);
  });

  const plan = async (fault: NoticeFault): Promise<void> => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${box.url}/faults.json`, {
      method: 'POST',
      headers,
      body: JSON.stringify(fault),
    });
    expect(answer.status).toBe(200);
  };

  it('get lost, come twice or late when a fault asks for it', async () => {
    await subscribed();
    await plan({ notices: 'lost' });
    await addItem(box, list, {});
    await quiet();
    expect(listener.notices).toHaveLength(0);
    await plan({ notices: 'twice' });
    await addItem(box, list, {});
    await until(2);
    await plan({ notices: 'late', lateMs: 300 });
    await addItem(box, list, {});
    await quiet();
    expect(listener.notices).toHaveLength(2);
    await until(3);
    expect(box.tenant.faults.pending()).toEqual([]);
  });

  it('overtake each other when a fault asks for it', async () => {
    await subscribed();
    const byDrive = await subscribed({ resource: drive });
    await plan({ notices: 'reordered' });
    await box.tenant.workbook.patchRange("North shire's", 'F1', { values: [['changed']] });
    await quiet();
    expect(listener.notices).toEqual([]);
    await addItem(box, list, {});
    await until(2);
    expect(listener.notices.map(({ resource }) => resource)).toEqual([list, drive]);
    expect(listener.notices[1]?.subscriptionId).toBe(byDrive);
  });
});
