/** A column of any list of ours: the definition Graph makes it from, and whether one that is there can hold what it is for. Pure. */

/** line: one line of text. lines: any length. choice: a word list in which other words may be typed. day: a date. number: a whole number. */
export type ListKind = 'line' | 'lines' | 'choice' | 'day' | 'number';

export interface ColumnShape {
  /** What Graph calls the column: its identity, whatever heading people give it. */
  name: string;
  heading: string;
  kind: ListKind;
  words: readonly string[];
  /** What people read about it; '' for nothing. */
  description: string;
  isHidden: boolean;
  isIndexed: boolean;
  /** Makes a second item with the same text impossible, whatever becomes of a request. */
  isUnique: boolean;
}

/** Longest text of a line or a choice. */
export const lineLimit = 255;

const facets: Record<ListKind, (words: readonly string[]) => object> = {
  line: () => ({ text: { allowMultipleLines: false, maxLength: lineLimit } }),
  lines: () => ({ text: { allowMultipleLines: true, linesForEditing: 6, textType: 'plain' } }),
  // Nothing typed is refused: what is not understood stays, and Check says so.
  choice: (choices) => ({ choice: { allowTextEntry: true, choices, displayAs: 'dropDownMenu' } }),
  day: () => ({ dateTime: { displayAs: 'standard', format: 'dateOnly' } }),
  number: () => ({ number: { decimalPlaces: 'none' } }),
};

/** The definition Graph makes the column from. */
export function definitionOf(shape: ColumnShape): object {
  return {
    name: shape.name,
    displayName: shape.heading,
    description: shape.description,
    hidden: shape.isHidden,
    indexed: shape.isIndexed,
    enforceUniqueValues: shape.isUnique,
    ...facets[shape.kind](shape.words),
  };
}

/** A column as Graph tells it; only what tells whether it can hold what it is for. */
export interface FoundColumn {
  name: string;
  displayName?: string;
  required?: boolean;
  enforceUniqueValues?: boolean;
  text?: { allowMultipleLines?: boolean } | null;
  choice?: { displayAs?: string } | null;
  dateTime?: object | null;
  number?: object | null;
}

/** Properties of columns to ask for; hidden columns are told only to those who name that property. */
export const columnSelect =
  'id,name,displayName,hidden,required,enforceUniqueValues,text,choice,dateTime,number';

/** Columns that are not there, or are of a kind that cannot hold what they are for. */
export function unfitColumns(wanted: readonly ColumnShape[], found: readonly FoundColumn[]): ColumnShape[] {
  const byName = new Map(found.map((one) => [one.name, one]));
  return wanted.filter((shape) => {
    const there = byName.get(shape.name);
    return there === undefined || !isFit(shape, there);
  });
}

function isFit({ kind, isUnique }: ColumnShape, found: FoundColumn): boolean {
  if (isUnique && found.enforceUniqueValues !== true) return false;
  switch (kind) {
    case 'line':
      return Boolean(found.text);
    case 'lines':
      return found.text?.allowMultipleLines === true;
    case 'choice':
      return Boolean(found.choice) && found.choice?.displayAs !== 'checkBoxes';
    case 'day':
      return Boolean(found.dateTime);
    case 'number':
      return Boolean(found.number);
  }
}
