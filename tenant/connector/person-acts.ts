/** What a person does in the chat, turned into the activities Teams would send to the bot. */
import { type Box, type BoxUser } from '../box';
import {
  activityBase,
  addressOf,
  conversationIdOf,
  eventId,
  installActivities,
  invokeActivity,
} from './activity';
import { type ChatMessage, type StoredChat } from './chat';
import { type Chats } from './chats';
import { ConnectorError } from './connector-error';
import { deliver, type Delivery } from './deliver';
import { type ActionOutcome, outcomeOf, UNREACHABLE } from './outcome';
import { submitContent } from './submit';

/** A button a person pressed; `data` already holds the values of the card's inputs. */
export interface CardAction {
  messageId: string;
  type: 'Action.Execute' | 'Action.Submit';
  id?: string;
  verb?: string;
  data?: unknown;
}

/** The people's side of the channel. Every method throws ConnectorError `unknown-person` for a stranger. */
export class PersonActs {
  private readonly opening = new Map<string, Promise<Delivery[]>>();

  constructor(
    private readonly box: Box,
    private readonly chats: Chats,
    private readonly resendAfterMs: number,
  ) {}

  /** Opens the chat; the first time the bot is told that its app is available to this person. */
  async open(userId: string): Promise<void> {
    const { user, chat } = this.find(userId);
    const underWay = this.opening.get(userId);
    if (underWay !== undefined) await underWay;
    if (chat.opened) return;
    const sending = this.install(user, chat);
    this.opening.set(userId, sending);
    await sending.finally(() => this.opening.delete(userId));
  }

  /** Sends a text to the bot. */
  async say(userId: string, text: string): Promise<ActionOutcome> {
    await this.open(userId);
    const { user, chat } = this.find(userId);
    const message = this.chats.append(chat, 'user', { text, textFormat: 'plain', attachments: [] });
    return this.post(user, { type: 'message', id: message.id, text, textFormat: 'plain' });
  }

  /** Presses a button of a card. */
  async press(userId: string, action: CardAction): Promise<ActionOutcome> {
    const { user, chat } = this.find(userId);
    this.messageOf(chat, action.messageId);
    if (action.type === 'Action.Submit') return this.submit(user, chat, action);
    const { type, id, verb, data } = action;
    return this.invoke(user, action.messageId, { action: { type, id, verb, data }, trigger: 'manual' });
  }

  /** The card came into view, or a person asked for it anew; `nothing` when its refresh is not for this person. */
  async refresh(userId: string, messageId: string): Promise<ActionOutcome> {
    const { user, chat } = this.find(userId);
    const refresh = refreshOf(this.messageOf(chat, messageId));
    if (refresh?.action === undefined) return { kind: 'nothing' };
    if (refresh.userIds !== undefined && !refresh.userIds.includes(addressOf(user)))
      return { kind: 'nothing' };
    const { id, verb, data } = refresh.action;
    const action = { type: 'Action.Execute', id, verb, data };
    return this.invoke(user, messageId, { action, trigger: 'automatic' });
  }

  /** The person has seen everything said so far. */
  read(userId: string): void {
    this.chats.markRead(this.find(userId).user.id);
  }

  private async install(user: BoxUser, chat: StoredChat): Promise<Delivery[]> {
    const answers: Delivery[] = [];
    for (const activity of installActivities(this.box, user, this.box.clock.now())) {
      answers.push(await deliver(this.box, activity, this.resendAfterMs));
    }
    // A bot that is down learns of this person at the next opening, as after a new installation.
    if (answers.every((answer) => answer.reached)) this.chats.markOpened(chat);
    return answers;
  }

  private submit(user: BoxUser, chat: StoredChat, action: CardAction): Promise<ActionOutcome> {
    const content = submitContent(action.data);
    if (content.shown !== undefined) {
      this.chats.append(chat, 'user', { text: content.shown, textFormat: 'plain', attachments: [] });
    }
    const { text, value } = content;
    return this.post(user, { type: 'message', id: eventId(), text, value, replyToId: action.messageId });
  }

  private async post(
    user: BoxUser,
    fields: {
      type: 'message';
      id: string;
      text?: string;
      textFormat?: string;
      value?: unknown;
      replyToId?: string;
    },
  ): Promise<ActionOutcome> {
    const base = activityBase(this.box, user, this.box.clock.now());
    const answer = await deliver(this.box, { ...base, ...fields }, this.resendAfterMs);
    const ok = answer.reached && answer.status >= 200 && answer.status < 300;
    return ok ? { kind: 'sent' } : { kind: 'failed', text: UNREACHABLE };
  }

  private async invoke(
    user: BoxUser,
    messageId: string,
    value: { action: Record<string, unknown>; trigger: 'manual' | 'automatic' },
  ): Promise<ActionOutcome> {
    const base = activityBase(this.box, user, this.box.clock.now());
    return outcomeOf(await deliver(this.box, invokeActivity(base, messageId, value), this.resendAfterMs));
  }

  private messageOf(chat: StoredChat, messageId: string): ChatMessage {
    const message = chat.messages.find((one) => one.id === messageId);
    if (message !== undefined) return message;
    throw new ConnectorError(
      'unknown-message',
      'That message is not in this chat any more. Reload the page.',
    );
  }

  private find(userId: string): { user: BoxUser; chat: StoredChat } {
    const user = this.box.options.users.find((one) => one.id === userId && one.accountEnabled);
    if (user === undefined) {
      throw new ConnectorError(
        'unknown-person',
        'Nobody in this tenant has that id. Choose somebody from the list.',
      );
    }
    return { user, chat: this.chats.of(user.id, conversationIdOf(this.box, user)) };
  }
}

interface CardRefresh {
  userIds?: string[];
  action?: { id?: string; verb?: string; data?: unknown };
}

function refreshOf(message: ChatMessage): CardRefresh | undefined {
  const cards = message.attachments.map((attachment) => attachment.content);
  return cards.map((card) => (card as { refresh?: CardRefresh } | undefined)?.refresh).find((one) => one);
}
