import { nothingTyped } from '../../../register/columns';
import { type Cut } from '../../../register/store';
import { type Memory, type Observed } from '../../../sync/protocol/findings';
import { observe } from '../../../sync/protocol/observe';
import {
  aCut,
  aCutRow,
  aMemory,
  anEvent,
  aReading,
  aRowMemory,
  minute,
  noValues,
  rules,
} from '../../kit/sheet';

const one = 'NS-2026-0001';
const two = 'NS-2026-0002';

/** Looks at a sequence of cuts, a minute or more apart, carrying the memory along. */
function look(memory: Memory, ...cuts: [cut: Cut, at: string][]): Observed {
  let seen: Observed | null = null;
  let carried = memory;
  for (const [cut, at] of cuts) {
    seen = observe(carried, aReading(cut, at), rules);
    carried = seen.memory;
  }
  if (!seen) throw new Error('no cut');
  return seen;
}

const kinds = (seen: Observed) => seen.findings.map((finding) => finding.kind);

describe('reading a cut', () => {
  it('SHT1 order and inserted blank lines mean nothing', () => {
    const memory = aMemory([aRowMemory(one), aRowMemory(two)]);

    const seen = look(memory, [aCut({ NS: [aCutRow(two), aCutRow(''), aCutRow(one)] }), minute(0)]);

    expect(seen.findings).toEqual([]);
    expect(seen.memory.rows).toEqual(memory.rows);
  });

  it('SHT2 typing is taken only once it has stood still for the settle time', () => {
    const typing = aCut({ NS: [aCutRow(one, { level: 'High' })] });

    const first = look(aMemory([aRowMemory(one)]), [typing, minute(0)]);
    const later = observe(first.memory, aReading(typing, minute(1)), rules);

    expect(first.findings).toEqual([]);
    expect(first.memory.rows[0]?.typed).toEqual(nothingTyped);
    expect(later.findings).toEqual([
      {
        kind: 'typed',
        riskId: one,
        region: 'NS',
        edits: [{ field: 'level', was: '', is: 'High', shown: '' }],
      },
    ]);
    expect(later.memory.rows[0]?.typed.level).toBe('High');
  });

  it('SHT2 typing that is still changing starts to settle anew', () => {
    const seen = look(
      aMemory([aRowMemory(one)]),
      [aCut({ NS: [aCutRow(one, { summary: 'A d' })] }), minute(0)],
      [aCut({ NS: [aCutRow(one, { summary: 'A dog' })] }), minute(1)],
    );

    expect(seen.findings).toEqual([]);
  });

  it('SHT2 SHT4 SHT9 a clock that goes back an hour makes nothing wait for an hour', () => {
    const cut = aCut({
      NS: [aCutRow(one, { level: 'High' }), aCutRow('', { summary: 'The stairs are rotten.' })],
    });

    const seen = look(
      aMemory([aRowMemory(one), aRowMemory(two)]),
      [cut, minute(70)],
      [cut, minute(10)],
      [cut, minute(11)],
    );
    const late = look(seen.memory, [cut, minute(20)]);

    expect(kinds(seen)).toEqual(['typed', 'new-line']);
    expect(kinds(late)).toEqual(['missing', 'new-line']);
  });

  it('SHT4 SHT5 a row is believed deleted only after two cuts the configured time apart', () => {
    const gone = aCut({ NS: [] });

    const first = look(aMemory([aRowMemory(one)]), [gone, minute(0)]);
    const soon = observe(first.memory, aReading(gone, minute(9)), rules);
    const late = observe(soon.memory, aReading(gone, minute(10)), rules);
    const again = observe(late.memory, aReading(gone, minute(30)), rules);

    expect([first, soon].flatMap(kinds)).toEqual([]);
    expect(late.findings).toEqual([{ kind: 'missing', riskId: one }]);
    expect(again.findings).toEqual([]);
  });

  it('SHT4 a row that comes back in between was never gone', () => {
    const seen = look(
      aMemory([aRowMemory(one)]),
      [aCut({ NS: [] }), minute(0)],
      [aCut({ NS: [aCutRow(one)] }), minute(5)],
      [aCut({ NS: [] }), minute(6)],
      [aCut({ NS: [] }), minute(12)],
    );

    expect(seen.findings).toEqual([]);
  });

  it('SHT5 a row believed deleted that stands again is told', () => {
    const seen = look(aMemory([aRowMemory(one, { presence: 'deleted', missingSince: minute(0) })]), [
      aCut({ NS: [aCutRow(one)] }),
      minute(20),
    ]);

    expect(seen.findings).toEqual([{ kind: 'returned', riskId: one }]);
  });

  it('SHT6 many rows gone at once hold the region, and waiting never turns that into deletions', () => {
    const rows = Array.from({ length: 8 }, (_, index) => aRowMemory(`NS-2026-000${index + 1}`));
    const left = aCut({ NS: [aCutRow(one)] });

    const first = look(aMemory(rows), [left, minute(0)]);
    const hours = look(first.memory, [left, minute(30)], [left, minute(90)], [left, minute(500)]);

    expect(kinds(first)).toEqual(['hold']);
    expect(hours.findings).toEqual([]);
    expect(hours.memory.register.holds['NS:many-rows-gone']?.rows).toHaveLength(7);
  });

  it('SHT6 the hold is lifted when the rows stand again', () => {
    const rows = Array.from({ length: 8 }, (_, index) => aRowMemory(`NS-2026-000${index + 1}`));

    const seen = look(
      aMemory(rows),
      [aCut({ NS: [] }), minute(0)],
      [aCut({ NS: rows.map((row) => aCutRow(row.riskId)) }), minute(1)],
    );

    expect(seen.memory.register.holds).toEqual({});
    expect(seen.memory.rows.every((row) => row.presence === 'present')).toBe(true);
  });

  it('SHT7 a row on another worksheet has moved', () => {
    const seen = look(aMemory([aRowMemory(one)]), [aCut({ EM: [aCutRow(one)] }), minute(0)]);

    expect(seen.findings).toEqual([{ kind: 'moved', riskId: one, from: 'NS', to: 'EM' }]);
  });

  it('SHT8 nothing is taken from lines that share a Risk ID', () => {
    const twins = aCut({ NS: [aCutRow(one, { level: 'High' })], EM: [aCutRow(one, { level: 'Low' })] });

    const seen = look(aMemory([aRowMemory(one)]), [twins, minute(0)], [twins, minute(5)]);

    expect(seen.findings).toEqual([]);
    expect(seen.memory.rows[0]).toMatchObject({ duplicated: true, typed: nothingTyped });
  });

  it('SHT9 a line without Risk ID is registered once, when it stands still and has a summary', () => {
    const line = aCutRow('', { summary: 'Loose dog at the gate', level: 'High' });
    const cut = aCut({ NS: [line, aCutRow('', { level: 'Low' })] });

    const first = look(aMemory([]), [cut, minute(0)]);
    const settled = observe(first.memory, aReading(cut, minute(1)), rules);
    const registered = settled.memory.handRows.map((hand) => ({ ...hand, riskId: one as never }));
    const after = observe({ ...settled.memory, handRows: registered }, aReading(cut, minute(2)), rules);

    expect(first.findings).toEqual([]);
    expect(settled.findings).toMatchObject([
      { kind: 'new-line', line: { region: 'NS', row: { typed: { level: 'High' } } } },
    ]);
    expect(after.findings).toEqual([]);
  });

  it('SHT9 a registered line that an older content brings back is not registered twice', () => {
    const cut = aCut({ NS: [aCutRow('', { summary: 'Loose dog' })] });
    const memory = aMemory([], {
      handRows: [
        {
          fingerprint: 'new:NS||Loose dog',
          region: 'NS' as never,
          since: minute(0),
          content: '',
          riskId: one as never,
        },
      ],
    });

    const seen = look(memory, [aCut(), minute(1)], [cut, minute(2)], [cut, minute(5)]);

    expect(seen.findings).toEqual([]);
  });

  it('SHT8 SHT5 a deleted row that came back twice is back, also when one of the two goes', () => {
    const [once, twice] = [aCut({ NS: [aCutRow(one)] }), aCut({ NS: [aCutRow(one), aCutRow(one)] })];

    const deleted = aMemory([aRowMemory(one, { presence: 'deleted', missingSince: minute(0) })]);

    expect(look(deleted, [twice, minute(20)]).findings).toEqual([{ kind: 'returned', riskId: one }]);
    expect(look(deleted, [twice, minute(20)], [once, minute(21)]).memory.rows[0]).toMatchObject({
      presence: 'present', duplicated: false,
    }); // prettier-ignore
  });

  it('SHT61 a workbook that counts from 1904 holds every region: no day of it is taken', () => {
    const other = (day: string, problems: Cut['problems']) =>
      aCut({ NS: [aCutRow(one, { nextReviewOn: day })], problems });
    const moved = other('2030-12-01', [{ code: 'other-calendar', region: null, object: 'date1904' }]);

    const seen = look(aMemory([aRowMemory(one)]), [moved, minute(0)], [moved, minute(30)]);

    expect(seen.findings).toEqual([]);
    expect(Object.keys(seen.memory.register.holds)).toEqual(['NS', 'EM']);
    expect(seen.memory.rows[0]?.typed.nextReviewOn).toBe('');
  });

  it('SHT12 a missing table holds its region and no row of it counts as gone', () => {
    const broken = aCut({ problems: [{ code: 'missing-table', region: 'NS' as never, object: 'Risks_NS' }] });

    const seen = look(aMemory([aRowMemory(one)]), [broken, minute(0)], [broken, minute(30)]);

    expect(seen.findings).toEqual([]);
    expect(seen.memory.register.holds.NS).toMatchObject({ why: 'missing-table' });
    expect(seen.memory.rows[0]?.presence).toBe('present');
  });

  it("SHT13 a formula in a person's cell is not taken, a constant over a service formula is", () => {
    const row = aCutRow(
      one,
      { summary: '=HYPERLINK' },
      { formulaIn: ['summary'], typedOver: { level: 'High' } },
    );

    const seen = look(
      aMemory([aRowMemory(one)]),
      [aCut({ NS: [row] }), minute(0)],
      [aCut({ NS: [row] }), minute(1)],
    );

    expect(seen.findings).toMatchObject([{ kind: 'typed', edits: [{ field: 'level', is: 'High' }] }]);
  });
});

describe('a sheet that went back to an older content', () => {
  const typedHigh = { ...nothingTyped, level: 'High' };
  const past = new Map([[one, { values: noValues, typed: nothingTyped }]]);
  const older = (row: Parameters<typeof aCutRow>[1] = {}) =>
    aCut({ NS: [aCutRow(one, row)], events: [anEvent(5, one)] });

  it('SHT10 a row it does not have is not deleted but made again', () => {
    const memory = aMemory([aRowMemory(one), aRowMemory(two)]);

    const seen = observe(memory, aReading(older(), minute(0), { past }), rules);
    const later = look(seen.memory, [older(), minute(30)], [older(), minute(60)]);

    expect(seen.rowsLost).toEqual([two]);
    expect([...seen.findings, ...later.findings]).toEqual([]);
    expect(later.memory.rows[1]?.presence).toBe('expected');
  });

  it("SHT11 typing that equals the older content's own past was lost, not typed; told once it stands still", () => {
    const first = observe(
      aMemory([aRowMemory(one, { typed: typedHigh })]),
      aReading(older(), minute(0), { past }),
      rules,
    );
    const seen = look(first.memory, [older(), minute(1)]);

    expect(first.findings).toEqual([]);
    expect(seen.findings).toEqual([{ kind: 'lost-typing', riskId: one, region: 'NS', fields: ['level'] }]);
    expect(seen.memory.rows[0]?.typed).toEqual(nothingTyped);
  });

  it('SHT11 a view that only lagged behind for a moment loses nothing', () => {
    const first = observe(
      aMemory([aRowMemory(one, { typed: typedHigh })]),
      aReading(older(), minute(0), { past }),
      rules,
    );
    const seen = look(
      first.memory,
      [older({ level: 'High' }), minute(1)],
      [older({ level: 'High' }), minute(5)],
    );

    expect(seen.findings).toEqual([]);
    expect(seen.memory.rows[0]?.typed).toEqual(typedHigh);
  });

  it('SHT11 what an older content brought back is no typing either when a view that lags hid it for a moment, or more is typed', () => {
    const at = (seconds: number) => new Date(Date.parse(minute(0)) + seconds * 1000).toISOString();
    const first = observe(
      aMemory([aRowMemory(one, { typed: typedHigh })]),
      aReading(older(), at(0), { past }),
      rules,
    );
    const hidden = look(first.memory, [older({ level: 'High' }), at(20)]);
    const typed = older({ notes: 'Rang the office' });

    const back = observe(hidden.memory, aReading(older(), at(30), { earlier: past }), rules);
    const settled = look(back.memory, [older(), at(90)]);
    const more = look(first.memory, [typed, at(20)], [typed, at(80)]);
    const retyped = look(hidden.memory, [older(), at(200)], [older(), at(260)]);

    expect(settled.findings).toMatchObject([{ kind: 'lost-typing', fields: ['level'] }]);
    expect(more.findings).toMatchObject([
      { kind: 'lost-typing', fields: ['level'] },
      { kind: 'typed', edits: [{ field: 'notes' }] },
    ]);
    expect(retyped.findings).toMatchObject([{ kind: 'typed', edits: [{ field: 'level', is: '' }] }]);
  });

  it('SHT11 typing made in the older content is taken', () => {
    const cut = older({ notes: 'Rang the office' });

    const first = observe(
      aMemory([aRowMemory(one, { typed: typedHigh })]),
      aReading(cut, minute(0), { past }),
      rules,
    );
    const seen = look(first.memory, [cut, minute(1)]);

    expect(seen.findings).toMatchObject([
      { kind: 'lost-typing', fields: ['level'] },
      { kind: 'typed', edits: [{ field: 'notes', is: 'Rang the office' }] },
    ]);
  });
});
