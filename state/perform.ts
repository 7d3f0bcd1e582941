/** One act from a person or the service: load, decide and commit in one transaction, once per key. */
import { type Decision } from '../register/decision';
import { type PersonId } from '../register/ids';
import { isRefusal, type Refusal } from '../register/refusal';
import { commit } from './commit';
import { type Queryable, type Tx } from './db';
import { type State } from './state';
import { today, type At } from './time';

export interface ActRequest {
  /** Idempotency key minted when the card was drawn; null for acts that are naturally once (jobs with keys of their own). */
  key: string | null;
  actor: PersonId | 'sheet' | 'service';
  verb: string;
}

export interface Worked<Answer> {
  decision: Decision;
  /** JSON; stored under the key and replayed to a repeat. */
  answer: Answer;
}

export type Performed<Answer> = { kind: 'done'; answer: Answer; replayed: boolean } | Refusal;

/** Carries a refusal out of the transaction, so that nothing written on the way to it stays. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`Refused: ${refusal.code}`);
  }
}

/** Runs `work` under the key's lock. A repeat of a key that was done answers what was answered then; a refusal leaves no trace. */
export async function perform<Answer>(
  state: State,
  request: ActRequest,
  work: (tx: Tx, at: At) => Promise<Worked<Answer> | Refusal>,
): Promise<Performed<Answer>> {
  try {
    return await state.db.tx((tx) => performOnce(tx, state, { request, work }));
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function performOnce<Answer>(
  tx: Tx,
  state: State,
  act: { request: ActRequest; work: (tx: Tx, at: At) => Promise<Worked<Answer> | Refusal> },
): Promise<Performed<Answer>> {
  const { request } = act;
  const before = request.key === null ? null : await answered<Answer>(tx, state, request);
  if (before) return { kind: 'done', answer: before.answer, replayed: true };
  const at = await today(tx, state);
  const worked = await act.work(tx, at);
  if ('kind' in worked && isRefusal(worked)) throw new Refused(worked);
  const { decision, answer } = worked as Worked<Answer>;
  await commit(tx, state, decision, at);
  // `work` itself may have queued a redrawn card or a row. Sent last, under the lock of the audit line: in any other order two
  // acts could each hold the job the other waits for.
  for (const job of ['sync', 'deliver']) await state.jobs.send(job, {});
  if (request.key !== null) await remember(tx, state, request, answer);
  return { kind: 'done', answer, replayed: false };
}

const keyOf = (state: State, request: ActRequest) => [
  state.organisationId,
  request.actor,
  request.verb,
  request.key,
];

async function answered<Answer>(
  tx: Queryable,
  state: State,
  request: ActRequest,
): Promise<{ answer: Answer } | null> {
  // Two deliveries of one click at the same moment: the second waits here and then finds the answer.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [keyOf(state, request).join('|')]);
  const rows = await tx.query<{ answer: Answer }>(
    'select answer from performed where organisation_id = $1 and actor = $2 and verb = $3 and key = $4',
    keyOf(state, request),
  );
  return rows[0] ?? null;
}

async function remember(tx: Queryable, state: State, request: ActRequest, answer: unknown): Promise<void> {
  await tx.query(
    'insert into performed (organisation_id, actor, verb, key, answer) values ($1, $2, $3, $4, $5)',
    [...keyOf(state, request), JSON.stringify(answer ?? null)],
  );
}
