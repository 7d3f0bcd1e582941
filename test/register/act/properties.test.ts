import fc from 'fast-check';
import { type Evidence } from '../../../register/consultation';
import { applyChange, changeRisk } from '../../../register/act/change-risk';
import { confirmWarning } from '../../../register/act/confirm-warning';
import { markInactive } from '../../../register/act/mark-inactive';
import { reopenRisk } from '../../../register/act/reopen-risk';
import { seeRow } from '../../../register/act/see-row';
import { signWorksheet } from '../../../register/act/sign-worksheet';
import { voidRisk } from '../../../register/act/void-risk';
import { type Decision } from '../../../register/decision';
import { missingFor } from '../../../register/lifecycle';
import { type Actor, type Role } from '../../../register/person';
import { type Refusal } from '../../../register/refusal';
import { riskSchema, type Risk } from '../../../register/risk';
import { type RiskChange } from '../../../register/risk-change';
import { inactiveReasons, isActive } from '../../../register/vocabulary';
import { anyChange, anyRisk, marker } from '../../kit/arbitrary';
import {
  aContext,
  anActor,
  anOrganisation,
  aPerson,
  aReview,
  personId,
  region,
  someAnswers,
} from '../../kit/builders';

const people = [
  aPerson({ id: personId(1), roles: ['rom'] }),
  aPerson({ id: personId(2), roles: ['rcm'] }),
  aPerson({ id: personId(3) }),
  aPerson({ roles: ['safeguarding'], region: null }),
  aPerson({ roles: ['head'], region: null, area: 'north' }),
];

type Act = (actor: Actor, risk: Risk, change: RiskChange) => Decision | Refusal;

const org = anOrganisation();
const context = (actor: Actor) => aContext(actor, { people, org });
const text = `A ${marker} again.`;

const evidence: Evidence = {
  consultation: { consulted: personId(2) },
  manager: personId(2),
  proposalId: 'proposal-1',
};

/** Every act on an existing risk, with evidence as good as it can be. */
const acts: Record<string, Act> = {
  changeRisk: (actor, risk, change) =>
    changeRisk(context(actor), risk, {
      change,
      ...evidence,
      personalDetailsNeeded: true,
    }),
  markInactive: (actor, risk) =>
    markInactive(context(actor), risk, {
      reason: inactiveReasons[risk.version % 2] ?? 'case-closed',
      rationale: text,
      caseClosedConfirmed: true,
      ...evidence,
    }),
  reopenRisk: (actor, risk) => reopenRisk(context(actor), risk, { reason: text, ...evidence }),
  voidRisk: (actor, risk) => voidRisk(context(actor), risk, { reason: text }),
  placed: (actor, risk) => confirmWarning(context(actor), risk, 'placed'),
  removed: (actor, risk) => confirmWarning(context(actor), risk, 'removed'),
  noChange: (actor, risk) => seeRow(context(actor), aReview(), risk, { outcome: 'no-change' }),
  reviewed: (actor, risk, change) =>
    seeRow(context(actor), aReview(), risk, {
      outcome: 'reviewed',
      answers: someAnswers({ planChange: text, levelAfter: change.level?.to ?? null, levelReason: text }),
    }),
  sign: (actor, risk) =>
    signWorksheet(
      context(actor),
      aReview({
        rows: {
          [risk.id]: {
            version: risk.version,
            by: personId(1),
            on: aReview().dueOn,
            outcome: 'no-change',
            review: null,
          },
        },
      }),
      [risk],
    ),
};

const named = Object.entries(acts);
const run = (check: (risk: Risk, change: RiskChange) => void, numRuns = 100) => {
  fc.assert(fc.property(anyRisk, anyChange, check), { numRuns });
};

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

const officeRoles: Role[] = ['rom', 'rcm'];

describe.each(named)('any %s', (_name, act) => {
  it('PRM11 (S0-51) by somebody outside office, Heads and delegates changes no record', () => {
    run((risk, change) => {
      for (const roles of [
        [],
        ['caseworker'],
        ['mosaic-team'],
        ['public-relations'],
        ['safeguarding'],
      ] as Role[][]) {
        const outcome = act(anActor({ roles }), risk, change);
        expect(outcome.kind).toBe('refusal');
      }
    });
  });

  it('RSK27 makes each version exactly one higher, in records the schema accepts, and leaves its input alone', () => {
    run((risk, change) => {
      for (const role of officeRoles) {
        const outcome = act(frozen(anActor({ roles: [role] })), frozen(risk), frozen(change));
        if (outcome.kind === 'refusal') continue;
        for (const made of outcome.changes) {
          if (made.kind === 'risk') {
            expect(made.was).toBe(risk.version);
            expect(made.risk.version).toBe(risk.version + 1);
            expect(() => riskSchema.parse(made.risk)).not.toThrow();
          } else if (made.kind === 'worksheet-review') expect(made.review.version).toBe(made.was + 1);
        }
      }
    });
  });

  it('RTE16 puts no text about a case into notices or audit, and no key twice', () => {
    run((risk, change) => {
      for (const role of officeRoles) {
        const outcome = act(anActor({ roles: [role] }), risk, change);
        if (outcome.kind === 'refusal') continue;
        expect(JSON.stringify([outcome.notices, outcome.audit])).not.toContain(marker);
        const keys = outcome.notices.map((notice) => notice.key);
        expect(new Set(keys).size).toBe(keys.length);
        expect(outcome.changes.length === 0 || outcome.audit.length > 0).toBe(true);
      }
    });
  });
});

describe('any change', () => {
  it('RSK6 (S0-45) reaches no status whose guards do not hold', () => {
    let steps = 0;
    run((risk, change) => {
      const outcome = acts['changeRisk']?.(anActor({ roles: ['rom'] }), risk, change);
      if (!outcome || outcome.kind === 'refusal') return;
      for (const made of outcome.changes) {
        if (made.kind !== 'risk' || made.risk.status === risk.status) continue;
        steps += 1;
        expect(missingFor(made.risk, [made.risk.status])).toEqual([]);
        expect(isActive(made.risk.status)).toBe(true);
      }
    }, 500);
    expect(steps).toBeGreaterThan(0);
  });

  it('RSK25 (S0-16, S0-43, S0-44) typed in the sheet ends, strikes, suspends and withdraws nothing', () => {
    let taken = 0;
    run((risk, change) => {
      const sheet = { ...context(anActor()), actor: { kind: 'sheet' as const, region: region('NS') } };
      const outcome = applyChange(sheet, risk, change);
      if (outcome.kind === 'refusal') return;
      for (const made of outcome.changes) {
        if (made.kind !== 'risk') continue;
        taken += 1;
        const { status, posture } = made.risk;
        expect(isActive(status) || status === risk.status).toBe(true);
        expect(posture === risk.posture || !['suspended', 'withdrawn'].includes(posture)).toBe(true);
      }
    }, 300);
    expect(taken).toBeGreaterThan(20);
  });
});
