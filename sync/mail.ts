/** Delivers notices by mail: a draft first, then its sending, so that an unknown outcome can be looked up. */
import { type Notice } from '../register/decision';
import { type Organisation } from '../register/organisation';
import { type Deliver, type DeliveryOutcome, type Keep, type OutboxItem } from '../state/outbox';
import { type SyncConfig } from './config';
import { GraphError, outcomeOf } from './graph/errors';
import { type Graph } from './graph/graph';
import { addressOf, messageOf } from './mail-text';

/** What the deliverer needs. */
export interface MailParts {
  graph: Graph;
  config: SyncConfig;
  org: Organisation;
  /** Address that opens what the notice is about, in Teams. */
  link: (notice: Notice) => string;
}

const immutable = { Prefer: 'IdType="ImmutableId"' };

/** Sends from the configured mailbox; never throws for what Graph answers. */
export function createMailDeliverer(parts: MailParts): Deliver {
  return async (item, keep) => {
    if (item.channel !== 'mail' || item.notice === null) return { kind: 'dead', code: 'not-a-mail' };
    if (addressOf(item) === null) return { kind: 'unreachable', code: 'no-mailbox' };
    try {
      return await sendOnce(parts, item, { notice: item.notice, keep });
    } catch (error) {
      // Thrown before anything was sent: a draft that may or may not exist harms nobody.
      const outcome = sendingOutcome(error);
      return outcome.kind === 'unknown' ? { kind: 'retry', code: outcome.code } : outcome;
    }
  };
}

/** The draft's id is kept before it is sent: whoever tries again, in whatever process, looks whether it went. */
async function sendOnce(
  parts: MailParts,
  item: OutboxItem,
  { notice, keep }: { notice: Notice; keep: Keep },
): Promise<DeliveryOutcome> {
  const state = item.kept === null ? 'none' : await lookUp(parts, item.kept);
  if (state === 'sent') return { kind: 'sent' };
  // Sent with its copy lagging, or thrown away by a person: only looking later can tell.
  if (state === 'not-found') return { kind: 'unknown', code: 'draft-not-found' };
  const message = item.kept ?? (await createDraft(parts, item, notice));
  if (item.kept === null) await keep(message);
  return await sendDraft(parts, message);
}

async function createDraft(parts: MailParts, item: OutboxItem, notice: Notice): Promise<string> {
  const { body } = await parts.graph.send({
    method: 'POST',
    path: '/users/{sender}/messages',
    parts: { sender: parts.config.CRR_MAIL_SENDER },
    headers: immutable,
    body: messageOf(item, notice, parts),
  });
  const { id } = (body ?? {}) as { id?: unknown };
  if (typeof id !== 'string') throw new Error('Graph created a draft and did not tell its id.');
  return id;
}

async function sendDraft(parts: MailParts, message: string): Promise<DeliveryOutcome> {
  try {
    await parts.graph.send({
      method: 'POST',
      path: '/users/{sender}/messages/{message}/send',
      parts: { sender: parts.config.CRR_MAIL_SENDER, message },
    });
    return { kind: 'sent' };
  } catch (error) {
    const outcome = sendingOutcome(error);
    if (outcome.kind !== 'unknown') return outcome;
    // The one look that tells; when it fails too, the next attempt looks again.
    const state = await lookUp(parts, message).catch(() => 'not-found' as const);
    if (state === 'sent') return { kind: 'sent' };
    return state === 'draft' ? { kind: 'retry', code: outcome.code } : outcome;
  }
}

/** What became of a message; its copy among the sent ones may lag, so not finding it proves nothing. */
async function lookUp(parts: MailParts, message: string): Promise<'draft' | 'sent' | 'not-found'> {
  try {
    const { body } = await parts.graph.send({
      method: 'GET',
      path: '/users/{sender}/messages/{message}',
      parts: { sender: parts.config.CRR_MAIL_SENDER, message },
      query: { $select: 'id,isDraft' },
      headers: immutable,
    });
    return (body as { isDraft?: unknown } | null)?.isDraft === true ? 'draft' : 'sent';
  } catch (error) {
    if (error instanceof GraphError && error.code === 'not-found') return 'not-found';
    throw error;
  }
}

function sendingOutcome(error: unknown): DeliveryOutcome {
  if (!(error instanceof GraphError)) throw error;
  const outcome = outcomeOf(error);
  if (outcome.kind === 'unknown') return { kind: 'unknown', code: outcome.code };
  if (outcome.final) return { kind: 'dead', code: outcome.code };
  const { code, retryAfterMs } = outcome;
  return { kind: 'retry', code, ...(retryAfterMs === null ? {} : { afterMs: retryAfterMs }) };
}
