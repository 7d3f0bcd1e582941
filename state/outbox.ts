/** Messages that must reach somebody: stored with the decision, delivered afterwards, settled with what became of them. */
import { type Notice } from '../register/decision';
import { personIdSchema } from '../register/ids';
import { type Person } from '../register/person';
import { regionOf } from '../register/organisation';
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
  /** What an earlier attempt kept before it sent (`Keep`); null when none did. */
  kept: string | null;
}

/** What became of one attempt. unknown: it may have arrived; sent once more at the most. */
export type DeliveryOutcome =
  | { kind: 'sent'; activityId?: string }
  | { kind: 'retry'; afterMs?: number; code: string }
  | { kind: 'unknown'; code: string }
  | { kind: 'dead'; code: string }
  | { kind: 'unreachable'; code: string };

/** Stores a handle by which a message of unknown outcome can be looked up, before it is sent. */
export type Keep = (handle: string) => Promise<void>;

export type Deliver = (item: OutboxItem, keep: Keep) => Promise<DeliveryOutcome>;

interface Payload {
  notice: Notice | null;
  edit: CardEdit | null;
}

interface OutboxRow {
  key: string;
  channel: 'teams' | 'mail';
  recipient: string;
  payload: Payload;
}

/** One row per notice; a key that was ever used is not sent again. */
export async function enqueueNotices(tx: Queryable, state: State, notices: readonly Notice[]): Promise<void> {
  const rows = notices.map((notice): OutboxRow => ({
    key: notice.key,
    channel: notice.channel,
    recipient: recipientOf(notice),
    payload: { notice, edit: null },
  }));
  await enqueue(tx, state, rows);
}

/** After an action: the message is edited to the new card, once the person has been answered. Call inside `perform`, which wakes delivery. */
export async function enqueueEdit(
  tx: Queryable,
  state: State,
  edit: CardEdit & { personId: string },
): Promise<void> {
  const { personId, ...what } = edit;
  const key = `edit:${what.conversationId}:${what.activityId}:${crypto.randomUUID()}`;
  const payload = { notice: null, edit: what };
  await enqueue(tx, state, [{ key, channel: 'teams', recipient: `person:${personId}`, payload }]);
}

/** Somebody went on from this message to another card: an edit decided before would take the form away under their hands. */
export async function dropEdits(
  db: Queryable,
  state: State,
  message: { conversationId: string; activityId: string },
): Promise<void> {
  await db.query(
    `update outbox set state = 'sent', last_code = 'overtaken', settled_at = clock_timestamp()
     where organisation_id = $1 and channel = 'teams' and state = 'waiting'
       and payload -> 'edit' ->> 'conversationId' = $2 and payload -> 'edit' ->> 'activityId' = $3`,
    [state.organisationId, message.conversationId, message.activityId],
  );
}

function recipientOf(notice: Notice): string {
  const { to } = notice;
  return to.kind === 'office' ? `office:${to.region}` : `${to.kind}:${to.id}`;
}

async function enqueue(tx: Queryable, state: State, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into outbox (organisation_id, key, channel, recipient, payload)
     select $1, key, channel, recipient, payload
     from jsonb_to_recordset($2::jsonb) as r (key text, channel text, recipient text, payload jsonb)
     on conflict (organisation_id, key) do nothing`,
    [state.organisationId, JSON.stringify(rows)],
  );
}

/** A claim older than this was lost with its process, and whether it sent is unknown. */
const claimLost = `(state = 'sending' and tried_at < clock_timestamp() - interval '5 minutes')`;

/** Claims up to `limit` messages of a channel for this process, oldest first; a claim not settled within five minutes counts as
 *  unknown: it comes back once, and the second time it ends in sight. */
export async function claim(
  db: Queryable,
  state: State,
  channel: 'teams' | 'mail',
  limit: number,
): Promise<OutboxItem[]> {
  await db.query(
    `update outbox set state = 'dead', last_code = 'claim-lost', settled_at = clock_timestamp()
     where organisation_id = $1 and channel = $2 and ${claimLost} and unknowns > 0`,
    [state.organisationId, channel],
  );
  const rows = await db.query<{
    id: string;
    key: string;
    payload: Payload;
    recipient: string;
    attempts: number;
    kept: string | null;
  }>(
    `with due as materialized (
       select id from outbox where organisation_id = $1 and channel = $2
         and ((state in ('waiting', 'unknown') and not_before <= clock_timestamp()) or ${claimLost})
       order by turn limit $3 for update skip locked)
     update outbox set state = 'sending', tried_at = clock_timestamp(), attempts = attempts + 1,
       unknowns = unknowns + case state when 'sending' then 1 else 0 end
     where organisation_id = $1 and id in (select id from due)
     returning id, key, payload, recipient, attempts, activity_id as kept`,
    [state.organisationId, channel, limit],
  );
  const items: OutboxItem[] = [];
  for (const row of rows) {
    const to = await resolve(db, state, row.recipient);
    if (to)
      items.push({ id: row.id, key: row.key, channel, attempts: row.attempts, kept: row.kept, to, ...row.payload }); // prettier-ignore
    else await settle(db, state, row.id, { kind: 'dead', code: 'recipient-gone' });
  }
  // Nobody to send these to: the next ones may have somebody.
  return rows.length > 0 && items.length === 0 ? claim(db, state, channel, limit) : items;
}

async function resolve(db: Queryable, state: State, recipient: string): Promise<OutboxItem['to'] | null> {
  const [kind, id] = recipient.split(':', 2) as [string, string];
  switch (kind) {
    case 'office': {
      // A region dropped from the organisation file must not hold up everybody else's messages.
      const region = regionOf(state.org, id);
      return region ? { mailbox: region.mailbox, name: region.name } : null;
    }
    case 'department': {
      const department = state.org.departments[id as keyof typeof state.org.departments];
      return department ? { mailbox: department.mailbox, name: department.name } : null;
    }
    default: {
      const parsed = personIdSchema.safeParse(id);
      const person = parsed.success ? (await actorOf(db, state, parsed.data))?.person : undefined;
      return person?.active ? person : null;
    }
  }
}

/** How long a message is tried: longer than an outage lasts, shorter than it is worth reading. */
const triedFor = `interval '3 days'`;

/** Records what became of an attempt. A message of unknown outcome is repeated once; one that keeps failing for three days ends as
 *  dead, in sight. Whatever a process says that lost its claim meanwhile counts only if the message was sent. */
export async function settle(
  db: Queryable,
  state: State,
  id: string,
  outcome: DeliveryOutcome,
): Promise<void> {
  const code = 'code' in outcome ? outcome.code : null;
  const asked = outcome.kind === 'retry' ? (outcome.afterMs ?? null) : null;
  const next = outcome.kind === 'retry' ? 'waiting' : outcome.kind;
  await db.query(
    `update outbox set
       state = settled.state, last_code = $5, activity_id = coalesce($6, activity_id),
       unknowns = unknowns + case $3 when 'unknown' then 1 else 0 end,
       not_before = clock_timestamp() + settled.wait * interval '1 millisecond',
       settled_at = case when settled.state in ('sent', 'dead', 'unreachable') then clock_timestamp() end
     from (select id as settled_id,
         case when $3 = 'waiting' and created_at < clock_timestamp() - ${triedFor} then 'dead'
              when $3 = 'unknown' and unknowns > 0 then 'dead' else $3 end as state,
         case when $3 = 'unknown' then 60000
              else greatest(250, coalesce($4::float8, least(300000, 1000 * 2 ^ least(attempts, 10)))) end as wait
       from outbox where organisation_id = $1 and id = $2) settled
     where organisation_id = $1 and id = settled_id and (outbox.state = 'sending' or $3 = 'sent')`,
    [
      state.organisationId,
      id,
      next,
      asked,
      code,
      outcome.kind === 'sent' ? (outcome.activityId ?? null) : null,
    ],
  );
}

/** Keeps what an attempt will be looked up by; it comes back with the next claim, in whatever process. */
export async function keepHandle(db: Queryable, state: State, id: string, handle: string): Promise<void> {
  await db.query('update outbox set activity_id = $3 where organisation_id = $1 and id = $2', [
    state.organisationId,
    id,
    handle,
  ]);
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
