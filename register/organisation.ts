/** The organisation file: regions, departments, who holds which role, every figure and every fixed wording. */
import { z } from 'zod';
import { regionIdSchema, type RegionId } from './ids';
import { weekdays } from './local-date';
import { roles } from './person';

const mailSchema = z.string().email('an e-mail address');

const regionSchema = z.object({
  id: regionIdSchema,
  name: z.string().min(1),
  /** Area whose Head of Casework Services owns this region (S0-46). */
  area: z.string().min(1),
  /** The regional office's own mailbox. */
  mailbox: mailSchema,
  /** When the weekly worksheet review falls due (S0-49), in the organisation's time zone. */
  review: z.object({ weekday: z.enum(weekdays), hour: z.number().int().min(0).max(23) }),
});
export type Region = z.infer<typeof regionSchema>;

/** A directory group and the role its members hold; region for regional roles, area for Heads. */
const roleGroupSchema = z.object({
  groupId: z.string().min(1),
  role: z.enum(roles),
  region: regionIdSchema.optional(),
  area: z.string().optional(),
});

const ladderStepSchema = z.object({
  /** Days after the due day; 0 is the day itself. */
  afterDays: z.number().int().min(0).max(60),
  to: z.enum(['reviewer', 'rom', 'head']),
});

const departmentSchema = z.object({ name: z.string().min(1), mailbox: mailSchema });

export const organisationSchema = z
  .object({
    name: z.string().min(1),
    timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Europe/London'),
    areas: z.array(z.object({ id: z.string().min(1), name: z.string().min(1) })).min(1),
    regions: z.array(regionSchema).min(1),
    departments: z.object({
      safeguarding: departmentSchema,
      'public-relations': departmentSchema,
      'casework-support-manager': departmentSchema,
    }),
    roleGroups: z.array(roleGroupSchema).min(1),
    /** What roles are called in front of people; RCM and RCC are never spelt out by us. */
    labels: z.record(z.enum(roles), z.string().min(1)),
    reviews: z.object({
      /** Days from a sign-off to the next due day of a risk; the worksheet's own weekday comes first when earlier. */
      everyDays: z.number().int().min(1).max(31),
      ladder: z.array(ladderStepSchema).min(1),
      /** Hour of the day from which reminders go out. */
      remindFromHour: z.number().int().min(0).max(23),
    }),
    warning: z.object({
      /** The one allowed Mosaic wording (S0-22); {mailbox} becomes the region's. */
      wording: z.string().includes('{mailbox}'),
      version: z.string().min(1),
      /** Days until a warning left on an inactive risk is chased (S2-07). */
      removalChaseDays: z.number().int().min(1).max(30),
    }),
    /** The smallest acceptable note, offered for copying (S0-12). */
    caseNotesPhrase: z.string().min(1),
    /** Name of the person or desk that answers questions about risk (S0-56), and where. */
    help: z.object({ name: z.string().min(1), mailbox: mailSchema, guidanceUrl: z.url().optional() }),
  })
  .superRefine((org, context) => {
    for (const problem of crossProblems(org)) context.addIssue({ code: 'custom', ...problem });
  });
export type Organisation = z.infer<typeof organisationSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false; // the only question asked is whether the platform knows the name
  }
}

interface Shape {
  areas: { id: string }[];
  regions: Region[];
  roleGroups: z.infer<typeof roleGroupSchema>[];
}

function crossProblems(org: Shape): { path: (string | number)[]; message: string }[] {
  const areas = new Set(org.areas.map((area) => area.id));
  const regions = new Set<string>(org.regions.map((region) => region.id));
  const problems: { path: (string | number)[]; message: string }[] = [];
  if (regions.size !== org.regions.length)
    problems.push({ path: ['regions'], message: 'two regions have the same id' });
  org.regions.forEach((region, index) => {
    if (!areas.has(region.area))
      problems.push({ path: ['regions', index, 'area'], message: `no area "${region.area}"` });
  });
  org.roleGroups.forEach((group, index) => {
    if (group.region && !regions.has(group.region))
      problems.push({ path: ['roleGroups', index, 'region'], message: `no region "${group.region}"` });
    if (group.role === 'head' && !areas.has(group.area ?? ''))
      problems.push({ path: ['roleGroups', index, 'area'], message: 'a head group needs one of the areas' });
  });
  return problems;
}

/** The region with this id; null when the organisation has none. */
export function regionOf(org: Organisation, id: string): Region | null {
  return org.regions.find((region) => region.id === id) ?? null;
}

/** As regionOf for ids already checked against the file; throws when the file no longer has the region. */
export function knownRegion(org: Organisation, id: RegionId): Region {
  const region = regionOf(org, id);
  if (!region)
    throw new Error(`The organisation file has no region ${id}; put it back or move its risks first.`);
  return region;
}

/** The fixed Mosaic warning for a region, ready to copy (S0-22). */
export function warningWording(org: Organisation, region: RegionId): string {
  return org.warning.wording.replaceAll('{mailbox}', () => knownRegion(org, region).mailbox);
}
