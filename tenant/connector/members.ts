/** The roster of a chat: in a 1:1 chat, its one person. */
import { type Box, type BoxUser } from '../box';
import { addressOf } from './activity';
import { type ChannelAnswer, refusal } from './carry-out';
import { type Chats } from './chats';

/** The people of a conversation, without the bot. */
export function membersOf(box: Box, chats: Chats, conversationId: string): ChannelAnswer {
  const user = personOf(box, chats, conversationId);
  if (user === undefined) {
    return { status: 404, body: refusal('ConversationNotFound', 'There is no such conversation.') };
  }
  return { status: 200, body: [teamsAccount(box, user)] };
}

/** One person of a conversation, by the bot's address of them or by their Entra object id. */
export function memberOf(box: Box, chats: Chats, conversationId: string, memberId: string): ChannelAnswer {
  const user = personOf(box, chats, conversationId);
  if (user === undefined || ![addressOf(user), user.id].includes(memberId)) {
    const message = 'That person is not in this conversation.';
    return { status: 404, body: refusal('MemberNotFoundInConversation', message) };
  }
  return { status: 200, body: teamsAccount(box, user) };
}

function personOf(box: Box, chats: Chats, conversationId: string): BoxUser | undefined {
  const userId = chats.byConversation(conversationId)?.userId;
  return box.options.users.find((user) => user.id === userId);
}

function teamsAccount(box: Box, user: BoxUser): Record<string, unknown> {
  return {
    id: addressOf(user),
    name: user.displayName,
    aadObjectId: user.id,
    objectId: user.id,
    email: user.mail,
    userPrincipalName: user.userPrincipalName,
    tenantId: box.options.tenantId,
    userRole: 'user',
  };
}
