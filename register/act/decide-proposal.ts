/** The named line manager confirms or declines what an RCC proposed (S0-52). */
import { needs } from '../consultation';
import { decision, type Decision } from '../decision';
import { noticeAbout, toPerson } from '../notice';
import { type Actor } from '../person';
import { mayConfirmProposal, mayEditRow } from '../permissions';
import { type Proposal } from '../proposal';
import { isRefusal, refuse, type Refusal } from '../refusal';
import { aboutOf, consultationRecord, managerConsulted } from '../register-records';
import { type Risk } from '../risk';
import { activePerson } from '../routing';
import { namesOf } from '../sheet-values';
import { applyChange } from './change-risk';
import { type ActContext } from './context';
import { endedRisk } from './mark-inactive';
import { returnedRisk } from './reopen-risk';
import { withConsultation } from './with-evidence';

/** `seen`: version of the risk the manager was shown beside the proposal; what moved since is shown again, never overruled. */
export interface Verdict {
  verdict: 'confirm' | 'decline';
  seen: number;
}

/** Confirmed, the change is made in the author's name with the manager beside it; declined, the risk stays as it is. */
export function decideProposal(
  ctx: ActContext,
  proposal: Proposal,
  risk: Risk,
  { verdict, seen }: Verdict,
): Decision | Refusal {
  const permission = mayConfirmProposal(ctx.actor, proposal);
  if (permission.kind === 'refusal') return permission;
  if (risk.id !== proposal.riskId) return refuse('not-found', { what: 'risk' });
  if (proposal.state !== 'waiting') return refuse('already', { state: proposal.state });
  if (verdict === 'decline') return settled(ctx, { proposal, risk, state: 'declined' }, decision({}));
  if (risk.version !== seen) return refuse('stale', { now: risk.version });
  const applied = changeMade(ctx, proposal, risk);
  return isRefusal(applied) ? applied : settled(ctx, { proposal, risk, state: 'confirmed' }, applied);
}

/** Made as the author's work; when the author has left meanwhile, as the manager's own. */
function changeMade(ctx: ActContext, proposal: Proposal, risk: Risk): Decision | Refusal {
  const author = activePerson(ctx, proposal.author);
  const actor: Actor = author
    ? { kind: 'person', person: author, trainings: [], delegations: [] }
    : ctx.actor;
  const by = { ...ctx, actor };
  const permission = mayEditRow(actor, risk.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  const applied = whatWasAsked(by, proposal, risk);
  if (isRefusal(applied)) return applied;
  if (!needs(permission, 'consultation')) return applied;
  const { id, author: requester, proposedOn } = proposal;
  const act = { id, about: aboutOf(proposal), author: requester, askedOn: proposedOn };
  return withConsultation(by, applied, { risk, consulted: proposal.consulted ?? null, act });
}

function whatWasAsked(ctx: ActContext, { turn, change }: Proposal, risk: Risk): Decision | Refusal {
  if (turn?.kind === 'inactive') return endedRisk(ctx, risk, turn);
  return turn ? returnedRisk(ctx, risk, turn.reason) : applyChange(ctx, risk, change);
}

function settled(
  ctx: ActContext,
  { proposal, risk, state }: { proposal: Proposal; risk: Risk; state: 'confirmed' | 'declined' },
  applied: Decision,
): Decision {
  const manager = ctx.actor.person.id;
  const after: Proposal = { ...proposal, version: proposal.version + 1, state, decidedOn: ctx.today };
  const author = activePerson(ctx, proposal.author);
  const told = author
    ? [
        noticeAbout(risk, `proposal-${state}`, {
          to: toPerson(author),
          channel: 'teams',
          subjectId: proposal.id,
        }),
      ]
    : [];
  const held = managerConsulted(proposal, { decidedOn: ctx.today, answer: state });
  return decision({
    changes: [
      ...applied.changes,
      { kind: 'proposal', proposal: after, was: proposal.version },
      { kind: 'record', record: consultationRecord(held, namesOf(ctx.people)) },
    ],
    notices: [...applied.notices, ...told],
    audit: [
      ...applied.audit.map((line) => ({
        ...line,
        detail: { ...line.detail, proposal: proposal.id, author: proposal.author, manager },
      })),
      {
        act: state === 'confirmed' ? 'confirm-proposal' : 'decline-proposal',
        actor: manager,
        subject: risk.id,
        detail: { proposal: proposal.id, author: proposal.author, manager },
      },
    ],
  });
}
