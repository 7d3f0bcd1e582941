/** Rewrites formula texts in place: moved cells, shifted rows, and the forms people type and files keep. */
import { readCorner, readTableReference, type Corner, writeCorner, writeTableReference } from './references';
import { FormulaSyntaxError, type Token, tokenise } from './tokens';

/** Replaces tokens; `edit` answers a token's new text, or null to leave it. Throws FormulaSyntaxError. */
function rewrite(text: string, edit: (token: Token, previous: Token | undefined) => string | null): string {
  let out = '';
  let from = 0;
  let previous: Token | undefined;
  for (const token of tokenise(text)) {
    const changed = edit(token, previous);
    previous = token;
    if (changed === null) continue;
    out += text.slice(from, token.start) + changed;
    from = token.start + token.text.length;
  }
  return out + text.slice(from);
}

function editCorners(token: Token, edit: (corner: Corner) => Corner | null): string | null {
  const body = token.body ?? '';
  const corners = body.split(':').map((part) => edit(readCorner(part)));
  const kept = corners.filter((corner) => corner !== null);
  const prefix = token.text.slice(0, token.text.length - body.length);
  return kept.length < corners.length ? '#REF!' : prefix + kept.map(writeCorner).join(':');
}

const moved = (value: number | null, fixed: boolean, by: number): number | null =>
  value === null || fixed ? value : value + by;

/** The text of a formula copied some rows and columns away; a text that cannot be read is answered unchanged. */
export function moveFormula(text: string, rows: number, columns: number): string {
  const edit = (corner: Corner): Corner | null => {
    const row = moved(corner.row, corner.rowFixed, rows);
    const column = moved(corner.column, corner.columnFixed, columns);
    return (row !== null && row < 1) || (column !== null && column < 1) ? null : { ...corner, row, column };
  };
  return attempt(text, (token) => (token.kind === 'reference' ? editCorners(token, edit) : null));
}

function attempt(text: string, edit: (token: Token) => string | null): string {
  try {
    return rewrite(text, edit);
  } catch (error) {
    // A text this engine cannot read belongs to somebody else's formula; leaving it alone is the promise.
    if (error instanceof FormulaSyntaxError) return text;
    throw error;
  }
}

/** Cells of some columns that move down (or up) from a row on. */
export interface RowShift {
  sheet: string;
  left: number;
  right: number;
  from: number;
  by: number;
}

/** Follows shifted cells in a formula's references; `home` is the sheet the formula stands on. */
export function followShift(text: string, home: string, shift: RowShift): string {
  const edit = (token: Token): string | null => {
    if (token.kind !== 'reference') return null;
    const sheet = token.sheet ?? home;
    if (sheet.toLowerCase() !== shift.sheet.toLowerCase()) return null;
    const corners = (token.body ?? '').split(':').map(readCorner);
    const inside = corners.every(
      ({ column, row }) => column !== null && row !== null && column >= shift.left && column <= shift.right,
    );
    if (!inside) return null;
    return editCorners(token, (corner) =>
      corner.row !== null && corner.row >= shift.from ? { ...corner, row: corner.row + shift.by } : corner,
    );
  };
  return attempt(text, edit);
}

/** Functions newer than the file format; files mark them with a prefix. */
const marked =
  /^(?:MAXIFS|MINIFS|IFS|SWITCH|TEXTJOIN|CONCAT|XLOOKUP|XMATCH|IFNA|XOR|UNICHAR|UNICODE|DAYS|NUMBERVALUE|ISFORMULA|FORMULATEXT|LET|SINGLE|ARRAYTOTEXT|ISOWEEKNUM)$/i;

function structuredToFile(token: Token, table: string | undefined): string {
  const name = token.table || table;
  if (!name) throw new FormulaSyntaxError('A column without a table is named outside any table.');
  return writeTableReference(readTableReference(name, token.body ?? ''));
}

/** The form files keep of a formula as typed, equals sign or not; `table` is the table around the cell. Throws FormulaSyntaxError. */
export function toFileForm(typed: string, table: string | undefined): string {
  const text = typed.trim().replace(/^=/, '').replace(/^@/, '').trim();
  return rewrite(text, (token) => {
    if (token.kind === 'structured') return structuredToFile(token, table);
    if (token.kind === 'call' && marked.test(token.text)) return `_xlfn.${token.text.toUpperCase()}`;
    return null;
  });
}

const needsBrackets = /[^\p{L}\d_]/u;

function structuredToTyped(token: Token, table: string | undefined): string | null {
  const reference = readTableReference(token.table ?? '', token.body ?? '');
  if (reference.item !== '#this row' || reference.from === undefined) return null;
  const name = reference.table.toLowerCase() === table?.toLowerCase() ? '' : reference.table;
  const column = reference.from.replace(/['[\]#]/g, "'$&");
  if (reference.to !== undefined) return `${name}[@[${column}]:[${reference.to.replace(/['[\]#]/g, "'$&")}]]`;
  return needsBrackets.test(reference.from) ? `${name}[@[${column}]]` : `${name}[@${column}]`;
}

const shownForms = new Map<string, string>();
/** Forms remembered; a workbook has few different ones, so this is only a fence against growth. */
const mostKept = 5_000;

/** The form people see in the formula bar, with its equals sign; `table` is the table around the cell. */
export function toTypedForm(text: string, table: string | undefined): string {
  const key = `${table ?? ''}\n${text}`;
  const known = shownForms.get(key);
  if (known !== undefined) return known;
  const shown = attempt(text, (token) => {
    if (token.kind === 'structured') return structuredToTyped(token, table);
    return token.kind === 'call' ? token.text.replace(/^(?:_xlfn\.|_xlws\.)+/i, '') : null;
  });
  if (shownForms.size >= mostKept) shownForms.clear();
  shownForms.set(key, `=${shown}`);
  return `=${shown}`;
}

/** What a formula in file form names: tables with the columns asked of them, and sheets. Throws FormulaSyntaxError. */
export function namesIn(text: string): { tables: { table: string; columns: string[] }[]; sheets: string[] } {
  const tokens = tokenise(text);
  const tables = tokens
    .filter(({ kind }) => kind === 'structured')
    .map(({ table = '', body = '' }) => {
      const { from, to } = readTableReference(table, body);
      return { table, columns: [from, to].filter((name) => name !== undefined) };
    });
  return { tables, sheets: tokens.flatMap(({ sheet }) => (sheet === undefined ? [] : [sheet])) };
}
