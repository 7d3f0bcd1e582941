/** The directory as last read, with qualifications and delegations: who may do what is decided from here. */
import { type PersonId } from '../register/ids';
import {
  delegationSchema,
  personSchema,
  trainingSchema,
  type Actor,
  type Delegation,
  type Person,
  type Training,
} from '../register/person';
import { type Queryable } from './db';
import { type State } from './state';

const trainingColumns = `person_id as "personId", item, achieved_on as "achievedOn", expires_on as "expiresOn"`;
const delegationColumns = `id, region, delegator_id as "delegatorId", delegate_id as "delegateId", scope, from_on as "from", to_on as "to", ended_on as "endedOn"`;

/** The person with qualifications and delegations; null when the directory does not hold them. */
export async function actorOf(db: Queryable, state: State, id: PersonId): Promise<Actor | null> {
  const [row] = await db.query<{ doc: unknown }>(
    'select doc from person where organisation_id = $1 and id = $2',
    [state.organisationId, id],
  );
  if (!row) return null;
  const trainings = await db.query(
    `select ${trainingColumns} from training where organisation_id = $1 and person_id = $2`,
    [state.organisationId, id],
  );
  const delegations = await db.query(
    `select ${delegationColumns} from delegation where organisation_id = $1 and delegate_id = $2`,
    [state.organisationId, id],
  );
  return {
    kind: 'person',
    person: personSchema.parse(row.doc),
    trainings: trainings.map((line) => trainingSchema.parse(line)),
    delegations: delegations.map((line) => delegationSchema.parse(line)),
  };
}

export async function allPeople(db: Queryable, state: State): Promise<Person[]> {
  const rows = await db.query<{ doc: unknown }>(
    'select doc from person where organisation_id = $1 order by id collate "C"',
    [state.organisationId],
  );
  return rows.map((row) => personSchema.parse(row.doc));
}

export async function allTrainings(db: Queryable, state: State): Promise<Training[]> {
  const rows = await db.query(`select ${trainingColumns} from training where organisation_id = $1`, [
    state.organisationId,
  ]);
  return rows.map((row) => trainingSchema.parse(row));
}

export async function allDelegations(db: Queryable, state: State): Promise<Delegation[]> {
  const rows = await db.query(`select ${delegationColumns} from delegation where organisation_id = $1`, [
    state.organisationId,
  ]);
  return rows.map((row) => delegationSchema.parse(row));
}

/** Fewer colleagues than this may all leave at once. */
const smallOffice = 6;

/** Replaces the directory by a fresh reading. Whoever is gone stays, inactive: history keeps its names, rights end. False, and nothing
 *  changed, for a reading in which nobody is left or, unless a `leap` is accepted, less than half: then nobody would hear of anything. */
export async function replacePeople(
  tx: Queryable,
  state: State,
  people: readonly Person[],
  leap: 'accepted' | 'refused' = 'accepted',
): Promise<boolean> {
  // Two refreshes at once would lock people in whatever order each directory answered.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 17))', [
    `directory|${state.organisationId}`,
  ]);
  const [left] = await tx.query<{ before: number; still: number }>(
    `select count(*)::int as before, count(*) filter (where id = any($2))::int as still from person
     where organisation_id = $1 and doc -> 'active' = 'true'`,
    [state.organisationId, people.filter((person) => person.active).map((person) => person.id)],
  );
  const { before, still } = left ?? { before: 0, still: 0 };
  if (before > 0 && people.length === 0) return false;
  if (leap === 'refused' && before >= smallOffice && still * 2 < before) return false;
  await tx.query(
    `insert into person (organisation_id, id, doc)
     select $1, p ->> 'id', p from jsonb_array_elements($2::jsonb) p
     on conflict (organisation_id, id) do update set doc = excluded.doc, refreshed_at = now()`,
    [state.organisationId, JSON.stringify(people)],
  );
  await tx.query(
    `update person set doc = jsonb_set(doc, '{active}', 'false')
     where organisation_id = $1 and not (id = any($2)) and doc -> 'active' <> 'false'`,
    [state.organisationId, people.map((person) => person.id)],
  );
  return true;
}

export async function addTraining(tx: Queryable, state: State, training: Training): Promise<void> {
  await tx.query(
    `insert into training (organisation_id, person_id, item, achieved_on, expires_on) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [state.organisationId, training.personId, training.item, training.achievedOn, training.expiresOn],
  );
}

export async function addDelegation(tx: Queryable, state: State, delegation: Delegation): Promise<void> {
  const { id, region, delegatorId, delegateId, scope, from, to, endedOn } = delegation;
  await tx.query(
    `insert into delegation (organisation_id, id, region, delegator_id, delegate_id, scope, from_on, to_on, ended_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [state.organisationId, id, region, delegatorId, delegateId, scope, from, to, endedOn],
  );
}
