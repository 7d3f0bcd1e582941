/** Leases and business time: one holder, a number that only grows, and no influence of the one on the other. */
import { clockOffset, clockSql, dbNow, setClockOffset } from '../../state/clock';
import {
  endTenures,
  type Lease,
  isStillMine,
  leaseSql,
  releaseLease,
  renewLease,
  takeLease,
} from '../../state/lease';
import { withDatabase } from '../kit/db';

const { db } = withDatabase([{ id: '0001-lease', sql: clockSql + leaseSql }]);

const ask = (holder: string, over: object = {}): Promise<Lease | null> =>
  takeLease(db(), { organisationId: 'main', name: 'workbook', holder, ttlMs: 60_000, ...over });

const mustTake = async (holder: string, over: object = {}): Promise<Lease> => {
  const lease = await ask(holder, over);
  if (!lease) throw new Error(`${holder} was to get the lease`);
  return lease;
};

const expire = (): Promise<object[]> => db().query(`update crr_lease set expires_at = clock_timestamp()`);

beforeEach(async () => {
  await db().query('truncate crr_lease');
  await setClockOffset(db(), 0);
});

describe('a lease', () => {
  it('goes to one of many who ask at once', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((holder) => ask(holder)));

    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('is refused to everybody while it runs, the holder included', async () => {
    await mustTake('a');

    expect(await ask('b')).toBeNull();
    expect(await ask('a')).toBeNull();
  });

  it('of a process that was killed is free at once for a start that is alone, with a higher number', async () => {
    const killed = await mustTake('a');

    await endTenures(db());

    expect((await mustTake('b')).fence).toBe(killed.fence + 1);
    expect(await renewLease(db(), killed)).toBeNull();
  });

  it('carries a higher number in each tenure, however the last one ended', async () => {
    const one = await mustTake('a');
    await releaseLease(db(), one);
    const two = await mustTake('b');
    await expire();
    const three = await mustTake('a');

    expect([one.fence, two.fence, three.fence]).toEqual([1, 2, 3]);
  });

  it('is prolonged by its holder and nobody else', async () => {
    const one = await mustTake('a', { ttlMs: 5_000 });

    const renewed = await renewLease(db(), { ...one, ttlMs: 60_000 });

    expect(renewed?.fence).toBe(one.fence);
    expect(renewed?.expiresAt.getTime()).toBeGreaterThan(one.expiresAt.getTime());
    expect(await renewLease(db(), { ...one, fence: one.fence + 1 })).toBeNull();
  });

  it('cannot be prolonged, believed or given back once it has passed on', async () => {
    const old = await mustTake('a');
    await expire();
    const current = await mustTake('b');

    expect(await renewLease(db(), old)).toBeNull();
    expect(await db().tx((tx) => isStillMine(tx, old))).toBe(false);
    await releaseLease(db(), old);
    expect(await db().tx((tx) => isStillMine(tx, current))).toBe(true);
  });

  it('is not believed after it expired, even while nobody else took it', async () => {
    const lease = await mustTake('a');
    await expire();

    expect(await db().tx((tx) => isStillMine(tx, lease))).toBe(false);
  });

  it('cannot be taken over while a transaction counts on it', async () => {
    const lease = await mustTake('a', { ttlMs: 40 });
    const order: string[] = [];
    let hasExpired = (): void => undefined;
    const expired = new Promise<void>((resolve) => (hasExpired = resolve));

    const counting = db().tx(async (tx) => {
      const mine = await isStillMine(tx, lease);
      await tx.query('select pg_sleep(0.06)');
      hasExpired();
      await tx.query('select pg_sleep(0.1)');
      order.push('committed');
      return mine;
    });
    await expired;
    await ask('b').then(() => order.push('taken'));

    expect(await counting).toBe(true);
    expect(order).toEqual(['committed', 'taken']);
  });

  it('of one organisation or thing says nothing about another', async () => {
    await mustTake('a');

    expect(await ask('b', { name: 'other workbook' })).not.toBeNull();
    expect(await ask('b', { organisationId: 'other' })).not.toBeNull();
  });

  it('does not notice that the business clock was moved', async () => {
    const lease = await mustTake('a');
    await setClockOffset(db(), 7 * 86_400_000);

    expect(await ask('b')).toBeNull();
    expect(await db().tx((tx) => isStillMine(tx, lease))).toBe(true);
  });
});

describe('business time', () => {
  it('is the server time plus the offset, and stands still within a transaction', async () => {
    await setClockOffset(db(), 3_600_000);

    const [before, after] = await db().tx(async (tx) => [await dbNow(tx), await dbNow(tx)] as const);
    const [server] = await db().query<{ now: Date }>('select now()');

    expect(before).toEqual(after);
    expect(await clockOffset(db())).toBe(3_600_000);
    expect(Math.abs(before.getTime() - 3_600_000 - (server?.now.getTime() ?? 0))).toBeLessThan(5_000);
  });

  it('has one offset only', async () => {
    await expect(db().query('insert into crr_clock values (false, 1)')).rejects.toMatchObject({
      code: '23514',
    });
    await expect(db().query('insert into crr_clock values (true, 1)')).rejects.toMatchObject({
      code: '23505',
    });
  });
});
