/** Ending a risk for one of the two reasons, reopening it, striking an entry made in error (S0-16). */
import { type ActContext } from '../../register/act/context';
import { markInactive } from '../../register/act/mark-inactive';
import { reopenRisk } from '../../register/act/reopen-risk';
import { voidRisk } from '../../register/act/void-risk';
import { type Decision } from '../../register/decision';
import { mayEditRow, mayMarkInactive, mayVoid, type Permission } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { inactiveReasons } from '../../register/vocabulary';
import { lockRisk } from '../../state/risks';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { emptyEnding, endingCard, type Ending, type EndingDraft } from '../cards/ending';
import { refusalSentence } from '../cards/refused';
import { type Card } from '../cards/parts';
import {
  actOnce,
  auditRead,
  consultableFor,
  evidenceFrom,
  isNo,
  managersFor,
  viewAfter,
  type Answer,
  type Desk,
} from '../desk';
import { type Done } from '../words';
import { backToRisk, riskToSee } from './risk';

const said: Record<Ending, Done> = { inactive: 'inactive', reopen: 'reopened', void: 'voided' };

export async function showEnding(desk: Desk, view: View, ending: Ending): Promise<Card | Refusal> {
  const found = await riskToSee(desk, view.id);
  if (isRefusal(found)) return found;
  const { risk } = found;
  const may = permissionFor(desk, risk, ending);
  if (isRefusal(may)) return may;
  if (ending === 'reopen' && risk.status !== 'inactive')
    return refuse('already', { state: risk.status === 'void' ? 'void' : 'active' });
  if (ending === 'inactive' && (risk.status === 'inactive' || risk.status === 'void'))
    return refuse('already', { state: risk.status });
  await auditRead(desk, risk.id, 'risk-read');
  return form(desk, risk, {
    ending,
    draft: emptyEnding(desk.actor.person),
    key: desk.viewer.newKey(),
    refusal: null,
  });
}

/** Inactive is open to whoever may use at least one of the reasons. */
function permissionFor(desk: Desk, risk: Risk, ending: Ending): Permission {
  const { actor, viewer } = desk;
  if (ending === 'void') return mayVoid(actor, risk);
  if (ending === 'reopen') return mayEditRow(actor, risk.region, viewer.today);
  const all = inactiveReasons.map((reason) => mayMarkInactive(actor, risk, reason, viewer.today));
  return all.find((one) => !isRefusal(one)) ?? (all[0] as Permission);
}

interface Form {
  ending: Ending;
  draft: EndingDraft;
  key: string;
  refusal: Refusal | null;
}

function form(desk: Desk, risk: Risk, { ending, draft, key, refusal }: Form): Card {
  const { actor, viewer } = desk;
  const may = permissionFor(desk, risk, ending);
  return endingCard(
    {
      ending,
      risk,
      draft,
      key,
      problem: refusal && refusalSentence(refusal, viewer),
      asksWhetherNeeded: refusal?.code === 'looks-personal',
      reasons: inactiveReasons.filter(
        (reason) => !isRefusal(mayMarkInactive(actor, risk, reason, viewer.today)),
      ),
      managers: managersFor(desk, may),
      consultable: consultableFor(desk, risk, may),
    },
    viewer,
  );
}

export async function saveEnding(desk: Desk, act: CardAct, ending: Ending): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  if (isRefusal(found)) return { refusal: found, back: null };
  const { risk } = found;
  const may = permissionFor(desk, risk, ending);
  if (isRefusal(may)) return { refusal: may, back: backToRisk(risk.id) };
  const draft: EndingDraft = {
    reason: act.inputs.text('reason'),
    text: act.inputs.text('text'),
    caseClosed: act.inputs.tick('caseClosed'),
    manager: act.inputs.text('manager'),
    consulted: act.inputs.text('consulted'),
  };
  const done = await actOnce(desk, act, async (tx, ctx) => {
    const locked = await lockRisk(tx, desk.parts.state, risk.id);
    if (!locked) return refuse('not-found', { what: 'risk' });
    if (locked.version !== act.version) return refuse('stale', { now: locked.version });
    const decision = decideEnding(ctx, locked, { ending, draft, needed: act.needed === 1 });
    return isRefusal(decision) ? decision : { decision, view: viewAfter(decision, locked, said[ending]) };
  });
  if (!isNo(done)) return done;
  const correctable = [
    'missing',
    'looks-personal',
    'needs-consultation',
    'consulted-not-of-region',
    'needs-manager',
    'own-work',
    'invalid',
  ];
  if (!correctable.includes(done.code)) return { refusal: done, back: backToRisk(risk.id) };
  return {
    card: form(desk, risk, { ending, draft, key: act.idempotencyKey ?? desk.viewer.newKey(), refusal: done }),
  };
}

interface Wanted {
  ending: Ending;
  draft: EndingDraft;
  needed: boolean;
}

function decideEnding(ctx: ActContext, risk: Risk, { ending, draft, needed }: Wanted): Decision | Refusal {
  const text = draft.text;
  const evidence = evidenceFrom(draft);
  const personalDetailsNeeded = needed;
  switch (ending) {
    case 'void':
      return voidRisk(ctx, risk, { reason: text, personalDetailsNeeded });
    case 'reopen':
      return reopenRisk(ctx, risk, { reason: text, ...evidence, personalDetailsNeeded });
    case 'inactive': {
      const reason = inactiveReasons.find((one) => one === draft.reason);
      if (reason === undefined) return refuse('missing', { rule: 'S0-16', needs: ['reason'] });
      return markInactive(ctx, risk, {
        reason,
        rationale: text,
        caseClosedConfirmed: draft.caseClosed,
        ...evidence,
        personalDetailsNeeded,
      });
    }
  }
}
