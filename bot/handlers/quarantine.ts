/** A row that was set apart waits for a person to look at it. */
import { isRefusal, type Refusal } from '../../register/refusal';
import { cellsSetApart } from '../../register/set-apart';
import { whatWaits } from '../../register/sheet-conflict';
import { rowMemory } from '../../state/memory';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { type Card } from '../cards/parts';
import { quarantineCard } from '../cards/quarantine';
import { type Answer, type Desk } from '../desk';
import { saidOf } from '../words';
import { isFree, settleOnce, wholeRisk } from './sheet';

export async function showQuarantine(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await wholeRisk(desk, view.id);
  if (isRefusal(found)) return found;
  const { state } = desk.parts;
  const memory = await rowMemory(state.db, state, found.risk.id);
  return quarantineCard(
    {
      risk: found.risk,
      quarantine: memory?.quarantine ?? null,
      cells: memory ? cellsSetApart(memory) : [],
      mayDecide: isFree(desk, found.risk),
      differs: whatWaits(found.risk, memory, desk.viewer.names) === 'conflict',
      said: saidOf(view.said),
    },
    desk.viewer,
  );
}

export function releaseRow(desk: Desk, act: CardAct, verdict: 'take' | 'leave'): Promise<Answer> {
  const mark = act.inputs.text('mark');
  return settleOnce(desk, act, {
    card: 'quarantine',
    said: 'hold',
    settle: ({ id: riskId }, key) =>
      desk.parts.sheet.releaseRow({ riskId, verdict, mark, actor: desk.actor.person.id, key }),
  });
}
