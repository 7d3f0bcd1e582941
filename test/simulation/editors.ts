/** What people do to the register, on its present content or on a file they opened a while ago. */
import { nothingTyped, pairedFields, type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { labels, levels } from '../../register/vocabulary';
import { idOf, type Untold } from './list-world';
import { type Action, type StoreKind } from './plan';
import { isPairedField, readableOn, type World, type WorldRow, type WorldState } from './world';

/** Something a person typed into one cell: the oracle asks at the end what became of it. */
export interface Typing {
  at: number;
  uid: number;
  riskId: string;
  field: TypedField;
  text: string;
  /** What the service remembered of the cell at that moment. Typing exactly that again is a workbook's known limit: nobody can see it. */
  observed: string | null;
}

export interface Desk {
  store: StoreKind;
  world: World;
  untold: Untold;
  typings: Typing[];
  /** Files opened by each person. */
  open: Map<number, WorldState>;
  /** Rows people took out, newest last. */
  removed: { region: RegionId; row: WorldRow }[];
  /** Text the service remembers of a cell. */
  remembered(riskId: string, field: TypedField): string | null;
  /** What the next change of a person in a list is: not told to readers. */
  hideNext: boolean;
  colleague: string;
}

const nasty = [
  '=1+1',
  '+44',
  '-5',
  '@SUM(A1)',
  "'quoted",
  '=HYPERLINK("x")',
  '\tTab',
  '007',
  'TRUE',
  '1/2',
  '＝1+1',
  ' =A1',
];

export const nastyText = (index: number) => nasty[index % nasty.length] as string;

/** Carries out an action of a person; false when there was nothing to do it to. */
export function edit(desk: Desk, action: Action, now: number): boolean {
  const { world } = desk;
  const region = world.regionIds[action.a % world.regionIds.length] as RegionId;
  const rows = world.rows(region);
  const row = rows[action.b % Math.max(1, rows.length)];
  switch (action.kind) {
    case 'insert-line':
    case 'insert-with-id':
      insertLine(desk, action, { now, region });
      return true;
    case 'undo-delete':
      return undoDelete(desk, now);
    case 'mass-delete':
      return massDelete(desk, { now, region });
    case 'lose-table':
      return loseTable(desk, { now, region });
    case 'unseen-change':
      desk.hideNext = true;
      return true;
    case 'sort':
      world.putRows(
        now,
        region,
        [...rows].sort((x, y) => (x.typed.summary < y.typed.summary ? 1 : -1)),
      );
      return rows.length > 1;
    case 'fill-down':
      return fillDown(desk, action, { now, region });
    case 'edit-service-table':
    case 'take-service-line':
      return editServiceTable(desk, action, now);
    case 'break-formula':
      return breakFormula(desk, action, { now, region });
    case 'open-file':
      desk.open.set(action.who, world.state);
      return true;
    case 'save-file':
      return saveFile(desk, action, now);
    case 'restore-file':
      return restoreFile(desk, action, now);
    default:
      return row !== undefined && editRow(desk, { action, now, region, row });
  }
}

interface Place {
  now: number;
  region: RegionId;
}
interface RowEdit extends Place {
  action: Action;
  row: WorldRow;
}

function insertLine(desk: Desk, action: Action, { now, region }: Place): void {
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
}

function undoDelete(desk: Desk, now: number): boolean {
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

/** One value drawn over a whole column. */
function fillDown(desk: Desk, action: Action, place: Place): boolean {
  const rows = desk.world.rows(place.region);
  const text = labels.level[levels[action.b % levels.length] as 'low'];
  for (const row of rows) type(desk, { ...place, action, row }, { field: 'level', text });
  return rows.length >= 5;
}

/** Somebody finds the service's table and changes, or takes out, one of its lines. */
function editServiceTable(desk: Desk, action: Action, now: number): boolean {
  const { events } = desk.world.state;
  const line = events[action.b % Math.max(1, events.length)];
  if (!line) return false;
  const changed = { ...line, values: { ...line.values, level: 'forged' } };
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

function breakFormula(desk: Desk, action: Action, { now, region }: Place): boolean {
  const field = pairedFields[action.b % pairedFields.length] ?? 'level';
  desk.world.put(now, { broken: [...desk.world.state.broken, { region, column: `now:${field}` }] });
  return true;
}

function editRow(desk: Desk, place: RowEdit): boolean {
  const { action, now, region, row } = place;
  const { world } = desk;
  switch (action.kind) {
    case 'delete-row':
      remove(desk, place, [row]);
      if (desk.hideNext && desk.store === 'lists') desk.untold.removals.add(row.uid);
      desk.hideNext = false;
      return true;
    case 'copy-row':
      world.putRows(now, region, [...world.rows(region), { ...row, uid: world.newUid(), madeFor: null }]);
      return true;
    case 'move-row':
      return moveRow(desk, place);
    case 'type-over':
      put(desk, place, {
        ...row,
        over: { ...row.over, level: labels.level[levels[action.b % levels.length] as 'low'] },
      });
      noteTyping(desk, place, {
        field: 'level',
        text: labels.level[levels[action.b % levels.length] as 'low'],
      });
      return true;
    case 'type-formula':
      put(desk, place, {
        ...row,
        byPeople: {},
        formulaIn: ['notes', 'level'],
        typed: { ...row.typed, notes: `computed ${action.at}`, level: labels.level.high },
      });
      return true;
    case 'paste-over':
      return pasteOver(desk, place);
    case 'restore-item':
      return restoreItem(desk, place);
    default: {
      const typed = typingFor(desk, action, row);
      return typed !== null && type(desk, place, typed);
    }
  }
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
  });
  return true;
}

/** An item goes back to an earlier version of itself, the service's own cells with it. */
function restoreItem(desk: Desk, place: RowEdit): boolean {
  const versions = desk.world.earlier.get(place.row.uid) ?? [];
  const then = versions[place.action.b % Math.max(1, versions.length)];
  if (!then) return false;
  put(desk, place, { ...then, riskId: place.row.riskId });
  return true;
}

interface Typed {
  field: TypedField;
  text: string;
}

function type(desk: Desk, place: RowEdit, { field, text }: Typed): boolean {
  const { row, now } = place;
  const isOver = isPairedField(field) && row.over[field] !== undefined;
  // Typing what already stands there changes nothing that anybody could see.
  if (row.typed[field] === text && !row.formulaIn.includes(field)) return false;
  put(desk, place, {
    ...row,
    typed: { ...row.typed, [field]: text },
    formulaIn: row.formulaIn.filter((one) => one !== field),
    byPeople: { ...row.byPeople, [field]: now },
  });
  // The constant over the formula says what counts, whatever the cell beside it says.
  if (!isOver) noteTyping(desk, place, { field, text });
  return true;
}

function noteTyping(desk: Desk, { now, row }: RowEdit, typed: Typed): void {
  const riskId = idOf(row);
  const observed = desk.store === 'excel' ? desk.remembered(riskId, typed.field) : null;
  desk.typings.push({ at: now, uid: row.uid, riskId, ...typed, observed });
}

function put(desk: Desk, { now, region }: RowEdit, row: WorldRow): void {
  const version = desk.world.newVersion();
  if (desk.hideNext && desk.store === 'lists') desk.untold.versions.add(version);
  desk.hideNext = false;
  desk.world.putRow(now, region, { ...row, version });
}

function typingFor(desk: Desk, action: Action, row: WorldRow): Typed | null {
  const level = labels.level[levels[action.b % levels.length] as 'low'];
  switch (action.kind) {
    case 'type-level':
    case 'race':
      return { field: 'level', text: level };
    case 'type-status':
      return { field: 'status', text: action.b % 3 === 0 ? labels.status.inactive : labels.status.recorded };
    case 'type-date':
      return { field: 'nextReviewOn', text: `2026-12-${String(1 + (action.b % 28)).padStart(2, '0')}` };
    case 'type-types':
      return {
        field: 'types',
        text: [labels.types.safeguarding, labels.types.general].slice(action.b % 2).join('; '),
      };
    case 'type-owner':
      return { field: 'owner', text: desk.colleague };
    case 'type-text':
      return {
        field: action.a % 2 ? 'notes' : 'summary',
        text: `${nastyText(action.b)} changed ${action.at}`,
      };
    case 'edit-line':
      return row.riskId === '' ? { field: 'summary', text: `went on ${action.at}` } : null;
    case 'type-nonsense':
      return { field: action.a % 2 ? 'level' : 'owner', text: 'no such thing' };
    case 'clear-cell':
      return { field: action.b % 4 === 0 ? 'summary' : 'level', text: '' };
    case 'retype':
      return again(desk, row, level);
    default:
      return null;
  }
}

/** What was typed here before, once more: the service has written over it meanwhile, or is about to. */
function again(desk: Desk, row: WorldRow, level: string): Typed {
  const before = desk.typings.filter((one) => one.uid === row.uid && isPairedField(one.field)).at(-1);
  if (before) return { field: before.field, text: before.text };
  return { field: 'level', text: readableOn(desk.world.state, row)?.level || level };
}

/** The file is saved as it was opened, with one change of its own: everything written meanwhile is gone from the workbook. */
function saveFile(desk: Desk, action: Action, now: number): boolean {
  const opened = desk.open.get(action.who);
  if (!opened) return false;
  const { world } = desk;
  desk.open.delete(action.who);
  const region = world.regionIds[action.a % world.regionIds.length] as RegionId;
  const rows = opened.regions[region] ?? [];
  const row = rows[action.b % Math.max(1, rows.length)];
  world.put(now, { ...opened });
  if (row) type(desk, { action, now, region, row }, { field: 'notes', text: `saved ${action.at}` });
  return true;
}

/** Somebody restores an earlier version of the file. */
function restoreFile(desk: Desk, action: Action, now: number): boolean {
  const { past } = desk.world;
  const then = past[action.b % Math.max(1, past.length)];
  if (!then) return false;
  desk.world.put(now, { ...then });
  return true;
}
