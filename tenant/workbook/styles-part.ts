/** The cell styles of a workbook, as far as values need them: number formats and the text mark. */
import { escapeAttribute, readXml, type Tag, withAttribute } from './xml';

const builtIn: Record<number, string> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'm/d/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yyyy h:mm',
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;[Red](#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;[Red](#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mmss.0',
  48: '##0.0E+0',
  49: '@',
};

/** What may differ between a style and its variant. */
export interface StyleChange {
  numberFormat?: string;
  /** The mark that a leading apostrophe leaves: the content is text whatever it looks like. */
  quotePrefix?: boolean;
}

interface Found {
  formats: Map<number, string>;
  /** Source of each cell format, in order. */
  cells: string[];
  cellsTag?: Tag;
  cellsEnd: number;
  formatsTag?: Tag;
  formatsEnd: number;
}

function scan(xml: string): Found {
  const found: Found = { formats: new Map(), cells: [], cellsEnd: -1, formatsEnd: -1 };
  let inCells = false;
  let open: Tag | null = null;
  readXml(xml, {
    open: (tag) => {
      if (tag.name === 'cellXfs') {
        inCells = true;
        found.cellsTag = tag;
      } else if (tag.name === 'numFmts') found.formatsTag = tag;
      else if (tag.name === 'numFmt') {
        found.formats.set(Number(tag.attributes.numFmtId), tag.attributes.formatCode ?? '');
      } else if (inCells && tag.name === 'xf') open = tag;
    },
    close: (name, start, end) => {
      if (inCells && name === 'xf' && open) found.cells.push(xml.slice(open.start, end));
      if (name === 'numFmts') found.formatsEnd = start;
      if (name !== 'cellXfs') return;
      inCells = false;
      found.cellsEnd = start;
    },
  });
  return found;
}

const emptyStyles =
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>';
const formatId = (xf: string): number => Number(/\snumFmtId\s*=\s*["'](\d+)/.exec(xf)?.[1] ?? 0);
const isQuoted = (xf: string): boolean => /^<[^>]*\squotePrefix\s*=\s*["'](?:1|true)/.test(xf);

/** Edits the start tag of a cell format, leaving its children. */
const editOpening = (xf: string, edit: (tag: string) => string): string =>
  xf.replace(/^<[^>]*>/, (tag) => edit(tag));

/** The styles of a workbook; new variants are added at the end so that existing numbers stay true. */
export class StylesPart {
  changed = false;
  #xml: string;
  #found: Found;
  readonly #variants = new Map<string, number>();

  constructor(xml: string | undefined) {
    this.#xml = xml ?? emptyStyles;
    this.#found = scan(this.#xml);
  }

  xml(): string {
    return this.#xml;
  }

  /** The number format a style shows values in. */
  numberFormat(style: number): string {
    const id = formatId(this.#found.cells[style] ?? '');
    return this.#found.formats.get(id) ?? builtIn[id] ?? 'General';
  }

  isQuoted(style: number): boolean {
    return isQuoted(this.#found.cells[style] ?? '');
  }

  /** A style like this one but for the change; made when there is none. */
  variant(style: number, change: StyleChange): number {
    const key = `${style} ${JSON.stringify(change)}`;
    const known = this.#variants.get(key);
    if (known !== undefined) return known;
    const made = this.#make(style, change);
    this.#variants.set(key, made);
    return made;
  }

  #make(style: number, { numberFormat, quotePrefix }: StyleChange): number {
    const base = this.#found.cells[style] ?? '<xf numFmtId="0"/>';
    const sameFormat = numberFormat === undefined || numberFormat === this.numberFormat(style);
    const sameQuote = quotePrefix === undefined || quotePrefix === isQuoted(base);
    if (sameFormat && sameQuote) return style;
    const id = sameFormat ? formatId(base) : this.#formatNumber(numberFormat ?? 'General');
    const wanted = editOpening(base, (tag) => {
      const numbered = sameFormat ? tag : withAttribute(tag, 'numFmtId', String(id));
      const applied = sameFormat ? numbered : withAttribute(numbered, 'applyNumberFormat', '1');
      return sameQuote ? applied : withAttribute(applied, 'quotePrefix', quotePrefix ? '1' : null);
    });
    const existing = this.#found.cells.indexOf(wanted);
    return existing >= 0 ? existing : this.#append(wanted);
  }

  #append(xf: string): number {
    const { cellsTag, cellsEnd, cells } = this.#found;
    if (!cellsTag) return 0;
    const count = cells.length + 1;
    const tag = withAttribute(this.#xml.slice(cellsTag.start, cellsTag.end), 'count', String(count));
    const inside = this.#xml.slice(cellsTag.end, cellsEnd);
    this.#replace(this.#xml.slice(0, cellsTag.start) + tag + inside + xf + this.#xml.slice(cellsEnd));
    return count - 1;
  }

  #formatNumber(format: string): number {
    for (const [id, code] of this.#found.formats) if (code === format) return id;
    for (const [id, code] of Object.entries(builtIn)) if (code === format) return Number(id);
    const id = Math.max(163, ...this.#found.formats.keys()) + 1;
    const entry = `<numFmt numFmtId="${id}" formatCode="${escapeAttribute(format)}"/>`;
    const { formatsTag, formatsEnd } = this.#found;
    if (formatsTag && !formatsTag.selfClosing) {
      const tag = withAttribute(
        this.#xml.slice(formatsTag.start, formatsTag.end),
        'count',
        String(this.#found.formats.size + 1),
      );
      const inside = this.#xml.slice(formatsTag.end, formatsEnd);
      this.#replace(
        this.#xml.slice(0, formatsTag.start) + tag + inside + entry + this.#xml.slice(formatsEnd),
      );
    } else {
      const bare = formatsTag
        ? this.#xml.slice(0, formatsTag.start) + this.#xml.slice(formatsTag.end)
        : this.#xml;
      const whole = `<numFmts count="1">${entry}</numFmts>`;
      this.#replace(bare.replace(/<styleSheet\b[^>]*>/, (tag) => tag + whole));
    }
    return id;
  }

  #replace(xml: string): void {
    this.#xml = xml;
    this.#found = scan(xml);
    this.changed = true;
  }
}
