/** Fictional records with readable defaults: each test names only what matters to it. Nothing here is shared or seeded. */
import { type ActContext, type ServiceContext } from '../../register/act/context';
import { type PersonId, type RegionId, type RiskId } from '../../register/ids';
import { type LocalDate } from '../../register/local-date';
import { organisationSchema, type Organisation } from '../../register/organisation';
import { type Actor, type Delegation, type Person, type Training } from '../../register/person';
import { type Proposal } from '../../register/proposal';
import { type Risk } from '../../register/risk';
import { type RowReview, type WorksheetReview } from '../../register/worksheet-review';

/** A Monday. */
export const today = '2026-11-23' as LocalDate;
export const day = (text: string) => text as LocalDate;
export const region = (text: string) => text as RegionId;
export const riskId = (text: string) => text as RiskId;

/** The person id with this number: 7 gives …0007. */
export function personId(number: number): PersonId {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as PersonId;
}

let made = 1000;

/** An active caseworker of Northshire unless said otherwise; every call makes somebody new. */
export function aPerson(parts: Partial<Person> = {}): Person {
  made += 1;
  return {
    id: personId(made),
    name: `Colleague ${made}`,
    mail: `colleague.${made}@caseworkcharity.example`,
    roles: ['caseworker'],
    region: region('NS'),
    area: null,
    managerId: null,
    active: true,
    ...parts,
  };
}

/** The person as somebody who acts, without qualification or delegation unless given. */
export function anActor(
  parts: Partial<Person> = {},
  fitness: { trainings?: Training[]; delegations?: Delegation[] } = {},
): Actor {
  return {
    kind: 'person',
    person: aPerson(parts),
    trainings: fitness.trainings ?? [],
    delegations: fitness.delegations ?? [],
  };
}

export const aRom = (parts: Partial<Person> = {}) => anActor({ roles: ['rom'], ...parts });
export const anRcm = (parts: Partial<Person> = {}) => anActor({ roles: ['rcm'], ...parts });
export const anRcc = (parts: Partial<Person> = {}) => anActor({ roles: ['rcc'], ...parts });

/** Level 3 that counts until the given day. */
export function aLevel3(person: PersonId, expiresOn = '2027-11-23'): Training {
  return {
    personId: person,
    item: 'level-3-safeguarding',
    achievedOn: day('2024-11-23'),
    expiresOn: day(expiresOn),
  };
}

/** A delegation of both scopes in Northshire, in force since June 2026. */
export function aDelegation(delegate: PersonId, parts: Partial<Delegation> = {}): Delegation {
  return {
    id: 'delegation-1',
    region: region('NS'),
    delegatorId: personId(1),
    delegateId: delegate,
    scope: 'both',
    from: day('2026-06-01'),
    to: null,
    endedOn: null,
    ...parts,
  };
}

/** An RCM of Northshire with a delegation in force; Level 3 until the day given, null: never achieved. */
export function aDelegate(level3Until: string | null = '2027-11-23', parts: Partial<Person> = {}): Actor {
  const actor = anRcm(parts);
  return {
    ...actor,
    trainings: level3Until === null ? [] : [aLevel3(actor.person.id, level3Until)],
    delegations: [aDelegation(actor.person.id)],
  };
}

/** Three regions: Northshire and Eastmere in the north (Monday 09:00, Wednesday 14:00), Westvale in the south (Friday 10:00). */
export function anOrganisation(parts: Partial<Organisation> = {}): Organisation {
  const mailbox = (name: string) => `${name}@caseworkcharity.example`;
  const aRegion = (id: string, name: string, more: { area: string; weekday: string; hour: number }) => ({
    id,
    name,
    area: more.area,
    mailbox: mailbox(name.toLowerCase()),
    review: { weekday: more.weekday, hour: more.hour },
  });
  return organisationSchema.parse({
    name: 'The Casework Charity',
    timeZone: 'Europe/London',
    areas: [
      { id: 'north', name: 'North' },
      { id: 'south', name: 'South' },
    ],
    regions: [
      aRegion('NS', 'Northshire', { area: 'north', weekday: 'monday', hour: 9 }),
      aRegion('EM', 'Eastmere', { area: 'north', weekday: 'wednesday', hour: 14 }),
      aRegion('WV', 'Westvale', { area: 'south', weekday: 'friday', hour: 10 }),
    ],
    departments: {
      safeguarding: { name: 'Safeguarding Team', mailbox: mailbox('safeguarding') },
      'public-relations': { name: 'Public Relations', mailbox: mailbox('press') },
      'casework-support-manager': { name: 'Casework Support Manager', mailbox: mailbox('support') },
    },
    roleGroups: [{ groupId: 'caseworkers', role: 'caseworker' }],
    labels: {
      caseworker: 'Caseworker',
      rcc: 'RCC',
      rcm: 'RCM',
      ro: 'Regional Office employee',
      rom: 'ROM',
      head: 'Head of Casework Services',
      safeguarding: 'Safeguarding Team',
      'public-relations': 'Public Relations',
      'casework-support-manager': 'Casework Support Manager',
      'mosaic-team': 'Mosaic Team',
    },
    reviews: {
      everyDays: 7,
      ladder: [
        { afterDays: 0, to: 'reviewer' },
        { afterDays: 1, to: 'reviewer' },
        { afterDays: 3, to: 'rom' },
        { afterDays: 7, to: 'head' },
      ],
      remindFromHour: 8,
    },
    warning: {
      wording: 'Please contact {mailbox} before any casework.',
      version: '1',
      removalChaseDays: 1,
    },
    caseNotesPhrase: 'Risk identified and recorded on the Regional Office register.',
    help: { name: 'Casework Support Manager', mailbox: mailbox('support') },
    ...parts,
  });
}

/** A risk as a caseworker of Northshire reported it, on version 1. */
export function aRisk(parts: Partial<Risk> = {}): Risk {
  return {
    id: riskId('NS-2026-0001'),
    version: 1,
    region: region('NS'),
    caseRef: 'MOS-90001',
    types: ['general'],
    category: null,
    atRisk: ['volunteer'],
    identifiedAt: 'casework',
    summary: 'A large dog is loose in the garden.',
    called999: false,
    reportedBy: null,
    onBehalfOf: null,
    reportedOn: day('2026-11-20'),
    status: 'reported',
    level: null,
    levelReason: '',
    mitigations: [],
    posture: 'normal',
    postureReason: '',
    warning: 'none',
    noWarningReason: '',
    recordedBy: null,
    owner: null,
    nextReviewOn: null,
    lastReviewedOn: null,
    lastReviewedBy: null,
    inactive: null,
    missingSince: null,
    ...parts,
  };
}

/** The same risk, recorded, with a level, a mitigation and its warning placed: in the weekly review. */
export function aMonitoredRisk(parts: Partial<Risk> = {}): Risk {
  return aRisk({
    version: 4,
    category: 'dangerous-animal',
    status: 'monitored',
    level: 'low',
    levelReason: 'The dog is kept away during visits.',
    mitigations: [{ code: 'public-place', text: '', owner: 'office' }],
    posture: 'restricted',
    warning: 'placed',
    nextReviewOn: today,
    ...parts,
  });
}

/** An open weekly review of Northshire, due on the Monday of these tests, with no row seen. */
export function aReview(parts: Partial<WorksheetReview> = {}): WorksheetReview {
  return {
    id: 'NS-2026-11-23',
    version: 1,
    region: region('NS'),
    dueOn: today,
    state: 'open',
    rows: {},
    signedBy: null,
    signedOn: null,
    delegationId: null,
    ...parts,
  };
}

/** A complete set of review answers that changes neither plan nor level. */
export function someAnswers(parts: Partial<RowReview> = {}): RowReview {
  return {
    mostWorriedAbout: 'The gate does not close.',
    whatChanged: 'Nothing since last week.',
    whatWorks: 'Meeting in a public place.',
    planChange: '',
    noPlanChangeReason: 'The plan works.',
    levelBefore: 'low',
    levelAfter: 'low',
    levelReason: '',
    ...parts,
  };
}

/** A proposal that waits, on version 1 of the risk of aRisk(). */
export function aProposal(parts: Partial<Proposal> = {}): Proposal {
  return {
    id: 'proposal-1',
    version: 1,
    riskId: riskId('NS-2026-0001'),
    region: region('NS'),
    basedOn: 1,
    author: personId(2),
    manager: personId(3),
    change: { category: 'dangerous-animal' },
    state: 'waiting',
    proposedOn: today,
    decidedOn: null,
    ...parts,
  };
}

/** What an act is told; the actor is always among the people. */
export function aContext(
  actor: Actor,
  parts: { people?: Person[]; today?: LocalDate; org?: Organisation } = {},
): ActContext {
  return {
    actor,
    today: parts.today ?? today,
    org: parts.org ?? anOrganisation(),
    people: [actor.person, ...(parts.people ?? [])],
  };
}

/** What scheduled work is told. */
export function aServiceContext(parts: Partial<ServiceContext> = {}): ServiceContext {
  return {
    today,
    org: anOrganisation(),
    people: [],
    trainings: [],
    delegations: [],
    ...parts,
  };
}
