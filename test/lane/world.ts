/** What one schedule knows of itself: who did what and when, for the oracle and for the story; and what its store brings to the lane. */
import { type SheetValues, type TypedField } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { type Risk } from '../../register/risk';
import { type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type State } from '../../state/state';
import { type FaultSet } from './faults';
import { type Office } from './office';
import { type Paper, type PaperLine } from './paper';
import { type Action } from './plan';
import { type Published } from './published';

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

/** Something a person put into one cell: the oracle asks at rest what became of it. */
export interface Typing {
  /** Step of the schedule. */
  at: number;
  riskId: string;
  field: TypedField;
  text: string;
  /** What the service remembered of the cell at that moment: typing exactly that again is a workbook's known limit. */
  observed: string | undefined;
}

export interface World {
  office: Office;
  state: State;
  lane: Lane;
  /** References answered to their reporters. */
  accepted: RiskId[];
  /** Texts of lines typed without a Risk ID. */
  handMade: string[];
  typings: Typing[];
  /** Step of the last change of a field in Teams, by `riskId|field`. */
  teams: Map<string, number>;
  /** Rows a person had put back from Teams: they may have come back by themselves in the same moment. */
  restored: Set<string>;
  /** People brought back older contents so far: whole files saved, items restored. Each may bring anything back. */
  saves: number;
  /** How often each kind of act, fault and event came about. */
  coverage: Map<string, number>;
  story: string[];
  /** Step under way. */
  step: number;
}

/** Everything there is to know when all has come to rest. */
export interface Rest {
  world: World;
  lines: readonly PaperLine[];
  risks: ReadonlyMap<string, Risk>;
  memories: ReadonlyMap<string, RowMemory>;
  published: ReadonlyMap<number, Published>;
  holds: RegisterMemory['holds'];
  /** Rows of which nothing is concluded until a person has spoken. */
  held: ReadonlySet<string>;
  /** Regions that are out of order, or that a mass of changes has stopped. */
  stopped: ReadonlySet<string>;
  inEffect(risk: Risk): SheetValues;
}

export function note(world: World, what: string, detail = ''): void {
  world.coverage.set(what, (world.coverage.get(what) ?? 0) + 1);
  const seconds = Math.round(world.office.time.skippedMs() / 1000);
  world.story.push(`${String(seconds).padStart(6)} s  step ${world.step}  ${what} ${detail}`.trimEnd());
}
