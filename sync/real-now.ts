/** Real time of the database: instants that several processes compare. */
import { type State } from '../state/state';

/** The present instant, whatever the business clock says. */
export async function realNow({ db }: Pick<State, 'db'>): Promise<Date> {
  const [row] = await db.query<{ now: Date }>('select clock_timestamp() as now');
  if (!row) throw new Error('The database gave no time');
  return row.now;
}
