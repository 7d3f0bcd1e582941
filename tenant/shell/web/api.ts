/** The shell's own server, as the page calls it. */

/** A person of the tenant one can be. */
export interface Person {
  id: string;
  displayName: string;
  jobTitle?: string;
  officeLocation?: string;
  mail: string;
  userPrincipalName: string;
  unread: number;
}

/** What the page needs to know about the tenant. */
export interface Tenant {
  tenantId: string;
  app: { name: string; tabUrl: string; manifestId: string; tabAppId: string };
  users: Person[];
}

/** A message of a chat, as the channel keeps it. */
export interface Message {
  id: string;
  from: 'bot' | 'user';
  sentAt: string;
  editedAt?: string;
  text?: string;
  textFormat?: string;
  summary?: string;
  attachments: { contentType: string; content?: unknown; name?: string }[];
  suggestedActions?: { title: string; value: string }[];
}

/** A message as /mail.json answers it. */
export interface Mail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  body: string;
  bodyType?: 'text' | 'html';
  receivedAt: string;
  isRead: boolean;
}

/** The visible result of something a person did in the chat. */
export type Outcome =
  | { kind: 'card'; card: unknown }
  | { kind: 'toast'; text: string }
  | { kind: 'failed'; text: string }
  | { kind: 'sent' }
  | { kind: 'nothing' };

/** A pressed button; `data` holds the inputs' values already. */
export interface Pressed {
  messageId: string;
  type: 'Action.Execute' | 'Action.Submit';
  id?: string;
  verb?: string;
  data?: unknown;
}

/** A server's refusal; its message is meant for the person at the page. */
export class RequestFailed extends Error {}

/** A JSON answer; throws RequestFailed with the server's sentence otherwise. */
export async function getJson<T>(path: string): Promise<T> {
  return read<T>(await fetch(path, { headers: { Accept: 'application/json' } }));
}

/** Posts JSON and reads JSON; throws RequestFailed with the server's sentence otherwise. */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return read<T>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function read<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({}))) as unknown;
  if (response.ok) return body as T;
  const { error } = body as { error?: string | { message?: string } };
  const said = typeof error === 'string' ? error : error?.message;
  throw new RequestFailed(said ?? `The box answered ${response.status}. Reload the page and try again.`);
}

const chatPath = (personId: string) => `/shell/chats/${encodeURIComponent(personId)}`;

/** What a person does in the chat with the bot. */
export const chat = {
  load: (personId: string) => getJson<{ messages: Message[]; unread: number }>(chatPath(personId)),
  open: (personId: string) => postJson<Outcome>(`${chatPath(personId)}/open`, {}),
  read: (personId: string) => postJson<Outcome>(`${chatPath(personId)}/read`, {}),
  say: (personId: string, text: string) => postJson<Outcome>(`${chatPath(personId)}/messages`, { text }),
  press: (personId: string, pressed: Pressed) => postJson<Outcome>(`${chatPath(personId)}/actions`, pressed),
  refresh: (personId: string, messageId: string) =>
    postJson<Outcome>(`${chatPath(personId)}/refreshes`, { messageId }),
};
