/** The closed word lists of the register and the labels people read. Order is the order shown and, for levels and statuses, severity. */

export const riskTypes = ['safeguarding', 'general', 'reputational', 'organisational'] as const;
export type RiskType = (typeof riskTypes)[number];

export const categories = [
  'criminal-conviction', 'challenging-behaviour', 'serious-mental-health', 'bail-restriction', 'weapons', 'dangerous-animal',
  'immunocompromised', 'domestic-abuse', 'self-neglect', 'exploitation', 'suicide-self-harm', 'substance-misuse', 'child-at-risk',
  'allegation-against-worker', 'media-complaint', 'data', 'workload', 'fraud', 'environment', 'other',
] as const; // prettier-ignore
export type Category = (typeof categories)[number];

export const atRiskGroups = [
  'client',
  'volunteer',
  'ro-employee',
  'child',
  'partner',
  'other-professional',
  'public',
  'charity',
] as const;
export type AtRisk = (typeof atRiskGroups)[number];

export const identifiedPoints = [
  'referral', 'triage', 'arranging-visit', 'casework', 'incident', 'agency-information', 'closed-case', 'register',
] as const; // prettier-ignore
export type IdentifiedPoint = (typeof identifiedPoints)[number];

export const levels = ['low', 'medium', 'high', 'very-high'] as const;
export type Level = (typeof levels)[number];

/** Lifecycle order (domain facts 3a); the first five are "active". */
export const statuses = [
  'reported',
  'recorded',
  'analysed',
  'mitigated',
  'monitored',
  'inactive',
  'void',
] as const;
export type Status = (typeof statuses)[number];

export const inactiveReasons = ['acceptable-level', 'case-closed'] as const;
export type InactiveReason = (typeof inactiveReasons)[number];

export const mitigationCodes = [
  'two-workers', 'female-worker', 'male-worker', 'public-place', 'remote-by-office', 'remote-only', 'statutory-referral',
  'other-agency', 'warning-letter', 'service-withdrawn', 'joint-visit', 'daylight-only', 'neutral-venue', 'equipment', 'security', 'other',
] as const; // prettier-ignore
export type MitigationCode = (typeof mitigationCodes)[number];

export const postures = ['normal', 'restricted', 'remote-only', 'suspended', 'withdrawn'] as const;
export type Posture = (typeof postures)[number];

export const warningStates = ['none', 'requested', 'placed', 'removal-requested', 'removed'] as const;
export type WarningState = (typeof warningStates)[number];

type Labels<Code extends string> = Readonly<Record<Code, string>>;

/** What people read for each code, on cards, in the tab and in the sheet. The sheet is read back through these. */
export const labels = {
  types: {
    safeguarding: 'Safeguarding', general: 'General', reputational: 'Reputational', organisational: 'Organisational',
  } satisfies Labels<RiskType>, // prettier-ignore
  category: {
    'criminal-conviction': 'Criminal conviction', 'challenging-behaviour': 'Challenging behaviour',
    'serious-mental-health': 'Serious mental health condition', 'bail-restriction': 'Bail restriction', weapons: 'Weapons in the house',
    'dangerous-animal': 'Dangerous animal', immunocompromised: 'Immunocompromised', 'domestic-abuse': 'Domestic abuse',
    'self-neglect': 'Self-neglect or hoarding', exploitation: 'Exploitation', 'suicide-self-harm': 'Suicide or self-harm',
    'substance-misuse': 'Substance misuse', 'child-at-risk': 'Child at risk', 'allegation-against-worker': 'Allegation against a worker',
    'media-complaint': 'Media or complaint', data: 'Data', workload: 'Workload or capacity', fraud: 'Fraud', environment: 'Environment',
    other: 'Other',
  } satisfies Labels<Category>, // prettier-ignore
  atRisk: {
    client: 'Client', volunteer: 'Volunteer or caseworker', 'ro-employee': 'Regional office employee', child: 'Child',
    partner: 'Partner or ex-partner', 'other-professional': 'Other professional', public: 'Public', charity: 'The charity',
  } satisfies Labels<AtRisk>, // prettier-ignore
  identifiedAt: {
    referral: 'Referral', triage: 'Regional office triage', 'arranging-visit': 'Arranging a visit', casework: 'During casework',
    incident: 'Incident', 'agency-information': 'Information from an agency', 'closed-case': 'Closed case', register: 'Typed in the sheet',
  } satisfies Labels<IdentifiedPoint>, // prettier-ignore
  level: { low: 'Low', medium: 'Medium', high: 'High', 'very-high': 'Very high' } satisfies Labels<Level>,
  status: {
    reported: 'Reported', recorded: 'Recorded', analysed: 'Analysed', mitigated: 'Mitigated', monitored: 'Monitored',
    inactive: 'Inactive', void: 'Entered in error',
  } satisfies Labels<Status>, // prettier-ignore
  inactiveReason: {
    'acceptable-level': 'Managed to an acceptable level', 'case-closed': 'Client case closed',
  } satisfies Labels<InactiveReason>, // prettier-ignore
  mitigations: {
    'two-workers': 'Two caseworkers', 'female-worker': 'Female caseworker', 'male-worker': 'Male caseworker', 'public-place': 'Public place',
    'remote-by-office': 'Remote by regional office', 'remote-only': 'Remote only', 'statutory-referral': 'Referred to statutory agency',
    'other-agency': 'Referred or signposted to other agency', 'warning-letter': 'ROM warning letter, casework suspended',
    'service-withdrawn': 'ROM withdraws service', 'joint-visit': 'Joint visit', 'daylight-only': 'Daylight only',
    'neutral-venue': 'Neutral venue', equipment: 'Equipment', security: 'Security', other: 'Other',
  } satisfies Labels<MitigationCode>, // prettier-ignore
  posture: {
    normal: 'Normal', restricted: 'Restricted', 'remote-only': 'Remote only', suspended: 'Suspended', withdrawn: 'Withdrawn',
  } satisfies Labels<Posture>, // prettier-ignore
  warning: {
    none: 'None', requested: 'Requested', placed: 'Placed', 'removal-requested': 'Removal requested', removed: 'Removed',
  } satisfies Labels<WarningState>, // prettier-ignore
} as const;

/** Active risks are reviewed every week; inactive and void ones are not. */
export function isActive(status: Status): boolean {
  return status !== 'inactive' && status !== 'void';
}

/** The code whose label or code this text is, ignoring case and outer blanks; null when none. */
export function codeOf<Code extends string>(list: Readonly<Record<Code, string>>, text: string): Code | null {
  const wanted = text.trim().toLowerCase();
  const found = (Object.entries(list) as [Code, string][]).find(
    ([code, label]) => label.toLowerCase() === wanted || code === wanted,
  );
  return found ? found[0] : null;
}
