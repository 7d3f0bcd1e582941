/** The adversarial lists: each item with its own version, unique Risk IDs, changes that the list forgets to tell. */
import { pairedFields } from '../../register/columns';
import { isRiskId } from '../../register/ids';
import { typedOn } from '../../register/new-row';
import { type Publication, type RowToAppend } from '../../register/store';
import { type ItemState, type World, type WorldRow, type WorldState } from './world';

/** Changes that a list never tells until the item changes again or the list is read in full. */
export class Untold {
  readonly versions = new Set<number>();
  readonly removals = new Set<number>();
}

/** What one list tells of a view of it. */
export interface Told {
  changed: readonly WorldRow[];
  removed: number[];
  token: number;
}

/** All items as the view has them. */
export function tellAll(view: { state: WorldState }, region: string): Told {
  const items = view.state.regions[region] ?? [];
  return { changed: items, removed: [], token: newest(items, 0) };
}

/** What changed since the token, to a reader who knows of these items. A view older than the token has nothing to tell. */
export function tellChanges(
  world: World,
  view: { state: WorldState; version: number },
  place: { region: string; token: number; known: Iterable<number>; untold: Untold },
): Told {
  const items = view.state.regions[place.region] ?? [];
  const standing = new Set(items.map((item) => item.uid));
  const isRemoved = (uid: number) =>
    !standing.has(uid) &&
    !place.untold.removals.has(uid) &&
    (world.removedIn.get(uid) ?? Number.POSITIVE_INFINITY) <= view.version;
  return {
    changed: items.filter((item) => item.version > place.token && !place.untold.versions.has(item.version)),
    removed: [...place.known].filter(isRemoved),
    token: newest(items, place.token),
  };
}

function newest(items: readonly WorldRow[], least: number): number {
  return items.reduce((top, item) => Math.max(top, item.version), least);
}

export type Posted = 'made' | 'id-taken';

/** A new item with everything the service knows of it. A Risk ID stands once in a list. */
export function post(world: World, at: number, region: string, row: RowToAppend): Posted {
  if (world.rows(region).some((one) => one.riskId === row.riskId)) return 'id-taken';
  const { publication } = row;
  const made = world.blank({
    madeFor: row.riskId,
    riskId: row.riskId,
    typed: { ...typedOn({ ...row, change: {} }), ...(publication && sharedTexts(publication)) },
    carried: publication && stateOf(publication),
    shown: publication && publication.values,
  });
  world.putRows(at, region, [...world.rows(region), made]);
  world.watcher.made(made);
  return 'made';
}

/** What one PATCH changes. Cells that are not named stay. */
export interface ItemChange {
  carried?: ItemState;
  shown?: WorldRow['shown'];
  cells: Partial<WorldRow['typed']>;
  event: { seq: number; key: string } | null;
}

export type Patched = 'changed' | 'gone' | 'changed-meanwhile';

/** Changes an item if nobody has since the version named. */
export function patch(
  world: World,
  at: number,
  place: { region: string; uid: number; ifMatch: number | null },
  change: ItemChange,
): Patched {
  const before = world.rows(place.region).find((one) => one.uid === place.uid);
  if (!before) return 'gone';
  if (place.ifMatch !== null && before.version !== place.ifMatch) return 'changed-meanwhile';
  const byPeople = { ...before.byPeople };
  for (const field of Object.keys(change.cells)) delete byPeople[field as keyof typeof byPeople];
  const after: WorldRow = {
    ...before,
    typed: { ...before.typed, ...change.cells },
    carried: change.carried ?? before.carried,
    shown: change.shown ?? before.shown,
    version: world.newVersion(),
    byPeople,
  };
  world.putRow(at, place.region, after);
  const { carried } = after;
  const event = change.event && carried ? { ...carried, key: change.event.key, seq: change.event.seq } : null;
  world.watcher.wrote({ region: place.region, before, after, event });
  return 'changed';
}

export function stateOf(event: ItemState): ItemState {
  const { key, seq, values, observed, disputed } = event;
  return { key, seq, values, observed, disputed };
}

/** The Risk ID under which the service knows the item: what it wrote there itself, else what people typed. */
export function idOf(row: WorldRow): string {
  return row.carried && isRiskId(row.carried.key) ? row.carried.key : row.riskId.trim();
}

/** What the shared cells of a new item say: a text in dispute stands where it stood. */
function sharedTexts({ values, observed, disputed }: Publication): Partial<WorldRow['typed']> {
  return Object.fromEntries(
    pairedFields.map((field) => [field, (disputed.includes(field) ? observed : values)[field]]),
  );
}
