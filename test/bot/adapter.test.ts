/** Tokens in both directions, and exactly one attempt for every outgoing call. */
import express, { type Request, type Response } from 'express';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createTeamsGateway } from '../../bot/adapter';
import { type ConversationReference } from '../../bot/activity';
import { GatewayError, type ActivityHandler, type TeamsGateway } from '../../bot/gateway';
import { troubleCard } from '../../bot/cards/refused';
import { edge } from '../../bot/edge';
import { type BotConfig } from '../../bot/config';
import { keepLog } from '../kit/db';
import {
  aBotConfig,
  activityFrom,
  cast,
  invokeFrom,
  listen,
  startChannel,
  tenantId,
  type FakeChannel,
} from './kit';

const appId = '00000000-0000-4000-8000-0000000000b0';
const message = { card: troubleCard('A sentence.'), summary: 'A sentence.' };

let channel: FakeChannel;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  channel = await startChannel();
  closing.push(channel.close);
});
afterAll(async () => {
  for (const close of closing) await close();
});

const reference = (): ConversationReference => ({
  serviceUrl: `${channel.url}/`,
  channelId: 'msteams',
  tenantId,
  botId: '28:crr-bot',
  conversationId: 'a:1',
  userMri: '29:1',
});

describe('outgoing calls', () => {
  const log = keepLog();
  const gateway = createTeamsGateway({
    config: aBotConfig(),
    tokenFor: () => Promise.reject(new Error('not asked')),
    log,
  });

  it.each([
    ['502', { status: 502 }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '1' } }],
    ['a broken connection', 'reset' as const],
  ])('a send answered with %s is tried exactly once', async (_what, planned) => {
    const before = channel.calls.length;
    channel.plan(planned);

    await expect(gateway.send(reference(), message)).rejects.toBeInstanceOf(GatewayError);

    expect(channel.calls.length - before).toBe(1);
  });

  it('an edit and the beginning of a chat are tried exactly once as well', async () => {
    const before = channel.calls.length;
    channel.plan({ status: 502 }, { status: 502 });

    await expect(gateway.edit(reference(), 'm', message)).rejects.toBeInstanceOf(GatewayError);
    await expect(
      gateway.createConversation({
        serviceUrl: `${channel.url}/`,
        tenantId,
        botId: '28:b',
        aadObjectId: cast.rom.id,
      }),
    ).rejects.toBeInstanceOf(GatewayError);

    expect(channel.calls.length - before).toBe(2);
  });

  it('failures tell status, the channel’s own code and how long to wait', async () => {
    channel.plan({ status: 429, body: { error: { code: 'Throttled' } }, headers: { 'Retry-After': '7' } });

    const failure = await gateway.send(reference(), message).catch((error: unknown) => error);

    expect((failure as GatewayError).facts).toEqual({
      status: 429,
      serviceCode: 'Throttled',
      retryAfterMs: 7000,
    });
  });

  it('never calls an address that is not allowed', async () => {
    const failure = await gateway
      .send({ ...reference(), serviceUrl: 'https://example.invalid/' }, message)
      .catch((error: unknown) => error);

    expect((failure as GatewayError).code).toBe('host');
  });
});

describe('with an app id', () => {
  let url: string;
  let sign: (claims: Record<string, unknown>) => Promise<string>;
  let heard: string[];
  const scopes: string[] = [];
  let gateway: TeamsGateway;
  let config: BotConfig;

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const key = {
      ...(await exportJWK(publicKey)),
      kid: 'one',
      use: 'sig',
      alg: 'RS256',
      endorsements: ['msteams'],
    };
    const issuer = express();
    issuer.get(
      '/openid',
      (_request, response) =>
        void response.json({
          issuer: 'https://api.botframework.com',
          jwks_uri: `${issuerAt.url}/keys`,
          id_token_signing_alg_values_supported: ['RS256'],
        }),
    );
    issuer.get('/keys', (_request, response) => void response.json({ keys: [key] }));
    const issuerAt = await listen(issuer);
    sign = (claims) =>
      new SignJWT({ serviceurl: `${channel.url}/`, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
        .setIssuedAt()
        .setIssuer((claims.iss as string | undefined) ?? 'https://api.botframework.com')
        .setAudience((claims.aud as string | undefined) ?? appId)
        .setExpirationTime((claims.exp as number | undefined) ?? '1h')
        .sign(privateKey);
    config = aBotConfig({
      CRR_BOT_ANONYMOUS: 'false',
      CRR_BOT_APP_ID: appId,
      CRR_BOT_APP_SECRET: 'a secret for tests',
      CRR_BOT_OPENID_METADATA: `${issuerAt.url}/openid`,
      CRR_BOT_SERVICE_HOSTS: '127.0.0.1',
    });
    const tokenFor = (scope: string) => Promise.resolve(`token for ${scopes.push(scope) && scope}`);
    gateway = createTeamsGateway({ config, tokenFor, log: keepLog() });
    heard = [];
    const handle: ActivityHandler = (activity) => {
      heard.push(activity.kind);
      return Promise.resolve(null);
    };
    const app = express();
    app.all('/api/messages', ...edge(config), (request: Request, response: Response) =>
      gateway.receive(request, response, handle),
    );
    const bot = await listen(app);
    url = bot.url;
    closing.push(bot.close, issuerAt.close);
  });

  async function post(
    authorization: string | undefined,
    body: object = { ...activityFrom(channel, cast.rom), type: 'message', text: 'hi' },
  ) {
    const headers = {
      'Content-Type': 'application/json',
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    };
    return (await fetch(`${url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(body) }))
      .status;
  }

  it('a genuine token of the channel is let in', async () => {
    expect(await post(`Bearer ${await sign({})}`)).toBe(200);
    expect(heard).toEqual(['message']);
  });

  it.each([
    ['no token', () => undefined],
    ['no scheme', () => sign({})],
    ['a text', () => 'Bearer secret'],
    ['three parts that are no token', () => 'Bearer a.b.c'],
    [
      'a token for another bot',
      async () => `Bearer ${await sign({ aud: '00000000-0000-4000-8000-0000000000b1' })}`,
    ],
    [
      'a token for another service address',
      async () => `Bearer ${await sign({ serviceurl: 'https://smba.trafficmanager.net/' })}`,
    ],
    ['a token that ran out', async () => `Bearer ${await sign({ exp: 1_600_000_000 })}`],
    [
      'a token of our own tenant, as AseChannel takes them',
      async () =>
        `Bearer ${await sign({ iss: `https://sts.windows.net/${tenantId}/`, appid: appId, ver: '1.0' })}`,
    ],
    [
      'a token whose content was changed',
      async () =>
        `Bearer ${(await sign({})).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ iss: 'https://api.botframework.com', aud: appId, exp: 9_999_999_999, serviceurl: `${channel.url}/` })).toString('base64url')}.`)}`,
    ],
  ])('%s is answered 401 and nothing is handled', async (_what, authorization) => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const before = heard.length;

    expect(await post(await authorization())).toBe(401);

    expect(heard).toHaveLength(before);
    quiet.mockRestore();
  });

  it('an invoke without a handler’s answer is still 200 with a card', async () => {
    expect(
      await post(`Bearer ${await sign({})}`, invokeFrom(channel, cast.rom, { v: 1, verb: 'open' })),
    ).toBe(200);
  });

  it('signs its own calls with the one token source of the house', async () => {
    await gateway.send(reference(), message);

    expect(scopes.at(-1)).toBe('https://api.botframework.com/.default');
    expect(channel.calls.at(-1)?.authorization).toBe(
      'Bearer token for https://api.botframework.com/.default',
    );
  });

  it('says so when no token can be had, and calls nobody', async () => {
    const lost = createTeamsGateway({
      config,
      tokenFor: () => Promise.reject(new Error('secret expired')),
      log: keepLog(),
    });
    const before = channel.calls.length;

    const failure = await lost.send(reference(), message).catch((error: unknown) => error);

    expect((failure as GatewayError).code).toBe('token');
    expect(channel.calls).toHaveLength(before);
  });
});
