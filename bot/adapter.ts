/** The one file that builds the botbuilder adapter. A change of bot SDK costs this file. */
import { type Request, type Response } from 'express';
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type Activity as SdkActivity,
  type ConversationParameters,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  AuthenticationError,
  type ConnectorClient,
  ClaimsIdentity,
  ServiceClientCredentialsFactory,
  type ServiceClientCredentials,
} from 'botframework-connector';
import { type Log } from '../state/log';
import { errorCode } from '../state/errors';
import { readActivity, type ConversationReference } from './activity';
import { troubleCard } from './cards/refused';
import { type BotConfig, isServiceUrlAllowed } from './config';
import { refuseRequest } from './edge';
import {
  GatewayError,
  invokeAnswer,
  type ActivityHandler,
  type ConversationStart,
  type InvokeAnswer,
  type Message,
  type TeamsGateway,
} from './gateway';
import { failureOf } from './gateway-failure';
import { words } from './words';

const cardType = 'application/vnd.microsoft.card.adaptive';
const channelScope = 'https://api.botframework.com';

/** What the gateway is given from outside: the one token source of the house lives elsewhere. */
export interface GatewayParts {
  config: BotConfig;
  /** An app-only token for a scope such as https://api.botframework.com/.default. */
  tokenFor: (scope: string) => Promise<string>;
  log: Log;
}

/** Signs calls to the channel with our own token source; without an app id nothing is signed. */
class OurCredentials extends ServiceClientCredentialsFactory {
  constructor(private readonly parts: GatewayParts) {
    super();
  }

  isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId === this.parts.config.CRR_BOT_APP_ID);
  }

  /** The SDK's own reading of an empty app id; config.ts lets it happen for anonymous development only. */
  isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(this.parts.config.CRR_BOT_ANONYMOUS === 'true');
  }

  createCredentials(_appId: string, audience: string | undefined): Promise<ServiceClientCredentials> {
    const { config, tokenFor } = this.parts;
    return Promise.resolve({
      signRequest: async (request) => {
        if (config.CRR_BOT_ANONYMOUS === 'true') return request;
        const scope = `${audience ?? channelScope}/.default`;
        const token = await tokenFor(scope).catch((cause: unknown) => {
          const facts = { status: null, serviceCode: errorCode(cause), retryAfterMs: null };
          throw new GatewayError('token', facts, { cause });
        });
        request.headers.set('Authorization', `Bearer ${token}`);
        return request;
      },
    });
  }
}

function authentication(parts: GatewayParts): ConfigurationBotFrameworkAuthentication {
  const { config } = parts;
  return new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: config.CRR_BOT_APP_ID,
      ValidateAuthority: true,
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: channelScope,
      ToBotFromChannelTokenIssuer: config.CRR_BOT_TOKEN_ISSUER,
      OAuthUrl: 'https://api.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: config.CRR_BOT_OPENID_METADATA,
      // Emulator tokens never get past the edge; the SDK wants an address all the same.
      ToBotFromEmulatorOpenIdMetadataUrl: config.CRR_BOT_OPENID_METADATA,
      CallerId: 'urn:botframework:azure',
    },
    new OurCredentials(parts),
  );
}

/** The SDK's adapter with the two doors we use: a turn for an incoming activity, a client for outgoing calls. */
class Adapter extends CloudAdapter {
  private readonly appId: string;

  constructor(parts: GatewayParts) {
    super(authentication(parts));
    this.appId = parts.config.CRR_BOT_APP_ID;
  }

  turn(
    authorization: string,
    body: object,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, body as SdkActivity, logic);
  }

  async client(serviceUrl: string): Promise<ConnectorClient> {
    const identity = new ClaimsIdentity([
      { type: 'aud', value: this.appId },
      { type: 'appid', value: this.appId },
    ]);
    const factory = this.botFrameworkAuthentication.createConnectorFactory(identity);
    return withoutRetries(await factory.create(serviceUrl, undefined as unknown as string));
  }
}

/** The SDK repeats 500, 502, 504 and broken connections by itself and so doubles messages; the outbox alone decides that. */
function withoutRetries(client: ConnectorClient): ConnectorClient {
  const { pipeline } = (client as unknown as { client: { pipeline: Pipeline } }).client;
  if (pipeline.removePolicy({ name: 'defaultRetryPolicy' }).length === 0)
    throw new Error(
      'The bot SDK has no defaultRetryPolicy any more; check how it repeats calls before using it.',
    );
  return client;
}

interface Pipeline {
  removePolicy(which: { name: string }): unknown[];
}

type Call = <T>(serviceUrl: string, work: (client: ConnectorClient) => Promise<T>) => Promise<T>;

/** The only implementation of the gateway. */
export function createTeamsGateway(parts: GatewayParts): TeamsGateway {
  const adapter = new Adapter(parts);
  const call: Call = async (serviceUrl, work) => {
    // Our token goes out with the call, so the address is checked again however it got into the database.
    if (!isServiceUrlAllowed(parts.config, serviceUrl))
      throw new GatewayError('host', { status: null, serviceCode: 'host-not-allowed', retryAfterMs: null });
    try {
      return await work(await adapter.client(serviceUrl));
    } catch (error) {
      throw failureOf(error);
    }
  };
  return {
    receive: (request, response, handle) => receive(adapter, parts, incoming(request, response, handle)),
    send: (reference, message) =>
      call(reference.serviceUrl, async ({ conversations }) => {
        const activity = activityOf(reference, message);
        return (await conversations.sendToConversation(reference.conversationId, activity)).id ?? '';
      }),
    edit: (reference, activityId, message) =>
      call(reference.serviceUrl, async ({ conversations }) => {
        const activity = { ...activityOf(reference, message), id: activityId };
        await conversations.updateActivity(reference.conversationId, activityId, activity);
      }),
    createConversation: (start) => createConversation(call, start),
  };
}

function createConversation(call: Call, start: ConversationStart): Promise<ConversationReference> {
  const { tenantId, botId, aadObjectId } = start;
  const wanted = {
    isGroup: false,
    tenantId,
    bot: { id: botId, name: '' },
    members: [{ id: aadObjectId, name: '' }],
    channelData: { tenant: { id: tenantId } },
  };
  return call(start.serviceUrl, async ({ conversations }) => {
    const made = await conversations.createConversation(wanted as unknown as ConversationParameters);
    const serviceUrl = made.serviceUrl ?? start.serviceUrl;
    return {
      serviceUrl,
      channelId: 'msteams',
      tenantId,
      botId,
      conversationId: made.id,
      userMri: aadObjectId,
    };
  });
}

function incoming(request: Request, response: Response, handle: ActivityHandler): Incoming {
  return {
    authorization: request.headers.authorization ?? '',
    body: request.body as object,
    handle,
    answer: (status, body) => {
      response.status(status);
      if (body === undefined) response.end();
      else response.json(body);
    },
    refuse: (status, code) => refuseRequest(response, status, code),
  };
}

interface Incoming {
  authorization: string;
  body: object;
  handle: ActivityHandler;
  answer: (status: number, body?: unknown) => void;
  refuse: (status: number, code: string) => void;
}

async function receive(adapter: Adapter, parts: GatewayParts, incoming: Incoming): Promise<void> {
  let answered: InvokeAnswer | null = null;
  const isInvoke = (incoming.body as { type?: unknown }).type === 'invoke';
  let isTrusted = false;
  try {
    await adapter.turn(incoming.authorization, structuredClone(incoming.body), async () => {
      isTrusted = true;
      answered = await incoming.handle(readActivity(incoming.body));
    });
  } catch (error) {
    // The SDK's messages stay here: codes only, in the log and on the wire.
    parts.log.warn(isTrusted ? 'bot.turn-failed' : 'bot.token-refused', { code: errorCode(error) });
    if (!isTrusted)
      return isRefusedToken(error)
        ? incoming.refuse(401, 'Unauthorized')
        : incoming.refuse(503, 'Unavailable');
    answered = isInvoke ? invokeAnswer(troubleCard(words.trouble.failed)) : null;
  }
  if (isInvoke) incoming.answer(200, answered ?? invokeAnswer(troubleCard(words.trouble.badCard)));
  else incoming.answer(200);
}

/** The SDK's own refusal and those of its token library; anything else is trouble on our side, so the channel may come again. */
function isRefusedToken(error: unknown): boolean {
  if (error instanceof AuthenticationError) return true;
  return error instanceof Error && /^(JsonWebTokenError|TokenExpiredError|NotBeforeError)$/.test(error.name);
}

function activityOf(reference: ConversationReference, message: Message): Partial<SdkActivity> {
  return {
    type: 'message',
    summary: message.summary,
    from: { id: reference.botId, name: '' },
    conversation: {
      id: reference.conversationId,
      isGroup: false,
      conversationType: 'personal',
      tenantId: reference.tenantId,
      name: '',
    },
    recipient: { id: reference.userMri, name: '' },
    channelId: reference.channelId,
    serviceUrl: reference.serviceUrl,
    attachments: [{ contentType: cardType, content: message.card }],
  };
}
