/** Throttling by resource units. */
import { unitsOf } from '../../tenant/throttle';
import { addItem, itemsOf, madeList } from '../kit/box-lists';
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../kit/running-box';

describe('what a request costs', () => {
  it.each([
    ['GET', '/v1.0/sites/s/lists/l/items/1?$expand=fields', 1],
    ['GET', '/v1.0/sites/s/lists/l/items?$expand=fields', 2],
    ['GET', '/v1.0/sites/s/lists/l/items/delta', 2],
    ['GET', '/v1.0/sites/s/lists/l/items/delta?token=abc', 1],
    ['GET', "/v1.0/sites/s/lists/l/items/delta(token='abc')", 1],
    ['PATCH', '/v1.0/sites/s/lists/l/items/1/fields', 2],
    ['POST', '/v1.0/sites/s/lists/l/items', 2],
    ['DELETE', '/v1.0/sites/s/lists/l/items/1', 2],
    ['GET', '/v1.0/sites/s/permissions', 5],
    ['GET', '/v1.0/drives/d/items/i/content', 1],
    ['PUT', '/v1.0/drives/d/items/i/content', 2],
    ['GET', '/v1.0/drives/d/items/i/children', 2],
    ['POST', '/v1.0/drives/d/items/i/workbook/tables/T/rows', 0],
    ['GET', '/v1.0/users', 0],
  ])('%s %s: %i', (method, address, units) => expect(unitsOf(method, address)).toBe(units));
});

describe('a budget', () => {
  let box: RunningBox;
  let list: string;
  beforeEach(async () => {
    box = await startRunningBox();
    list = await madeList(box);
    await addItem(box, list, {});
  });
  afterEach(() => box.stop());
  const item = (): Promise<Response> => box.graph('GET', `${list}/items/1`);

  it('is off until it is set, warns from four fifths, refuses beyond, and begins anew with the next window', async () => {
    expect((await item()).headers.get('ratelimit-limit')).toBeNull();
    box.tenant.throttle.set({ unitsPerMinute: 5, windowMs: 400 });
    for (const left of [null, null, null, '1', '0'])
      expect((await item()).headers.get('ratelimit-remaining')).toBe(left);
    const refused = await item();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'activityLimitReached' });
    expect((await box.graph('PATCH', `${list}/items/1/fields`, { Score: 1 })).status).toBe(429);
    expect((await box.graph('GET', '/users')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect((await item()).status).toBe(200);
    expect((await itemsOf(box, list)).value[0]?.fields['Score']).toBeUndefined();
  });

  it('is set and read over HTTP', async () => {
    const post = (body: unknown): Promise<Response> =>
      fetch(`${box.url}/throttle.json`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post({ unitsPerMinute: 1 })).status).toBe(200);
    expect((await box.graph('GET', `/drives/${boxDrive.driveId}/root/children`)).status).toBe(429);
    expect(await jsonOf(fetch(`${box.url}/throttle.json`))).toEqual({
      unitsPerMinute: 1,
      windowMs: 60_000,
      used: 2,
    });
    expect((await post({ unitsPerMinute: null })).status).toBe(200);
    expect((await item()).status).toBe(200);
    expect((await post({ unitsPerMinute: 0 })).status).toBe(400);
  });
});
