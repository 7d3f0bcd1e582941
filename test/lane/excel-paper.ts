/** People at the workbook: every act is one change of the file, as somebody's in Excel on the web, or a whole-file save. */
import { cellText } from '../../register/cell-text';
import {
  columnOf,
  columns,
  pairedFields,
  typedColumn,
  typedFields,
  type ColumnKey,
  type PairedField,
  type TypedField,
} from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { fromSerial, localDateSchema, toSerial } from '../../register/local-date';
import { type LiveWorkbook } from '../../tenant/workbook/live-workbook';
import { type CellInput, type CellValue, type RangeView } from '../../tenant/workbook/views';
import { Book } from '../scenario/kit/book';
import { org } from './cast';
import { type MadeRow, type Paper, type PaperLine } from './paper';

/** A copy as somebody has it open. */
export type OpenCopy = Uint8Array;

const headings = columns.map((column) => column.heading);
const placeOf = (key: ColumnKey) => columns.findIndex((column) => column.key === key);
const isOwn = columns.map((column) => column.owner === 'person');
const isDay = columns.map((column) => column.kind === 'date');
const tableOf = (region: RegionId) => `Risks_${region}`;
const sheetOf = (region: RegionId) => org.regions.find((one) => one.id === region)?.name ?? '';
const letterOf = (place: number) =>
  place < 26 ? String.fromCharCode(65 + place) : `A${String.fromCharCode(39 + place)}`;
/** Typed so that it stays text, whatever it looks like. */
const asText = (text: string) => (text === '' ? '' : `'${text}`);

export class ExcelPaper implements Paper {
  private readonly rowsMade: MadeRow[] = [];
  private readonly append: LiveWorkbook['appendRows'];

  constructor(private readonly workbook: LiveWorkbook) {
    this.append = workbook.appendRows.bind(workbook);
    workbook.appendRows = (table, values, options) => {
      this.remember(workbook.table(table).name, values);
      return this.append(table, values, options);
    };
  }

  close(): void {
    Reflect.deleteProperty(this.workbook, 'appendRows');
  }

  private remember(table: string, values: CellInput[][]): void {
    if (!table.startsWith('Risks_')) return;
    const ids = this.lines().map((line) => line.riskId);
    for (const [id] of values) {
      const riskId = String(id ?? '').replace(/^'/, '');
      this.rowsMade.push({ riskId, stood: ids.filter((one) => one === riskId).length });
    }
  }

  closed(): ReadonlySet<string> {
    return new Set();
  }

  made(): MadeRow[] {
    return this.rowsMade.splice(0);
  }

  lines(): PaperLine[] {
    const seqs = this.workbook.tableRange('Ev', 'body').values.map(([seq]) => Number(seq));
    return org.regions.flatMap(({ id }) => {
      const view = this.workbook.tableRange(tableOf(id), 'body');
      return view.values.map((_, index) => lineOf(id, view, index, seqs)).filter(hasContent);
    });
  }

  private async write(line: PaperLine, key: ColumnKey, value: CellInput): Promise<void> {
    const address = `${letterOf(placeOf(key))}${line.index + 2}`;
    await this.workbook.patchRange(sheetOf(line.region), address, { values: [[value]] });
  }

  async type(line: PaperLine, field: TypedField, text: string): Promise<boolean> {
    const day = field === 'nextReviewOn' ? localDateSchema.safeParse(text) : null;
    await this.write(line, typedColumn(field), day?.success ? toSerial(day.data) : asText(text));
    return true;
  }

  /** A formula of a person's into a cell of theirs. */
  typeFormula(line: PaperLine, field: TypedField, formula: string): Promise<void> {
    return this.write(line, typedColumn(field), formula);
  }

  /** A constant where the register shows a value. */
  typeOver(line: PaperLine, field: PairedField, text: string): Promise<void> {
    return this.write(line, `now:${field}`, asText(text));
  }

  /** Empties a cell in which the register shows a value. */
  clearShown(line: PaperLine, field: PairedField): Promise<void> {
    return this.write(line, `now:${field}`, '');
  }

  async insert(region: RegionId, at: number, typed: Partial<Record<TypedField, string>>): Promise<boolean> {
    const cells: CellInput[] = columns.map(() => null);
    for (const [field, text] of Object.entries(typed))
      cells[placeOf(typedColumn(field as TypedField))] = asText(text);
    await this.append(tableOf(region), [cells], { at: Math.min(at, this.rowCount(region)) });
    return true;
  }

  private rowCount(region: RegionId): number {
    return this.workbook.tableRange(tableOf(region), 'body').rowCount;
  }

  async remove(line: PaperLine): Promise<boolean> {
    await this.workbook.deleteTableRow(tableOf(line.region), line.index);
    return true;
  }

  async copy(line: PaperLine): Promise<void> {
    await this.append(tableOf(line.region), [this.cellsOf(line)]);
  }

  /** Asked for in one breath: nobody's request comes between paste and cut. */
  async cut(line: PaperLine, to: RegionId): Promise<void> {
    const cells = this.cellsOf(line);
    await Promise.all([
      this.append(tableOf(to), [cells]),
      this.workbook.deleteTableRow(tableOf(line.region), line.index),
    ]);
  }

  /** The line's cells as pasted: constants and people's formulas; the table's own formulas come by themselves. */
  private cellsOf(line: PaperLine): CellInput[] {
    const view = this.workbook.tableRange(tableOf(line.region), 'body');
    return columns.map((_, place) => pasted(view, line.index, place));
  }

  /** Turns the order of the lines round. */
  async sort(region: RegionId): Promise<void> {
    const view = this.workbook.tableRange(tableOf(region), 'body');
    const block = /!(.*)$/.exec(view.address)?.[1] ?? '';
    const cells = view.values.map((_, index) => columns.map((_column, place) => written(view, index, place)));
    await this.workbook.patchRange(sheetOf(region), block, { formulas: cells.reverse() });
  }

  open(): Promise<OpenCopy> {
    return this.workbook.bytes();
  }

  /** Saves the copy over what is there; with a text typed into the notes of this line of it, if it has one. */
  async save(
    copy: OpenCopy,
    typed: { region: RegionId; line: number; notes: string },
  ): Promise<{ riskId: string } | null> {
    const book = Book.of(copy);
    const table = book.sheet(sheetOf(typed.region));
    const used = table.lines.filter((line) => table.shows(line, 'Risk ID') !== '');
    const line = used[typed.line % Math.max(1, used.length)];
    if (line) table.type(line, columnOf('notes').heading, typed.notes);
    await this.workbook.put(line ? book.bytes() : copy);
    return line ? { riskId: table.shows(line, 'Risk ID') } : null;
  }

  /** Formulas that are neither the service's own nor among those people typed; places for the report. */
  strayFormulas(typedByPeople: ReadonlySet<string>): string[] {
    const inRegions = org.regions.flatMap(({ id }) => {
      const view = this.workbook.tableRange(tableOf(id), 'body');
      return formulasIn(view)
        .filter(({ place, formula }) => isOwn[place] && !typedByPeople.has(formula))
        .map(({ index, place, formula }) => `${id} line ${index}, ${headings[place]}: ${formula}`);
    });
    const published = formulasIn(this.workbook.tableRange('Ev', 'body'));
    return [...inRegions, ...published.map(({ formula }) => `service table: ${formula}`)];
  }

  /** Numbers of the publications that stand there, newest of each key. */
  newest(): Map<string, number> {
    const newest = new Map<string, number>();
    for (const [seq, key] of this.workbook.tableRange('Ev', 'body').values)
      if (typeof seq === 'number') newest.set(String(key), Math.max(seq, newest.get(String(key)) ?? 0));
    return newest;
  }
}

const isFormula = (cell: CellValue | undefined): cell is string =>
  typeof cell === 'string' && cell.startsWith('=');

/** Whether the cell holds a formula: its text shown under `formulas` differs from its value, or it is one of the service's. */
function formulaAt(view: RangeView, index: number, place: number): string | null {
  const cell = view.formulas[index]?.[place];
  // A text that merely looks like a formula reads the same in both; a formula that shows its own text does not exist here.
  return isFormula(cell) && cell !== view.values[index]?.[place] ? cell : null;
}

function formulasIn(view: RangeView): { index: number; place: number; formula: string }[] {
  return view.formulas.flatMap((line, index) =>
    line.flatMap((_, place) => {
      const formula = formulaAt(view, index, place);
      return formula === null ? [] : [{ index, place, formula }];
    }),
  );
}

/** For a cell that is put somewhere else. */
function written(view: RangeView, index: number, place: number): CellInput {
  const formula = formulaAt(view, index, place);
  if (formula !== null) return formula;
  const value = view.values[index]?.[place] ?? '';
  return typeof value === 'string' ? asText(value) : value;
}

function pasted(view: RangeView, index: number, place: number): CellInput {
  const cell = written(view, index, place);
  const isTableFormula = !isOwn[place] && formulaAt(view, index, place) !== null;
  return isTableFormula ? null : cell;
}

function textAt(view: RangeView, index: number, place: number): string {
  const value = view.values[index]?.[place] ?? '';
  if (isDay[place] && typeof value === 'number') return fromSerial(value) ?? String(value);
  return cellText(String(value));
}

function lineOf(region: RegionId, view: RangeView, index: number, seqs: readonly number[]): PaperLine {
  const at = (key: ColumnKey) => textAt(view, index, placeOf(key));
  const isConstant = (place: number) => formulaAt(view, index, place) === null;
  const over: PaperLine['over'] = {};
  for (const field of pairedFields) {
    const place = placeOf(`now:${field}`);
    if (isConstant(place) && at(`now:${field}`) !== '') over[field] = at(`now:${field}`);
  }
  const shown = Object.fromEntries(
    headings.map((heading, place) => [
      heading,
      isOwn[place] || isConstant(place) ? '' : textAt(view, index, place),
    ]),
  );
  return {
    region,
    index,
    riskId: at('riskId'),
    typed: Object.fromEntries(typedFields.map((field) => [field, at(typedColumn(field))])) as never,
    over,
    formulaIn: typedFields.filter((field) => !isConstant(placeOf(typedColumn(field)))),
    shown,
    seq: seqs[Number(view.values[index]?.[placeOf('line')] || 0) - 1] ?? 0,
    check: at('check'),
  };
}

function hasContent(line: PaperLine): boolean {
  return line.riskId !== '' || Object.values(line.typed).some((text) => text !== '');
}
