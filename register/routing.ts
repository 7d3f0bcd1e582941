/** Who is told: recipient lists from the directory. Only active people are ever in one. */
import { type ServiceContext } from './act/context';
import { type Department } from './decision';
import { type PersonId, type RegionId } from './ids';
import { knownRegion, type Organisation } from './organisation';
import { hasRole, isRegionalOffice, type Actor, type Person } from './person';
import { mayBeManager, maySignWorksheet } from './permissions';
import { type RiskType } from './vocabulary';

/** What routing needs to know; every act context is one. */
export interface Directory {
  org: Organisation;
  people: readonly Person[];
}

/** The active person with this id; null when the directory has none. */
export function activePerson(at: Pick<Directory, 'people'>, id: PersonId | null): Person | null {
  return at.people.find((person) => person.id === id && person.active) ?? null;
}

/** Everybody in the region's office: RCC, RCM, ROM and other employees. */
export function officeOf(at: Directory, region: RegionId): Person[] {
  return at.people.filter((person) => person.active && person.region === region && isRegionalOffice(person));
}

/** The ROM of a region; a list, since a post may be shared or vacant. */
export function romsOf(at: Directory, region: RegionId): Person[] {
  return officeOf(at, region).filter((person) => hasRole(person, 'rom'));
}

/** The Heads of Casework Services who own this region's part of the register (S0-46). */
export function headsOf(at: Directory, region: RegionId): Person[] {
  const { area } = knownRegion(at.org, region);
  return at.people.filter((person) => person.active && hasRole(person, 'head') && person.area === area);
}

/** The Safeguarding Team's people (S0-19). */
export function safeguardingTeam(at: Directory): Person[] {
  return at.people.filter((person) => person.active && hasRole(person, 'safeguarding'));
}

/** Who may sign this region's weekly review today: the ROM, then delegates who are fit today (S0-48, S0-49). */
export function reviewersOf(ctx: ServiceContext, region: RegionId): Person[] {
  const roms = romsOf(ctx, region);
  const fit = ctx.people.filter(
    (person) =>
      !roms.includes(person) && maySignWorksheet(actorIn(ctx, person), region, ctx.today).kind === 'allowed',
  );
  return [...roms, ...fit];
}

function actorIn(ctx: ServiceContext, person: Person): Actor {
  return {
    kind: 'person',
    person,
    trainings: ctx.trainings.filter((training) => training.personId === person.id),
    delegations: ctx.delegations.filter((delegation) => delegation.delegateId === person.id),
  };
}

/** Who may confirm this author's change (S0-52): their own line manager first, then their region's, then the others. */
export function managersFor(at: Pick<Directory, 'people'>, author: Person): Person[] {
  const rank = (person: Person) => {
    if (person.id === author.managerId) return 0;
    return person.region === author.region ? 1 : 2;
  };
  return at.people
    .filter((person) => person.id !== author.id && mayBeManager(person))
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, 'en-GB'));
}

/** The department that must hear of a recorded risk of this type (S0-19 to S0-21); null when none must. */
export const departmentOf: Readonly<Record<RiskType, Department | null>> = {
  safeguarding: 'safeguarding',
  general: null,
  reputational: 'public-relations',
  organisational: 'casework-support-manager',
};
