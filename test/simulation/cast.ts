/** The organisation of the simulation and its people. */
import { anOrganisation, aPerson, aRom, personId } from '../kit/builders';

export const org = anOrganisation();
export const regions = org.regions.slice(0, 2).map((region) => region.id);
export const rom = aRom({ id: personId(1), name: 'Rom Northshire' });
const eastern = aRom({ id: personId(2), name: 'Rom Eastmere', region: regions[1] });
export const colleague = aPerson({ id: personId(3), name: 'Colleague Three', roles: ['rcm'] });
export const people = [rom.person, eastern.person, colleague];
