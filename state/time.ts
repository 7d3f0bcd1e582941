/** Business time, from the database: one clock for every process. */
import { localTime, type LocalDate } from '../register/local-date';
import { type Queryable } from './db';
import { type State } from './state';

export interface At {
  now: Date;
  today: LocalDate;
  /** Hour of the day, 0-23, in the organisation's time zone. */
  hour: number;
}

/** The present instant and the organisation's calendar day. */
export async function today(db: Queryable, state: State): Promise<At> {
  const rows = await db.query<{ now: Date }>('select crr_now() as now');
  const now = rows[0]?.now;
  if (!now) throw new Error('The database gave no time');
  const local = localTime(now, state.org.timeZone);
  return { now, today: local.date, hour: local.hour };
}
