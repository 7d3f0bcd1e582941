/** What every act is told besides the record and the request: who acts, on which day, under which organisation. */
import { type AuditLine } from '../decision';
import { type LocalDate } from '../local-date';
import { type Organisation } from '../organisation';
import { type Actor, type Delegation, type Person, type SheetEditor, type Training } from '../person';

export interface ActContext<Who = Actor> {
  actor: Who;
  today: LocalDate;
  org: Organisation;
  /** Everybody in the directory; acts find recipients and consulted people here. */
  people: readonly Person[];
}

export type AnyActor = Actor | SheetEditor;

/** Who stands in the audit for this actor. */
export function actorId(actor: AnyActor): AuditLine['actor'] {
  return actor.kind === 'person' ? actor.person.id : 'sheet';
}

/** What scheduled work is told: no actor, but who may review. */
export interface ServiceContext {
  today: LocalDate;
  org: Organisation;
  people: readonly Person[];
  trainings: readonly Training[];
  delegations: readonly Delegation[];
}
