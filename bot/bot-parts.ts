/** What the bot is given by cli/: nothing in this folder builds any of it. */
import { type PersonId, type RiskId } from '../register/ids';
import { type Refusal } from '../register/refusal';
import { type State } from '../state/state';
import { type BotConfig } from './config';
import { type TeamsGateway } from './gateway';

/** A person settles what sheet and service disagree about; the sync side carries it out. */
export interface SheetPort {
  settleConflict(request: {
    riskId: RiskId;
    keep: 'sheet' | 'teams';
    actor: PersonId;
    key: string;
  }): Promise<Settled>;
  settleRow(request: {
    riskId: RiskId;
    verdict: 'restore' | 'confirm-deleted';
    actor: PersonId;
    key: string;
  }): Promise<Settled>;
}
export type Settled = { kind: 'done' } | Refusal;

export interface BotParts {
  state: State;
  gateway: TeamsGateway;
  config: BotConfig;
  /** Address in the tab of a record (Risk ID, review id) or of "home". */
  deepLink: (subject: string) => string;
  sheet: SheetPort;
  /** Milliseconds of real time, for rate limits and lanes. */
  now: () => number;
}
