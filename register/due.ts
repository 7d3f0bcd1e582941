/** When reviews and Mosaic warnings fall due, and who is reminded on which day: the ladder of the organisation file. */
import { type ServiceContext } from './act/context';
import { answerable } from './change-news';
import { type Notice, type NoticeItem } from './decision';
import { fingerprint } from './fingerprint';
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
  /** At least the active ones, and those that are over while their Mosaic warning still stands. */
  risks: readonly Risk[];
  reviews: readonly WorksheetReview[];
  /** Keys this function gave before; they are not given again. */
  already: ReadonlySet<string>;
}

type DigestEvent = 'reviews-due' | 'warning-to-remove';

interface Subject {
  event: DigestEvent;
  id: string;
  region: RegionId;
  /** Who is told on the first rungs; null: the region's reviewers. */
  first: readonly Person[] | null;
  item: NoticeItem;
}

interface Reached {
  event: DigestEvent;
  key: string;
  person: Person;
  item: NoticeItem;
}

/** Digests to send now, and the keys to remember with them. The hour from which reminders go out is the caller's. */
export function dueDigests(input: DueInput): { notices: Notice[]; keys: string[] } {
  const recipients = rungRecipients(input.ctx);
  const reached = [...reviewSubjects(input), ...warningSubjects(input)]
    .filter((subject) => subject.item.daysLate >= 0)
    .flatMap((subject) => reachedBy(input.ctx, subject, recipients))
    .filter((one) => !input.already.has(one.key));
  const digests = new Map<string, Reached[]>();
  for (const one of reached) {
    const name = `${one.event}:${one.person.id}`;
    digests.set(name, [...(digests.get(name) ?? []), one]);
  }
  return {
    notices: [...digests.values()].flatMap((digest) => digestsFor(input.ctx, digest)),
    keys: reached.map((one) => one.key),
  };
}

/** Active risks with a review day, and open worksheet reviews. */
function reviewSubjects({ ctx, risks, reviews }: DueInput): Subject[] {
  const subject = (region: RegionId, item: Omit<NoticeItem, 'daysLate'> & { dueOn: LocalDate }): Subject => ({
    event: 'reviews-due',
    id: item.subjectId ?? item.riskId ?? '',
    region,
    first: null,
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
  ];
}

/** Warnings still in Mosaic although the risk is over (S2-07). */
function warningSubjects({ ctx, risks }: DueInput): Subject[] {
  return risks.flatMap((risk): Subject[] => {
    const over = risk.status === 'inactive' ? risk.inactive?.on : risk.voided?.on;
    if (isActive(risk.status) || over === undefined || risk.warning !== 'removal-requested') return [];
    const dueOn = addDays(over, ctx.org.warning.removalChaseDays);
    return [
      {
        event: 'warning-to-remove',
        id: `warning-${risk.id}`,
        region: risk.region,
        first: answerable(ctx, risk, [risk.owner, risk.recordedBy]),
        item: { riskId: risk.id, subjectId: null, dueOn, daysLate: daysBetween(dueOn, ctx.today) },
      },
    ];
  });
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
  const { event, item } = subject;
  const told = (to: Rung['to']) =>
    to === 'reviewer' && subject.first?.length ? subject.first : recipients(subject.region, to);
  return ctx.org.reviews.ladder
    .filter((rung) => item.daysLate >= rung.afterDays)
    .flatMap((rung) =>
      told(rung.to).map((person) => ({
        event,
        key: [subject.id, item.dueOn, rung.afterDays, rung.to, person.id].join('|'),
        person,
        item,
      })),
    );
}

/** One message a channel from what one person has to be told of one kind. */
function digestsFor(ctx: ServiceContext, reached: readonly Reached[]): Notice[] {
  const [one] = reached;
  if (!one) return [];
  const items = [...new Set(reached.map((each) => each.item))].sort(
    (left, right) => right.daysLate - left.daysLate,
  );
  const mark = fingerprint(
    reached
      .map((each) => each.key)
      .sort()
      .join('\n'),
  );
  const channels: Notice['channel'][] = one.person.mail === null ? ['teams'] : ['teams', 'mail'];
  return channels.map((channel) =>
    digest(ctx, { event: one.event, id: one.person.id, channel, mark, items }),
  );
}

interface DigestParts {
  event: DigestEvent;
  id: PersonId;
  channel: Notice['channel'];
  mark: string;
  items: NoticeItem[];
}

function digest(ctx: ServiceContext, parts: DigestParts): Notice {
  return {
    // The mark lets the same person have a second digest on one day, with other contents, and never the same one twice.
    key: `${parts.event}:${parts.id}:${ctx.today}:${parts.channel}:${parts.mark}`,
    event: parts.event,
    to: { kind: 'person', id: parts.id },
    channel: parts.channel,
    region: null,
    riskId: null,
    subjectId: null,
    dueOn: parts.items[0]?.dueOn ?? null,
    items: parts.items,
  };
}
