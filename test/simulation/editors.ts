/** What people do to the sheet, on its present content or on a file they opened a while ago. */
import { nothingTyped, type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { labels, levels } from '../../register/vocabulary';
import { type Action } from './plan';
import { type SheetState, type SheetWorld, type WorldRow } from './sheet-world';

/** Something a person typed into one cell: the oracle asks at the end what became of it. */
export interface Typing {
  at: number;
  uid: number;
  riskId: string;
  field: TypedField;
  text: string;
  /** What the service remembered of the cell at that moment. Typing exactly that again is the protocol's known limit: nobody can see it. */
  observed?: string;
}

export interface Desk {
  sheet: SheetWorld;
  regions: readonly RegionId[];
  typings: Typing[];
  /** Files opened by each person. */
  open: Map<number, SheetState>;
  note(what: string): void;
}

const nasty = ['=1+1', '+44', '-5', '@SUM(A1)', "'quoted", '=HYPERLINK("x")', '\tTab', '007', 'TRUE', '1/2'];

/** Carries out an action of a person; reports false when there was nothing to do it to. */
export function edit(desk: Desk, action: Action, now: number): boolean {
  const region = desk.regions[action.a % desk.regions.length] as RegionId;
  const rows = desk.sheet.state.regions[region] ?? [];
  const row = rows[action.b % Math.max(1, rows.length)];
  switch (action.kind) {
    case 'sort':
      desk.sheet.edit(now, region, (all) =>
        [...all].sort((x, y) => (x.typed.summary < y.typed.summary ? -1 : 1)).reverse(),
      );
      return rows.length > 1;
    case 'insert-line':
      desk.sheet.edit(now, region, (all) => [
        ...all.slice(0, action.b % (all.length + 1)),
        handMade(desk, action),
        ...all.slice(action.b % (all.length + 1)),
      ]);
      return true;
    case 'open-file':
      desk.open.set(action.who, desk.sheet.state);
      return true;
    case 'save-file':
      return saveFile(desk, action, now);
    default:
      return row !== undefined && editRow(desk, { action, now, region, row });
  }
}

function handMade(desk: Desk, action: Action): WorldRow {
  const typed = {
    ...nothingTyped,
    summary: `${nasty[action.a % nasty.length]} typed by hand ${action.at}`,
    level: labels.level.medium,
  };
  return { uid: desk.sheet.newUid(), madeFor: null, riskId: '', typed };
}

interface RowEdit {
  action: Action;
  now: number;
  region: RegionId;
  row: WorldRow;
}

function editRow(desk: Desk, edit: RowEdit): boolean {
  const { action, now, region, row } = edit;
  const remove = (all: readonly WorldRow[]) => all.filter((one) => one.uid !== row.uid);
  switch (action.kind) {
    case 'delete-row':
      desk.sheet.edit(now, region, remove);
      return true;
    case 'copy-row':
      desk.sheet.edit(now, region, (all) => [...all, { ...row, uid: desk.sheet.newUid(), madeFor: null }]);
      return true;
    case 'cut-to-other-region': {
      const other = desk.regions[(action.a + 1) % desk.regions.length] as RegionId;
      desk.sheet.edit(now, region, remove);
      desk.sheet.edit(now, other, (all) => [...all, row]);
      return true;
    }
    default: {
      const typed = typingFor(action);
      // Typing what already stands there changes nothing that anybody could see: the guide says to empty the cell first.
      if (!typed || row.typed[typed.field] === typed.text) return false;
      desk.typings.push({ at: now, uid: row.uid, riskId: row.riskId, ...typed });
      desk.sheet.edit(now, region, (all) =>
        all.map((one) =>
          one.uid === row.uid ? { ...one, typed: { ...one.typed, [typed.field]: typed.text } } : one,
        ),
      );
      return true;
    }
  }
}

function typingFor(action: Action): { field: TypedField; text: string } | null {
  switch (action.kind) {
    case 'type-level':
      return { field: 'level', text: labels.level[levels[action.b % levels.length] as 'low'] };
    case 'type-status':
      return { field: 'status', text: action.b % 3 === 0 ? labels.status.inactive : labels.status.recorded };
    case 'type-date':
      return { field: 'nextReviewOn', text: `2026-12-${String(1 + (action.b % 28)).padStart(2, '0')}` };
    case 'type-text':
      return {
        field: action.a % 2 ? 'notes' : 'summary',
        text: `${nasty[action.b % nasty.length]} changed ${action.at}`,
      };
    case 'type-nonsense':
      return { field: action.a % 2 ? 'level' : 'owner', text: 'no such thing' };
    case 'clear-cell':
      return { field: 'level', text: '' };
    default:
      return null;
  }
}

/** The file is saved as it was opened, with one change of its own: everything written meanwhile is gone from the sheet. */
function saveFile(desk: Desk, action: Action, now: number): boolean {
  const opened = desk.open.get(action.who);
  if (!opened) return false;
  desk.open.delete(action.who);
  const region = desk.regions[action.a % desk.regions.length] as RegionId;
  const rows = opened.regions[region] ?? [];
  const row = rows[action.b % Math.max(1, rows.length)];
  const changed = row
    ? rows.map((one) =>
        one.uid === row.uid ? { ...one, typed: { ...one.typed, notes: `saved ${action.at}` } } : one,
      )
    : rows;
  if (row)
    desk.typings.push({
      at: now,
      uid: row.uid,
      riskId: row.riskId,
      field: 'notes',
      text: `saved ${action.at}`,
    });
  desk.sheet.replace(now, { events: opened.events, regions: { ...opened.regions, [region]: changed } });
  return true;
}
