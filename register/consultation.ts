/** Evidence that another region, or a line manager, was asked before a row is touched (S0-52, S0-54). */
import { type ActContext } from './act/context';
import { type PersonId, type RegionId } from './ids';
import { isRegionalOffice } from './person';
import { mayBeManager, type Allowed } from './permissions';
import { refuse, type Refusal } from './refusal';
import { type Consultation } from './risk-change';
import { activePerson } from './routing';

/** Does this permission ask for evidence of the kind? */
export function needs(permission: Allowed, evidence: 'manager' | 'consultation'): boolean {
  return permission.needs === evidence || permission.needs === 'manager-and-consultation';
}

/** Null when somebody of the region's office was consulted; else why that does not hold. The actor is never of that office. */
export function consultationProblem(
  ctx: ActContext,
  region: RegionId,
  consultation: Consultation | null,
): Refusal | null {
  if (!consultation) return refuse('needs-consultation', { rule: 'S0-54', region });
  const consulted = activePerson(ctx, consultation.consulted);
  const counts = consulted !== null && consulted.region === region && isRegionalOffice(consulted);
  return counts ? null : refuse('consulted-not-of-region', { rule: 'S0-54', region });
}

/** Null when the named manager may confirm this author's work; else why not. */
export function managerProblem(ctx: ActContext, manager: PersonId | null): Refusal | null {
  if (manager === ctx.actor.person.id) return refuse('own-work', { rule: 'S0-52' });
  const named = activePerson(ctx, manager);
  return named && mayBeManager(named) ? null : refuse('needs-manager', { rule: 'S0-52' });
}

/** For acts that cannot wait for a manager: the permission's needs, checked at once. */
export function evidenceProblem(
  ctx: ActContext,
  asked: { permission: Allowed; region: RegionId; consultation: Consultation | null },
): Refusal | null {
  if (needs(asked.permission, 'manager')) return refuse('needs-manager', { rule: 'S0-52' });
  return needs(asked.permission, 'consultation')
    ? consultationProblem(ctx, asked.region, asked.consultation)
    : null;
}
