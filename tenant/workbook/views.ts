/** What the workbook shows to its callers, shaped as Graph's workbook resources. */

/** A value as people see it in a cell; a blank cell is the empty string, an error cell its text such as `#N/A`. */
export type CellValue = string | number | boolean;

/** A value to write as if typed; null leaves the cell alone, the empty string clears it. */
export type CellInput = CellValue | null;

/** Graph's kind of a cell's value. */
export type ValueType = 'Empty' | 'String' | 'Double' | 'Boolean' | 'Error';

/** A worksheet; the id survives renaming. */
export interface Sheet {
  id: string;
  name: string;
  position: number;
  visibility: 'Visible' | 'Hidden' | 'VeryHidden';
}

/** A column of a table; the id survives renaming and moving, the index is zero-based. */
export interface TableColumn {
  id: string;
  name: string;
  index: number;
}

/** A table; the address is that of the whole table with header and totals row, without the sheet's name. */
export interface Table {
  id: string;
  name: string;
  sheet: string;
  address: string;
  hasHeader: boolean;
  hasTotals: boolean;
  columns: TableColumn[];
}

/** A row of a table's body by its zero-based position, which is not an identity. */
export interface Row {
  index: number;
  values: CellValue[];
}

/** A block of cells; every matrix has rowCount rows of columnCount cells. */
export interface RangeView {
  /** With the sheet's name, e.g. `'North shire'!A1:B2`. */
  address: string;
  rowCount: number;
  columnCount: number;
  values: CellValue[][];
  formulas: CellValue[][];
  text: string[][];
  valueTypes: ValueType[][];
  numberFormat: string[][];
}

/** Which rows of a table are meant. */
export type TablePart = 'all' | 'header' | 'body' | 'totals';

/** What to write into a block; a 1 by 1 matrix for a larger block fills every cell, as in Graph. */
export interface RangePatch {
  values?: CellInput[][];
  formulas?: CellInput[][];
  numberFormat?: (string | null)[][];
}
