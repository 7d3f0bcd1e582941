/** Turns a formula's text into an expression, with Excel's precedences. */
import { readCells, readTableReference } from './references';
import { type BinaryOperator, type Expression } from './syntax';
import { FormulaSyntaxError, type Token, tokenise } from './tokens';
import { errorNamed, errors, type Scalar } from './values';

const levels: BinaryOperator[][] = [['=', '<>', '<', '>', '<=', '>='], ['&'], ['+', '-'], ['*', '/'], ['^']];
/** Nesting deeper than this is refused; Excel itself stops at 64 levels of functions. */
const deepest = 200;

class Parser {
  #position = 0;
  #depth = 0;
  constructor(readonly tokens: Token[]) {}

  whole(): Expression {
    const expression = this.#binary(0);
    if (this.#position < this.tokens.length)
      throw new FormulaSyntaxError('The formula does not end where it should.');
    return expression;
  }

  #peek(): Token | undefined {
    return this.tokens[this.#position];
  }

  #operator(text: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'operator' || token.text !== text) return false;
    this.#position++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#operator(text)) throw new FormulaSyntaxError(`"${text}" is missing.`);
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.#operator(one));
      if (!operator) return left;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    if (++this.#depth > deepest) throw new FormulaSyntaxError('The formula is nested too deeply.');
    try {
      if (this.#operator('-')) return { kind: 'unary', operator: '-', of: this.#unary() };
      if (this.#operator('+')) return { kind: 'unary', operator: '+', of: this.#unary() };
      let value = this.#primary();
      while (this.#operator('%')) value = { kind: 'unary', operator: '%', of: value };
      return value;
    } finally {
      this.#depth--;
    }
  }

  #primary(): Expression {
    const token = this.#peek();
    if (!token) throw new FormulaSyntaxError('The formula ends too early.');
    this.#position++;
    switch (token.kind) {
      case 'reference':
        return { kind: 'cells', sheet: token.sheet, cells: readCells(token.body ?? '') };
      case 'structured':
        return { kind: 'table', reference: readTableReference(token.table ?? '', token.body ?? '') };
      case 'call':
        return this.#call(token.text);
      case 'operator':
        return this.#bracketed(token);
      case 'number':
      case 'string':
      case 'error':
        return { kind: 'literal', value: constant(token) };
      case 'word':
        return word(token.text);
    }
  }

  #bracketed(token: Token): Expression {
    if (token.text === '{') return this.#matrix();
    if (token.text !== '(') throw new FormulaSyntaxError(`"${token.text}" stands where a value should.`);
    const inside = this.#binary(0);
    this.#expect(')');
    return inside;
  }

  #call(name: string): Expression {
    const args: (Expression | null)[] = [];
    this.#expect('(');
    if (this.#operator(')')) return { kind: 'call', name, args };
    for (;;) {
      const token = this.#peek();
      const empty = token?.kind === 'operator' && (token.text === ',' || token.text === ')');
      args.push(empty ? null : this.#binary(0));
      if (this.#operator(')')) return { kind: 'call', name, args };
      this.#expect(',');
    }
  }

  #matrix(): Expression {
    const rows: Scalar[][] = [[]];
    for (;;) {
      const minus = this.#operator('-');
      const token = this.#peek();
      if (!token) throw new FormulaSyntaxError('"}" is missing.');
      this.#position++;
      const value = constant(token);
      rows.at(-1)?.push(minus && typeof value === 'number' ? -value : value);
      if (this.#operator('}')) return { kind: 'matrix', rows };
      if (this.#operator(';')) rows.push([]);
      else this.#expect(',');
    }
  }
}

function constant(token: Token): Scalar {
  if (token.kind === 'number') return Number(token.text);
  if (token.kind === 'string') return token.text.slice(1, -1).replaceAll('""', '"');
  if (token.kind === 'error') return errorNamed(token.text) ?? errors.value;
  const expression = word(token.text);
  if (expression.kind === 'literal') return expression.value;
  throw new FormulaSyntaxError('Only constants may stand between braces.');
}

function word(text: string): Expression {
  const upper = text.toUpperCase();
  if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'literal', value: upper === 'TRUE' };
  return { kind: 'name', name: text };
}

/** Parses a formula without its leading equals sign; throws FormulaSyntaxError. */
export function parse(text: string): Expression {
  return new Parser(tokenise(text)).whole();
}
