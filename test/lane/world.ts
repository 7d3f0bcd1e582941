/** What one schedule knows of itself: who did what and when, for the oracle and for the story. */
import { type TypedField } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { type State } from '../../state/state';
import { type Lane } from './lane';
import { type Office } from './office';

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

export function note(world: World, what: string, detail = ''): void {
  world.coverage.set(what, (world.coverage.get(what) ?? 0) + 1);
  const seconds = Math.round(world.office.time.skippedMs() / 1000);
  world.story.push(`${String(seconds).padStart(6)} s  step ${world.step}  ${what} ${detail}`.trimEnd());
}
