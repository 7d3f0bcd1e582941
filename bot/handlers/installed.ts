/** The app arrives at or leaves a person: one welcome, never repeated; no more messages after it is gone. */
import { type Actor } from '../../register/person';
import { conversationOf, markUnreachable, rememberConversation } from '../../state/conversations';
import { type ConversationReference } from '../activity';
import { type BotParts } from '../bot-parts';
import { openDesk } from '../desk';
import { draw } from '../views';
import { words } from '../words';

export interface Installation {
  actor: Actor;
  reference: ConversationReference;
  action: 'added' | 'removed';
}

export async function installed(parts: BotParts, { actor, reference, action }: Installation): Promise<void> {
  const { state } = parts;
  const personId = actor.person.id;
  if (action === 'removed') return markUnreachable(state.db, state, personId, 'uninstalled');
  const before = await conversationOf(state.db, state, personId);
  await rememberConversation(state.db, state, { personId, reference });
  if (before) return;
  const desk = await openDesk(parts, actor);
  await parts.gateway.send(reference, {
    card: await draw(desk, { card: 'home' }),
    summary: words.home.title,
  });
}
