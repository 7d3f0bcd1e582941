import fc from 'fast-check';
import { personalLooking, type PrivacyKind } from '../../register/privacy';

const kinds = (text: string, ordinary: string[] = []) =>
  personalLooking(text, ordinary).map((finding) => finding.kind);

const personal: [PrivacyKind, string][] = [
  ['phone', 'Ring 07700 900123 before going.'],
  ['phone', 'Ring (01632) 960 001 first.'],
  ['phone', 'His mobile is +44 7700 900456'],
  ['phone', 'Use 0044 (0)20 7946 0018 at night.'],
  ['phone', 'Number 01632-960-123.'],
  ['postcode', 'The flat is at ZZ99 3WZ.'],
  ['postcode', 'near sw1a 1aa they say'],
  ['postcode', 'Seen around M1 1AE'],
  ['e-mail', 'Write to a.person@caseworkcharity.example about it.'],
  ['nhs-number', 'NHS number 943 476 5919 given.'],
  ['nhs-number', 'The letter shows 9434765919.'],
  ['ni-number', 'NI QQ123456C? No, AB 12 34 56 C.'],
  ['name', 'Mr Brackenridge keeps an axe by the door.'],
  ['name', 'Spoke to Dr. Ashdown today.'],
  ['name', 'Visited by PC Larkfield.'],
  ['name', 'The door was opened by Tamsin Brackenridge.'],
  ['name', 'Kevin has a dog.'],
  ['name', 'Karen Brackenridge shouted at the volunteer.'],
  ['name', 'His brother Torquil has weapons.'],
  ['name', 'Ben’s dog is loose, ask Anne-Marie.'],
  ['name', 'Lives with Siobhan O’Neill and two children.'],
  ['name', 'the client met Brackenridge-Holt again; client Brackenridge was angry'],
];

const ordinarySentences = [
  'A large dog is loose in the garden; meet in a public place.',
  'Client has bail restriction. Remote only until Monday 30 November 2026.',
  'Rottweiler and German Shepherd in the house, not kept apart.',
  'Staffordshire Bull Terrier kept in the kitchen during visits.',
  'Two caseworkers from Northshire Regional Office, never alone.',
  'Public Relations and the Casework Support Manager are aware.',
  'Safeguarding Team consulted; s42 enquiry considering, see Care Act 2014.',
  'Adult Social Care and Children’s Services both involved; MARAC on 3 December.',
  'Mental Health Crisis Team attends weekly. Community Mental Health Team informed.',
  'Crown Court in January. Restraining Order until March 2027.',
  'Non-Molestation Order in place against ex-partner.',
  'Risk identified and recorded on RO register, MOS-90001.',
  'Refer to NS-2026-0001 and EM-2026-0012 for the earlier risks.',
  'ROM warning letter sent 21.11.2026 14:30, casework suspended.',
  'Visit at 03-04-2026 10.30, ends 11.45; call 999 or 101 in danger, 141 to hide the number.',
  'Universal Credit stopped, Personal Independence Payment under review.',
  'Veteran of the Royal Marines, served in Northern Ireland.',
  'Royal British Legion and Citizens Advice support the client.',
  'Hoarding: rooms blocked to 1.5 m, fire risk. Fire and Rescue Service informed.',
  'He said: I have a knife. Weapons seen on the table.',
  'Level raised from Medium to High because contact was lost.',
  'Head of Casework Services North asked on Friday.',
  'Teams message to the RCM, no answer since 2 December 2026.',
  'Weapons In The House',
  'IMMUNOCOMPROMISED CLIENT. MASK NEEDED.',
  's42 1st stage closed; Level 3 colleague asked.',
  'Referred to Domestic Violence Disclosure Scheme and Channel Panel.',
  'Spends £1,250 a month, owes 4,000; 12 visits in 2025, 10 in 2026.',
  'Christmas Day is a hard day for the client. New Year too.',
  'Order number 123 456 7890 on the parcel.',
  'Jack Russell in the yard, Major Incident declared at the site.',
  'Partner and child at home; child Protection Plan active.',
  'Will mark the file in May; grace period ends in August.',
];

describe('personalLooking', () => {
  it.each(personal)('PRV1 (S0-11) questions a %s: "%s"', (kind, text) => {
    expect(kinds(text)).toContain(kind);
  });

  it.each(ordinarySentences)('PRV2 (S0-11) leaves ordinary language alone: "%s"', (text) => {
    expect(personalLooking(text, ['Northshire', 'Eastmere'])).toEqual([]);
  });

  it('PRV3 (S0-11) asks for an NHS number only when its check digit holds', () => {
    expect(kinds('943 476 5919')).toEqual(['nhs-number']);
    expect(kinds('943 476 5918')).toEqual([]);
  });

  it('PRV4 takes the organisation’s own names for no persons', () => {
    const text = 'We asked Calderdene Riverside about it.';

    expect(kinds(text)).toEqual(['name']);
    expect(kinds(text, ['Calderdene Riverside'])).toEqual([]);
  });

  it('PRV5 says where each finding stands, in order and without overlaps', () => {
    const text = 'Mrs Brackenridge, 07700 900123, ZZ99 3WZ';

    const found = personalLooking(text);

    expect(found.map((one) => text.slice(one.start, one.end))).toEqual([
      'Mrs Brackenridge',
      '07700 900123',
      'ZZ99 3WZ',
    ]);
  });

  it('PRV5 answers for any text at all, with findings inside it', () => {
    const anything = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(anything, (text) => {
        for (const { start, end } of personalLooking(text)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
