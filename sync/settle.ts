/** A person settles what the sheet and the service disagree about: the desk behind the cards and the tab. */
import { type RiskId } from '../register/ids';
import { refuse, isRefusal, type Refusal } from '../register/refusal';
import { type Decision } from '../register/decision';
import { type Asking, type Settled, type SheetPort } from '../register/sheet-port';
import { type Tx } from '../state/db';
import { lockMemory } from '../state/memory';
import { actorOf, allPeople } from '../state/people';
import { perform } from '../state/perform';
import { lockRisk } from '../state/risks';
import { type State } from '../state/state';
import { type At } from '../state/time';
import { openHold } from './open-hold';
import { settleConflict } from './settle-conflict';
import { confirmDeleted, release, restore, type RowDesk } from './settle-row';

export function openSheetDesk(state: State): SheetPort {
  return {
    settleConflict: (request) =>
      settle(state, request, 'settle-conflict', (tx, desk) =>
        settleConflict(tx, state, { ...desk, keep: request.keep, mark: request.mark }),
      ),
    settleRow: (request) =>
      settle(state, request, 'settle-row', (tx, desk) =>
        request.verdict === 'restore' ? restore(tx, state, desk) : confirmDeleted(tx, state, desk),
      ),
    releaseRow: (request) =>
      settle(state, request, 'release-row', (tx, desk) =>
        release(tx, state, { ...desk, verdict: request.verdict, mark: request.mark }),
      ),
    openHold: (request) => openHold(state, request),
  };
}

/** Loads who asks and the risk under its lock, once per key. */
async function settle(
  state: State,
  asked: Asking & { riskId: RiskId },
  verb: string,
  work: (tx: Tx, desk: RowDesk) => Promise<Decision | Refusal>,
): Promise<Settled> {
  const done = await perform(state, { key: asked.key, actor: asked.actor, verb }, async (tx, at) => {
    const desk = await deskOf(tx, state, asked, at);
    if ('kind' in desk) return desk;
    const outcome = await work(tx, desk);
    return isRefusal(outcome) ? outcome : { decision: outcome, answer: { kind: 'done' } };
  });
  return isRefusal(done) ? done : { kind: 'done' };
}

async function deskOf(
  tx: Tx,
  state: State,
  asked: Asking & { riskId: RiskId },
  at: At,
): Promise<RowDesk | Refusal> {
  // Before the risk, as a reading does: what it is about to remember of this row must not be overwritten, nor overwrite this.
  await lockMemory(tx, state);
  const actor = await actorOf(tx, state, asked.actor);
  if (!actor) return refuse('unknown-person', {});
  const risk = await lockRisk(tx, state, asked.riskId);
  if (!risk) return refuse('not-found', { what: 'risk' });
  return { at, ctx: { actor, today: at.today, org: state.org, people: await allPeople(tx, state) }, risk };
}
