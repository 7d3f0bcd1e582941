import fc from 'fast-check';
import { cellLimit, cellText } from '../../register/cell-text';

describe('text as a cell is read', () => {
  it('STO5 has no outer blanks, and inner ones stay', () => {
    expect(cellText(' \t\n a  b\tc \n')).toBe('a  b\tc');
    expect(cellText(' \n\t')).toBe('');
    expect(cellText('\u00a0x\u00a0')).toBe('\u00a0x\u00a0');
  });

  it('STO5 read twice is read once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => cellText(cellText(text)) === cellText(text)),
    );
  });

  it('STO12 a cell full of blanks costs no more than any other', () => {
    const cells = Array.from({ length: 200 }, () => `x${' '.repeat(cellLimit - 2)}y`);

    expect(cells.map(cellText)).toEqual(cells);
  });
});
