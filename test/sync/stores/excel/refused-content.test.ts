/** How often a file that is no register is looked at. */
import { RefusedContent } from '../../../../sync/stores/excel/refused-content';

describe('a content that was refused', () => {
  let nowMs: number;
  let refused: RefusedContent;
  beforeEach(() => {
    nowMs = 0;
    refused = new RefusedContent(() => nowMs);
  });
  /** How long the same content is left alone after one more refusal. */
  const waitOf = (tag: string): number => {
    refused.note(tag, 'not-a-workbook');
    const from = nowMs;
    while (refused.stillOf(tag) !== null) nowMs += 1_000;
    return nowMs - from;
  };

  it('STO12 is looked at again soon, then ever more seldom, at most every ten minutes', () => {
    const waits = Array.from({ length: 12 }, () => waitOf('a'));

    expect(waits.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(waits.slice(-2)).toEqual([600_000, 600_000]);
  });

  it('STO12 keeps no other content from being looked at, and begins again with that', () => {
    for (let times = 0; times < 5; times += 1) waitOf('bad');
    refused.note('bad', 'too-large');

    expect(refused.stillOf('bad')).toBe('too-large');
    expect(refused.stillOf('good')).toBeNull();
    expect(waitOf('worse')).toBe(2_000);
  });

  it('STO12 is forgotten once a content was read, and without a tag never kept', () => {
    refused.note('bad', 'not-a-workbook');
    refused.clear();
    expect(refused.stillOf('bad')).toBeNull();

    refused.note('', 'not-a-workbook');
    expect(refused.stillOf('')).toBeNull();
  });

  // What happened once: the tag was read just before the bytes were replaced, and the good content came back under it.
  it('STO12 comes back under the tag of a good content only for a moment', () => {
    refused.note('tag of the good content', 'not-a-workbook');
    nowMs += 2_000;

    expect(refused.stillOf('tag of the good content')).toBeNull();
  });
});
