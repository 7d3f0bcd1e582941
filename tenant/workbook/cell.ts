/** A cell of a worksheet: what it holds, and the XML it came from so that it can be written back unchanged. */
import { type Compiled } from './formula/calculation';
import { errorNamed, isError, type Scalar } from './formula/values';
import { escapeText, writeEscapes } from './xml';

/** A formula as the file keeps it, without an equals sign. */
export interface CellFormula {
  text: string;
  /** The `f` element as found; null writes a plain one. */
  xml: string | null;
  /** Array formulas and data tables are kept as they are and never evaluated. */
  kind: 'plain' | 'shared' | 'array';
  /** Group number of a shared formula. */
  group?: string;
}

/** A cell; `value` is the stored value (of a formula its last result), null when blank. */
export interface Cell {
  style: number;
  /** Attributes other than r, s and t, as found. */
  extra: string;
  type: string;
  value: Scalar;
  /** The value's XML as found; null writes it anew. */
  held: string | null;
  source: CellFormula | null;
  /** The formula made ready to run, when the engine can read it. */
  formula?: Compiled;
  /** Unknown children as found. */
  children: string;
  /** The whole element as found; null writes it anew. */
  raw: string | null;
}

/** A cell with nothing in it. */
export const blankCell = (style: number): Cell => ({
  style,
  extra: '',
  type: 'n',
  value: null,
  held: '',
  source: null,
  children: '',
  raw: null,
});

const typeOf = (value: Scalar, computed: boolean): string => {
  if (typeof value === 'boolean') return 'b';
  if (isError(value)) return 'e';
  if (typeof value === 'string') return computed ? 'str' : 'inlineStr';
  return 'n';
};

/** Puts a value into the cell; the caller marks its row as changed. */
export function setValue(cell: Cell, value: Scalar): void {
  cell.value = value;
  cell.type = typeOf(value, cell.source !== null);
  cell.held = null;
  cell.raw = null;
}

const space = (text: string): string => (/^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : '');

function valueXml(cell: Cell, prefix: string): string {
  if (cell.held !== null) return cell.held;
  const { value } = cell;
  if (value === null) return '';
  if (cell.type === 'inlineStr') {
    const text = writeEscapes(String(value));
    return `<${prefix}is><${prefix}t${space(text)}>${escapeText(text)}</${prefix}t></${prefix}is>`;
  }
  return `<${prefix}v>${storedText(value)}</${prefix}v>`;
}

function storedText(value: Exclude<Scalar, null>): string {
  if (isError(value)) return value.code;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value).toUpperCase() : escapeText(writeEscapes(value));
}

function formulaXml(cell: Cell, prefix: string): string {
  if (!cell.source) return '';
  return (
    cell.source.xml ?? `<${prefix}f${space(cell.source.text)}>${escapeText(cell.source.text)}</${prefix}f>`
  );
}

/** The element as it goes into the file; `prefix` is the namespace prefix with its colon, mostly empty. */
export function cellXml(cell: Cell, address: string, prefix: string): string {
  if (cell.raw !== null) return cell.raw;
  const style = cell.style === 0 ? '' : ` s="${cell.style}"`;
  const content = formulaXml(cell, prefix) + valueXml(cell, prefix) + cell.children;
  const type = cell.type === 'n' || content === '' ? '' : ` t="${cell.type}"`;
  const open = `<${prefix}c r="${address}"${style}${type}${cell.extra}`;
  return content === '' ? `${open}/>` : `${open}>${content}</${prefix}c>`;
}

/** Reads a stored value of the given kind. */
export function storedValue(type: string, text: string): Scalar {
  if (type === 'str' || type === 'inlineStr') return text;
  if (text === '') return null;
  if (type === 'b') return text === '1' || text === 'true';
  if (type === 'e') return errorNamed(text) ?? errorNamed('#VALUE!') ?? text;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
