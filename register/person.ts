/** Who acts: people of the directory, their roles, and what makes a delegate fit to sign. */
import { z } from 'zod';
import { personIdSchema, regionIdSchema, type RegionId } from './ids';
import { localDateSchema, type LocalDate } from './local-date';

/** Role codes; what each is called in front of people is configuration (organisation file, `labels`). */
export const roles = [
  'caseworker', 'rcc', 'rcm', 'ro', 'rom', 'head', 'safeguarding', 'public-relations', 'casework-support-manager', 'mosaic-team',
] as const; // prettier-ignore
export type Role = (typeof roles)[number];

export const personSchema = z.object({
  id: personIdSchema,
  /** Shown to colleagues only; never in notices, logs or ids. */
  name: z.string().min(1),
  mail: z.string().email().nullable(),
  roles: z.array(z.enum(roles)),
  /** Null for people who belong to no single region. */
  region: regionIdSchema.nullable(),
  /** Area of a Head of Casework Services; null for others. */
  area: z.string().nullable(),
  managerId: personIdSchema.nullable(),
  /** False once the directory has disabled or lost the account: denied everything, kept for history. */
  active: z.boolean(),
});
export type Person = z.infer<typeof personSchema>;

/** A qualification that expires. Level 3 safeguarding gates the weekly review (S0-48). */
export const trainingSchema = z.object({
  personId: personIdSchema,
  item: z.enum(['level-3-safeguarding']),
  achievedOn: localDateSchema,
  /** Last day on which it counts. */
  expiresOn: localDateSchema,
});
export type Training = z.infer<typeof trainingSchema>;

/** A ROM's delegation; in force only inside its dates and while the delegate's Level 3 is valid. */
export const delegationSchema = z.object({
  id: z.string().min(1),
  region: regionIdSchema,
  delegatorId: personIdSchema,
  delegateId: personIdSchema,
  scope: z.enum(['day-to-day', 'weekly-review', 'both']),
  from: localDateSchema,
  /** Null: until ended. */
  to: localDateSchema.nullable(),
  endedOn: localDateSchema.nullable(),
});
export type Delegation = z.infer<typeof delegationSchema>;

/** A person of the directory with what the rules need to know about them, loaded fresh for each act. */
export interface Actor {
  kind: 'person';
  person: Person;
  trainings: Training[];
  /** Delegations in which this person is the delegate. */
  delegations: Delegation[];
}

/** Somebody who typed in the spreadsheet: known to be staff with edit rights, not known by name. */
export interface SheetEditor {
  kind: 'sheet';
  region: RegionId;
}

const regionalOffice: readonly Role[] = ['rcc', 'rcm', 'ro', 'rom'];

/** Works in a regional office (S0-51): RCC, RCM, ROM or another employee. */
export function isRegionalOffice(person: Person): boolean {
  return person.roles.some((role) => regionalOffice.includes(role));
}

export function hasRole(person: Person, role: Role): boolean {
  return person.roles.includes(role);
}

/** The last day on which this person's Level 3 counts, or null when never achieved. */
export function level3Until(trainings: readonly Training[]): LocalDate | null {
  const days = trainings
    .filter((training) => training.item === 'level-3-safeguarding')
    .map((training) => training.expiresOn);
  return days.length === 0 ? null : (days.sort().at(-1) ?? null);
}

/** The delegation that covers this region and scope on this day, whatever the qualification says; null when none. */
export function delegationFor(
  actor: Actor,
  wanted: { region: RegionId; scope: 'day-to-day' | 'weekly-review'; on: LocalDate },
): Delegation | null {
  const covers = (delegation: Delegation) =>
    delegation.region === wanted.region &&
    (delegation.scope === 'both' || delegation.scope === wanted.scope) &&
    delegation.from <= wanted.on &&
    (delegation.to === null || wanted.on <= delegation.to) &&
    (delegation.endedOn === null || wanted.on < delegation.endedOn);
  return actor.delegations.find(covers) ?? null;
}
