/** Keeping the service's table in the register short: what was read back, and values put on their way once more. */
import { type RiskId } from '../register/ids';
import { type Tx } from './db';
import { lockMemory } from './memory';
import { newestEvents } from './register-check';
import { lockRisksById } from './risks';
import { type State } from './state';
import { wantEvent } from './intents';

/** The newest sequence of each key whose newest event was read back; a key with something on its way is not in it. */
export async function newestReadBack({ db, ...state }: State): Promise<Map<string, number>> {
  const rows = await db.query<{ key: string; seq: number }>(
    `select key, seq from (
       select distinct on (payload ->> 'key') payload ->> 'key' as key, seq, state from intent
       where organisation_id = $1 and kind = 'event' order by payload ->> 'key', seq desc) newest
     where state = 'seen'`,
    [state.organisationId],
  );
  return new Map(rows.map((row) => [row.key, row.seq]));
}

/** Publishes the newest values of these keys once more under sequences of now; answers how many. Nothing about any risk changes. */
export async function publishAgain(state: State, keys: readonly string[]): Promise<number> {
  return state.db.tx(async (tx) => publishUnderLocks(tx, state, new Set(keys)));
}

async function publishUnderLocks(tx: Tx, state: State, keys: ReadonlySet<string>): Promise<number> {
  // In the order of a reading. A decision about one of these risks is either seen here or gets a later sequence.
  await lockMemory(tx, state);
  const riskIds = [...keys].filter((key) => !key.startsWith('new:')) as RiskId[];
  await lockRisksById(tx, state, riskIds);
  const newest = (await newestEvents(tx, state)).filter((event) => keys.has(event.payload.key));
  const again = newest.filter((event) => event.state === 'seen');
  for (const { riskId, region, payload } of again) await wantEvent(tx, state, { riskId, region }, payload);
  return again.length;
}
