/** The shape of a parsed formula. */
import { type Scalar } from './values';

/** A reference's corner values; a null row or column means the whole column or row. */
export interface CellsReference {
  top: number | null;
  left: number | null;
  bottom: number | null;
  right: number | null;
}

/** Which rows of a table a structured reference means. */
export type TableItem = '#data' | '#headers' | '#totals' | '#all' | '#this row';

/** A structured reference; `from` and `to` are column names, absent for all columns. */
export interface TableReference {
  table: string;
  item: TableItem;
  from?: string;
  to?: string;
}

/** An operator between two values. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '&' | '=' | '<>' | '<' | '>' | '<=' | '>=';

/** A parsed expression. */
export type Expression =
  | { kind: 'literal'; value: Scalar }
  | { kind: 'matrix'; rows: Scalar[][] }
  | { kind: 'cells'; sheet?: string; cells: CellsReference }
  | { kind: 'table'; reference: TableReference }
  | { kind: 'unary'; operator: '-' | '+' | '%'; of: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'call'; name: string; args: (Expression | null)[] }
  | { kind: 'name'; name: string };
