/** Who is told: recipient lists from the directory. Only active people are ever in one. */
import { type ServiceContext } from './act/context';
import { type Department } from './decision';
import { type RegionId } from './ids';
import { type Organisation } from './organisation';
import { type Person } from './person';
import { type RiskType } from './vocabulary';

/** What routing needs to know; every act context is one. */
export interface Directory {
  org: Organisation;
  people: readonly Person[];
}
export declare function officeOf(at: Directory, region: RegionId): Person[];
export declare function romsOf(at: Directory, region: RegionId): Person[];
export declare function headsOf(at: Directory, region: RegionId): Person[];
export declare function safeguardingTeam(at: Directory): Person[];
export declare function reviewersOf(ctx: ServiceContext, region: RegionId): Person[];
export declare function managersFor(at: Directory, author: Person): Person[];
export declare const departmentOf: Readonly<Record<RiskType, Department | null>>;
