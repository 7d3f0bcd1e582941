/** `/users/{user}/sendMail` and drafts in `/users/{user}/messages`. */
import { z } from 'zod';
import { type BoxMessage, type Letter } from '../mailboxes';
import { GraphRefusal } from './errors';
import { type Office } from './office';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from './route';

const address = z.object({ address: z.string().min(3), name: z.string().nullish() });
const recipients = z.array(z.object({ emailAddress: address }));
const messageShape = z.strictObject({
  subject: z.string().nullish(),
  body: z
    .strictObject({
      contentType: z
        .string()
        .regex(/^(text|html)$/i)
        .default('text'),
      content: z.string(),
    })
    .nullish(),
  toRecipients: recipients.default([]),
  ccRecipients: recipients.default([]),
  bccRecipients: recipients.default([]),
  replyTo: recipients.optional(),
  from: z.object({ emailAddress: address }).optional(),
  sender: z.object({ emailAddress: address }).optional(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  categories: z.array(z.string()).optional(),
  internetMessageHeaders: z
    .array(z.strictObject({ name: z.string().regex(/^x-/i), value: z.string() }))
    .default([]),
});
const sendShape = z.strictObject({ message: messageShape, saveToSentItems: z.boolean().default(true) });

type Message = z.infer<typeof messageShape>;

function checked<T>(shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('/') ?? '';
  throw new GraphRefusal(
    400,
    'RequestBodyRead',
    `The request body is not a message: ${where || 'body'}: ${issue?.message}.`,
  );
}

/** The address of the mailbox a request names: a person by id or user principal name, or any mailbox by its address. */
function mailboxMeant(office: Office, call: GraphCall): string {
  const named = String(call.params['user']);
  const mail = office.box.user(named)?.mail ?? named;
  if (!office.mailboxes.has(mail))
    throw new GraphRefusal(404, 'ErrorInvalidUser', 'The requested user is invalid.');
  return mail;
}

const addresses = (list: Message['toRecipients']): string[] =>
  list.map(({ emailAddress }) => emailAddress.address);

const letterOf = (from: string, message: Message): Letter => ({
  from,
  to: addresses(message.toRecipients),
  cc: addresses(message.ccRecipients),
  bcc: addresses(message.bccRecipients),
  subject: message.subject ?? '',
  body: message.body?.content ?? '',
  bodyType: message.body?.contentType.toLowerCase() === 'html' ? 'html' : 'text',
  headers: message.internetMessageHeaders,
});

function requireRecipients({ to, cc = [], bcc = [] }: Letter): void {
  if (to.length + cc.length + bcc.length > 0) return;
  throw new GraphRefusal(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.');
}

const recipientsBody = (mails: readonly string[]): object[] =>
  mails.map((mail) => ({ emailAddress: { address: mail, name: mail } }));

const messageBody = (message: BoxMessage): object => ({
  id: message.id,
  subject: message.subject,
  body: { contentType: message.bodyType, content: message.body },
  from: { emailAddress: { address: message.from, name: message.from } },
  toRecipients: recipientsBody(message.to),
  ccRecipients: recipientsBody(message.cc),
  bccRecipients: recipientsBody(message.bcc),
  internetMessageHeaders: message.headers,
  isDraft: message.folder === 'drafts',
  isRead: message.isRead,
  parentFolderId: message.folder,
  receivedDateTime: message.receivedAt,
});

const messageNotFound = (): GraphRefusal =>
  new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

async function sendMail(office: Office, call: GraphCall): Promise<GraphReply> {
  const mail = mailboxMeant(office, call);
  const { message, saveToSentItems } = checked(sendShape, call.body);
  const letter = letterOf(mail, message);
  requireRecipients(letter);
  if (!call.persist) return { status: 202 };
  const sent = office.mailboxes.deliver(letter);
  if (saveToSentItems) await office.mailboxes.file(mail, letter, { folder: 'sentitems', isRead: true });
  await sent;
  return { status: 202 };
}

async function createDraft(office: Office, call: GraphCall): Promise<GraphReply> {
  const mail = mailboxMeant(office, call);
  const letter = letterOf(mail, checked(messageShape, call.body));
  const immutable = /IdType\s*=\s*"?ImmutableId"?/i.test(String(call.headers['prefer'] ?? ''));
  const draft = await office.mailboxes.file(mail, letter, { folder: 'drafts', isRead: true, immutable });
  if (!call.persist) await office.mailboxes.take(mail, draft.id);
  return { status: 201, body: messageBody(draft) };
}

async function sendDraft(office: Office, call: GraphCall): Promise<GraphReply> {
  const mail = mailboxMeant(office, call);
  const id = String(call.params['message']);
  const draft = office.mailboxes.find(mail, id);
  if (draft?.folder !== 'drafts') throw messageNotFound();
  requireRecipients(draft);
  if (!call.persist) return { status: 202 };
  // Without an immutable id the copy in Sent Items has a new one, and the draft's id finds nothing any more.
  const same = draft.immutable ? { id, immutable: true } : {};
  // All three in one go: the same draft cannot be sent twice, and a killed box has sent it or still holds it.
  await Promise.all([
    office.mailboxes.take(mail, id),
    office.mailboxes.deliver(draft),
    office.mailboxes.file(mail, draft, { ...same, folder: 'sentitems', isRead: true }),
  ]);
  return { status: 202 };
}

/** The routes of mail. */
export function mailRoutes(office: Office): GraphRoute[] {
  const messages = '/users/{user}/messages';
  return [
    route('POST', '/users/{user}/sendMail', (call) => sendMail(office, call)),
    route('POST', messages, (call) => createDraft(office, call)),
    route('GET', `${messages}/{message}`, (call) => {
      const found = office.mailboxes.find(mailboxMeant(office, call), String(call.params['message']));
      if (!found) throw messageNotFound();
      return ok(messageBody(found));
    }),
    route('POST', `${messages}/{message}/send`, (call) => sendDraft(office, call)),
  ];
}
