/** Changes by RCCs that wait for their manager (S0-52). */
import { type PersonId } from '../register/ids';
import { proposalSchema, type Proposal } from '../register/proposal';
import { type Queryable } from './db';
import { findRecord, type Kept } from './record';
import { type State } from './state';

const kept: Kept<Proposal> = { table: 'proposal', schema: proposalSchema };

export function proposalById(db: Queryable, state: State, id: string): Promise<Proposal | null> {
  return findRecord(db, state, kept, { id, lock: false });
}

/** As proposalById, holding the row until the transaction ends. */
export function lockProposal(tx: Queryable, state: State, id: string): Promise<Proposal | null> {
  return findRecord(tx, state, kept, { id, lock: true });
}

/** Waiting proposals of a manager or an author, oldest first. */
export async function waitingProposals(
  db: Queryable,
  state: State,
  of: { manager?: PersonId; author?: PersonId },
): Promise<Proposal[]> {
  const rows = await db.query<{ doc: unknown }>(
    `select doc from proposal where organisation_id = $1 and state = 'waiting'
       and ($2::text is null or manager = $2) and ($3::text is null or author = $3) order by changed_at`,
    [state.organisationId, of.manager ?? null, of.author ?? null],
  );
  return rows.map((row) => proposalSchema.parse(row.doc));
}
