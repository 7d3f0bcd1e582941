/** What people do to the register by hand, in either store: one act a step. */
import { type PairedField, type TypedField } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { labels, levels } from '../../register/vocabulary';
import { rowMemory } from '../../state/memory';
import { regionIds } from './cast';
import { type PaperLine } from './paper';
import { type Action } from './plan';
import { nasty } from './teams';
import { type World, type Edit } from './world';

export const regionOf = (action: Action): RegionId => regionIds[action.a % regionIds.length] as RegionId;
export const otherRegion = (region: RegionId): RegionId =>
  regionIds[(regionIds.indexOf(region) + 1) % regionIds.length] as RegionId;

/** The line an act is for; null when its region has none. */
export function lineFor({ lane }: World, action: Action): PaperLine | null {
  const here = lane.paper.lines().filter((line) => line.region === regionOf(action));
  return here[action.b % Math.max(1, here.length)] ?? null;
}

/** An act on one line. */
export const onLine =
  (act: (world: World, action: Action, line: PaperLine) => Promise<string | null>): Edit =>
  async (world, action) => {
    const line = lineFor(world, action);
    return line && act(world, action, line);
  };

/** What a line says about a field: a constant over the shown cell is a statement, else the cell people type in. */
export function standing(line: PaperLine, field: TypedField): string {
  return line.over[field as PairedField] ?? line.typed[field];
}

export const levelFor = (pick: number): string => labels.level[levels[pick % levels.length] as 'low'];

export interface Typed {
  field: TypedField;
  text: string;
}

const cells: Readonly<Record<string, (action: Action) => Typed>> = {
  'type-level': ({ a }) => ({ field: 'level', text: levelFor(a) }),
  'type-status': ({ a }) => ({ field: 'status', text: a % 3 === 0 ? labels.status.inactive : labels.status.recorded }), // prettier-ignore
  'type-date': ({ a }) => ({ field: 'nextReviewOn', text: `2026-12-${String(1 + (a % 28)).padStart(2, '0')}` }), // prettier-ignore
  'type-text': ({ a, b, n }) => ({ field: a % 2 ? 'notes' : 'summary', text: `${nasty[b % nasty.length]} changed ${n}` }), // prettier-ignore
  'type-nonsense': ({ a }) => ({ field: a % 2 ? 'level' : 'owner', text: 'no such thing' }),
  'clear-cell': () => ({ field: 'level', text: '' }),
};

/** Types into a cell and remembers it for the oracle. Null when nobody could see a difference. */
export async function type(world: World, line: PaperLine, typed: Typed): Promise<string | null> {
  const { field, text } = typed;
  // Typing what already stands there changes nothing; and a constant over the shown cell hides what is typed beside it.
  if (standing(line, field) === text || line.over[field as PairedField] !== undefined) return null;
  await remember(world, line, typed);
  return (await world.lane.paper.type(line, field, text)) ? `${line.riskId} ${field} "${text}"` : null;
}

/** To be called before the act: what the service knew then decides whether it can see it. */
export async function remember(world: World, line: PaperLine, { field, text }: Typed): Promise<void> {
  const { state, typings, step } = world;
  const memory = line.riskId === '' ? null : await rowMemory(state.db, state, line.riskId as RiskId);
  const observed = memory?.typed[field];
  typings.push({ at: step, riskId: line.riskId, field, text: text.trim(), observed });
}

const typeCell = onLine(async (world, action, line) => {
  const cell = cells[action.kind];
  return cell ? type(world, line, cell(action)) : null;
});

const insertLine: Edit = async (world, action) => {
  const region = regionOf(action);
  const summary = `${nasty[action.b % nasty.length]} by hand ${action.n}`;
  if (!(await world.lane.paper.insert(region, action.b, { summary, level: labels.level.medium })))
    return null;
  world.handMade.push(summary.trim());
  return `${region} "${summary}"`;
};

/** Acts of people that both stores know. */
export const commonEdits: Readonly<Record<string, Edit>> = {
  ...Object.fromEntries(Object.keys(cells).map((kind) => [kind, typeCell])),
  'insert-line': insertLine,
  'delete-row': onLine(async ({ lane }, _action, line) =>
    (await lane.paper.remove(line)) ? line.riskId || line.typed.summary : null,
  ),
};
