/** What each person sees in the tab, that reading is noted, and that nothing of a case leaks. */
import { type Person } from '../../register/person';
import { type Risk } from '../../register/risk';
import { meSchema, riskDetailSchema, riskListSchema } from '../../teams-app/api/contract';
import { putRegisterMemory } from '../../state/memory';
import { aMonitoredRisk, anOrganisation, aPerson, aRisk, day, region, riskId } from '../kit/builders';
import { tabUnderTest } from './tab-under-test';

const tab = tabUnderTest();

const reporter = aPerson();
const colleague = aPerson();
const rcc = aPerson({ roles: ['rcc'], region: region('WV') });
const head = aPerson({ roles: ['head'], region: null, area: 'north' });
const safeguarding = aPerson({ roles: ['safeguarding'], region: null });
const press = aPerson({ roles: ['public-relations'], region: null });
const mosaic = aPerson({ roles: ['mosaic-team'], region: null });
const everybody: Person[] = [reporter, colleague, rcc, head, safeguarding, press, mosaic];

const summary = 'Purple bicycle behind the third shed.';
const longAgo = day('2020-01-01');
const risks: Risk[] = [
  aMonitoredRisk({
    summary,
    reportedBy: reporter.id,
    owner: rcc.id,
    nextReviewOn: longAgo,
    levelReason: summary,
  }),
  aRisk({ id: riskId('NS-2026-0002'), onBehalfOf: colleague.id, reportedBy: rcc.id }),
  aMonitoredRisk({
    id: riskId('EM-2026-0001'),
    region: region('EM'),
    types: ['reputational'],
    nextReviewOn: day('2099-01-01'),
  }),
  aMonitoredRisk({ id: riskId('WV-2026-0001'), region: region('WV') }),
  aMonitoredRisk({ id: riskId('WV-2026-0002'), region: region('WV'), status: 'void' }),
];

beforeAll(() => tab.hold(everybody, risks));

const listed = async (person: Person) => {
  const answer = await tab.as(person, '/tab/api/risks');
  return riskListSchema.parse(answer.json()).risks;
};

describe('the list of risks', () => {
  it('S0-51 shows a regional office every region, its own first, without entries made in error', async () => {
    expect((await listed(rcc)).map((risk) => risk.id)).toEqual([
      'WV-2026-0001', 'NS-2026-0001', 'NS-2026-0002', 'EM-2026-0001',
    ]); // prettier-ignore
  });

  it('S0-46, S0-50 shows Heads and Safeguarding the whole register, and S0-20 Public Relations its own rows', async () => {
    expect(await listed(head)).toHaveLength(4);
    expect(await listed(safeguarding)).toHaveLength(4);
    expect((await listed(press)).map((risk) => risk.id)).toEqual(['EM-2026-0001']);
    expect(await listed(mosaic)).toEqual([]);
  });

  it('S0-08 shows a caseworker only what they reported, or what was reported for them, and only how to work', async () => {
    expect(await listed(reporter)).toEqual([
      { view: 'instruction', id: 'NS-2026-0001', region: 'NS', caseRef: 'MOS-90001', status: 'monitored', posture: 'restricted' },
    ]); // prettier-ignore
    expect((await listed(colleague)).map((risk) => risk.id)).toEqual(['NS-2026-0002']);
  });

  it('counts how late the review of an active risk is', async () => {
    const late = (await listed(rcc)).flatMap((risk) =>
      risk.view === 'row' ? [[risk.id, risk.daysLate > 0]] : [],
    );

    expect(Object.fromEntries(late)).toMatchObject({
      'NS-2026-0001': true,
      'NS-2026-0002': false,
      'EM-2026-0001': false,
    });
  });

  it('SHT38 names the regions from whose sheet nothing is taken, to those who see their rows', async () => {
    const held = async (person: Person) =>
      riskListSchema.parse((await tab.as(person, '/tab/api/risks')).json()).held;
    expect(await held(rcc)).toEqual([]);
    const hold = { why: 'mass-change', since: '2026-11-23T09:00:00.000Z', rows: [] };
    const holds = { 'NS:mass-change': hold, EM: { ...hold, why: 'missing-table' }, 'KR:mass-change': hold, 'WV:many-rows-gone': { ...hold, why: 'many-rows-gone' } }; // prettier-ignore
    await putRegisterMemory(tab.state().db, tab.state(), { tag: null, readAt: null, holds });

    expect(await held(rcc)).toEqual(['Northshire', 'Eastmere']);
    expect(await held(press)).toEqual(['Eastmere']);
    expect(await held(reporter)).toEqual([]);
  });

  it('carries no summary', async () => {
    const answer = await tab.as(rcc, '/tab/api/risks');

    expect(answer.text).not.toContain(summary);
  });
});

describe('one risk', () => {
  it('is shown in full to the office, names instead of ids', async () => {
    const answer = await tab.as(rcc, '/tab/api/risks/NS-2026-0001');
    const detail = riskDetailSchema.parse(answer.json());

    expect(detail).toMatchObject({
      view: 'row',
      summary,
      ownerName: rcc.name,
      reportedByName: reporter.name,
    });
    expect(answer.text).not.toContain(reporter.id);
  });

  it('S0-08 is shown to its reporter as working instruction and status, without the text of the office', async () => {
    const answer = await tab.as(reporter, '/tab/api/risks/NS-2026-0001');

    expect(riskDetailSchema.parse(answer.json())).toMatchObject({
      view: 'instruction',
      posture: 'restricted',
      mitigations: [{ code: 'public-place', text: '' }],
    });
    expect(answer.text).not.toContain(summary);
  });

  it.each([
    ['a caseworker who did not report it', colleague, 'NS-2026-0001', 403],
    ['Public Relations, of another type', press, 'NS-2026-0001', 403],
    ['anybody, when there is none', rcc, 'NS-2026-0999', 404],
    ['anybody, by something that is no reference', rcc, "x'%20or%201=1", 404],
    ['anybody, by a path', rcc, '..%2f..%2fetc', 404],
  ])('is refused to %s', async (_title, person, id, status) => {
    const answer = await tab.as(person, `/tab/api/risks/${id}`);

    expect(answer.status).toBe(status);
    expect(answer.json().detail).not.toContain(id);
    expect(answer.text).not.toContain(summary);
  });
});

it('PRM26 reads the same to whoever may not see it and when there is none', async () => {
  for (const person of [colleague, press]) {
    const [there, nowhere] = [
      await tab.as(person, '/tab/api/risks/NS-2026-0001'),
      await tab.as(person, '/tab/api/risks/NS-2026-0999'),
    ];
    expect([there.status, there.json()]).toEqual([nowhere.status, nowhere.json()]);
  }
});

describe('reading', () => {
  it('is written to the audit with the rule that allowed it, and a refused reading shows nothing', async () => {
    const before = (await tab.auditLines()).length;

    await tab.as(rcc, '/tab/api/risks');
    await tab.as(rcc, '/tab/api/risks/NS-2026-0001');
    await tab.as(reporter, '/tab/api/risks/NS-2026-0001');
    await tab.as(colleague, '/tab/api/risks/NS-2026-0001');

    expect((await tab.auditLines()).slice(before)).toEqual([
      { actor: rcc.id, act: 'see-list', subject: 'register', detail: { count: 4, channel: 'tab' } },
      { actor: rcc.id, act: 'see-risk', subject: 'NS-2026-0001', detail: { rule: 'S0-51', view: 'row', channel: 'tab' } },
      { actor: reporter.id, act: 'see-risk', subject: 'NS-2026-0001', detail: { rule: 'S0-08', view: 'instruction', channel: 'tab' } },
    ]); // prettier-ignore
  });

  it('leaves no case text, name or address in the log', () => {
    const log = JSON.stringify(tab.log.lines);

    expect(log).toContain('not-allowed');
    for (const text of [summary, 'MOS-90001', ...everybody.flatMap((one) => [one.name, one.mail ?? ''])])
      expect(log).not.toContain(text);
  });
});

describe('who you are', () => {
  it('names the person, their roles as the organisation calls them, and all regions', async () => {
    const me = meSchema.parse((await tab.as(rcc, '/tab/api/me')).json());

    expect(me).toMatchObject({
      name: rcc.name,
      roles: [{ code: 'rcc', label: 'RCC' }],
      region: { id: 'WV', name: 'Westvale' },
      help: anOrganisation().help,
    });
    expect(me.regions.map((one) => one.id)).toEqual(['NS', 'EM', 'WV']);
  });
});

describe('a failure of the database', () => {
  afterAll(() => tab.db().query('alter table risk_away rename to risk'));

  it('is answered with a sentence, without its message', async () => {
    await tab.db().query('alter table risk rename to risk_away');
    const answer = await tab.as(rcc, '/tab/api/risks');

    expect(answer.status).toBe(500);
    expect(answer.json().code).toBe('failed');
    expect(answer.text).not.toMatch(/relation|select|risk_away/);
    expect(tab.log.lines.at(-1)).toMatchObject({ level: 'error', event: 'tab.failed' });
  });
});
