/** From the record form to a RiskChange: only what differs, and how far the answers carry the status. */
import { personIdSchema } from '../../register/ids';
import { type Refusal } from '../../register/refusal';
import { type Mitigation, type Risk } from '../../register/risk';
import { riskChangeSchema, type RiskChange } from '../../register/risk-change';
import { statuses, type Status } from '../../register/vocabulary';
import { type RecordDraft } from '../cards/record';
import { invalidInput } from './invalid-input';

/** The change a form asks for; a refusal names the first answer that cannot be read. */
export function changeFrom(draft: RecordDraft, risk: Risk): RiskChange | Refusal {
  const wanted = {
    types: draft.types.length > 0 && !sameSet(draft.types, risk.types) ? draft.types : undefined,
    category: differing(draft.category, risk.category),
    level:
      draft.level === '' || draft.level === risk.level
        ? undefined
        : { to: draft.level, reason: draft.levelReason },
    mitigations: mitigationsFrom(draft, risk),
    posture:
      draft.posture === '' || draft.posture === risk.posture
        ? undefined
        : { to: draft.posture, reason: draft.postureReason },
    warning: warningFrom(draft, risk),
    owner: differing(draft.owner.toLowerCase(), risk.owner),
    nextReviewOn: differing(draft.nextReviewOn, risk.nextReviewOn),
    status: draft.status === 'auto' || draft.status === '' ? undefined : draft.status,
  };
  const parsed = riskChangeSchema.safeParse(wanted);
  if (!parsed.success) return invalidInput(parsed.error);
  const change = withoutGaps(parsed.data);
  const status = draft.status === 'auto' || draft.status === '' ? furthest(risk, change) : change.status;
  return status === undefined || status === risk.status
    ? withoutGaps({ ...change, status: undefined })
    : { ...change, status };
}

const differing = (typed: string, now: string | null) => (typed === '' || typed === now ? undefined : typed);

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}

function withoutGaps(change: RiskChange): RiskChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** What stays ticked keeps its owner; what is new gets the one named on the form. Undefined when nothing differs. */
function mitigationsFrom(draft: RecordDraft, risk: Risk): unknown[] | undefined {
  const owner = personIdSchema.safeParse(draft.mitigationOwner.toLowerCase());
  const named = owner.success ? owner.data : draft.mitigationOwner === 'agency' ? 'agency' : 'office';
  const made = draft.mitigations.map((code) => {
    const kept = risk.mitigations.find((one) => one.code === code);
    const text = code === 'other' ? draft.mitigationOther : (kept?.text ?? '');
    return kept ? { ...kept, text } : { code, text, owner: named };
  });
  const text = (list: readonly (Mitigation | { code: string; text: string })[]) =>
    list.map((one) => `${one.code}:${one.text}`);
  return sameSet(text(made), text(risk.mitigations)) ? undefined : made;
}

function warningFrom(draft: RecordDraft, risk: Risk): unknown {
  const to = draft.warning === 'keep' || draft.warning === '' ? risk.warning : draft.warning;
  if (to === risk.warning && draft.noWarningReason === risk.noWarningReason) return undefined;
  return { to, noWarningReason: draft.noWarningReason };
}

/** The last step whose guards the risk would meet with this change (domain facts 3a); the register checks each again. */
function furthest(risk: Risk, change: RiskChange): Status {
  const { types, category, level, mitigations, warning } = { ...risk, ...change };
  const isLevelSaid = change.level === undefined ? level !== null : change.level.reason !== '';
  const guards: [Status, boolean][] = [
    ['recorded', types.length > 0 && category !== null],
    ['analysed', isLevelSaid],
    ['mitigated', mitigations.length > 0],
    ['monitored', risk.caseRef === null || isWarned(warning, risk)],
  ];
  const unmet = guards.findIndex(([, holds]) => !holds);
  const reached = guards[(unmet === -1 ? guards.length : unmet) - 1]?.[0] ?? risk.status;
  return statuses.indexOf(reached) > statuses.indexOf(risk.status) ? reached : risk.status;
}

/** The warning stands, or somebody has said why there is none. */
function isWarned(warning: Risk['warning'] | RiskChange['warning'], risk: Risk): boolean {
  if (typeof warning === 'object') return warning.to === 'placed' || warning.noWarningReason !== '';
  return warning === 'placed' || risk.noWarningReason !== '';
}
