/** The box's post office: one mailbox per user and shared mailbox, kept as one JSON document in the home folder. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Express, json } from 'express';
import { readJsonFile, writeJsonFile } from './json-file';

/** A message as it is kept; `folder` says where in its mailbox. Times are the box's. */
export interface BoxMessage {
  id: string;
  folder: 'inbox' | 'sentitems' | 'drafts';
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  body: string;
  bodyType: 'text' | 'html';
  receivedAt: string;
  isRead: boolean;
  headers: { name: string; value: string }[];
  /** True when it was made with Prefer: IdType="ImmutableId": its id then survives the move to Sent Items. */
  immutable: boolean;
}

/** What is needed to post a message; the rest is filled in. */
export type Letter = Pick<BoxMessage, 'from' | 'to' | 'subject' | 'body'> &
  Partial<Pick<BoxMessage, 'cc' | 'bcc' | 'bodyType' | 'headers'>>;

/** One mailbox as `/mail.json` shows it: the inbox, newest first. */
export interface MailboxView {
  mailbox: string;
  displayName: string;
  messages: Pick<
    BoxMessage,
    'id' | 'from' | 'to' | 'subject' | 'body' | 'bodyType' | 'receivedAt' | 'isRead'
  >[];
}

type MailListener = (mailbox: string, message: BoxMessage) => void;

interface Address {
  mail: string;
  displayName: string;
}

const fold = (mail: string): string => mail.trim().toLowerCase();

/** Opens and keeps the mailboxes of one home folder. */
export class Mailboxes {
  private readonly listeners = new Set<MailListener>();
  private saving: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;

  private constructor(
    private readonly path: string,
    private readonly addresses: Map<string, Address>,
    private readonly kept: Map<string, BoxMessage[]>,
    private readonly now: () => Date,
  ) {}

  /** Reads what an earlier run kept; mail to addresses that left the directory stays on disk. */
  static async open(home: string, addresses: Address[], now: () => Date): Promise<Mailboxes> {
    const path = join(home, 'mailboxes.json');
    const kept = ((await readJsonFile(path)) ?? {}) as Record<string, BoxMessage[]>;
    const known = new Map(addresses.map((address) => [fold(address.mail), address]));
    return new Mailboxes(path, known, new Map(Object.entries(kept)), now);
  }

  /** Whether the address has a mailbox here. */
  has(mail: string): boolean {
    return this.addresses.has(fold(mail));
  }

  /** Posts a letter into every recipient's inbox; an address unknown here brings the sender a non-delivery report. */
  async deliver(letter: Letter): Promise<void> {
    const recipients = new Set([...letter.to, ...(letter.cc ?? []), ...(letter.bcc ?? [])].map(fold));
    const lost: string[] = [];
    for (const mail of recipients) {
      if (this.has(mail)) this.keep(mail, { ...this.message(letter), bcc: [], folder: 'inbox' });
      else lost.push(mail);
    }
    if (lost.length > 0 && this.has(letter.from)) this.keep(letter.from, this.bounce(letter, lost));
    await this.save();
  }

  /** Puts a message straight into a folder of a mailbox (a draft, a copy in Sent Items). */
  async file(
    mail: string,
    letter: Letter,
    part: Pick<BoxMessage, 'folder'> & Partial<BoxMessage>,
  ): Promise<BoxMessage> {
    const message = { ...this.message(letter), ...part };
    this.keep(mail, message);
    await this.save();
    return message;
  }

  /** The message, or undefined. */
  find(mail: string, id: string): BoxMessage | undefined {
    return this.kept.get(fold(mail))?.find((message) => message.id === id);
  }

  /** Takes a message out of its mailbox; undefined when it was not there (any more). */
  async take(mail: string, id: string): Promise<BoxMessage | undefined> {
    const messages = this.kept.get(fold(mail)) ?? [];
    const at = messages.findIndex((message) => message.id === id);
    const [taken] = at < 0 ? [] : messages.splice(at, 1);
    if (taken) await this.save();
    return taken;
  }

  /** Marks a message read or unread; false when there is no such message. */
  async mark(mail: string, id: string, isRead: boolean): Promise<boolean> {
    const message = this.find(mail, id);
    if (!message) return false;
    message.isRead = isRead;
    await this.save();
    return true;
  }

  /** Every mailbox with its inbox, newest first; one mailbox when an address is given. */
  list(only?: string): MailboxView[] {
    return [...this.addresses]
      .filter(([key]) => only === undefined || key === fold(only))
      .map(([key, { mail, displayName }]) => ({ mailbox: mail, displayName, messages: this.inbox(key) }));
  }

  /** Calls the listener for each message that reaches an inbox; returns the way out. */
  onMail(listener: MailListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Waits until everything posted so far is on disk. */
  async settled(): Promise<void> {
    await this.saving;
  }

  private inbox(key: string): MailboxView['messages'] {
    return (this.kept.get(key) ?? [])
      .filter((message) => message.folder === 'inbox')
      .map(({ id, from, to, subject, body, bodyType, receivedAt, isRead }) => {
        return { id, from, to, subject, body, bodyType, receivedAt, isRead };
      })
      .reverse();
  }

  private message(letter: Letter): BoxMessage {
    const id = `AAMk${randomUUID().replaceAll('-', '')}`;
    const receivedAt = this.now().toISOString();
    const { from, to, cc = [], bcc = [], subject, body, bodyType = 'text', headers = [] } = letter;
    const words = { from, to, cc, bcc, subject, body, bodyType, headers };
    return { ...words, id, receivedAt, folder: 'inbox', isRead: false, immutable: false };
  }

  private bounce(letter: Letter, lost: string[]): BoxMessage {
    const body = `Your message could not be delivered to ${lost.join(', ')}: there is no such mailbox in this box.`;
    const subject = `Undeliverable: ${letter.subject}`;
    return this.message({ from: 'postmaster@box.example', to: [letter.from], subject, body });
  }

  private keep(mail: string, message: BoxMessage): void {
    const key = fold(mail);
    const messages = this.kept.get(key) ?? [];
    messages.push(message);
    this.kept.set(key, messages);
    if (message.folder === 'inbox') for (const listener of this.listeners) listener(key, message);
  }

  /** Changes made in one go reach the disk in one write: a save that has not begun serves everyone who asks meanwhile. */
  private save(): Promise<void> {
    if (this.queued) return this.queued;
    const saved = this.saving.then(() => {
      this.queued = undefined;
      return writeJsonFile(this.path, Object.fromEntries(this.kept));
    });
    this.queued = saved;
    // A later save writes everything again, so the queue goes on; the callers of this one learn of the failure.
    this.saving = saved.catch(() => undefined);
    return saved;
  }
}

/** `GET /mail.json` (all inboxes, or `?mailbox=`) and `POST /mail.json {mailbox,id,isRead}`. */
export function mountMail(app: Express, mailboxes: Mailboxes): void {
  app.get('/mail.json', (req, res) => {
    const only = req.query['mailbox'];
    res.json(mailboxes.list(typeof only === 'string' ? only : undefined));
  });
  app.post('/mail.json', json(), async (req, res) => {
    const { mailbox, id, isRead } = (req.body ?? {}) as Record<string, unknown>;
    if (typeof mailbox !== 'string' || typeof id !== 'string' || typeof isRead !== 'boolean') {
      res.status(400).json({ error: 'Send {"mailbox":"...","id":"...","isRead":true}.' });
      return;
    }
    const found = await mailboxes.mark(mailbox, id, isRead);
    res
      .status(found ? 200 : 404)
      .json(found ? { isRead } : { error: 'There is no such message in this mailbox.' });
  });
}
