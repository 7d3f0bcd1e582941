/** Recording and changing a risk: the form, the gates, the change or the proposal that waits (S0-17, S0-51 to S0-54). */
import { changeRisk } from '../../register/act/change-risk';
import { type Decision } from '../../register/decision';
import { isRiskId } from '../../register/ids';
import { mayEditRow } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { isPaired } from '../../register/row-attention';
import { officeOf } from '../../register/routing';
import { conflictMark, openConflicts } from '../../register/sheet-conflict';
import { type SheetConflict } from '../../register/sheet-memory';
import { isActive } from '../../register/vocabulary';
import { type Queryable } from '../../state/db';
import { lockMemory, rowMemory } from '../../state/memory';
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
  return ofForm(await openOn(desk.parts.state.db, desk, risk));
}

const ofForm = (conflicts: readonly SheetConflict[]) => conflicts.filter((one) => isPaired(one.field));

async function openOn(db: Queryable, desk: Desk, risk: Risk): Promise<SheetConflict[]> {
  const memory = await rowMemory(db, desk.parts.state, risk.id);
  return openConflicts(risk, memory?.conflicts ?? [], desk.viewer.names);
}

function riskAfter({ changes }: Decision, before: Risk): Risk {
  return changes.find((change) => change.kind === 'risk')?.risk ?? before;
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
  return save(desk, act, null);
}

/** Saves the form; then what it showed in dispute and left as it was is settled as well, unless the change still waits for a manager. */
export async function saveSettling(desk: Desk, act: CardAct): Promise<Answer> {
  const form: Shown = { isStale: false, open: [] };
  const answer = await save(desk, act, form);
  if (!('view' in answer) || answer.view.card === 'proposal' || act.id === undefined) return answer;
  const isSettled = await settleShown(desk, act, form.open);
  const view: View = isSettled ? answer.view : { card: 'conflict', id: act.id, said: 'unsettled' };
  await redrawLater(desk, act, { view, redraw: { card: 'conflict', id: act.id } });
  return { view };
}

/** Of a form that was opened from a conflict. */
interface Shown {
  /** What is in dispute is something else by now. */
  isStale: boolean;
  /** All that is in dispute after the save; nothing when this press only came again. */
  open: readonly SheetConflict[];
}

/** What the save itself put into effect is settled by it; here the rest that the form showed. False: it has changed in this very moment. */
async function settleShown(desk: Desk, act: CardAct, open: Shown['open']): Promise<boolean> {
  const values = Object.fromEntries(ofForm(open).map((one) => [one.field, '']));
  const key = act.idempotencyKey;
  if (Object.keys(values).length === 0 || act.id === undefined || !isRiskId(act.id) || key === undefined)
    return true;
  const done = await desk.parts.sheet.settleConflict({
    riskId: act.id,
    keep: { values },
    mark: conflictMark(open),
    actor: desk.actor.person.id,
    key,
  });
  // Any other refusal is no failure of the save: what is left keeps its card.
  return !isRefusal(done) || done.code !== 'stale';
}

/** Corrections go back into the form with everything typed; the rest is said beside the risk as it stands. */
const correctable: readonly string[] = [
  'missing', 'looks-personal', 'needs-consultation', 'consulted-not-of-region', 'needs-manager', 'own-work', 'invalid', 'illegal-step',
  'rom-only',
]; // prettier-ignore

async function save(desk: Desk, act: CardAct, shown: Shown | null): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  if (isRefusal(found)) return { refusal: found, back: null };
  const { risk } = found;
  // Before any answer is read: a form comes back with the whole row, so it is for those who may change it.
  const may = mayEditRow(desk.actor, risk.region, desk.viewer.today);
  if (isRefusal(may)) return { refusal: may, back: backToRisk(risk.id) };
  const draft = draftOf(act);
  const done = await actOnce(desk, act, async (tx, ctx) => {
    // Before the risk, as a reading does: what it finds in dispute is either in the form's mark or not there yet.
    if (shown) await lockMemory(tx, desk.parts.state);
    const locked = await lockRisk(tx, desk.parts.state, risk.id);
    if (!locked) return refuse('not-found', { what: 'risk' });
    if (locked.version !== act.version) return refuse('stale', { now: locked.version });
    const open = shown ? await openOn(tx, desk, locked) : [];
    if (shown) shown.isStale = act.inputs.text('mark') !== conflictMark(ofForm(open));
    if (shown?.isStale) return refuse('stale', { now: locked.version });
    const change = changeFrom(draft, locked);
    if (isNo(change)) return change;
    const decision = changeRisk(ctx, locked, {
      change,
      ...evidenceFrom(draft),
      personalDetailsNeeded: act.needed === 1,
    });
    if (isRefusal(decision)) return decision;
    if (shown) shown.open = openConflicts(riskAfter(decision, locked), open, desk.viewer.names);
    const said = decision.changes.length > 0 ? 'changed' : 'nothing';
    return { decision, view: viewAfter(decision, locked, said) };
  });
  if (!isNo(done)) return done;
  if (!correctable.includes(done.code) && !shown?.isStale)
    return { refusal: done, back: backToRisk(risk.id) };
  return {
    card: form(desk, risk, {
      draft,
      key: act.idempotencyKey ?? desk.viewer.newKey(),
      refusal: done,
      conflicts: shown ? await disputed(desk, risk) : [],
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
