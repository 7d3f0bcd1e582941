/** What time alone brings about, on the real database: opened once, reminded once, whatever the clock does. */
import { setClockOffset } from '../../state/clock';
import { addDelegation, addTraining } from '../../state/people';
import { type State } from '../../state/state';
import { latestReview, openReviews } from '../../state/worksheet-reviews';
import { tick } from '../../sync/tick';
import { aDelegation, aLevel3, anOrganisation, aPerson, aRom, day, region, riskId } from '../kit/builders';
import { actsOn, countOf, keepMonitored, keepRisk, later, setTime, toldBy, withStates } from '../kit/state';

const states = withStates();
const rom = aRom({ name: 'Robin Merrow' }).person;
const head = aPerson({ roles: ['head'], region: null, area: 'north' });
const delegate = aPerson({ roles: ['rcm'] });
const people = [rom, head, delegate];

const week = 7 * 24 * 60;
const openIn = async (state: State, id = 'NS') =>
  (await openReviews(state.db, state, region(id))).map((review) => review.dueOn);
const told = (state: State, event: string, person: { id: string }, channel = 'teams') =>
  state.db.query<{ key: string }>(
    `select key from outbox where organisation_id = $1 and payload -> 'notice' ->> 'event' = $2 and recipient = $3 and channel = $4 order by key`,
    [state.organisationId, event, `person:${person.id}`, channel],
  );

describe('the weekly review', () => {
  it('DUE1 opens on the region’s weekday at its hour, in local time, and only once', async () => {
    const state = await states.aState(people);
    await setTime(state, '2026-11-16T10:00:00Z');
    await signAll(state);
    await setTime(state, '2026-11-23T08:59:00Z');
    await tick(state);
    expect(await openIn(state)).toEqual([]);

    await later(state, 1);
    for (let twice = 0; twice < 3; twice++) await tick(state);

    expect(await openIn(state)).toEqual(['2026-11-23']);
    expect(await told(state, 'worksheet-review-due', rom)).toHaveLength(2);
    expect(await actsOn(state, 'NS-2026-11-23')).toEqual(['open-worksheet-review']);
  });

  it('DUE1 the hour is the region’s own in summer as well', async () => {
    const state = await states.aState(people);
    await setTime(state, '2026-06-15T08:00:00Z');
    await signAll(state);
    await setTime(state, '2026-06-22T07:59:00Z');
    await tick(state);
    expect(await openIn(state)).toEqual([]);

    await later(state, 1);
    await tick(state);

    expect(await openIn(state)).toEqual(['2026-06-22']);
  });

  it('DUE1 ten ticks at once open one review for each region', async () => {
    const state = await states.aState(people);
    await setTime(state, '2026-11-23T12:00:00Z');

    await Promise.all(Array.from({ length: 10 }, () => tick(state)));

    expect(await countOf(state, 'worksheet_review')).toBe(3);
    expect(await actsOn(state)).toEqual(Array(3).fill('open-worksheet-review'));
  });

  it('DUE2 DUE3 after a stop of three weeks only the newest opens, and while it is open no other does', async () => {
    const state = await states.aState(people);
    await setTime(state, '2026-11-02T12:00:00Z');
    await tick(state);
    await signAll(state);
    await later(state, 3 * week);

    await tick(state);
    expect(await openIn(state)).toEqual(['2026-11-23']);

    await later(state, 2 * week);
    await tick(state);
    expect(await openIn(state)).toEqual(['2026-11-23']);
  });

  it('DUE1 a clock that goes back opens nothing a second time', async () => {
    const state = await states.aState(people);
    await setTime(state, '2026-11-23T12:00:00Z');
    await tick(state);
    await signAll(state);

    for (const minutes of [-week, -3 * week, 4 * week]) {
      await later(state, minutes);
      await tick(state);
    }

    expect(await openIn(state)).toEqual([]);
    expect((await latestReview(state.db, state, region('NS')))?.dueOn).toBe('2026-11-23');
  });
});

/** Every open review counts as signed on its due day. */
async function signAll(state: State): Promise<void> {
  await tick(state);
  await state.db.query(
    `update worksheet_review set state = 'signed', doc = doc || jsonb_build_object('state', 'signed', 'signedOn', doc -> 'dueOn')
     where organisation_id = $1`,
    [state.organisationId],
  );
}

describe('reminders', () => {
  /** One region whose review is signed, and one risk due on the Tuesday. */
  async function withDueRisk(): Promise<State> {
    const org = anOrganisation();
    const northshire = { ...org, regions: org.regions.filter((one) => one.id === 'NS') };
    const state = await states.aState(people, { org: northshire });
    await setTime(state, '2026-11-23T12:00:00Z');
    await signAll(state);
    await state.db.query('delete from outbox where organisation_id = $1', [state.organisationId]);
    await state.db.query('delete from reminder where organisation_id = $1', [state.organisationId]);
    await keepMonitored(state, { nextReviewOn: day('2026-11-24') });
    return state;
  }

  it('DUE6 DUE7 DUE8 each rung of the ladder is one digest, in parallel and repeated', async () => {
    const state = await withDueRisk();
    const digests = async () => [
      (await told(state, 'reviews-due', rom)).length,
      (await told(state, 'reviews-due', head)).length,
    ];
    const found = [];

    for (const instant of ['2026-11-23T12:00', '2026-11-24T12:00', '2026-11-25T12:00', '2026-11-26T12:00', '2026-11-27T12:00', '2026-12-01T12:00', '2026-12-02T12:00']) {
      await setTime(state, `${instant}:00Z`);
      await Promise.all([tick(state), tick(state), tick(state)]);
      await signAll(state);
      found.push(await digests());
    } // prettier-ignore

    expect(found).toEqual([[0, 0], [1, 0], [2, 0], [2, 0], [3, 0], [4, 1], [4, 1]]); // prettier-ignore
    expect(await told(state, 'reviews-due', rom, 'mail')).toHaveLength(
      (await told(state, 'reviews-due', rom)).length,
    );
  });

  it('DUE6 nothing goes out before the hour, and all of it from the hour on', async () => {
    const state = await withDueRisk();
    await setTime(state, '2026-11-24T07:59:00Z');
    await tick(state);
    expect(await told(state, 'reviews-due', rom)).toEqual([]);

    await later(state, 1);
    await tick(state);

    expect(await told(state, 'reviews-due', rom)).toHaveLength(1);
  });

  it('DUE6 what a stop of some days left unsaid goes out when the service is back, at whatever hour', async () => {
    const state = await withDueRisk();
    await setTime(state, '2026-11-28T03:00:00Z');

    await tick(state);

    expect(await told(state, 'reviews-due', rom)).toHaveLength(1);
  });

  it('DUE8 DUE9 a clock that jumps a week ahead brings one digest, and the day after nothing that was said', async () => {
    const state = await withDueRisk();
    await later(state, week);
    await tick(state);
    const jumped = await told(state, 'reviews-due', rom);

    await later(state, -week);
    await tick(state);
    await later(state, week);
    await tick(state);
    await later(state, 24 * 60);
    await signAll(state);
    await tick(state);
    const after = await told(state, 'reviews-due', rom);

    expect(jumped).toHaveLength(1);
    expect(after.length).toBeLessThanOrEqual(2);
    expect(new Set(after.map((row) => row.key)).size).toBe(after.length);
  });

  it('RTE17 DUE6 a delegate is reminded while Level 3 counts, and not the day after', async () => {
    const state = await withDueRisk();
    await addDelegation(state.db, state, aDelegation(delegate.id));
    await addTraining(state.db, state, aLevel3(delegate.id, '2026-11-24'));

    await setTime(state, '2026-11-24T12:00:00Z');
    await tick(state);
    expect(await told(state, 'reviews-due', delegate)).toHaveLength(1);

    await setTime(state, '2026-11-25T12:00:00Z');
    await tick(state);
    expect(await told(state, 'reviews-due', delegate)).toHaveLength(1);
    expect(await told(state, 'reviews-due', rom)).toHaveLength(2);
  });

  it('DUE11 SHT32 risks of a region that was dropped do not keep the others from being reminded', async () => {
    const state = await withDueRisk();
    await keepRisk(state, {
      id: riskId('WV-2026-0001'),
      region: region('WV'),
      nextReviewOn: day('2026-11-24'),
    });
    await setTime(state, '2026-11-24T12:00:00Z');

    await tick(state);

    expect(await told(state, 'reviews-due', rom)).toHaveLength(1);
    expect(states.database.log.lines).toContainEqual(
      expect.objectContaining({ event: 'region-not-in-organisation-file', fields: { records: 1 } }),
    );
  });

  it('DLV4 a tick that breaks in the middle leaves no key behind, and the next one reminds', async () => {
    const state = await withDueRisk();
    await setTime(state, '2026-11-24T12:00:00Z');
    const broken = { ...state, jobs: { ...state.jobs, send: () => Promise.reject(new Error('power cut')) } };

    await expect(tick(broken)).rejects.toThrow('power cut');
    expect(await countOf(state, 'reminder')).toBe(0);
    await tick(state);

    expect(await told(state, 'reviews-due', rom)).toHaveLength(1);
    expect(await toldBy(state, 'reviews-due')).toHaveLength(2);
  });
});

it('DUE1 time moves for every process at once', async () => {
  const state = await states.aState(people);
  await setTime(state, '2027-02-01T10:00:00Z');

  await tick(state);

  expect(await openIn(state)).toEqual(['2027-02-01']);
  await setClockOffset(state.db, 0);
});
