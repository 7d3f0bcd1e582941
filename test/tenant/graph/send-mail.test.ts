/** Mail over Graph, and the mailboxes behind it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BoxMessage, Mailboxes, type MailboxView } from '../../../tenant/mailboxes';
import { errorOf, jsonOf, people, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
beforeEach(async () => {
  box = await startRunningBox();
});
afterEach(() => box.stop());

const office = 'safeguarding@caseworkcharity.example';
const to = (...mails: string[]): object[] => mails.map((address) => ({ emailAddress: { address } }));
const letter = (more: object = {}): object => ({
  subject: 'Notice',
  body: { contentType: 'Text', content: 'R-NS-0001' },
  toRecipients: to(office),
  ...more,
});
const rom = String(people[0]?.mail);
const inbox = async (mail: string): Promise<MailboxView['messages']> => {
  const [view] = await jsonOf<MailboxView[]>(fetch(`${box.url}/mail.json?mailbox=${mail}`));
  return view?.messages ?? [];
};
const send = (from: string, body: unknown): Promise<Response> =>
  box.graph('POST', `/users/${from}/sendMail`, body);

describe('sendMail', () => {
  it('answers 202 with no body and puts one message in each inbox', async () => {
    const message = letter({ ccRecipients: to(rom), bccRecipients: to(office.toUpperCase()) });
    const answer = await send(String(people[1]?.id), { message, saveToSentItems: false });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    expect(await inbox(office)).toMatchObject([
      {
        from: people[1]?.mail,
        to: [office],
        subject: 'Notice',
        body: 'R-NS-0001',
        bodyType: 'text',
        isRead: false,
      },
    ]);
    expect(await inbox(rom)).toHaveLength(1);
  });

  it('lets a shared mailbox send', async () => {
    expect((await send(office, { message: letter({ toRecipients: to(rom) }) })).status).toBe(202);
    expect(await inbox(rom)).toMatchObject([{ from: office }]);
  });

  it('reports mail to an unknown address back to the sender', async () => {
    await send(rom, { message: letter({ toRecipients: to('nobody@elsewhere.example') }) });
    expect(await inbox(rom)).toMatchObject([{ subject: 'Undeliverable: Notice' }]);
  });

  it.each([
    ['no message', { subject: 'x' }, 'RequestBodyRead'],
    ['an unknown property', { message: letter({ colour: 'red' }) }, 'RequestBodyRead'],
    ['a recipient that is a plain text', { message: letter({ toRecipients: [office] }) }, 'RequestBodyRead'],
    [
      'a header that does not begin with x-',
      { message: letter({ internetMessageHeaders: [{ name: 'Subject', value: 'y' }] }) },
      'RequestBodyRead',
    ],
    ['nobody to send to', { message: letter({ toRecipients: [] }) }, 'ErrorInvalidRecipients'],
  ])('refuses %s and delivers nothing', async (_what, body, code) => {
    expect(await errorOf(send(rom, body))).toMatchObject({ status: 400, code });
    expect(box.tenant.mailboxes.list().flatMap(({ messages }) => messages)).toEqual([]);
  });

  it('refuses a sender without a mailbox', async () => {
    expect(await errorOf(send('nobody@elsewhere.example', { message: letter() }))).toMatchObject({
      status: 404,
      code: 'ErrorInvalidUser',
    });
  });
});

describe('drafts', () => {
  const draft = async (headers: Record<string, string> = {}): Promise<string> => {
    const answer = await box.graph('POST', `/users/${rom}/messages`, letter(), headers);
    expect(answer.status).toBe(201);
    return String((await jsonOf(answer))['id']);
  };
  const get = (id: string): Promise<Response> => box.graph('GET', `/users/${rom}/messages/${id}`);

  it('finds the sent copy under an immutable id', async () => {
    const id = await draft({ Prefer: 'IdType="ImmutableId"' });
    expect(await jsonOf(get(id))).toMatchObject({ id, isDraft: true, parentFolderId: 'drafts' });
    expect((await box.graph('POST', `/users/${rom}/messages/${id}/send`)).status).toBe(202);
    expect(await jsonOf(get(id))).toMatchObject({ id, isDraft: false, parentFolderId: 'sentitems' });
    expect(await inbox(office)).toMatchObject([{ subject: 'Notice', isRead: false }]);
  });

  it('loses an ordinary id when the draft is sent', async () => {
    const id = await draft();
    await box.graph('POST', `/users/${rom}/messages/${id}/send`);
    expect((await get(id)).status).toBe(404);
  });

  it('sends the same draft once, however often it is asked', async () => {
    const id = await draft({ Prefer: 'IdType="ImmutableId"' });
    const path = `/users/${rom}/messages/${id}/send`;
    const answers = await Promise.all([1, 2, 3].map(() => box.graph('POST', path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 404, 404]);
    expect(await inbox(office)).toHaveLength(1);
  });
});

describe('/mail.json', () => {
  it('lists every mailbox, newest message first, and marks messages read', async () => {
    await send(rom, { message: letter({ subject: 'first' }) });
    await send(rom, { message: letter({ subject: 'second' }) });
    const all = await jsonOf<MailboxView[]>(fetch(`${box.url}/mail.json`));
    expect(all.map(({ mailbox }) => mailbox)).toEqual([...people.map(({ mail }) => mail), office]);
    const [newest] = await inbox(office);
    expect(newest?.subject).toBe('second');
    const mark = { mailbox: office, id: newest?.id, isRead: true };
    const post = (body: object): Promise<Response> =>
      fetch(`${box.url}/mail.json`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post(mark)).status).toBe(200);
    expect((await inbox(office)).map(({ isRead }) => isRead)).toEqual([true, false]);
    expect((await post({ ...mark, id: 'none' })).status).toBe(404);
    expect((await post({})).status).toBe(400);
  });
});

describe('Mailboxes', () => {
  it('keeps mail over a restart and tells its listeners', async () => {
    const home = await mkdtemp(join(tmpdir(), 'box-mail-'));
    const addresses = [{ mail: rom, displayName: 'ROM' }];
    const first = await Mailboxes.open(home, addresses, () => new Date('2026-11-23T09:00:00Z'));
    const heard: BoxMessage[] = [];
    const stop = first.onMail((_mailbox, message) => heard.push(message));
    await first.deliver({ from: office, to: [rom.toUpperCase(), rom], subject: 'a', body: 'b' });
    stop();
    await first.deliver({ from: office, to: [rom], subject: 'c', body: 'd' });

    const again = await Mailboxes.open(home, addresses, () => new Date());

    expect(heard.map(({ subject }) => subject)).toEqual(['a']);
    expect(again.list()[0]?.messages.map(({ subject }) => subject)).toEqual(['c', 'a']);
    expect(again.list()[0]?.messages[1]?.receivedAt).toBe('2026-11-23T09:00:00.000Z');
    await rm(home, { recursive: true });
  });
});
