/** The shapes of a chat: its messages, what is kept of it, and what can happen to it. */

/** A card or another attachment of a message, as the bot sent it. */
export interface Attachment {
  contentType: string;
  content?: unknown;
  name?: string;
}

/** What a message says; everything the channel keeps of the bot's activity. */
export interface MessageContent {
  text?: string;
  /** Absent means markdown, as in Teams. */
  textFormat?: string;
  /** What a notification shows instead of a card. */
  summary?: string;
  attachments: Attachment[];
  suggestedActions?: { title: string; value: string }[];
}

/** A message of a chat. Ids are digits and grow within a chat. */
export interface ChatMessage extends MessageContent {
  id: string;
  from: 'bot' | 'user';
  sentAt: string;
  editedAt?: string;
}

/** What changed in somebody's chat. */
export type ChatEvent =
  | { kind: 'message' | 'edited' | 'deleted'; userId: string; messageId: string }
  | { kind: 'unread'; userId: string; unread: number };

/** A chat as it stands in the file. */
export interface StoredChat {
  userId: string;
  conversationId: string;
  /** Whether the bot was told that its app is available to this user. */
  opened: boolean;
  /** The id of the last message seen; '0' before the first. */
  readUpTo: string;
  messages: ChatMessage[];
}
