/** The weekly review of one region's worksheet (S0-49): every active row seen, then signed. */
import { z } from 'zod';
import { personIdSchema, regionIdSchema, type RegionId } from './ids';
import { localDateSchema, type LocalDate } from './local-date';
import { textLimit, type Risk } from './risk';
import { isActive, levels } from './vocabulary';

const answerText = z.string().max(textLimit);

/** The review form's answers (S1-06..08, S3-02..06). */
export const rowReviewSchema = z
  .object({
    mostWorriedAbout: answerText.min(1),
    whatChanged: answerText.min(1),
    whatWorks: answerText.min(1),
    planChange: answerText,
    /** Why the plan stays as it is; required when planChange is empty (S3-03). */
    noPlanChangeReason: answerText,
    levelBefore: z.enum(levels).nullable(),
    levelAfter: z.enum(levels).nullable(),
    levelReason: answerText,
  })
  .refine((review) => review.planChange !== '' || review.noPlanChangeReason !== '', {
    path: ['planChange'],
    message: 'Say how the plan changes, or why it does not',
  });
export type RowReview = z.infer<typeof rowReviewSchema>;

/** One row as the reviewer saw it: the version matters, a later change makes the row unseen again. */
export const rowSeenSchema = z.object({
  version: z.number().int().positive(),
  by: personIdSchema,
  on: localDateSchema,
  outcome: z.enum(['no-change', 'reviewed']),
  review: rowReviewSchema.nullable(),
});

export const worksheetReviewSchema = z.object({
  /** REGION-DUE, e.g. NS-2026-11-23. One review a region and due day. */
  id: z.string().min(1),
  version: z.number().int().positive(),
  region: regionIdSchema,
  dueOn: localDateSchema,
  state: z.enum(['open', 'signed']),
  rows: z.record(z.string(), rowSeenSchema),
  signedBy: personIdSchema.nullable(),
  signedOn: localDateSchema.nullable(),
  /** Delegation under which it was signed; null when the ROM signed. */
  delegationId: z.string().nullable(),
});
export type WorksheetReview = z.infer<typeof worksheetReviewSchema>;

export function worksheetReviewId(region: RegionId, dueOn: LocalDate): string {
  return `${region}-${dueOn}`;
}

/** Active risks of the region the reviewer has not seen in their present version, in the order given. */
export function unseenRows(review: WorksheetReview, risks: readonly Risk[]): Risk[] {
  return risks.filter(
    (risk) =>
      risk.region === review.region &&
      isActive(risk.status) &&
      review.rows[risk.id]?.version !== risk.version,
  );
}
