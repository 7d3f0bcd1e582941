/** Where the sheet and the service disagree, or a row is gone: a person decides with one button. */
import { mayEditRow } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { rowMemory } from '../../state/memory';
import { type View } from '../../state/outbox';
import { type Settled } from '../bot-parts';
import { type CardAct } from '../card-data';
import { conflictCard, missingRowCard } from '../cards/conflict';
import { type Card } from '../cards/parts';
import { auditRead, type Answer, type Desk } from '../desk';
import { saidOf } from '../words';
import { riskToSee } from './risk';

export async function showConflict(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await wholeRisk(desk, view.id);
  if (isRefusal(found)) return found;
  const { state } = desk.parts;
  const memory = await rowMemory(state.db, state, found.risk.id);
  const mayDecide = !isRefusal(mayEditRow(desk.actor, found.risk.region, desk.viewer.today));
  return conflictCard(
    { risk: found.risk, conflicts: memory?.conflicts ?? [], mayDecide, said: saidOf(view.said) },
    desk.viewer,
  );
}

export async function showMissingRow(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await wholeRisk(desk, view.id);
  if (isRefusal(found)) return found;
  const mayDecide = !isRefusal(mayEditRow(desk.actor, found.risk.region, desk.viewer.today));
  return missingRowCard({ risk: found.risk, mayDecide, said: saidOf(view.said) }, desk.viewer);
}

async function wholeRisk(
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

export function settleConflict(desk: Desk, act: CardAct, keep: 'sheet' | 'teams'): Promise<Answer> {
  const settle = (risk: Risk, key: string) =>
    desk.parts.sheet.settleConflict({ riskId: risk.id, keep, actor: desk.actor.person.id, key });
  return settleOnce(desk, act, { card: 'conflict', said: 'conflict', settle });
}

export function settleRow(desk: Desk, act: CardAct, verdict: 'restore' | 'confirm-deleted'): Promise<Answer> {
  const settle = (risk: Risk, key: string) =>
    desk.parts.sheet.settleRow({ riskId: risk.id, verdict, actor: desk.actor.person.id, key });
  return settleOnce(desk, act, { card: 'row-missing', said: 'row', settle });
}

interface Settling {
  card: 'conflict' | 'row-missing';
  said: 'conflict' | 'row';
  settle: (risk: Risk, key: string) => Promise<Settled>;
}

async function settleOnce(desk: Desk, act: CardAct, settling: Settling): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  if (isRefusal(found)) return { refusal: found, back: null };
  const back: View = { card: settling.card, id: found.risk.id };
  const may = mayEditRow(desk.actor, found.risk.region, desk.viewer.today);
  if (isRefusal(may)) return { refusal: may, back: null };
  if (act.idempotencyKey === undefined)
    return { refusal: refuse('invalid', { field: 'card', problem: 'the card carries no key' }), back };
  const done = await settling.settle(found.risk, act.idempotencyKey);
  return isRefusal(done) ? { refusal: done, back } : { view: { ...back, said: settling.said } };
}
