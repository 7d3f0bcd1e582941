/** Any risk and any change for property tests. Every free text carries the marker, so that a leak shows. */
import fc from 'fast-check';
import { type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import {
  atRiskGroups,
  categories,
  isActive,
  levels,
  mitigationCodes,
  postures,
  riskTypes,
  statuses,
  warningStates,
} from '../../register/vocabulary';
import { aRisk, day, personId } from './builders';

/** Stands in every free text of these records and nowhere else. */
export const marker = 'zebra';

const text = fc.constantFrom('', `A ${marker} in the garden.`, `  ${marker}`);
const owner = fc.constantFrom('office' as const, 'agency' as const, personId(1), personId(2));
const mitigation = fc.record({ code: fc.constantFrom(...mitigationCodes), text, owner });
const types = fc.uniqueArray(fc.constantFrom(...riskTypes), { minLength: 1 });
const person = fc.constantFrom(null, personId(1), personId(2), personId(3));

const active = fc.constantFrom(...statuses.filter(isActive));

export const anyRisk: fc.Arbitrary<Risk> = fc
  .record({
    version: fc.integer({ min: 1, max: 50 }),
    caseRef: fc.constantFrom(null, 'MOS-90001'),
    types,
    category: fc.constantFrom(null, ...categories),
    level: fc.constantFrom(null, ...levels),
    levelReason: text,
    mitigations: fc.array(mitigation, { maxLength: 3 }),
    posture: fc.constantFrom(...postures),
    warning: fc.constantFrom(...warningStates),
    noWarningReason: text,
    status: fc.oneof(
      { weight: 3, arbitrary: active },
      { weight: 1, arbitrary: fc.constantFrom(...statuses) },
    ),
    reportedBy: person,
    recordedBy: person,
    owner: person,
    nextReviewOn: fc.constantFrom(null, day('2026-11-20'), day('2026-11-30')),
  })
  .map((parts) => aRisk({ summary: `A ${marker} is loose.`, ...parts }));

const wholeChange = fc.record({
  types,
  category: fc.constantFrom(...categories),
  atRisk: fc.uniqueArray(fc.constantFrom(...atRiskGroups), { minLength: 1 }),
  level: fc.record({ to: fc.constantFrom(...levels), reason: text }),
  mitigations: fc.array(mitigation, { maxLength: 3 }),
  posture: fc.record({ to: fc.constantFrom(...postures), reason: text }),
  warning: fc.record({ to: fc.constantFrom(...warningStates), noWarningReason: text }),
  owner: fc.constantFrom(personId(1), personId(2)),
  nextReviewOn: fc.constant(day('2026-12-01')),
  status: fc.constantFrom(...statuses),
  summary: text,
  caseRef: fc.constantFrom(null, 'MOS-90002'),
});

const parts: (keyof RiskChange)[] = [
  'types', 'category', 'atRisk', 'level', 'mitigations', 'posture', 'warning', 'owner', 'nextReviewOn', 'status', 'summary', 'caseRef',
]; // prettier-ignore

/** One to three parts at a time: with more, nearly every change would be refused for one of them. */
export const anyChange: fc.Arbitrary<RiskChange> = fc
  .tuple(wholeChange, fc.subarray(parts, { minLength: 1, maxLength: 3 }))
  .map(([whole, named]) => Object.fromEntries(named.map((part) => [part, whole[part]])));
