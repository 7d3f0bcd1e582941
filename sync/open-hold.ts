/** A person says what a mass of changes in the sheet was meant to be; the next reading acts on it. */
import { decision, type Decision } from '../register/decision';
import { holdMark, holdOf, verdictsOf } from '../register/hold';
import { mayOpenHold } from '../register/permissions';
import { isRefusal, refuse, type Refusal } from '../register/refusal';
import { type Settled, type SheetPort } from '../register/sheet-port';
import { type Tx } from '../state/db';
import { lockMemory, putRegisterMemory, registerMemory } from '../state/memory';
import { actorOf } from '../state/people';
import { perform } from '../state/perform';
import { type State } from '../state/state';

type Request = Parameters<SheetPort['openHold']>[0];

export async function openHold(state: State, request: Request): Promise<Settled> {
  const { key, actor } = request;
  const done = await perform(state, { key, actor, verb: 'open-hold' }, async (tx) => {
    const outcome = await decide(tx, state, request);
    return isRefusal(outcome) ? outcome : { decision: outcome, answer: { kind: 'done' } };
  });
  return isRefusal(done) ? done : { kind: 'done' };
}

async function decide(tx: Tx, state: State, request: Request): Promise<Decision | Refusal> {
  // As a reading does: it must neither overwrite the word nor be overwritten.
  await lockMemory(tx, state);
  const actor = await actorOf(tx, state, request.actor);
  if (!actor) return refuse('unknown-person', {});
  const of = holdOf(request.hold);
  if (of === null) return refuse('not-found', { what: 'region' });
  const may = mayOpenHold(actor, of.region);
  if (isRefusal(may)) return may;
  const memory = await registerMemory(tx, state);
  const hold = memory.holds[request.hold];
  if (!hold || hold.word !== undefined) return refuse('already', { state: 'confirmed' });
  if (request.mark !== undefined && request.mark !== holdMark(hold)) return refuse('stale', { now: 0 });
  if (!verdictsOf(of.why).includes(request.verdict))
    return refuse('invalid', { field: 'verdict', problem: `one of ${verdictsOf(of.why).join(', ')}` });
  const holds = { ...memory.holds, [request.hold]: { ...hold, word: request.verdict } };
  await putRegisterMemory(tx, state, { ...memory, holds });
  const detail = { why: of.why, verdict: request.verdict, rows: hold.rows };
  return decision({
    audit: [{ act: 'opened-a-hold', actor: actor.person.id, subject: of.region, detail }],
  });
}
