/** Delivers notices by mail: reference, region, due day and link, never text about a case. */
import { type Notice, type NoticeItem } from '../register/decision';
import { sayDate } from '../register/local-date';
import { regionOf, type Organisation } from '../register/organisation';
import { type Deliver, type DeliveryOutcome, type OutboxItem } from '../state/outbox';
import { type SyncConfig } from './config';
import { GraphError, outcomeOf } from './graph/errors';
import { type Graph } from './graph/graph';
import { mailLabels, mailWords, sayLate } from './words';

/** What the deliverer needs. */
export interface MailParts {
  graph: Graph;
  config: SyncConfig;
  org: Organisation;
  /** Address that opens what the notice is about, in Teams. */
  link: (notice: Notice) => string;
}

/** Drafts whose sending ended unknown, by outbox item; older ones are forgotten, and then a second mail is possible. */
const mostDrafts = 500;

/** Draft with an immutable id, then send: after an unknown outcome the draft tells whether it went. */
export function createMailDeliverer(parts: MailParts): Deliver {
  const drafts = new Map<string, string>();
  const sender = parts.config.CRR_MAIL_SENDER;

  async function draftFor(item: OutboxItem, notice: Notice): Promise<string> {
    const { body } = await parts.graph.send({
      method: 'POST',
      path: '/users/{sender}/messages',
      parts: { sender },
      headers: { Prefer: 'IdType="ImmutableId"' },
      body: messageOf(item, notice, parts),
    });
    const { id } = (body ?? {}) as { id?: unknown };
    if (typeof id !== 'string') throw new Error('The draft came back without an id.');
    drafts.set(item.id, id);
    if (drafts.size > mostDrafts) drafts.delete([...drafts.keys()][0] ?? '');
    return id;
  }

  async function send(message: string): Promise<void> {
    const path = '/users/{sender}/messages/{message}/send';
    await parts.graph.send({ method: 'POST', path, parts: { sender, message } });
  }

  /** Whether an earlier draft still waits; false when it was sent; null when it cannot be found (the copy may lag). */
  async function isDraft(message: string): Promise<boolean | null> {
    try {
      const { body } = await parts.graph.send({
        method: 'GET',
        path: '/users/{sender}/messages/{message}',
        parts: { sender, message },
        query: { $select: 'id,isDraft' },
        headers: { Prefer: 'IdType="ImmutableId"' },
      });
      return (body as { isDraft?: unknown } | null)?.isDraft === true;
    } catch (error) {
      if (error instanceof GraphError && error.code === 'not-found') return null;
      throw error;
    }
  }

  async function deliver(item: OutboxItem, notice: Notice): Promise<DeliveryOutcome> {
    const earlier = drafts.get(item.id);
    if (earlier !== undefined && (await isDraft(earlier)) === false) return { kind: 'sent' };
    // Not finding it means it was sent and its copy lags, or it was thrown away: only a person could tell.
    if (earlier !== undefined && (await isDraft(earlier)) === null)
      return { kind: 'unknown', code: 'draft-gone' };
    const message = earlier ?? (await draftFor(item, notice));
    try {
      await send(message);
    } catch (error) {
      return await afterFailure(error, message);
    }
    drafts.delete(item.id);
    return { kind: 'sent' };
  }

  async function afterFailure(error: unknown, message: string): Promise<DeliveryOutcome> {
    const outcome = sendingOutcome(error);
    if (outcome.kind !== 'unknown') return outcome;
    // The one look that tells; when it fails too, the next attempt looks again.
    const waits = await isDraft(message).catch(() => null);
    if (waits === false) return { kind: 'sent' };
    return waits ? { kind: 'retry', code: outcome.code } : outcome;
  }

  return async (item) => {
    if (item.channel !== 'mail' || item.notice === null) return { kind: 'dead', code: 'not-a-mail' };
    if (addressOf(item) === null) return { kind: 'unreachable', code: 'no-mailbox' };
    try {
      return await deliver(item, item.notice);
    } catch (error) {
      // A draft that may or may not exist harms nobody: nothing was sent yet.
      const outcome = sendingOutcome(error);
      return outcome.kind === 'unknown' ? { kind: 'retry', code: outcome.code } : outcome;
    }
  };
}

function sendingOutcome(error: unknown): DeliveryOutcome {
  if (!(error instanceof GraphError)) throw error;
  const outcome = outcomeOf(error);
  if (outcome.kind === 'unknown') return { kind: 'unknown', code: outcome.code };
  if (outcome.final) return { kind: 'dead', code: outcome.code };
  return {
    kind: 'retry',
    code: outcome.code,
    ...(outcome.retryAfterMs === null ? {} : { afterMs: outcome.retryAfterMs }),
  };
}

function addressOf(item: OutboxItem): { address: string; name: string } | null {
  if ('mailbox' in item.to) return { address: item.to.mailbox, name: item.to.name };
  return item.to.mail === null ? null : { address: item.to.mail, name: item.to.name };
}

function messageOf(item: OutboxItem, notice: Notice, parts: MailParts): object {
  const to = addressOf(item);
  const words = mailWords[notice.event];
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
    mailWords[notice.event].sentence,
    '',
    ...notice.items.map(itemLine),
    ...fact(mailLabels.reference, notice.riskId),
    ...fact(mailLabels.region, more.region),
    ...fact(mailLabels.due, notice.dueOn === null ? null : sayDate(notice.dueOn)),
    '',
    `${mailLabels.open}: ${more.link}`,
    '',
    mailLabels.footer,
  ];
  return lines.join('\n');
}

function itemLine(item: NoticeItem): string {
  return `- ${item.riskId ?? mailLabels.worksheet}: ${sayDate(item.dueOn)}, ${sayLate(item.daysLate)}`;
}
