/** Holds the database against one reading of the register: what differs, by Risk ID and column. Pure. */
import { cellText } from '../../register/cell-text';
import {
  pairedFields,
  projectedFields,
  typedFields,
  type ColumnKey,
  type PairedField,
  type ProjectedField,
  type SheetValues,
} from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { type Risk } from '../../register/risk';
import { untouchedText } from '../../register/shared-cell';
import { type RowMemory } from '../../register/sheet-memory';
import { sheetValues, type Names } from '../../register/sheet-values';
import { type Cut, type CutRow, type EventRow } from '../../register/store';
import { isActive } from '../../register/vocabulary';

export type FindingCode =
  | 'problem'
  | 'row-missing'
  | 'row-deleted'
  | 'row-unknown'
  | 'row-twice'
  | 'row-elsewhere'
  | 'formula-missing'
  | 'typed-over'
  | 'value-edited'
  | 'value-lost'
  | 'value-outdated'
  | 'foreign-line'
  | 'record-missing';

/** One difference. Nothing in it was typed by a person, except a text with the form of a Risk ID. */
export interface Difference {
  code: FindingCode;
  /** Risk ID; of differences that concern no single risk the region, table, sequence or a record's key. */
  subject: string;
  column: ColumnKey | null;
}

/** What was published under one key, as far as the service knows. */
export interface Published {
  seq: number;
  riskId: RiskId;
  key: string;
  values: SheetValues;
  observed: Record<PairedField, string>;
  /** It was read back before the reading at hand began; everything else may still be on its way. */
  isConfirmed: boolean;
}

export interface Known {
  risks: readonly Risk[];
  rows: readonly RowMemory[];
  /** Risks whose line is on its way. */
  onTheirWay: ReadonlySet<RiskId>;
  /** Newest of each key. */
  newest: readonly Published[];
  /** Those of the cut's sequences that the service knows. */
  published: readonly Published[];
  names: Names;
}

export interface Comparison {
  differences: Difference[];
  /** Rows in which something is typed that no reading has taken yet. */
  waiting: RiskId[];
}

/** Compares. What is merely on its way, in either direction, is no difference. */
export function compareRegister(cut: Cut, known: Known): Comparison {
  const places = placesOf(cut);
  const waiting = known.rows.filter((memory) => {
    const [only, ...more] = places.get(memory.riskId) ?? [];
    return only !== undefined && more.length === 0 && isTyped(only.row, memory);
  });
  return {
    differences: [
      ...cut.problems.map((one) => difference('problem', `${one.region ?? ''} ${one.code} ${one.object}`.trim())),
      ...rowDifferences(places, known),
      ...formulaDifferences(cut),
      ...eventDifferences(cut, known),
      ...outdated(known),
    ],
    waiting: waiting.map((memory) => memory.riskId),
  }; // prettier-ignore
}

const difference = (code: FindingCode, subject: string, column: ColumnKey | null = null): Difference => ({
  code,
  subject,
  column,
});

type Places = ReadonlyMap<string, { region: RegionId; row: CutRow }[]>;

function placesOf(cut: Cut): Places {
  const places = new Map<string, { region: RegionId; row: CutRow }[]>();
  for (const { region, rows } of cut.regions)
    for (const row of rows)
      if (row.riskId !== '') places.set(row.riskId, [...(places.get(row.riskId) ?? []), { region, row }]);
  return places;
}

function rowDifferences(places: Places, known: Known): Difference[] {
  const memories = new Map(known.rows.map((row) => [row.riskId as string, row]));
  const risks = new Set<string>(known.risks.map((risk) => risk.id));
  const ofRisks = known.risks.flatMap((risk) => {
    const found = places.get(risk.id) ?? [];
    if (found.length === 0) return absent(risk, memories.get(risk.id), known);
    if (found.length > 1) return [difference('row-twice', risk.id)];
    const memory = memories.get(risk.id);
    return memory && memory.region !== found[0]?.region ? [difference('row-elsewhere', risk.id)] : [];
  });
  // What stands in that column may be anything a person typed, so a text that is no Risk ID of ours is told by its place.
  const strangers = [...places].flatMap(([text, found]) =>
    risks.has(text)
      ? []
      : found.map(({ region, row }) => difference('row-unknown', `${region} line ${row.line}`)),
  );
  return [...ofRisks, ...strangers];
}

function absent(risk: Risk, memory: RowMemory | undefined, known: Known): Difference[] {
  if (known.onTheirWay.has(risk.id)) return [];
  if (memory?.presence !== 'deleted' && memory?.presence !== 'missing')
    return [difference('row-missing', risk.id)];
  // Whoever struck an entry as made in error deleted its line first: that is how it should be.
  return isActive(risk.status) ? [difference('row-deleted', risk.id)] : [];
}

function formulaDifferences(cut: Cut): Difference[] {
  const missing = cut.regions.flatMap(({ region, formulas }) =>
    formulas.map(({ column }) => difference('formula-missing', region, column)),
  );
  const over = cut.regions.flatMap(({ region, rows }) =>
    rows.flatMap((row) =>
      Object.keys(row.typedOver).map((field) =>
        difference('typed-over', `${region} line ${row.line}`, `now:${field as PairedField}`),
      ),
    ),
  );
  return [...missing, ...over];
}

function eventDifferences(cut: Cut, known: Known): Difference[] {
  if (cut.events === null) return [];
  const bySeq = new Map(known.published.map((one) => [one.seq, one]));
  const edited = cut.events.flatMap((event) => {
    const ours = bySeq.get(event.seq);
    return ours ? editsOf(event, ours) : [difference('foreign-line', String(event.seq))];
  });
  const present = new Set(cut.events.map((event) => event.seq));
  // Where rows carry the values, a risk without a row has nowhere to show them.
  const rows = new Set(cut.regions.flatMap((region) => region.rows.map((row) => row.riskId)));
  const lost = known.newest.filter(
    (one) => one.isConfirmed && !present.has(one.seq) && (cut.carrier === 'table' || rows.has(one.riskId)),
  );
  return [...edited, ...lost.map((one) => difference('value-lost', one.riskId))];
}

/** Fields of a line in the service's table that do not hold what was published under that sequence. */
function editsOf(event: EventRow, ours: Published): Difference[] {
  if (event.key !== ours.key) return [difference('value-edited', ours.riskId, 'riskId')];
  const values = [...pairedFields, ...projectedFields].filter(
    (field) => cellText(event.values[field]) !== cellText(ours.values[field]),
  );
  const observed = pairedFields.filter(
    (field) => cellText(event.observed[field]) !== cellText(ours.observed[field]) && !values.includes(field),
  );
  return [...values, ...observed].map((field) =>
    difference('value-edited', ours.riskId, columnShowing(field)),
  );
}

/** The column in which people see a published field; the service's note shows in Check. */
export function columnShowing(field: PairedField | ProjectedField): ColumnKey {
  if (field === 'attention') return 'check';
  return (projectedFields as readonly string[]).includes(field)
    ? (field as ProjectedField)
    : `now:${field as PairedField}`;
}

/** Values the register has decided, or spells otherwise by now, that were never published: a colleague's name has changed. */
function outdated(known: Known): Difference[] {
  const newest = new Map(known.newest.map((one) => [one.key, one]));
  return known.risks.flatMap((risk) => {
    const published = newest.get(risk.id);
    if (!published) return [difference('value-lost', risk.id)];
    const now = sheetValues(risk, known.names);
    return [...pairedFields, ...projectedFields]
      .filter((field) => field !== 'attention' && now[field] !== published.values[field])
      .map((field) => difference('value-outdated', risk.id, columnShowing(field)));
  });
}

function isTyped(row: CutRow, memory: RowMemory): boolean {
  const { carried, typed } = row;
  if (pairedFields.some((field) => (row.typedOver[field] ?? memory.over[field]) !== memory.over[field]))
    return true;
  return typedFields.some((field) => {
    if (row.formulaIn.includes(field)) return false;
    const paired = pairedFields.find((one) => one === field);
    if (!carried || !paired) return typed[field] !== memory.typed[field];
    const base = { observed: memory.typed[paired], takenOver: memory.takenOver[paired] };
    return typed[paired] !== untouchedText(carried, paired, base);
  });
}
