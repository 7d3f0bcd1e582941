/** The sample register of the fictional organisation, as records; every date is relative to the day given. */
import { regionIdSchema, riskIdFor, type PersonId, type RiskId } from '../../register/ids';
import { addDays, nextWeekday, type LocalDate, type Weekday } from '../../register/local-date';
import { type Delegation, type Training } from '../../register/person';
import { type Proposal } from '../../register/proposal';
import { type Mitigation, type Risk } from '../../register/risk';
import { isActive, type Status } from '../../register/vocabulary';
import { worksheetReviewId, type WorksheetReview } from '../../register/worksheet-review';
import { demoPerson, demoRegions, demoStaff, type DemoRegion } from './people';
import { demoRows, type DemoRow } from './rows';

/** Weekdays of organisation.yaml, repeated so that sample reviews fall on them; a test holds the two together. */
export const demoReviewDays: Readonly<Record<DemoRegion, Weekday>> = {
  NS: 'monday',
  EM: 'tuesday',
  CD: 'wednesday',
  WV: 'thursday',
  MM: 'friday',
  KR: 'monday',
};

/** The region's last review day before today: one to seven days ago. */
function lastReviewDay(region: DemoRegion, today: LocalDate): LocalDate {
  return nextWeekday(addDays(today, -8), demoReviewDays[region]);
}

function previousSignOff(region: DemoRegion, today: LocalDate): LocalDate {
  if (region === 'MM') return addDays(today, -7);
  const last = lastReviewDay(region, today);
  return region === 'CD' ? addDays(last, -7) : last;
}

/** When a row was last looked at: at the region's sign-off, or a week before a due day that has passed since. */
function lastSeen(row: DemoRow, today: LocalDate): LocalDate | null {
  if (row.status === 'reported' || row.status === 'void') return null;
  const signed = previousSignOff(row.region, today);
  const due = addDays(today, row.due ?? 0);
  return due > signed ? signed : addDays(due, -7);
}

function recorderOf(region: DemoRegion, n: number): PersonId {
  const codes = [...demoStaff(region, 'rcm'), ...demoStaff(region, 'ro'), ...demoStaff(region, 'rom')];
  return demoPerson(codes[n % codes.length] ?? `${region}-ROM`);
}

function reporterOf(region: DemoRegion, n: number): PersonId {
  const codes = demoStaff(region, 'caseworker').filter((code) => code !== 'CW-PG');
  return demoPerson(codes[n % codes.length] ?? `${region}-ROM`);
}

const elsewhere = new Set(['statutory-referral', 'other-agency', 'joint-visit']);

function mitigationOf(code: DemoRow['measures'][number]): Mitigation {
  return {
    code,
    text: code === 'other' ? 'Second check before anything is sent' : '',
    owner: elsewhere.has(code) ? 'agency' : 'office',
  };
}

const rationale = {
  'acceptable-level':
    'Reviewed with the caseworker; nothing has happened since the measures were put in place.',
  'case-closed': 'The case is closed and the closure was checked.',
} as const;

const isRecorded = (status: Status) => status !== 'reported';

function riskOf(row: DemoRow, id: RiskId, today: LocalDate): Risk {
  const recorder = isRecorded(row.status) ? recorderOf(row.region, row.n) : null;
  const rom = demoPerson(`${row.region}-ROM`);
  const seenOn = lastSeen(row, today);
  return {
    id,
    version: 1,
    region: regionIdSchema.parse(row.region),
    caseRef: row.noCase ? null : `MOS-${90000 + row.n}`,
    types: row.types,
    category: row.category,
    atRisk: row.atRisk,
    identifiedAt: row.found,
    summary: row.summary,
    called999: row.n === 10,
    reportedBy: row.n === 9 ? recorder : reporterOf(row.region, row.n),
    onBehalfOf: row.n === 9 ? reporterOf(row.region, row.n) : null,
    reportedOn: isRecorded(row.status) ? addDays(today, -20 - row.n) : addDays(today, -1),
    status: row.status,
    level: row.level,
    levelReason: row.level === null ? '' : levelReason(row),
    mitigations: row.measures.map(mitigationOf),
    posture: row.posture,
    postureReason: row.posture === 'normal' ? '' : postureReasons[row.posture],
    warning: row.warning,
    noWarningReason: row.noWarningReason ?? '',
    recordedBy: recorder,
    owner: recorder,
    nextReviewOn: row.due === null ? null : addDays(today, row.due),
    lastReviewedOn: seenOn,
    lastReviewedBy: seenOn === null ? null : rom,
    inactive: row.inactive
      ? { reason: row.inactive, rationale: rationale[row.inactive], on: addDays(today, -4), by: rom }
      : null,
    missingSince: null,
  };
}

const postureReasons = {
  restricted: 'Until the measures have been shown to work.',
  'remote-only': 'No meeting in person while the conditions last.',
  suspended: 'A warning letter has been sent; no casework until it is answered.',
  withdrawn: 'The service was withdrawn after two warnings.',
} as const;

function levelReason(row: DemoRow): string {
  if (row.n === 7) return 'Raised from low: a second agency has shared the same concern.';
  return row.level === 'low'
    ? 'Unlikely, and the measures hold.'
    : 'Likely to happen again without the measures.';
}

/** The thirty risks, in the order of the table; references count from 0001 in each region. */
export function demoRisks(today: LocalDate): Risk[] {
  const year = Number(today.slice(0, 4));
  const counted = new Map<DemoRegion, number>();
  return demoRows.map((row) => {
    const number = (counted.get(row.region) ?? 0) + 1;
    counted.set(row.region, number);
    return riskOf(row, riskIdFor(regionIdSchema.parse(row.region), year, number), today);
  });
}

/** Level 3 safeguarding: five valid, one that expires in twenty days, one that expired three days ago (Calderdene's delegate). */
export function demoTrainings(today: LocalDate): Training[] {
  const until: [code: string, days: number][] = [
    ['NS-RCM', 400],
    ['WV-RCM', 310],
    ['NS-ROM', 520],
    ['EM-ROM', 250],
    ['KR-ROM', 180],
    ['MM-RCM', 20],
    ['CD-RCM', -3],
  ];
  return until.map(([code, days]) => ({
    personId: demoPerson(code),
    item: 'level-3-safeguarding',
    achievedOn: addDays(today, days - 1095),
    expiresOn: addDays(today, days),
  }));
}

/** Three delegations: Northshire's and Midmarch's delegates may sign today, Calderdene's may not. */
export function demoDelegations(today: LocalDate): Delegation[] {
  return (['NS', 'MM', 'CD'] as const).map((region) => ({
    id: `${region}-delegation-1`,
    region: regionIdSchema.parse(region),
    delegatorId: demoPerson(`${region}-ROM`),
    delegateId: demoPerson(`${region}-RCM`),
    scope: region === 'NS' ? 'both' : 'weekly-review',
    from: addDays(today, -60),
    to: null,
    endedOn: null,
  }));
}

/** One worksheet review a region: four signed in the last seven days, Midmarch's due today, Calderdene's overdue. */
export function demoReviews(today: LocalDate): WorksheetReview[] {
  const risks = demoRisks(today);
  return demoRegions.map(({ id }): WorksheetReview => {
    const region = regionIdSchema.parse(id);
    const dueOn = id === 'MM' ? today : lastReviewDay(id, today);
    const signed = id !== 'MM' && id !== 'CD';
    const by = demoPerson(`${id}-ROM`);
    const seen = risks.filter((risk) => signed && risk.region === region && isActive(risk.status));
    return {
      id: worksheetReviewId(region, dueOn),
      version: 1,
      region,
      dueOn,
      state: signed ? 'signed' : 'open',
      rows: Object.fromEntries(
        seen.map((risk) => [
          risk.id,
          { version: 1, by, on: dueOn, outcome: 'no-change' as const, review: null },
        ]),
      ),
      signedBy: signed ? by : null,
      signedOn: signed ? dueOn : null,
      delegationId: null,
    };
  });
}

/** Row 28: a change by Kingsreach's RCC that waits for their line manager. */
export function demoProposal(today: LocalDate): Proposal {
  const risk = demoRisks(today)[27];
  if (!risk) throw new Error('The sample table has lost row 28, which the waiting proposal needs.');
  return {
    id: '9b0905a1-0000-4000-8000-000000000028',
    version: 1,
    riskId: risk.id,
    region: risk.region,
    basedOn: risk.version,
    author: demoPerson('KR-RCC'),
    manager: demoPerson('KR-ROM'),
    change: {
      status: 'monitored',
      level: { to: 'high', reason: 'An agency reports that the conditions have become stricter.' },
    },
    state: 'waiting',
    proposedOn: addDays(today, -1),
    decidedOn: null,
  };
}
