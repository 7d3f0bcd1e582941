/** Recording and changing a risk: the form, the gates, the change or the proposal that waits (S0-17, S0-51 to S0-54). */
import { changeRisk } from '../../register/act/change-risk';
import { mayEditRow } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { officeOf } from '../../register/routing';
import { isActive } from '../../register/vocabulary';
import { lockRisk } from '../../state/risks';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { refusalSentence } from '../cards/refused';
import { draftOf as draftOfRisk, recordCard, type RecordDraft } from '../cards/record';
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
import { changeFrom } from './change-from-form';
import { backToRisk, riskToSee } from './risk';

export async function showRecord(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await riskToSee(desk, view.id);
  if (isRefusal(found)) return found;
  const { risk } = found;
  const may = mayEditRow(desk.actor, risk.region, desk.viewer.today);
  if (isRefusal(may)) return may;
  if (!isActive(risk.status))
    return refuse('already', { state: risk.status === 'void' ? 'void' : 'inactive' });
  await auditRead(desk, risk.id, 'risk-read');
  return form(desk, risk, {
    draft: draftOfRisk(risk, desk.viewer),
    key: desk.viewer.newKey(),
    refusal: null,
  });
}

interface Form {
  draft: RecordDraft;
  key: string;
  refusal: Refusal | null;
}

function form(desk: Desk, risk: Risk, { draft, key, refusal }: Form): Card {
  const may = mayEditRow(desk.actor, risk.region, desk.viewer.today);
  return recordCard(
    {
      risk,
      draft,
      key,
      problem: refusal && refusalSentence(refusal, desk.viewer),
      asksWhetherNeeded: refusal?.code === 'looks-personal',
      office: officeOf(desk.viewer, risk.region),
      managers: managersFor(desk, may),
      consultable: consultableFor(desk, risk, may),
    },
    desk.viewer,
  );
}

export async function saveRecord(desk: Desk, act: CardAct): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  if (isRefusal(found)) return { refusal: found, back: null };
  const { risk } = found;
  // Before any answer is read: a form comes back with the whole row, so it is for those who may change it.
  const may = mayEditRow(desk.actor, risk.region, desk.viewer.today);
  if (isRefusal(may)) return { refusal: may, back: backToRisk(risk.id) };
  const draft = draftOf(act);
  const done = await actOnce(desk, act, async (tx, ctx) => {
    const locked = await lockRisk(tx, desk.parts.state, risk.id);
    if (!locked) return refuse('not-found', { what: 'risk' });
    if (locked.version !== act.version) return refuse('stale', { now: locked.version });
    const change = changeFrom(draft, locked);
    if (isNo(change)) return change;
    const decision = changeRisk(ctx, locked, {
      change,
      ...evidenceFrom(draft),
      personalDetailsNeeded: act.needed === 1,
    });
    if (isRefusal(decision)) return decision;
    const said = decision.changes.length > 0 ? 'changed' : 'nothing';
    return { decision, view: viewAfter(decision, locked, said) };
  });
  if (!isNo(done)) return done;
  // Corrections go back into the form with everything typed; the rest is said beside the risk as it stands.
  const correctable = [
    'missing',
    'looks-personal',
    'needs-consultation',
    'consulted-not-of-region',
    'needs-manager',
    'own-work',
    'invalid',
    'illegal-step',
    'rom-only',
  ];
  if (!correctable.includes(done.code)) return { refusal: done, back: backToRisk(risk.id) };
  return {
    card: form(desk, risk, { draft, key: act.idempotencyKey ?? desk.viewer.newKey(), refusal: done }),
  };
}

function draftOf({ inputs }: CardAct): RecordDraft {
  return {
    types: inputs.many('types'),
    category: inputs.text('category'),
    level: inputs.text('level'),
    levelReason: inputs.text('levelReason'),
    mitigations: inputs.many('mitigations'),
    mitigationOther: inputs.text('mitigationOther'),
    mitigationOwner: inputs.text('mitigationOwner'),
    posture: inputs.text('posture'),
    postureReason: inputs.text('postureReason'),
    warning: inputs.text('warning'),
    noWarningReason: inputs.text('noWarningReason'),
    owner: inputs.text('owner'),
    nextReviewOn: inputs.text('nextReviewOn'),
    status: inputs.text('status'),
    manager: inputs.text('manager'),
    consulted: inputs.text('consulted'),
  };
}
