/** Reviews that nobody does are chased up the ladder, once a step, by card and mail (story 2.5). */
import { everyMessage, mails, moveClock } from './kit/box';
import { textOf } from './kit/card';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { eventually } from './kit/until';

const place = inPlace();
const person = peopleOf(place);

const address = (name: string) => `${name}@caseworkcharity.example`;
const dueMails = async (mailbox: string) =>
  (await mails(place(), mailbox)).filter(({ subject }) => subject.startsWith('Reviews are due'));
const dueCards = async () =>
  (await everyMessage(place()))
    .filter(({ message }) => textOf(message.attachments[0]?.content).includes('Reviews are due'))
    .map(({ to, message }) => `${to}|${textOf(message.attachments[0]?.content)}`);

/** Everything sent so far, when nothing more comes. */
async function quiet(): Promise<{ cards: string[]; mails: string[] }> {
  let last = '';
  let same = 0;
  let seen = { cards: [] as string[], mails: [] as string[] };
  await eventually(async () => {
    const sent = (await mails(place())).map(({ mailbox, subject, body }) => `${mailbox}|${subject}|${body}`);
    seen = { cards: (await dueCards()).sort(), mails: sent.sort() };
    const now = JSON.stringify(seen);
    same = now === last ? same + 1 : 0;
    last = now;
    expect(same).toBeGreaterThan(20);
  }, 40_000);
  return seen;
}

// A bot learns the address of the channel from the first person who opens its chat.
beforeAll(() => person('CW-01').open(), 20_000);

it('DUE6 (S0-49) on the seventh day reviewers, ROMs and the Head of the area have reminders by card and mail', async () => {
  await moveClock(place(), 'P7D');

  await eventually(async () => {
    expect(await dueMails(address('head.of.casework.south'))).toHaveLength(1);
    expect(await dueMails(address('head.of.casework.north'))).toHaveLength(1);
    expect(await dueMails(address('midmarch.rom'))).not.toHaveLength(0);
    expect(await dueMails(address('midmarch.rcm.1'))).not.toHaveLength(0);
  }, 30_000);
  for (const code of ['HD-N', 'HD-S', 'MM-ROM', 'MM-RCM']) await person(code).sees('Reviews are due');
});

it('DUE7 each person has one digest a channel, however many reviews are late', async () => {
  const { cards } = await quiet();

  const heads = cards.filter((card) => card.startsWith('Head of Casework'));

  expect(heads).toHaveLength(2);
  for (const one of ['head.of.casework.south', 'head.of.casework.north'])
    expect(await dueMails(address(one))).toHaveLength(1);
});

it('DUE8 the clock moved on by a minute and by an hour sends nothing again', async () => {
  const before = await quiet();

  await moveClock(place(), 'PT1M');
  await moveClock(place(), 'PT1H');

  expect(await quiet()).toEqual(before);
});

it('DUE8 the next day reminds of new steps only: no risk twice on the same step of the same due day', async () => {
  const before = await quiet();

  await moveClock(place(), 'P1D');
  const after = await quiet();

  const fresh = after.mails.filter(
    (mail) => !before.mails.includes(mail) && mail.includes('|Reviews are due'),
  );
  const told = (list: string[]) =>
    list.flatMap((mail) =>
      mail
        .split('\n')
        .filter((line) => line.startsWith('- '))
        .map((line) => `${mail.split('|')[0]} ${line}`),
    );
  expect(new Set(told(after.mails)).size).toBe(told(after.mails).length);
  for (const mail of fresh) expect(mail).not.toMatch(/dog|paving|hedge/);
}, 90_000);

it('DUE11 (S0-45) an inactive risk is in no reminder of a review', async () => {
  const { mails: all, cards } = await quiet();
  const sent = all.filter((mail) => mail.includes('|Reviews are due'));

  // Rows 13, 19, 20 and 29 of the sample are inactive or struck.
  for (const id of ['CD-2026-0003', 'WV-2026-0004', 'WV-2026-0005', 'KR-2026-0004'])
    expect([...sent, ...cards].filter((one) => one.includes(id.replace('2026', yearNow())))).toEqual([]);
});

const yearNow = () => String(new Date().getFullYear());
