/** Migrations: applied once, in order, under a lock; a database we do not understand is refused untouched. */
import { type Database, openDatabase } from '../../state/db';
import { migrate } from '../../state/migrate';
import { cloneDatabase, dropDatabase, keepLog } from '../kit/db';

const first = { id: '0001-first', sql: 'create table one (id int); create table two (id int);' };
const second = { id: '0002-second', sql: 'insert into one values (1);' };

let url: string;
let db: Database;

beforeEach(async () => {
  url = await cloneDatabase([]);
  db = await openDatabase({ CRR_HOME: '', DATABASE_URL: url }, keepLog());
});

afterEach(async () => {
  await db.close();
  expect(await dropDatabase(url)).toBe(0);
});

const appliedIds = async (): Promise<string[]> =>
  (await db.query<{ id: string }>('select id from crr_migration order by id')).map((row) => row.id);

it('applies every step in order and the next time nothing', async () => {
  const done = await migrate(db, [first, second], keepLog());
  const again = await migrate(db, [first, second], keepLog());

  expect(done).toEqual(['0001-first', '0002-second']);
  expect(again).toEqual([]);
  expect(await db.query('select id from one')).toEqual([{ id: 1 }]);
});

it('applies only what is new', async () => {
  await migrate(db, [first], keepLog());

  expect(await migrate(db, [first, second], keepLog())).toEqual(['0002-second']);
});

it('applies each step once when several processes start together', async () => {
  const others = await Promise.all(
    [1, 2, 3].map(() => openDatabase({ CRR_HOME: '', DATABASE_URL: url }, keepLog())),
  );

  const done = await Promise.all(others.map((other) => migrate(other, [first, second], keepLog())));

  expect(done.flat().sort()).toEqual(['0001-first', '0002-second']);
  expect(await db.query('select id from one')).toEqual([{ id: 1 }]);
  await Promise.all(others.map((other) => other.close()));
});

it('keeps the steps before a step that fails, and nothing of that step', async () => {
  const bad = { id: '0002-bad', sql: 'create table three (id int); select 1 / 0;' };

  await expect(migrate(db, [first, bad], keepLog())).rejects.toMatchObject({
    code: 'migration-failed',
    message: expect.stringContaining('0002-bad'),
  });

  expect(await appliedIds()).toEqual(['0001-first']);
  expect(await db.query(`select to_regclass('three') as three`)).toEqual([{ three: null }]);
});

it('refuses a database that knows a migration we do not', async () => {
  await migrate(db, [first, second], keepLog());

  const older = migrate(db, [first], keepLog());

  await expect(older).rejects.toMatchObject({
    code: 'newer-database',
    message: expect.stringContaining('0002-second'),
  });
  expect(await appliedIds()).toEqual(['0001-first', '0002-second']);
});

it('refuses a released migration that was edited', async () => {
  await migrate(db, [first], keepLog());

  const edited = migrate(db, [{ ...first, sql: `${first.sql} ` }, second], keepLog());

  await expect(edited).rejects.toMatchObject({ code: 'migration-changed' });
  expect(await appliedIds()).toEqual(['0001-first']);
});

it('refuses a step squeezed in before one that was applied', async () => {
  const later = { id: '0003-later', sql: 'create table later (id int)' };
  await migrate(db, [first, later], keepLog());

  await expect(migrate(db, [first, second, later], keepLog())).rejects.toMatchObject({
    code: 'migration-changed',
  });
});

it('refuses a list that is out of order', async () => {
  await expect(migrate(db, [second, first], keepLog())).rejects.toThrow(/not in the order/);
});
