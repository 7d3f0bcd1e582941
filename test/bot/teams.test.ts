/** The Teams deliverer: what is sent, what becomes of failures, and that no message is doubled by us. */
import { type Notice } from '../../register/decision';
import { conversationOf, rememberConversation } from '../../state/conversations';
import { type DeliveryOutcome, type OutboxItem } from '../../state/outbox';
import { aMonitoredRisk, aReview, personId, riskId } from '../kit/builders';
import { aNotice } from './cards/samples';
import { type FakeChannel, buttonOf, cast, inputsIn, invokeFrom, onStage, textOf } from './kit';
import { createTeamsDeliverer } from '../../bot/teams';
import { lanes } from '../../bot/lane';

const stage = onStage();
const deliver = (item: OutboxItem) => createTeamsDeliverer(stage().parts, 0)(item);

let number = 0;
function item(parts: Partial<OutboxItem> = {}, notice: Partial<Notice> = {}): OutboxItem {
  number += 1;
  const about = aNotice('risk-reported', {
    riskId: riskId('NS-2026-0001'),
    subjectId: null,
    dueOn: null,
    ...notice,
  });
  return {
    id: String(number),
    key: `k${number}`,
    channel: 'teams',
    notice: about,
    edit: null,
    to: cast.rom,
    attempts: 1,
    kept: null,
    ...parts,
  };
}

const reference = (channel: FakeChannel, id: string) => ({
  serviceUrl: `${channel.url}/`,
  channelId: 'msteams',
  tenantId: 't',
  botId: '28:crr-bot',
  conversationId: `a:${id}`,
  userMri: `29:${id}`,
});
const met = (id: typeof cast.rom.id) =>
  rememberConversation(stage().state.db, stage().state, {
    personId: id,
    reference: reference(stage().channel, id),
  });

beforeAll(async () => {
  await stage().put(aMonitoredRisk(), aReview());
});

it('somebody nobody ever met is written to at the configured address of the channel', async () => {
  const { parts, channel } = stage();
  const before = channel.calls.length;
  const config = { ...parts.config, CRR_BOT_SERVICE_URL: `${channel.url}/` };

  const outcome = await createTeamsDeliverer({ ...parts, config }, 0)(item({ to: cast.rcc }));

  expect(outcome).toMatchObject({ kind: 'sent' });
  expect(channel.calls[before]?.path).toBe('/v3/conversations');
});

it('a notice is a card with reference, sentence and toast, and no text about the case', async () => {
  await met(cast.rom.id);

  const outcome = await deliver(item());

  const call = stage().channel.calls.at(-1);
  expect(outcome).toEqual({ kind: 'sent', activityId: `message-${stage().channel.calls.length}` });
  expect(call?.path).toBe(`/v3/conversations/a%3A${cast.rom.id}/activities`);
  expect(call?.body.summary).toBe('New risk reported in Northshire: NS-2026-0001');
  expect(JSON.stringify(call?.body)).not.toContain('dog');
  expect(call?.body.replyToId).toBeUndefined();
});

it('somebody who never wrote is written to first, once an address of the channel is known', async () => {
  const before = stage().channel.calls.length;

  expect(await deliver(item({ to: cast.eastmere }))).toMatchObject({ kind: 'sent' });

  const [create, send] = stage().channel.calls.slice(before);
  expect(create).toMatchObject({
    path: '/v3/conversations',
    body: { isGroup: false, members: [{ id: cast.eastmere.id }] },
  });
  expect(send?.method).toBe('POST');
  expect((await conversationOf(stage().state.db, stage().state, cast.eastmere.id))?.unreachable).toBeNull();
});

it('S0-46 DLV18 the digest lists references with their lateness and opens the one chosen', async () => {
  const items = [
    { riskId: riskId('NS-2026-0001'), subjectId: null, dueOn: '2026-11-20' as never, daysLate: 3 },
    { riskId: null, subjectId: 'NS-2026-11-23', dueOn: '2026-11-23' as never, daysLate: 0 },
  ];

  await deliver(item({}, { event: 'reviews-due', riskId: null, region: null, items }));

  const card = stage().channel.cards().at(-1) as never;
  expect(textOf(card)).toContain('due 20 November 2026, 3 days late');
  const risk = await stage().pressInList(cast.rom, { ...inputsIn(card), ...buttonOf(card, 'Open it') });
  expect(textOf(risk)).toContain('Risk NS-2026-0001');
  const review = await stage().pressInList(cast.rom, { ...buttonOf(card, 'Open it'), chosen: 'NS-2026-11-23' }); // prettier-ignore
  expect(textOf(review)).toContain('Weekly review of Northshire');
});

it('DLV18 what is opened from a list stands in its place where no message can be sent, and on an automatic refresh', async () => {
  const chosen = { v: 1, verb: 'open', show: 'chosen', chosen: 'NS-2026-0001' };
  stage().channel.plan({ status: 502 });

  expect(textOf(await stage().press(cast.rom, chosen))).toContain('Risk NS-2026-0001');

  const before = stage().channel.calls.length;
  const refresh = await stage().post(invokeFrom(stage().channel, cast.rom, chosen, 'automatic'));
  expect(await refresh.json()).toMatchObject({ type: 'application/vnd.microsoft.card.adaptive' });
  expect(stage().channel.calls).toHaveLength(before);
});

it('DLV18 for an old client too the list stays and what is opened comes below', async () => {
  const before = stage().channel.calls.length;

  await stage().say(cast.rom, '', { value: { v: 1, verb: 'open', show: 'chosen', chosen: 'NS-2026-0001' }, replyToId: 'the-list' }); // prettier-ignore

  expect(
    stage()
      .channel.calls.slice(before)
      .map(({ method }) => method),
  ).toEqual(['POST']);
  expect(textOf(stage().channel.cards().at(-1) as never)).toContain('Risk NS-2026-0001');
});

const failures: [
  string,
  { status: number; body?: object; headers?: Record<string, string> } | 'reset',
  DeliveryOutcome['kind'],
  object,
][] = [
  ['400', { status: 400, body: { error: { code: 'BadArgument' } } }, 'dead', { code: '400:BadArgument' }],
  ['401', { status: 401, body: { error: { code: 'BotNotRegistered' } } }, 'dead', {}],
  ['412', { status: 412, body: { error: { code: 'PreconditionFailed' } } }, 'retry', {}],
  ['413', { status: 413, body: { error: { code: 'MessageSizeTooBig' } } }, 'dead', {}],
  ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '3' } }, 'retry', { afterMs: 3000 }],
  ['429 without', { status: 429 }, 'retry', {}],
  ['500', { status: 500 }, 'dead', {}],
  ['502', { status: 502 }, 'unknown', {}],
  ['503', { status: 503 }, 'unknown', {}],
  ['504', { status: 504 }, 'unknown', {}],
  ['a broken connection', 'reset', 'unknown', {}],
  ['403 of a wrong host', { status: 403, body: { error: { code: 'InvalidBotApiHost' } } }, 'dead', {}],
];

it.each(failures)(
  'a send answered %s is tried once and ends as it should',
  async (_what, planned, kind, more) => {
    const before = stage().channel.calls.length;
    stage().channel.plan(planned);

    expect(await deliver(item())).toMatchObject({ kind, ...more });

    expect(stage().channel.calls).toHaveLength(before + 1);
  },
);

it.each([
  ['not installed', { error: { code: 'ForbiddenOperationException' } }, '403:ForbiddenOperationException'],
  [
    'blocked, in the other shape',
    { errorCode: 209, message: '{"subCode":"MessageWritesBlocked"}' },
    '403:MessageWritesBlocked',
  ],
])('403 %s makes the person unreachable until they write again', async (_what, body, code) => {
  await met(cast.rcm.id);
  stage().channel.plan({ status: 403, body });

  expect(await deliver(item({ to: cast.rcm }))).toEqual({ kind: 'unreachable', code });
  const before = stage().channel.calls.length;
  expect(await deliver(item({ to: cast.rcm }))).toEqual({ kind: 'unreachable', code });
  expect(stage().channel.calls).toHaveLength(before);

  await stage().say(cast.rcm, 'hello');
  expect(await deliver(item({ to: cast.rcm }))).toMatchObject({ kind: 'sent' });
});

it('a conversation that is gone is begun anew and the message comes again', async () => {
  stage().channel.plan({ status: 404, body: { error: { code: 'ConversationNotFound' } } });

  expect(await deliver(item())).toMatchObject({ kind: 'retry', code: '404:ConversationNotFound' });

  expect(stage().channel.calls.at(-1)?.path).toBe('/v3/conversations');
  await met(cast.rom.id);
});

describe('an edit', () => {
  const edit = (view: { card: string; id: string }) =>
    item({ notice: null, edit: { conversationId: `a:${cast.rom.id}`, activityId: 'message-9', view } });

  it('redraws the card for its person from the present state', async () => {
    expect(await deliver(edit({ card: 'risk', id: 'NS-2026-0001' }))).toMatchObject({
      kind: 'sent',
      activityId: 'message-9',
    });

    expect(stage().channel.calls.at(-1)?.method).toBe('PUT');
    expect(textOf(stage().channel.cards().at(-1) as never)).toContain('Risk NS-2026-0001');
  });

  it('with an unclear outcome is simply tried again, for it says the same twice', async () => {
    stage().channel.plan({ status: 502 });

    expect(await deliver(edit({ card: 'risk', id: 'NS-2026-0001' }))).toMatchObject({ kind: 'retry' });
  });

  it('that is forbidden does not make its person unreachable', async () => {
    stage().channel.plan({ status: 403, body: { error: { code: 'ForbiddenOperationException' } } });

    expect(await deliver(edit({ card: 'risk', id: 'NS-2026-0001' }))).toMatchObject({ kind: 'dead' });

    expect(await deliver(edit({ card: 'risk', id: 'NS-2026-0001' }))).toMatchObject({ kind: 'sent' });
  });

  it('of a message that is gone becomes a new message', async () => {
    stage().channel.plan({ status: 404, body: { error: { code: 'ActivityNotFoundInConversation' } } });

    expect(await deliver(edit({ card: 'risk', id: 'NS-2026-0001' }))).toMatchObject({ kind: 'sent' });

    expect(stage().channel.calls.at(-1)?.method).toBe('POST');
  });

  it('of a card its person may no longer see shows why and not the card', async () => {
    await met(cast.caseworker.id);

    await deliver({ ...edit({ card: 'record', id: 'NS-2026-0001' }), to: cast.caseworker });

    expect(textOf(stage().channel.cards().at(-1) as never)).toContain('Your role does not include this');
  });
});

it('a review signed on one device redraws the notice that led to it on every other', async () => {
  await deliver(
    item(
      {},
      {
        event: 'worksheet-review-due',
        riskId: null,
        subjectId: 'NS-2026-11-23',
        dueOn: '2026-11-23' as never,
      },
    ),
  );
  const noticeId = `message-${stage().channel.calls.length}`;
  const page = await stage().press(cast.rom, { v: 1, verb: 'open', show: 'review', id: 'NS-2026-11-23' });
  const ready = await stage().press(cast.rom, {
    ...buttonOf(page, 'Save these answers'),
    'row-NS-2026-0001': 'no-change@4',
  });

  await stage().press(cast.rom, buttonOf(ready, 'Sign the review'));
  await stage().deliverAll();

  const edits = stage().channel.calls.filter(
    (call) => call.method === 'PUT' && call.path.endsWith(`/${noticeId}`),
  );
  expect(JSON.stringify(edits.map((call) => call.body))).toContain('Signed by Rowan Miles');
});

it('mailboxes and people who left are not written to', async () => {
  expect(await deliver(item({ to: { mailbox: 'x@caseworkcharity.example', name: 'X' } }))).toEqual({
    kind: 'dead',
    code: 'no-person',
  });
  expect(await deliver(item({ to: cast.leaver }))).toEqual({ kind: 'dead', code: 'person-inactive' });
});

describe('the app arrives and leaves', () => {
  const install = (action: string) => stage().post({ ...installActivity(action) });
  const installActivity = (action: string) => ({
    type: 'installationUpdate',
    action,
    id: 'f:install',
    channelId: 'msteams',
    serviceUrl: `${stage().channel.url}/`,
    from: { id: `29:${cast.delegate.id}`, aadObjectId: cast.delegate.id },
    recipient: { id: '28:crr-bot' },
    conversation: {
      id: `a:${cast.delegate.id}`,
      conversationType: 'personal',
      tenantId: '00000000-0000-4000-8000-00000000f00d',
    },
  });

  it('welcomes once, and writes no more after it was removed', async () => {
    const before = stage().channel.calls.length;
    await install('add');
    await install('add');
    expect(stage().channel.calls).toHaveLength(before + 1);

    await install('remove');
    expect(await deliver(item({ to: cast.delegate }))).toEqual({ kind: 'unreachable', code: 'uninstalled' });
  });

  it('a stranger’s installation is acknowledged in silence', async () => {
    const before = stage().channel.calls.length;

    const answer = await stage().post({
      ...installActivity('add'),
      from: { id: '29:x', aadObjectId: personId(999) },
    });

    expect(answer.status).toBe(200);
    expect(stage().channel.calls).toHaveLength(before);
  });
});

describe('a lane', () => {
  it('keeps the order in one conversation and the gap between messages, and lets others pass', async () => {
    const lane = lanes(40, Date.now);
    const done: string[] = [];
    const work = (name: string) => () => {
      done.push(name);
      return Promise.resolve();
    };

    await Promise.all([lane('a', work('a1')), lane('a', work('a2')), lane('b', work('b1'))]);

    expect(done).toEqual(['a1', 'b1', 'a2']);
  });

  it('goes on after a failure', async () => {
    const lane = lanes(0, Date.now);
    const failing = lane('a', () => Promise.reject(new Error('no')));

    await expect(failing).rejects.toThrow('no');
    await expect(lane('a', () => Promise.resolve(1))).resolves.toBe(1);
  });
});
