/** When reviews fall due, and who is reminded on which day: the worksheet's weekday and the ladder of the organisation file. */
import { type ServiceContext } from './act/context';
import { type Notice, type NoticeItem } from './decision';
import { type PersonId, type RegionId } from './ids';
import { addDays, daysBetween, nextWeekday, type LocalDate } from './local-date';
import { knownRegion, type Organisation } from './organisation';
import { type Person } from './person';
import { type Risk } from './risk';
import { headsOf, reviewersOf, romsOf } from './routing';
import { isActive } from './vocabulary';
import { type WorksheetReview } from './worksheet-review';

/** Day and hour (0-23) in the organisation's time zone. */
export interface LocalHour {
  date: LocalDate;
  hour: number;
}

/** The due day whose review must be opened now; null when none. While one is open no other is: the ladder chases it. */
export function worksheetDue(
  org: Organisation,
  region: RegionId,
  now: LocalHour,
  latest: WorksheetReview | null,
): LocalDate | null {
  if (latest?.state === 'open') return null;
  const { review } = knownRegion(org, region);
  const passed = addDays(nextWeekday(now.date, review.weekday), -7);
  const newest = passed === now.date && now.hour < review.hour ? addDays(passed, -7) : passed;
  const covered = latest !== null && (newest <= latest.dueOn || newest <= (latest.signedOn ?? ''));
  return covered ? null : newest;
}

/** Due again after the configured days, or on the worksheet's own weekday when that comes first (S0-49). */
export function nextReviewOn(org: Organisation, region: RegionId, signedOn: LocalDate): LocalDate {
  const byDays = addDays(signedOn, org.reviews.everyDays);
  const byWeekday = nextWeekday(signedOn, knownRegion(org, region).review.weekday);
  return byDays < byWeekday ? byDays : byWeekday;
}

type Rung = Organisation['reviews']['ladder'][number];

export interface DueInput {
  ctx: ServiceContext;
  risks: readonly Risk[];
  reviews: readonly WorksheetReview[];
  /** Keys this function gave before; they are not given again. */
  already: ReadonlySet<string>;
}

interface Subject {
  id: string;
  region: RegionId;
  item: NoticeItem;
}

interface Reached {
  key: string;
  person: Person;
  item: NoticeItem;
}

/** Digests to send now, and the keys to remember with them. The hour from which reminders go out is the caller's. */
export function dueDigests(input: DueInput): { notices: Notice[]; keys: string[] } {
  const recipients = rungRecipients(input.ctx);
  const reached = subjectsOf(input)
    .flatMap((subject) => reachedBy(input.ctx, subject, recipients))
    .filter((one) => !input.already.has(one.key));
  const people = new Map(reached.map((one) => [one.person.id, one.person]));
  const notices = [...people.values()].flatMap((person) =>
    digestsFor(
      input.ctx,
      person,
      reached.filter((one) => one.person.id === person.id),
    ),
  );
  return { notices, keys: reached.map((one) => one.key) };
}

/** Active risks with a review day and open worksheet reviews, from their due day on. */
function subjectsOf({ ctx, risks, reviews }: DueInput): Subject[] {
  const subject = (region: RegionId, item: Omit<NoticeItem, 'daysLate'>): Subject => ({
    id: item.subjectId ?? item.riskId ?? '',
    region,
    item: { ...item, daysLate: daysBetween(item.dueOn, ctx.today) },
  });
  return [
    ...reviews
      .filter((review) => review.state === 'open')
      .map((review) => subject(review.region, { riskId: null, subjectId: review.id, dueOn: review.dueOn })),
    ...risks.flatMap((risk) =>
      isActive(risk.status) && risk.nextReviewOn !== null
        ? [subject(risk.region, { riskId: risk.id, subjectId: null, dueOn: risk.nextReviewOn })]
        : [],
    ),
  ].filter((one) => one.item.daysLate >= 0);
}

type Recipients = (region: RegionId, to: Rung['to']) => Person[];

/** An empty rung climbs: a vacant post never means that nobody is told. */
function rungRecipients(ctx: ServiceContext): Recipients {
  const climb: readonly Rung['to'][] = ['reviewer', 'rom', 'head'];
  const lists = { reviewer: reviewersOf, rom: romsOf, head: headsOf };
  const found = new Map<string, Person[]>();
  return (region, to) => {
    const known = found.get(`${region}:${to}`);
    if (known) return known;
    const people =
      climb
        .slice(climb.indexOf(to))
        .map((rung) => lists[rung](ctx, region))
        .find((list) => list.length > 0) ?? [];
    found.set(`${region}:${to}`, people);
    return people;
  };
}

function reachedBy(ctx: ServiceContext, subject: Subject, recipients: Recipients): Reached[] {
  const { dueOn, daysLate } = subject.item;
  return ctx.org.reviews.ladder
    .filter((rung) => daysLate >= rung.afterDays)
    .flatMap((rung) =>
      recipients(subject.region, rung.to).map((person) => ({
        key: [subject.id, dueOn, rung.afterDays, rung.to, person.id].join('|'),
        person,
        item: subject.item,
      })),
    );
}

function digestsFor(ctx: ServiceContext, person: Person, reached: readonly Reached[]): Notice[] {
  const items = [...new Set(reached.map((one) => one.item))].sort(
    (one, other) => other.daysLate - one.daysLate,
  );
  const mark = fingerprint(reached.map((one) => one.key).sort());
  const channels: Notice['channel'][] = person.mail === null ? ['teams'] : ['teams', 'mail'];
  return channels.map((channel) => digest(ctx, { id: person.id, channel, mark, items }));
}

function digest(
  ctx: ServiceContext,
  parts: { id: PersonId; channel: Notice['channel']; mark: string; items: NoticeItem[] },
): Notice {
  return {
    // The mark lets the same person have a second digest on one day, with other contents, and never the same one twice.
    key: `reviews-due:${parts.id}:${ctx.today}:${parts.channel}:${parts.mark}`,
    event: 'reviews-due',
    to: { kind: 'person', id: parts.id },
    channel: parts.channel,
    region: null,
    riskId: null,
    subjectId: null,
    dueOn: parts.items[0]?.dueOn ?? null,
    items: parts.items,
  };
}

/** FNV-1a over the keys: tells two digests of one day apart; not meant to resist anybody. */
function fingerprint(keys: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const character of keys.join('\n')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
