/** The region's weekday and hour have come: the weekly review opens (S0-49). */
import { type Decision } from '../decision';
import { type RegionId } from '../ids';
import { type LocalDate } from '../local-date';
import { type ServiceContext } from './context';

export declare function openWorksheetReview(ctx: ServiceContext, region: RegionId, dueOn: LocalDate): Decision;
