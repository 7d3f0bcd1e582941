/** Rows that should stand in the register by now and do not. */
import { type RegionId, type RiskId } from '../register/ids';
import { type Tx } from './db';
import { type State } from './state';

export interface Lateness {
  /** A row wanted for longer than this, and not read back, is late. Real time. */
  afterMs: number;
  /** A region is told of late rows no sooner than this after the last time. */
  pauseMs: number;
}

/** The risks by region whose rows are late and of which nobody was told yet; marks them as told. Commit what follows in the same transaction. */
export async function takeLateRows(
  tx: Tx,
  state: State,
  { afterMs, pauseMs }: Lateness,
): Promise<Map<RegionId, RiskId[]>> {
  const rows = await tx.query<{ region: RegionId; riskId: RiskId }>(
    `update intent set told_at = clock_timestamp()
     where organisation_id = $1 and kind = 'row' and state <> 'seen' and told_at is null
       and created_at < clock_timestamp() - $2 * interval '1 millisecond'
       and not exists (
         select 1 from intent told
         where told.organisation_id = intent.organisation_id and told.region = intent.region
           and told.told_at > clock_timestamp() - $3 * interval '1 millisecond')
     returning region, risk_id as "riskId"`,
    [state.organisationId, afterMs, pauseMs],
  );
  const regions = new Map<RegionId, RiskId[]>();
  for (const { region, riskId } of rows) regions.set(region, [...(regions.get(region) ?? []), riskId].sort());
  return regions;
}
