/** What the simulated process has in place of a RegisterStore: the same answers, in steps between which anything may happen. */
import { type ColumnKey } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import {
  type Publication,
  type ReadOutcome,
  type RowToAppend,
  type WriteOutcome,
} from '../../register/store';
import { type Pace } from './wire';

/** See RegisterStore in register/store.ts. */
export interface Client {
  read(knownTag: string | null): Generator<Pace, ReadOutcome>;
  appendRows(region: RegionId, rows: readonly RowToAppend[]): Generator<Pace, WriteOutcome>;
  publish(events: readonly Publication[]): Generator<Pace, WriteOutcome>;
  repair(region: RegionId, column: ColumnKey): Generator<Pace, WriteOutcome>;
}
