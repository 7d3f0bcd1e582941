/** The fictional organisation holds together: every record valid, every reference resolved, the catalogue's counts met. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  demoGroups, demoPerson, demoSharedMailboxes, demoUsers, playground,
} from '../../cli/demo/people'; // prettier-ignore
import {
  demoDelegations, demoProposal, demoReviewDays, demoReviews, demoRisks, demoTrainings,
} from '../../cli/demo/sample'; // prettier-ignore
import { addDays, daysBetween, localDateSchema, weekdayOf } from '../../register/local-date';
import { organisationSchema, warningWording } from '../../register/organisation';
import { delegationSchema, personSchema, trainingSchema } from '../../register/person';
import { personalLooking } from '../../register/privacy';
import { proposalSchema } from '../../register/proposal';
import { riskSchema, type Risk } from '../../register/risk';
import { isActive } from '../../register/vocabulary';
import { unseenRows, worksheetReviewSchema } from '../../register/worksheet-review';

const today = localDateSchema.parse('2026-11-21');
const org = organisationSchema.parse(
  parse(readFileSync(join(__dirname, '../../cli/demo/organisation.yaml'), 'utf8')),
);
const risks = demoRisks(today);
const people = new Set(demoUsers.map((user) => user.id));
const count = <T>(list: readonly T[], holds: (one: T) => boolean) => list.filter(holds).length;

/** Code points of a test: every weekday, a leap day and a turn of the year. */
const days = [
  ...[0, 1, 2, 3, 4, 5, 6].map((ahead) => addDays(today, ahead)),
  localDateSchema.parse('2028-02-29'),
  localDateSchema.parse('2027-01-01'),
];

describe('the organisation file', () => {
  it('has six regions in two areas, each with its own mailbox and review day', () => {
    expect(org.regions.map((region) => region.id)).toEqual(['NS', 'EM', 'CD', 'WV', 'MM', 'KR']);
    expect(org.areas.map((area) => area.id)).toEqual(['north', 'south']);
    expect(new Set(org.regions.map((region) => region.mailbox)).size).toBe(6);
    for (const region of org.regions)
      expect(region.review.weekday).toBe(demoReviewDays[region.id as keyof typeof demoReviewDays]);
  });

  it('names exactly the groups of the directory', () => {
    expect(org.roleGroups.map((group) => group.groupId)).toEqual(demoGroups.map((group) => group.id));
  });

  it('gives each group the role its members have by name', () => {
    for (const [place, group] of org.roleGroups.entries()) {
      const box = demoGroups[place];
      const region = org.regions.find((one) => one.id === group.region);
      if (region) expect(box?.displayName).toContain(region.name);
      if (group.role === 'head') expect(box?.displayName.toLowerCase()).toContain(group.area);
      if (group.role === 'rom') expect(box?.memberIds).toEqual([demoPerson(`${group.region ?? ''}-ROM`)]);
    }
  });

  it('writes only to mailboxes of the directory', () => {
    const known = new Set(demoSharedMailboxes.map((box) => box.mail));
    const used = [
      ...org.regions.map((region) => region.mailbox),
      ...Object.values(org.departments).map((department) => department.mailbox),
      org.help.mailbox,
    ];
    expect(used.filter((mail) => !known.has(mail))).toEqual([]);
  });

  it('S0-22 gives the fixed warning with the mailbox of the region', () => {
    const region = org.regions[0]?.id;
    expect(region && warningWording(org, region)).toBe(
      'Prior to caseworking with this client please contact northshire.office@caseworkcharity.example',
    );
  });

  it('climbs the ladder 0 and 1 to the reviewer, 3 to the ROM, 7 to the Head', () => {
    expect(org.reviews.ladder.map((step) => `${step.afterDays} ${step.to}`)).toEqual([
      '0 reviewer', '1 reviewer', '3 rom', '7 head',
    ]); // prettier-ignore
  });
});

describe('the directory', () => {
  const inRole = (role: string) =>
    org.roleGroups
      .filter((group) => group.role === role)
      .flatMap((group) => demoGroups.find((box) => box.id === group.groupId)?.memberIds ?? []);

  it('has the staff of the sample data and the Agents Playground user as a caseworker', () => {
    const counts = Object.fromEntries(
      ['rom', 'head', 'rcm', 'rcc', 'ro', 'caseworker', 'safeguarding'].map((role) => [
        role,
        inRole(role).length,
      ]),
    );
    expect(counts).toEqual({ rom: 6, head: 2, rcm: 4, rcc: 4, ro: 4, caseworker: 19, safeguarding: 2 });
    expect(inRole('caseworker')).toContain(playground.userId);
    expect(inRole('public-relations')).toHaveLength(1);
    expect(inRole('casework-support-manager')).toHaveLength(1);
    expect(inRole('mosaic-team')).toHaveLength(1);
  });

  it('gives everybody an id, a name and an address of their own', () => {
    expect(people.size).toBe(demoUsers.length);
    expect(new Set(demoUsers.map((user) => user.displayName)).size).toBe(demoUsers.length);
    expect(new Set(demoUsers.map((user) => user.mail)).size).toBe(demoUsers.length);
    for (const user of demoUsers) {
      expect(personSchema.shape.id.safeParse(user.id).success).toBe(true);
      expect(user.mail).toMatch(/^[a-z0-9.]+@caseworkcharity\.example$/);
    }
  });

  it('S0-52 gives each RCC a line manager who is in the directory', () => {
    for (const id of inRole('rcc')) {
      const manager = demoUsers.find((user) => user.id === id)?.managerId ?? '';
      expect([...inRole('rcm'), ...inRole('rom')]).toContain(manager);
    }
    for (const user of demoUsers)
      expect(user.managerId === undefined || people.has(user.managerId)).toBe(true);
  });
});

describe.each(days)('the sample register on %s', (day) => {
  it('is valid', () => {
    for (const risk of demoRisks(day)) expect(riskSchema.parse(risk)).toEqual(risk);
    for (const training of demoTrainings(day)) trainingSchema.parse(training);
    for (const delegation of demoDelegations(day)) delegationSchema.parse(delegation);
    for (const review of demoReviews(day)) worksheetReviewSchema.parse(review);
    proposalSchema.parse(demoProposal(day));
  });

  it('has four reviews signed in the last seven days, one due today and one overdue', () => {
    const reviews = demoReviews(day);
    const signed = reviews.filter((review) => review.state === 'signed');
    expect(signed.map((review) => review.region)).toEqual(['NS', 'EM', 'WV', 'KR']);
    for (const review of signed) {
      const ago = daysBetween(review.signedOn ?? day, day);
      expect(ago >= 1 && ago <= 7).toBe(true);
      expect(unseenRows(review, demoRisks(day))).toEqual([]);
    }
    expect(reviews.find((review) => review.region === 'MM')).toMatchObject({ state: 'open', dueOn: day });
    const late = reviews.find((review) => review.region === 'CD');
    expect(late?.state).toBe('open');
    expect((late?.dueOn ?? day) < day && weekdayOf(late?.dueOn ?? day)).toBe('wednesday');
  });

  it('never has a row reviewed after today or due before it was reviewed', () => {
    for (const risk of demoRisks(day)) {
      if (risk.lastReviewedOn === null) continue;
      expect(risk.lastReviewedOn < day).toBe(true);
      expect(risk.nextReviewOn === null || risk.lastReviewedOn < risk.nextReviewOn).toBe(true);
      expect(risk.reportedOn < risk.lastReviewedOn).toBe(true);
    }
  });
});

describe('the thirty risks', () => {
  const byRegion = (region: string) => count(risks, (risk) => risk.region === region);
  const every = (risk: Risk) => [
    risk.reportedBy,
    risk.onBehalfOf,
    risk.recordedBy,
    risk.owner,
    risk.lastReviewedBy,
  ];

  it('are five a region with references from 0001 of this year', () => {
    expect(risks).toHaveLength(30);
    expect(org.regions.map((region) => byRegion(region.id))).toEqual([5, 5, 5, 5, 5, 5]);
    expect(risks[0]?.id).toBe('NS-2026-0001');
    expect(risks[29]?.id).toBe('KR-2026-0005');
    expect(new Set(risks.map((risk) => risk.id)).size).toBe(30);
  });

  it('name only people of the directory', () => {
    for (const risk of risks) for (const id of every(risk)) expect(id === null || people.has(id)).toBe(true);
  });

  it('S0-04 have an owner once recorded, and S0-15 a next review while active', () => {
    for (const risk of risks.filter((one) => isActive(one.status) && one.status !== 'reported')) {
      expect(risk.owner).not.toBeNull();
      expect(risk.nextReviewOn).not.toBeNull();
    }
  });

  it('hold the points the catalogue wants to see', () => {
    expect(count(risks, (risk) => risk.status === 'inactive')).toBe(3);
    expect(count(risks, (risk) => risk.status === 'void')).toBe(1);
    expect(count(risks, (risk) => risk.status === 'reported')).toBe(1);
    expect(risks[2]?.nextReviewOn).toBe(addDays(today, -2));
    expect(risks[13]?.nextReviewOn).toBe(addDays(today, -8));
    expect(risks[14]).toMatchObject({ warning: 'none', noWarningReason: '' });
    expect(risks[17]?.types).toEqual(['safeguarding', 'reputational']);
  });

  it('S0-11 have summaries that name nobody', () => {
    for (const risk of risks) {
      expect(risk.summary.length).toBeLessThan(140);
      expect([risk.summary, personalLooking(risk.summary)]).toEqual([risk.summary, []]);
    }
  });
});

describe('delegation and proposal', () => {
  it('S0-48 leaves one delegate without a valid Level 3: Calderdene', () => {
    const fit = new Set(
      demoTrainings(today)
        .filter((training) => training.expiresOn >= today)
        .map((training) => training.personId),
    );
    expect(demoTrainings(today)).toHaveLength(7);
    expect(fit.size).toBe(6);
    const unfit = demoDelegations(today).filter((delegation) => !fit.has(delegation.delegateId));
    expect(unfit.map((delegation) => delegation.region)).toEqual(['CD']);
  });

  it('S0-52 waits for the line manager of its author, on row 28', () => {
    const proposal = demoProposal(today);
    expect(proposal.riskId).toBe(risks[27]?.id);
    expect(demoUsers.find((user) => user.id === proposal.author)?.managerId).toBe(proposal.manager);
  });
});
