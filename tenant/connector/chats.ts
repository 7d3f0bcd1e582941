/** The 1:1 chats of the tenant's people with the bot: what was said, what was edited, what is unread. */
import { type ChatEvent, type ChatMessage, type MessageContent, type StoredChat } from './chat';
import { ChatFile } from './chat-file';

/** Older messages are forgotten beyond this number per chat, so that the file stays small. */
export const MESSAGES_KEPT = 500;

/** The chats, kept in one file of the box's home. */
export class Chats {
  private readonly chats: Map<string, StoredChat>;
  private readonly listeners = new Set<(event: ChatEvent) => void>();
  private readonly file: ChatFile;

  /** Reads the file; throws ConnectorError `chats-unreadable` when it is there and cannot be understood. */
  constructor(
    path: string,
    private readonly now: () => Date,
  ) {
    this.file = new ChatFile(path, () => [...this.chats.values()]);
    this.chats = new Map(this.file.read().map((chat) => [chat.userId, chat]));
  }

  /** Calls the listener on every change until the returned function is called. */
  onChange(listener: (event: ChatEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The chat of a user, begun when there is none. */
  of(userId: string, conversationId: string): StoredChat {
    const known = this.chats.get(userId);
    if (known?.conversationId === conversationId) return known;
    const chat: StoredChat = {
      userId,
      conversationId,
      opened: false,
      readUpTo: '0',
      messages: known?.messages ?? [],
    };
    this.chats.set(userId, chat);
    this.file.changed();
    return chat;
  }

  /** The chat with this conversation id; undefined when nobody began it. */
  byConversation(conversationId: string): StoredChat | undefined {
    return [...this.chats.values()].find((chat) => chat.conversationId === conversationId);
  }

  /** A user's messages, oldest first; none when the chat was never begun. */
  messages(userId: string): readonly ChatMessage[] {
    return this.chats.get(userId)?.messages ?? [];
  }

  /** The bot's messages this user has not seen. */
  unread(userId: string): number {
    const chat = this.chats.get(userId);
    if (chat === undefined) return 0;
    const seen = Number(chat.readUpTo);
    return chat.messages.filter((message) => message.from === 'bot' && Number(message.id) > seen).length;
  }

  markOpened(chat: StoredChat): void {
    chat.opened = true;
    this.file.changed();
  }

  append(chat: StoredChat, from: 'bot' | 'user', content: MessageContent): ChatMessage {
    const at = this.now();
    const last = Number(chat.messages.at(-1)?.id ?? '0');
    const id = String(Math.max(at.getTime(), last + 1));
    const message: ChatMessage = { ...content, id, from, sentAt: at.toISOString() };
    chat.messages.push(message);
    if (chat.messages.length > MESSAGES_KEPT) chat.messages.splice(0, chat.messages.length - MESSAGES_KEPT);
    this.tell({ kind: 'message', userId: chat.userId, messageId: id });
    if (from === 'user') this.markRead(chat.userId);
    else this.tellUnread(chat.userId);
    return message;
  }

  /** False when the chat has no such message. */
  replace(chat: StoredChat, messageId: string, content: MessageContent): boolean {
    const index = chat.messages.findIndex((message) => message.id === messageId);
    const old = chat.messages[index];
    if (old === undefined) return false;
    const { id, from, sentAt } = old;
    chat.messages[index] = { ...content, id, from, sentAt, editedAt: this.now().toISOString() };
    this.tell({ kind: 'edited', userId: chat.userId, messageId });
    return true;
  }

  /** False when the chat has no such message. */
  remove(chat: StoredChat, messageId: string): boolean {
    const index = chat.messages.findIndex((message) => message.id === messageId);
    if (index < 0) return false;
    chat.messages.splice(index, 1);
    this.tell({ kind: 'deleted', userId: chat.userId, messageId });
    this.tellUnread(chat.userId);
    return true;
  }

  /** Everything said so far counts as seen. */
  markRead(userId: string): void {
    const chat = this.chats.get(userId);
    const last = chat?.messages.at(-1)?.id;
    if (chat === undefined || last === undefined || chat.readUpTo === last) return;
    chat.readUpTo = last;
    this.tellUnread(userId);
  }

  /** Writes what is not yet on disk. */
  flush(): void {
    this.file.flush();
  }

  private tellUnread(userId: string): void {
    this.tell({ kind: 'unread', userId, unread: this.unread(userId) });
  }

  private tell(event: ChatEvent): void {
    this.file.changed();
    for (const listener of this.listeners) listener(event);
  }
}
