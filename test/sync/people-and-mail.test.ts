/** The directory and the mails, against the box. */
import { demoPerson } from '../../cli/demo/people';
import { type Notice, type NoticeEvent } from '../../register/decision';
import { type Person } from '../../register/person';
import { createMailDeliverer } from '../../sync/mail';
import { mailText } from '../../sync/mail-text';
import { readDirectory } from '../../sync/people';
import { mailWords, mailWordsOfMany } from '../../sync/mail-words';
import { type GatheredEvent } from '../../register/gather';
import { type OutboxItem } from '../../state/outbox';
import { demoOrg, startBox, type TestBox } from './box';

let box: TestBox;
beforeAll(async () => {
  box = await startBox();
});
afterAll(() => box.stop());
afterEach(() => box.tenant.faults.clear());

const link = 'https://teams.microsoft.com/l/entity/manifest/register';

function aNotice(more: Partial<Notice> = {}): Notice {
  return {
    key: 'k',
    event: 'safeguarding-recorded',
    to: { kind: 'department', id: 'safeguarding' },
    channel: 'mail',
    region: 'NS' as Notice['region'],
    riskId: 'NS-2026-0001' as Notice['riskId'],
    subjectId: null,
    dueOn: '2026-11-30' as Notice['dueOn'],
    items: [],
    ...more,
  };
}

let made = 0;
function anItem(more: Partial<OutboxItem> = {}): OutboxItem {
  made += 1;
  const to = { mailbox: 'safeguarding@caseworkcharity.example', name: 'Safeguarding' };
  return {
    id: `item-${made}`,
    key: `k${made}`,
    channel: 'mail',
    notice: aNotice(),
    edit: null,
    to,
    attempts: 0,
    kept: null,
    ...more,
  };
}

const deliverer = () =>
  createMailDeliverer({ graph: box.graph, config: box.config, org: demoOrg, link: () => link });

async function received(): Promise<{ subject: string; body: string }[]> {
  const answer = await fetch(`${box.tenant.url}/mail.json?mailbox=safeguarding@caseworkcharity.example`);
  const boxes = (await answer.json()) as { messages: { subject: string; body: string }[] }[];
  return boxes.flatMap((one) => one.messages);
}

const noKeep = () => Promise.resolve();

describe('the directory', () => {
  it('STO16 gives each member of a role group the role, the region or area, and the line manager', async () => {
    const people = await readDirectory(box.graph, demoOrg);
    const byId = new Map(people.map((person): [string, Person] => [person.id, person]));

    expect(byId.get(demoPerson('NS-RCC'))).toMatchObject({
      roles: ['rcc'],
      region: 'NS',
      area: null,
      managerId: demoPerson('NS-RCM'),
      active: true,
    });
    expect(byId.get(demoPerson('HD-N'))).toMatchObject({
      roles: ['head'],
      region: null,
      area: 'north',
      managerId: null,
    });
    expect(new Set(people.map((person) => person.id)).size).toBe(people.length);
  });

  it('STO16 fails as a whole when one group cannot be read, for half a directory takes roles away', async () => {
    box.tenant.faults.add({ match: { path: 'transitiveMembers' }, answer: { status: 403, commit: 'never' } });

    await expect(readDirectory(box.graph, demoOrg)).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('mails', () => {
  it('STO17 carry reference, region, due day and link', async () => {
    expect(await deliverer()(anItem(), noKeep)).toEqual({ kind: 'sent' });

    const [mail] = await received();
    expect(mail?.subject).toBe('Safeguarding risk recorded: NS-2026-0001, Northshire');
    expect(mail?.body).toContain('Reference: NS-2026-0001\nRegion: Northshire\nDue: 30 November 2026');
    expect(mail?.body).toContain(link);
  });

  it.each(Object.keys(mailWords) as NoticeEvent[])(
    'STO17 have words for %s and none about a case',
    (event) => {
      const text = mailText(aNotice({ event }), { region: 'Northshire', link });

      const words = Object.values(mailWords[event]).concat(
        'NS-2026-0001',
        'Northshire',
        '30 November 2026',
        link,
      );
      expect(text.length).toBeLessThan(words.join('').length + 260);
      expect(text).toContain(mailWords[event].sentence);
    },
  );

  it('STO17 list references in a digest', () => {
    const item = { riskId: aNotice().riskId, subjectId: null, dueOn: '2026-11-23' as never, daysLate: 3 };
    const digest = (items: Notice['items']) =>
      mailText(aNotice({ event: 'reviews-due', riskId: null, items }), { region: null, link });

    expect(digest([item])).toContain('- NS-2026-0001: 23 November 2026, 3 days late');
    // Each line has its own day, and one of which nothing falls due has none.
    expect(digest([item])).not.toContain('Due: ');
    expect(digest([{ ...item, dueOn: null }])).toContain('- NS-2026-0001\n');
  });

  it.each(Object.keys(mailWordsOfMany) as GatheredEvent[])(
    'STO17 RTE18 say "these" of many, for %s',
    (event) => {
      const item = { riskId: aNotice().riskId, subjectId: null, dueOn: null, daysLate: 0 };
      const text = mailText(aNotice({ event, riskId: null, dueOn: null, items: [item, item] }), { region: 'Northshire', link }); // prettier-ignore

      expect(text).toContain(mailWordsOfMany[event].sentence);
      expect(text).not.toContain(mailWords[event].sentence);
      expect(text).toContain('- NS-2026-0001\n- NS-2026-0001\nRegion: Northshire\n');
    },
  );

  it('STO18 find out after an unknown outcome that the mail had gone, and send none twice', async () => {
    const before = (await received()).length;
    const answer = { status: 504, commit: 'before' as const };
    box.tenant.faults.add({ match: { method: 'POST', path: '/send$' }, answer });

    expect(await deliverer()(anItem(), noKeep)).toEqual({ kind: 'sent' });
    expect((await received()).length).toBe(before + 1);
  });

  it('STO18 send the same draft again when it had not gone', async () => {
    const before = (await received()).length;
    const item = anItem();
    let kept = null as string | null;
    const keep = (handle: string) => Promise.resolve(void (kept = handle));
    const answer = { status: 503, commit: 'never' as const };
    box.tenant.faults.add({ match: { method: 'POST', path: '/send$' }, answer });

    expect(await deliverer()(item, keep)).toMatchObject({ kind: 'retry' });
    // Another process: all it knows is what was kept.
    expect(await deliverer()({ ...item, kept }, keep)).toEqual({ kind: 'sent' });
    expect((await received()).length).toBe(before + 1);
  });

  it('STO18 wait as long as the service asks', async () => {
    box.tenant.faults.add({
      match: { method: 'POST' },
      answer: { status: 429, retryAfter: 9, commit: 'never' },
    });

    expect(await deliverer()(anItem(), noKeep)).toEqual({ kind: 'retry', code: 'throttled', afterMs: 9000 });
  });

  it('STO18 say when somebody has no mailbox', async () => {
    const nobody = { ...(await readDirectory(box.graph, demoOrg))[0], mail: null } as Person;

    expect(await deliverer()(anItem({ to: nobody }), noKeep)).toEqual({
      kind: 'unreachable',
      code: 'no-mailbox',
    });
  });
});
