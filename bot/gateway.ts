/** What the bot needs from the Teams channel, without any type of the SDK: adapter.ts is the one implementation. */
import { type Request, type Response } from 'express';
import { type Activity, type ConversationReference } from './activity';
import { type Card } from './cards/parts';

/** A card on its way, with the text of the toast: no text about a case. */
export interface Message {
  card: Card;
  summary: string;
}

/** The body answering an invoke; HTTP is 200 whenever our code ran. */
export type InvokeAnswer = { statusCode: 200 } & (
  | { type: 'application/vnd.microsoft.card.adaptive'; value: Card }
  | { type: 'application/vnd.microsoft.activity.message'; value: string }
);

/** The answer of a handled invoke: this card in place of the pressed one. */
export function invokeAnswer(card: Card): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
}

/** The pressed card stays as it is, and the client says this to the person. */
export function invokeMessage(text: string): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

/** Handles one authenticated activity; null when there is nothing to answer. */
export type ActivityHandler = (activity: Activity) => Promise<InvokeAnswer | null>;

export interface TeamsGateway {
  /** Authenticates the post, hands the activity to `handle` and answers the request, whatever happens. */
  receive(request: Request, response: Response, handle: ActivityHandler): Promise<void>;
  /** Writes into a conversation; answers the id of the new message. */
  send(reference: ConversationReference, message: Message): Promise<string>;
  /** Replaces a message of ours. */
  edit(reference: ConversationReference, activityId: string, message: Message): Promise<void>;
  /** Begins (or finds) the 1:1 conversation with a person of the tenant. */
  createConversation(start: ConversationStart): Promise<ConversationReference>;
}

/** What is known of somebody who never wrote to the bot. */
export interface ConversationStart {
  serviceUrl: string;
  tenantId: string;
  botId: string;
  /** Entra object id. */
  aadObjectId: string;
}

/** token: we could not sign in. http: the channel answered an error. network: no answer came. host: the address is not allowed. */
export type GatewayErrorCode = 'token' | 'http' | 'network' | 'host';

/** A call to the channel that failed; ids and codes only, never what was sent. */
export class GatewayError extends Error {
  constructor(
    readonly code: GatewayErrorCode,
    readonly facts: {
      /** HTTP status; null when none came. */
      status: number | null;
      /** The channel's own code, or that of the network failure. */
      serviceCode: string;
      retryAfterMs: number | null;
    },
    options?: { cause?: unknown },
  ) {
    super(
      `The Teams channel did not take the call: ${code} ${facts.status ?? ''} ${facts.serviceCode}`.trim(),
      options,
    );
    this.name = 'GatewayError';
  }
}
