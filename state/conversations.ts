/** Where each person can be reached in Teams, refreshed by everything they send, and which message shows what. */
import { type PersonId } from '../register/ids';
import { type View } from './outbox';
import { type Queryable } from './db';
import { type State } from './state';

/** What is needed to write to somebody first: plain JSON, no type of the bot's SDK. */
export interface ConversationReference {
  serviceUrl: string;
  channelId: string;
  tenantId: string;
  botId: string;
  conversationId: string;
  userMri: string;
}

/** Keeps the newest reference; hearing from somebody makes them reachable again. */
export async function rememberConversation(
  db: Queryable,
  state: State,
  heard: { personId: PersonId; reference: ConversationReference },
): Promise<void> {
  await db.query(
    `insert into conversation (organisation_id, person_id, reference) values ($1, $2, $3)
     on conflict (organisation_id, person_id) do update set reference = excluded.reference, unreachable = null, changed_at = now()`,
    [state.organisationId, heard.personId, JSON.stringify(heard.reference)],
  );
}

/** Null when the person never wrote to the bot. `unreachable` tells why a send failed for good; null when it works. */
export async function conversationOf(
  db: Queryable,
  state: State,
  personId: PersonId,
): Promise<{ reference: ConversationReference; unreachable: string | null } | null> {
  const [row] = await db.query<{ reference: ConversationReference; unreachable: string | null }>(
    'select reference, unreachable from conversation where organisation_id = $1 and person_id = $2',
    [state.organisationId, personId],
  );
  return row ?? null;
}

export async function markUnreachable(
  db: Queryable,
  state: State,
  personId: PersonId,
  reason: string,
): Promise<void> {
  await db.query(
    'update conversation set unreachable = $3, changed_at = now() where organisation_id = $1 and person_id = $2',
    [state.organisationId, personId, reason],
  );
}

/** A reference of anybody in the tenant: names the service address when somebody has to be written to first. Null before the first. */
export async function anyReference(db: Queryable, state: State): Promise<ConversationReference | null> {
  const [row] = await db.query<{ reference: ConversationReference }>(
    'select reference from conversation where organisation_id = $1 order by changed_at desc limit 1',
    [state.organisationId],
  );
  return row?.reference ?? null;
}

export interface SentCard {
  personId: string;
  conversationId: string;
  activityId: string;
  view: View;
}

export async function rememberCard(db: Queryable, state: State, card: SentCard): Promise<void> {
  await db.query(
    `insert into sent_card (organisation_id, conversation_id, activity_id, person_id, view) values ($1, $2, $3, $4, $5)
     on conflict (organisation_id, conversation_id, activity_id) do update set view = excluded.view, sent_at = now()`,
    [state.organisationId, card.conversationId, card.activityId, card.personId, JSON.stringify(card.view)],
  );
}

/** Messages that show this card of this record, newest first. */
export async function cardsShowing(
  db: Queryable,
  state: State,
  view: { card: string; id: string },
): Promise<SentCard[]> {
  return db.query<SentCard>(
    `select person_id as "personId", conversation_id as "conversationId", activity_id as "activityId", view from sent_card
     where organisation_id = $1 and view ->> 'card' = $2 and view ->> 'id' = $3 order by sent_at desc`,
    [state.organisationId, view.card, view.id],
  );
}
