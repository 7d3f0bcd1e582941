/** Who may do what, and by which rule (domain facts 4). Answers explain themselves: surfaces grey buttons with them, acts obey them. */
import { type RegionId } from './ids';
import { type LocalDate } from './local-date';
import {
  delegationFor,
  hasRole,
  isRegionalOffice,
  level3Until,
  type Actor,
  type Person,
  type SheetEditor,
} from './person';
import { type Proposal } from './proposal';
import { refuse, type Refusal } from './refusal';
import { type Risk } from './risk';
import { type InactiveReason, type MitigationCode, type Posture } from './vocabulary';

/** Yes, by this rule; `needs` says what evidence must come with the act, absent when nothing. */
export interface Allowed {
  kind: 'allowed';
  ok: true;
  rule: string;
  needs?: 'manager' | 'consultation' | 'manager-and-consultation';
  /** Present when only the working instruction and the status may be shown, not the whole row (S0-08). */
  only?: 'instruction';
}
export type Permission = Allowed | Refusal;

type Who = Actor | SheetEditor;

function allow(rule: string, more: Pick<Allowed, 'needs' | 'only'> = {}): Allowed {
  return { kind: 'allowed', ok: true, rule, ...more };
}

const unknown = refuse('unknown-person', {});

function isUnknown(actor: Who): boolean {
  return actor.kind === 'person' && !actor.person.active;
}

function isRomOf(actor: Who, region: RegionId): boolean {
  return actor.kind === 'person' && hasRole(actor.person, 'rom') && actor.person.region === region;
}

/** An RCC's changes need a line manager; somebody who is also RCM or ROM is their own senior (S0-52). */
function isJunior(person: Person): boolean {
  return hasRole(person, 'rcc') && !hasRole(person, 'rcm') && !hasRole(person, 'rom');
}

/** Anybody in the casework process may report, and must (S0-03). */
export function mayReport(actor: Who): Permission {
  return isUnknown(actor) ? unknown : allow('S0-03');
}

/** May this person read the whole register: every region, every review (S0-46, S0-50, S0-51)? */
export function maySeeRegister(actor: Actor): Permission {
  if (isUnknown(actor)) return unknown;
  if (isRegionalOffice(actor.person)) return allow('S0-51');
  if (hasRole(actor.person, 'head')) return allow('S0-46');
  return hasRole(actor.person, 'safeguarding')
    ? allow('S0-50')
    : refuse('not-allowed', { rule: 'S0-51', act: 'see-register' });
}

/** May this person read this risk, and the whole of it or only what the work needs? */
export function maySeeRisk(actor: Actor, risk: Risk): Permission {
  if (isUnknown(actor)) return unknown;
  const all = maySeeRegister(actor);
  if (all.kind === 'allowed') return all;
  const { person } = actor;
  if (hasRole(person, 'public-relations') && risk.types.includes('reputational')) return allow('S0-20');
  if (hasRole(person, 'casework-support-manager') && risk.types.includes('organisational'))
    return allow('S0-21');
  if (risk.reportedBy === person.id || risk.onBehalfOf === person.id)
    return allow('S0-08', { only: 'instruction' });
  return refuse('not-allowed', { rule: 'S0-51', act: 'see-risk' });
}

/** What is said of a risk that is not there: to people who do not see all of them the same as of one they may not see, or the answer would
 *  tell which references exist. */
export function noSuchRisk(actor: Actor, act: 'see-risk' | 'change-risk'): Refusal {
  if (isUnknown(actor)) return unknown;
  return maySeeRegister(actor).kind === 'allowed'
    ? refuse('not-found', { what: 'risk' })
    : refuse('not-allowed', { rule: 'S0-51', act });
}

/** May rows of this region be changed, and with which evidence? A day-to-day delegate counts as of the region. */
export function mayEditRow(actor: Who, region: RegionId, today: LocalDate): Permission {
  if (isUnknown(actor)) return unknown;
  const no = refuse('not-allowed', { rule: 'S0-51', act: 'change-risk' });
  if (actor.kind === 'sheet') return actor.region === region ? allow('S0-51') : no;
  if (!isRegionalOffice(actor.person) && !hasRole(actor.person, 'head')) return no;
  const own =
    (isRegionalOffice(actor.person) && actor.person.region === region) ||
    fitness(actor, { region, scope: 'day-to-day', on: today }).kind === 'allowed';
  const junior = isJunior(actor.person);
  if (junior) return allow('S0-52', { needs: own ? 'manager' : 'manager-and-consultation' });
  return own ? allow('S0-53') : allow('S0-54', { needs: 'consultation' });
}

/** May this person be named as the line manager who confirms: active, and RCM, ROM or Head (S0-52). */
export function mayBeManager(person: Person): boolean {
  return person.active && (hasRole(person, 'rcm') || hasRole(person, 'rom') || hasRole(person, 'head'));
}

/** Only the named manager decides, and nobody their own work. */
export function mayConfirmProposal(actor: Actor, proposal: Proposal): Permission {
  if (isUnknown(actor)) return unknown;
  if (actor.person.id === proposal.author) return refuse('own-work', { rule: 'S0-52' });
  if (actor.person.id !== proposal.manager)
    return refuse('not-the-manager', { rule: 'S0-52', manager: proposal.manager });
  return mayBeManager(actor.person)
    ? allow('S0-52')
    : refuse('not-allowed', { rule: 'S0-52', act: 'confirm-proposal' });
}

/** Is there a delegation in force, and a Level 3 that counts on the day (S0-48)? */
function fitness(
  actor: Actor,
  wanted: { region: RegionId; scope: 'day-to-day' | 'weekly-review'; on: LocalDate },
): Permission {
  if (!delegationFor(actor, wanted)) return refuse('no-delegation', { rule: 'S0-48', region: wanted.region });
  const until = level3Until(actor.trainings);
  if (until === null) return refuse('level-3-missing', { rule: 'S0-48' });
  return until < wanted.on ? refuse('level-3-expired', { rule: 'S0-48', expiredOn: until }) : allow('S0-48');
}

/** The ROM signs; a delegate only while the delegation is in force and Level 3 is valid today (S0-48, S0-49). */
export function maySignWorksheet(actor: Who, region: RegionId, today: LocalDate): Permission {
  if (isUnknown(actor)) return unknown;
  if (actor.kind === 'sheet') return refuse('not-allowed', { rule: 'S0-49', act: 'sign-worksheet' });
  return isRomOf(actor, region)
    ? allow('S0-49')
    : fitness(actor, { region, scope: 'weekly-review', on: today });
}

const romPostures: readonly Posture[] = ['suspended', 'withdrawn'];

/** Suspending, withdrawing and taking either back is the ROM's decision (S0-43, S0-44). */
export function maySetPosture(actor: Who, risk: Risk, to: Posture): Permission {
  if (isUnknown(actor)) return unknown;
  const decisive = [to, risk.posture].find((posture) => romPostures.includes(posture));
  if (!decisive || to === risk.posture) return allow('S0-25');
  const rule = decisive === 'suspended' ? 'S0-43' : 'S0-44';
  return isRomOf(actor, risk.region) ? allow(rule) : refuse('rom-only', { rule, region: risk.region });
}

const romMitigations: Partial<Record<MitigationCode, string>> = {
  'warning-letter': 'S0-43',
  'service-withdrawn': 'S0-44',
};

/** The warning letter and the withdrawal of service are the ROM's, added or taken back, whoever edits the other mitigations. */
export function maySetMitigations(
  actor: Who,
  risk: Risk,
  to: readonly { code: MitigationCode }[],
): Permission {
  if (isUnknown(actor)) return unknown;
  const has = (list: typeof to, code: MitigationCode) => list.some((one) => one.code === code);
  const rules = Object.entries(romMitigations) as [MitigationCode, string][];
  const moved = rules.find(([code]) => has(to, code) !== has(risk.mitigations, code));
  if (!moved) return allow('S0-42');
  const [, rule] = moved;
  return isRomOf(actor, risk.region) ? allow(rule) : refuse('rom-only', { rule, region: risk.region });
}

/** Acceptable level: ROM, Head or fit delegate. Case closed: whoever may edit the row (S0-16). */
export function mayMarkInactive(
  actor: Who,
  risk: Risk,
  reason: InactiveReason,
  today: LocalDate,
): Permission {
  if (isUnknown(actor)) return unknown;
  const no = refuse('not-allowed', { rule: 'S0-16', act: 'mark-inactive' });
  if (actor.kind === 'sheet') return no;
  const edit = mayEditRow(actor, risk.region, today);
  if (edit.kind === 'refusal') return no;
  if (reason === 'case-closed') return { ...edit, rule: 'S0-16' };
  if (isRomOf(actor, risk.region) || hasRole(actor.person, 'head')) return { ...edit, rule: 'S0-16' };
  const fit = bestFitness(actor, risk.region, today);
  if (fit.kind === 'allowed') return { ...edit, rule: 'S0-16' };
  return fit.code === 'no-delegation' ? no : fit;
}

/** A delegate of either scope may judge a level acceptable. */
function bestFitness(actor: Actor, region: RegionId, on: LocalDate): Permission {
  const review = fitness(actor, { region, scope: 'weekly-review', on });
  return review.kind === 'refusal' && review.code === 'no-delegation'
    ? fitness(actor, { region, scope: 'day-to-day', on })
    : review;
}

/** Striking an entry made in error is the ROM's. */
export function mayVoid(actor: Who, risk: Risk): Permission {
  if (isUnknown(actor)) return unknown;
  return isRomOf(actor, risk.region)
    ? allow('S0-47')
    : refuse('rom-only', { rule: 'S0-47', region: risk.region });
}

/** Requesting, placing and removing the Mosaic warning is the regional office's (S0-13). */
export function mayHandleWarning(actor: Who, region: RegionId, today: LocalDate): Permission {
  if (isUnknown(actor)) return unknown;
  if (actor.kind === 'person' && !isRegionalOffice(actor.person))
    return refuse('not-allowed', { rule: 'S0-13', act: 'handle-warning' });
  const edit = mayEditRow(actor, region, today);
  return edit.kind === 'allowed' ? { ...edit, rule: 'S0-13' } : edit;
}

/** Saying what a mass of changes in the sheet was meant to be is for the region's ROM and for Heads (S0-45, S0-46). */
export function mayOpenHold(actor: Who, region: RegionId): Permission {
  if (isUnknown(actor)) return unknown;
  const isHead = actor.kind === 'person' && hasRole(actor.person, 'head');
  return isRomOf(actor, region) || isHead ? allow('S0-45') : refuse('rom-only', { rule: 'S0-45', region });
}
