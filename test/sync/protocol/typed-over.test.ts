/** A constant over a formula of the service, and the "Change" cell beside it: two cells, two statements. */
import { nothingTyped, type PairedField, type TypedValues } from '../../../register/columns';
import { type Memory, type Observed } from '../../../sync/protocol/findings';
import { observe } from '../../../sync/protocol/observe';
import { aCut, aCutRow, aMemory, aReading, aRowMemory, minute, rules } from '../../kit/sheet';

const one = 'NS-2026-0001';
type Says = [typed: Partial<TypedValues>, over: Partial<Record<PairedField, string>>, at: number];

function read(before: Memory, ...all: Says[]): Observed {
  let seen: Observed | null = null;
  for (const [typed, typedOver, at] of all) {
    const cut = aCut({ NS: [aCutRow(one, typed, { typedOver })] });
    seen = observe(seen?.memory ?? before, aReading(cut, minute(at)), rules);
  }
  return seen as Observed;
}

/** Long ago somebody typed "Low" in "Change level"; since then "High" was typed over the grey cell, and taken. */
function over(): Memory {
  const known = aMemory([aRowMemory(one, { typed: { ...nothingTyped, level: 'Low' } })]);
  const taken = read(
    known,
    [{ level: 'Low' }, { level: 'High' }, 0],
    [{ level: 'Low' }, { level: 'High' }, 2],
  );
  expect(taken.findings).toMatchObject([{ kind: 'typed', edits: [{ field: 'level', is: 'High' }] }]);
  return taken.memory;
}

describe('a constant over a formula', () => {
  it('SHT58 leaves what is remembered of the "Change" cell, so that the formula shows the right value when it is back', () => {
    expect(over().rows[0]).toMatchObject({ typed: { level: 'Low' }, over: { level: 'High' } });
  });

  it('SHT58 emptied, it brings no older "Change" text into effect', () => {
    const emptied = read(
      over(),
      [{ level: 'Low' }, {}, 10],
      [{ level: 'Low' }, {}, 12],
      [{ level: 'Low' }, {}, 90],
    );

    expect(emptied.findings).toEqual([]);
    expect(emptied.memory.rows[0]).toMatchObject({ typed: { level: 'Low' }, over: {}, settling: null });
  });

  it('SHT58 SHT16 emptied, its row is looked at once more, for Check may have spoken of it', () => {
    const emptied = read(over(), [{ level: 'Low' }, {}, 10], [{ level: 'Low' }, {}, 12]);

    expect(emptied.findings).toEqual([{ kind: 'uncovered', riskId: one }]);
  });

  it('SHT58 emptied only in a view that lags, it is not taken for typed anew', () => {
    const said = { level: 'High' } as const;
    const seen = read(
      over(),
      [{ level: 'Low' }, {}, 10],
      [{ level: 'Low' }, said, 11],
      [{ level: 'Low' }, said, 13],
    );

    expect(seen.findings).toEqual([]);
  });

  it('SHT58 what is typed in the "Change" cell beside it counts', () => {
    const seen = read(
      over(),
      [{ level: 'Medium' }, { level: 'High' }, 10],
      [{ level: 'Medium' }, { level: 'High' }, 12],
    );

    expect(seen.findings).toMatchObject([{ kind: 'typed', edits: [{ field: 'level', is: 'Medium' }] }]);
  });

  it('SHT58 whoever types beside it has seen the constant, not what the column would show', () => {
    const seen = read(
      over(),
      [{ level: 'Medium' }, { level: 'High' }, 10],
      [{ level: 'Medium' }, { level: 'High' }, 12],
    );

    expect(seen.findings).toMatchObject([{ edits: [{ field: 'level', is: 'Medium', shown: 'High' }] }]);
  });

  it('SHT58 of both typed at once the cell meant for typing counts', () => {
    const known = aMemory([aRowMemory(one)]);
    const seen = read(
      known,
      [{ level: 'Low' }, { level: 'High' }, 0],
      [{ level: 'Low' }, { level: 'High' }, 2],
    );

    expect(seen.findings).toMatchObject([{ kind: 'typed', edits: [{ field: 'level', is: 'Low' }] }]);
    expect(seen.memory.rows[0]).toMatchObject({ typed: { level: 'Low' }, over: { level: 'High' } });
  });

  it('SHT58 SHT11 brought back by an older content, it is no typing', () => {
    const emptied = read(over(), [{ level: 'Low' }, {}, 10], [{ level: 'Low' }, {}, 12]).memory;
    const cut = aCut({ NS: [aCutRow(one, { level: 'Low' }, { typedOver: { level: 'High' } })] });
    const then = { values: {} as never, typed: { ...nothingTyped, level: 'Low' }, over: { level: 'High' } };
    const past = new Map([[one, then]]);

    const first = observe(emptied, aReading(cut, minute(20), { past }), rules);
    const second = observe(first.memory, aReading(cut, minute(22)), rules);

    expect(second.findings).toMatchObject([{ kind: 'lost-typing', fields: ['level'] }]);
  });
});
