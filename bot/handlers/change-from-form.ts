/** From the record form to a RiskChange: only what differs, and how far the answers carry the status. */
import { personIdSchema } from '../../register/ids';
import { withParts } from '../../register/changed-risk';
import { furthestStatus } from '../../register/lifecycle';
import { refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { riskChangeSchema, type RiskChange } from '../../register/risk-change';
import { labels } from '../../register/vocabulary';
import { otherTexts, type RecordDraft } from '../cards/record';
import { words } from '../words';
import { invalidInput } from './invalid-input';

/** The change a form asks for; a refusal names the first answer that cannot be read. */
export function changeFrom(draft: RecordDraft, risk: Risk): RiskChange | Refusal {
  if (draft.mitigations.includes('other') && othersFrom(draft, risk).length === 0)
    return refuse('invalid', { field: labels.mitigations.other, problem: words.record.otherWhat });
  const parsed = riskChangeSchema.safeParse(wantedFrom(draft, risk));
  if (!parsed.success) return invalidInput(parsed.error);
  const change = withoutGaps(parsed.data);
  const status = isAuto(draft) ? furthestStatus(withParts(risk, change)) : change.status;
  return status === undefined || status === risk.status
    ? withoutGaps({ ...change, status: undefined })
    : { ...change, status };
}

const isAuto = ({ status }: RecordDraft) => status === 'auto' || status === '';

/** Only what differs from the risk; not yet checked. */
function wantedFrom(draft: RecordDraft, risk: Risk): object {
  const level = differing(draft.level, risk.level);
  const posture = differing(draft.posture, risk.posture);
  return {
    types: draft.types.length > 0 && !sameSet(draft.types, risk.types) ? draft.types : undefined,
    category: differing(draft.category, risk.category),
    level: level && { to: level, reason: draft.levelReason },
    mitigations: mitigationsFrom(draft, risk),
    posture: posture && { to: posture, reason: draft.postureReason },
    warning: warningFrom(draft, risk),
    owner: differing(draft.owner.toLowerCase(), risk.owner),
    nextReviewOn: differing(draft.nextReviewOn, risk.nextReviewOn),
    status: isAuto(draft) ? undefined : draft.status,
  };
}

const differing = (typed: string, now: string | null) => (typed === '' || typed === now ? undefined : typed);

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}

function withoutGaps(change: RiskChange): RiskChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** What stays ticked stays as it is; what is new gets the owner named on the form. Undefined when nothing differs. */
function mitigationsFrom(draft: RecordDraft, risk: Risk): Mitigations | undefined {
  const owner = personIdSchema.safeParse(draft.mitigationOwner.toLowerCase());
  const named = owner.success ? owner.data : draft.mitigationOwner === 'agency' ? 'agency' : 'office';
  const made = draft.mitigations
    .filter((code) => code !== 'other')
    .flatMap((code): Mitigations => {
      const kept = risk.mitigations.filter((one) => one.code === code);
      return kept.length > 0 ? kept : [{ code, text: '', owner: named }];
    });
  const others = othersFrom(draft, risk).map((text) => {
    const kept = risk.mitigations.find((one) => one.code === 'other' && one.text === text);
    return kept ?? { code: 'other', text, owner: named };
  });
  const all = [...made, ...others];
  const text = (list: Mitigations) => list.map((one) => `${one.code}:${one.text}`);
  return sameSet(text(all), text(risk.mitigations)) ? undefined : all;
}

type Mitigations = { code: string; text: string; owner: string }[];

/** The list is open (S0-42): each line is a mitigation of its own. New text counts whether or not "Other" is ticked. */
function othersFrom(draft: RecordDraft, risk: Risk): string[] {
  const isTicked = draft.mitigations.includes('other');
  const lines = draft.mitigationOther.split('\n').map((line) => line.trim());
  const said = [...new Set(lines.filter((line) => line !== ''))];
  return isTicked || !sameSet(said, otherTexts(risk)) ? said : [];
}

function warningFrom(draft: RecordDraft, risk: Risk): unknown {
  const to = draft.warning === 'keep' || draft.warning === '' ? risk.warning : draft.warning;
  if (to === risk.warning && draft.noWarningReason === risk.noWarningReason) return undefined;
  return { to, noWarningReason: draft.noWarningReason };
}
