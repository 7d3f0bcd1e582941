/** The shell over HTTP: its pages, its JSON API for chats, its live events and the tab's token. */
import { type Connector, mountConnector } from '../../../tenant/connector/mount';
import { mountShell } from '../../../tenant/shell/mount';
import { type BoxStub, caseworker, leaver, manager, startBoxStub, tenantId } from '../../kit/box-stub';
import { type BotDouble, startBotDouble } from '../connector/bot-double';
import { call } from '../connector/call';
import { listen } from './listen';

let bot: BotDouble;
let stub: BoxStub;
let connector: Connector;

beforeAll(async () => {
  bot = await startBotDouble();
  stub = await startBoxStub(
    (box) => {
      connector = mountConnector(box);
      mountShell(box, connector);
    },
    { botEndpoint: bot.endpoint },
  );
});
afterAll(async () => {
  await stub.stop();
  await bot.stop();
});

const chat = (person = caseworker.id) => `${stub.url}/shell/chats/${person}`;

async function proactive(person: string, text: string): Promise<{ conversation: string; id: string }> {
  const chats = `${stub.url}/connector/v3/conversations`;
  const wanted = { members: [{ id: person }], channelData: { tenant: { id: tenantId } } };
  const { id: conversation } = (await call('POST', chats, wanted)).body as { id: string };
  const sent = await call('POST', `${chats}/${conversation}/activities`, { type: 'message', text });
  return { conversation, id: (sent.body as { id: string }).id };
}

describe('pages', () => {
  it.each(['/', '/chat', '/app', '/mail', '/clock', '/files', '/lists'])(
    'serves the shell at %s',
    async (path) => {
      const response = await fetch(`${stub.url}${path}?as=${caseworker.id}`);

      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>Casework Risk Register</title>');
      expect(response.headers.get('content-security-policy')).toContain(
        "frame-src 'self' http://127.0.0.1:9;",
      );
    },
  );

  it('leads a deep link of Teams to the page of the tab', async () => {
    const context = encodeURIComponent(JSON.stringify({ subEntityId: 'NS-1' }));
    const link = `${stub.url}/l/entity/55555555-5555-4555-8555-555555555555/register?context=${context}`;

    const response = await fetch(link, { redirect: 'manual' });

    expect(response.headers.get('location')).toBe('/app?page=register&sub=NS-1');
  });
});

describe('the chat API', () => {
  it('lists the people with open accounts, their jobs and what they have not read', async () => {
    await proactive(manager.id, 'A review is due');

    const tenant = (await call('GET', `${stub.url}/shell/tenant.json`)).body as { users: unknown[] };

    expect(tenant.users).toMatchObject([
      { id: caseworker.id, displayName: 'Caseworker NS-01', jobTitle: 'Caseworker', unread: 0 },
      { id: manager.id, jobTitle: 'Regional Office Manager', unread: 1 },
    ]);
    expect(JSON.stringify(tenant)).not.toContain(leaver.id);
  });

  it('takes a text, an action and a refresh, and marks the chat as read', async () => {
    const { id } = await proactive(caseworker.id, 'Card');
    bot.answer = ({ activity }) => ({
      status: 200,
      body:
        activity.type === 'invoke'
          ? { type: 'application/vnd.microsoft.activity.message', value: 'Kept' }
          : {},
    });

    const said = await call('POST', `${chat()}/messages`, { text: 'hello' });
    const pressed = await call('POST', `${chat()}/actions`, {
      messageId: id,
      type: 'Action.Execute',
      verb: 'v',
      data: {},
    });
    const refreshed = await call('POST', `${chat()}/refreshes`, { messageId: id });
    await call('POST', `${chat(manager.id)}/read`, {});

    expect(said.body).toEqual({ kind: 'sent' });
    expect(pressed.body).toEqual({ kind: 'toast', text: 'Kept' });
    expect(refreshed.body).toEqual({ kind: 'nothing' });
    expect((await call('GET', chat(manager.id))).body).toMatchObject({ unread: 0 });
  });

  it('answers a sentence for what it cannot use', async () => {
    expect((await call('POST', `${chat()}/messages`, { text: '  ' })).status).toBe(400);
    expect((await call('POST', `${chat()}/actions`, { type: 'Action.Execute' })).status).toBe(400);
    const stranger = await call('POST', `${chat('nobody')}/open`, {});
    expect(stranger).toMatchObject({ status: 404, body: { error: expect.stringContaining('Nobody') } });
    // A form of another web page cannot send JSON, so it cannot act for anybody here.
    const form = await fetch(`${chat()}/messages`, { method: 'POST', body: '{"text":"hi"}' });
    expect(form.status).toBe(400);
  });
});

describe('live events', () => {
  it('tell of new, edited and deleted messages, of what is unread, of mail, files and the clock', async () => {
    const events = await listen(`${stub.url}/shell/events`);
    const { conversation, id } = await proactive(caseworker.id, 'Now');
    const message = `${stub.url}/connector/v3/conversations/${conversation}/activities/${id}`;
    await call('PUT', message, { type: 'message', text: 'Edited' });
    await call('POST', `${chat()}/read`, {});
    await call('DELETE', message);
    stub.change('mail');
    stub.change('file');
    await stub.box.clock.advance(60_000);

    const seen = await events.until('clock');
    await events.close();

    const of = (kind: string) => seen.filter((event) => event.kind === kind).map((event) => event.data);
    const where = { userId: caseworker.id, messageId: id };
    expect(of('message')).toEqual([where]);
    expect(of('edited')).toEqual([where]);
    expect(of('deleted')).toEqual([where]);
    expect(of('unread')).toContainEqual({ userId: caseworker.id, unread: 0 });
    expect(of('mail')).toEqual([{}]);
    expect(of('file')).toEqual([{}]);
    expect(of('clock')).toEqual([{ now: expect.any(String), offsetMs: 60_000 }]);
  });
});

describe('the tab’s token', () => {
  it('is what Teams hands out: this authority, the tab as audience, the person, Teams web as client', async () => {
    const { body } = await call('POST', `${stub.url}/shell/tab-token`, { userId: caseworker.id });

    const { token } = body as { token: string };
    const issuer = `${stub.url}/${tenantId}/v2.0`;
    const claims = await stub.box.keys.verify(token, {
      issuer,
      audience: stub.box.options.teamsApp.tabAppId,
    });
    expect(claims).toMatchObject({
      oid: caseworker.id,
      tid: tenantId,
      scp: 'access_as_user',
      azp: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
      ver: '2.0',
    });
  });

  it('is refused to strangers and closed accounts', async () => {
    for (const userId of ['nobody', leaver.id, undefined]) {
      expect((await call('POST', `${stub.url}/shell/tab-token`, { userId })).status).toBe(404);
    }
  });
});
