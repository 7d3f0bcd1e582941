/** What the bot is given by cli/: nothing in this folder builds any of it. */
import { type SheetPort } from '../register/sheet-port';
import { type State } from '../state/state';
import { type BotConfig } from './config';
import { type TeamsGateway } from './gateway';

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
