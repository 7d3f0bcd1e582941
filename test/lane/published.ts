/** What the service decided to publish, from its database: the oracle holds what stands in the register against it. */
import { type PairedField, type SheetValues, type TypedValues } from '../../register/columns';
import { type State } from '../../state/state';

export interface Published {
  seq: number;
  key: string;
  values: SheetValues;
  observed: Record<PairedField, string>;
  typed: TypedValues;
}

/** By sequence, in sequence. */
export async function publications(state: State): Promise<Map<number, Published>> {
  const rows = await state.db.query<{ seq: number; payload: Omit<Published, 'seq'> }>(
    `select seq, payload from intent where organisation_id = $1 and kind = 'event' order by seq`,
    [state.organisationId],
  );
  return new Map(rows.map(({ seq, payload }) => [seq, { seq, ...payload }]));
}
