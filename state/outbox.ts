/** Messages that must reach somebody: stored with the decision, delivered afterwards, settled with what became of them. */
import { type Notice } from '../register/decision';
import { personIdSchema } from '../register/ids';
import { type Person } from '../register/person';
import { knownRegion } from '../register/organisation';
import { actorOf } from './people';
import { type Queryable } from './db';
import { type State } from './state';

/** A card by name, redrawn for its viewer from the present state whenever it is sent. */
export interface View {
  card: string;
  id?: string;
  [more: string]: string | number | undefined;
}

export interface CardEdit {
  conversationId: string;
  activityId: string;
  view: View;
}

export interface OutboxItem {
  id: string;
  key: string;
  channel: 'teams' | 'mail';
  notice: Notice | null;
  edit: CardEdit | null;
  to: Person | { mailbox: string; name: string };
  attempts: number;
}

/** What became of one attempt. unknown: it may have arrived; sent once more at the most. */
export type DeliveryOutcome =
  | { kind: 'sent'; activityId?: string }
  | { kind: 'retry'; afterMs?: number; code: string }
  | { kind: 'unknown'; code: string }
  | { kind: 'dead'; code: string }
  | { kind: 'unreachable'; code: string };

export type Deliver = (item: OutboxItem) => Promise<DeliveryOutcome>;

interface Payload {
  notice: Notice | null;
  edit: CardEdit | null;
}

/** One row per notice; a key that was ever used is not sent again. */
export async function enqueueNotices(tx: Queryable, state: State, notices: readonly Notice[]): Promise<void> {
  for (const notice of notices)
    await enqueue(tx, state, {
      key: notice.key,
      channel: notice.channel,
      recipient: recipientOf(notice),
      payload: { notice, edit: null },
    });
}

/** After an action: the message is edited to the new card, once the person has been answered. */
export async function enqueueEdit(
  tx: Queryable,
  state: State,
  edit: CardEdit & { personId: string },
): Promise<void> {
  const { personId, ...what } = edit;
  const key = `edit:${what.conversationId}:${what.activityId}:${crypto.randomUUID()}`;
  await enqueue(tx, state, {
    key,
    channel: 'teams',
    recipient: `person:${personId}`,
    payload: { notice: null, edit: what },
  });
  await state.jobs.send('deliver', {});
}

function recipientOf(notice: Notice): string {
  const { to } = notice;
  return to.kind === 'office' ? `office:${to.region}` : `${to.kind}:${to.id}`;
}

async function enqueue(
  tx: Queryable,
  state: State,
  row: { key: string; channel: string; recipient: string; payload: Payload },
): Promise<void> {
  await tx.query(
    `insert into outbox (organisation_id, key, channel, recipient, payload) values ($1, $2, $3, $4, $5) on conflict (organisation_id, key) do nothing`,
    [state.organisationId, row.key, row.channel, row.recipient, JSON.stringify(row.payload)],
  );
}

/** Claims up to `limit` messages of a channel for this process; a claim not settled within five minutes counts as unknown and comes back. */
export async function claim(
  db: Queryable,
  state: State,
  channel: 'teams' | 'mail',
  limit: number,
): Promise<OutboxItem[]> {
  const rows = await db.query<{
    id: string;
    key: string;
    payload: Payload;
    recipient: string;
    attempts: number;
  }>(
    `update outbox set state = 'sending', tried_at = clock_timestamp(), attempts = attempts + 1
     where organisation_id = $1 and id in (
       select id from outbox where organisation_id = $1 and channel = $2 and (
         (state in ('waiting', 'unknown') and not_before <= clock_timestamp())
         or (state = 'sending' and tried_at < clock_timestamp() - interval '5 minutes'))
       order by created_at, id limit $3 for update skip locked)
     returning id, key, payload, recipient, attempts`,
    [state.organisationId, channel, limit],
  );
  const items: OutboxItem[] = [];
  for (const row of rows) {
    const to = await resolve(db, state, row.recipient);
    if (to) items.push({ id: row.id, key: row.key, channel, attempts: row.attempts, to, ...row.payload });
    else await settle(db, state, row.id, { kind: 'dead', code: 'recipient-gone' });
  }
  return items;
}

async function resolve(db: Queryable, state: State, recipient: string): Promise<OutboxItem['to'] | null> {
  const [kind, id] = recipient.split(':', 2) as [string, string];
  switch (kind) {
    case 'office': {
      const region = knownRegion(state.org, id as never);
      return { mailbox: region.mailbox, name: region.name };
    }
    case 'department': {
      const department = state.org.departments[id as keyof typeof state.org.departments];
      return department ? { mailbox: department.mailbox, name: department.name } : null;
    }
    default: {
      const parsed = personIdSchema.safeParse(id);
      return parsed.success ? ((await actorOf(db, state, parsed.data))?.person ?? null) : null;
    }
  }
}

const maxAttempts = 8;

/** Records what became of an attempt. A message of unknown outcome is repeated once; one that keeps failing ends as dead, in sight. */
export async function settle(
  db: Queryable,
  state: State,
  id: string,
  outcome: DeliveryOutcome,
): Promise<void> {
  const code = 'code' in outcome ? outcome.code : null;
  const waitMs =
    outcome.kind === 'retry' ? (outcome.afterMs ?? null) : outcome.kind === 'unknown' ? 60_000 : 0;
  const next = outcome.kind === 'retry' ? 'waiting' : outcome.kind;
  await db.query(
    `update outbox set
       state = case when $3 = 'waiting' and attempts >= ${maxAttempts} then 'dead'
                    when $3 = 'unknown' and attempts >= 2 then 'dead' else $3 end,
       not_before = clock_timestamp() + coalesce($4::float8, least(300000, 1000 * 2 ^ attempts)) * interval '1 millisecond',
       last_code = $5, activity_id = coalesce($6, activity_id),
       settled_at = case when $3 in ('sent', 'dead', 'unreachable') then clock_timestamp() end
     where organisation_id = $1 and id = $2`,
    [
      state.organisationId,
      id,
      next,
      waitMs,
      code,
      outcome.kind === 'sent' ? (outcome.activityId ?? null) : null,
    ],
  );
}

/** Messages that came to nothing, for the people who look after the service. Counts by code; no recipients. */
export async function undelivered(
  db: Queryable,
  state: State,
): Promise<{ state: string; code: string | null; count: number }[]> {
  return db.query(
    `select state, last_code as code, count(*)::int as count from outbox where organisation_id = $1 and state in ('dead', 'unreachable') group by 1, 2 order by 1, 2`,
    [state.organisationId],
  );
}
