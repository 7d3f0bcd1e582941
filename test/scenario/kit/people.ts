/** A person at the box's chat page: opens the chat, writes, reads, presses. Nothing but HTTP to the box. */
import { demoPerson } from '../../../cli/demo/people';
import { buttonOf, dataFor, textOf, type Filling, type Json } from './card';
import { type Place } from './place';
import { until } from './until';

/** A card on somebody's screen. */
export interface Shown {
  messageId: string;
  card: Json;
}

export interface Message {
  id: string;
  from: 'bot' | 'user';
  sentAt: string;
  editedAt?: string;
  text?: string;
  /** What a toast shows; the bot's answers carry its name, notices their heading. */
  summary?: string;
  attachments: { contentType: string; content?: Json }[];
}

interface Outcome {
  kind: 'card' | 'toast' | 'failed' | 'sent' | 'nothing';
  card?: Json;
  text?: string;
}

/** What the toast of an answer to a message says. */
const answered = 'Casework Risk Register';

/** How a button is pressed: with which answers; `by` an old client it arrives as a message. */
export interface Pressing {
  fill?: Filling;
  by?: 'Action.Execute' | 'Action.Submit';
}

export class Persona {
  readonly id: string;

  constructor(
    private readonly place: Place,
    /** Staff code of the fictional organisation, e.g. NS-ROM. */
    readonly code: string,
  ) {
    this.id = demoPerson(code);
  }

  /** Opens the chat with the app, as a click on it does. */
  async open(): Promise<void> {
    await this.post('open', {});
  }

  async messages(): Promise<Message[]> {
    return (await this.chat()).messages;
  }

  async unread(): Promise<number> {
    return (await this.chat()).unread;
  }

  /** The cards of the chat, oldest first, as they stand now. */
  async cards(): Promise<Shown[]> {
    const messages = await this.messages();
    return messages.flatMap((message) => {
      const card = message.from === 'bot' ? message.attachments[0]?.content : undefined;
      return card ? [{ messageId: message.id, card }] : [];
    });
  }

  /** Waits for a card whose text holds these words; the newest counts. */
  async sees(words: string, withinMs = 15_000): Promise<Shown> {
    return until(
      `${this.code} has a card with "${words}"`,
      async () => (await this.cards()).findLast(({ card }) => textOf(card).includes(words)),
      withinMs,
    );
  }

  /** Whether a card with these words is in the chat now. */
  async hasCard(words: string): Promise<boolean> {
    return (await this.cards()).some(({ card }) => textOf(card).includes(words));
  }

  /** Writes to the bot; answers the card that comes back. */
  async say(words: string): Promise<Shown> {
    const before = new Set((await this.messages()).map((message) => message.id));
    await this.open();
    for (const message of await this.messages()) before.add(message.id);
    const outcome = await this.post('messages', { text: words });
    if (outcome.kind !== 'sent') throw new Error(`The message was not taken: ${JSON.stringify(outcome)}`);
    return until(`the bot answers ${this.code}`, async () => {
      // A notice may arrive in between; it is not the answer.
      const answer = (await this.messages()).findLast(
        (one) => !before.has(one.id) && one.summary === answered,
      );
      const card = answer?.attachments[0]?.content;
      return answer && card && { messageId: answer.id, card };
    });
  }

  /** Presses a button; answers the card that takes the place of this one. */
  async press(shown: Shown, title: string, pressing: Pressing = {}): Promise<Shown> {
    const button = buttonOf(shown.card, title);
    const data = dataFor(shown.card, button, pressing.fill);
    if (pressing.by === 'Action.Submit') return this.submit(shown, data);
    return this.send(shown, { verb: button.verb, data });
  }

  /** Sends an action as it is given; for presses that no client of ours would make. */
  async send(shown: Shown, action: { verb?: string | undefined; data: unknown }): Promise<Shown> {
    const { messageId } = shown;
    const outcome = await this.post('actions', { messageId, type: 'Action.Execute', ...action });
    if (outcome.kind !== 'card' || !outcome.card)
      throw new Error(`The press was not answered with a card: ${JSON.stringify(outcome)}`);
    return { messageId, card: outcome.card };
  }

  /** An old client sends a message instead and gets its card edited. */
  private async submit(shown: Shown, data: Json): Promise<Shown> {
    const { messageId } = shown;
    const edited = async () => (await this.messages()).find((one) => one.id === messageId)?.editedAt;
    const before = await edited();
    await this.post('actions', { messageId, type: 'Action.Submit', data });
    await until('the card is edited', async () => (await edited()) !== before);
    const card = (await this.cards()).find((one) => one.messageId === messageId);
    if (!card) throw new Error('The message that was pressed is gone.');
    return card;
  }

  private async chat(): Promise<{ messages: Message[]; unread: number }> {
    const answer = await fetch(`${this.place.box}/shell/chats/${this.id}`);
    return (await answer.json()) as { messages: Message[]; unread: number };
  }

  private async post(what: string, body: object): Promise<Outcome> {
    const answer = await fetch(`${this.place.box}/shell/chats/${this.id}/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The box answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Outcome;
  }
}

/** People of a place by their codes. */
export const peopleOf = (place: () => Place) => (code: string) => new Persona(place(), code);
