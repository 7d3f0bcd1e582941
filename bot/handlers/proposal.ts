/** A line manager decides what an RCC asked for (S0-52). */
import { decideProposal } from '../../register/act/decide-proposal';
import { maySeeRisk, mayConfirmProposal } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { lockProposal, proposalById } from '../../state/proposals';
import { lockRisk, riskById } from '../../state/risks';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { type Card } from '../cards/parts';
import { proposalCard } from '../cards/proposal';
import { actOnce, auditRead, isNo, type Answer, type Desk } from '../desk';
import { saidOf } from '../words';

export async function showProposal(desk: Desk, view: View): Promise<Card | Refusal> {
  const { state } = desk.parts;
  const proposal = await proposalById(state.db, state, view.id ?? '');
  if (!proposal) return refuse('not-found', { what: 'proposal' });
  const risk = await riskById(state.db, state, proposal.riskId);
  if (!risk) return refuse('not-found', { what: 'risk' });
  const seen = maySeeRisk(desk.actor, risk);
  if (isRefusal(seen)) return seen;
  if (seen.only !== undefined) return refuse('not-allowed', { rule: seen.rule, act: 'see-proposal' });
  await auditRead(desk, risk.id, 'risk-read');
  const mayDecide = proposal.state === 'waiting' && !isRefusal(mayConfirmProposal(desk.actor, proposal));
  return proposalCard({ proposal, risk, mayDecide, said: saidOf(view.said) }, desk.viewer);
}

export async function decide(desk: Desk, act: CardAct, verdict: 'confirm' | 'decline'): Promise<Answer> {
  const { state } = desk.parts;
  const id = act.id ?? '';
  const view: View = { card: 'proposal', id };
  const done = await actOnce(desk, act, async (tx, ctx) => {
    // The risk is locked before the proposal, in the order every act takes them.
    const known = await proposalById(tx, state, id);
    const risk = known && (await lockRisk(tx, state, known.riskId));
    const proposal = await lockProposal(tx, state, id);
    if (!proposal || !risk) return refuse('not-found', { what: 'proposal' });
    const decision = decideProposal(ctx, proposal, risk, { verdict, seen: act.version ?? 0 });
    return isRefusal(decision) ? decision : { decision, view, redraw: { card: 'proposal', id } };
  });
  return isNo(done) ? { refusal: done, back: view } : done;
}
