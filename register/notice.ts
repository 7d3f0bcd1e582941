/** Making notices: one place gives them their keys and their parts, and leaves no room for case text. */
import { type Notice, type NoticeEvent } from './decision';
import { type Person } from './person';
import { type Risk } from './risk';

type To = Notice['to'];

/** The recipient as part of a key. */
export function recipientKey(to: To): string {
  switch (to.kind) {
    case 'person':
      return to.id;
    case 'department':
      return to.id;
    case 'office':
      return `office-${to.region}`;
  }
}

/** Teams to a person of the directory. */
export function toPerson(person: Person): To {
  return { kind: 'person', id: person.id };
}

/** A notice about a risk as it now stands; its version in the key makes one change tell each recipient once. */
export function noticeAbout(
  risk: Risk,
  event: NoticeEvent,
  by: { to: To; channel: Notice['channel']; subjectId?: string },
): Notice {
  return {
    key: [
      event,
      risk.id,
      risk.version,
      ...(by.subjectId ? [by.subjectId] : []),
      by.channel,
      recipientKey(by.to),
    ].join(':'),
    event,
    to: by.to,
    channel: by.channel,
    region: risk.region,
    riskId: risk.id,
    subjectId: by.subjectId ?? null,
    dueOn: null,
    items: [],
  };
}

/** The same notice by Teams to each of these people. */
export function tellAll(risk: Risk, event: NoticeEvent, people: readonly Person[]): Notice[] {
  return people.map((person) => noticeAbout(risk, event, { to: toPerson(person), channel: 'teams' }));
}
