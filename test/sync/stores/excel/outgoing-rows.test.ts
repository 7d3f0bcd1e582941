import { columns } from '../../../../register/columns';
import { type NewRow } from '../../../../register/store';
import { echoOf, newRowCells } from '../../../../sync/stores/excel/outgoing-rows';
import { layoutOf } from '../../../../sync/stores/excel/sheet';
import { aNewRow } from '../../../contract/register-store';

const layout = layoutOf(columns.map(({ heading }, index) => ({ id: index + 1, name: heading })));
const row: NewRow = aNewRow('NS-2026-0001', { caseRef: '90001', summary: '=1+1', notes: '' });
const other: NewRow = aNewRow('NS-2026-0002', { notes: 'Ring first' });

/** The lines as an honest workbook shows them, one cell replaced. */
function answer(heading?: string, value?: unknown): { values: unknown[][] } {
  const shown = (one: NewRow) =>
    newRowCells(one, layout, columns.length).map((cell) =>
      typeof cell === 'string' ? cell.replace(/^'/, '') : '',
    );
  const values: unknown[][] = [shown(other), shown(row)];
  const at = columns.findIndex((column) => column.heading === heading);
  if (at >= 0) values[1]?.splice(at, 1, value);
  return { values };
}

describe('the answer to a new line', () => {
  it('STO28 shows every text as the same text, and an empty cell as empty', () => {
    expect(echoOf([other, row], layout, answer())).toBe('same');
  });

  it.each([
    ['a number', 'Case ref', 90001],
    ['a truth value', 'Summary', true],
    ['what a formula came to', 'Summary', 2],
    ['another text', 'Summary', '#NAME?'],
    ['a text where none was sent', 'Notes', 'x'],
    ['nothing', 'Risk ID', ''],
  ])('STO28 differs when %s stands in its place', (_, heading, value) => {
    expect(columns.map((column) => column.heading)).toContain(heading);
    expect(echoOf([other, row], layout, answer(heading, value))).toBe('differs');
  });

  it('STO28 says nothing of headings: with two columns in each other’s place it shows the same', () => {
    const swapped: Record<string, string> = { Summary: 'Notes', Notes: 'Summary' };
    const meanwhile = layoutOf(columns.map(({ heading }, index) => ({ id: index + 1, name: swapped[heading] ?? heading }))); // prettier-ignore
    expect(meanwhile.place.get('summary')).toBe(layout.place.get('notes'));

    // The answer is a row of values by place, whatever stands above them: therefore the places are asked for before.
    expect(echoOf([other, row], layout, answer())).toBe('same');
  });

  it.each([[null], [{}], [{ values: 'x' }], [{ values: [] }], [{ values: ['a', 'b'] }], [{ values: [[]] }]])(
    'STO28 is no answer when it is %j',
    (body) => {
      expect(echoOf([other, row], layout, body)).toBe('none');
    },
  );
});
