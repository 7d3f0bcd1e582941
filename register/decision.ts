/** What a rule decided, as plain data: nothing is performed here. state/commit makes it true in one transaction. */
import { type TypedValues } from './columns';
import { type PersonId, type RegionId, type RiskId } from './ids';
import { type LocalDate } from './local-date';
import { type Proposal } from './proposal';
import { type RegisterRecord } from './register-records';
import { type Risk } from './risk';
import { type WorksheetReview } from './worksheet-review';

/** A record to be written; `was` is the version it must still have (0: it must not exist yet). `typed` is what a person had already written
 *  of a new risk: its row will say the same. `record` is one that stands beside the
 *  register for reading: written once and never changed. */
export type Change =
  | { kind: 'risk'; risk: Risk; was: number; typed?: TypedValues }
  | { kind: 'worksheet-review'; review: WorksheetReview; was: number }
  | { kind: 'proposal'; proposal: Proposal; was: number }
  | { kind: 'record'; record: RegisterRecord };

/** Why somebody is told. Each has one sentence per channel in bot/words.ts and sync/words.ts; none carries case text. */
export type NoticeEvent =
  | 'risk-reported' | 'safeguarding-recorded' | 'reputational-recorded' | 'organisational-recorded' | 'level-raised'
  | 'proposal-waiting' | 'proposal-confirmed' | 'proposal-declined' | 'other-region-changed' | 'row-moved' | 'caseworker-update'
  | 'warning-to-place' | 'warning-to-remove' | 'worksheet-review-due' | 'reviews-due' | 'risk-inactive' | 'row-missing' | 'row-returned'
  | 'sheet-edit-held' | 'sheet-conflict' | 'sheet-rolled-back' | 'hand-row-registered' | 'region-on-hold' | 'mass-edit' | 'row-quarantined'
  | 'service-table-edited' | 'formula-found' | 'heading-renamed' | 'line-misplaced' | 'part-unread' | 'rows-late'
  | 'calculates-by-hand'; // prettier-ignore

export type Department = 'safeguarding' | 'public-relations' | 'casework-support-manager';

/** One message to one recipient. Reference and link only (domain facts 5). */
export interface Notice {
  /** Unique for ever: a second commit of the same key sends nothing. */
  key: string;
  event: NoticeEvent;
  to:
    | { kind: 'person'; id: PersonId }
    | { kind: 'department'; id: Department }
    | { kind: 'office'; region: RegionId };
  channel: 'teams' | 'mail';
  region: RegionId | null;
  riskId: RiskId | null;
  /** Record the card opens besides the risk: a proposal or a worksheet review. */
  subjectId: string | null;
  dueOn: LocalDate | null;
  /** References a digest lists; never text about a case. */
  items: NoticeItem[];
}

export interface NoticeItem {
  riskId: RiskId | null;
  subjectId: string | null;
  /** Null: nothing falls due, the row is only named. */
  dueOn: LocalDate | null;
  daysLate: number;
}

/** One line of the audit: who did what to which record. `detail` holds codes and ids, never free text. */
export interface AuditLine {
  act: string;
  actor: PersonId | 'sheet' | 'service';
  subject: string;
  detail: Record<string, string | number | boolean | null | string[]>;
}

export interface Decision {
  kind: 'decision';
  changes: Change[];
  notices: Notice[];
  audit: AuditLine[];
}

/** An empty decision to build on. */
export function decision(parts: Partial<Omit<Decision, 'kind'>>): Decision {
  return {
    kind: 'decision',
    changes: parts.changes ?? [],
    notices: parts.notices ?? [],
    audit: parts.audit ?? [],
  };
}
