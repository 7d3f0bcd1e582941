/** A bot begins a 1:1 chat on its own: the first step of a proactive message. */
import { type Box, type BoxUser } from '../box';
import { conversationIdOf, serviceUrl } from './activity';
import { type ChannelAnswer, refusal } from './carry-out';
import { type Chats } from './chats';
import { contentOf, isTooBig } from './message-content';

interface Wanted {
  isGroup?: boolean;
  members?: { id?: string }[];
  tenantId?: string;
  channelData?: { tenant?: { id?: string } };
  activity?: unknown;
}

/** Answers the id of the chat, the same one every time; a first message may come along. */
export function beginChat(box: Box, chats: Chats, body: unknown): ChannelAnswer {
  const wanted = (body ?? {}) as Wanted;
  const problem = problemOf(box, wanted);
  if (problem !== null) return { status: 400, body: refusal('BadSyntax', problem) };
  const user = personBy(box, wanted.members?.[0]?.id ?? '');
  if (user === undefined) {
    const message = 'The app is not installed for that person, or there is no such person.';
    return { status: 403, body: refusal('ForbiddenOperationException', message) };
  }
  const chat = chats.of(user.id, conversationIdOf(box, user));
  const created = { id: chat.conversationId, serviceUrl: serviceUrl(box) };
  const content = wanted.activity === undefined ? null : contentOf(wanted.activity);
  if (content === null || content === 'silent') return { status: 201, body: created };
  if (isTooBig(wanted.activity)) {
    return { status: 413, body: refusal('MessageSizeTooBig', 'The message is larger than 100 KB.') };
  }
  const message = chats.append(chat, 'bot', content);
  return { status: 201, body: { ...created, activityId: message.id } };
}

function problemOf(box: Box, wanted: Wanted): string | null {
  if (wanted.isGroup === true) return 'A bot cannot begin a group chat.';
  if (wanted.members?.length !== 1) return 'A 1:1 chat has exactly one member besides the bot.';
  const tenant = wanted.channelData?.tenant?.id ?? wanted.tenantId;
  return tenant === box.options.tenantId ? null : 'channelData.tenant.id must name this tenant.';
}

function personBy(box: Box, memberId: string): BoxUser | undefined {
  const id = memberId.startsWith('29:') ? memberId.slice('29:'.length) : memberId;
  return box.options.users.find((user) => user.id === id && user.accountEnabled);
}
