/** Somebody says that the Mosaic warning stands, or is gone (S0-13, S2-07). */
import { confirmWarning } from '../../register/act/confirm-warning';
import { isRefusal, refuse } from '../../register/refusal';
import { lockRisk } from '../../state/risks';
import { type CardAct } from '../card-data';
import { actOnce, isNo, type Answer, type Desk } from '../desk';
import { backToRisk, riskToSee } from './risk';

export async function saveWarning(desk: Desk, act: CardAct, to: 'placed' | 'removed'): Promise<Answer> {
  const found = await riskToSee(desk, act.id);
  if (isRefusal(found)) return { refusal: found, back: null };
  const back = backToRisk(found.risk.id);
  const done = await actOnce(desk, act, async (tx, ctx) => {
    const risk = await lockRisk(tx, desk.parts.state, found.risk.id);
    if (!risk) return refuse('not-found', { what: 'risk' });
    if (risk.version !== act.version) return refuse('stale', { now: risk.version });
    const decision = confirmWarning(ctx, risk, to);
    return isRefusal(decision) ? decision : { decision, view: { ...back, said: 'warning' } };
  });
  return isNo(done) ? { refusal: done, back } : done;
}
