/** Rows about which a person is asked something: in conflict, gone from the sheet, or set apart. */
import { type Risk, riskSchema } from '../register/risk';
import { rowMemorySchema, type RowMemory } from '../register/sheet-memory';
import { type Queryable } from './db';
import { type State } from './state';

/** The row as remembered, with its risk; entries made in error ask nothing. Ordered by reference. */
export async function rowsInQuestion(
  db: Queryable,
  state: State,
): Promise<{ risk: Risk; memory: RowMemory }[]> {
  const rows = await db.query<{ risk: unknown; memory: unknown }>(
    `select r.doc as risk, s.doc as memory from snapshot s
     join risk r on r.organisation_id = s.organisation_id and r.id = s.risk_id
     where s.organisation_id = $1 and r.status <> 'void'
       and (s.doc -> 'conflicts' <> '[]' or s.doc -> 'quarantine' is not null or s.doc ->> 'presence' = 'deleted')
     order by s.risk_id collate "C"`,
    [state.organisationId],
  );
  return rows.map(({ risk, memory }) => ({
    risk: riskSchema.parse(risk),
    memory: rowMemorySchema.parse(memory),
  }));
}
