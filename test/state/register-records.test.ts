/** Records beside the register: kept with the decision, once, also for what was signed before there were any. */
import { decision } from '../../register/decision';
import { type RegisterRecord } from '../../register/register-records';
import { namesOf } from '../../register/sheet-values';
import { reviewRecord } from '../../register/register-records';
import { commit } from '../../state/commit';
import { openDatabase, type Database } from '../../state/db';
import { migrate } from '../../state/migrate';
import { migrations } from '../../state/migrations';
import { markRecordsMade, markRecordsTried, openRecordCount, openRecords, recordsMade, wantLostRecords } from '../../state/register-records'; // prettier-ignore
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { aPerson, aReview, aRom, day, personId, someAnswers, today as monday } from '../kit/builders';
import { cloneDatabase, dropDatabase, keepLog } from '../kit/db';
import { countOf, withStates } from '../kit/state';

const { database, aState } = withStates();
const rom = aRom({ name: 'Robin Merrow' }).person;
const names = namesOf([rom]);

function aRecord(number: number): RegisterRecord {
  const dueOn = day(`2026-11-${String(number).padStart(2, '0')}`);
  return reviewRecord(aReview({ id: `NS-${dueOn}`, dueOn, state: 'signed', signedBy: rom.id, signedOn: dueOn }), names); // prettier-ignore
}

const keep = (state: State, records: readonly RegisterRecord[]) =>
  state.db.tx(async (tx) => {
    const changes = records.map((record) => ({ kind: 'record' as const, record }));
    await commit(tx, state, decision({ changes }), await today(tx, state));
  });
const open = (state: State, most = 10) => openRecords(state.db, state, { except: [], most });
const keysOf = (found: Awaited<ReturnType<typeof open>>) => found.map(({ record }) => record.key);

it('STO71 a record is kept with its decision and wakes the sender up; decided twice it is one', async () => {
  const state = await aState([rom]);
  await state.db.query(`delete from pgboss.job where name = 'sync'`);

  await keep(state, [aRecord(2)]);
  await keep(state, [aRecord(2), aRecord(9)]);

  expect(await open(state)).toEqual([
    { record: aRecord(2), attempts: 0 },
    { record: aRecord(9), attempts: 0 },
  ]);
  expect(await database.db().query(`select 1 from pgboss.job where name = 'sync'`)).toHaveLength(1);
});

it('STO71 a decision that does not come about leaves no record', async () => {
  const state = await aState([rom]);
  const stale = decision({
    changes: [
      { kind: 'record', record: aRecord(2) },
      { kind: 'worksheet-review', review: aReview({ version: 5 }), was: 4 },
    ],
  });

  const doomed = state.db.tx(async (tx) => commit(tx, state, stale, await today(tx, state)));

  await expect(doomed).rejects.toMatchObject({ code: 'version-conflict' });
  expect(await countOf(state, 'register_record')).toBe(0);
});

it('STO73 those sent least often come first, and what is made comes no more', async () => {
  const state = await aState([rom]);
  await keep(state, [aRecord(2), aRecord(9), aRecord(16)]);
  await markRecordsTried(state.db, state, [aRecord(2).key]);
  await markRecordsMade(state.db, state, [aRecord(9).key]);

  expect(keysOf(await open(state))).toEqual([aRecord(16).key, aRecord(2).key]);
  expect(await open(state, 1)).toEqual([{ record: aRecord(16), attempts: 0 }]);
  expect(await openRecords(state.db, state, { except: ['reviews'], most: 9 })).toEqual([]);
  expect(await openRecordCount(state.db, state)).toBe(2);
});

it('STO75 of the records that were made, those that no longer stand there are wanted again', async () => {
  const state = await aState([rom]);
  await keep(state, [aRecord(2), aRecord(9), aRecord(16)]);
  await markRecordsMade(state.db, state, [aRecord(2).key, aRecord(9).key]);
  const made = () => recordsMade(state.db, state, new Date('9999-01-01'));
  expect(await made()).toEqual([aRecord(2).key, aRecord(9).key]);
  expect(await recordsMade(state.db, state, new Date('2000-01-01'))).toEqual([]);

  expect(await wantLostRecords(state.db, state, [aRecord(9).key, 'review:of-somebody-else'])).toBe(1);

  expect(await made()).toEqual([aRecord(9).key]);
  expect(keysOf(await open(state))).toEqual([aRecord(2).key, aRecord(16).key]);
});

describe('a database from before there were records', () => {
  const number = migrations.findIndex((step) => step.id === '0005-register-records');
  let url: string;
  let db: Database;
  beforeEach(async () => {
    url = await cloneDatabase(migrations.slice(0, number));
    db = await openDatabase({ CRR_HOME: '', DATABASE_URL: url }, keepLog());
  });
  afterEach(async () => {
    await db.close();
    expect(await dropDatabase(url)).toBe(0);
  });

  it('STO71 gets the record of every signed review, just as signing makes it', async () => {
    const seen = { version: 1, by: rom.id, on: monday, outcome: 'no-change' as const, review: null };
    const reviewed = { ...seen, outcome: 'reviewed' as const, review: someAnswers() };
    const rows = { 'NS-2026-0001': seen, 'NS-2026-0002': reviewed, 'NS-2026-0003': seen };
    const signed = { state: 'signed' as const, signedOn: day('2026-11-24'), rows };
    const reviews = [
      aReview({ ...signed, signedBy: rom.id }),
      aReview({ ...signed, id: 'NS-2026-11-30', dueOn: day('2026-11-30'), signedBy: personId(77), delegationId: 'd' }), // prettier-ignore
      aReview({ id: 'NS-2026-12-07', dueOn: day('2026-12-07'), rows }),
    ];
    await db.query(`insert into person (organisation_id, id, doc) values ('o', $1, $2)`, [rom.id, JSON.stringify(rom)]); // prettier-ignore
    await db.query(`insert into person (organisation_id, id, doc) values ('p', $1, $2)`, [personId(77), JSON.stringify(aPerson())]); // prettier-ignore
    for (const review of reviews)
      await db.query(
        `insert into worksheet_review (organisation_id, id, version, region, due_on, state, doc, changed_at) values ('o', $1, 1, $2, $3, $4, $5, now())`,
        [review.id, review.region, review.dueOn, review.state, JSON.stringify(review)],
      );

    await migrate(db, migrations, keepLog());

    const found = await db.query(`select kind, key, region, cells, organisation_id as org, state from register_record order by turn`); // prettier-ignore
    expect(found).toEqual(
      reviews.slice(0, 2).map((review) => ({ ...reviewRecord(review, names), org: 'o', state: 'pending' })),
    );
  });
});
