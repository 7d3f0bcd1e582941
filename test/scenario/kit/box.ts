/** The rest of the box as a person or script uses it: mail, clock, faults. */
import { demoUsers } from '../../../cli/demo/people';
import { type Message } from './people';
import { type Place } from './place';

export interface Mail {
  mailbox: string;
  subject: string;
  body: string;
  receivedAt: string;
}

/** The mails in every inbox, or in one; newest first in each. */
export async function mails(place: Place, mailbox?: string): Promise<Mail[]> {
  const query = mailbox === undefined ? '' : `?mailbox=${encodeURIComponent(mailbox)}`;
  const answer = await fetch(`${place.box}/mail.json${query}`);
  const boxes = (await answer.json()) as { mailbox: string; messages: Omit<Mail, 'mailbox'>[] }[];
  return boxes.flatMap((box) => box.messages.map((message) => ({ ...message, mailbox: box.mailbox })));
}

/** The address of a department or office of the fictional organisation. */
export const mailboxOf = (name: string) => `${name}@caseworkcharity.example`;

/** Moves the box's clock forward, e.g. P7D; whatever falls due does so before this returns or soon after. */
export async function moveClock(place: Place, advance: string): Promise<void> {
  const answer = await fetch(`${place.box}/clock.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ advance }),
  });
  if (!answer.ok) throw new Error(`The clock did not move: ${answer.status} ${await answer.text()}`);
}

/** The box's day, YYYY-MM-DD, in the time zone of the organisation. */
export async function todayIn(place: Place): Promise<string> {
  const { now } = (await (await fetch(`${place.box}/clock.json`)).json()) as { now: string };
  return new Date(now).toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
}

/** Plans faults of the box. */
export async function planFaults(place: Place, ...faults: object[]): Promise<void> {
  const answer = await fetch(`${place.box}/faults.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!answer.ok) throw new Error(`The faults were refused: ${await answer.text()}`);
}

/** Takes every planned fault back. */
export async function forgetFaults(place: Place): Promise<void> {
  await fetch(`${place.box}/faults.json`, { method: 'DELETE' });
}

/** Every message the bot sent to anybody, with whose chat it is in. */
export async function everyMessage(place: Place): Promise<{ to: string; message: Message }[]> {
  const chats = await Promise.all(
    demoUsers.map(async (user) => {
      const answer = await fetch(`${place.box}/shell/chats/${user.id}`);
      const { messages } = (await answer.json()) as { messages: Message[] };
      return messages
        .filter((one) => one.from === 'bot')
        .map((message) => ({ to: user.displayName, message }));
    }),
  );
  return chats.flat();
}

/** What /readyz says. */
export async function readiness(place: Place): Promise<{ status: string; waiting: string[] }> {
  const answer = await fetch(`${place.product}/readyz`);
  return (await answer.json()) as { status: string; waiting: string[] };
}
