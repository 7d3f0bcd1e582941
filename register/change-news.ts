/** Who hears of a change, from the risk before and after it (domain facts 5). Nobody is told of their own act, except of a task it leaves them. */
import { actorId, type ActContext, type AnyActor } from './act/context';
import { type Notice, type NoticeEvent } from './decision';
import { hasReached } from './lifecycle';
import { noticeAbout, tellAll } from './notice';
import { hasRole, isRegionalOffice, type Person } from './person';
import { type Risk } from './risk';
import { activePerson, departmentOf, romsOf, safeguardingTeam, type Directory } from './routing';
import { levels, type RiskType } from './vocabulary';

type Context = ActContext<AnyActor>;

/** People without the actor. */
export function others(ctx: Context, people: readonly Person[]): Person[] {
  return people.filter((person) => person.id !== actorId(ctx.actor));
}

/** Everything that follows from one change. */
export function newsOf(ctx: Context, before: Risk, after: Risk): Notice[] {
  return [
    ...departmentNews(ctx, before, after),
    ...warningNews(ctx, before, after),
    ...levelNews(ctx, before, after),
    ...caseworkerNews(ctx, after),
  ];
}

/** Departments hear once the risk is recorded, and again only of types added later (S0-19 to S0-21). */
function departmentNews(ctx: Context, before: Risk, after: Risk): Notice[] {
  if (!hasReached(after.status, 'recorded')) return [];
  const told = hasReached(before.status, 'recorded') ? before.types : [];
  return after.types.filter((type) => !told.includes(type)).flatMap((type) => typeNews(ctx, after, type));
}

const eventOf: Partial<Record<RiskType, NoticeEvent>> = {
  safeguarding: 'safeguarding-recorded',
  reputational: 'reputational-recorded',
  organisational: 'organisational-recorded',
};

function typeNews(ctx: Context, risk: Risk, type: RiskType): Notice[] {
  const department = departmentOf[type];
  const event = eventOf[type];
  if (!department || !event) return [];
  const people =
    department === 'safeguarding'
      ? safeguardingTeam(ctx)
      : ctx.people.filter((person) => person.active && hasRole(person, department));
  return [
    ...tellAll(risk, event, others(ctx, people)),
    noticeAbout(risk, event, { to: { kind: 'department', id: department }, channel: 'mail' }),
  ];
}

/** The task goes to whoever answers for the risk, the actor included. */
export function warningNews(ctx: Context, before: Risk, after: Risk): Notice[] {
  if (before.warning === after.warning) return [];
  if (after.warning === 'requested')
    return tellAll(after, 'warning-to-place', answerable(ctx, after, [after.recordedBy, after.owner]));
  if (after.warning !== 'removal-requested') return [];
  return [
    ...tellAll(after, 'warning-to-remove', answerable(ctx, after, [after.owner, after.recordedBy])),
    noticeAbout(after, 'warning-to-remove', {
      to: { kind: 'office', region: after.region },
      channel: 'mail',
    }),
  ];
}

/** The first of these still here; the ROM when none is, so that no task is without somebody. */
export function answerable(at: Directory, risk: Risk, ids: readonly Risk['owner'][]): Person[] {
  const person = ids.map((id) => activePerson(at, id)).find((one) => one !== null);
  return person ? [person] : romsOf(at, risk.region);
}

/** Up to high or very high is the ROM's business the same day (domain facts 3a). */
function levelNews(ctx: Context, before: Risk, after: Risk): Notice[] {
  const rank = (risk: Risk) => (risk.level === null ? -1 : levels.indexOf(risk.level));
  const raised = rank(after) > rank(before) && rank(after) >= levels.indexOf('high');
  return raised ? tellAll(after, 'level-raised', others(ctx, romsOf(ctx, after.region))) : [];
}

/** The caseworker whose report it is: themselves, or the one it was made for; null when gone or of an office. */
export function caseworkerOf(ctx: Context, risk: Risk): Person | null {
  const person = activePerson(ctx, risk.onBehalfOf ?? risk.reportedBy);
  return person && !isRegionalOffice(person) ? person : null;
}

/** The caseworker is kept informed at every step (S0-08). */
export function caseworkerNews(ctx: Context, risk: Risk): Notice[] {
  const caseworker = caseworkerOf(ctx, risk);
  return caseworker ? tellAll(risk, 'caseworker-update', others(ctx, [caseworker])) : [];
}
