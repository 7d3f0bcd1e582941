/** The SDK the product uses, as it is, against the box's channel: what it sends must be what the channel understands. */
import { type AddressInfo } from 'node:net';
import { type Server } from 'node:http';
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationParameters,
  type ConversationReference,
  TeamsInfo,
  TurnContext,
} from 'botbuilder';
import express from 'express';
import { type Connector, mountConnector } from '../../../tenant/connector/mount';
import { type BoxStub, caseworker, manager, startBoxStub, tenantId } from '../../kit/box-stub';

const card = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.5' },
};

let adapter: CloudAdapter;
let server: Server;
let stub: BoxStub;
let connector: Connector;
let turn: (context: TurnContext) => Promise<void>;

beforeAll(async () => {
  adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' }));
  const app = express();
  app.post('/api/messages', express.json(), (request, response) =>
    adapter.process(request, response, (context) => turn(context)),
  );
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const botEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  stub = await startBoxStub((box) => (connector = mountConnector(box)), { botEndpoint });
});
afterAll(async () => {
  await stub.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('answers, edits, deletes and reads the roster from a turn', async () => {
  const seen: Partial<Activity>[] = [];
  let member: unknown;
  turn = async (context) => {
    seen.push(context.activity);
    if (context.activity.type !== 'message') return;
    const sent = await context.sendActivity({ attachments: [card], summary: 'first' });
    const gone = await context.sendActivity('gone');
    await context.updateActivity({
      id: sent?.id,
      type: 'message',
      text: 'edited',
      conversation: context.activity.conversation,
    });
    await context.deleteActivity(gone?.id ?? '');
    member = await TeamsInfo.getMember(context, context.activity.from.id);
  };

  const outcome = await connector.people.say(caseworker.id, 'hello');

  expect(outcome.kind).toBe('sent');
  expect(seen.map(({ type }) => type)).toEqual(['installationUpdate', 'conversationUpdate', 'message']);
  expect(connector.chats.messages(caseworker.id).map(({ text }) => text)).toEqual(['hello', 'edited']);
  expect(member).toMatchObject({
    aadObjectId: caseworker.id,
    userPrincipalName: caseworker.userPrincipalName,
  });
});

it('answers a card action with an invoke response', async () => {
  turn = async (context) => {
    if (context.activity.type === 'message') await context.sendActivity({ attachments: [card] });
    if (context.activity.type !== 'invoke') return;
    const body = { statusCode: 200, type: card.contentType, value: { type: 'AdaptiveCard', id: 'new' } };
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
  };
  await connector.people.say(caseworker.id, 'card please');
  const messageId = connector.chats.messages(caseworker.id).at(-1)?.id ?? '';

  const outcome = await connector.people.press(caseworker.id, {
    messageId,
    type: 'Action.Execute',
    verb: 'go',
    data: {},
  });

  expect(outcome).toEqual({ kind: 'card', card: { type: 'AdaptiveCard', id: 'new' } });
});

it('begins a chat on its own and goes on in it later', async () => {
  const wanted = {
    isGroup: false,
    tenantId,
    bot: { id: '28:crr-bot', name: 'bot' },
    members: [{ id: manager.id, name: '' }],
    channelData: { tenant: { id: tenantId } },
  } as ConversationParameters;
  let reference: Partial<ConversationReference> = {};
  const url = `${stub.url}/connector/`;

  // The SDK reads an absent audience as the channel's own; its type does not say so.
  const audience = undefined as unknown as string;
  await adapter.createConversationAsync('app', 'msteams', url, audience, wanted, async (context) => {
    reference = TurnContext.getConversationReference(context.activity);
    await context.sendActivity('A review is due');
  });
  await adapter.continueConversationAsync('app', reference, async (context) => {
    await context.sendActivity('Still due');
  });

  expect(connector.chats.messages(manager.id).map(({ text }) => text)).toEqual([
    'A review is due',
    'Still due',
  ]);
  expect(connector.chats.unread(manager.id)).toBe(2);
});
