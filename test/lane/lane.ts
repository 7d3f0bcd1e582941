/** What a store brings to the lane: its paper, its faults, acts that only it knows, and its own part of the oracle. */
import { type FaultSet } from './faults';
import { type Paper } from './paper';
import { type Action } from './plan';
import { type Rest } from './oracle';
import { type World } from './world';

/** What the story says of an act; null when there was nothing to do it to. */
export type Edit = (world: World, action: Action) => Promise<string | null>;

export interface Lane {
  paper: Paper;
  faults: FaultSet;
  /** Acts of people that only this store knows, by kind. */
  edits: Readonly<Record<string, Edit>>;
  /** What holds at every step. */
  checkAlways(world: World): Promise<void>;
  /** What holds at rest, beyond what holds in any store. */
  checkAtRest(rest: Rest): void;
  /** Whether the service wrote to the register since the last check. */
  hasWritten(): boolean;
  /** Requests a look at rest takes; null when part of the register is out of order, and looking at that takes more. */
  restRequests(): number | null;
}
