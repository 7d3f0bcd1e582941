/** What people type into cells, and the note of it for the oracle. */
import { type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { labels, levels } from '../../register/vocabulary';
import { idOf, type Untold } from './list-world';
import { type Action, type ActionKind, type StoreKind } from './plan';
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
  /** Risks of whose rows people cleared the Risk ID. */
  cleared: Set<string>;
  /** Text the service remembers of a cell. */
  remembered(riskId: string, field: TypedField): string | null;
  /** What the next change of a person in a list is: not told to readers. */
  hideNext: boolean;
  colleague: string;
}

export interface Place {
  action: Action;
  now: number;
  region: RegionId;
}
export interface RowEdit extends Place {
  row: WorldRow;
}

interface Typed {
  field: TypedField;
  text: string;
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

export const levelText = ({ b }: Action) => labels.level[levels[b % levels.length] as 'low'];

/** What is typed on a row by each kind of action. */
const typings: Partial<Record<ActionKind, (desk: Desk, at: RowEdit) => Typed | null>> = {
  'type-level': (_desk, { action }) => ({ field: 'level', text: levelText(action) }),
  race: (_desk, { action }) => ({ field: 'level', text: levelText(action) }),
  'type-status': (_desk, { action }) => ({
    field: 'status',
    text: action.b % 3 === 0 ? labels.status.inactive : labels.status.recorded,
  }),
  'type-date': (_desk, { action }) => ({
    field: 'nextReviewOn',
    text: `2026-12-${String(1 + (action.b % 28)).padStart(2, '0')}`,
  }),
  'type-types': (_desk, { action }) => ({
    field: 'types',
    text: [labels.types.safeguarding, labels.types.general].slice(action.b % 2).join('; '),
  }),
  'type-owner': (desk) => ({ field: 'owner', text: desk.colleague }),
  'type-text': (_desk, { action }) => ({
    field: action.a % 2 ? 'notes' : 'summary',
    text: `${nastyText(action.b)} changed ${action.at}`,
  }),
  'edit-line': (_desk, { action, row }) =>
    row.riskId === '' ? { field: 'summary', text: `went on ${action.at}` } : null,
  'type-nonsense': (_desk, { action }) => ({
    field: action.a % 2 ? 'level' : 'owner',
    text: 'no such thing',
  }),
  'clear-cell': (_desk, { action }) => ({ field: action.b % 4 === 0 ? 'summary' : 'level', text: '' }),
  retype: again,
};

/** What was typed here before, once more: the service has written over it meanwhile, or is about to. */
function again(desk: Desk, { action, row }: RowEdit): Typed {
  const before = desk.typings.filter((one) => one.uid === row.uid && isPairedField(one.field)).at(-1);
  if (before) return { field: before.field, text: before.text };
  return { field: 'level', text: readableOn(desk.world.state, row)?.level || levelText(action) };
}

/** False when nothing is typed, or what stands there already. */
export function typeInto(desk: Desk, place: RowEdit): boolean {
  const typed = typings[place.action.kind]?.(desk, place) ?? null;
  return typed !== null && type(desk, place, typed);
}

export function type(desk: Desk, place: RowEdit, { field, text }: Typed): boolean {
  const { row, now } = place;
  // Typing what already stands there changes nothing that anybody could see.
  if (row.typed[field] === text && !row.formulaIn.includes(field)) return false;
  put(desk, place, {
    ...row,
    typed: { ...row.typed, [field]: text },
    formulaIn: row.formulaIn.filter((one) => one !== field),
    byPeople: { ...row.byPeople, [field]: now },
  });
  noteTyping(desk, place, { field, text });
  return true;
}

export function noteTyping(desk: Desk, { now, row }: RowEdit, typed: Typed): void {
  const riskId = idOf(row);
  const observed = desk.store === 'excel' ? desk.remembered(riskId, typed.field) : null;
  desk.typings.push({ at: now, uid: row.uid, riskId, ...typed, observed });
}

export function put(desk: Desk, { now, region }: RowEdit, row: WorldRow): void {
  const version = desk.world.newVersion();
  if (desk.hideNext && desk.store === 'lists') desk.untold.versions.add(version);
  desk.hideNext = false;
  desk.world.putRow(now, region, { ...row, version });
}
