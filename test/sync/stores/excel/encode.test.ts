import fc from 'fast-check';
import { cellLimit, cleanText } from '../../../../register/cell-text';
import { encodeDay, encodeText } from '../../../../sync/stores/excel/encode';

/** A model of how Graph takes a value: as if typed. Pessimistic: whatever might be more than words is. */
function typed(value: string): { kind: 'text' | 'formula' | 'other'; text: string } {
  if (value.startsWith("'")) return { kind: 'text', text: value.slice(1) };
  if (/^\s*[=+\-@＝＋－＠\t]/.test(value)) return { kind: 'formula', text: value };
  if (/^\s*[\p{N}.,£$€(#%]/u.test(value) || /^(true|false)$/i.test(value.trim()))
    return { kind: 'other', text: value };
  if (/jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i.test(value) && /\p{N}/u.test(value))
    return { kind: 'other', text: value };
  return { kind: 'text', text: value };
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.tuple(
    fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', "'", ' =', '\u202e', '12', '1/2', 'TRUE', 'TRUE ', '#REF!', 'Mar 3', ''),
    fc.string({ maxLength: 30 }),
  ).map(([start, rest]) => start + rest),
); // prettier-ignore

describe('text on its way into a cell', () => {
  it('STO4 arrives as the same text and never as anything else, whatever it is', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const arrived = typed(encodeText(text));
        return arrived.kind === 'text' && arrived.text === cleanText(text);
      }),
      { numRuns: 3000 },
    );
  });

  it('STO4 loses only what no cell may hold: control and reading-order characters, and what is too long', () => {
    expect(cleanText('a\u0000b\u202Ec\r\nd\uD800')).toBe('abc\nd');
    expect(cleanText('ä – “quoted” 😀')).toBe('ä – “quoted” 😀');
    expect(cleanText('x'.repeat(cellLimit + 5))).toHaveLength(cellLimit);
    expect(cleanText(`${'x'.repeat(cellLimit - 1)}😀`)).toHaveLength(cellLimit - 1);
  });

  it('STO4 leaves plain words as they are, so that the sheet stays readable to other programs', () => {
    expect(['Public place; Two caseworkers', 'NS-2026-0001', 'Mosaic'].map(encodeText)).toEqual([
      'Public place; Two caseworkers',
      'NS-2026-0001',
      'Mosaic',
    ]);
    expect(encodeText('')).toBe('');
  });

  it('STO4 sends a day as its number, and text that is no day as text', () => {
    expect(encodeDay('2026-11-21')).toBe(46347);
    expect(encodeDay('next week')).toBe('next week');
    expect(encodeDay('21/11')).toBe("'21/11");
  });
});
