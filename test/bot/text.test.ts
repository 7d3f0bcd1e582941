/** Text of people on its way into cards and out of them. */
import fc from 'fast-check';
import { escapeMarkdown, keptText, plain, storable } from '../../bot/cards/text';
import { inputsOf, readCardAct } from '../../bot/card-data';
import { refusalWords } from '../../bot/refusal-words';
import { noticeWords } from '../../bot/notice-words';
import { namesOf } from '../../register/sheet-values';
import { anOrganisation } from '../kit/builders';
import { aNotice } from './cards/samples';

it.each([
  ['<at>Everyone</at>', '‹at›Everyone‹/at›'],
  ['<script>alert(1)</script>', '‹script›alert(1)‹/script›'],
  ['**bold** and _leaning_', '\\*\\*bold\\*\\* and \\_leaning\\_'],
  ['[press](http://example.invalid)', '\\[press\\](http://example.invalid)'],
  ['# heading', '\\# heading'],
  ['- item\n1. item', '\\- item\n1\\. item'],
  ['abc\u202Edcba\u202C\u200B', 'abcdcba'],
  ['Anne-Marie O’Neil (RO)', 'Anne-Marie O’Neil (RO)'],
  ['12.5 is no list', '12.5 is no list'],
  ['\u0000\u0007a\tb', 'a b'],
])('%j is shown as %j', (text, shown) => {
  expect(escapeMarkdown(text)).toBe(shown);
});

it('cuts at the limit without splitting a character', () => {
  expect(plain('😀😀😀', 4)).toBe('😀…');
  expect(keptText('a😀', 2)).toBe('a');
});

it('whatever people write, nothing of markup or direction survives and storing keeps what it can', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const shown = escapeMarkdown(text, 200);

      expect(shown).not.toMatch(/[<>\u202A-\u202E\u200B-\u200F\u0000-\u0009]/);
      expect(shown.replace(/\\./g, '')).not.toMatch(/[*_[\]`~|]/);
      expect(storable(storable(text))).toBe(storable(text));
    }),
  );
});

describe('card data', () => {
  it('reads numbers and ticks however a client sends them', () => {
    const inputs = inputsOf({
      a: 7,
      b: true,
      c: 'false',
      d: ' x ',
      e: null,
      f: { x: 1 },
      g: 'one,two,,two',
      h: ['one', 'two', 3],
    });

    expect([
      inputs.text('a'),
      inputs.tick('b'),
      inputs.tick('c'),
      inputs.text('d'),
      inputs.text('e'),
      inputs.text('f'),
    ]).toEqual(['7', true, false, 'x', '', '']);
    expect([inputs.many('g'), inputs.many('h'), inputs.many('z')]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
      [],
    ]);
  });

  it('never reads what an object inherits', () => {
    const inputs = inputsOf(JSON.parse('{"__proto__":{"summary":"x"}}') as Record<string, unknown>);

    expect([inputs.text('summary'), inputs.text('constructor'), inputs.text('toString')]).toEqual([
      '',
      '',
      '',
    ]);
  });

  it('takes versions and pages as text, as clients send them back', () => {
    expect(readCardAct({ v: '1', verb: 'open', version: '7', page: '2' }, null)).toMatchObject({
      version: 7,
      page: 2,
    });
  });
});

describe('words', () => {
  const org = anOrganisation();

  it('a refusal never shows markup of a name', () => {
    const names = namesOf([]);
    const sentence = refusalWords(
      { kind: 'refusal', code: 'invalid', field: '<b>[x](y)', problem: 'choose one of the list' },
      org,
      names,
    );

    expect(sentence).toBe('Please look at "‹b›\\[x\\](y)" again: choose one of the list.');
  });

  it('a notice without region or reference is still a sentence', () => {
    expect(noticeWords(aNotice('region-on-hold', { region: null, riskId: null }), org).title).toBe(
      'The sheet of a region needs a look',
    );
  });
});
