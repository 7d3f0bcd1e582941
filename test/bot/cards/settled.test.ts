/** What a card says once something is settled, and what it leaves out. */
import { conflictCard, missingRowCard } from '../../../bot/cards/conflict';
import { holdCard } from '../../../bot/cards/hold';
import { noticeCard } from '../../../bot/cards/notice';
import { reportCard } from '../../../bot/cards/report';
import { riskCard, type RiskAbilities } from '../../../bot/cards/risk';
import { type SheetConflict } from '../../../register/sheet-memory';
import { aMonitoredRisk, day, riskId } from '../../kit/builders';
import { textOf } from '../kit';
import { aNotice, aViewer } from './samples';

const viewer = aViewer();
const risk = aMonitoredRisk();
const said = 'That was just done.';
/** How often a card says it; a sentence stands once. */
const times = (card: Parameters<typeof textOf>[0], text: string) => textOf(card).split(text).length - 1;

describe('a card about the sheet', () => {
  it('of a conflict says what holds until somebody chooses, and another title once it is settled', () => {
    const conflict: SheetConflict = { field: 'level', sheet: 'High', service: 'Low', held: 'Very high' };
    const open = conflictCard({ risk, conflicts: [conflict], mayDecide: true, said: null }, viewer);
    const done = conflictCard({ risk, conflicts: [], mayDecide: true, said }, viewer);
    const later = conflictCard({ risk, conflicts: [], mayDecide: true, said: null }, viewer);

    expect(textOf(open)).toMatch(/Sheet and Teams differ[\s\S]*In effect until you choose\n[\s\S]*Very high/);
    expect(textOf(done)).not.toContain('differ');
    expect([times(done, said), times(done, 'Nothing more to do')]).toEqual([1, 0]);
    expect(textOf(later)).toContain('Nothing more to do');
  });

  it('of a row that is gone has another title once it stands again', () => {
    const card = (missingSince: typeof risk.missingSince, word: string | null) =>
      textOf(
        missingRowCard(
          { risk: { ...risk, missingSince }, mayRestore: true, mayVoid: true, said: word },
          viewer,
        ),
      );

    expect(card(day('2026-11-22'), null)).toContain('is gone from the sheet');
    expect(card(null, said)).not.toContain('is gone from the sheet');
    expect(card(null, said)).not.toContain('Nothing to do');
    expect(card(null, null)).toContain('Nothing to do');
  });

  it('of a hold asks while it is open, and does not ask once somebody has spoken or it is over', () => {
    const hold = { why: 'mass-change', since: '2026-11-23T09:00:00.000Z', rows: [risk.id] };
    const about = { id: 'NS:mass-change', why: 'mass-change', region: 'Northshire', typed: [] } as const;
    const asks = (state: Pick<Parameters<typeof holdCard>[0], 'hold' | 'said'>) =>
      textOf(holdCard({ ...about, ...state }, viewer));
    const spoken = { ...hold, word: 'take' as const };

    expect(asks({ hold, said: null })).toContain('was this meant?');
    expect(asks({ hold: spoken, said: null })).not.toContain('was this meant?');
    expect(asks({ hold: spoken, said: null })).toContain('Noted.');
    expect(asks({ hold: spoken, said })).not.toContain('Noted.');
    expect(asks({ hold: null, said: null })).not.toContain('was this meant?');
  });
});

it('a notice names the rows of which nothing falls due, without a day', () => {
  const rows = ['NS-2026-0007', 'NS-2026-0008'].map((id) => ({
    riskId: riskId(id),
    subjectId: null,
    dueOn: null,
    daysLate: 0,
  }));

  const text = textOf(noticeCard(aNotice('mass-edit', { dueOn: null, items: rows }), viewer));

  expect(text).toContain('Rows\nNS-2026-0007, NS-2026-0008');
  expect(text).not.toContain('due ');
});

it('S0-08 a risk card for the working instruction says so, and nothing of what Check says', () => {
  const nothing: RiskAbilities = {
    record: false,
    inactive: false,
    reopen: false,
    void: false,
    warning: null,
    whole: false,
  };
  const state = {
    risk,
    check: 'Change level: the sheet says "High".',
    waits: 'conflict',
    said: null,
  } as const;

  const brief = textOf(riskCard({ ...state, abilities: nothing }, viewer));
  const whole = textOf(riskCard({ ...state, abilities: { ...nothing, whole: true } }, viewer));

  expect(brief).toContain('Working instruction');
  expect(brief).not.toMatch(/Check|Choose which one counts/);
  expect(whole).toContain(state.check);
  expect(whole).toContain('Choose which one counts');
  expect(whole).not.toContain('Working instruction');
});

it('the tick that what was written is necessary is asked for by the form itself', () => {
  const draft = {
    onBehalfOf: '', region: 'NS', caseRef: '', noCase: false, types: [], atRisk: [], summary: '', called999: false, necessityConfirmed: false,
  }; // prettier-ignore
  const form = JSON.stringify(
    reportCard({ draft, caseworkers: [], key: 'key-000000000001', problem: null, asksWhetherNeeded: false } as never, viewer), // prettier-ignore
  );

  expect(form).toMatch(/"id":"necessity"[^}]*"isRequired":true/);
});
