/** A row that was set apart waits for a person to look at it. */
import { columnOf, nothingTyped, typedColumn, typedFields, type TypedValues } from '../../register/columns';
import { isRefusal, type Refusal } from '../../register/refusal';
import { type RowMemory } from '../../register/sheet-memory';
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
      cells: memory ? cellsOf(memory) : [],
      mayDecide: isFree(desk, found.risk),
      said: saidOf(view.said),
    },
    desk.viewer,
  );
}

/** The cells that were typed anew and are not taken. */
function cellsOf(memory: RowMemory): { heading: string; was: string; is: string }[] {
  const was: TypedValues = { ...nothingTyped, ...memory.typed };
  const is: TypedValues = { ...was, ...memory.settling?.typed };
  return typedFields
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ heading: columnOf(typedColumn(field)).heading, was: was[field], is: is[field] }));
}

export function releaseRow(desk: Desk, act: CardAct, verdict: 'take' | 'leave'): Promise<Answer> {
  return settleOnce(desk, act, {
    card: 'quarantine',
    said: 'hold',
    settle: ({ id: riskId }, key) =>
      desk.parts.sheet.releaseRow({ riskId, verdict, actor: desk.actor.person.id, key }),
  });
}
