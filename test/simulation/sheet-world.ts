/** The adversarial workbook: rows without identity, one table of the service's own, and people who save whole files over it. */
import { cellText } from '../../register/cell-text';
import { pairedFields, type ColumnKey, type PairedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { typedOn } from '../../register/new-row';
import { type Cut, type CutProblem, type CutRow, type EventRow, type NewRow } from '../../register/store';
import { encodeText } from '../../sync/stores/excel/encode';
import { Violation } from './violation';
import { asRead, type World, type WorldRow, type WorldState } from './world';

/** Text as Excel keeps it: parsed as if typed, unless an apostrophe says that it is text. */
function asKept(text: string): string {
  const sent = encodeText(text);
  if (sent.startsWith("'")) return sent.slice(1);
  if (/^\s*[=+\-@＝＋－＠]/.test(sent))
    throw new Violation('I13', 'text of a person would have become a formula');
  return sent;
}

export function appendRows(world: World, at: number, region: string, rows: readonly NewRow[]): void {
  const added = rows.map((row) => {
    const cells = typedOn(row);
    const kept = Object.fromEntries(
      Object.entries(cells).map(([field, text]) => [field, asKept(text)]),
    ) as typeof cells;
    return world.blank({ madeFor: row.riskId, riskId: row.riskId, typed: kept });
  });
  world.putRows(at, region, [...world.rows(region), ...added]);
  for (const row of added) world.watcher.made(row);
}

export function publish(world: World, at: number, events: readonly EventRow[]): void {
  for (const event of events)
    for (const text of Object.values(event.values))
      if (asKept(text) !== text && cellText(asKept(text)) !== cellText(text))
        throw new Violation('I13', 'a published text does not arrive as it was sent');
  world.put(at, { events: [...world.state.events, ...events] });
  for (const event of events) world.watcher.published(event);
}

/** The formula of one column is put back. */
export function repair(world: World, at: number, place: { region: RegionId; column: ColumnKey }): void {
  world.put(at, {
    broken: world.state.broken.filter((one) => one.region !== place.region || one.column !== place.column),
  });
}

/** The cut a reader would make of this content: all regions at one moment. */
export function cutOf(state: WorldState, tag: string): Cut {
  const regions = Object.entries(state.regions).map(([region, rows]) => ({
    region: region as RegionId,
    formulas: formulasOf(state, region, rows),
    rows: state.lost.includes(region) ? [] : rows.map(cutRow),
  }));
  const problems = state.lost.map((region): CutProblem => ({
    code: 'missing-table',
    region: region as RegionId,
    object: region,
  }));
  return { tag, carrier: 'table', regions, events: [...state.events], problems };
}

function formulasOf(state: WorldState, region: string, rows: readonly WorldRow[]) {
  const typedOver = pairedFields.filter((field) => rows.some((row) => row.over[field] !== undefined));
  const isOver = ({ column }: { column: ColumnKey }) =>
    typedOver.some((field) => column === `now:${field as PairedField}`);
  return [
    ...state.broken
      .filter((one) => one.region === region && !isOver(one))
      .map(({ column }) => ({ column, constants: false })),
    ...typedOver.map((field) => ({ column: `now:${field}` as const, constants: true })),
  ];
}

function cutRow(row: WorldRow, index: number): CutRow {
  return {
    riskId: cellText(row.riskId),
    typed: asRead(row.typed),
    typedOver: row.over,
    formulaIn: [...row.formulaIn],
    carried: null,
    place: 'table',
    line: index + 2,
  };
}
