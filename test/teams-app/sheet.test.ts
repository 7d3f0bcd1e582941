/** What each person may settle about the sheet in the tab, and that settling is decided on the server, once, with its audit. */
import { nothingTyped } from '../../register/columns';
import { type Person } from '../../register/person';
import { type RowMemory } from '../../register/sheet-memory';
import { putRegisterMemory, putRowMemories, registerMemory, rowMemory } from '../../state/memory';
import { riskById } from '../../state/risks';
import { sheetQuestionsSchema, type SheetQuestions } from '../../teams-app/api/contract';
import { aMonitoredRisk, aPerson, day, riskId } from '../kit/builders';
import { aRowMemory, minute } from '../kit/sheet';
import { tabUnderTest } from './tab-under-test';

const tab = tabUnderTest();

const rom = aPerson({ roles: ['rom'] });
const rcm = aPerson({ roles: ['rcm'] });
const rcc = aPerson({ roles: ['rcc'] });
const head = aPerson({ roles: ['head'], region: null, area: 'north' });
const caseworker = aPerson();
const people: Person[] = [rom, rcm, rcc, head, caseworker];
const [disputed, gone, apart] = [riskId('NS-2026-0001'), riskId('NS-2026-0002'), riskId('NS-2026-0003')];

const memories: RowMemory[] = [
  aRowMemory(disputed, { conflicts: [{ field: 'level', sheet: 'High', service: 'Low', held: 'Low' }] }),
  aRowMemory(gone, { presence: 'deleted', missingSince: minute(0) }),
  aRowMemory(apart, {
    quarantine: { why: 'pasted-over', since: minute(0) },
    settling: {
      typed: { ...nothingTyped, summary: 'Threats by telephone.' }, since: minute(0), shown: null, lost: [], emptied: [],
    },
  }),
]; // prettier-ignore
const rows = Array.from({ length: 7 }, (_, index) => `NS-2026-01${index}0`);
const hold = { why: 'many-rows-gone', since: minute(0), rows };

beforeAll(() =>
  tab.hold(people, [
    aMonitoredRisk({ id: disputed }),
    aMonitoredRisk({ id: gone, missingSince: day('2026-11-20') }),
    aMonitoredRisk({ id: apart }),
  ]),
);
beforeEach(async () => {
  await putRowMemories(tab.db(), tab.state(), memories);
  await putRegisterMemory(tab.db(), tab.state(), {
    tag: 'tag', readAt: null, holds: { 'NS:many-rows-gone': hold, WV: { why: 'missing-table', since: minute(0), rows: [] } },
  }); // prettier-ignore
});

const asked = async (person: Person): Promise<SheetQuestions> =>
  sheetQuestionsSchema.parse((await tab.as(person, '/tab/api/sheet')).json());
const settle = (person: Person | null, body: object) => tab.post(person, '/tab/api/sheet/settle', body);
const markOf = async (kind: 'conflicts' | 'holds') => (await asked(rom))[kind][0]?.mark ?? '';
let keys = 0;
const key = () => `key-of-test-${(keys += 1)}`;

describe('what waits', () => {
  it('SHT38 MRG9 is shown to those who may settle it: conflicts, missing rows, rows set apart, holds', async () => {
    expect(await asked(rom)).toMatchObject({
      holds: [{ id: 'NS:many-rows-gone', region: 'NS', why: 'many-rows-gone', rows, isSpoken: false }],
      conflicts: [
        { riskId: disputed, fields: [{ field: 'level', sheet: 'High', teams: 'Low', inEffect: 'Low' }] },
      ],
      missing: [{ riskId: gone, since: '2026-11-20', mayStrike: true }],
      setApart: [
        {
          riskId: apart,
          why: 'pasted-over',
          cells: [{ field: 'summary', was: '', is: 'Threats by telephone.' }],
        },
      ],
    });
    expect(await asked(rcm)).toMatchObject({ holds: [], missing: [{ mayStrike: false }] });
  });

  it.each([
    ['a caseworker', caseworker, 0],
    ['an RCC, whose word needs a manager’s', rcc, 0],
    ['a Head, for the rows', head, 1],
  ])('SHT38 is not shown to %s', async (_who, person, holds) => {
    const seen = await asked(person);

    expect([seen.holds.length, seen.conflicts, seen.missing, seen.setApart]).toEqual([holds, [], [], []]);
  });

  it('is noted in the audit when it is read', async () => {
    await asked(rom);

    expect((await tab.auditLines()).at(-1)).toMatchObject({
      actor: rom.id, act: 'see-sheet-questions', detail: { count: 3, holds: 1, channel: 'tab' },
    }); // prettier-ignore
  });
});

describe('settling', () => {
  it('MRG9 MRG16 a conflict: by side or value, once, and not when it has changed since', async () => {
    const request = { kind: 'conflict', riskId: disputed, keep: 'values', values: { level: 'Medium' }, mark: await markOf('conflicts'), key: key() }; // prettier-ignore

    expect((await settle(rcm, { ...request, mark: 'ffffffff', key: key() })).json()).toMatchObject({
      status: 409,
      code: 'stale',
    });
    expect((await settle(rcm, request)).json()).toEqual({ kind: 'done' });
    expect((await settle(rcm, request)).json()).toEqual({ kind: 'done' });
    expect((await settle(rcm, { ...request, key: key() })).json()).toMatchObject({ code: 'already' });

    expect(await riskById(tab.db(), tab.state(), disputed)).toMatchObject({
      level: 'medium',
      version: aMonitoredRisk().version + 1,
    });
    const acts = (await tab.auditLines()).filter((line) => line.act === 'settled-a-conflict');
    expect(acts).toMatchObject([
      { actor: rcm.id, subject: disputed, detail: { kept: 'a-value', fields: ['level'] } },
    ]);
  });

  it('SHT5 a missing row is put back', async () => {
    expect((await settle(rcm, { kind: 'row', riskId: gone, verdict: 'restore', key: key() })).json()).toEqual(
      { kind: 'done' },
    );

    expect(await rowMemory(tab.db(), tab.state(), gone)).toMatchObject({ presence: 'expected' });
  });

  it('SHT41 SHT50 a row set apart, as it was shown', async () => {
    const request = { kind: 'set-apart', riskId: apart, verdict: 'leave' };
    const mark = (await asked(rom)).setApart[0]?.mark ?? '';

    expect((await settle(rcm, { ...request, mark: 'ffffffff', key: key() })).json()).toMatchObject({
      status: 409,
      code: 'stale',
    });
    expect((await rowMemory(tab.db(), tab.state(), apart))?.quarantine?.word).toBeUndefined();
    expect((await settle(rcm, { ...request, mark, key: key() })).status).toBe(200);

    expect((await rowMemory(tab.db(), tab.state(), apart))?.quarantine).toMatchObject({
      word: 'leave',
      mark,
    });
  });

  it('SHT38 a hold, by ROM or Head', async () => {
    const request = {
      kind: 'hold',
      hold: 'NS:many-rows-gone',
      verdict: 'put-back',
      mark: await markOf('holds'),
    };

    expect((await settle(rcm, { ...request, key: key() })).json()).toMatchObject({
      status: 403,
      code: 'rom-only',
    });
    expect((await settle(head, { ...request, key: key() })).json()).toEqual({ kind: 'done' });
    expect((await settle(rom, { ...request, key: key() })).json()).toMatchObject({ status: 409 });

    const { holds } = await registerMemory(tab.db(), tab.state());
    expect(holds['NS:many-rows-gone']).toMatchObject({ word: 'put-back', rows });
    expect((await asked(rom)).holds).toMatchObject([{ isSpoken: true }]);
  });

  it.each([
    ['a conflict', { kind: 'conflict', riskId: disputed, keep: 'sheet', mark: '' }],
    ['a missing row', { kind: 'row', riskId: gone, verdict: 'restore' }],
    ['a row set apart', { kind: 'set-apart', riskId: apart, verdict: 'take', mark: '' }],
    ['a hold', { kind: 'hold', hold: 'NS:many-rows-gone', verdict: 'gone', mark: '' }],
  ])(
    'SHT38 MRG9 %s is refused to a caseworker, to nobody in particular and to a request without a key',
    async (_what, body) => {
      const before = (await tab.auditLines()).length;

      expect((await settle(caseworker, { ...body, key: key() })).status).toBe(403);
      expect((await settle(null, { ...body, key: key() })).status).toBe(401);
      expect((await settle(rom, body)).json()).toMatchObject({ status: 422, code: 'invalid' });

      expect(await tab.auditLines()).toHaveLength(before);
      expect(await rowMemory(tab.db(), tab.state(), apart)).toEqual(memories[2]);
    },
  );

  it('PRM26 a caseworker is answered alike about a risk there is and one there is none of', async () => {
    const about = async (riskId: string) => {
      const answers = [];
      for (const one of [
        { kind: 'row', verdict: 'restore' }, { kind: 'conflict', keep: 'sheet', mark: 'x' }, { kind: 'set-apart', verdict: 'take', mark: 'x' },
      ]) {
        const { status, ...answer } = await settle(caseworker, { ...one, riskId, key: key() });
        answers.push([status, answer.json()]);
      }
      return answers;
    }; // prettier-ignore

    expect(await about(disputed)).toEqual(await about('NS-2026-0999'));
    expect((await about(disputed))[0]?.[0]).toBe(403);
  });

  it.each([
    ['no JSON', '{"kind":', 400],
    ['too much', JSON.stringify({ kind: 'row', key: 'x'.repeat(20_000) }), 400],
    ['something else', '[]', 422],
    [
      'a risk there is none of',
      JSON.stringify({ kind: 'row', riskId: 'NS-2026-0999', verdict: 'restore', key: 'key-404-0001' }),
      404,
    ],
  ])('%s is answered with a sentence', async (_what, body, status) => {
    const answer = await tab.post(rom, '/tab/api/sheet/settle', body);

    expect(answer.status).toBe(status);
    expect(answer.json().detail).not.toBe('');
  });
});
