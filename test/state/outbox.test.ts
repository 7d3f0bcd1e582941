/** The outbox: claimed by one, repeated when unknown once, kept through outages, dead in sight. */
import { decision, type Notice } from '../../register/decision';
import { type Person } from '../../register/person';
import { commit } from '../../state/commit';
import { drain } from '../../state/deliver';
import { openDatabase } from '../../state/db';
import {
  claim,
  dropEdits,
  enqueueEdit,
  enqueueNotices,
  keepHandle,
  settle,
  undelivered,
  type OutboxItem,
} from '../../state/outbox';
import { replacePeople } from '../../state/people';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { aPerson, anOrganisation, aRom } from '../kit/builders';
import { aGate, countOf, withStates } from '../kit/state';

const { database, aState } = withStates();
const rom = aRom().person;

function aNotice(key: string, parts: Partial<Notice> = {}): Notice {
  return {
    key, event: 'level-raised', to: { kind: 'person', id: rom.id }, channel: 'teams', region: null, riskId: null, subjectId: null,
    dueOn: null, items: [], ...parts,
  }; // prettier-ignore
}

async function waiting(notices: Notice[], people: readonly Person[] = [rom]): Promise<State> {
  const state = await aState(people);
  await state.db.tx((tx) => enqueueNotices(tx, state, notices));
  return state;
}

const rowOf = async (state: State, key: string) => {
  const [row] = await state.db.query<{ state: string; attempts: number; last_code: string | null; settled_at: Date | null }>(
    'select state, attempts, last_code, settled_at from outbox where organisation_id = $1 and key = $2',
    [state.organisationId, key],
  ); // prettier-ignore
  return row;
};
/** Lets real time pass for the outbox: everything it remembers happened so much longer ago. */
const age = (state: State, interval: string) =>
  state.db.query(
    `update outbox set tried_at = tried_at - $2::interval, not_before = not_before - $2::interval,
       created_at = created_at - $2::interval where organisation_id = $1`,
    [state.organisationId, interval],
  );
const keys = (items: readonly OutboxItem[]) => items.map((item) => item.key);
const one = async (state: State) => (await claim(state.db, state, 'teams', 1))[0] as OutboxItem;

describe('claiming', () => {
  it('DLV17 an edit of a message somebody has gone on from is dropped, and no other', async () => {
    const state = await waiting([aNotice('a')]);
    const edit = (activityId: string) => ({ conversationId: 'c', activityId, personId: rom.id, view: { card: 'home' } }); // prettier-ignore
    await enqueueEdit(state.db, state, edit('gone-on'));
    await enqueueEdit(state.db, state, edit('other'));

    await dropEdits(state.db, state, { conversationId: 'c', activityId: 'gone-on' });

    const left = await claim(state.db, state, 'teams', 10);
    expect(left.map((item) => item.edit?.activityId ?? item.key).sort()).toEqual(['a', 'other']);
  });

  it('DLV10 a key that was ever used is not sent again, not even after it was delivered', async () => {
    const state = await waiting([aNotice('a'), aNotice('a')]);
    await settle(state.db, state, (await one(state)).id, { kind: 'sent' });

    await state.db.tx((tx) => enqueueNotices(tx, state, [aNotice('a'), aNotice('b')]));

    expect(keys(await claim(state.db, state, 'teams', 10))).toEqual(['b']);
  });

  it('DLV11 many claiming at once over two pools share nothing and forget nothing', async () => {
    const all = Array.from({ length: 60 }, (_, index) => `n${index}`);
    const state = await waiting(all.map((key) => aNotice(key)));
    const second = await openDatabase({ CRR_HOME: '', DATABASE_URL: database.url() }, database.log);
    const claimed: string[] = [];

    const work = async (db: State['db']) => {
      for (let items = await claim(db, state, 'teams', 3); items.length > 0; items = await claim(db, state, 'teams', 3))
        claimed.push(...keys(items));
    }; // prettier-ignore
    await Promise.all([work(state.db), work(second), work(state.db), work(second)]);
    await second.close();

    expect(claimed.sort()).toEqual(all.sort());
  });

  it('DLV11 what one is about to claim, another neither waits for nor takes', async () => {
    const state = await waiting([aNotice('a'), aNotice('b')]);
    const [claimed, go] = [aGate(), aGate()];

    const slow = state.db.tx(async (tx) => {
      const items = await claim(tx, state, 'teams', 1);
      claimed.open();
      await go.opened;
      return keys(items);
    });
    await claimed.opened;
    const quick = keys(await claim(state.db, state, 'teams', 10));
    go.open();

    expect([...(await slow), ...quick].sort()).toEqual(['a', 'b']);
    expect(quick).toHaveLength(1);
  });

  it('DLV11 channels and organisations do not see each other', async () => {
    const state = await waiting([aNotice('t'), aNotice('m', { channel: 'mail' })]);
    const other = await waiting([aNotice('t')]);

    expect(keys(await claim(state.db, state, 'mail', 10))).toEqual(['m']);
    expect(keys(await claim(other.db, other, 'teams', 10))).toEqual(['t']);
    expect(keys(await claim(state.db, state, 'teams', 10))).toEqual(['t']);
  });

  it('DLV12 a claim lost with its process comes back after five minutes, once, and then ends in sight', async () => {
    const state = await waiting([aNotice('a')]);

    await one(state);
    expect(await claim(state.db, state, 'teams', 1)).toEqual([]);
    await age(state, '6 minutes');
    expect(await one(state)).toMatchObject({ key: 'a', attempts: 2 });
    await age(state, '6 minutes');

    expect(await claim(state.db, state, 'teams', 1)).toEqual([]);
    expect(await undelivered(state.db, state)).toEqual([{ state: 'dead', code: 'claim-lost', count: 1 }]);
  });

  it('STO18 what was kept before sending comes back with the next claim', async () => {
    const state = await waiting([aNotice('a')]);
    const { id, kept } = await one(state);
    await keepHandle(state.db, state, id, 'draft-1');
    await settle(state.db, state, id, { kind: 'retry', afterMs: 0, code: 'throttled' });
    await age(state, '1 minute');

    expect(kept).toBeNull();
    expect((await one(state)).kept).toBe('draft-1');
  });

  it('DLV12 who lost the claim can no longer send the message back, only say that it went', async () => {
    const state = await waiting([aNotice('a')]);
    const { id } = await one(state);
    await age(state, '6 minutes');
    await one(state);
    await settle(state.db, state, id, { kind: 'sent', activityId: 'activity' });

    await settle(state.db, state, id, { kind: 'retry', afterMs: 0, code: 'late' });

    expect(await rowOf(state, 'a')).toMatchObject({ state: 'sent' });
    expect(await claim(state.db, state, 'teams', 1)).toEqual([]);
  });
});

describe('settling', () => {
  it('DLV13 an unknown outcome is repeated once, a minute later, and then ends in sight', async () => {
    const state = await waiting([aNotice('a')]);
    const unknown = async () =>
      settle(state.db, state, (await one(state)).id, { kind: 'unknown', code: 'timeout' });

    await unknown();
    expect(await claim(state.db, state, 'teams', 1)).toEqual([]);
    await age(state, '61 seconds');
    await unknown();
    await age(state, '1 day');

    expect(await claim(state.db, state, 'teams', 1)).toEqual([]);
    expect(await rowOf(state, 'a')).toMatchObject({ state: 'dead', last_code: 'timeout', attempts: 2, settled_at: expect.any(Date) }); // prettier-ignore
    expect(await undelivered(state.db, state)).toEqual([{ state: 'dead', code: 'timeout', count: 1 }]);
  });

  it('DLV13 a first unknown outcome after failures is repeated all the same', async () => {
    const state = await waiting([aNotice('a')]);
    for (let failure = 0; failure < 3; failure++) {
      await settle(state.db, state, (await one(state)).id, { kind: 'retry', code: 'throttled' });
      await age(state, '10 minutes');
    }

    await settle(state.db, state, (await one(state)).id, { kind: 'unknown', code: 'timeout' });
    await age(state, '61 seconds');

    expect(await one(state)).toMatchObject({ key: 'a', attempts: 5 });
  });

  it('DLV14 an outage of a day loses nothing', async () => {
    const state = await waiting([aNotice('a')]);
    for (let failure = 0; failure < 40; failure++) {
      await settle(state.db, state, (await one(state)).id, { kind: 'retry', code: 'down' });
      await age(state, '30 minutes');
    }

    expect(await one(state)).toMatchObject({ key: 'a', attempts: 41 });
  });

  it('DLV14 what fails for more than three days ends as dead, in sight', async () => {
    const state = await waiting([aNotice('a')]);
    await age(state, '4 days');

    await settle(state.db, state, (await one(state)).id, { kind: 'retry', code: 'down' });

    expect(await rowOf(state, 'a')).toMatchObject({ state: 'dead', last_code: 'down', settled_at: expect.any(Date) }); // prettier-ignore
  });

  it('DLV14 waits longer after each failure, at most five minutes, or as long as it was asked to', async () => {
    const state = await waiting([aNotice('a'), aNotice('b')]);
    const waits = async () => {
      const [row] = await state.db.query<{ ms: number }>(
        `select extract(epoch from not_before - clock_timestamp()) * 1000 as ms from outbox where organisation_id = $1 and key = 'a'`,
        [state.organisationId],
      );
      return Number(row?.ms);
    };
    const found: number[] = [];
    for (const code of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']) {
      await settle(state.db, state, (await one(state)).id, { kind: 'retry', code });
      found.push(await waits());
      await state.db.query(`update outbox set not_before = 'epoch' where organisation_id = $1 and key = 'a'`, [state.organisationId]); // prettier-ignore
    }
    await settle(state.db, state, (await one(state)).id, {
      kind: 'retry',
      afterMs: 3_600_000,
      code: 'asked',
    });

    expect([...found].sort((a, b) => a - b).slice(0, 8)).toEqual(found.slice(0, 8));
    expect(Math.max(...found)).toBeLessThanOrEqual(300_000);
    expect(await waits()).toBeGreaterThan(3_500_000);
  });

  it('DLV15 who cannot be reached is not tried again, and counted', async () => {
    const state = await waiting([aNotice('a')]);

    await settle(state.db, state, (await one(state)).id, { kind: 'unreachable', code: 'never-met' });
    await age(state, '1 day');

    expect(await claim(state.db, state, 'teams', 1)).toEqual([]);
    expect(await undelivered(state.db, state)).toEqual([
      { state: 'unreachable', code: 'never-met', count: 1 },
    ]);
  });
});

describe('recipients', () => {
  it('RTE14 DLV16 nothing is sent to somebody who left between the decision and the delivery', async () => {
    const leaver = aPerson();
    const state = await waiting([aNotice('a', { to: { kind: 'person', id: leaver.id } })], [rom, leaver]);
    await state.db.tx((tx) => replacePeople(tx, state, [rom]));

    expect(await claim(state.db, state, 'teams', 5)).toEqual([]);
    expect(await rowOf(state, 'a')).toMatchObject({ state: 'dead', last_code: 'recipient-gone' });
  });

  it('DLV16 a region or a person that is no more does not hold up the others', async () => {
    const gone = aNotice('gone', { channel: 'mail', to: { kind: 'office', region: 'XX' as never } });
    const never = aNotice('never', { channel: 'mail', to: { kind: 'person', id: aPerson().id } });
    const office = aNotice('office', { channel: 'mail', to: { kind: 'office', region: 'NS' as never } });
    const department = aNotice('department', {
      channel: 'mail',
      to: { kind: 'department', id: 'safeguarding' },
    });
    const state = await waiting([gone, never, office, department]);
    const sent: string[] = [];

    const tried = await drain(state, 'mail', (item) => {
      sent.push('mailbox' in item.to ? item.to.mailbox : 'a person');
      return Promise.resolve({ kind: 'sent' });
    });

    expect(tried).toBe(2);
    expect(sent.sort()).toEqual([
      'northshire@caseworkcharity.example',
      'safeguarding@caseworkcharity.example',
    ]);
    expect(await undelivered(state.db, state)).toEqual([{ state: 'dead', code: 'recipient-gone', count: 2 }]);
  });

  it('DLV16 a message keeps to the organisation file as it is at delivery', async () => {
    const office = aNotice('o', { channel: 'mail', to: { kind: 'office', region: 'EM' as never } });
    const state = await waiting([office]);
    const org = anOrganisation();
    const moved = {
      ...org,
      regions: org.regions.map((one) => ({ ...one, mailbox: 'new@caseworkcharity.example' })),
    };

    const [item] = await claim(state.db, { ...state, org: moved }, 'mail', 1);

    expect(item?.to).toMatchObject({ mailbox: 'new@caseworkcharity.example' });
  });
});

describe('draining', () => {
  it('DLV11 two workers draining at once send each message once', async () => {
    const state = await waiting(Array.from({ length: 45 }, (_, index) => aNotice(`n${index}`)));
    const sent: string[] = [];
    const deliver = (item: OutboxItem) => {
      sent.push(item.key);
      return Promise.resolve({ kind: 'sent' as const });
    };

    const tried = await Promise.all([drain(state, 'teams', deliver), drain(state, 'teams', deliver)]);

    expect(tried[0] + tried[1]).toBe(45);
    expect(new Set(sent).size).toBe(45);
    expect(sent).toHaveLength(45);
  });

  it('DLV13 a deliverer that throws may have sent: it is asked once more, and the others go on', async () => {
    const state = await waiting([aNotice('bad'), aNotice('good')]);
    const tried: string[] = [];
    const deliver = (item: OutboxItem) => {
      tried.push(item.key);
      if (item.key === 'bad') throw new Error('Colleague 7 could not be written to');
      return Promise.resolve({ kind: 'sent' as const });
    };

    for (let round = 0; round < 4; round++) {
      await drain(state, 'teams', deliver);
      await age(state, '10 minutes');
    }

    expect(tried.sort()).toEqual(['bad', 'bad', 'good']);
    expect(JSON.stringify(database.log.lines)).not.toContain('Colleague 7');
  });

  it('DLV14 one that asks to be tried again at once does not spin', async () => {
    const state = await waiting([aNotice('a')]);
    let tries = 0;

    await drain(state, 'teams', () => {
      tries += 1;
      return Promise.resolve({ kind: 'retry', afterMs: 0, code: 'again' });
    });

    expect(tries).toBe(1);
  });
});

it('DLV4 notices of a decision that was rolled back are never sent', async () => {
  const state = await aState([rom]);

  const crash = state.db.tx(async (tx) => {
    await commit(tx, state, decision({ notices: [aNotice('a')] }), await today(tx, state));
    throw new Error('power cut');
  });

  await expect(crash).rejects.toThrow('power cut');
  expect(await countOf(state, 'outbox')).toBe(0);
});
