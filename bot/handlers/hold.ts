/** A mass of changes in the sheet waits for the word of the region's ROM or a Head. */
import { holdOf, typedInHold, type HoldVerdict } from '../../register/hold';
import { regionOf } from '../../register/organisation';
import { mayOpenHold } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { registerMemory, rowMemories } from '../../state/memory';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { holdCard } from '../cards/hold';
import { type Card } from '../cards/parts';
import { noKey, redrawLater, type Answer, type Desk } from '../desk';
import { saidOf } from '../words';

type Of = NonNullable<ReturnType<typeof holdOf>>;

export async function showHold(desk: Desk, view: View): Promise<Card | Refusal> {
  const id = view.id ?? '';
  const of = heldFor(desk, id);
  if (isRefusal(of)) return of;
  const { state } = desk.parts;
  const { holds } = await registerMemory(state.db, state);
  const region = regionOf(state.org, of.region)?.name ?? of.region;
  const hold = holds[id] ?? null;
  const typed = hold?.fields ? typedInHold(hold, await rowMemories(state.db, state)) : [];
  return holdCard({ id, why: of.why, region, hold, typed, said: saidOf(view.said) }, desk.viewer);
}

function heldFor(desk: Desk, id: string): ({ kind: 'hold' } & Of) | Refusal {
  const of = holdOf(id);
  if (of === null) return refuse('not-found', { what: 'region' });
  const may = mayOpenHold(desk.actor, of.region);
  return isRefusal(may) ? may : { kind: 'hold', ...of };
}

export async function saveHold(desk: Desk, act: CardAct, verdict: HoldVerdict): Promise<Answer> {
  const id = act.id ?? '';
  const of = heldFor(desk, id);
  if (isRefusal(of)) return { refusal: of, back: null };
  const back: View = { card: 'hold', id };
  const key = act.idempotencyKey;
  if (key === undefined) return { refusal: noKey(), back };
  const actor = desk.actor.person.id;
  const done = await desk.parts.sheet.openHold({
    hold: id,
    verdict,
    mark: act.inputs.text('mark'),
    actor,
    key,
  });
  if (isRefusal(done)) return { refusal: done, back };
  const view: View = { ...back, said: 'hold' };
  await redrawLater(desk, act, { view, redraw: { card: 'hold', id } });
  return { view };
}
