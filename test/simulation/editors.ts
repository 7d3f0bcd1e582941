/** What people do to the register, on its present content or on a file they opened a while ago. */
import { nothingTyped, pairedFields } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { labels } from '../../register/vocabulary';
import {
  levelText,
  nastyText,
  noteTyping,
  put,
  type,
  typeInto,
  type Desk,
  type Place,
  type RowEdit,
} from './cell-typing';
import { idOf } from './list-world';
import { type Action, type ActionKind } from './plan';
import { type WorldRow } from './world';

/** False when there was nothing to do it to. */
type Edit<Where extends Place> = (desk: Desk, where: Where) => boolean;

/** What is done to a region's table or to the whole file, whatever rows it has. */
const edits: Partial<Record<ActionKind, Edit<Place>>> = {
  'insert-line': insertLine,
  'insert-with-id': insertLine,
  'undo-delete': undoDelete,
  'mass-delete': massDelete,
  'lose-table': loseTable,
  'unseen-change': hideNext,
  sort,
  'fill-down': fillDown,
  'edit-service-table': editServiceTable,
  'take-service-line': editServiceTable,
  'break-formula': breakFormula,
  'open-file': openFile,
  'save-file': saveFile,
  'restore-file': restoreFile,
};

/** What is done to one row. Every other action types into one of its cells. */
const rowEdits: Partial<Record<ActionKind, Edit<RowEdit>>> = {
  'delete-row': deleteRow,
  'copy-row': copyRow,
  'move-row': moveRow,
  'type-over': typeOver,
  'clear-over': clearOver,
  'clear-id': clearId,
  'type-formula': typeFormula,
  'paste-over': pasteOver,
  'restore-item': restoreItem,
};

/** Carries out an action of a person; false when there was nothing to do it to. */
export function edit(desk: Desk, action: Action, now: number): boolean {
  const { world } = desk;
  const region = world.regionIds[action.a % world.regionIds.length] as RegionId;
  const place = { action, now, region };
  const whole = edits[action.kind];
  if (whole) return whole(desk, place);
  const rows = world.rows(region);
  const row = rows[action.b % Math.max(1, rows.length)];
  return row !== undefined && (rowEdits[action.kind] ?? typeInto)(desk, { ...place, row });
}

function insertLine(desk: Desk, { action, now, region }: Place): boolean {
  const { world } = desk;
  const rows = world.rows(region);
  const typed = {
    ...nothingTyped,
    summary: `${nastyText(action.a)} typed by hand ${action.at}`,
    level: labels.level.medium,
  };
  // Numbers beyond all that the service gives out: a line with a Risk ID that nobody knows.
  const riskId = action.kind === 'insert-with-id' ? `${region}-2026-${9000 + (action.b % 100)}` : '';
  const made = world.blank({ riskId, typed });
  const at = desk.store === 'lists' ? rows.length : action.b % (rows.length + 1);
  world.putRows(now, region, [...rows.slice(0, at), made, ...rows.slice(at)]);
  return true;
}

function undoDelete(desk: Desk, { now }: Place): boolean {
  const last = desk.removed.pop();
  if (!last) return false;
  const rows = desk.world.rows(last.region);
  if (rows.some((one) => one.uid === last.row.uid)) return false;
  if (desk.store === 'lists' && rows.some((one) => one.riskId !== '' && one.riskId === last.row.riskId))
    return false;
  const back = { ...last.row, version: desk.world.newVersion() };
  desk.world.putRows(now, last.region, [...rows, back]);
  return true;
}

function remove(desk: Desk, { now, region }: Place, rows: readonly WorldRow[]): void {
  desk.world.remove(now, region, new Set(rows.map((one) => one.uid)));
  for (const row of rows) desk.removed.push({ region, row });
}

function massDelete(desk: Desk, place: Place): boolean {
  const rows = desk.world.rows(place.region);
  if (rows.length < 4) return false;
  remove(desk, place, rows.slice(0, rows.length - 1));
  return true;
}

function hideNext(desk: Desk): boolean {
  desk.hideNext = true;
  return true;
}

function sort({ world }: Desk, { now, region }: Place): boolean {
  const rows = world.rows(region);
  const sorted = [...rows].sort((x, y) => (x.typed.summary < y.typed.summary ? 1 : -1));
  world.putRows(now, region, sorted);
  return rows.length > 1;
}

/** One value drawn over a whole column. */
function fillDown(desk: Desk, place: Place): boolean {
  const rows = desk.world.rows(place.region);
  const text = levelText(place.action);
  for (const row of rows) type(desk, { ...place, row }, { field: 'level', text });
  return rows.length >= 5;
}

/** Somebody finds the service's table and changes, or takes out, one of its lines. */
function editServiceTable(desk: Desk, { action, now }: Place): boolean {
  const { events } = desk.world.state;
  const line = events[action.b % Math.max(1, events.length)];
  if (!line) return false;
  const changed = { ...line, values: { ...line.values, level: 'forged' } };
  if (action.kind === 'take-service-line') desk.world.goneBack += 1;
  desk.world.put(now, {
    events: events.flatMap((one) =>
      one !== line ? [one] : action.kind === 'edit-service-table' ? [changed] : [],
    ),
  });
  return true;
}

/** The region's table is taken away, or comes back. */
function loseTable(desk: Desk, { now, region }: Place): boolean {
  const { lost } = desk.world.state;
  desk.world.put(now, {
    lost: lost.includes(region) ? lost.filter((one) => one !== region) : [...lost, region],
  });
  return true;
}

function breakFormula(desk: Desk, { action, now, region }: Place): boolean {
  const field = pairedFields[action.b % pairedFields.length] ?? 'level';
  desk.world.put(now, { broken: [...desk.world.state.broken, { region, column: `now:${field}` }] });
  return true;
}

function deleteRow(desk: Desk, place: RowEdit): boolean {
  remove(desk, place, [place.row]);
  if (desk.hideNext && desk.store === 'lists') desk.untold.removals.add(place.row.uid);
  desk.hideNext = false;
  return true;
}

function copyRow({ world }: Desk, { now, region, row }: RowEdit): boolean {
  world.putRows(now, region, [...world.rows(region), { ...row, uid: world.newUid(), madeFor: null }]);
  return true;
}

function typeOver(desk: Desk, place: RowEdit): boolean {
  const { action, row } = place;
  const text = levelText(action);
  put(desk, place, { ...row, over: { ...row.over, level: text }, overAt: place.now });
  noteTyping(desk, place, { field: 'level', text });
  return true;
}

/** The constant goes; what stands in the cell beside it was typed long ago. */
function clearOver(desk: Desk, place: RowEdit): boolean {
  if (place.row.over.level === undefined) return false;
  put(desk, place, { ...place.row, over: {} });
  return true;
}

/** A Risk ID is cleared, or put back where one was. */
function clearId(desk: Desk, place: RowEdit): boolean {
  const { madeFor, riskId } = place.row;
  if (madeFor === null || (riskId !== '' && riskId !== madeFor)) return false;
  desk.cleared.add(madeFor);
  put(desk, place, { ...place.row, riskId: riskId === '' ? madeFor : '' });
  return true;
}

function typeFormula(desk: Desk, place: RowEdit): boolean {
  const { action, row } = place;
  put(desk, place, {
    ...row,
    byPeople: {},
    formulaIn: ['notes', 'level'],
    typed: { ...row.typed, notes: `computed ${action.at}`, level: labels.level.high },
  });
  return true;
}

/** In a workbook the very row goes; in lists a new item is made of what can be seen, and the old one deleted. */
function moveRow(desk: Desk, { now, region, row }: RowEdit): boolean {
  const { world } = desk;
  const other = world.regionIds.find((id) => id !== region) as RegionId;
  // Nobody can paste into a table that is not there.
  if (world.state.lost.includes(other) || world.state.lost.includes(region)) return false;
  if (
    desk.store === 'lists' &&
    row.riskId !== '' &&
    world.rows(other).some((one) => one.riskId === row.riskId)
  )
    return false;
  const moved =
    desk.store === 'lists'
      ? world.blank({ madeFor: null, riskId: idOf(row), typed: row.typed, byPeople: row.byPeople })
      : row;
  world.putRows(now, other, [...world.rows(other), moved]);
  world.remove(now + 1, region, new Set([row.uid]));
  if (moved === row) world.removedIn.delete(row.uid);
  return true;
}

/** Half of another line is pasted over this one. */
function pasteOver(desk: Desk, place: RowEdit): boolean {
  const { row, region } = place;
  const other = desk.world.rows(region).find((one) => one.uid !== row.uid);
  const { caseRef, summary } = other?.typed ?? { caseRef: 'MOS-99999', summary: 'Wholly different words' };
  if (row.typed.summary === summary) return false;
  put(desk, place, {
    ...row,
    typed: { ...row.typed, caseRef: caseRef === row.typed.caseRef ? 'MOS-99999' : caseRef, summary },
    byPeople: { ...row.byPeople, caseRef: place.now, summary: place.now },
  });
  return true;
}

/** An item goes back to an earlier version of itself, the service's own cells with it. */
function restoreItem(desk: Desk, place: RowEdit): boolean {
  const versions = desk.world.earlier.get(place.row.uid) ?? [];
  const then = versions[place.action.b % Math.max(1, versions.length)];
  if (!then) return false;
  put(desk, place, { ...then, riskId: place.row.riskId });
  desk.world.goneBack += 1;
  return true;
}

function openFile(desk: Desk, { action }: Place): boolean {
  desk.open.set(action.who, desk.world.state);
  return true;
}

/** The file is saved as it was opened, with one change of its own: everything written meanwhile is gone from the workbook. */
function saveFile(desk: Desk, place: Place): boolean {
  const { action, now, region } = place;
  const opened = desk.open.get(action.who);
  if (!opened) return false;
  const { world } = desk;
  desk.open.delete(action.who);
  const rows = opened.regions[region] ?? [];
  const row = rows[action.b % Math.max(1, rows.length)];
  world.put(now, { ...opened });
  if (row) type(desk, { ...place, row }, { field: 'notes', text: `saved ${action.at}` });
  return true;
}

/** Somebody restores an earlier version of the file. */
function restoreFile(desk: Desk, { action, now }: Place): boolean {
  const { past } = desk.world;
  const then = past[action.b % Math.max(1, past.length)];
  if (!then) return false;
  desk.world.put(now, { ...then });
  return true;
}
