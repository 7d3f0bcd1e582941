/** Texts of ours under other headings: columns were moved in the instant in which a row was written. */
import { nothingTyped, type TypedValues } from '../../../register/columns';
import { type CutRow } from '../../../register/store';
import { type Memory } from '../../../sync/protocol/findings';
import { observe } from '../../../sync/protocol/observe';
import { aCut, aCutRow, aMemory, aReading, aRowMemory, minute, rules } from '../../kit/sheet';

const id = 'NS-2026-0001';
const sent: TypedValues = {
  ...nothingTyped,
  caseRef: 'MOS-90001',
  summary: 'A large dog is loose in the garden.',
  notes: 'Ring twice.',
};
const onItsWay = () => aMemory([aRowMemory(id, { typed: sent, presence: 'expected' })]);
const look = (before: Memory, rows: CutRow[], at: string) =>
  observe(before, aReading(aCut({ NS: rows }), at), rules);
/** Two readings far enough apart for whatever stands there to be taken. */
const stands = (before: Memory, rows: CutRow[], from = 0) =>
  look(look(before, rows, minute(from)).memory, rows, minute(from + 2));

describe('a new row', () => {
  it.each([
    ['two columns that changed places', { ...sent, summary: sent.notes, notes: sent.summary }],
    ['a text in a cell for changes', { ...sent, notes: '', owner: sent.notes }],
  ])('SHT52 is set apart at first sight: %s', (_, typed) => {
    const rows = [aCutRow(id, typed)];

    const first = look(onItsWay(), rows, minute(0));
    const later = stands(first.memory, rows, 1);

    expect(first.findings).toEqual([{ kind: 'quarantined', riskId: id, why: 'misplaced' }]);
    expect(later.findings).toEqual([]);
    expect(later.memory.rows[0]).toMatchObject({ presence: 'present', typed: sent });
  });

  it('SHT52 is set apart also where the text stands over a formula', () => {
    const rows = [aCutRow(id, { ...sent, summary: '' }, { typedOver: { category: sent.summary } })];

    expect(look(onItsWay(), rows, minute(0)).findings).toMatchObject([{ why: 'misplaced' }]);
  });

  it('SHT52 comes free when the texts stand under their headings', () => {
    const apart = stands(onItsWay(), [aCutRow(id, { ...sent, summary: sent.notes, notes: sent.summary })]);

    const mended = look(apart.memory, [aCutRow(id, sent)], minute(5));

    expect(mended.findings).toEqual([{ kind: 'released', riskId: id }]);
    expect(mended.memory.rows[0]).toMatchObject({ typed: sent, settling: null });
    expect(mended.memory.rows[0]?.quarantine).toBeUndefined();
  });

  it('SHT52 is like any other when somebody has written on it at once', () => {
    const rows = [aCutRow(id, { ...sent, summary: 'The dog is chained now.', level: 'Low' })];

    expect(stands(onItsWay(), rows).findings).toMatchObject([{ kind: 'typed', riskId: id }]);
  });

  it('SHT52 once seen in its place, people may move their texts as they like', () => {
    const seen = look(onItsWay(), [aCutRow(id, sent)], minute(0));
    const moved = [aCutRow(id, { ...sent, summary: sent.notes, notes: sent.summary })];

    expect(stands(seen.memory, moved, 1).findings).toMatchObject([{ kind: 'typed', riskId: id }]);
  });
});

describe('a line whose Risk ID stands in another column', () => {
  const line = (riskId: string) => aCutRow(riskId, { ...sent, notes: id });

  it.each([
    ['none', ''],
    ['another text', 'Ring twice.'],
  ])('SHT53 is told once and never registered: %s in its own', (_, riskId) => {
    const first = look(onItsWay(), [line(riskId)], minute(0));
    const later = stands(first.memory, [line(riskId)], 1);

    expect(first.findings).toEqual([{ kind: 'line-misplaced', region: 'NS', rows: [id] }]);
    expect(later.findings).toEqual([]);
    expect(later.memory.handRows).toEqual([]);
    expect(later.memory.rows[0]).toMatchObject({ presence: 'expected' });
  });

  it('SHT53 stays so when the right line stands there too', () => {
    const first = look(onItsWay(), [line('')], minute(0));

    const both = stands(first.memory, [line(''), aCutRow(id, sent)], 1);

    expect(both.findings).toEqual([]);
    expect(both.memory.rows[0]).toMatchObject({ presence: 'present', typed: sent });
  });

  it('SHT53 a reference that the register never gave is text like any other', () => {
    const rows = [aCutRow('', { ...sent, notes: 'NS-2019-0400' })];

    expect(stands(onItsWay(), rows).findings).toMatchObject([{ kind: 'new-line' }]);
  });
});
