/** What the service remembers of the sheet between two readings: the merge base and what is under way. Plain data. */
import { z } from 'zod';
import { pairedFields, typedFields, type PairedField, type TypedField } from './columns';
import { regionIdSchema, riskIdSchema } from './ids';

const typedFieldSchema = z.enum(typedFields as [TypedField, ...TypedField[]]);
const typedSchema = z.record(typedFieldSchema, z.string());
const pairedSchema = z.record(z.enum(pairedFields), z.string());

/** Fields that sheet and service can disagree about; notes are the sheet's alone. */
export type ConflictField = Exclude<TypedField, 'notes'>;
export const conflictFields = typedFields.filter((field) => field !== 'notes') as [
  ConflictField,
  ...ConflictField[],
];

/** A disagreement a person has to settle: what the sheet says, what Teams says; `held` is in effect meanwhile. */
export const conflictSchema = z.object({
  field: z.enum(conflictFields),
  sheet: z.string(),
  service: z.string(),
  /** When something else is in effect, somebody has decided since. Undefined: not known. */
  held: z.string().optional(),
});
export type SheetConflict = z.infer<typeof conflictSchema>;

/** A row from which nothing is taken: it reads as another case's (pasted-over), text of ours came back as a formula, or stands under another
 *  heading than it was sent for (misplaced). */
export const quarantineSchema = z.object({
  why: z.enum(['pasted-over', 'formula', 'misplaced']),
  /** Instant (ISO). */
  since: z.string(),
  /** What a person has said; the next reading acts on it. */
  word: z.enum(['take', 'leave']).optional(),
  /** quarantineMark (set-apart.ts) of what that person was shown. */
  mark: z.string().optional(),
});
export type Quarantine = z.infer<typeof quarantineSchema>;

export const rowMemorySchema = z.object({
  riskId: riskIdSchema,
  /** Region whose worksheet holds the row, or is to receive it. */
  region: regionIdSchema,
  /** What people's cells held when last observed: the merge base. */
  typed: typedSchema,
  /** Constants over the service's formulas, as last observed (workbook). */
  over: z.partialRecord(z.enum(pairedFields), z.string()).default({}),
  /** In registers whose rows carry their values: the sequence the row carried when a field's text was taken over (shared-cell.ts). */
  takenOver: z.partialRecord(z.enum(pairedFields), z.number()).default({}),
  /** Values the sheet showed at the last reading; null before the first. A change typed now was typed over these. */
  shown: pairedSchema.nullable(),
  /** expected: on its way; present: in the last cut; missing: absent since; deleted: absence believed. */
  presence: z.enum(['expected', 'present', 'missing', 'deleted']),
  /** Instant (ISO) of the first cut without the row; null while present or expected. */
  missingSince: z.string().nullable(),
  /** An edit seen but not yet believed finished: what and since when (ISO). */
  settling: z
    .object({
      typed: typedSchema,
      /** Constants over formulas that went away. */
      emptied: z.array(z.enum(pairedFields)).default([]),
      since: z.string(),
      /** What the columns showed when the edit was first seen. */
      shown: pairedSchema.nullable(),
      /** Fields whose text an older content of the sheet brought back: not typed now, but lost. */
      lost: z.array(z.enum(typedFields as [TypedField, ...TypedField[]])),
    })
    .nullable(),
  /** Several rows carry this Risk ID: nothing is taken from any of them. */
  duplicated: z.boolean(),
  conflicts: z.array(conflictSchema),
  quarantine: quarantineSchema.optional(),
  /** A person has said that what stands in these cells is to be left; done once the row stands in one place that can be read. */
  leaving: z.array(typedFieldSchema).optional(),
});
export type RowMemory = z.infer<typeof rowMemorySchema>;

export const handRowSchema = z.object({
  fingerprint: z.string(),
  region: regionIdSchema,
  since: z.string(),
  /** Content when first seen; settles when a later cut shows the same. */
  content: z.string(),
  /** The risk it has become, or whose row it was before its Risk ID was cleared; null while it waits. */
  riskId: riskIdSchema.nullable(),
  /** Instant (ISO) of the first cut without the line, once it has a risk. */
  goneSince: z.string().optional(),
  /** Gone for so long that its answer was taken back: the same words are a line of their own. */
  isWithdrawn: z.boolean().optional(),
});
export type HandRow = z.infer<typeof handRowSchema>;

export const holdSchema = z.object({
  why: z.string(),
  /** Instant (ISO). */
  since: z.string(),
  rows: z.array(z.string()),
  /** Of a mass change: the columns typed anew. */
  fields: z.array(typedFieldSchema).optional(),
  /** What a person has said (hold.ts); the next reading acts on it. */
  word: z.enum(['gone', 'put-back', 'take', 'leave']).optional(),
});
export type Hold = z.infer<typeof holdSchema>;

export const registerMemorySchema = z.object({
  tag: z.string().nullable(),
  /** Real instant (ISO) at which the last successful reading began. */
  readAt: z.string().nullable(),
  /** What is not concluded, and why: under a region's id while its table cannot be used, under a hold's id (hold.ts) until a person has spoken. */
  holds: z.record(z.string(), holdSchema),
  /** Marks of what people have been told of and what still stands in the sheet (told-once.ts of the protocol). */
  told: z.array(z.string()).optional(),
});
export type RegisterMemory = z.infer<typeof registerMemorySchema>;

export const emptyRegisterMemory: RegisterMemory = { tag: null, readAt: null, holds: {} };

/** What a paired cell shows for each field. */
export type Paired = Record<PairedField, string>;
