/** What the bot may call: conversations, messages, edits, deletions, rosters, and the refusals of the channel. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chats } from '../../../tenant/connector/chats';
import { type Connector, mountConnector } from '../../../tenant/connector/mount';
import { type BoxStub, caseworker, leaver, manager, startBoxStub, tenantId } from '../../kit/box-stub';
import { call } from './call';

const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'Hello' }] };
const cardMessage = {
  type: 'message',
  summary: 'A card',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
};
const wanted = (id: string) => ({
  isGroup: false,
  members: [{ id }],
  channelData: { tenant: { id: tenantId } },
});

let stub: BoxStub;
let connector: Connector;
const v3 = () => `${stub.url}/connector/v3/conversations`;
async function begin(id = caseworker.id): Promise<string> {
  return ((await call('POST', v3(), wanted(id))).body as { id: string }).id;
}

beforeEach(async () => {
  stub = await startBoxStub((box) => (connector = mountConnector(box)));
});
afterEach(() => stub.stop());

describe('a bot begins a chat', () => {
  it('answers the same conversation for the Teams address and for the Entra object id', async () => {
    const byAddress = await call('POST', v3(), wanted(`29:${caseworker.id}`));
    const byObjectId = await call('POST', v3(), wanted(caseworker.id));

    expect(byAddress.status).toBe(201);
    expect(byObjectId.body).toEqual(byAddress.body);
    expect(byAddress.body).toMatchObject({ serviceUrl: `${stub.url}/connector/` });
  });

  it('refuses a stranger and a closed account with 403, another tenant and a group with 400', async () => {
    expect((await call('POST', v3(), wanted('29:nobody'))).status).toBe(403);
    expect((await call('POST', v3(), wanted(leaver.id))).status).toBe(403);
    const elsewhere = { ...wanted(caseworker.id), channelData: { tenant: { id: 'other' } } };
    expect((await call('POST', v3(), elsewhere)).status).toBe(400);
    expect((await call('POST', v3(), { ...wanted(caseworker.id), isGroup: true })).status).toBe(400);
  });

  it('carries the first message along when one is given', async () => {
    const made = await call('POST', v3(), {
      ...wanted(manager.id),
      activity: { type: 'message', text: 'Hi' },
    });

    expect(connector.chats.messages(manager.id)).toMatchObject([
      { id: (made.body as { activityId: string }).activityId, text: 'Hi', from: 'bot' },
    ]);
  });
});

describe('a bot speaks', () => {
  it('keeps a card as it was sent and counts it as unread until it is read', async () => {
    const conversation = await begin();

    const sent = await call('POST', `${v3()}/${encodeURIComponent(conversation)}/activities`, cardMessage);

    expect(sent).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^\d{13,}$/) } });
    expect(connector.chats.messages(caseworker.id)[0]).toMatchObject({
      summary: 'A card',
      attachments: [{ content: card }],
    });
    expect(connector.chats.unread(caseworker.id)).toBe(1);
    connector.people.read(caseworker.id);
    expect(connector.chats.unread(caseworker.id)).toBe(0);
  });

  it('accepts a reply to any activity id, as botbuilder sends one from a proactive turn', async () => {
    const conversation = await begin();

    const sent = await call('POST', `${v3()}/${conversation}/activities/some-uuid`, {
      type: 'message',
      text: 'Hi',
    });

    expect(sent.status).toBe(201);
    expect(connector.chats.messages(caseworker.id)).toHaveLength(1);
  });

  it('ignores typing and refuses what is no message', async () => {
    const conversation = await begin();

    expect((await call('POST', `${v3()}/${conversation}/activities`, { type: 'typing' })).status).toBe(201);
    expect((await call('POST', `${v3()}/${conversation}/activities`, { type: 'message' })).status).toBe(400);
    expect((await call('POST', `${v3()}/${conversation}/activities`, { type: 'handoff' })).status).toBe(400);
    expect(connector.chats.messages(caseworker.id)).toHaveLength(0);
  });

  it('gives growing ids even within one millisecond', async () => {
    const conversation = await begin();
    const send = () => call('POST', `${v3()}/${conversation}/activities`, { type: 'message', text: 'x' });

    const answers = await Promise.all([send(), send(), send(), send()]);

    const ids = answers.map((answer) => (answer.body as { id: string }).id);
    expect(new Set(ids).size).toBe(4);
  });

  it('answers 404 for an unknown conversation', async () => {
    const sent = await call('POST', `${v3()}/a:1nothing/activities`, cardMessage);

    expect(sent).toMatchObject({ status: 404, body: { error: { code: 'ConversationNotFound' } } });
  });

  it('answers 413 above 100 KB of UTF-16 and takes what is just below', async () => {
    const conversation = await begin();
    const text = (length: number) => ({ type: 'message', text: 'x'.repeat(length) });

    const big = await call('POST', `${v3()}/${conversation}/activities`, text(51_200));
    const small = await call('POST', `${v3()}/${conversation}/activities`, text(51_000));

    expect(big).toMatchObject({ status: 413, body: { error: { code: 'MessageSizeTooBig' } } });
    expect(small.status).toBe(201);
  });
});

describe('a bot edits and deletes', () => {
  it('replaces the message in place and keeps its id, place and time of sending', async () => {
    const conversation = await begin();
    const sent = await call('POST', `${v3()}/${conversation}/activities`, cardMessage);
    const { id } = sent.body as { id: string };
    await call('POST', `${v3()}/${conversation}/activities`, { type: 'message', text: 'Later' });

    const edited = await call('PUT', `${v3()}/${conversation}/activities/${id}`, {
      type: 'message',
      text: 'Done',
    });

    expect(edited).toMatchObject({ status: 200, body: { id } });
    const messages = connector.chats.messages(caseworker.id);
    expect(messages.map((message) => message.text)).toEqual(['Done', 'Later']);
    expect(messages[0]).toMatchObject({ id, attachments: [], editedAt: expect.any(String) });
  });

  it('answers 404 for a message that is not there and 403 for a person’s own', async () => {
    const conversation = await begin();
    const said = await connector.people.say(caseworker.id, 'Hello');
    const mine = connector.chats.messages(caseworker.id)[0]?.id ?? '';

    const edit = (id: string) => call('PUT', `${v3()}/${conversation}/activities/${id}`, cardMessage);

    expect(said.kind).toBe('failed');
    expect(await edit('1')).toMatchObject({
      status: 404,
      body: { error: { code: 'ActivityNotFoundInConversation' } },
    });
    expect((await edit(mine)).status).toBe(403);
    expect((await call('DELETE', `${v3()}/${conversation}/activities/${mine}`)).status).toBe(403);
  });

  it('removes a deleted message from the chat', async () => {
    const conversation = await begin();
    const sent = await call('POST', `${v3()}/${conversation}/activities`, cardMessage);

    const path = `${v3()}/${conversation}/activities/${(sent.body as { id: string }).id}`;
    expect((await call('DELETE', path)).status).toBe(200);

    expect(connector.chats.messages(caseworker.id)).toHaveLength(0);
    expect(connector.chats.unread(caseworker.id)).toBe(0);
  });
});

describe('the roster', () => {
  it('names the one person of the chat in all three forms', async () => {
    const conversation = await begin();
    const person = { id: `29:${caseworker.id}`, aadObjectId: caseworker.id, tenantId };

    expect((await call('GET', `${v3()}/${conversation}/members`)).body).toMatchObject([person]);
    expect((await call('GET', `${v3()}/${conversation}/pagedmembers`)).body).toMatchObject({
      members: [person],
    });
    const one = await call('GET', `${v3()}/${conversation}/members/${encodeURIComponent(person.id)}`);
    expect(one.body).toMatchObject(person);
    expect((await call('GET', `${v3()}/${conversation}/members/${manager.id}`)).status).toBe(404);
  });
});

describe('planned refusals', () => {
  it('strike the next sends of one conversation only, with Retry-After', async () => {
    const mine = await begin();
    const other = await begin(manager.id);
    const fault = { conversationId: mine, times: 2, status: 429, retryAfterSeconds: 3 };
    await call('POST', `${stub.url}/connector/faults.json`, [fault]);
    const send = (to: string) => call('POST', `${v3()}/${to}/activities`, { type: 'message', text: 'Hi' });

    expect((await send(other)).status).toBe(201);
    const struck = await send(mine);
    expect(struck).toMatchObject({ status: 429, body: { error: { code: 'Throttled' } } });
    expect(struck.headers.get('retry-after')).toBe('3');
    expect((await send(mine)).status).toBe(429);
    expect((await send(mine)).status).toBe(201);
    expect(connector.chats.messages(caseworker.id)).toHaveLength(1);
  });

  it('can lose the answer of a message that was delivered', async () => {
    const conversation = await begin();
    connector.faults.add({ times: 1, status: 502, takesEffect: true });

    const sent = await call('POST', `${v3()}/${conversation}/activities`, { type: 'message', text: 'Hi' });

    expect(sent.status).toBe(502);
    expect(connector.chats.messages(caseworker.id)).toHaveLength(1);
  });

  it.each([403, 404, 412, 413])('can answer %i to an edit and leave the message alone', async (status) => {
    const conversation = await begin();
    const sent = await call('POST', `${v3()}/${conversation}/activities`, { type: 'message', text: 'Old' });
    connector.faults.add({ on: 'edit', times: 1, status });

    const path = `${v3()}/${conversation}/activities/${(sent.body as { id: string }).id}`;
    expect((await call('PUT', path, { type: 'message', text: 'New' })).status).toBe(status);

    expect(connector.chats.messages(caseworker.id)[0]?.text).toBe('Old');
  });

  it('says what is wrong with a fault it cannot plan, and forgets all when asked', async () => {
    const bad = await call('POST', `${stub.url}/connector/faults.json`, { times: 1, status: 200 });
    connector.faults.add({ times: 1, status: 502 });
    await call('DELETE', `${stub.url}/connector/faults.json`);

    expect(bad).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('status') } },
    });
    expect(connector.faults.list()).toEqual([]);
  });
});

it('answers 501 for a path it does not know, and names it', async () => {
  const answered = await call('GET', `${stub.url}/connector/v3/teams/19:x`);

  expect(answered).toMatchObject({
    status: 501,
    body: { error: { message: expect.stringContaining('GET /connector/v3/teams/19:x') } },
  });
});

describe('the bot’s token', () => {
  const botAppId = '66666666-6666-4666-8666-666666666666';
  beforeEach(async () => {
    await stub.stop();
    stub = await startBoxStub((box) => (connector = mountConnector(box)), { botAppId });
  });
  const tokenOf = (claims: Record<string, unknown>) => stub.box.keys.sign(claims);

  it('is needed when an app id is set: none, another audience and another app are refused with 401', async () => {
    const graph = await tokenOf({ aud: 'https://graph.microsoft.com', appid: botAppId });
    const stranger = await tokenOf({ aud: 'https://api.botframework.com', appid: 'somebody else' });

    expect((await call('POST', v3(), wanted(caseworker.id))).status).toBe(401);
    expect((await call('POST', v3(), wanted(caseworker.id), 'rubbish')).status).toBe(401);
    expect((await call('POST', v3(), wanted(caseworker.id), graph)).status).toBe(401);
    expect((await call('POST', v3(), wanted(caseworker.id), stranger)).status).toBe(401);
  });

  it('of this tenant’s authority for the channel opens the door', async () => {
    const token = await tokenOf({ aud: 'https://api.botframework.com', appid: botAppId, azp: botAppId });

    expect((await call('POST', v3(), wanted(caseworker.id), token)).status).toBe(201);
  });
});

describe('the chats of a home', () => {
  let home: string;
  const started: BoxStub[] = [];
  async function startAt(): Promise<BoxStub> {
    const one = await startBoxStub((box) => (connector = mountConnector(box)), { home });
    started.push(one);
    return one;
  }
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'box-chats-'));
  });
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('survive a restart with what was said, edited and read', async () => {
    const first = await startAt();
    const chats = `${first.url}/connector/v3/conversations`;
    const { id } = (await call('POST', chats, wanted(caseworker.id))).body as { id: string };
    await call('POST', `${chats}/${id}/activities`, { type: 'message', text: 'One' });
    connector.people.read(caseworker.id);
    await call('POST', `${chats}/${id}/activities`, cardMessage);
    await first.stop();

    const second = await startAt();

    expect(connector.chats.messages(caseworker.id)).toMatchObject([{ text: 'One' }, { summary: 'A card' }]);
    expect(connector.chats.unread(caseworker.id)).toBe(1);
    const members = `${second.url}/connector/v3/conversations/${id}/members`;
    expect((await call('GET', members)).status).toBe(200);
  });

  it('that cannot be read stop the box with a sentence that names the file', async () => {
    await writeFile(join(home, 'chats.json'), '{"chats": nonsense');

    const path = join(home, 'chats.json');
    expect(() => new Chats(path, () => new Date(0))).toThrow(
      expect.objectContaining({ code: 'chats-unreadable', message: expect.stringContaining(path) }),
    );
  });
});
