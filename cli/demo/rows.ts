/** The thirty sample risks as a table; sample.ts turns them into records. Days are relative to the day of the demo. */
import {
  type AtRisk,
  type Category,
  type IdentifiedPoint,
  type InactiveReason,
  type Level,
} from '../../register/vocabulary';
import {
  type MitigationCode,
  type Posture,
  type RiskType,
  type Status,
  type WarningState,
} from '../../register/vocabulary';
import { type DemoRegion } from './people';

export interface DemoRow {
  /** Number in the requirement catalogue's table of sample data; the case reference is MOS-900NN unless noCase. */
  n: number;
  region: DemoRegion;
  types: RiskType[];
  /** Null while nobody in the office has recorded it. */
  category: Category | null;
  atRisk: AtRisk[];
  level: Level | null;
  measures: MitigationCode[];
  posture: Posture;
  warning: WarningState;
  status: Status;
  /** Days from today to the next review; negative is overdue, null is none. */
  due: number | null;
  summary: string;
  found: IdentifiedPoint;
  noCase?: true;
  inactive?: InactiveReason;
  noWarningReason?: string;
}

// prettier-ignore
export const demoRows: readonly DemoRow[] = [
  { n: 1, region: 'NS', types: ['general'], category: 'dangerous-animal', atRisk: ['volunteer'], level: 'low', measures: ['public-place'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 3, found: 'arranging-visit', summary: 'A large dog at a neighbouring address is not always kept in; meet in a public place.' },
  { n: 2, region: 'NS', types: ['safeguarding'], category: 'self-neglect', atRisk: ['client'], level: 'high', measures: ['two-workers', 'statutory-referral'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 1, found: 'casework', summary: 'Living conditions are getting worse and support has been declined; adult social care is making enquiries.' },
  { n: 3, region: 'NS', types: ['general'], category: 'bail-restriction', atRisk: ['volunteer'], level: 'medium', measures: ['remote-only'], posture: 'remote-only', warning: 'placed', status: 'monitored', due: -2, found: 'referral', summary: 'Conditions are in force that limit contact; work this case remotely only.' },
  { n: 4, region: 'NS', types: ['reputational'], category: 'media-complaint', atRisk: ['charity'], level: 'medium', measures: [], posture: 'normal', warning: 'none', status: 'analysed', due: 4, found: 'casework', noWarningReason: 'Nothing that changes how caseworkers work', summary: 'A complaint about waiting times may reach the local press; advice has been asked for.' },
  { n: 5, region: 'NS', noCase: true, types: ['organisational'], category: 'workload', atRisk: ['volunteer', 'charity'], level: 'high', measures: [], posture: 'normal', warning: 'none', status: 'recorded', due: 5, found: 'casework', summary: 'More open cases than caseworkers can hold safely; allocation is taking over three weeks.' },
  { n: 6, region: 'EM', types: ['safeguarding'], category: 'domestic-abuse', atRisk: ['partner', 'child'], level: 'high', measures: ['statutory-referral', 'other-agency'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 2, found: 'agency-information', summary: 'An agency has shared concern about safety at home; do not leave messages or letters.' },
  { n: 7, region: 'EM', types: ['safeguarding'], category: 'child-at-risk', atRisk: ['child'], level: 'medium', measures: ['statutory-referral'], posture: 'restricted', warning: 'requested', status: 'analysed', due: 1, found: 'agency-information', summary: 'A child in the household has a protection plan; speak to the office before any visit.' },
  { n: 8, region: 'EM', types: ['general'], category: 'immunocompromised', atRisk: ['client'], level: 'low', measures: ['public-place'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 6, found: 'triage', summary: 'The client must avoid infection; meet outdoors and postpone when unwell.' },
  { n: 9, region: 'EM', types: ['general'], category: 'challenging-behaviour', atRisk: ['ro-employee'], level: 'medium', measures: ['remote-by-office'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 4, found: 'incident', summary: 'Repeated raised voices on the telephone; the office takes all calls.' },
  { n: 10, region: 'EM', types: ['general'], category: 'weapons', atRisk: ['volunteer'], level: 'very-high', measures: ['remote-only', 'warning-letter'], posture: 'suspended', warning: 'placed', status: 'monitored', due: 0, found: 'agency-information', summary: 'The police advise against any visit to the address; casework is suspended by letter.' },
  { n: 11, region: 'CD', types: ['safeguarding'], category: 'exploitation', atRisk: ['client'], level: 'high', measures: ['two-workers', 'other-agency'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 3, found: 'casework', summary: 'Visitors appear to be taking advantage of the client; see the client away from others.' },
  { n: 12, region: 'CD', types: ['general'], category: 'serious-mental-health', atRisk: ['client'], level: 'medium', measures: ['two-workers', 'female-worker'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 5, found: 'triage', summary: 'The client finds some meetings distressing and has asked for a female caseworker.' },
  { n: 13, region: 'CD', types: ['general'], category: 'other', atRisk: ['volunteer'], level: 'low', measures: ['public-place'], posture: 'normal', warning: 'removal-requested', status: 'inactive', due: null, found: 'arranging-visit', inactive: 'acceptable-level', summary: 'Access to the building was unsafe after dark; repairs are now finished.' },
  { n: 14, region: 'CD', types: ['safeguarding'], category: 'suicide-self-harm', atRisk: ['client'], level: 'high', measures: ['statutory-referral', 'other-agency'], posture: 'restricted', warning: 'placed', status: 'monitored', due: -8, found: 'casework', summary: 'The client has spoken of not coping; a crisis plan is held by the health service.' },
  { n: 15, region: 'CD', types: ['general'], category: 'fraud', atRisk: ['client'], level: 'medium', measures: ['remote-by-office'], posture: 'normal', warning: 'none', status: 'mitigated', due: 2, found: 'casework', summary: 'Letters asking for payments look false; the office checks every request for money.' },
  { n: 16, region: 'WV', types: ['safeguarding'], category: 'self-neglect', atRisk: ['client'], level: 'very-high', measures: ['joint-visit', 'statutory-referral'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 0, found: 'agency-information', summary: 'Several agencies are involved because visits by the support provider were missed.' },
  { n: 17, region: 'WV', types: ['general'], category: 'criminal-conviction', atRisk: ['volunteer'], level: 'medium', measures: ['two-workers', 'public-place'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 4, found: 'referral', summary: 'Two caseworkers in a public place; ask the office before arranging anything else.' },
  { n: 18, region: 'WV', types: ['safeguarding', 'reputational'], category: 'allegation-against-worker', atRisk: ['volunteer', 'charity'], level: 'high', measures: ['remote-by-office'], posture: 'restricted', warning: 'none', status: 'analysed', due: 1, found: 'casework', noWarningReason: 'The concern is about our own work, not the client', summary: 'A concern about how a visit was carried out is being looked into; the office leads.' },
  { n: 19, region: 'WV', types: ['general'], category: 'challenging-behaviour', atRisk: ['volunteer'], level: 'high', measures: ['service-withdrawn'], posture: 'withdrawn', warning: 'removed', status: 'inactive', due: null, found: 'incident', inactive: 'case-closed', summary: 'Threatening language on two visits; the service was withdrawn and the case closed.' },
  { n: 20, region: 'WV', types: ['general'], category: 'dangerous-animal', atRisk: ['volunteer'], level: 'low', measures: ['neutral-venue'], posture: 'normal', warning: 'none', status: 'void', due: null, found: 'referral', summary: 'Entered against the wrong case.' },
  { n: 21, region: 'MM', types: ['safeguarding'], category: 'substance-misuse', atRisk: ['client', 'child'], level: 'high', measures: ['two-workers', 'statutory-referral'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 1, found: 'casework', summary: 'A child in the household has not been seen for some weeks; the children team is involved.' },
  { n: 22, region: 'MM', types: ['general'], category: 'environment', atRisk: ['volunteer'], level: 'low', measures: ['public-place'], posture: 'normal', warning: 'placed', status: 'monitored', due: 6, found: 'arranging-visit', summary: 'Stairs and lighting at the address are poor; meet somewhere else.' },
  { n: 23, region: 'MM', types: ['organisational'], category: 'data', atRisk: ['client', 'charity'], level: 'high', measures: ['other'], posture: 'normal', warning: 'none', status: 'mitigated', due: 3, found: 'casework', noWarningReason: 'Nothing that changes how caseworkers work', summary: 'A form was sent to the wrong agency and recalled; the sending step is being changed.' },
  { n: 24, region: 'MM', types: ['general'], category: 'weapons', atRisk: ['volunteer'], level: 'high', measures: ['joint-visit', 'daylight-only'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 2, found: 'agency-information', summary: 'Items at the address could be dangerous; visit in daylight with another professional.' },
  { n: 25, region: 'MM', types: ['general'], category: null, atRisk: ['public'], level: null, measures: [], posture: 'normal', warning: 'none', status: 'reported', due: null, found: 'casework', summary: 'People were gathering outside the address and seemed upset.' },
  { n: 26, region: 'KR', types: ['safeguarding'], category: 'exploitation', atRisk: ['client'], level: 'medium', measures: ['other-agency'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 5, found: 'closed-case', summary: 'Formal enquiries have ended; money is still being lost and the office keeps watch.' },
  { n: 27, region: 'KR', types: ['safeguarding'], category: 'other', atRisk: ['client', 'public'], level: 'high', measures: ['statutory-referral'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 2, found: 'agency-information', summary: 'A specialist agency leads; contact the office before any casework.' },
  { n: 28, region: 'KR', types: ['general'], category: 'bail-restriction', atRisk: ['partner'], level: 'medium', measures: ['remote-only'], posture: 'remote-only', warning: 'placed', status: 'mitigated', due: 3, found: 'triage', summary: 'Contact with one address is not permitted at present; work remotely.' },
  { n: 29, region: 'KR', types: ['reputational'], category: 'media-complaint', atRisk: ['charity'], level: 'low', measures: [], posture: 'normal', warning: 'none', status: 'inactive', due: null, found: 'casework', inactive: 'acceptable-level', noWarningReason: 'Nothing that changes how caseworkers work', summary: 'A post online about the service was answered and nothing followed.' },
  { n: 30, region: 'KR', types: ['general'], category: 'serious-mental-health', atRisk: ['volunteer'], level: 'high', measures: ['two-workers', 'joint-visit'], posture: 'restricted', warning: 'placed', status: 'monitored', due: 1, found: 'referral', summary: 'Visits can become tense without warning; two people, one of them from the health service.' },
];
