/** Cells of a list and the plain text the rules work with; what a publication makes of a row. */
import fc from 'fast-check';
import { pairedFields } from '../../../../register/columns';
import { cellOf, fitting, textOf } from '../../../../sync/stores/lists/cells';
import { itemOf, rowsOf } from '../../../../sync/stores/lists/items';
import { listColumnOf, listColumns } from '../../../../sync/stores/lists/list-columns';
import { newItemFields, publishedFields } from '../../../../sync/stores/lists/outgoing-items';
import { readState, stateCell, stateOf } from '../../../../sync/stores/lists/service-state';
import { aNewRow, anEvent } from '../../../contract/register-store';
import { region } from '../../../kit/builders';

const kinds = ['line', 'lines', 'choice'] as const;
const day = { kind: 'day' } as const;
const id = 'NS-2026-0001';

describe('a cell of a list', () => {
  it.each(kinds)('STO4 holds every text of kind %s as it is read, and reading is stable', (kind) => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), (text) => {
        const held = textOf(cellOf(text, { kind }), { kind });
        expect(held).toBe(fitting(text, { kind }));
        expect(fitting(held, { kind })).toBe(held);
      }),
    );
  });

  it.each([
    ['2026-06-30T23:00:00Z', '2026-07-01'],
    ['2026-07-01T00:00:00Z', '2026-07-01'],
    ['2026-07-01T07:00:00Z', '2026-07-01'],
    ['2026-06-30T13:00:00Z', '2026-07-01'],
    ['2026-07-01T11:00:00Z', '2026-07-01'],
    ['', ''],
  ])('STO5 reads %j as the day whose midnight it is nearest', (instant, expected) => {
    expect(textOf(instant, day)).toBe(expected);
  });

  it('STO5 writes no day that is none', () => {
    expect(['2026-02-30', 'soon', ''].map((text) => cellOf(text, day))).toEqual([null, null, null]);
    expect(cellOf('2026-02-28', day)).toBe('2026-02-28T11:00:00Z');
  });

  it('STO5 reads several choices, numbers and truth values plainly', () => {
    expect([['a', 'b'], 7, true, undefined].map((value) => textOf(value, { kind: 'lines' }))).toEqual(['a; b', '7', 'TRUE', '']); // prettier-ignore
  });
});

describe('what a row carries', () => {
  it('STO37 is read back as it was written', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...pairedFields), fc.nat(), (text, field, seq) => {
        const event = anEvent(seq + 1, id, { observed: { [field]: text }, disputed: [field] });
        const state = stateOf(event);
        expect(readState(stateCell(state))).toEqual(state);
      }),
    );
  });

  it.each(['', 'x', '{}', '{"key":"NS-2026-0001","seq":0}', 'null', '[]', 7])('STO37 is nothing when the cell says %j', (cell) => {
    expect(readState(cell)).toBeNull();
  }); // prettier-ignore

  it('STO37 names the row even when its Risk ID was emptied', () => {
    const fields = { [listColumnOf('state').name]: stateCell(stateOf(anEvent(1, id))) };

    expect(itemOf('1', null, fields).riskId).toBe(id);
  });
});

describe('a publication', () => {
  const carrying = (seq: number) => itemOf('1', 'e', newItemFields(aNewRow(id, { publication: anEvent(seq, id) }))); // prettier-ignore

  it('STO2 writes nothing on a row that carries it or a later one', () => {
    expect(
      publishedFields(region('NS'), carrying(5), anEvent(5, id, { values: { level: 'High' } })),
    ).toBeNull();
    expect(publishedFields(region('NS'), carrying(5), anEvent(4, id))).toBeNull();
    expect(publishedFields(region('NS'), carrying(5), anEvent(6, id))).not.toBeNull();
  });

  it('STO30 writes only what differs', () => {
    const fields =
      publishedFields(region('NS'), carrying(5), anEvent(6, id, { values: { level: 'High' } })) ?? {};

    expect(Object.keys(fields).sort()).toEqual(['RiskLevel', 'ServiceState']);
  });

  it('STO31 is for the row the service wrote on, not for one on which somebody typed the Risk ID', () => {
    const typed = itemOf('2', 'e', { RiskId: id });

    expect(rowsOf({ region: region('NS'), items: [typed, carrying(5)] }, id).map((item) => item.id)).toEqual([
      '1',
    ]);
    expect(rowsOf({ region: region('NS'), items: [typed] }, id)).toEqual([typed]);
  });

  it('STO30 has no case text in the names of columns, nor two columns of one name', () => {
    const names = listColumns.map((column) => column.name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[A-Za-z]{1,32}$/.test(name))).toBe(true);
  });
});
