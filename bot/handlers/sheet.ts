/** Where the sheet and the service disagree, or a row is gone: a person decides with one button. */
import { mayEditRow, mayVoid } from '../../register/permissions';
import { isRefusal, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { openConflicts } from '../../register/sheet-conflict';
import { type Settled } from '../../register/sheet-port';
import { rowMemory } from '../../state/memory';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { conflictCard, missingRowCard } from '../cards/conflict';
import { type Card } from '../cards/parts';
import { auditRead, noKey, redrawLater, type Answer, type Desk } from '../desk';
import { saidOf } from '../words';
import { riskToSee } from './risk';

export async function showConflict(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await wholeRisk(desk, view.id);
  if (isRefusal(found)) return found;
  const { state } = desk.parts;
  const memory = await rowMemory(state.db, state, found.risk.id);
  return conflictCard(
    {
      risk: found.risk,
      conflicts: openConflicts(found.risk, memory?.conflicts ?? [], desk.viewer.names),
      mayDecide: isFree(desk, found.risk),
      said: saidOf(view.said),
    },
    desk.viewer,
  );
}

export async function showMissingRow(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await wholeRisk(desk, view.id);
  if (isRefusal(found)) return found;
  const { risk } = found;
  return missingRowCard(
    {
      risk,
      mayRestore: isFree(desk, risk),
      mayVoid: !isRefusal(mayVoid(desk.actor, risk)),
      said: saidOf(view.said),
    },
    desk.viewer,
  );
}

/** May this person change the row with one button, which carries neither manager nor consultation? */
export function isFree(desk: Desk, risk: Risk): boolean {
  const may = mayEditRow(desk.actor, risk.region, desk.viewer.today);
  return !isRefusal(may) && may.needs === undefined;
}

/** The risk with all that its row says; reading it is noted. */
export async function wholeRisk(
  desk: Desk,
  id: string | undefined,
): Promise<{ kind: 'risk'; risk: Risk } | Refusal> {
  const found = await riskToSee(desk, id);
  if (isRefusal(found)) return found;
  const may = mayEditRow(desk.actor, found.risk.region, desk.viewer.today);
  if (isRefusal(may)) return may;
  await auditRead(desk, found.risk.id, 'risk-read');
  return found;
}

export async function settleConflict(desk: Desk, act: CardAct, keep: 'sheet' | 'teams'): Promise<Answer> {
  // Held against what is in dispute where it is settled: a reading may come between any look of ours and that.
  const mark = act.inputs.text('mark');
  const settle = (risk: Risk, key: string) =>
    desk.parts.sheet.settleConflict({ riskId: risk.id, keep, mark, actor: desk.actor.person.id, key });
  return settleOnce(desk, act, { card: 'conflict', said: 'conflict', settle });
}

export function settleRow(desk: Desk, act: CardAct, verdict: 'restore' | 'confirm-deleted'): Promise<Answer> {
  const settle = (risk: Risk, key: string) =>
    desk.parts.sheet.settleRow({ riskId: risk.id, verdict, actor: desk.actor.person.id, key });
  return settleOnce(desk, act, { card: 'row-missing', said: 'row', settle });
}

interface Settling {
  card: 'conflict' | 'row-missing' | 'quarantine';
  said: 'conflict' | 'row' | 'hold';
  settle: (risk: Risk, key: string) => Promise<Settled>;
}

/** One press, for those who may touch the row: settled under the card's key, and every card of it drawn anew. */
export async function settleOnce(
  desk: Desk,
  act: CardAct,
  { card, said, settle }: Settling,
): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  if (isRefusal(found)) return { refusal: found, back: null };
  const { id } = found.risk;
  const back: View = { card, id };
  const may = mayEditRow(desk.actor, found.risk.region, desk.viewer.today);
  if (isRefusal(may)) return { refusal: may, back: null };
  if (act.idempotencyKey === undefined) return { refusal: noKey(), back };
  const done = await settle(found.risk, act.idempotencyKey);
  if (isRefusal(done)) return { refusal: done, back };
  const view: View = { ...back, said };
  await redrawLater(desk, act, { view, redraw: { card, id } });
  return { view };
}
