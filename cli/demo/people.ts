/** The fictional directory: staff codes only, fixed ids, no real person, address or mailbox. */
import { personIdSchema, type PersonId } from '../../register/ids';
import { type Role } from '../../register/person';
import { type BoxGroup, type BoxOptions, type BoxUser } from '../../tenant/box';

const domain = 'caseworkcharity.example';

/** Regions of the example: id, name and the area whose Head owns it. */
export const demoRegions = [
  { id: 'NS', name: 'Northshire', area: 'north' },
  { id: 'EM', name: 'Eastmere', area: 'north' },
  { id: 'CD', name: 'Calderdene', area: 'north' },
  { id: 'WV', name: 'Westvale', area: 'south' },
  { id: 'MM', name: 'Midmarch', area: 'south' },
  { id: 'KR', name: 'Kingsreach', area: 'south' },
] as const;
export type DemoRegion = (typeof demoRegions)[number]['id'];

/** Address from which the service sends mail. */
export const demoSender = `risk.register@${domain}`;

/** What the Agents Playground 0.2.28 sends as its user and tenant; the last group has thirteen digits there. */
export const playground = {
  userId: '00000000-0000-0000-0000-0000000000020',
  tenantId: '00000000-0000-0000-0000-0000000000001',
} as const;

interface Staff {
  /** Short code used by the sample records, e.g. NS-ROM, CW-04. */
  code: string;
  name: string;
  job: string;
  role: Role;
  region?: DemoRegion;
  area?: 'north' | 'south';
  manager?: string;
  id?: string;
}

const nameOf = (region: DemoRegion) => demoRegions.find((one) => one.id === region)?.name ?? region;

function office(region: DemoRegion, role: 'rcm' | 'rcc' | 'ro', manager = `${region}-ROM`): Staff {
  const short = role.toUpperCase();
  const job = role === 'ro' ? 'Regional Office employee' : short;
  return { code: `${region}-${short}`, name: `${nameOf(region)} ${short} 1`, job, role, region, manager };
}

const heads: Staff[] = [
  {
    code: 'HD-N',
    name: 'Head of Casework North',
    job: 'Head of Casework Services',
    role: 'head',
    area: 'north',
  },
  {
    code: 'HD-S',
    name: 'Head of Casework South',
    job: 'Head of Casework Services',
    role: 'head',
    area: 'south',
  },
];

const managers: Staff[] = demoRegions.map(({ id, name, area }) => ({
  code: `${id}-ROM`,
  name: `${name} ROM`,
  job: 'ROM',
  role: 'rom',
  region: id,
  manager: area === 'north' ? 'HD-N' : 'HD-S',
}));

const offices: Staff[] = [
  office('NS', 'rcm'),
  office('NS', 'rcc', 'NS-RCM'),
  office('EM', 'rcc'),
  office('EM', 'ro'),
  office('CD', 'rcm'),
  office('CD', 'rcc', 'CD-RCM'),
  office('WV', 'rcm'),
  office('WV', 'ro'),
  office('MM', 'rcm'),
  office('MM', 'ro'),
  office('KR', 'rcc'),
  office('KR', 'ro'),
];

/** Three caseworkers a region, numbered in the regions' order: CW-01 to CW-03 are Northshire's. */
const caseworkers: Staff[] = demoRegions.flatMap(({ id }, place) =>
  [1, 2, 3].map((number) => {
    const two = String(place * 3 + number).padStart(2, '0');
    return {
      code: `CW-${two}`,
      name: `Caseworker ${two}`,
      job: 'Caseworker',
      role: 'caseworker' as const,
      region: id,
    };
  }),
);

const departments: Staff[] = [
  { code: 'SG-1', name: 'Safeguarding 1', job: 'Safeguarding Team', role: 'safeguarding' },
  { code: 'SG-2', name: 'Safeguarding 2', job: 'Safeguarding Team', role: 'safeguarding' },
  { code: 'PR-1', name: 'Public Relations 1', job: 'Public Relations', role: 'public-relations' },
  {
    code: 'CSM-1',
    name: 'Casework Support Manager',
    job: 'Casework Support Manager',
    role: 'casework-support-manager',
  },
  { code: 'MT-1', name: 'Mosaic Team 1', job: 'Mosaic Team', role: 'mosaic-team' },
];

const staff: readonly Staff[] = [
  ...heads,
  ...managers,
  ...offices,
  ...caseworkers,
  ...departments,
  {
    code: 'CW-PG',
    name: 'Caseworker Playground',
    job: 'Caseworker',
    role: 'caseworker',
    region: 'NS',
    id: playground.userId,
  },
];

const numbered = (start: string, number: number) =>
  `${start}-0000-4000-8000-${String(number).padStart(12, '0')}`;
const idByCode = new Map(staff.map((one, place) => [one.code, one.id ?? numbered('5a57aff0', place + 1)]));

/** Entra object id of a member of the fictional staff; throws for a code nobody has. */
export function demoPerson(code: string): PersonId {
  const id = idByCode.get(code);
  if (!id) throw new Error(`The fictional organisation has no ${code}; its codes are in cli/demo/people.ts.`);
  return personIdSchema.parse(id);
}

/** Codes of a region's staff in one role, in the order of the directory. */
export function demoStaff(region: DemoRegion, role: Role): string[] {
  return staff.filter((one) => one.region === region && one.role === role).map((one) => one.code);
}

/** Everybody in the directory of the box. */
export const demoUsers: BoxUser[] = staff.map((one) => {
  const mail = `${one.name.toLowerCase().replaceAll(' ', '.')}@${domain}`;
  return {
    id: demoPerson(one.code),
    displayName: one.name,
    mail,
    userPrincipalName: mail,
    jobTitle: one.job,
    ...(one.region ? { officeLocation: nameOf(one.region) } : {}),
    accountEnabled: true,
    ...(one.manager ? { managerId: demoPerson(one.manager) } : {}),
  };
});

const regionalRoles = ['rom', 'rcm', 'rcc', 'ro', 'caseworker'] as const;

interface GroupOf {
  name: string;
  holds: (one: Staff) => boolean;
}

const groups: GroupOf[] = [
  ...demoRegions.flatMap(({ id, name }): GroupOf[] =>
    regionalRoles.map((role) => ({
      name: `Casework ${name} ${role === 'caseworker' ? 'caseworkers' : role.toUpperCase()}`,
      holds: (one) => one.region === id && one.role === role,
    })),
  ),
  { name: 'Heads of Casework North', holds: (one) => one.area === 'north' },
  { name: 'Heads of Casework South', holds: (one) => one.area === 'south' },
  { name: 'Safeguarding Team', holds: (one) => one.role === 'safeguarding' },
  { name: 'Public Relations', holds: (one) => one.role === 'public-relations' },
  { name: 'Casework Support Manager', holds: (one) => one.role === 'casework-support-manager' },
  { name: 'Mosaic Team', holds: (one) => one.role === 'mosaic-team' },
];

/** Security groups named by the organisation file's roleGroups; some are empty on purpose, as in a real directory. */
export const demoGroups: BoxGroup[] = groups.map((group, place) => ({
  id: numbered('6b0b6000', place + 1),
  displayName: group.name,
  memberIds: staff.filter(group.holds).map((one) => demoPerson(one.code)),
}));

/** Mailboxes that belong to an office or department, not to a person. */
export const demoSharedMailboxes: BoxOptions['sharedMailboxes'] = [
  ...demoRegions.map(({ name }) => ({
    mail: `${name.toLowerCase()}.office@${domain}`,
    displayName: `${name} Regional Office`,
  })),
  { mail: `safeguarding@${domain}`, displayName: 'Safeguarding Team' },
  { mail: `public.relations@${domain}`, displayName: 'Public Relations' },
  { mail: `casework.support@${domain}`, displayName: 'Casework Support' },
  { mail: demoSender, displayName: 'Casework Risk Register' },
];
