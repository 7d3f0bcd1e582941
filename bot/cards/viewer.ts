/** Who looks at a card: the same state makes another card for another person. */
import { type PersonId } from '../../register/ids';
import { type LocalDate } from '../../register/local-date';
import { type Organisation } from '../../register/organisation';
import { type Actor, type Person } from '../../register/person';
import { type Names } from '../../register/sheet-values';
import { escapeMarkdown } from './text';
import { words } from '../words';

export interface Viewer {
  actor: Actor;
  org: Organisation;
  people: readonly Person[];
  names: Names;
  today: LocalDate;
  /** Address in the tab of a record or page, e.g. of a Risk ID. */
  deepLink(subject: string): string;
  /** A fresh idempotency key for a button. */
  newKey(): string;
}

/** A name as cards show it; null is somebody who typed in the sheet. */
export function nameFor(viewer: Viewer, id: PersonId | null): string {
  return id === null ? words.unknownColleague : escapeMarkdown(viewer.names.nameOf(id), 60);
}
