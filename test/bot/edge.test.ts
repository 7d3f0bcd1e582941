/** What never gets past the edge, and what always gets a typed answer behind it. */
import { request as httpRequest } from 'node:http';
import {
  buttonOf,
  activityFrom,
  cast,
  hasButton,
  invokeFrom,
  onStage,
  tenantId,
  textOf,
  type Json,
} from './kit';

const stage = onStage();

const hello = (more: Json = {}) => ({
  ...activityFrom(stage().channel, cast.caseworker),
  type: 'message',
  text: 'hi',
  ...more,
});

async function refused(body: unknown, headers?: Record<string, string>): Promise<[number, string]> {
  const before = stage().channel.calls.length;
  const answer = await stage().post(body, headers);
  expect(stage().channel.calls).toHaveLength(before);
  const text = await answer.text();
  expect(text.length).toBeLessThan(100);
  expect(text).not.toMatch(/node_modules|at .*\(|stack/);
  return [answer.status, (JSON.parse(text) as { error: { code: string } }).error.code];
}

it.each(['GET', 'PUT', 'DELETE'])('refuses the method %s', async (method) => {
  const answer = await fetch(`${stage().url}/api/messages`, { method });

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});

it('refuses another tenant, in either place it is named, and none at all', async () => {
  const other = '00000000-0000-4000-8000-00000000beef';
  const conversation = { id: 'a:1', conversationType: 'personal' };

  expect(await refused(hello({ channelData: { tenant: { id: other } } }))).toEqual([403, 'WrongTenant']);
  expect(await refused(hello({ conversation: { ...conversation, tenantId: other } }))).toEqual([
    403,
    'WrongTenant',
  ]);
  expect(await refused(hello({ conversation, channelData: {} }))).toEqual([403, 'WrongTenant']);
});

it.each(['AseChannel', 'emulator', 'webchat', 'MSTEAMS', ''])(
  'refuses the channel "%s"',
  async (channelId) => {
    expect(await refused(hello({ channelId }))).toEqual([403, 'WrongChannel']);
  },
);

it.each([
  'https://example.invalid/',
  'https://smba.trafficmanager.net.example.invalid/',
  'https://smba.trafficmanager.net@example.invalid/',
  'http://smba.trafficmanager.net/teams/',
  'file:///etc/hosts',
  'not an address',
])('refuses the service address %s', async (serviceUrl) => {
  expect(await refused(hello({ serviceUrl }))).toEqual([403, 'WrongServiceUrl']);
});

it.each([
  ['no JSON', 'hello', [400, 'NotJson']],
  ['half of a JSON', '{"type":', [400, 'NotJson']],
  ['a list', '[]', [400, 'NotAnActivity']],
  ['a text', '"hi"', [400, 'NotJson']],
  ['an empty object', '{}', [400, 'NotAnActivity']],
  ['a number as type', JSON.stringify({ type: 7 }), [400, 'NotAnActivity']],
])('refuses %s', async (_what, body, expected) => {
  expect(await refused(body)).toEqual(expected);
});

it('refuses a body that is not declared as JSON, and a compressed one', async () => {
  expect(await refused(JSON.stringify(hello()), { 'Content-Type': 'text/plain' })).toEqual([400, 'NotJson']);
  expect(await refused(JSON.stringify(hello()), { 'Content-Encoding': 'gzip' })).toEqual([400, 'NotJson']);
});

it('refuses more than 256 KB', async () => {
  expect(await refused(hello({ text: 'x'.repeat(300 * 1024) }))).toEqual([413, 'TooLarge']);
});

it('takes 30 KB of text as a word it does not know', async () => {
  const answer = await stage().post(hello({ text: 'x'.repeat(30_000) }));

  expect(answer.status).toBe(200);
  expect(hasButton(stage().channel.cards().at(-1) as never, 'Report a risk')).toBe(true);
});

it.each(['typing', 'messageReaction', 'event', 'endOfConversation', 'constructor', '__proto__'])(
  'acknowledges "%s" and does nothing',
  async (type) => {
    const before = stage().channel.calls.length;

    const answer = await stage().post(hello({ type }));

    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(stage().channel.calls).toHaveLength(before);
  },
);

it('acknowledges a message of wrong types and does nothing', async () => {
  const before = stage().channel.calls.length;

  const answer = await stage().post(hello({ text: { a: 1 }, from: 'me' }));

  expect(answer.status).toBe(200);
  expect(stage().channel.calls).toHaveLength(before);
});

describe('a person the directory does not know', () => {
  const stranger = { id: '00000000-0000-4000-8000-0000000000ee' };

  it.each([
    ['a stranger', stranger],
    ['somebody who left', { id: cast.leaver.id }],
    ['an id that is none', { id: 'robert"); drop table' }],
  ])('%s is told whom to ask and sees nothing else', async (_who, person) => {
    const answer = await stage().post(
      invokeFrom(stage().channel, person, { v: 1, verb: 'open', show: 'report' }),
    );

    const body = (await answer.json()) as { value: never };
    expect(answer.status).toBe(200);
    expect(textOf(body.value)).toContain('ask Casework Support Manager (support@caseworkcharity.example)');
    expect(JSON.stringify(body.value)).not.toContain('Action.Execute');
  });

  it('is never taken for the person a card names', async () => {
    const answer = await stage().post(
      invokeFrom(stage().channel, stranger, {
        v: 1,
        verb: 'open',
        show: 'home',
        from: { aadObjectId: cast.rom.id },
        actor: cast.rom.id,
      }),
    );

    expect(textOf(((await answer.json()) as { value: never }).value)).toContain(
      'You are not in the register’s directory',
    );
  });

  it('without an Entra id is unknown too', async () => {
    await stage().post(hello({ from: { id: '29:guest' } }));

    expect(textOf(stage().channel.cards().at(-1) as never)).toContain(
      'You are not in the register’s directory',
    );
  });
});

describe('a crafted button', () => {
  const crafted: [string, unknown][] = [
    ['no data', undefined],
    ['null', null],
    ['a text as data', 'verb=open'],
    ['an unknown verb', { v: 1, verb: 'risk.delete-all' }],
    ['a verb of the prototype', { v: 1, verb: 'constructor' }],
    ['__proto__ as verb', { v: 1, verb: '__proto__' }],
    ['a number as verb', { v: 1, verb: 7 }],
    ['another version of cards', { v: 2, verb: 'open', show: 'home' }],
    ['an endless verb', { v: 1, verb: 'x'.repeat(30_000) }],
    ['an act without a key', { v: 1, verb: 'review.sign', id: 'NS-2026-11-23', version: 1 }],
    [
      'a version that is none',
      { v: 1, verb: 'record.save', id: 'NS-2026-0001', version: 'NaN', idempotencyKey: 'k'.repeat(20) },
    ],
    ['an id with a zero byte', { v: 1, verb: 'open', show: 'risk', id: 'NS-2026-0001\u0000' }],
    ['an id of markup', { v: 1, verb: 'open', show: 'risk', id: '<at>All</at>' }],
    [
      'a key of another alphabet',
      { v: 1, verb: 'review.sign', id: 'NS-2026-11-23', idempotencyKey: 'ключ-ключ' },
    ],
    ['a negative page', { v: 1, verb: 'open', show: 'risks', id: 'NS', page: -1 }],
  ];

  it.each(crafted)('%s is answered with a card that says what to do', async (_what, data) => {
    const card = await stage().press(cast.rom, data as Json);

    expect(textOf(card)).toMatch(/could not be read|There is no such weekly review|look at "card"/);
    expect(hasButton(card, 'What I can do')).toBe(true);
  });

  it('with keys of the prototype changes no object of ours', async () => {
    const body = JSON.stringify(
      invokeFrom(stage().channel, cast.rom, { v: 1, verb: 'open', show: 'home' }),
    ).replace('"show"', '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"show"');

    expect((await stage().post(body)).status).toBe(200);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each([
    ['no value', undefined],
    ['no action', {}],
    ['an Action.Submit', { action: { type: 'Action.Submit', data: { v: 1, verb: 'open' } } }],
  ])('an invoke with %s is answered 200 with a card', async (_what, value) => {
    const answer = await stage().post({ ...invokeFrom(stage().channel, cast.rom, {}), value });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
    });
  });

  it('an invoke of another name is answered 200 with a card', async () => {
    const answer = await stage().post({ ...invokeFrom(stage().channel, cast.rom, {}), name: 'task/fetch' });

    expect(await answer.json()).toMatchObject({ statusCode: 200 });
  });
});

it('an automatic refresh looks and never acts', async () => {
  const before = stage().channel.calls.length;
  const asked = { v: 1, verb: 'report.send', idempotencyKey: 'automatic-0001' };

  const answer = await stage().post(invokeFrom(stage().channel, cast.rom, asked, 'automatic'));
  const look = await stage().post(
    invokeFrom(stage().channel, cast.rom, { v: 1, verb: 'open', show: 'home' }, 'automatic'),
  );

  expect(textOf(((await answer.json()) as { value: never }).value)).toContain('could not be read');
  expect(textOf(((await look.json()) as { value: never }).value)).toContain('Hello Rowan Miles');
  expect(stage().channel.calls).toHaveLength(before);
});

it('an old client’s button arrives as a message and its card is edited in place', async () => {
  await stage().post({
    ...hello({ text: undefined, replyToId: 'message-7' }),
    value: { v: '1', verb: 'open', show: 'report' },
  });

  const call = stage().channel.calls.at(-1);
  expect([call?.method, call?.path]).toEqual([
    'PUT',
    `/v3/conversations/a%3A${cast.caseworker.id}/activities/message-7`,
  ]);
  expect(buttonOf(stage().channel.cards().at(-1) as never, 'Report it').verb).toBe('report.send');
});

it('in a group or channel no casework is shown', async () => {
  const conversation = { id: '19:group', conversationType: 'groupChat', tenantId };

  await stage().post(hello({ conversation }));
  const answer = await stage().post({
    ...invokeFrom(stage().channel, cast.rom, { v: 1, verb: 'open', show: 'home' }),
    conversation,
  });

  expect(textOf(stage().channel.cards().at(-1) as never)).toContain(
    'This works in your own chat with the app.',
  );
  expect(textOf(((await answer.json()) as { value: never }).value)).toContain(
    'This works in your own chat with the app.',
  );
});

it.each([
  ['a thread', { id: '19:abc@thread.v2', tenantId }],
  ['what calls itself a group', { id: 'a:1', tenantId, isGroup: true }],
  ['what calls itself both', { id: 'a:1', tenantId, isGroup: true, conversationType: 'personal' }],
  ['a kind of chat nobody knows', { id: 'a:1', tenantId, conversationType: 'meeting' }],
])('%s is taken for a group although the channel does not say so', async (_what, conversation) => {
  const answer = await stage().post({
    ...invokeFrom(stage().channel, cast.rom, { v: 1, verb: 'open', show: 'home' }),
    conversation,
  });

  expect(textOf(((await answer.json()) as { value: never }).value)).toContain(
    'in your own chat with the app',
  );
});

it('a half-sent request ends without harm', async () => {
  const { port } = new URL(stage().url);
  await new Promise<void>((resolve) => {
    const half = httpRequest({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/api/messages',
      headers: { 'Content-Type': 'application/json', 'Content-Length': 1000 },
    });
    half.on('error', () => resolve());
    half.write('{"type":');
    half.flushHeaders();
    setImmediate(() => half.destroy(new Error('gone')));
  });

  expect((await stage().post(hello())).status).toBe(200);
});
