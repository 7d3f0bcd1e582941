/** The answers of the newest live probe, kept so that every process chooses the same way around what a tenant does not do. */
import { z } from 'zod';
import { type Queryable } from './db';
import { type State } from './state';

const verdictSchema = z.object({
  /** P1 to P14 of the list of probes for a workbook, L1 to L8 for lists. */
  id: z.string(),
  answer: z.enum(['yes', 'no', 'not-here', 'could-not-tell', 'by-hand']),
  /** What was measured, in words; '' when nothing was. */
  figure: z.string(),
  /** The measured number itself, for who chooses by it; null when there is none. */
  value: z.number().nullable(),
});
/** What one probe found out. */
export type ProbeVerdict = z.infer<typeof verdictSchema>;

const probedSchema = z.object({ verdicts: z.array(verdictSchema) });

/** Keeps the answers, in place of those of an earlier probe. */
export async function keepProbe(
  db: Queryable,
  state: Pick<State, 'organisationId'>,
  probe: { store: 'excel' | 'lists'; verdicts: readonly ProbeVerdict[] },
): Promise<void> {
  await db.query(
    `insert into probe (organisation_id, store, doc) values ($1, $2, $3)
     on conflict (organisation_id, store) do update set doc = excluded.doc, at = clock_timestamp()`,
    [state.organisationId, probe.store, JSON.stringify({ verdicts: probe.verdicts })],
  );
}

/** The newest answers; empty before the first probe. */
export async function probeVerdicts(
  db: Queryable,
  state: Pick<State, 'organisationId'>,
  store: 'excel' | 'lists',
): Promise<ProbeVerdict[]> {
  const [row] = await db.query<{ doc: unknown }>(
    `select doc from probe where organisation_id = $1 and store = $2`,
    [state.organisationId, store],
  );
  return row ? probedSchema.parse(row.doc).verdicts : [];
}
