/** Lists: people and the service write the same cell. Who wrote what is known from what the row carries, never from who came last. */
import { type PairedField, pairedFields, type TypedValues } from '../../../register/columns';
import { cellAfter } from '../../../register/shared-cell';
import { type RowMemory } from '../../../register/sheet-memory';
import { type Carried, type CutRow } from '../../../register/store';
import { type Observed } from '../../../sync/protocol/findings';
import { observe } from '../../../sync/protocol/observe';
import { aCut, aCutRow, aMemory, aReading, aRowMemory, minute, noValues, rules } from '../../kit/sheet';

const id = 'NS-2026-0001';
const blank = Object.fromEntries(pairedFields.map((field) => [field, ''])) as Record<PairedField, string>;

function carrying(seq: number, level: string, more: Partial<Carried> = {}): Carried {
  return { seq, values: { ...noValues, level }, observed: blank, disputed: [], ...more };
}

/** A row of a list whose Level cell says `level`. */
function aRow(level: string, carried: Carried): CutRow {
  return aCutRow(id, { level }, { carried });
}

/** Reads the row minute after minute and carries the memory along. */
function read(memory: RowMemory, ...rows: CutRow[]): { seen: Observed; row: RowMemory; edits: unknown[] } {
  let carried = aMemory([memory]);
  let seen: Observed | null = null;
  const edits: unknown[] = [];
  rows.forEach((row, index) => {
    const cut = aCut({ NS: [row], carrier: 'rows', tag: String(index) });
    seen = observe(carried, aReading(cut, minute(index * 2)), rules);
    carried = seen.memory;
    for (const finding of seen.findings) if (finding.kind === 'typed') edits.push(...finding.edits);
  });
  if (!seen) throw new Error('nothing read');
  const [row] = carried.rows;
  return { seen, row: row as RowMemory, edits };
}

describe('reading a cell the service writes too', () => {
  it('MRG10 what the service wrote is no edit, whatever it writes next', () => {
    const { edits, row } = read(
      aRowMemory(id),
      aRow('Low', carrying(1, 'Low')),
      aRow('High', carrying(2, 'High')),
      aRow('High', carrying(2, 'High')),
    );

    expect(edits).toEqual([]);
    expect(row.typed).toEqual(aRowMemory(id).typed);
  });

  it('MRG10 what a person typed over it is taken once it stands still, with what they saw', () => {
    const carried = carrying(1, 'Low');

    const { edits, row } = read(
      aRowMemory(id),
      aRow('High', carried),
      aRow('High', carried),
      aRow('High', carried),
    );

    expect(edits).toEqual([{ field: 'level', was: '', is: 'High', shown: 'Low' }]);
    expect(row.takenOver).toEqual({ level: 1 });
  });

  it('MRG11 the same typed again after Teams changed it counts again', () => {
    const first = carrying(1, 'Low');
    const teams = carrying(3, 'Low');

    const { edits } = read(
      aRowMemory(id),
      aRow('High', first),
      aRow('High', first),
      aRow('High', teams),
      aRow('High', teams),
    );

    expect(edits).toHaveLength(2);
    expect(edits[1]).toMatchObject({ is: 'High', shown: 'Low' });
  });

  it('MRG11 once the service has written over it nothing typed is left, and an older version brings back none of it', () => {
    const before = aRowMemory(id, {
      typed: { ...aRowMemory(id).typed, level: 'High' } as TypedValues,
      takenOver: { level: 1 },
    });

    const { edits, row } = read(
      before,
      aRow('Low', carrying(3, 'Low')),
      aRow('Medium', carrying(1, 'Medium')),
    );

    expect(edits).toEqual([]);
    expect(row.typed).toMatchObject({ level: '' });
    expect(row.takenOver).toEqual({});
  });

  it('MRG12 a text in dispute is read once and not again', () => {
    const first = carrying(1, 'Low');
    const disputed = carrying(2, 'Low', { disputed: ['level'] });

    const { edits, row } = read(
      aRowMemory(id),
      aRow('Enormous', first),
      aRow('Enormous', first),
      aRow('Enormous', disputed),
      aRow('Enormous', disputed),
    );

    expect(edits).toHaveLength(1);
    expect(row.typed).toMatchObject({ level: 'Enormous' });
  });

  it('MRG10 a person who takes back what they typed before the service has answered is heard', () => {
    const carried = carrying(1, 'Low');

    const { edits } = read(
      aRowMemory(id),
      aRow('High', carried),
      aRow('High', carried),
      aRow('Low', carried),
      aRow('Low', carried),
    );

    expect(edits.map((edit) => (edit as { is: string }).is)).toEqual(['High', 'Low']);
  });

  it('MRG14 a row taken out is missing, not an older content, although its publication went with it', () => {
    const reading = aReading(aCut({ NS: [], carrier: 'rows' }), minute(0));

    const seen = observe(aMemory([aRowMemory(id)]), { ...reading, past: new Map() }, rules);

    expect(seen.rowsLost).toEqual([]);
    expect(seen.memory.rows[0]).toMatchObject({ presence: 'missing' });
  });
});

describe('publishing into a cell people type in', () => {
  const next = (level: string, more: object = {}) => ({
    values: { ...noValues, level },
    observed: blank,
    disputed: [] as PairedField[],
    takenOver: {},
    ...more,
  });
  const level = (text: string) => ({ field: 'level' as const, text });

  it('MRG13 writes over what the service wrote, and over an emptied cell', () => {
    expect(cellAfter(carrying(1, 'Low'), level('Low'), next('High'))).toBe('High');
    expect(cellAfter(carrying(1, 'Low'), level(''), next('High'))).toBe('High');
    expect(cellAfter(null, level(''), next('High'))).toBe('High');
  });

  it('MRG13 leaves what was typed meanwhile, be it what the service had written before', () => {
    const taken = next('High', { observed: { ...blank, level: 'High' }, takenOver: { level: 1 } });

    expect(cellAfter(carrying(1, 'Low'), level('Medium'), next('High'))).toBeNull();
    expect(cellAfter(carrying(1, 'Low'), level('Low'), taken)).toBeNull();
    expect(cellAfter(null, level('Medium'), next('High'))).toBeNull();
  });

  it('MRG13 writes over what was typed and taken over', () => {
    const taken = next('Medium', { observed: { ...blank, level: 'High' }, takenOver: { level: 1 } });

    expect(cellAfter(carrying(1, 'Low'), level('High'), taken)).toBe('Medium');
  });

  it('MRG12 leaves a text in dispute, and writes over it once a person has decided', () => {
    const observed = { ...blank, level: 'Enormous' };
    const disputed = next('Low', { observed, takenOver: { level: 1 }, disputed: ['level'] });
    const decided = next('Low', { observed, takenOver: { level: 1 } });

    expect(cellAfter(carrying(1, 'Low'), level('Enormous'), disputed)).toBeNull();
    const carried = carrying(2, 'Low', { disputed: ['level'] });
    expect(cellAfter(carried, level('Enormous'), decided)).toBe('Low');
  });
});
