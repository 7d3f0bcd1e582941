/** An item of a list, read: what its cells say, what the service last wrote on it, and which risk it is. Pure. */
import { isRiskId, type RegionId } from '../../../register/ids';
import { typedFields, type TypedValues } from '../../../register/columns';
import { fingerprintOf } from '../../protocol/hand-rows';
import { cellsOf, type Cells, type Fields } from './cells';
import { listColumnOf } from './list-columns';
import { readState, type ServiceState } from './service-state';

export interface Item {
  /** The item's number in its list, as Graph tells it. */
  id: string;
  /** Changes with every save; null when the service has not been told it. */
  etag: string | null;
  fields: Fields;
  cells: Cells;
  state: ServiceState | null;
  /** The risk the row is: what the service wrote on it, or what stands in the Risk ID column; '' when neither. */
  riskId: string;
}

/** The items of one region's list. */
export interface RegionItems {
  region: RegionId;
  items: readonly Item[];
}

/** Reads an item from what Graph told. */
export function itemOf(id: string, etag: string | null, fields: Fields): Item {
  const cells = cellsOf(fields);
  const state = readState(fields[listColumnOf('state').name]);
  const riskId = state !== null && isRiskId(state.key) ? state.key : cells.riskId;
  return { id, etag, fields, cells, state, riskId };
}

/** What people can type, as it stands. */
export function typedOf({ cells }: Item): TypedValues {
  return Object.fromEntries(typedFields.map((field) => [field, cells[field]])) as TypedValues;
}

/** The name of a line typed without a Risk ID. */
export function handKeyOf(region: RegionId, item: Item): string {
  return fingerprintOf(region, { typed: typedOf(item) });
}

/** The rows a publication is for. A row the service has written to goes before one on which somebody typed the same Risk ID. */
export function rowsOf({ region, items }: RegionItems, key: string): Item[] {
  if (!isRiskId(key)) return items.filter((item) => item.riskId === '' && handKeyOf(region, item) === key);
  const ours = items.filter((item) => item.state?.key === key);
  return ours.length > 0 ? ours : items.filter((item) => item.riskId === key);
}
