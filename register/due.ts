/** When reviews fall due, and who is reminded on which day: the ladder of the organisation file. */
import { type ServiceContext } from './act/context';
import { type Notice } from './decision';
import { type RegionId } from './ids';
import { type LocalDate } from './local-date';
import { type Organisation } from './organisation';
import { type Risk } from './risk';
import { type WorksheetReview } from './worksheet-review';

export interface DueInput {
  ctx: ServiceContext;
  risks: readonly Risk[];
  reviews: readonly WorksheetReview[];
  already: ReadonlySet<string>;
}
export declare function dueDigests(input: DueInput): { notices: Notice[]; keys: string[] };
export declare function worksheetDue(
  org: Organisation,
  region: RegionId,
  now: { date: LocalDate; hour: number },
  latest: WorksheetReview | null,
): LocalDate | null;
export declare function nextReviewOn(org: Organisation, region: RegionId, signedOn: LocalDate): LocalDate;
