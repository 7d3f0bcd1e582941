import {
  departmentOf,
  headsOf,
  managersFor,
  officeOf,
  reviewersOf,
  romsOf,
  safeguardingTeam,
} from '../../register/routing';
import {
  aDelegation,
  aLevel3,
  anOrganisation,
  anRcm,
  aPerson,
  aRom,
  aServiceContext,
  region,
} from '../kit/builders';

const NS = region('NS');
const org = anOrganisation();

describe('recipient lists', () => {
  it('RTE14 hold only active people, of the region and role asked for', () => {
    const rom = aPerson({ roles: ['rom'] });
    const rcc = aPerson({ roles: ['rcc'] });
    const safeguarding = aPerson({ roles: ['safeguarding'], region: null });
    const head = aPerson({ roles: ['head'], region: null, area: 'north' });
    const others = [
      aPerson({ roles: ['rom'], active: false }),
      aPerson({ roles: ['rom'], region: region('EM') }),
      aPerson({ roles: ['safeguarding'], active: false }),
      aPerson({ roles: ['head'], region: null, area: 'south' }),
      aPerson({ roles: ['head'], region: null, area: 'north', active: false }),
      aPerson(),
    ];
    const at = { org, people: [rom, rcc, safeguarding, head, ...others] };

    expect(officeOf(at, NS)).toEqual([rom, rcc]);
    expect(romsOf(at, NS)).toEqual([rom]);
    expect(headsOf(at, NS)).toEqual([head]);
    expect(safeguardingTeam(at)).toEqual([safeguarding]);
  });

  it('RTE17 (S0-48, S0-49) reviewers are the ROM and the delegates fit today', () => {
    const rom = aRom().person;
    const fit = anRcm().person;
    const expired = anRcm().person;
    const untrained = anRcm().person;
    const left = { ...anRcm().person, active: false };
    const delegates = [fit, expired, untrained, left];

    const ctx = aServiceContext({
      people: [rom, ...delegates],
      trainings: [aLevel3(fit.id), aLevel3(left.id), aLevel3(expired.id, '2026-11-22')],
      delegations: delegates.map((person) => aDelegation(person.id)),
    });

    expect(reviewersOf(ctx, NS)).toEqual([rom, fit]);
  });

  it('RSK15 (S0-52) offers an RCC their own line manager first, then their region’s, never themselves', () => {
    const own = aPerson({ roles: ['rcm'], region: region('EM') });
    const near = aPerson({ roles: ['rom'] });
    const far = aPerson({ roles: ['rcm'], region: region('WV') });
    const author = aPerson({ roles: ['rcc'], managerId: own.id });

    expect(managersFor({ people: [far, near, own, author, aPerson()] }, author)).toEqual([own, near, far]);
  });

  it('RTE2 (S0-19, S0-20, S0-21) each type has its department, general none', () => {
    expect(departmentOf).toEqual({
      safeguarding: 'safeguarding',
      reputational: 'public-relations',
      organisational: 'casework-support-manager',
      general: null,
    });
  });
});
