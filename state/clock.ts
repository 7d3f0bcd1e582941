/** Business time: the database's clock, moved forward or back by an offset that every process shares. */
import { type Queryable } from './db';

/** The table and function of business time; part of the first migration. */
export const clockSql = /* sql */ `
create table crr_clock (only_row boolean primary key default true check (only_row), offset_ms bigint not null default 0);
insert into crr_clock default values;
create function crr_now() returns timestamptz language sql stable
  as $$ select now() + (select offset_ms from crr_clock) * interval '1 millisecond' $$;
`;

/** Now, in business time; the same instant throughout a transaction. */
export async function dbNow(q: Queryable): Promise<Date> {
  const [row] = await q.query<{ now: Date }>('select crr_now() as now');
  return row?.now as Date;
}

/** How far business time is from the server's clock, in milliseconds. */
export async function clockOffset(q: Queryable): Promise<number> {
  const [row] = await q.query<{ offset_ms: number }>('select offset_ms from crr_clock');
  return row?.offset_ms ?? 0;
}

/** Sets business time to the server's clock plus so many milliseconds; leases and locks do not notice. */
export async function setClockOffset(q: Queryable, ms: number): Promise<void> {
  await q.query('update crr_clock set offset_ms = $1', [Math.round(ms)]);
}
