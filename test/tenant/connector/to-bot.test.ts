/** What reaches the bot when people act, and what people see of its answers. */
import { conversationIdOf } from '../../../tenant/connector/activity';
import { type Connector, mountConnector } from '../../../tenant/connector/mount';
import { UNREACHABLE, WENT_WRONG } from '../../../tenant/connector/outcome';
import { type BoxStub, caseworker, leaver, startBoxStub, tenantId } from '../../kit/box-stub';
import { type BotDouble, startBotDouble } from './bot-double';
import { call } from './call';

const RESEND_AFTER_MS = 150;
const adaptive = 'application/vnd.microsoft.card.adaptive';

let bot: BotDouble;
let stub: BoxStub;
let connector: Connector;

async function start(botAppId = ''): Promise<void> {
  bot = await startBotDouble();
  const wanted = { botEndpoint: bot.endpoint, botAppId };
  stub = await startBoxStub((box) => {
    connector = mountConnector(box, { resendAfterMs: RESEND_AFTER_MS });
  }, wanted);
}

async function botSays(attachment: unknown): Promise<string> {
  await connector.people.open(caseworker.id);
  const conversation = conversationIdOf(stub.box, caseworker);
  const activity = { type: 'message', attachments: [{ contentType: adaptive, content: attachment }] };
  const sent = await call(
    'POST',
    `${stub.url}/connector/v3/conversations/${conversation}/activities`,
    activity,
  );
  bot.received.length = 0;
  return (sent.body as { id: string }).id;
}

const press = (messageId: string, data: unknown = { verb: 'x' }) =>
  connector.people.press(caseworker.id, {
    messageId,
    type: 'Action.Execute',
    id: 'go',
    verb: 'risk.save',
    data,
  });

afterEach(async () => {
  await stub.stop();
  await bot.stop();
});

describe('without an app id', () => {
  beforeEach(() => start());

  it('tells the bot of the installation once, the first time a person opens the chat', async () => {
    await Promise.all([connector.people.open(caseworker.id), connector.people.open(caseworker.id)]);
    await connector.people.open(caseworker.id);

    expect(bot.received.map(({ activity }) => activity.type)).toEqual([
      'installationUpdate',
      'conversationUpdate',
    ]);
    expect(bot.received[0]?.activity).toMatchObject({ action: 'add' });
    expect(bot.received[1]?.activity).toMatchObject({
      membersAdded: [{ id: `29:${caseworker.id}` }, { id: '28:crr-bot' }],
    });
    expect(bot.received[0]?.headers.authorization).toBeUndefined();
  });

  it('tells the bot at the next opening when it was down at the first', async () => {
    const { endpoint } = bot;
    stub.box.options.teamsApp.botEndpoint = 'http://127.0.0.1:9/down';
    await connector.people.open(caseworker.id);
    stub.box.options.teamsApp.botEndpoint = endpoint;

    await connector.people.open(caseworker.id);

    expect(bot.received).toHaveLength(2);
  });

  it('sends a text with the fields Teams sends', async () => {
    const outcome = await connector.people.say(caseworker.id, 'hello');

    const { activity, headers } = bot.received.at(-1)!;
    expect(outcome).toEqual({ kind: 'sent' });
    expect(headers).toMatchObject({ 'x-ms-tenant-id': tenantId });
    expect(activity).toMatchObject({
      type: 'message',
      id: connector.chats.messages(caseworker.id)[0]?.id,
      text: 'hello',
      serviceUrl: `${stub.url}/connector/`,
      channelId: 'msteams',
      from: { id: `29:${caseworker.id}`, name: caseworker.displayName, aadObjectId: caseworker.id },
      conversation: { id: expect.stringMatching(/^a:1/), conversationType: 'personal', tenantId },
      recipient: { id: '28:crr-bot', name: 'Casework Risk Register' },
      channelData: { tenant: { id: tenantId } },
      entities: [{ type: 'clientInfo', locale: 'en-GB' }],
      locale: 'en-GB',
      localTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/),
    });
    expect(Date.parse(String(activity['localTimestamp']))).toBe(Date.parse(String(activity['timestamp'])));
  });

  it('stamps activities with the time of the box', async () => {
    await stub.box.clock.advance(7 * 24 * 3_600_000);
    await connector.people.say(caseworker.id, 'hello');

    const stamped = Date.parse(String(bot.received.at(-1)?.activity['timestamp']));
    expect(stamped - Date.now()).toBeGreaterThan(6.9 * 24 * 3_600_000);
  });

  it('sends an Action.Execute as an invoke that names the message of the card', async () => {
    const messageId = await botSays({ type: 'AdaptiveCard' });
    bot.answer = () => ({
      status: 200,
      body: { statusCode: 200, type: adaptive, value: { type: 'AdaptiveCard' } },
    });

    const outcome = await press(messageId, { verb: 'risk.save', summary: 'typed' });

    expect(outcome).toEqual({ kind: 'card', card: { type: 'AdaptiveCard' } });
    expect(bot.received).toHaveLength(1);
    expect(bot.received[0]?.activity).toMatchObject({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: messageId,
      channelData: { tenant: { id: tenantId } },
      value: {
        action: {
          type: 'Action.Execute',
          id: 'go',
          verb: 'risk.save',
          data: { verb: 'risk.save', summary: 'typed' },
        },
        trigger: 'manual',
      },
    });
  });

  it('does not keep a card that only came as the answer of an invoke, as Teams does not', async () => {
    const messageId = await botSays({ type: 'AdaptiveCard', body: [] });
    bot.answer = () => ({
      status: 200,
      body: { statusCode: 200, type: adaptive, value: { type: 'AdaptiveCard', id: 'new' } },
    });

    await press(messageId);

    expect(connector.chats.messages(caseworker.id)[0]?.attachments[0]?.content).toEqual({
      type: 'AdaptiveCard',
      body: [],
    });
  });

  it.each([
    [
      'a message as a toast',
      200,
      { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Saved' },
      { kind: 'toast', text: 'Saved' },
    ],
    [
      'an error body',
      200,
      { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'y' } },
      { kind: 'failed', text: WENT_WRONG },
    ],
    ['a body without a type', 200, { statusCode: 200 }, { kind: 'failed', text: WENT_WRONG }],
    ['an empty body', 200, undefined, { kind: 'failed', text: UNREACHABLE }],
    [
      'an HTTP error',
      500,
      { statusCode: 200, type: adaptive, value: {} },
      { kind: 'failed', text: UNREACHABLE },
    ],
  ])('shows %s as Teams does', async (_what, status, body, expected) => {
    const messageId = await botSays({ type: 'AdaptiveCard' });
    bot.answer = () => ({ status, body });

    expect(await press(messageId)).toEqual(expected);
  });

  it('sends an invoke again with the same id when it was not answered in time, and takes the second answer', async () => {
    const messageId = await botSays({ type: 'AdaptiveCard' });
    const held: (() => void)[] = [];
    bot.answer = () => {
      const answer = {
        status: 200,
        body: { statusCode: 200, type: adaptive, value: { type: 'AdaptiveCard' } },
      };
      return bot.received.length === 1 ? new Promise((resolve) => held.push(() => resolve(answer))) : answer;
    };

    const outcome = await press(messageId);
    held.forEach((release) => release());

    expect(outcome.kind).toBe('card');
    expect(bot.received).toHaveLength(2);
    expect(bot.received[1]?.activity).toEqual(bot.received[0]?.activity);
  });

  it('says that the app cannot be reached when both were not answered', async () => {
    const messageId = await botSays({ type: 'AdaptiveCard' });
    const held: (() => void)[] = [];
    bot.answer = () => new Promise((resolve) => held.push(() => resolve({ status: 200 })));

    const outcome = await press(messageId);
    held.forEach((release) => release());

    expect(outcome).toEqual({ kind: 'failed', text: UNREACHABLE });
    expect(bot.received).toHaveLength(2);
  });

  it('sends an Action.Submit as a message with its data as value and shows nothing in the chat', async () => {
    const messageId = await botSays({ type: 'AdaptiveCard' });

    const data = { verb: 'risk.save', summary: 'typed' };
    const outcome = await connector.people.press(caseworker.id, { messageId, type: 'Action.Submit', data });

    expect(outcome).toEqual({ kind: 'sent' });
    expect(bot.received[0]?.activity).toMatchObject({ type: 'message', value: data, replyToId: messageId });
    expect(bot.received[0]?.activity).not.toHaveProperty('text');
    expect(connector.chats.messages(caseworker.id)).toHaveLength(1);
  });

  it('turns messageBack and imBack into the words they show', async () => {
    const messageId = await botSays({ type: 'AdaptiveCard' });
    const submit = (msteams: unknown) =>
      connector.people.press(caseworker.id, { messageId, type: 'Action.Submit', data: { msteams } });

    await submit({ type: 'messageBack', text: 'help me', displayText: 'Help', value: { a: 1 } });
    await submit({ type: 'imBack', value: 'hello' });

    expect(bot.received.map(({ activity }) => activity['text'])).toEqual(['help me', 'hello']);
    const shown = connector.chats.messages(caseworker.id).slice(1);
    expect(shown.map((message) => message.text)).toEqual(['Help', 'hello']);
  });

  it('refreshes a card for the people it names and for nobody else', async () => {
    const refresh = (userIds: string[]) => ({
      type: 'AdaptiveCard',
      refresh: { userIds, action: { type: 'Action.Execute', verb: 'risk.refresh', data: { risk: 'NS-1' } } },
    });
    const mine = await botSays(refresh([`29:${caseworker.id}`]));
    const other = await botSays(refresh([]));
    bot.answer = () => ({
      status: 200,
      body: { statusCode: 200, type: adaptive, value: { type: 'AdaptiveCard' } },
    });

    expect((await connector.people.refresh(caseworker.id, mine)).kind).toBe('card');
    expect((await connector.people.refresh(caseworker.id, other)).kind).toBe('nothing');

    expect(bot.received).toHaveLength(1);
    expect(bot.received[0]?.activity).toMatchObject({
      value: { action: { verb: 'risk.refresh', data: { risk: 'NS-1' } }, trigger: 'automatic' },
    });
  });

  it('knows neither strangers, nor closed accounts, nor messages that are gone', async () => {
    await expect(connector.people.open('nobody')).rejects.toMatchObject({ code: 'unknown-person' });
    await expect(connector.people.say(leaver.id, 'hi')).rejects.toMatchObject({ code: 'unknown-person' });
    await expect(press('1')).rejects.toMatchObject({ code: 'unknown-message' });
  });
});

describe('with an app id', () => {
  const botAppId = '66666666-6666-4666-8666-666666666666';
  beforeEach(() => start(botAppId));

  it('signs every activity as the Bot Framework channel, with its serviceurl', async () => {
    await connector.people.say(caseworker.id, 'hello');

    const { headers, activity } = bot.received.at(-1)!;
    const token = String(headers.authorization).replace('Bearer ', '');
    const claims = await stub.box.keys.verify(token, {
      audience: botAppId,
      issuer: 'https://api.botframework.com',
    });
    expect(claims).toMatchObject({ serviceurl: activity['serviceUrl'], exp: expect.any(Number) });
    expect(activity['recipient']).toMatchObject({ id: `28:${botAppId}` });
  });
});
