/** Rows that are set apart, and how they come free. */
import { nothingTyped, type TypedValues } from '../../../register/columns';
import { type Quarantine } from '../../../register/sheet-memory';
import { cellsSetApart, quarantineMark } from '../../../register/set-apart';
import { type Memory } from '../../../sync/protocol/findings';
import { observe } from '../../../sync/protocol/observe';
import { isPastedOver } from '../../../sync/protocol/quarantine';
import { aCut, aCutRow, aMemory, aReading, aRowMemory, minute, rules } from '../../kit/sheet';

const one = 'NS-2026-0001';
const two = 'NS-2026-0002';
const dog: Partial<TypedValues> = { caseRef: 'MOS-90001', summary: 'A large dog is loose in the garden.' };
const stairs: Partial<TypedValues> = { caseRef: 'MOS-90002', summary: 'The stairs to the flat are rotten.' };
const row = (id: string, typed: Partial<TypedValues>) =>
  aRowMemory(id, { typed: { ...nothingTyped, ...typed } });
const memory = () => aMemory([row(one, dog), row(two, stairs)]);
const pasted = aCut({ NS: [aCutRow(one, { ...stairs, level: 'High' }), aCutRow(two, stairs)] });

function look(before: Memory, cut: typeof pasted, at: string) {
  return observe(before, aReading(cut, at), rules);
}
const stands = (before: Memory, cut: typeof pasted, from: number) =>
  look(look(before, cut, minute(from)).memory, cut, minute(from + 2));

function withWord(before: Memory, word: NonNullable<Quarantine['word']>): Memory {
  const rows = before.rows.map((each) =>
    each.quarantine ? { ...each, quarantine: { ...each.quarantine, word } } : each,
  );
  return { ...before, rows };
}

describe('half a row pasted over another', () => {
  it('SHT41 is set apart once it stands still: nothing is taken from it, told once, and the other rows go on', () => {
    const cut = aCut({
      NS: [aCutRow(one, { ...stairs, level: 'High' }), aCutRow(two, { ...stairs, level: 'Low' })],
    });

    const first = look(memory(), cut, minute(0));
    const second = look(first.memory, cut, minute(2));
    const later = look(second.memory, cut, minute(90));

    expect(first.findings).toEqual([]);
    expect(second.findings).toMatchObject([
      { kind: 'quarantined', riskId: one, why: 'pasted-over' },
      { kind: 'typed', riskId: two },
    ]);
    expect(later.findings).toEqual([]);
    expect(later.memory.rows[0]).toMatchObject({ typed: dog, quarantine: { why: 'pasted-over' } });
  });

  it('SHT41 stays apart when the row it was pasted from says something else by now', () => {
    const near: Partial<TypedValues> = {
      caseRef: 'MOS-90002',
      summary: 'A large dog is loose on the stairs.',
    };
    const cut = (other: Partial<TypedValues>) => aCut({ NS: [aCutRow(one, near), aCutRow(two, other)] });
    const before = aMemory([row(one, dog), row(two, near)]);
    const apart = stands(before, cut(near), 0);
    const changed = cut({ ...near, summary: 'A large dog is gone.' });

    const later = stands(apart.memory, changed, 10);

    expect(apart.findings).toMatchObject([{ kind: 'quarantined', riskId: one }]);
    expect(later.findings).toMatchObject([{ kind: 'typed', riskId: two }]);
    expect(look(later.memory, changed, minute(20)).findings).toEqual([]);
  });

  it('SHT41 is free again when its cells go back', () => {
    const apart = stands(memory(), pasted, 0);

    const back = look(apart.memory, aCut({ NS: [aCutRow(one, dog), aCutRow(two, stairs)] }), minute(9));

    expect(back.findings).toEqual([{ kind: 'released', riskId: one }]);
    expect(back.memory.rows).toEqual(memory().rows);
  });

  it('SHT41 stays apart when only half of its cells go back', () => {
    const apart = stands(memory(), pasted, 0).memory;
    const halves: Partial<TypedValues>[] = [
      { ...dog, level: 'High' },
      { ...stairs, caseRef: 'MOS-90001', level: 'High' },
      { ...dog, summary: 'The stairs to the flat are rotten.' },
    ];

    for (const half of halves) {
      const cut = aCut({ NS: [aCutRow(one, half), aCutRow(two, stairs)] });
      const later = stands(apart, cut, 10);
      expect(later.findings).toEqual([]);
      expect(later.memory.rows[0]).toMatchObject({
        typed: { ...dog, level: '' },
        quarantine: { why: 'pasted-over' },
      });
    }
  });

  it.each(['MOS-90001', ''])(
    'SHT41 two rows of one case (%j) whose Risk IDs were swapped are both set apart',
    (caseRef) => {
      const [bites, barks] = [
        { caseRef, summary: 'A dog bites.' },
        { caseRef, summary: 'Threats by telephone.' },
      ];
      const before = aMemory([row(one, bites), row(two, barks)]);
      const swapped = aCut({ NS: [aCutRow(two, bites), aCutRow(one, barks)] });

      const seen = stands(before, swapped, 0);

      expect(seen.findings.map(({ kind }) => kind)).toEqual(['quarantined', 'quarantined']);
      expect(seen.memory.rows).toMatchObject([{ typed: bites }, { typed: barks }]);
    },
  );

  it('SHT41 a line of somebody’s own under the reference the register was about to give is set apart at once', () => {
    const before = aMemory([{ ...row(one, dog), presence: 'expected' }]);
    const cut = aCut({ NS: [aCutRow(one, { summary: 'Threats by telephone.', level: 'Low' })] });

    const seen = stands(before, cut, 0);

    expect(look(before, cut, minute(0)).findings).toMatchObject([{ kind: 'quarantined', riskId: one }]);
    expect(seen.findings).toEqual([]);
    expect(seen.memory.rows[0]).toMatchObject({ typed: { ...dog, level: '' } });
  });

  it('SHT41 "take" takes the row as it stands', () => {
    const taken = look(withWord(stands(memory(), pasted, 0).memory, 'take'), pasted, minute(9));

    expect(taken.findings).toMatchObject([
      { kind: 'typed', riskId: one },
      { kind: 'released', riskId: one },
    ]);
    expect(look(taken.memory, pasted, minute(20)).findings).toEqual([]);
  });

  it.each(['take', 'leave'] as const)(
    'SHT50 "%s" counts for what the person was shown; else people are asked again',
    (word) => {
      const apart = stands(memory(), pasted, 0).memory;
      const marked = (mark: string): Memory => {
        const said = withWord(apart, word);
        return { ...said, rows: said.rows.map((each) => (each.quarantine ? { ...each, quarantine: { ...each.quarantine, mark } } : each)) }; // prettier-ignore
      };
      const [first] = apart.rows;
      const shown = quarantineMark('pasted-over', cellsSetApart(first ?? aRowMemory(one)));

      const asShown = look(marked(shown), pasted, minute(9));
      const other = look(marked('another'), pasted, minute(9));
      const back = look(
        marked('another'),
        aCut({ NS: [aCutRow(one, dog), aCutRow(two, stairs)] }),
        minute(9),
      );

      expect(asShown.findings.map(({ kind }) => kind)).toContain(word === 'take' ? 'released' : 'left');
      expect(other.findings).toMatchObject([{ kind: 'quarantined', riskId: one }]);
      expect(other.memory.rows[0]?.quarantine).toEqual({ why: 'pasted-over', since: minute(9) });
      expect(back.findings).toEqual([{ kind: 'released', riskId: one }]);
    },
  );

  it('SHT41 "leave" keeps what was known and takes none of it later', () => {
    const left = look(withWord(stands(memory(), pasted, 0).memory, 'leave'), pasted, minute(9));

    expect(left.findings).toMatchObject([{ kind: 'left', riskId: one }]);
    expect(left.findings[0]).toMatchObject({
      fields: [{ field: 'level' }, { field: 'caseRef' }, { field: 'summary' }],
    });
    expect(look(left.memory, pasted, minute(20)).findings).toEqual([]);
  });

  it.each<[string, Partial<TypedValues>, boolean]>([
    ['the case reference alone', { ...dog, caseRef: 'MOS-90007' }, false],
    ['the summary alone', { ...dog, summary: 'Nothing of the old one.' }, false],
    [
      'a corrected reference and a longer summary',
      { caseRef: 'MOS-90010', summary: 'A large dog is loose in the garden, ring first.' },
      false,
    ],
    ['both emptied', { caseRef: '', summary: '' }, false],
    ['the reference emptied, the summary foreign', { summary: 'Threats by telephone after dark.' }, true],
    ['both foreign', { caseRef: 'MOS-90777', summary: 'Threats by telephone after dark.' }, true],
    [
      'another row’s, however alike',
      { caseRef: 'MOS-90003', summary: 'A large dog is loose in the yard.' },
      true,
    ],
  ])('SHT41 %s', (_what, typed, isPasted) => {
    const others = new Map([['MOS-90003\nA large dog is loose in the yard.', 1]]);
    const is = { caseRef: '', summary: '', ...typed };

    expect(isPastedOver({ caseRef: dog.caseRef ?? '', summary: dog.summary ?? '' }, is, others)).toBe(
      isPasted,
    );
  });

  it('SHT41 a row that had no case and gets one with a new summary is not set apart', () => {
    const was = { caseRef: '', summary: 'Office door does not lock.' };

    expect(isPastedOver(was, { caseRef: 'MOS-90777', summary: 'Threats by telephone.' }, new Map())).toBe(
      false,
    );
  });
});

describe('text that comes back as a formula', () => {
  const armed = aCut({ NS: [aCutRow(one, { ...dog, summary: '' }, { formulaIn: ['summary'] })] });
  const expected = () => aMemory([{ ...row(one, dog), presence: 'expected' }]);

  it('SHT42 sets the row apart at once, and it is free when it is text again', () => {
    const seen = look(expected(), armed, minute(0));
    const again = look(seen.memory, armed, minute(30));
    const mended = look(again.memory, aCut({ NS: [aCutRow(one, dog)] }), minute(31));

    expect(seen.findings).toEqual([{ kind: 'quarantined', riskId: one, why: 'formula' }]);
    expect(again.findings).toEqual([]);
    expect(mended.findings).toEqual([{ kind: 'released', riskId: one }]);
  });

  it('SHT42 is free by a word too, and stays so', () => {
    const seen = look(withWord(look(expected(), armed, minute(0)).memory, 'take'), armed, minute(1));

    expect(seen.findings).toEqual([{ kind: 'released', riskId: one }]);
    expect(look(seen.memory, armed, minute(9)).findings).toEqual([]);
  });

  it('SHT13 SHT42 a formula a person puts into a row that stood there as text is only not taken', () => {
    const seen = stands(aMemory([row(one, dog)]), armed, 0);

    expect(seen.findings).toEqual([]);
    expect(seen.memory.rows[0]?.typed.summary).toBe(dog.summary);
  });
});
