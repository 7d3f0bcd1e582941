/** Risks as the service holds them. */
import { riskIdFor, type RegionId, type RiskId } from '../register/ids';
import { riskSchema, type Risk } from '../register/risk';
import { type Queryable } from './db';
import { findRecord, type Kept } from './record';
import { type State } from './state';

const kept: Kept<Risk> = { table: 'risk', schema: riskSchema };

export function riskById(db: Queryable, state: State, id: RiskId): Promise<Risk | null> {
  return findRecord(db, state, kept, { id, lock: false });
}

/** As riskById, holding the row until the transaction ends: every decision about a risk is taken under this lock. */
export function lockRisk(tx: Queryable, state: State, id: RiskId): Promise<Risk | null> {
  return findRecord(tx, state, kept, { id, lock: true });
}

/** As lockRisk for several, in the order in which everybody locks: two transactions can wait for each other but never cross. */
export async function lockRisksById(tx: Queryable, state: State, ids: readonly RiskId[]): Promise<Risk[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ doc: unknown }>(
    `select doc from risk where organisation_id = $1 and id = any($2) order by id collate "C" for update`,
    [state.organisationId, ids],
  );
  return rows.map((row) => riskSchema.parse(row.doc));
}

export interface RiskFilter {
  region?: RegionId;
  /** Leaves out inactive and void risks. */
  activeOnly?: boolean;
}

/** Risks ordered by reference. */
export function risksOf(db: Queryable, state: State, filter: RiskFilter = {}): Promise<Risk[]> {
  return list(db, state, filter, '');
}

/** As risksOf under the locks of lockRisk, always in the same order, so that two signers cannot block each other. */
export function lockRisks(tx: Queryable, state: State, filter: RiskFilter): Promise<Risk[]> {
  return list(tx, state, filter, 'for update');
}

async function list(db: Queryable, state: State, filter: RiskFilter, lock: string): Promise<Risk[]> {
  const rows = await db.query<{ doc: unknown }>(
    `select doc from risk where organisation_id = $1 and ($2::text is null or region = $2)
       and (not $3 or status not in ('inactive', 'void')) order by id collate "C" ${lock}`,
    [state.organisationId, filter.region ?? null, filter.activeOnly ?? false],
  );
  return rows.map((row) => riskSchema.parse(row.doc));
}

/** The next free reference of the region and year, beyond every risk there is, however it came to be; two transactions at once wait
 *  for each other. */
export async function nextRiskId(
  tx: Queryable,
  state: State,
  region: RegionId,
  year: number,
): Promise<RiskId> {
  const [row] = await tx.query<{ last: number }>(
    `insert into risk_number (organisation_id, region, year, last)
     select $1, $2, $3::integer, 1 + coalesce(max(split_part(id, '-', 3)::integer), 0) from risk
     where organisation_id = $1 and split_part(id, '-', 1) = $2 and split_part(id, '-', 2)::integer = $3
     on conflict (organisation_id, region, year) do update set last = greatest(risk_number.last + 1, excluded.last)
     returning last`,
    [state.organisationId, region, year],
  );
  return riskIdFor(region, year, row?.last ?? 1);
}
