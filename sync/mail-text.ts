/** What a mail says: reference, region, due day and link, never text about a case. */
import { type Notice, type NoticeItem } from '../register/decision';
import { gatheredEvent } from '../register/gather';
import { sayDate } from '../register/local-date';
import { regionOf, type Organisation } from '../register/organisation';
import { type OutboxItem } from '../state/outbox';
import { mailLabels, mailWords, mailWordsOfMany, sayLate } from './mail-words';

/** Where a message goes; null when the person has no mailbox. */
export function addressOf(item: OutboxItem): { address: string; name: string } | null {
  if ('mailbox' in item.to) return { address: item.to.mailbox, name: item.to.name };
  return item.to.mail === null ? null : { address: item.to.mail, name: item.to.name };
}

/** The message as Graph takes it. */
export function messageOf(
  item: OutboxItem,
  notice: Notice,
  parts: { org: Organisation; link: (notice: Notice) => string },
): object {
  const to = addressOf(item);
  const words = wordsOf(notice);
  const region = notice.region === null ? null : (regionOf(parts.org, notice.region)?.name ?? notice.region);
  const about = [notice.riskId, region].filter((part) => part !== null).join(', ');
  return {
    subject: about === '' ? words.subject : `${words.subject}: ${about}`,
    body: { contentType: 'text', content: mailText(notice, { region, link: parts.link(notice) }) },
    toRecipients: [{ emailAddress: to }],
  };
}

/** The whole mail; exported so that tests can hold every event against the rule that no case text leaves. */
export function mailText(notice: Notice, more: { region: string | null; link: string }): string {
  const fact = (label: string, value: string | null) => (value === null ? [] : [`${label}: ${value}`]);
  const lines = [
    wordsOf(notice).sentence,
    '',
    ...notice.items.map(itemLine),
    ...fact(mailLabels.reference, notice.riskId),
    ...fact(mailLabels.region, more.region),
    // In a digest each line has its own day.
    ...fact(mailLabels.due, notice.dueOn === null || notice.items.length > 0 ? null : sayDate(notice.dueOn)),
    '',
    `${mailLabels.open}: ${more.link}`,
    '',
    mailLabels.footer,
  ];
  return lines.join('\n');
}

function wordsOf(notice: Notice) {
  const many = gatheredEvent(notice);
  return many ? mailWordsOfMany[many] : mailWords[notice.event];
}

function itemLine(item: NoticeItem): string {
  const what = `- ${item.riskId ?? mailLabels.worksheet}`;
  return item.dueOn === null ? what : `${what}: ${sayDate(item.dueOn)}, ${sayLate(item.daysLate)}`;
}
