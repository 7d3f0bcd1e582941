/** The organisation of the lane and its people. */
import { type Organisation } from '../../register/organisation';
import { type Person } from '../../register/person';
import { anOrganisation, aPerson, aRom, personId, region } from '../kit/builders';

/** Two regions: what can happen between regions needs two, and a small workbook is read fast. */
export const org: Organisation = { ...anOrganisation(), regions: anOrganisation().regions.slice(0, 2) };
export const regionIds = org.regions.map((one) => one.id);

export const rom = aRom({ id: personId(1), name: 'Robin Merrow' }).person;
export const caseworker = aPerson({ id: personId(3), name: 'Casey Worth' });
const emRom = aRom({ id: personId(2), name: 'Ellis Marsh', region: region('EM') }).person;
export const cast: readonly Person[] = [rom, emRom, caseworker];
