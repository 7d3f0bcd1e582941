/** Recording and changing a risk: the form, the gates, the change or the proposal that waits (S0-17, S0-51 to S0-54). */
import { changeRisk } from '../../register/act/change-risk';
import { mayEditRow } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { isPaired } from '../../register/row-attention';
import { officeOf } from '../../register/routing';
import { openConflicts } from '../../register/sheet-conflict';
import { type SheetConflict } from '../../register/sheet-memory';
import { isActive } from '../../register/vocabulary';
import { rowMemory } from '../../state/memory';
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
  redrawLater,
  viewAfter,
  type Answer,
  type Desk,
} from '../desk';
import { changeFrom } from './change-from-form';
import { backToRisk, riskToSee } from './risk';

export function showRecord(desk: Desk, view: View): Promise<Card | Refusal> {
  return show(desk, view, () => Promise.resolve([]));
}

/** The same form when sheet and Teams disagree about something on it: what is saved counts. */
export function showSettle(desk: Desk, view: View): Promise<Card | Refusal> {
  return show(desk, view, (risk) => disputed(desk, risk));
}

async function show(
  desk: Desk,
  view: View,
  conflictsOf: (risk: Risk) => Promise<SheetConflict[]>,
): Promise<Card | Refusal> {
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
    conflicts: await conflictsOf(risk),
  });
}

/** Open conflicts about fields of the form; the others keep their buttons. */
async function disputed(desk: Desk, risk: Risk): Promise<SheetConflict[]> {
  const { state } = desk.parts;
  const memory = await rowMemory(state.db, state, risk.id);
  return openConflicts(risk, memory?.conflicts ?? [], desk.viewer.names).filter((one) => isPaired(one.field));
}

interface Form {
  draft: RecordDraft;
  key: string;
  refusal: Refusal | null;
  conflicts: readonly SheetConflict[];
}

function form(desk: Desk, risk: Risk, { draft, key, refusal, conflicts }: Form): Card {
  const may = mayEditRow(desk.actor, risk.region, desk.viewer.today);
  return recordCard(
    {
      risk,
      draft,
      key,
      conflicts,
      problem: refusal && refusalSentence(refusal, desk.viewer),
      asksWhetherNeeded: refusal?.code === 'looks-personal',
      office: officeOf(desk.viewer, risk.region),
      managers: managersFor(desk, may),
      consultable: consultableFor(desk, risk, may),
    },
    desk.viewer,
  );
}

export function saveRecord(desk: Desk, act: CardAct): Promise<Answer> {
  return save(desk, act, []);
}

/** Saves the form; then what it showed in dispute and left as it was is settled as well, unless the change still waits for a manager. */
export async function saveSettling(desk: Desk, act: CardAct): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  const conflicts = isRefusal(found) ? [] : await disputed(desk, found.risk);
  const answer = await save(desk, act, conflicts);
  if (!('view' in answer) || answer.view.card === 'proposal' || isRefusal(found)) return answer;
  if (conflicts.length > 0 && act.idempotencyKey !== undefined) {
    const values = Object.fromEntries(conflicts.map((one) => [one.field, '']));
    // A refusal here is no failure of the save: what the save changed is settled by it, the rest keeps its card.
    await desk.parts.sheet.settleConflict({
      riskId: found.risk.id,
      keep: { values },
      actor: desk.actor.person.id,
      key: act.idempotencyKey,
    });
    await redrawLater(desk, act, { view: answer.view, redraw: { card: 'conflict', id: found.risk.id } });
  }
  return answer;
}

async function save(desk: Desk, act: CardAct, conflicts: readonly SheetConflict[]): Promise<Answer> {
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
    card: form(desk, risk, {
      draft,
      key: act.idempotencyKey ?? desk.viewer.newKey(),
      refusal: done,
      conflicts,
    }),
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
