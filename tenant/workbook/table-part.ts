/** A table's XML: its name, place and columns, with everything else as it was found. */
import { type Block, blockAddress, readBlock } from './address';
import { escapeText, editTags, readEscapes, readXml, withAttribute } from './xml';

/** A column as the table keeps it; the formula is the one Excel fills new rows with. */
export interface TablePartColumn {
  id: string;
  name: string;
  formula: string | null;
}

interface Found {
  id: string;
  name: string;
  block: Block;
  header: number;
  totals: number;
  columns: TablePartColumn[];
}

function scan(xml: string): Found {
  const found: Partial<Found> = { columns: [] };
  const columns: TablePartColumn[] = [];
  let formula: string | null = null;
  readXml(xml, {
    open: ({ name, attributes }) => {
      if (name === 'table') {
        found.id = attributes.id ?? '';
        found.name = attributes.displayName ?? attributes.name ?? '';
        found.block = readBlock(attributes.ref ?? '') ?? undefined;
        found.header = Number(attributes.headerRowCount ?? 1);
        found.totals = Number(attributes.totalsRowCount ?? 0);
      } else if (name === 'tableColumn') {
        columns.push({ id: attributes.id ?? '', name: readEscapes(attributes.name ?? ''), formula: null });
      } else if (name === 'calculatedColumnFormula') formula = '';
    },
    text: (text) => {
      if (formula !== null) formula += text;
    },
    close: (name) => {
      const column = columns.at(-1);
      if (name !== 'calculatedColumnFormula' || !column) return;
      column.formula = formula;
      formula = null;
    },
  });
  const { id = '', name = '', block, header = 1, totals = 0 } = found;
  if (!block) throw new Error('A table has no usable address.');
  return { id, name, block, header, totals, columns };
}

/** A table open for reading and for changing its extent and fill formulas. */
export class TablePart {
  changed = false;
  #xml: string;
  #found: Found;

  constructor(
    /** The part's name in the container. */
    readonly part: string,
    /** The key of the sheet it lies on. */
    readonly sheet: string,
    xml: string,
  ) {
    this.#xml = xml;
    this.#found = scan(xml);
  }

  xml(): string {
    return this.#xml;
  }
  get id(): string {
    return this.#found.id;
  }
  get name(): string {
    return this.#found.name;
  }
  get columns(): readonly TablePartColumn[] {
    return this.#found.columns;
  }
  /** The whole table with header and totals row. */
  get block(): Block {
    return this.#found.block;
  }
  get headerRow(): number | null {
    return this.#found.header > 0 ? this.block.top : null;
  }
  get totalsRow(): number | null {
    return this.#found.totals > 0 ? this.block.bottom : null;
  }
  get bodyTop(): number {
    return this.block.top + this.#found.header;
  }
  get bodyBottom(): number {
    return this.block.bottom - this.#found.totals;
  }

  /** Moves the table down by some rows and makes it longer or shorter by others. */
  resize(change: { down?: number; longer?: number }): void {
    const { down = 0, longer = 0 } = change;
    const totals = this.#found.totals;
    const old = this.block;
    const block = { ...old, top: old.top + down, bottom: old.bottom + down + longer };
    const filter = { ...block, bottom: block.bottom - totals };
    this.#replace(
      editTags(this.#xml, (tag, source) => {
        if (tag.name === 'table') return withAttribute(source, 'ref', blockAddress(block));
        if (tag.name === 'autoFilter') return withAttribute(source, 'ref', blockAddress(filter));
        const sorted =
          tag.name === 'sortState' || tag.name === 'sortCondition'
            ? readBlock(tag.attributes.ref ?? '')
            : null;
        if (!sorted) return null;
        const moved = { ...sorted, top: sorted.top + down, bottom: sorted.bottom + down + longer };
        return withAttribute(source, 'ref', blockAddress(moved));
      }),
    );
  }

  /** Gives the table another name; formulas that call it by the old one are not rewritten. */
  rename(name: string): void {
    this.#replace(
      editTags(this.#xml, (tag, source) =>
        tag.name === 'table' ? withAttribute(withAttribute(source, 'name', name), 'displayName', name) : null,
      ),
    );
  }

  /** Sets or (null) removes the formula new rows of a column are filled with. */
  setFormula(columnId: string, formula: string | null): void {
    const column = this.columns.find((one) => one.id === columnId);
    if (!column || column.formula === formula) return;
    this.#replace(rewriteFormula(this.#xml, columnId, formula));
  }

  #replace(xml: string): void {
    this.#xml = xml;
    this.#found = scan(xml);
    this.changed = true;
  }
}

/** The part's text with one column's fill formula replaced; schema order puts it first in the column. */
function rewriteFormula(xml: string, columnId: string, formula: string | null): string {
  let column = { start: 0, end: 0, open: 0, closing: false };
  let old: { start: number; end: number } | null = null;
  let inside = false;
  let start = 0;
  readXml(xml, {
    open: (tag) => {
      if (tag.name === 'tableColumn' && tag.attributes.id === columnId) {
        inside = true;
        column = { start: tag.start, open: tag.end, end: tag.end, closing: tag.selfClosing };
      } else if (inside && tag.name === 'calculatedColumnFormula') start = tag.start;
    },
    close: (name, _from, end) => {
      if (!inside) return;
      if (name === 'calculatedColumnFormula') old = { start, end };
      if (name !== 'tableColumn') return;
      column.end = end;
      inside = false;
    },
  });
  const opening = xml.slice(column.start, column.open);
  const prefix = /^<(\w+:)?/.exec(opening)?.[1] ?? '';
  const element =
    formula === null
      ? ''
      : `<${prefix}calculatedColumnFormula>${escapeText(formula)}</${prefix}calculatedColumnFormula>`;
  if (column.closing) {
    if (formula === null) return xml;
    const whole = `${opening.replace(/\s*\/>$/, '>')}${element}</${prefix}tableColumn>`;
    return xml.slice(0, column.start) + whole + xml.slice(column.end);
  }
  const place = (old as { start: number; end: number } | null) ?? { start: column.open, end: column.open };
  return xml.slice(0, place.start) + element + xml.slice(place.end);
}
