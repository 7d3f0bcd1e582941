/** Splits a formula into tokens that remember where they stood, so that texts can be rewritten in place. */

/** A part of a formula; `text` is as written. */
export interface Token {
  kind: 'number' | 'string' | 'error' | 'reference' | 'structured' | 'call' | 'word' | 'operator';
  text: string;
  start: number;
  /** Sheet named before the exclamation mark, unquoted. */
  sheet?: string;
  /** Table named before the bracket of a structured reference; empty for the table around the cell. */
  table?: string;
  /** The bracket of a structured reference, outer brackets included; or the A1 part of a reference. */
  body?: string;
}

/** A formula text that cannot be read; thrown inside formula/ only, callers of compile get it as a value. */
export class FormulaSyntaxError extends Error {
  override readonly name = 'FormulaSyntaxError';
}

const sheetPrefix = /'((?:[^']|'')+)'!|([\p{L}_\\][\p{L}\d_.]*)!/uy;
const a1 =
  /(\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\p{L}\d_.(![])/uy;
const simple: [Token['kind'], RegExp][] = [
  ['string', /"(?:[^"]|"")*"/y],
  ['error', /#(?:N\/A|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|NULL!)/iy],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['operator', /<>|<=|>=|[-+*/^&=<>%(),{};:@]/y],
];
const wordStart = /[\p{L}_\\][\p{L}\d_.\\]*/uy;

function at(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

/** The end of the bracket that opens at `start`; an apostrophe escapes the next character. */
function bracketEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const letter = text[i];
    if (letter === "'") i++;
    else if (letter === '[') depth++;
    else if (letter === ']' && --depth === 0) return i + 1;
  }
  throw new FormulaSyntaxError('A bracket is not closed.');
}

function structured(text: string, start: number, bracket: number): Token {
  const end = bracketEnd(text, bracket);
  const table = text.slice(start, bracket);
  return { kind: 'structured', text: text.slice(start, end), start, table, body: text.slice(bracket, end) };
}

function reference(text: string, start: number): Token | null {
  const sheet = at(sheetPrefix, text, start);
  const from = start + (sheet?.[0].length ?? 0);
  const cells = at(a1, text, from);
  if (!cells) return null;
  const name = sheet ? (sheet[1]?.replaceAll("''", "'") ?? sheet[2]) : undefined;
  return {
    kind: 'reference',
    text: text.slice(start, from + cells[0].length),
    start,
    sheet: name,
    body: cells[0],
  };
}

function worded(text: string, start: number): Token | null {
  const word = at(wordStart, text, start)?.[0];
  if (word === undefined) return null;
  const next = text[start + word.length];
  if (next === '[') return structured(text, start, start + word.length);
  return { kind: next === '(' ? 'call' : 'word', text: word, start };
}

function next(text: string, start: number): Token {
  if (text[start] === '[') return structured(text, start, start);
  const found = reference(text, start) ?? worded(text, start);
  if (found) return found;
  for (const [kind, pattern] of simple) {
    const match = at(pattern, text, start);
    if (match) return { kind, text: match[0], start };
  }
  throw new FormulaSyntaxError(`Character ${start + 1} of the formula is not understood.`);
}

/** The tokens of a formula without its leading equals sign; throws FormulaSyntaxError. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    while (/\s/.test(text[position] ?? '')) position++;
    if (position >= text.length) return tokens;
    const token = next(text, position);
    tokens.push(token);
    position += token.text.length;
  }
}
