/** Evidence that another region, or a line manager, was asked before a row is touched (S0-52, S0-54). */
import { type ActContext } from './act/context';
import { type PersonId, type RegionId } from './ids';
import { isRegionalOffice } from './person';
import { mayBeManager, type Allowed } from './permissions';
import { refuse, type Refusal } from './refusal';
import { type Consultation } from './risk-change';
import { activePerson } from './routing';

/** What comes with an act; which of it is asked for, the permission says. */
export interface Evidence {
  /** Whom of another region the author consulted (S0-54); null when nobody. */
  consultation: Consultation | null;
  /** The line manager who is to confirm an RCC's act (S0-52); null when none was named. */
  manager: PersonId | null;
  /** Id for the proposal, should the act have to wait, and for the record of whom was asked; unique for ever. */
  proposalId: string;
}

/** For acts that take no evidence: whoever needs any is refused. */
export const noEvidence: Evidence = { consultation: null, manager: null, proposalId: '' };

/** Does this permission ask for evidence of the kind? */
export function needs(permission: Allowed, evidence: 'manager' | 'consultation'): boolean {
  return permission.needs === evidence || permission.needs === 'manager-and-consultation';
}

/** Null when the evidence this permission asks for is there and holds; else why not. */
export function evidenceProblem(
  ctx: ActContext,
  asked: { permission: Allowed; region: RegionId; evidence: Evidence },
): Refusal | null {
  const { permission, region, evidence } = asked;
  return (
    (needs(permission, 'consultation') ? consultationProblem(ctx, region, evidence.consultation) : null) ??
    (needs(permission, 'manager') ? managerProblem(ctx, evidence.manager) : null)
  );
}

/** Somebody of the region's office must have been consulted. The actor is never of that office. */
function consultationProblem(
  ctx: ActContext,
  region: RegionId,
  consultation: Consultation | null,
): Refusal | null {
  if (!consultation) return refuse('needs-consultation', { rule: 'S0-54', region });
  const consulted = activePerson(ctx, consultation.consulted);
  const counts = consulted !== null && consulted.region === region && isRegionalOffice(consulted);
  return counts ? null : refuse('consulted-not-of-region', { rule: 'S0-54', region });
}

/** The named manager must be one who may confirm, and not the author. */
function managerProblem(ctx: ActContext, manager: PersonId | null): Refusal | null {
  if (manager === ctx.actor.person.id) return refuse('own-work', { rule: 'S0-52' });
  const named = activePerson(ctx, manager);
  return named && mayBeManager(named) ? null : refuse('needs-manager', { rule: 'S0-52' });
}
