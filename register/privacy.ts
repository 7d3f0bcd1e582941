/** Questions free text that looks like it names or identifies a person (S0-11). It asks; it never silently changes text. */
import { givenNames, ordinaryTerms, wordsOf } from './ordinary-terms';

export type PrivacyKind = 'name' | 'phone' | 'postcode' | 'e-mail' | 'nhs-number' | 'ni-number';

/** What was found and where; the text itself is not repeated, so a finding may be logged. Offsets in UTF-16 units. */
export interface PrivacyFinding {
  kind: PrivacyKind;
  start: number;
  end: number;
}

/** Everything in the text that looks personal, in order. `ordinary`: the organisation's own names, which are no persons. */
export function personalLooking(text: string, ordinary: readonly string[] = []): PrivacyFinding[] {
  const known = new Set(ordinary.flatMap(wordsOf));
  const found = [...numbersAndAddresses(text), ...names(text, (word) => isOrdinary(word, known))];
  return withoutOverlaps(found);
}

interface Detector {
  kind: PrivacyKind;
  pattern: RegExp;
  /** True when the match is not what it looks like. */
  isFalse?: (match: string) => boolean;
}

const detectors: readonly Detector[] = [
  { kind: 'e-mail', pattern: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu },
  {
    kind: 'nhs-number',
    pattern: /(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])/g,
    isFalse: (match) => !isNhsNumber(match),
  },
  {
    kind: 'ni-number',
    pattern: /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/gi,
    isFalse: (match) => /^(?:BG|GB|NK|KN|TN|NT|ZZ)/i.test(match),
  },
  {
    kind: 'phone',
    pattern: /(?<![\w/-])(?:(?:\+|00)44[ .-]?(?:\(0\))?[ .-]?[1-9]|\(?0[1-9])(?:[ ().-]{0,2}\d){8,9}(?!\d)/g,
    isFalse: (match) => /^\d{2}[.-]\d{2}[.-](?:\d{2}){1,2}\b/.test(match),
  },
  {
    kind: 'postcode',
    pattern: /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b/gi,
    // "s42 1st stage" has the shape of a postcode; an ordinal in small letters is not its second half.
    isFalse: (match) => /(?:st|nd|rd|th)$/.test(match),
  },
];

function numbersAndAddresses(text: string): PrivacyFinding[] {
  return detectors.flatMap(({ kind, pattern, isFalse }) =>
    [...text.matchAll(pattern)]
      .filter(([match]) => !isFalse?.(match))
      .map((match) => ({ kind, start: match.index, end: match.index + match[0].length })),
  );
}

/** Ten digits whose last is the modulus-11 check of the others. */
function isNhsNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].map(Number);
  const sum = digits.slice(0, 9).reduce((total, digit, index) => total + digit * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return digits.length === 10 && check === digits[9] && new Set(digits).size > 1;
}

interface Word {
  text: string;
  start: number;
  end: number;
  /** First of a sentence or line, where a capital says nothing. */
  first: boolean;
  /** Nothing but a blank, a hyphen or the full stop of a title between this word and the one before. */
  joined: boolean;
}

const titles = new Set(
  'mr mrs ms miss mx dr sir dame rev revd reverend father cllr prof professor pc sgt cpl capt captain maj major lt col colonel pte'.split(
    ' ',
  ),
);

/** Words after which a capital names the person meant. */
const relations = new Set(
  (
    'son daughter wife husband partner boyfriend girlfriend brother sister mother father mum dad neighbour friend uncle aunt ' +
    'nephew niece cousin child baby grandson granddaughter client named called'
  ).split(' '),
);

/** Ordinary also in the plural and the possessive: "Children's", "Caseworkers". */
function isOrdinary(word: string, known: ReadonlySet<string>): boolean {
  const plain = word.toLowerCase().replace(/['’]s$/, '');
  const forms = [plain, plain.replace(/s$/, ''), ...plain.split(/['’-]/)];
  return forms.some((form) => ordinaryTerms.has(form) || known.has(form));
}

/** Capitalised like a name: "Smith", "O’Neill", "Smith-Jones"; not "ROM" and not "XL". */
function looksNamed(word: Word | undefined): word is Word {
  return word !== undefined && /^\p{Lu}['’]?\p{Lu}?\p{Ll}/u.test(word.text);
}

function names(text: string, ordinary: (word: string) => boolean): PrivacyFinding[] {
  const words = wordsIn(text);
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    if (!next?.joined || !looksNamed(next) || ordinary(next.text)) return alone(word, ordinary);
    return startsName(word, ordinary) ? [{ kind: 'name' as const, start: word.start, end: next.end }] : [];
  });
}

/** A given name by itself is enough: "Sharon says". */
function alone(word: Word, ordinary: (word: string) => boolean): PrivacyFinding[] {
  const isGiven = looksNamed(word) && isGivenName(word.text) && !ordinary(word.text);
  return isGiven ? [{ kind: 'name', start: word.start, end: word.end }] : [];
}

/** Also in "Ben’s" and "Anne-Marie". */
function isGivenName(word: string): boolean {
  return givenNames.has(word.toLowerCase().split(/['’-]/)[0] ?? '');
}

/** Does a capitalised word of no list, following this one, make the two a name? */
function startsName(word: Word, ordinary: (word: string) => boolean): boolean {
  const plain = word.text.toLowerCase();
  if (relations.has(plain) || titles.has(plain)) return true;
  if (!looksNamed(word)) return false;
  return isGivenName(word.text) || (!word.first && !ordinary(word.text));
}

function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const match of text.matchAll(/\p{L}+(?:['’-]\p{L}+)*/gu)) {
    const between = text.slice(end, match.index);
    const afterTitle = between.trim() === '.' && titles.has((words.at(-1)?.text ?? '').toLowerCase());
    words.push({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
      first: words.length === 0 || (!afterTitle && /[.!?:;\n•"“(–—/]/.test(between)),
      joined: words.length > 0 && (/^[ \t\u00a0]+$/.test(between) || afterTitle),
    });
    end = match.index + match[0].length;
  }
  return words;
}

/** Of findings that overlap the first and longest stays: a name found twice is one question. */
function withoutOverlaps(found: readonly PrivacyFinding[]): PrivacyFinding[] {
  const ordered = [...found].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: PrivacyFinding[] = [];
  for (const finding of ordered) {
    const last = kept.at(-1);
    if (!last || finding.start >= last.end) kept.push(finding);
  }
  return kept;
}
