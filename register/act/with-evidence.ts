/** What becomes of an allowed act: it counts, it counts and the other region hears of it (S0-54), or it waits for the manager (S0-52). */
import { others } from '../change-news';
import { needs, type Evidence } from '../consultation';
import { decision, type Change, type Decision } from '../decision';
import { type PersonId } from '../ids';
import { noticeAbout, tellAll } from '../notice';
import { type Allowed } from '../permissions';
import { type Proposal } from '../proposal';
import { aboutOf, consultationRecord, type HeldConsultation } from '../register-records';
import { type Risk } from '../risk';
import { officeOf } from '../routing';
import { namesOf } from '../sheet-values';
import { type ActContext } from './context';

/** What was asked for, should it have to wait. */
type Asked = Pick<Proposal, 'change' | 'turn'>;

/** `applied` is the act as it would count; the evidence has been checked. */
export function withEvidence(
  ctx: ActContext,
  applied: Decision,
  by: { risk: Risk; permission: Allowed; evidence: Evidence; asked: Asked },
): Decision {
  const elsewhere = needs(by.permission, 'consultation');
  const consulted = elsewhere ? (by.evidence.consultation?.consulted ?? null) : null;
  if (needs(by.permission, 'manager')) return proposed(ctx, by.risk, { ...by, consulted });
  if (!elsewhere) return applied;
  const act = {
    id: by.evidence.proposalId,
    about: aboutOf(by.asked),
    author: ctx.actor.person.id,
    askedOn: ctx.today,
  };
  return withConsultation(ctx, applied, { risk: by.risk, consulted, act });
}

/** The risk stays as it is until the named manager confirms. */
function proposed(
  ctx: ActContext,
  risk: Risk,
  { asked, evidence, consulted }: { asked: Asked; evidence: Evidence; consulted: PersonId | null },
): Decision {
  const proposal: Proposal = {
    id: evidence.proposalId,
    version: 1,
    riskId: risk.id,
    region: risk.region,
    basedOn: risk.version,
    author: ctx.actor.person.id,
    manager: evidence.manager as PersonId,
    ...asked,
    consulted,
    state: 'waiting',
    proposedOn: ctx.today,
    decidedOn: null,
  };
  return decision({
    changes: [{ kind: 'proposal', proposal, was: 0 }],
    notices: [
      noticeAbout(risk, 'proposal-waiting', {
        to: { kind: 'person', id: proposal.manager },
        channel: 'teams',
        subjectId: proposal.id,
      }),
    ],
    audit: [
      {
        act: 'propose-change',
        actor: proposal.author,
        subject: risk.id,
        detail: {
          proposal: proposal.id,
          manager: proposal.manager,
          consulted,
          fields: [...Object.keys(asked.change), ...(asked.turn ? [asked.turn.kind] : [])],
        },
      },
    ],
  });
}

/** An act from another region: its office hears of it, and audit and record hold who was consulted. */
export function withConsultation(
  ctx: ActContext,
  applied: Decision,
  by: {
    risk: Risk;
    consulted: PersonId | null;
    act: Pick<HeldConsultation, 'id' | 'about' | 'author' | 'askedOn'>;
  },
): Decision {
  const { risk, consulted } = by;
  const [change] = applied.changes;
  const after = change?.kind === 'risk' ? change.risk : risk;
  return {
    ...applied,
    changes: [...applied.changes, ...recordOf(ctx, by)],
    notices: [
      ...applied.notices,
      ...tellAll(after, 'other-region-changed', others(ctx, officeOf(ctx, risk.region))),
    ],
    audit: applied.audit.map((line) => ({ ...line, detail: { ...line.detail, consulted } })),
  };
}

function recordOf(
  ctx: ActContext,
  { risk, consulted, act }: Parameters<typeof withConsultation>[2],
): Change[] {
  // Nobody: the author has changed regions since the proposal, and was not asked for this.
  if (consulted === null) return [];
  const held: HeldConsultation = {
    ...act,
    riskId: risk.id,
    region: risk.region,
    asked: consulted,
    decidedOn: ctx.today,
    answer: 'consulted',
  };
  return [{ kind: 'record', record: consultationRecord(held, namesOf(ctx.people)) }];
}
