/** The brake on typing: a mass of it waits for a word, and nothing is taken from the region meanwhile. */
import { nothingTyped, pairedFields, type TypedField, type TypedValues } from '../../../register/columns';
import { type Hold } from '../../../register/sheet-memory';
import { type CutRow } from '../../../register/store';
import { type Memory, type Observed } from '../../../sync/protocol/findings';
import { observe } from '../../../sync/protocol/observe';
import { seeded } from '../../kit/seeded';
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

const idOf = (number: number) => `NS-2026-${String(number).padStart(4, '0')}`;
const ids = (count: number) => Array.from({ length: count }, (_, index) => idOf(index + 1));
const known = (count: number, typed: Partial<TypedValues> = {}) =>
  aMemory(ids(count).map((id) => aRowMemory(id, { typed: { ...nothingTyped, ...typed } })));

/** Rows of NS of which the first so many hold this. */
const filled = (count: number, changed: number, typed: Partial<TypedValues>) =>
  ids(count).map((id, index) => aCutRow(id, index < changed ? typed : {}));

const look = (memory: Memory, rows: CutRow[], at: string) =>
  observe(memory, aReading(aCut({ NS: rows }), at), rules);
const kinds = (seen: Observed) => seen.findings.map((finding) => finding.kind);
const holdIn = (seen: Observed): Hold | undefined => seen.memory.register.holds['NS:mass-change'];

/** The same memory after a person has spoken. */
function withWord(memory: Memory, word: NonNullable<Hold['word']>, id = 'NS:mass-change'): Memory {
  const hold = memory.register.holds[id];
  if (!hold) throw new Error('no hold');
  return {
    ...memory,
    register: { ...memory.register, holds: { ...memory.register.holds, [id]: { ...hold, word } } },
  };
}

describe('a column filled down', () => {
  it.each([
    ['five cells of ten', 10, 5, true],
    ['four cells of four: too few to be a mass', 4, 4, false],
    ['six cells of twenty: not more than 30 %', 20, 6, false],
    ['seven cells of twenty', 20, 7, true],
  ])('SHT37 %s', (_what, count, changed, isHeld) => {
    const seen = look(known(count), filled(count, changed, { level: 'High' }), minute(0));

    expect(kinds(seen)).toEqual(isHeld ? ['hold'] : []);
    expect(holdIn(seen)?.rows ?? []).toHaveLength(isHeld ? changed : 0);
  });

  it('SHT37 nothing is taken from the region, however long it stands, and it is told once', () => {
    const rows = filled(10, 6, { level: 'High' });
    const noted = rows.map((row, index) =>
      index === 9 ? aCutRow(row.riskId, { notes: 'Ring first.' }) : row,
    );
    const first = look(known(10), noted, minute(0));

    let memory = first.memory;
    const told = [5, 90, 500].flatMap((at) => {
      const next = look(memory, noted, minute(at));
      memory = next.memory;
      return next.findings;
    });

    expect(first.findings).toMatchObject([
      { kind: 'hold', region: 'NS', why: 'mass-change', fields: ['level'] },
    ]);
    expect(told).toEqual([]);
    expect(memory.rows.every((row) => row.typed.level === '' && row.typed.notes === '')).toBe(true);
  });

  it('SHT37 no row of a held region counts as gone, and a line typed by hand waits', () => {
    const rows = filled(10, 6, { level: 'High' }).slice(0, 9);
    const first = look(known(10), [...rows, aCutRow('', { summary: 'The stairs are rotten.' })], minute(0));
    const later = look(
      first.memory,
      [...rows, aCutRow('', { summary: 'The stairs are rotten.' })],
      minute(60),
    );

    expect([...kinds(first), ...kinds(later)]).toEqual(['hold']);
  });

  it('SHT37 cells that go back end it, and what else was typed is taken then', () => {
    const noted = (changed: number) =>
      filled(10, changed, { level: 'High' }).map((row) =>
        row.riskId === idOf(10) ? aCutRow(row.riskId, { notes: 'Ring.' }) : row,
      );
    const first = look(known(10), noted(6), minute(0));

    const back = look(first.memory, noted(0), minute(5));

    expect(back.memory.register.holds).toEqual({});
    expect(back.findings).toMatchObject([{ kind: 'typed', riskId: idOf(10) }]);
  });

  it('SHT37 one cell that goes back, more rows, or a worksheet that cannot be used for a moment, does not end it', () => {
    const rows = filled(10, 5, { level: 'High' });
    const first = look(known(10), rows, minute(0));
    const merged = aCut({
      NS: rows,
      problems: [{ code: 'merged-cells', region: 'NS' as never, object: 'Risks_NS' }],
    });

    const fewer = look(first.memory, filled(10, 4, { level: 'High' }), minute(5));
    const withNew = { ...first.memory, rows: [...first.memory.rows, ...known(18).rows.slice(10)] };
    const more = look(withNew, filled(18, 5, { level: 'High' }), minute(5));
    const troubled = observe(first.memory, aReading(merged, minute(5)), rules);
    const mended = look(troubled.memory, rows, minute(10));
    const outOfSight = look(first.memory, [], minute(5));
    const again = look(outOfSight.memory, rows, minute(6));

    for (const seen of [fewer, more, troubled, mended, outOfSight, again]) {
      expect(kinds(seen)).not.toContain('typed');
      expect(holdIn(seen)).toBeDefined();
    }
    expect(holdIn(fewer)?.rows).toHaveLength(4);
  });

  it.each(['take', 'leave'] as const)(
    'SHT38 "%s" said before a reading that cannot be used is carried out after it',
    (word) => {
      const rows = filled(10, 6, { level: 'High' });
      const said = withWord(look(known(10), rows, minute(0)).memory, word);
      const merged = aCut({
        NS: rows,
        problems: [{ code: 'merged-cells', region: 'NS' as never, object: 'Risks_NS' }],
      });

      const troubled = observe(said, aReading(merged, minute(5)), rules);
      const mended = look(troubled.memory, rows, minute(10));

      expect(kinds(troubled)).toEqual(['hold']);
      expect(new Set(kinds(mended))).toEqual(new Set([word === 'take' ? 'typed' : 'left']));
      expect(holdIn(mended)).toBeUndefined();
    },
  );

  it('SHT38 a word about fewer cells than stand there by now counts for nothing, and people are asked again', () => {
    const few = look(known(20), filled(20, 8, { level: 'High' }), minute(0));
    const said = withWord(few.memory, 'take');

    const more = look(said, filled(20, 17, { level: 'High' }), minute(5));

    expect(more.findings).toMatchObject([{ kind: 'hold', region: 'NS', why: 'mass-change' }]);
    expect(holdIn(more)?.rows).toHaveLength(17);
    expect(holdIn(more)?.word).toBeUndefined();
  });

  it('SHT37 emptied cells, cells typed one after the other and cells brought back by an older content are no mass', () => {
    const emptied = look(known(10, { level: 'High' }), filled(10, 0, {}), minute(0));
    let slow: Observed = look(known(10), filled(10, 3, { level: 'High' }), minute(0));
    for (const [changed, at] of [
      [6, 1],
      [9, 2],
      [10, 3],
      [10, 5],
    ] as const)
      slow = look(slow.memory, filled(10, changed, { level: 'High' }), minute(at));
    const past = new Map(
      ids(10).map((id) => [id, { values: noValues, typed: { ...nothingTyped, level: 'High' } }]),
    );
    const older = observe(
      known(10),
      aReading(aCut({ NS: filled(10, 10, { level: 'High' }) }), minute(0), { past }),
      rules,
    );

    for (const seen of [emptied, slow, older]) expect(holdIn(seen)).toBeUndefined();
    expect(slow.memory.rows.every((row) => row.typed.level === 'High')).toBe(true);
  });

  it('SHT37 other regions go on', () => {
    const memory = aMemory([...known(6).rows, aRowMemory('EM-2026-0001')]);
    const cut = aCut({
      NS: filled(6, 6, { level: 'High' }),
      EM: [aCutRow('EM-2026-0001', { level: 'Low' })],
    });

    const first = observe(memory, aReading(cut, minute(0)), rules);
    const later = observe(first.memory, aReading(cut, minute(2)), rules);

    expect(later.findings).toMatchObject([{ kind: 'typed', riskId: 'EM-2026-0001' }]);
  });

  it('SHT40 "take" takes all of it in one reading and asks no second time', () => {
    const rows = filled(10, 8, { level: 'High', caseRef: 'MOS-90009', summary: 'Another thing altogether.' });
    const memory = known(10, { caseRef: 'MOS-90001', summary: 'A dog bites.' });
    const first = look(memory, rows, minute(0));

    const taken = look(withWord(first.memory, 'take'), rows, minute(2));

    expect(kinds(taken)).toEqual([...Array<string>(8).fill('typed'), 'typed', 'typed']);
    expect(taken.memory.register.holds).toEqual({});
    expect(kinds(look(taken.memory, rows, minute(4)))).toEqual([]);
  });

  it('SHT40 "leave" leaves the texts in their cells: they are not taken, then or later, and what is typed anew is', () => {
    const rows = filled(10, 6, { level: 'High' });
    const first = look(known(10), rows, minute(0));

    const left = look(withWord(first.memory, 'leave'), rows, minute(2));
    const hours = look(left.memory, rows, minute(200));
    const anew = look(look(hours.memory, filled(10, 6, { level: 'High' }).with(0, aCutRow(idOf(1), { level: 'Low' })), minute(201)).memory,
      filled(10, 6, { level: 'High' }).with(0, aCutRow(idOf(1), { level: 'Low' })), minute(203)); // prettier-ignore

    expect(left.findings).toHaveLength(6);
    expect(left.findings[0]).toEqual({
      kind: 'left', riskId: idOf(1), region: 'NS', fields: [{ field: 'level', is: 'High' }],
    }); // prettier-ignore
    expect(hours.findings).toEqual([]);
    expect(hours.memory.register.holds).toEqual({});
    expect(anew.findings).toMatchObject([
      { kind: 'typed', riskId: idOf(1), edits: [{ was: 'High', is: 'Low' }] },
    ]);
  });

  it('SHT40 "leave" holds in a list too: the text left there is not taken for typing again', () => {
    const event = anEvent(7, idOf(1), { level: 'Low' });
    const carried = { seq: 7, values: event.values, observed: event.observed, disputed: [] };
    const shown = Object.fromEntries(pairedFields.map((field) => [field, event.values[field]]));
    const rows = ids(6).map((id) => aCutRow(id, { ...shown, level: 'High' }, { carried }));
    const cut = aCut({ NS: rows, carrier: 'rows' });
    const first = observe(known(6), aReading(cut, minute(0)), rules);

    const left = observe(withWord(first.memory, 'leave'), aReading(cut, minute(2)), rules);
    const later = observe(left.memory, aReading(cut, minute(9)), rules);

    expect(kinds(first)).toEqual(['hold']);
    expect(kinds(left)).toEqual(Array(6).fill('left'));
    expect(later.findings).toEqual([]);
  });

  it('SHT40 "leave" reaches a row that stands twice, or in a worksheet that cannot be read, as soon as it stands alone', () => {
    const rows = filled(10, 6, { level: 'High' });
    const twice = [...rows, aCutRow(idOf(1), { level: 'High' })];
    const said = withWord(look(look(known(10), rows, minute(0)).memory, rows, minute(2)).memory, 'leave');
    const while2 = look(said, twice, minute(4));
    const alone = look(while2.memory, rows, minute(6));

    expect(kinds(while2)).toEqual(Array(5).fill('left'));
    expect(alone.findings).toMatchObject([{ kind: 'left', riskId: idOf(1), fields: [{ field: 'level' }] }]);
    expect(kinds(look(alone.memory, rows, minute(20)))).toEqual([]);
    expect(alone.memory.rows.some((row) => row.leaving)).toBe(false);
  });

  it('SHT40 "leave" reaches a row that was out of sight when it was given', () => {
    const rows = filled(10, 6, { level: 'High' });
    const said = withWord(look(look(known(10), rows, minute(0)).memory, rows, minute(2)).memory, 'leave');
    const without = look(said, rows.slice(1), minute(4));

    const back = look(without.memory, rows, minute(6));

    expect(kinds(without)).toEqual(Array(5).fill('left'));
    expect(kinds(back)).toEqual(['left']);
  });

  it('SHT40 SHT37 what was left stays left when another column is filled at the same moment, and taken', () => {
    const rows = filled(10, 6, { level: 'High' });
    const more = filled(10, 6, { level: 'High', category: 'Weapons in the house' });
    const said = withWord(look(look(known(10), rows, minute(0)).memory, rows, minute(2)).memory, 'leave');
    const second = look(said, more, minute(4));
    const taken = look(withWord(look(second.memory, more, minute(6)).memory, 'take'), more, minute(8));

    expect(second.findings.filter(({ kind }) => kind === 'hold')).toMatchObject([{ fields: ['category'] }]);
    const fields = taken.findings.flatMap((found) => (found.kind === 'typed' ? found.edits.map((edit) => edit.field) : [])); // prettier-ignore
    expect(fields).toEqual(Array(6).fill('category'));
  });

  it('SHT37 SHT40 in whatever order cells are filled and words given, nothing is taken unasked while a mass stands, and everything is told', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const chance = seeded(seed);
      const field = chance.pick<TypedField>(['level', 'summary', 'owner', 'notes']);
      const count = 5 + chance.below(12);
      let memory: Memory = known(count, { summary: 'A dog bites.' });
      let rows = ids(count).map((id) => aCutRow(id, { summary: 'A dog bites.' }));
      for (let step = 0; step < 6; step++) {
        const text = `Text ${step} of ${chance.below(3)}`;
        if (chance.flip(0.6)) {
          const most = chance.below(count + 1);
          rows = rows.map((row, index) =>
            index < most ? aCutRow(row.riskId, { ...row.typed, [field]: text }) : row,
          );
        }
        const isSpoken = memory.register.holds['NS:mass-change'] !== undefined && chance.flip(0.4);
        if (isSpoken) memory = withWord(memory, chance.pick(['take', 'leave'] as const));
        const seen = look(memory, rows, minute(step * 3));
        const isHeld = seen.memory.register.holds['NS:mass-change'] !== undefined;
        const edits = seen.findings.filter((finding) => finding.kind === 'typed');
        expect({ seed, step, taken: isHeld ? edits.length : 0 }).toEqual({ seed, step, taken: 0 });
        const again = look(seen.memory, rows, minute(step * 3));
        expect({ seed, step, again: again.memory }).toEqual({ seed, step, again: seen.memory });
        memory = seen.memory;
      }
    }
  });
});

describe('many rows gone', () => {
  const gone = () => {
    const first = look(known(8), [aCutRow(idOf(1))], minute(0));
    return look(first.memory, [aCutRow(idOf(1))], minute(60)).memory;
  };

  it('SHT39 "really gone" makes each a deleted row, told as confirmed, once', () => {
    const seen = look(withWord(gone(), 'gone', 'NS:many-rows-gone'), [aCutRow(idOf(1))], minute(61));

    expect(seen.findings).toEqual(ids(8).slice(1).map((riskId) => ({ kind: 'missing', riskId, confirmed: true }))); // prettier-ignore
    expect(seen.memory.register.holds).toEqual({});
    expect(look(seen.memory, [aCutRow(idOf(1))], minute(90)).findings).toEqual([]);
  });

  it('SHT39 "put them back" has each made again, except those that stand there by then', () => {
    const stand = [aCutRow(idOf(1)), aCutRow(idOf(2))];

    const seen = look(withWord(gone(), 'put-back', 'NS:many-rows-gone'), stand, minute(61));

    expect(seen.rowsLost).toEqual(ids(8).slice(2));
    expect(seen.findings).toEqual([]);
    expect(seen.memory.rows.map((row) => row.presence)).toEqual([
      'present',
      'present',
      ...Array<string>(6).fill('expected'),
    ]);
    expect(seen.memory.register.holds).toEqual({});
  });

  it('SHT6 SHT46 a table that is lost while many rows are gone is told once, and neither forgets the other', () => {
    const problems = [{ code: 'missing-table' as const, region: 'NS' as never, object: 'Risks_NS' }];
    const lost = { ...aCut({ problems }), regions: [] };
    let memory: Memory = gone();
    const told: string[] = [];
    for (const at of [61, 62, 63]) {
      const seen = observe(memory, aReading(lost, minute(at)), rules);
      told.push(...kinds(seen));
      memory = seen.memory;
    }
    const mended = look(memory, [aCutRow(idOf(1))], minute(64));

    expect(told).toEqual(['hold']);
    expect(Object.keys(mended.memory.register.holds)).toEqual(['NS:many-rows-gone']);
    expect(mended.findings).toEqual([]);
  });
});
