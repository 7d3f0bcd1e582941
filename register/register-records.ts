/** Records that stand beside the register in lists of their own, for reading: signed reviews and consultations. A further kind is an entry
 *  of `recordColumns` and a function that makes its records; the act that decides it adds the record to its changes. */
import { type PersonId, type RegionId, type RiskId } from './ids';
import { type LocalDate } from './local-date';
import { type Proposal, type Turn } from './proposal';
import { type Names } from './sheet-values';
import { type WorksheetReview } from './worksheet-review';

export interface RecordColumn {
  key: string;
  heading: string;
  kind: 'text' | 'day' | 'number';
}

/** Every kind of record with its columns, left to right. */
export const recordColumns = {
  reviews: [
    { key: 'review', heading: 'Review', kind: 'text' },
    { key: 'region', heading: 'Region', kind: 'text' },
    { key: 'dueOn', heading: 'Due on', kind: 'day' },
    { key: 'signedOn', heading: 'Signed on', kind: 'day' },
    { key: 'signedBy', heading: 'Signed by', kind: 'text' },
    { key: 'delegated', heading: 'As delegate', kind: 'text' },
    { key: 'lines', heading: 'Lines looked at', kind: 'number' },
    { key: 'reviewed', heading: 'Reviewed', kind: 'number' },
    { key: 'unchanged', heading: 'No change', kind: 'number' },
  ],
  consultations: [
    { key: 'riskId', heading: 'Risk ID', kind: 'text' },
    { key: 'region', heading: 'Region', kind: 'text' },
    { key: 'about', heading: 'About', kind: 'text' },
    { key: 'author', heading: 'Asked by', kind: 'text' },
    { key: 'asked', heading: 'Who was asked', kind: 'text' },
    { key: 'party', heading: 'Asked as', kind: 'text' },
    { key: 'askedOn', heading: 'Asked on', kind: 'day' },
    { key: 'decidedOn', heading: 'Decided on', kind: 'day' },
    { key: 'answer', heading: 'Answer', kind: 'text' },
  ],
} as const satisfies Readonly<Record<string, readonly RecordColumn[]>>;

export type RecordKind = keyof typeof recordColumns;
export const recordKinds = Object.keys(recordColumns) as readonly RecordKind[];

interface RecordOf<Kind extends RecordKind> {
  kind: Kind;
  /** Unique for ever, without a word about a case: a record is made once under it. */
  key: string;
  region: RegionId;
  /** As people read them: names as of the day, days as LocalDate text, counts in plain form; '' is an empty cell. */
  cells: Record<(typeof recordColumns)[Kind][number]['key'], string>;
}
export type RegisterRecord = { [Kind in RecordKind]: RecordOf<Kind> }[RecordKind];

/** What the answers of a signed review came to; not one word of them. */
export function reviewRecord(review: WorksheetReview, names: Names): RegisterRecord {
  const rows = Object.values(review.rows);
  const count = (outcome: (typeof rows)[number]['outcome']) =>
    String(rows.filter((row) => row.outcome === outcome).length);
  return {
    kind: 'reviews',
    key: `review:${review.id}`,
    region: review.region,
    cells: {
      review: review.id,
      region: review.region,
      dueOn: review.dueOn,
      signedOn: review.signedOn ?? '',
      signedBy: review.signedBy === null ? '' : names.nameOf(review.signedBy),
      delegated: review.delegationId === null ? 'No' : 'Yes',
      lines: String(rows.length),
      reviewed: count('reviewed'),
      unchanged: count('no-change'),
    },
  };
}

/** Somebody was asked before a row was touched, and the day on which that counted. */
export interface HeldConsultation {
  /** Id of the act or of its proposal: unique for ever. */
  id: string;
  riskId: RiskId;
  region: RegionId;
  about: 'change' | Turn['kind'];
  author: PersonId;
  asked: PersonId;
  askedOn: LocalDate;
  decidedOn: LocalDate;
  /** consulted: somebody of the row's own region (S0-54). The others: the line manager (S0-52). */
  answer: 'consulted' | 'confirmed' | 'declined';
}

const aboutWords: Record<HeldConsultation['about'], string> = {
  change: 'A change',
  inactive: 'Making it inactive',
  reopen: 'Bringing it back',
};
const answerWords: Record<HeldConsultation['answer'], string> = {
  consulted: 'Consulted',
  confirmed: 'Confirmed',
  declined: 'Declined',
};

/** One person consulted; an act that needs office and manager has two records. */
export function consultationRecord(held: HeldConsultation, names: Names): RegisterRecord {
  const isOffice = held.answer === 'consulted';
  return {
    kind: 'consultations',
    key: `consultation:${held.id}:${isOffice ? 'office' : 'manager'}`,
    region: held.region,
    cells: {
      riskId: held.riskId,
      region: held.region,
      about: aboutWords[held.about],
      author: names.nameOf(held.author),
      asked: names.nameOf(held.asked),
      party: isOffice ? 'Office of the region' : 'Line manager',
      askedOn: held.askedOn,
      decidedOn: held.decidedOn,
      answer: answerWords[held.answer],
    },
  };
}

/** What was asked of the line manager, decided. */
export function managerConsulted(
  proposal: Proposal,
  at: { decidedOn: LocalDate; answer: 'confirmed' | 'declined' },
): HeldConsultation {
  const { id, riskId, region, author, manager, proposedOn } = proposal;
  return { id, riskId, region, about: aboutOf(proposal), author, asked: manager, askedOn: proposedOn, ...at };
}

/** What an act is about, by the turn it takes. */
export function aboutOf({ turn }: Pick<Proposal, 'turn'>): HeldConsultation['about'] {
  return turn?.kind ?? 'change';
}
